"""The lines of a paper while they are entered; every step can be taken back."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from dataclasses import field as part
from decimal import Decimal
from itertools import count
from typing import Any

from cims.services.entity import Field, Link
from cims.services.line_offers import LineOffer
from cims.ui.records.field_widgets.lines.line_columns import HEADING, PRODUCT, TAX

FILLED = ("name", "unit", "unit_price", "tax_rate", "model")
STEPS = 200  # that can be taken back
ONE = Decimal(1)


@dataclass(frozen=True)
class Unread:
    """What was typed in a cell and can't be read, with the sentence about it."""

    text: str
    sentence: str


@dataclass(frozen=True)
class Entry:
    """A line as it stands in the table, or the heading of those below it (then `row` is None)."""

    key: int
    row: Any = None
    title: str = ""
    offer: LineOffer | None = None
    is_gone: bool = False  # its product is not there any more
    unread: Mapping[str, Unread] = part(default_factory=dict)

    @property
    def is_heading(self) -> bool:
        """Whether it is the heading of a group."""
        return self.row is None

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return self.row is not None and not self.unread and self.row == type(self.row)()

    def with_cell(self, name: str, value: Any) -> "Entry":
        """The entry with another value, read or typed anew."""
        unread = {key: one for key, one in self.unread.items() if key != name}
        is_gone = self.is_gone and name != PRODUCT
        row = replace(self.row, **{name: value})
        return replace(self, row=row, unread=unread, is_gone=is_gone)


Entries = tuple[Entry, ...]


