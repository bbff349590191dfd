"""Database and slot file side by side: who can sign in, and what a crash left half done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cims.models.app_user import UserState
from cims.services.i18n import _
from cims.services.life_cycle import Person
from cims.services.opening import OLDER_SLOTS
from cims.services.vault.slots import USER, Slot, SlotFile


class Standing(StrEnum):
    """What a slot is at: `waiting` since the owner key changed, `none` where there is none."""

    OPEN = "open"
    WAITING = "waiting"
    DISABLED = "disabled"
    NONE = "none"


class UnfinishedKind(StrEnum):
    """What does not agree between the database and the slot file."""

    NO_SLOT = "no slot"
    NOT_DISABLED = "not disabled"
    NOT_ENABLED = "not enabled"
    UNKNOWN_SLOT = "unknown slot"
    KEYS_MISSING = "keys missing"
    KEYS_TOO_MANY = "keys too many"
    OTHER_NAME = "other name"
    OLDER_FILE = "older file"


@dataclass(frozen=True)
class SlotLine:
    """How somebody signs in; `user_id` is None for a slot that no user of the office has."""

    user_id: int | None
    uuid: str
    slot_id: str
    username: str
    standing: Standing
    factors: tuple[str, ...]
    keys: tuple[str, ...]
    pw_changed: str


@dataclass(frozen=True)
class Unfinished:
    """Something left half done; `slot_id` is empty where there is no slot."""

    kind: UnfinishedKind
    username: str
    user_id: int | None = None
    slot_id: str = ""

    @property
    def sentence(self) -> str:
        """What is the matter and what to do."""
        return {
            UnfinishedKind.NO_SLOT: _(
                "{name} can't sign in yet: give this user a temporary password."
            ),
            UnfinishedKind.NOT_DISABLED: _("{name} is disabled but still holds keys."),
            UnfinishedKind.NOT_ENABLED: _("{name} is enabled but holds no keys."),
            UnfinishedKind.UNKNOWN_SLOT: _("{name} holds keys but is no user of this office."),
            UnfinishedKind.KEYS_MISSING: _(
                "{name} lacks keys that the roles need: some fields stay locked."
            ),
            UnfinishedKind.KEYS_TOO_MANY: _(
                "{name} holds keys that the roles no longer need: give the vault new keys."
            ),
            UnfinishedKind.OTHER_NAME: _("{name} signs in under another user name."),
            UnfinishedKind.OLDER_FILE: _(OLDER_SLOTS),
        }[self.kind].format(name=self.username)


def slot_lines(file: SlotFile, people: Sequence[Person]) -> tuple[SlotLine, ...]:
    """Everybody with the slot, by user name; then slots that belong to nobody."""
    slots = {slot.user_id: slot for slot in file.slots if slot.kind == USER}
    lines = []
    for person in people:
        slot = slots.pop(person.uuid, None)
        lines.append(line(person.id, person.uuid, person.username, slot))
    return (*lines, *(line(None, str(s.user_id), s.username, s) for s in slots.values()))


def line(user_id: int | None, uuid: str, username: str, slot: Slot | None) -> SlotLine:
    """One user with the slot or without."""
    if slot is None:
        return SlotLine(user_id, uuid, "", username, Standing.NONE, (), (), "")
    standing = Standing.DISABLED if slot.sealed is None else Standing.OPEN
    return SlotLine(
        user_id,
        uuid,
        slot.slot_id,
        username,
        Standing.WAITING if slot.waiting else standing,
        slot.factors,
        slot.keys,
        slot.pw_changed,
    )


def differences(file: SlotFile, people: Sequence[Person]) -> Iterator[Unfinished]:
    """Where the two do not agree, in the order in which it is put right."""
    by_uuid = {person.uuid: person for person in people}
    slots = {slot.user_id: slot for slot in file.slots if slot.kind == USER}
    for slot in slots.values():
        person = by_uuid.get(str(slot.user_id))
        if person is None:
            if slot.sealed is not None:
                yield Unfinished(UnfinishedKind.UNKNOWN_SLOT, slot.username, slot_id=slot.slot_id)
            continue
        for kind in of_one(person, slot):
            yield Unfinished(kind, person.username, person.id, slot.slot_id)
    for person in people:
        if person.state is UserState.ACTIVE and person.uuid not in slots:
            yield Unfinished(UnfinishedKind.NO_SLOT, person.username, person.id)


def of_one(person: Person, slot: Slot) -> Iterator[UnfinishedKind]:
    """What does not agree between a user and the slot."""
    if slot.username != person.username:
        yield UnfinishedKind.OTHER_NAME
    if person.state is not UserState.ACTIVE:
        if slot.sealed is not None:
            yield UnfinishedKind.NOT_DISABLED
        return
    if slot.sealed is None:
        yield UnfinishedKind.NOT_ENABLED
        return
    if set(person.keys) - set(slot.keys):
        yield UnfinishedKind.KEYS_MISSING
    if set(slot.keys) - set(person.keys):
        yield UnfinishedKind.KEYS_TOO_MANY
