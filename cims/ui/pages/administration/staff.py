"""Everybody in the office as the page of users shows them: row, key slot, and what both mean."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cims.services.accounts import Accounts, SlotLine, Unfinished, UnfinishedKind
from cims.services.i18n import N_, _
from cims.services.roles import RoleSummary
from cims.services.rules.folding import fold
from cims.services.rules.readings import readings
from cims.services.users import PersonLine, TeamLine
from cims.ui.records.format import Words, spoken

if TYPE_CHECKING:
    from cims.services.opening import OpenOffice

LATER = (UnfinishedKind.NO_SLOT, UnfinishedKind.KEYS_MISSING, UnfinishedKind.NOT_ENABLED)
FACTORS = {"keyfile": N_("key file"), "device": N_("this computer")}


@dataclass(frozen=True)
class Standing:
    """In one word whether somebody can sign in, its tone, and a sentence that says what to do."""

    word: str
    tone: str
    sentence: str


ACTIVE = Standing(N_("Active"), "ok", N_("Signs in with an own password."))
INVITED = Standing(
    N_("Invited"),
    "info",
    N_("Waits for the first sign-in with the temporary password. Is it lost? Make a new password."),
)
WAITING = Standing(
    N_("Active"), "ok", N_("Gets the new keys at the next sign-in, with the same password.")
)
KEYLESS = Standing(
    N_("No key yet"),
    "warn",
    N_("Stands in the list and has no key: cannot sign in. Invite again to give a password."),
)
DISABLED = Standing(
    N_("Disabled"),
    "warn",
    N_("Cannot sign in until enabled again. For somebody who has left, remove is right."),
)
REMOVED = Standing(
    N_("Removed"),
    "muted",
    N_("Opens neither the office nor a new backup. Records keep the name."),
)
STANDINGS = (ACTIVE, WAITING, INVITED, KEYLESS, DISABLED, REMOVED)


@dataclass(frozen=True)
class Somebody:
    """One person: the row, the slot if there is one, the names of roles and team."""

    line: PersonLine
    slot: SlotLine | None
    roles: tuple[str, ...]
    team: str
    is_me: bool
    lacks_keys: bool = False
    has_codes: bool = False

    @property
    def standing(self) -> Standing:
        """What row and slot mean together."""
        state = self.line.state.value
        slot = self.slot.standing if self.slot else "none"
        if state == "removed":
            return REMOVED
        if state == "disabled" or slot == "disabled":
            return DISABLED
        if slot == "none":
            return KEYLESS
        if self.line.must_change:
            return INVITED
        return WAITING if slot == "waiting" else ACTIVE

    @property
    def password_since(self) -> datetime | None:
        """When the password was chosen; None where there is none."""
        stamp = self.slot.pw_changed if self.slot else ""
        return datetime.fromisoformat(stamp) if stamp else None

    @property
    def protection(self) -> str:
        """What opens the slot, in words."""
        if self.slot is None or self.slot.standing == "none":
            return ""
        more = [_(FACTORS[name]) if name in FACTORS else name for name in self.slot.factors]
        codes = [_("one-time code")] if self.has_codes else []
        return " + ".join([_("password"), *more, *codes])

    @property
    def searched(self) -> str:
        """What the search above the table looks at."""
        parts = (self.line.name, self.line.username, self.team, *self.roles)
        return " ".join((*parts, spoken(self.line.name))).casefold()


@dataclass(frozen=True)
class Staff:
    """All that the page shows, read at once."""

    people: tuple[Somebody, ...] = ()
    roles: tuple[RoleSummary, ...] = ()
    teams: tuple[TeamLine, ...] = ()
    unfinished: tuple[Unfinished, ...] = ()
    words: Words = Words()

    @property
    def half_done(self) -> tuple[Unfinished, ...]:
        """What a crash left half done; what only waits for a decision stands with the person."""
        return tuple(one for one in self.unfinished if one.kind not in LATER)

    def codes(self, role_ids: Collection[int]) -> tuple[str, ...]:
        """The codes of roles, as accounts take them."""
        return tuple(role.code for role in self.roles if role.id in role_ids)


def in_order(line: PersonLine) -> tuple[bool, str, str]:
    """Who was removed comes last; names go by their sound."""
    return line.state.value == "removed", sound_of(line.name), line.name


def sound_of(words: str) -> str:
    """How words are put in order: Chinese ones by their sound."""
    return "".join((readings(sign) or (sign,))[0] for sign in fold(words))


def read_staff(opened: "OpenOffice") -> Staff:
    """Read rows and slots, in the writer's turn."""
    accounts = Accounts(opened)
    slots = {slot.user_id: slot for slot in accounts.slots() if slot.user_id is not None}
    with opened.database.read(opened.actor) as office:
        roles, teams = office.roles.all(), office.users.team_tree()
        lines, gated = office.users.people(), office.one_time_codes.asked()
        words = Words(zone=office.zone, today=office.today)
    role_names = {role.id: role.name for role in roles}
    team_names: Mapping[int | None, str] = {team.id: team.name for team in teams}
    unfinished = accounts.unfinished()
    lacking = {one.user_id for one in unfinished if one.kind is UnfinishedKind.KEYS_MISSING}
    people = tuple(
        Somebody(
            line,
            slots.get(line.id),
            tuple(role_names[id_] for id_ in line.role_ids if id_ in role_names),
            team_names.get(line.team_id, ""),
            line.id == opened.actor.user_id,
            line.id in lacking,
            line.id in gated,
        )
        for line in sorted(lines, key=in_order)
    )
    return Staff(people, roles, teams, unfinished, words)
