"""What every step about accounts looks up and refuses before it begins."""

from collections.abc import Callable, Collection

from cims.models.app_user import UserState
from cims.services.accounts.turning import OwnPasswordNeeded
from cims.services.acting import ALWAYS, OWNER_KEY
from cims.services.changes import ChangeKind
from cims.services.errors import NotPossible
from cims.services.i18n import _
from cims.services.life_cycle import Person
from cims.services.office import Office
from cims.services.opening import OpenOffice
from cims.services.vault.errors import KeyMissing
from cims.services.vault.slots import Slot


class AccountsDesk:
    """The open office with its vault, seen by who keeps the users."""

    def __init__(self, office: OpenOffice) -> None:
        self._office, self._vault = office, office.vault

    def _refuse_no_owner(self) -> None:
        self._people()  # a service refuses who lacks the right, so that the log tells of it
        if OWNER_KEY not in self._vault.key_names:
            raise KeyMissing(OWNER_KEY)

    def _refuse_unasked(self, keys: Collection[str], own_password: str | None) -> None:
        """Hand out keys beyond those that everybody holds only to who asks for it by password.

        Which keys roles need stands in the database, where everybody could write it.
        """
        if not set(keys) - set(ALWAYS):
            return
        if own_password is None:
            raise OwnPasswordNeeded(tuple(keys))
        self._vault.refuse_wrong_password(own_password)

    def _people(self) -> tuple[Person, ...]:
        with self._office.database.read(self._office.actor) as office:
            return office.life_cycle.people()

    def _person(self, user_id: int | None) -> Person:
        with self._office.database.read(self._office.actor) as office:
            return office.life_cycle.person(user_id or 0)

    def _somebody_else(self, user_id: int) -> Person:
        """The user; refuses who would do it to himself, and who is gone already."""
        self._refuse_no_owner()
        person = self._person(user_id)
        if user_id == self._office.actor.user_id:
            raise NotPossible(_("Nobody does this to the own account. Ask another administrator."))
        self._refuse_gone(person)
        return person

    def _refuse_gone(self, person: Person) -> None:
        if person.state is UserState.REMOVED:
            raise NotPossible(_("{name} was removed already.").format(name=person.name))

    def _refuse_state(self, person: Person, state: UserState) -> None:
        if person.state is not state:
            words = _("{name} is disabled already.")
            if state is UserState.DISABLED:
                words = _("{name} is not disabled.")
            raise NotPossible(words.format(name=person.name))

    def _slot_of(self, person: Person) -> Slot | None:
        slots = self._vault.slots.slots
        return next((slot for slot in slots if slot.user_id == person.uuid), None)

    def _needed(self, roles: Collection[str]) -> tuple[str, ...]:
        with self._office.database.read(self._office.actor) as office:
            return office.life_cycle.keys_needed(roles)

    def _lost(self, person: Person, roles: Collection[str]) -> frozenset[str]:
        """The keys that somebody knows and would not need any more."""
        slot = self._slot_of(person)
        if slot is None:
            return frozenset()
        known = slot.keys if slot.sealed else person.keys
        return frozenset(known) - frozenset(self._needed(roles))

    def _gained(self, person: Person, roles: Collection[str]) -> frozenset[str]:
        """The keys that somebody would need besides those that the slot holds."""
        slot = self._slot_of(person)
        if slot is None or slot.sealed is None:
            return frozenset()
        return frozenset(self._needed(roles)) - frozenset(slot.keys)

    def _names(self) -> tuple[str, ...]:
        """Words that no password may be: those of the office and of its people."""
        with self._office.database.read(self._office.actor) as office:
            known = office.users.called()
            words = [word for person in known for word in (person.name, person.username)]
            return (office.settings.common("office").get("name", ""), *words)

    def _write(self, work: Callable[[Office], None], *, seen: bool = False) -> None:
        with self._office.database.write(self._office.actor, ChangeKind.SETUP) as office:
            work(office)
            if seen:
                self._see(office)

    def _seen(self) -> None:
        """Let the database know the slot file that is in force now."""
        self._write(self._see)

    def _see(self, office: Office) -> None:
        office.life_cycle.slots_seen(self._vault.slot_seq, self._vault.slot_mac.hex())
