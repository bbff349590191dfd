"""What every room of the office is: a service whose methods say which right they demand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as part
from typing import TYPE_CHECKING, Any

from cims.services.audit import AuditTrail
from cims.services.auditor import Auditor
from cims.services.choices import Choices
from cims.services.database import Unit
from cims.services.entity import Entity
from cims.services.numbering import Numbering
from cims.services.rights import Action, Right, refusal
from cims.services.search_words import Made
from cims.services.vault.sealed_values import Sealing

if TYPE_CHECKING:
    from cims.services.office import Office

CHUNK = 500


SlotKeys = Callable[[], Mapping[bytes, frozenset[str]]]


def no_slots() -> Mapping[bytes, frozenset[str]]:
    """The keys of slots where there is no slot file."""
    return {}


@dataclass
class Desk:
    """What the services of one unit of work share; never handed outside.

    `slot_keys` tells, by the uuids of users, which keys their slots hold; `sealing` is absent
    where the slot that was signed in with lacks vk.
    """

    unit: Unit
    audit: AuditTrail
    choices: Choices
    numbering: Numbering
    zone: str
    settings: dict[tuple[str, int], dict[str, Any]] = part(default_factory=dict)
    unsettled: list[Callable[[], None]] = part(default_factory=list)
    demands: list[Callable[[], None]] = part(default_factory=list)
    made: Made | None = None
    slot_keys: SlotKeys = no_slots
    auditor: Auditor | None = None
    sealing: Sealing | None = None

    def settle(self) -> None:
        """Write what was put off to the end of the unit of work: the search rows."""
        while self.unsettled:
            self.unsettled.pop()()

    def demand(self, check: Callable[[], None]) -> None:
        """Let `check` refuse what was written: now, and at the end for who went on all the same."""
        self.demands.append(check)
        check()


class Service:
    """A room of the office: every public method says which right it demands."""

    entity: Entity | None = None

    def __init__(self, office: "Office", desk: Desk) -> None:
        self.office, self._desk = office, desk

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name, member in vars(cls).items():
            is_door = callable(member) or isinstance(member, property | staticmethod | classmethod)
            if not name.startswith("_") and is_door and not hasattr(member, "requires"):
                raise TypeError(f"{cls.__name__}.{name} demands no right: add @requires(…)")

    def _demand(self, right: Action | Right) -> None:
        entity = self.entity.name if self.entity else ""
        if not self._desk.unit.actor.may(right, entity):
            raise refusal(right)