class LineSheet:
    """Pure data: which lines there are, and how they came to be so."""

    def __init__(self, lines: Field) -> None:
        assert lines.rows
        assert lines.rows.row
        self._row: type[Any] = lines.rows.row
        self.has_headings = any(field.name == HEADING for field in lines.rows.fields)
        self.entries: Entries = ()
        self._past: list[Entries] = []
        self._future: list[Entries] = []
        self._keys = count(1)

    def fill(self, rows: Iterable[Any]) -> None:
        """Begin with these rows; what was before can't be had back."""
        self.entries = self._entries_of(rows)
        self._past.clear()
        self._future.clear()

    def rows(self) -> tuple[Any, ...]:
        """The lines as they are stored, with the headings above them; empty ones are left out."""
        found, title = [], None
        for entry in self.entries:
            if entry.is_heading:
                title = entry.title or None
            elif not entry.is_empty:
                row = entry.row
                found.append(replace(row, heading=title) if self.has_headings else row)
        return tuple(found)

    def kept_rows(self, titles: Mapping[str, str]) -> tuple[Any, ...]:
        """The lines with what can't be read among their remarks, named by its columns."""
        before = self.entries
        self.entries = tuple(with_unread(entry, titles) for entry in before)
        try:
            return self.rows()
        finally:
            self.entries = before

    def put(self, entries: Iterable[Entry]) -> None:
        """Let these be the lines, as one step."""
        new = tuple(entries)
        if new == self.entries:
            return
        self._past = [*self._past[1 - STEPS :], self.entries]
        self._future.clear()
        self.entries = new

    @contextmanager
    def tried(self) -> Iterator[None]:
        """What is done to the sheet inside is forgotten after it."""
        kept = self.entries, self._past[:], self._future[:]
        yield
        self.entries, self._past, self._future = kept

    @contextmanager
    def as_one(self) -> Iterator[None]:
        """What is done to the sheet inside is one step."""
        before, past = self.entries, self._past
        yield
        after, self.entries, self._past = self.entries, before, past
        self.put(after)

    def undo(self) -> bool:
        """Take the last step back; whether there was one."""
        if not self._past:
            return False
        self._future.append(self.entries)
        self.entries = self._past.pop()
        return True

    def redo(self) -> bool:
        """Take a step again that was taken back."""
        if not self._future:
            return False
        self._past.append(self.entries)
        self.entries = self._future.pop()
        return True

    def new(self, **cells: Any) -> Entry:
        """A line with these cells."""
        return Entry(next(self._keys), self._row(**cells))

    def set_cell(self, at: int, name: str, value: Any) -> None:
        """Enter a value; below the last line it begins a new one."""
        self._change(at, name, lambda entry: entry.with_cell(name, value))

    def set_unread(self, at: int, name: str, unread: Unread) -> None:
        """Keep what was typed and can't be read."""
        self._change(at, name, lambda entry: replace(entry, unread={**entry.unread, name: unread}))

    def describe(self, at: int, words: str) -> None:
        """Let a line be these words and no product, taxed as the last one is."""
        rates = (entry.row.tax_rate for entry in reversed(self.entries) if entry.row is not None)
        rate = next(rates, None)

        def described(entry: Entry) -> Entry:
            bare = replace(entry.with_cell("product", None), offer=None).with_cell("name", words)
            if bare.row.quantity is None:
                bare = bare.with_cell("quantity", ONE)
            return bare if entry.row.name else bare.with_cell(TAX, entry.row.tax_rate or rate)

        self._change(at, "name", described)

    def choose(self, at: int, product: Link, quantity: Decimal | None) -> int:
        """Let a line be of this product; the key of the line."""

        def chosen(entry: Entry) -> Entry:
            said = entry.offer.row.name if entry.offer else entry.row.name
            is_own = entry.row.name not in (None, "", said)
            found = entry.with_cell("product", product)
            found = found.with_cell("name", entry.row.name if is_own else product.text)
            kept = entry.row.quantity if entry.row.quantity is not None else ONE
            return found.with_cell("quantity", quantity if quantity is not None else kept)

        self._change(at, "product", chosen)
        return self.entries[min(at, len(self.entries) - 1)].key

    def take_offers(self, offers: Mapping[int, LineOffer | None], fill: Sequence[str]) -> None:
        """Know what products say of lines, by their keys; `fill` these cells if nothing was typed.

        This belongs to the step before it.
        """
        self.entries = tuple(
            offered(entry, offers[entry.key], fill)
            if entry.key in offers and entry.row is not None
            else entry
            for entry in self.entries
        )

    def insert(self, at: int, rows: Iterable[Entry]) -> None:
        """Put entries before the one that stands there."""
        self.put((*self.entries[:at], *rows, *self.entries[at:]))

    def insert_heading(self, at: int) -> None:
        """Begin a group."""
        self.insert(at, [Entry(next(self._keys))])

    def name_heading(self, at: int, title: str) -> None:
        """Call a group so."""
        entries = list(self.entries)
        entries[at] = replace(entries[at], title=title)
        self.put(entries)

    def remove(self, places: Sequence[int]) -> None:
        """Take entries away."""
        gone = set(places)
        self.put(entry for at, entry in enumerate(self.entries) if at not in gone)

    def move(self, at: int, by: int) -> int:
        """Move an entry up or down; where it stands then."""
        to = at + by
        if not (0 <= at < len(self.entries) and 0 <= to < len(self.entries)):
            return at
        entries = list(self.entries)
        entries.insert(to, entries.pop(at))
        self.put(entries)
        return to

    def duplicate(self, at: int) -> None:
        """Put the same line again below itself."""
        entry = self.entries[at]
        row = replace(entry.row, id=None, cancelled=None) if entry.row is not None else None
        self.insert(at + 1, [replace(entry, key=next(self._keys), row=row)])

    def group_of(self, at: int) -> Entries:
        """The lines below a heading, up to the next one."""
        found: list[Entry] = []
        for entry in self.entries[at + 1 :]:
            if entry.is_heading:
                break
            found.append(entry)
        return tuple(found)

    def number_of(self, at: int) -> int:
        """Which line it is, headings not counted."""
        return sum(not entry.is_heading for entry in self.entries[: at + 1])

    def _change(self, at: int, name: str, make: Callable[[Entry], Entry]) -> None:
        entries = list(self.entries)
        if at >= len(entries):
            blank = self.new() if name in ("product", "name") else self.new(quantity=ONE)
            entries.append(make(blank))
        else:
            entries[at] = make(entries[at])
        self.put(entries)

    def _entries_of(self, rows: Iterable[Any]) -> Entries:
        found, title = [], None
        for row in rows:
            heading = row.heading if self.has_headings else None
            if heading != title:
                found.append(Entry(next(self._keys), title=heading or ""))
                title = heading
            found.append(Entry(next(self._keys), row))
        return tuple(found)


def with_unread(entry: Entry, titles: Mapping[str, str]) -> Entry:
    """A line that can be stored, in which nothing that was typed is lost."""
    told = [f"{titles.get(name, name)}: {one.text}" for name, one in entry.unread.items()]
    if not told or entry.row is None:
        return entry
    remarks = "; ".join(filter(None, (entry.row.remarks, *told)))
    return replace(entry, row=replace(entry.row, remarks=remarks), unread={})


def offered(entry: Entry, offer: LineOffer | None, fill: Sequence[str]) -> Entry:
    """A line with what its product says, over what was said before and not typed."""
    if entry.row.product is None:
        return entry
    if offer is None:
        return replace(entry, offer=None, is_gone=True)
    if entry.row.product != offer.row.product:
        return entry  # another one was chosen meanwhile
    row, before = entry.row, entry.offer.row if entry.offer is not None else None
    blank = {
        name: getattr(offer.row, name)
        for name in fill
        if getattr(row, name) in (None, "", getattr(before, name, None))
        and name not in entry.unread
    }
    return replace(entry, row=replace(row, **blank), offer=offer, is_gone=False)
