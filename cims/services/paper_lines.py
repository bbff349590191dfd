"""The lines of papers: copied from products, worth an exact value, shown in paper amounts."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

from sqlalchemy import Select, func, select

from cims.services import storage
from cims.services.database import among, listed
from cims.services.entity import Link
from cims.services.errors import NotAllowed, ValidationFailed
from cims.services.filters import Condition, Operator
from cims.services.i18n import _
from cims.services.paper_fields import LINES, PaperRow
from cims.services.paper_sums import SummedLines
from cims.services.paper_words import OF_LINES
from cims.services.products import PRODUCT, usual_on
from cims.services.rights import Action, Actor, refusal, requires, visible
from cims.services.search_words import Texts
from cims.services.storage import Record, table_of

COPIED = ("name", "model", "brand", "unit")  # from a product, where the line does not say
KNOWN = ("id", "cancelled")  # of a stored line, beside what is entered
OF_PAPER = ("currency", "opened_on", "customer", "owner")
OF_PRODUCT = (*COPIED, "currency", "price", "prices", "cost")  # what a line may copy
NO_PAPER = Record("", 0, 0, {})


class PaperLineService(SummedLines):
    """Lines of papers of one type; each keeps its own copy of what the product was."""

    _row: ClassVar[type[PaperRow]]
    _learned: ClassVar[tuple[str, ...]] = (*OF_PAPER, "code", "state", "tax_included")
    _papers: Mapping[int, Record] = {}
    _products: Mapping[int, Record] = {}

    @cached_property
    def _entered_with(self) -> tuple[str, ...]:
        """What is entered in a line with its paper."""
        return tuple(field.name for field in fields(self._row) if field.name not in KNOWN)

    @requires(Action.EXPORT)
    def exportable(self, ids: Sequence[int]) -> "array[int]":
        """Those that may be taken out, paper by paper: brought in elsewhere they stand so again."""
        table, allowed = table_of(self._whole), super().exportable(ids)
        query = select(table.c.id).where(among(table.c.id)).order_by(self._of, table.c.position)
        seen = visible(query, self._whole, self._desk.unit.actor)
        found = self._desk.unit.session.scalars(seen, {"ids": listed(allowed)})
        return array("q", found)

    def _refuse_locked(self, papers: Iterable[int]) -> None:
        """Refuse to change the lines of papers that stand as they are."""

    def _insert(self, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Add lines to papers that the actor may change, at their ends."""
        name = self._paper.name
        papers = sorted({row[name].id for row in rows if row.get(name)})
        self._learn(papers, rows)
        if len(self._papers) < len(papers):
            raise NotAllowed(str(refusal(Action.EDIT)))
        self._refuse_locked(papers)
        ids = super()._insert(self._placed(rows, papers))
        self._room._sum_up(papers)
        self._room._lines_changed(papers)
        return ids

    def _set(self, paper_id: int, rows: Sequence[PaperRow]) -> bool:
        """Let a paper have these lines, in this order; whether anything became different."""
        refuse_nameless(rows)
        old = {line.id: line for line in self._lines_of([paper_id])}
        gone = sorted(old.keys() - {row.id for row in rows})
        if gone:
            self.remove(gone)
        changed, new, places = bool(gone), [], []
        for place, row in enumerate(rows, 1):
            line = old.get(row.id or 0)
            if line is None:
                new.append({self._paper.name: Link(paper_id), **self._entered_of(row)})
                places.append(place)
            elif not self._stands(line, row, place):
                self.save(line.changed(**self._entered_of(row), position=place))
                changed = True
        made = self._insert(new)
        moved = [{"root": id_, "position": place} for id_, place in zip(made, places, strict=True)]
        storage.set_computed(self._desk.unit, self._whole, moved)
        return changed or bool(made)

    def _take(self, paper_id: int, lines: Sequence[Record], *, costs: bool = False) -> None:
        """Give a paper copies of these lines, of this or another type.

        What is closed to the actor is copied too: `costs`, or else those of lines that have no
        product to say them anew.
        """
        own = {f.name for f in self._whole.fields if not f.read_only and f.name != "cost"}
        rows = [
            {**{name: line.values[name] for name in own & line.values.keys()},
             self._paper.name: Link(paper_id)}
            for line in lines
        ]  # fmt: skip
        products = [line.values["product"].id for line in lines if line.values["product"]]
        there = storage.covered(self._desk.unit.session, PRODUCT, Actor.office(), products)
        for row, line in zip(rows, lines, strict=True):
            if row["product"] and row["product"].id not in there:
                row["product"] = None  # its words and price stay
            if line.values.get("gift") and "gift" not in own:
                row["unit_price"] = Decimal(0)
        closed = own & set(self._closed)
        made = self._insert([{n: v for n, v in row.items() if n not in closed} for row in rows])
        pairs = [
            (id_, line, row)
            for id_, line, row in zip(made, lines, rows, strict=True)
            if costs or not line.values["product"]
        ]
        storage.set_computed(
            self._desk.unit,
            self._whole,
            [{"root": id_, "cost": line.values["cost"]} for id_, line, _row in pairs],
        )
        if closed and costs:
            rest = [{"root": id_, **{n: row.get(n) for n in closed}} for id_, _line, row in pairs]
            storage.set_computed(self._desk.unit, self._whole, rest)
        self._follow(paper_id)

    def _rows_of(self, paper_id: int) -> tuple[PaperRow, ...]:
        where = Condition(self._paper.name, Operator.IS, Link(paper_id))
        records = self.rows(self.listing(where).ids)
        records.sort(key=lambda line: line.values["position"])
        return tuple(map(self._row_of, records))

    def _row_of(self, line: Record) -> PaperRow:
        """A stored line as it is entered with its paper."""
        cancelled = line.values.get("cancelled")
        return self._row(**self._entered_in(line), id=line.id, cancelled=cancelled)

    def _entered_of(self, row: PaperRow) -> dict[str, Any]:
        """The values of a line as it was entered with its paper."""
        values = {name: getattr(row, name) for name in self._entered_with}
        return {**values, "discount": values["discount"] or Decimal(0)}

    def _entered_in(self, line: Record) -> dict[str, Any]:
        """The same of a stored line."""
        return {name: line.values[name] for name in self._entered_with}

    def _stands(self, line: Record, row: PaperRow, place: int) -> bool:
        """Whether a stored line is what was entered, at its place."""
        is_same = self._entered_of(row) == self._entered_in(line)
        return is_same and line.values["position"] == place

    def _learn(self, papers: Sequence[int], rows: Sequence[Mapping[str, Any]]) -> None:
        """Look up what the lines copy from: their papers and products, and no more of these."""
        unit, fields = self._desk.unit, [self._paper.field(name) for name in self._learned]
        found = storage.fetch(
            unit.session, self._paper, unit.actor, papers, fields=fields, action=Action.EDIT
        )
        self._papers = {record.id: record for record in found}
        wanted = sorted({row["product"].id for row in rows if row.get("product")})
        copied = [PRODUCT.field(name) for name in OF_PRODUCT]
        products = storage.fetch(unit.session, PRODUCT, Actor.office(), wanted, fields=copied)
        self._products = {record.id: record for record in products}

    def _placed(
        self, rows: Sequence[Mapping[str, Any]], papers: Sequence[int]
    ) -> list[dict[str, Any]]:
        """The rows with their places behind the lines that the papers have."""
        table, unit, name = table_of(self._whole), self._desk.unit, self._paper.name
        query: Select[Any] = select(self._of, func.max(table.c.position))
        query = query.where(among(self._of)).group_by(self._of)
        query = query.execution_options(
            **visible(query, self._whole, Actor.office()).get_execution_options()
        )  # lines in the bin count too
        last: dict[int, int] = dict(unit.session.execute(query, {"ids": listed(papers)}).all())
        placed = []
        for row in rows:
            place = 0
            if row.get(name):
                place = last[row[name].id] = last.get(row[name].id, 0) + 1
            placed.append({**row, "position": place})
        return placed

    def _enterable(self, values: Mapping[str, Any]) -> dict[str, Any]:
        entered = super()._enterable(values)
        return {**entered, "position": values["position"]} if "position" in values else entered

    def _paper_of(self, values: Mapping[str, Any]) -> Record:
        """The paper of a line, among those that were looked up."""
        link = values.get(self._paper.name)
        return self._papers.get(link.id if link else 0, NO_PAPER)

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        if old is not None:
            self._learn([values[self._paper.name].id], [values])
        paper, product = self._paper_of(values), values.get("product")
        is_other = old is None or product != old.values["product"]
        if old is not None and is_other and values.get("cost") == old.values.get("cost"):
            values["cost"] = None  # it was that of the product before
        if product and is_other:
            values = self._copied(values, self._products.get(product.id), paper, old)
        values["name"] = " ".join(str(values.get("name") or _(self._whole.label)).split())
        values["discount"] = values.get("discount") or Decimal(0)
        values["unit_price"] = values.get("unit_price") or Decimal(0)
        if paper is not NO_PAPER:
            values |= {name: paper.values[name] for name in OF_PAPER}
            values |= self._worked_out(values, paper.values)
            if old is None:
                values["code"] = f"{paper.values['code']}-{values['position']}"
        return values

    def _copied(
        self, values: dict[str, Any], product: Record | None, paper: Record, old: Record | None
    ) -> dict[str, Any]:
        """What the product is at this moment, where the line does not say otherwise."""
        if product is None:
            return values
        for name in COPIED:
            is_kept = old is not None and values.get(name) != old.values.get(name)
            if not values.get(name) or (old is not None and not is_kept):
                values[name] = product.values[name]
        same = product.values["currency"] == paper.values.get("currency")
        if values.get("unit_price") is None and same:
            values["unit_price"] = usual_on(product.values, paper.values["opened_on"])
        if values.get("cost") is None and same:
            values["cost"] = product.values["cost"]
        return values

    def _derived(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {"counted": self._counts(self._paper_of(values).values)}

    def _write(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        name = self._paper.name
        if values[name].id not in self._papers:
            raise NotAllowed(str(refusal(Action.EDIT)))
        papers = sorted({old.values[name].id, values[name].id})
        self._refuse_locked(papers)
        super()._write(old, values, changed)
        self._room._sum_up(papers)
        if not changed.keys().isdisjoint({*OF_LINES, name}):
            self._room._lines_changed(papers)

    def _bin(self, ids: Sequence[int], action: str, *, binned: bool) -> int:
        papers = self._papers_of(ids, binned=binned)
        self._refuse_locked(papers)
        done = super()._bin(ids, action, binned=binned)
        self._room._sum_up(papers)
        self._room._lines_changed(papers)
        return done

    def _texts(self, record: Record) -> Texts:
        return Texts((), (), ())


def refuse_nameless(rows: Sequence[PaperRow]) -> None:
    """Every line that is entered says what it is."""
    for number, row in enumerate(rows, 1):
        if row.product is None and not (row.name or "").strip():
            sentence = _("Line {number}: choose a product, or type what it is.")
            raise ValidationFailed({LINES: sentence.format(number=number)})
