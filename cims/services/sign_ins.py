"""Who came and went: sign-ins and their ends in the log, and when everybody was seen last."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cims.services.audit import OK, SUSPECT
from cims.services.changes import ChangeKind
from cims.services.clock import EPOCH, microseconds
from cims.services.errors import CimsError
from cims.services.i18n import _, _n
from cims.services.rights import Actor, Right, requires
from cims.services.service import Service
from cims.services.storage import set_computed
from cims.services.users import USER
from cims.services.vault.attempts import Attempt
from cims.services.vault.slots import RECOVERY, SlotFile
from cims.services.vault.vault import OpenVault

if TYPE_CHECKING:
    from cims.services.database import Database
    from cims.services.office import Office

OWNER_KEY = "ok"
FAILED, SIGNED_IN = "sign-in failed", "signed in"
SHEET_FAILED, BY_SHEET = "sheet refused", "signed in by sheet"
CLOCK = "clock set back"


# how a session of the window ended, and how the log names it
LEFT = {
    "lock": "locked",
    "idle": "locked idle",
    "sleep": "locked asleep",
    "sign out": "signed out",
    "switch": "user switched",
    "quit": "quit",
    "maintenance": "left for new keys",
}


class SignInService(Service):
    """Writes down who signs in and leaves."""

    @requires(Right.SIGN_IN)
    def signed_in(self, by: str, failed: Iterable[Attempt], slots: SlotFile) -> None:
        """Note that the actor is here now, and what was typed wrong since somebody was last.

        Nobody vouches for those: they lay in the open.
        """
        audit, unit = self._desk.audit, self._desk.unit
        if audit.clock == SUSPECT:
            self.note_clock()
        for attempt in failed:
            slot = slots.slot(attempt.slot_id)
            told = {"at": attempt.at_us, "slot": attempt.slot_id}
            is_sheet = slot is not None and slot.kind == RECOVERY
            if not is_sheet:
                told["username"] = slot.username if slot else None
            action = SHEET_FAILED if is_sheet else FAILED
            audit.note(action, {name: [None, value] for name, value in told.items()})
        audit.note(BY_SHEET if by == RECOVERY else SIGNED_IN)
        if unit.actor.user_id is not None:
            set_computed(unit, USER, [{"root": unit.actor.user_id, "last_seen_at": unit.now}])

    @requires(Right.SIGN_IN)
    def left(self, how: str) -> None:
        """Note that the actor's session ends, by one of the words of LEFT."""
        self._desk.audit.note(LEFT[how])

    @requires(Right.SIGN_IN)
    def has_clock_jumped(self) -> bool:
        """Whether the clock stands before what the log knows of, and nobody was told yet."""
        audit = self._desk.audit
        return audit.clock == SUSPECT and not audit.seen.is_told

    @requires(Right.SIGN_IN)
    def note_clock(self) -> None:
        """Note that the computer's clock was set back; once in a session."""
        audit, now = self._desk.audit, microseconds(self._desk.unit.now)
        if self.has_clock_jumped():
            audit.seen.is_told = True
            audit.note(CLOCK, {"clock": [audit.seen.latest, now]})

    @requires(Right.SIGN_IN)
    def clock_warning(self) -> str:
        """What to do about a clock that was set back; empty when it is right."""
        audit, zone = self._desk.audit, ZoneInfo(self._desk.zone)
        if audit.clock != SUSPECT:
            return ""
        latest = EPOCH + timedelta(microseconds=audit.seen.latest)
        words = _(
            "The computer's clock shows {now}, but the log has an entry of {latest}. Set the clock "
            "right; until then entries of the log are marked as doubtful."
        )
        shown = (moment.astimezone(zone) for moment in (self._desk.unit.now, latest))
        now, before = (f"{moment:%Y-%m-%d %H:%M}" for moment in shown)
        return words.format(now=now, latest=before)

    @requires(Right.AUDIT)
    def confirm_clock(self) -> None:
        """Say that the clock is right now: from here on what is written counts as timely again."""
        audit, now = self._desk.audit, microseconds(self._desk.unit.now)
        before, audit.seen.latest, audit.clock = audit.seen.latest, now, OK
        audit.seen.is_told = False
        audit.note("clock confirmed", {"clock": [before, now]})


def note_sign_in(database: "Database[Office]", vault: OpenVault, actor: Actor) -> list[str]:
    """Write down a sign-in to this vault; sentences for the one who came.

    Nothing is written for a session that goes on after maintenance. A disk that takes nothing
    keeps nobody out.
    """
    if not vault.signed_in_by:
        return []
    failed = [attempt for attempt in vault.failed_attempts if not attempt.taken]
    try:
        with database.write(actor, ChangeKind.UPKEEP) as office:
            office.sign_ins.signed_in(vault.signed_in_by, failed, vault.slots)
            warnings = [office.sign_ins.clock_warning()]
            if OWNER_KEY in vault.key_names:
                warnings.append(seam_warning(office))
        vault.attempts_recorded()
    except CimsError as refused:
        return [str(refused)]
    return list(filter(None, warnings))


def seam_warning(office: "Office") -> str:
    """What an owner has to look at: sections of the log that began and that nobody confirmed."""
    open_ = [seam for seam in office.audit_log.seams() if seam.waits]
    if not open_:
        return ""
    words = _n(
        "A section of the log waits for you to confirm it: {sentence} Settings, Audit log, Check.",
        "{n} sections of the log wait for you to confirm them. The newest: {sentence} "
        "Settings, Audit log, Check.",
        len(open_),
    )
    return words.format(n=len(open_), sentence=open_[0].sentence)
