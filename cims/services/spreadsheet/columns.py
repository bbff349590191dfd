"""The columns of an exported list: one for a plain field, numbered ones for rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import repeat
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cims.models.contact import PHONE_KINDS
from cims.services.entity import Field, Kind, Link
from cims.services.enum_words import enum_word
from cims.services.i18n import _
from cims.services.progress import in_chunks
from cims.services.reading import RecordReader
from cims.services.service import CHUNK
from cims.services.spreadsheet.targets import POINT_LABELS, POINTS
from cims.services.spreadsheet.writers import ExportColumn
from cims.services.storage import Record

if TYPE_CHECKING:
    from cims.services.office import Office

BETWEEN = "; "
SORTS = {kind: "phone" for kind in PHONE_KINDS if kind != "fax"}
Cell = Callable[[Any], Any]
Filler = Callable[[list[list[Any]], list[Any]], None]
Extent = dict[str, tuple[int, frozenset[str]]]


class Columns:
    """Plans the columns of the chosen fields, then turns records into rows of cells."""

    def __init__(self, office: "Office", fields: Sequence[Field]) -> None:
        self._office, self._fields = office, fields
        self._zone = ZoneInfo(office.zone)
        self._labels = {
            (name, choice.code): choice.label
            for name, choices in office.settings.choices().items()
            for choice in choices
        }
        self._extents: dict[str, Extent] = {}

    def measure(self, records: Iterable[Record]) -> None:
        """Find out from the records themselves how many numbered columns there must be."""
        most: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        used: dict[tuple[str, str], set[str]] = defaultdict(set)
        numbered = [field for field in self._fields if is_numbered(field)]
        for record in records:
            for field in numbered:
                for sort, rows in sorted_rows(field, record.values[field.name]).items():
                    most[field.name][sort] = max(most[field.name][sort], len(rows))
                    for row in rows:
                        used[field.name, sort].update(filled(field, row))
        for field in numbered:
            self._extents[field.name] = {
                sort: (count, frozenset(used[field.name, sort]))
                for sort, count in most[field.name].items()
            }

    def measure_all(self, room: RecordReader) -> None:
        """The same from the whole table, for a list too long to be read twice."""
        for field in self._fields:
            if is_numbered(field):
                self._extents[field.name] = room.extent(field.name)

    def headings(self) -> list[ExportColumn]:
        """Headings in the language shown now, with the kind of their cells."""
        return [heading for field in self._fields for heading in self._headings_of(field)]

    def cells(self, records: Iterable[Record]) -> Iterator[Sequence[Any]]:
        """One row of cells for each record; made by columns, in a third of the time."""
        fillers = [(self._filler(field), field.name) for field in self._fields]
        linked = [(f, column) for f in self._fields for column in f.columns_of(Kind.LINK)]
        names: dict[tuple[str, int], str] = {}
        for some in in_chunks(records, CHUNK):
            self._learn_names(some, linked, names)
            self._names = names
            columns: list[list[Any]] = []
            for fill, name in fillers:
                fill(columns, [record.values[name] for record in some])
            yield from zip(*columns, strict=True) if columns else repeat((), len(some))

    def _learn_names(
        self,
        records: Sequence[Record],
        linked: Sequence[tuple[Field, Field]],
        names: dict[tuple[str, int], str],
    ) -> None:
        """Look up what the rows of these records link to."""
        for field, column in linked:
            links = (getattr(row, column.name) for r in records for row in r.values[field.name])
            wanted = {link.id for link in links if link and (column.target, link.id) not in names}
            for id_, name in self._office.names_of(column.target, wanted).items():
                names[column.target, id_] = name

    def _headings_of(self, field: Field) -> Iterator[ExportColumn]:
        if not is_numbered(field):
            yield ExportColumn(_(field.label), kind_of(field))
            return
        for sort, column, number in self._slots(field):
            if field.name == POINTS and column.name == "value":
                words = _(POINT_LABELS[sort])
            else:
                before = POINT_LABELS[sort] if field.name == POINTS else field.label
                words = f"{_(before)} {_(column.label)}"
            many = self._extents[field.name][sort][0] > 1
            yield ExportColumn(f"{words} {number}" if many else words, kind_of(column))

    def _slots(self, field: Field) -> Iterator[tuple[str, Field, int]]:
        """Every numbered column of a field: sort, column of the row, number."""
        assert field.rows
        extent = self._extents[field.name]
        sorts = POINT_LABELS if field.name == POINTS else ("",)
        for sort in sorts:
            most, used = extent.get(sort, (0, frozenset()))
            for number in range(1, most + 1):
                for column in field.rows.fields:
                    if column.name in used:
                        yield sort, column, number

    def _filler(self, field: Field) -> Filler:
        """What adds the columns of a field to others, given its values."""
        if not is_numbered(field):
            cell = self._cell(field)
            if cell is as_it_is:
                return list.append
            return lambda columns, values: columns.append(list(map(cell, values)))
        slots: dict[str, dict[int, list[Cell]]] = defaultdict(lambda: defaultdict(list))
        for sort, column, number in self._slots(field):
            slots[sort][number - 1].append(self._row_cell(field, column))

        def fill(columns: list[list[Any]], values: list[Any]) -> None:
            found = [sorted_rows(field, value) for value in values]
            for sort, places in slots.items():
                mine = [rows.get(sort, ()) for rows in found]
                for place, cells in places.items():
                    at = [rows[place] if place < len(rows) else None for rows in mine]
                    for cell in cells:
                        columns.append([None if row is None else cell(row) for row in at])

        return fill

    def _row_cell(self, field: Field, column: Field) -> Cell:
        name, cell = column.name, self._cell(column)
        if field.name == POINTS and name == "value":
            return dialled
        return attrgetter(name) if cell is as_it_is else lambda row: cell(getattr(row, name))

    def _cell(self, field: Field) -> Cell:
        """How a value of this field stands in a cell."""
        match field.kind:
            case Kind.CHOICE:
                labels = {
                    code: text for (n, code), text in self._labels.items() if n == field.choices
                }
                return lambda code: labels.get(code, code) if code else None
            case Kind.ENUM:
                return lambda value: enum_word(value) if value else None
            case Kind.LINK:
                return lambda link: self._name_of(field.target, link) if link else None
            case Kind.LINKS:
                return lambda links: BETWEEN.join(link.text for link in links) or None
            case Kind.TAGS:
                return lambda tags: BETWEEN.join(tags) or None
            case Kind.MOMENT:
                zone = self._zone
                return lambda moment: local(moment, zone) if moment else None
            case Kind.ROWS:
                assert field.rows
                only = field.rows.fields[0].name
                return lambda rows: BETWEEN.join(getattr(row, only) for row in rows) or None
        return as_it_is

    def _name_of(self, target: str, link: Link) -> str | None:
        return link.text or self._names.get((target, link.id)) or None


def as_it_is(value: Any) -> Any:
    """The cell of a value that the file takes as it stands."""
    return value


def is_numbered(field: Field) -> bool:
    """Whether the rows of a field stand in columns of their own."""
    return field.kind is Kind.ROWS and field.rows is not None and len(field.rows.fields) > 1


def sorted_rows(field: Field, rows: Sequence[Any]) -> Mapping[str, Sequence[Any]]:
    """Contact points by their sort (phone, fax, email …); rows of other fields are of one sort."""
    if field.name != POINTS:
        return {"": rows} if rows else {}
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(SORTS.get(row.kind, row.kind), []).append(row)
    return found


def filled(field: Field, row: Any) -> Iterator[str]:
    """The columns of a row that an export has to show."""
    assert field.rows
    for column in field.rows.fields:
        shown_otherwise = field.name == POINTS and column.name in ("kind", "extension")
        if not shown_otherwise and getattr(row, column.name) not in (None, ""):
            yield column.name


def kind_of(field: Field) -> str:
    """The kind of a column's cells in the file."""
    texts = (Kind.CHOICE, Kind.ENUM, Kind.LINK, Kind.LINKS, Kind.TAGS, Kind.ROWS)
    return "text" if field.kind in texts else str(field.kind)


def dialled(row: Any) -> str:
    """A phone with its extension, as one writes it; anything else as it is."""
    if not row.is_phone or not row.extension:
        return str(row.value)
    return _("{number} ext. {extension}").format(number=row.value, extension=row.extension)


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """A time in the office's zone, to the second."""
    return moment.astimezone(zone).replace(microsecond=0, tzinfo=None)
