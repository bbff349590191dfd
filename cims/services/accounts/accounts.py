"""Accounts: invite, reset, pause, remove people and change what they may, in a safe order.

The design's table (security.md, life cycle) says for each event what is written first. A crash
between database and slot file is found by `unfinished` and put right by `finish`.
"""

import uuid
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cims.models.app_user import UserState
from cims.services.accounts.comparing import (
    SlotLine,
    Unfinished,
    UnfinishedKind,
    differences,
    slot_lines,
)
from cims.services.accounts.desk import AccountsDesk
from cims.services.accounts.left_behind import backups_with
from cims.services.accounts.turning import OwnPasswordNeeded, Turned, turned
from cims.services.changes import ChangeKind
from cims.services.errors import NotPossible
from cims.services.i18n import _
from cims.services.office import Office
from cims.services.progress import Progress, silent
from cims.services.vault.errors import PasswordRefused
from cims.services.vault.passwords import temporary_password
from cims.services.vault.rotated_slots import Rotation
from cims.services.vault.slots import USER


@dataclass(frozen=True)
class Invited:
    """A new user, and the password for the first sign-in: shown once, kept nowhere."""

    user_id: int
    password: str


class Accounts(AccountsDesk):
    """What an owner does with the others' accounts, and everybody with the own one."""

    def slots(self) -> tuple[SlotLine, ...]:
        """How everybody signs in, for who keeps the users."""
        return slot_lines(self._vault.slots, self._people())

    def invite(
        self,
        username: str,
        name: str,
        roles: Collection[str],
        team_id: int | None = None,
        password: str | None = None,
        own_password: str | None = None,
    ) -> Invited:
        """A new user with these roles, named by their codes; without a password one is made.

        Raises OwnPasswordNeeded where the roles need more keys than everybody holds.
        """
        self._refuse_no_owner()
        key, given = uuid.uuid4(), password or temporary_password()
        username, found = username.strip(), 0

        def add() -> None:
            nonlocal found
            with self._office.database.write(self._office.actor, ChangeKind.SETUP) as office:
                found = office.life_cycle.invite(username, name, roles, team_id, key.bytes)

        keys = self._needed(roles)
        self._refuse_unasked(keys, own_password)
        self._vault.invite(str(key), username, given, keys, (*self._names(), name), add)
        self._seen()
        return Invited(found, given)

    def reset(
        self, user_id: int, password: str | None = None, own_password: str | None = None
    ) -> str:
        """A temporary password for somebody who forgot the own one, or has no slot any more."""
        person = self._somebody_else(user_id)
        if person.state is not UserState.ACTIVE:
            raise NotPossible(
                _("{name} is disabled. Enable this user first.").format(name=person.name)
            )
        given, slot = password or temporary_password(), self._slot_of(person)
        names = self._names()

        def note() -> None:
            self._write(lambda office: office.life_cycle.password_reset(user_id))

        if slot is None:
            self._refuse_unasked(person.keys, own_password)
            self._vault.invite(person.uuid, person.username, given, person.keys, names, note)
        else:
            self._vault.reset_password(slot.slot_id, given, names, note)
        self._seen()
        return given

    def disable(self, user_id: int) -> None:
        """Somebody may not sign in until further notice; for who leaves there is `remove`."""
        person = self._somebody_else(user_id)
        self._refuse_state(person, UserState.ACTIVE)
        slot = self._slot_of(person)

        def note() -> None:
            self._write(lambda office: office.life_cycle.disable(user_id))

        if slot is None or slot.sealed is None:
            note()
            return
        self._vault.disable(slot.slot_id, note)
        self._seen()

    def enable(self, user_id: int, own_password: str | None = None) -> str:
        """Somebody may sign in again; a temporary password where the own one is gone, else ""."""
        person = self._somebody_else(user_id)
        self._refuse_state(person, UserState.DISABLED)
        self._refuse_unasked(person.keys, own_password)
        slot = self._slot_of(person)
        if slot is None:
            self._write(lambda office: office.life_cycle.enable(user_id))
            return self.reset(user_id, own_password=own_password)
        if slot.sealed is None:
            self._vault.enable(slot.slot_id, person.keys)
        self._write(lambda office: office.life_cycle.enable(user_id))
        self._seen()
        return ""

    def remove(self, user_id: int, own_password: str, progress: Progress = silent) -> Turned:
        """Somebody has left: the vault gets new keys, which that person never held."""
        person = self._somebody_else(user_id)
        slot = self._slot_of(person)
        plan = Rotation(
            leaving=frozenset({slot.slot_id} if slot else ()), lost=frozenset(person.keys)
        )
        return self._turned(
            plan, own_password, "removed", lambda o: o.life_cycle.close(user_id), progress
        )

    def backups_left(self, user_id: int) -> tuple[Path, ...]:
        """The reachable backups that this user's passwords open, also after a removal."""
        self._refuse_no_owner()
        person = self._person(user_id)
        with self._office.database.read(self._office.actor.in_charge()) as office:
            folders = office.backup_log.places()
        return tuple(backups_with(folders, person.uuid))

    def needs_own_password(self, user_id: int, roles: Collection[str]) -> bool:
        """Whether these roles change somebody's keys beyond those that everybody holds."""
        person = self._person(user_id)
        return bool(self._lost(person, roles) or self._gained(person, roles))

    def set_roles(
        self,
        user_id: int,
        roles: Collection[str],
        own_password: str | None = None,
        progress: Progress = silent,
    ) -> Turned:
        """Let somebody have exactly these roles, and the keys that they need.

        Where keys are lost the vault gets new ones. Raises OwnPasswordNeeded.
        """
        self._refuse_no_owner()
        person = self._person(user_id)
        self._refuse_gone(person)
        slot = self._slot_of(person)
        lost, gained = self._lost(person, roles), self._gained(person, roles)
        if lost:
            self._somebody_else(user_id)
            if own_password is None:
                raise OwnPasswordNeeded
            keys = {slot.slot_id: self._needed(roles)} if slot and slot.sealed else {}
            return self._turned(
                Rotation(keys=keys, lost=lost), own_password, "role lost",
                lambda office: office.life_cycle.set_roles(user_id, roles), progress,
            )  # fmt: skip
        self._refuse_unasked(gained, own_password)

        def note() -> None:
            self._write(lambda office: office.life_cycle.set_roles(user_id, roles))

        if slot and gained:
            self._vault.keys_gained(slot.slot_id, tuple(gained), note)
            self._seen()
        else:
            note()
        return Turned(self._office)

    def grant(self, user_id: int, own_password: str) -> None:
        """Hand somebody the keys that the roles need, after a look at who it is."""
        person = self._somebody_else(user_id)
        self._refuse_unasked(person.keys, own_password)
        slot = self._slot_of(person)
        if slot is None or person.state is not UserState.ACTIVE:
            raise NotPossible(_("{name} can't sign in at present.").format(name=person.name))
        if slot.sealed is None:
            self._vault.enable(slot.slot_id, person.keys)
        else:
            self._vault.keys_gained(slot.slot_id, person.keys)
        self._seen()

    def change_own_password(self, old: str, new: str) -> None:
        """Another password for the one who is signed in, maybe the first own one."""
        if self._vault.user_id is None:
            raise NotPossible(_("Sign in with your own password first."))
        if old == new:
            raise PasswordRefused(_("The new password is the old one. Choose another."))
        self._vault.change_password(old, new, self._names())
        self._write(lambda office: office.life_cycle.own_password_changed(), seen=True)

    def replace_sheet(
        self, own_password: str, progress: Progress = silent, *, never_shown: bool = False
    ) -> Turned:
        """A new recovery sheet; the one before opens nothing any more.

        A sheet that was never shown to anybody is replaced without new keys.
        """
        self._refuse_no_owner()
        if not never_shown:
            plan = Rotation(new_sheet=True)
            return self._turned(plan, own_password, "sheet", lambda _office: None, progress)
        sheet = self._vault.replace_recovery_sheet()
        self._write(lambda office: office.life_cycle.sheet_replaced(sheet), seen=True)
        return Turned(self._office, sheet)

    def rotate(self, own_password: str, progress: Progress = silent) -> Turned:
        """New keys for the vault; who holds keys that the roles do not need loses them."""
        self._refuse_no_owner()
        people = {person.uuid: person for person in self._people()}
        leaving, keys = set(), {}
        for slot in self._vault.slots.slots:
            if slot.kind != USER:
                continue
            person = people.get(str(slot.user_id))
            if person is None or person.state is UserState.REMOVED:
                leaving.add(slot.slot_id)
            elif slot.sealed is not None and person.state is UserState.ACTIVE:
                keys[slot.slot_id] = tuple(name for name in slot.keys if name in person.keys)
        plan = Rotation(leaving=frozenset(leaving), keys=keys)
        return self._turned(plan, own_password, "routine", lambda _office: None, progress)

    def unfinished(self) -> tuple[Unfinished, ...]:
        """What does not agree between database and slot file, as a crash may leave it."""
        with self._office.database.read(self._office.actor) as office:
            people, (seq, mac) = office.life_cycle.people(), office.life_cycle.slots_known()
        found = tuple(differences(self._vault.slots, people))
        newest = (self._vault.slot_seq, self._vault.slot_mac.hex())
        is_older = newest[0] < seq or (newest[0] == seq and newest[1] != mac)
        return (Unfinished(UnfinishedKind.OLDER_FILE, ""), *found) if is_older else found

    def finish(self) -> tuple[Unfinished, ...]:
        """Take away what should be taken; who needs more keys, or a slot, is left to be looked at.

        What the database says alone gives nobody a key.
        """
        self._refuse_no_owner()
        for each in self.unfinished():
            with suppress(NotPossible):  # it stays in the list that is answered
                self._finish(each)
        self._seen()
        return self.unfinished()

    def _finish(self, each: Unfinished) -> None:
        match each.kind:
            case UnfinishedKind.NOT_DISABLED | UnfinishedKind.UNKNOWN_SLOT:
                self._vault.disable(each.slot_id)
            case UnfinishedKind.OTHER_NAME:
                self._vault.rename(each.slot_id, each.username)
            case _:
                return

    def _turned(
        self,
        plan: Rotation,
        own_password: str,
        why: str,
        work: Callable[[Office], None],
        progress: Progress,
    ) -> Turned:
        self._refuse_no_owner()
        done = turned(self._office, plan, own_password, why, work, progress)
        self._office, self._vault = done.office, done.office.vault
        return done
