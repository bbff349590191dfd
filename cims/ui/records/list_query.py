"""What a list asks the office for, and the answers; the functions run inside jobs."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as part
from typing import TYPE_CHECKING

from cims.services.entity import Entity
from cims.services.filters import Among, Condition, Filter, Group
from cims.services.reading import Sort
from cims.services.storage import Record
from cims.ui.records.list_plan import ChipPlan

if TYPE_CHECKING:
    from cims.services.office import Office

PAGE = 200


@dataclass(frozen=True)
class ListQuery:
    """Filter, search words and order of a list, or of the recycle bin."""

    where: Filter | None = None
    words: str = ""
    sort: Sort | None = None
    binned: bool = False

    def watched(self) -> set[str]:
        """The fields whose change may move a record into, out of or within the list."""
        names = fields_of(self.where) if self.where else set()
        return names | ({self.sort.field} if self.sort else set())


@dataclass(frozen=True)
class Loaded:
    """All ids of a result and the rows of the page that will be seen first.

    Not `whole`: the first ids only, `more` of them are being read.
    """

    ids: "array[int]"
    more: bool
    page: int
    records: Sequence[Record] = part(default_factory=list)
    whole: bool = True


def fields_of(where: Filter) -> set[str]:
    """The names of all fields that a filter compares."""
    if isinstance(where, Among):
        return set()
    if isinstance(where, Condition):
        return {where.field}
    return set().union(*(fields_of(part) for part in where.parts)) if where.parts else set()


def conditions_in(where: Filter | None) -> int:
    """How many conditions a filter has."""
    if where is None:
        return 0
    if not isinstance(where, Group):
        return 1
    return sum(conditions_in(part) for part in where.parts)


def load(
    office: "Office", entity: Entity, query: ListQuery, fields: Sequence[str], anchor: int, row: int
) -> Loaded:
    """The ids of the result, and the page around the record `anchor`, else around `row`."""
    room = office.room(entity.name)
    listing = room.listing(query.where, query.words, query.sort, binned=query.binned)
    ids = listing.ids
    spot = position(ids, anchor)
    spot = min(row, max(0, len(ids) - 1)) if spot is None else spot
    page = spot // PAGE
    some = ids[page * PAGE : (page + 1) * PAGE]
    records = room.rows(some, fields, binned=query.binned) if some else []
    return Loaded(ids, listing.more, page, records)


def first(office: "Office", entity: Entity, query: ListQuery, fields: Sequence[str]) -> Loaded:
    """The first page alone: a million ids take a while, and nothing is shown yet."""
    room = office.room(entity.name)
    ids = room.listing(query.where, "", query.sort, binned=query.binned, limit=PAGE).ids
    records = room.rows(ids, fields, binned=query.binned) if ids else []
    is_whole = len(ids) < PAGE
    return Loaded(ids, not is_whole, 0, records, is_whole)


def position(ids: "array[int]", id_: int) -> int | None:
    """Where an id stands in the list, None when it is not there."""
    try:
        return ids.index(id_)
    except ValueError:
        return None


def counts(
    office: "Office", entity: Entity, chips: Sequence[ChipPlan], words: str
) -> Mapping[str, int]:
    """How many records each chip holds among those that fit the search, by SQL over all rows."""
    room = office.room(entity.name)
    return {chip.key: room.count(chip.where, words) for chip in chips}
