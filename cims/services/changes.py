"""What a unit of work changed, so that open pages know whether to read again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as part
from enum import StrEnum

FULL = 1000


class ChangeKind(StrEnum):
    """What sort of write a change set is."""

    EDIT = "edit"
    IMPORT = "import"
    MASS = "mass"
    MERGE = "merge"
    UNDO = "undo"
    SETUP = "setup"
    UPKEEP = "upkeep"
    ERASE = "erase"


@dataclass(frozen=True)
class Changes:
    """Entities and their changed records; None means that any of them may have changed."""

    by_entity: Mapping[str, frozenset[int] | None] = part(default_factory=dict)
    change_set_id: int | None = None

    def touches(self, entity: str) -> bool:
        """Whether records of this type changed."""
        return entity in self.by_entity


class Collected:
    """The changes of one unit of work while it runs."""

    def __init__(self) -> None:
        self._ids: dict[str, set[int] | None] = {}

    def add(self, entity: str, ids: Iterable[int]) -> None:
        """Report changed records; above FULL of one type they are no longer listed."""
        known = self._ids.setdefault(entity, set())
        if known is None:
            return
        known.update(ids)
        if len(known) > FULL:
            self._ids[entity] = None

    def frozen(self, change_set_id: int | None) -> Changes:
        """What is known so far, for the window."""
        by_entity = {
            name: None if ids is None else frozenset(ids) for name, ids in self._ids.items()
        }
        return Changes(by_entity, change_set_id)
