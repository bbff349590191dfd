"""What the doors do to the vault, each step for a thread; SQLAlchemy is loaded inside."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cims.services.clock import Clock
from cims.services.i18n import _
from cims.services.progress import Progress
from cims.services.vault.attempts import seconds_to_wait
from cims.services.vault.factors import KEY_FILE, brought_from
from cims.services.vault.generations import DataFolder
from cims.services.vault.policy import LISTING, KdfPolicy
from cims.services.vault.slot_copies import load_copies
from cims.services.vault.slots import RECOVERY, USER, Slot
from cims.ui.doors.unlock_page import Person

if TYPE_CHECKING:
    from cims.services.one_time_codes import Answer
    from cims.services.opening import OpenOffice
    from cims.services.vault.typing_back import TypingBack
    from cims.ui.doors.founding_page import NewOffice
    from cims.ui.doors.sheet import RecoverySheet
    from cims.ui.kept_session import KeptSession


@dataclass(frozen=True)
class Place:
    """Where a vault lies, how its keys are derived, what time it is there."""

    folder: Path
    policy: KdfPolicy
    clock: Clock
    sample_password: str = ""

    @property
    def is_sample(self) -> bool:
        """Whether this is the sample office, whose password everybody may know."""
        return bool(self.sample_password)

    def has_vault(self) -> bool:
        """Whether there is something to unlock."""
        return DataFolder(self.folder).has_vault()

    def people(self) -> list[Person]:
        """Who may sign in; raises NoVault, CurrentMissing, TooNew or Damaged."""
        data = DataFolder(self.folder)
        newest = load_copies(data.generation(data.current()), LISTING).good[0].file
        return [
            person_of(slot)
            for slot in newest.slots
            if slot.kind == USER and slot.sealed is not None
        ]

    def wait_of(self, person: Person) -> int:
        """How many seconds somebody must wait after wrong passwords."""
        return seconds_to_wait(self.folder, person.slot_id, self.clock())


@dataclass(frozen=True)
class Entered:
    """Somebody has come in, and all that their window begins with has been read.

    With `gate` a one-time code is asked for first, `gate_wait` seconds later after wrong ones; with
    `must_change` an own password is chosen then. `asked` is the proof that they have to give after
    that, `file` what wants to be imported at the end.
    """

    office: "OpenOffice"
    place: Place
    kept: "KeptSession"
    asked: "TypingBack | None" = None
    gate: bool = False
    gate_wait: int = 0
    must_change: bool = False
    file: Path | None = None


def entered(place: Place, office: "OpenOffice") -> Entered:
    """Read what the window of an office that was just opened begins with."""
    from cims.ui.kept_session import read_kept

    try:
        if place.is_sample:
            return Entered(office, place, read_kept(office))
        with office.database.read(office.actor) as inside:
            codes = inside.one_time_codes
            is_on = office.actor.user_id is not None and codes.gate().is_on
            wait = codes.seconds_to_wait() if is_on else 0
            must_change = inside.life_cycle.must_change()
        kept = read_kept(office)
        return Entered(office, place, kept, demanded(office), is_on, wait, must_change)
    except BaseException:
        office.close()
        raise


def found(place: Place, wanted: "NewOffice") -> "tuple[OpenOffice, RecoverySheet]":
    """Make a new office and its recovery sheet."""
    from cims.services.opening import Founding, found_office

    founding = Founding(wanted.office, wanted.name, wanted.name, wanted.currency, wanted.zone)
    office, text = found_office(
        place.folder, founding, wanted.password, policy=place.policy, clock=place.clock
    )
    return office, noted_sheet(office, text)


def person_of(slot: Slot) -> Person:
    """Somebody as the doors show them."""
    return Person(slot.slot_id, slot.username, needs_key_file=KEY_FILE in slot.factors)


def sign_in(
    place: Place,
    slot_id: str,
    password: str,
    key_file: Path | None = None,
    *,
    accept_loss: bool = False,
    by_sheet: bool = False,
) -> "OpenOffice":
    """Open the vault as one person; raises KeyFileRefused for a file that is no key file.

    The log learns when the password came `by_sheet` just now.
    """
    from cims.services.opening import open_office
    from cims.services.vault.vault import open_vault

    with brought_from(key_file) as brought:
        vault = open_vault(
            place.folder,
            slot_id=slot_id,
            password=password,
            policy=place.policy,
            now=place.clock,
            key_file=brought,
        )
    if by_sheet:
        vault.signed_in_by = RECOVERY
    return open_office(vault, place.clock, accept_loss=accept_loss)


def reset_password(place: Place, slot_id: str, sheet: str, password: str) -> "OpenOffice":
    """Give somebody a new password by the recovery sheet, and sign in with it.

    Who holds the sheet is asked for no one-time code: the phone may be what was lost.
    """
    from cims.services.rights import Actor
    from cims.services.vault.vault import open_with_recovery

    vault = open_with_recovery(place.folder, sheet, policy=place.policy, now=place.clock)
    try:
        fresh = vault.reset_password(slot_id, password)
    finally:
        vault.close()
    office = sign_in(place, fresh, password, by_sheet=True)
    with office.database.write(office.actor) as inside:
        inside.life_cycle.own_password_changed()
        is_gated = inside.one_time_codes.gate().is_on
    if is_gated and office.actor.user_id is not None:
        with office.database.write(Actor.office()) as inside:
            inside.one_time_codes.take_off(office.actor.user_id)
    return office


def answered(office: "OpenOffice", typed: str) -> "Answer":
    """Whether a code opens the gate; each try is kept, right or wrong."""
    with office.database.write(office.actor) as inside:
        return inside.one_time_codes.answer(typed)


def first_password(office: "OpenOffice", temporary: str, new: str) -> None:
    """Put an own password in the place of the temporary one."""
    from cims.services.accounts import Accounts

    Accounts(office).change_own_password(temporary, new)


def new_sheet(
    office: "OpenOffice", password: str, progress: Progress
) -> "tuple[OpenOffice, RecoverySheet]":
    """A sheet in the place of one that is not at hand, and the office that goes on.

    The vault gets new keys with it: whoever has found the old sheet opens older copies only.
    """
    from cims.services.accounts import Accounts

    turned = Accounts(office).replace_sheet(password, progress)
    if turned.dropped:
        turned.office.warnings += (invited_again(turned.dropped),)
    return turned.office, sheet_of(turned.office, turned.sheet)


def invited_again(names: Sequence[str]) -> str:
    """The sentence about users who lost their slot without leaving."""
    words = _("Give a temporary password again to: {names}.")
    return words.format(names=_(", ").join(names))


def noted_sheet(office: "OpenOffice", text: str) -> "RecoverySheet":
    """The sheet with what stands on it besides; which groups will be asked for is kept."""
    from cims.services.vault.typing_back import SETTING, TypingBack

    with office.database.write(office.actor) as inside:
        made = TypingBack.of(text, office.database.clock())
        inside.settings.note_common(SETTING, made.kept())
    return sheet_of(office, text)


def sheet_of(office: "OpenOffice", text: str) -> "RecoverySheet":
    """The sheet with what stands on it besides."""
    from cims.services.clock import office_date
    from cims.ui.doors.sheet import RecoverySheet

    with office.database.read(office.actor) as inside:
        common = inside.settings.common("office")
    made = office_date(office.database.clock(), common["zone"]).isoformat()
    return RecoverySheet(common["name"], office.vault.vault_id, made, text)


def demanded(office: "OpenOffice") -> "TypingBack | None":
    """The proof that an owner has to give before the office is shown; None when it can wait."""
    from cims.services.rights import Right
    from cims.services.vault.typing_back import SETTING, TypingBack

    if not office.actor.may(Right.SETTINGS):
        return None
    with office.database.read(office.actor) as inside:
        asked = TypingBack.read(inside.settings.common(SETTING))
        records = inside.customers.count() + inside.contacts.count()
    return asked if asked and asked.is_due(office.database.clock(), records) else None


def proved(office: "OpenOffice", asked: "TypingBack") -> None:
    """Note that the sheet is in somebody's hands."""
    from cims.services.vault.typing_back import SETTING

    with office.database.write(office.actor) as inside:
        inside.settings.note_common(SETTING, asked.confirmed(office.database.clock()).kept())
