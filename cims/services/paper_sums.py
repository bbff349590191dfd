"""What the lines of papers come to together, and how they follow their papers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, cast

from sqlalchemy import ColumnElement, Select, func, select

from cims.services import storage
from cims.services.database import among, listed
from cims.services.entity import Entity, Values
from cims.services.on_customers import CustomerRecords, pieces
from cims.services.paper_worth import amounts_of
from cims.services.rights import Actor, visible
from cims.services.rules.currencies import major, minor
from cims.services.rules.line_amounts import PaperAmounts, less_rebate
from cims.services.storage import Record, table_of

if TYPE_CHECKING:
    from cims.services.paper_records import PaperService

SUMS = ("net", "tax", "total")


class SummedLines(CustomerRecords):
    """Lines of papers of one type, added up and brought up to these.

    A room says whose lines they are and in which states of the paper they count; `_added` names
    the amounts that are added, in smallest units.
    """

    _paper: ClassVar[Entity]
    _counting: ClassVar[tuple[StrEnum, ...]]
    _added: ClassVar[tuple[str, ...]] = SUMS
    _searched = False

    @property
    def _room(self) -> "PaperService":
        """The room of the papers."""
        return cast("PaperService", self.office.room(self._paper.name))

    @property
    def _of(self) -> ColumnElement[Any]:
        """The column that names the paper."""
        return cast("ColumnElement[Any]", table_of(self._whole).c[f"{self._paper.name}_id"])

    def _summed(self) -> tuple[ColumnElement[bool], ...]:
        """Which lines are added up: all, unless the room says otherwise."""
        return ()

    def _worked_out(self, line: Values, paper: Values) -> dict[str, Decimal | None]:
        """Exact value and amounts of a line."""
        return {**amounts_of(line, paper)}

    def _counts(self, paper: Values) -> bool:
        """Whether lines of such a paper count in reports."""
        return paper.get("state") in self._counting

    def _sums(self, papers: Sequence[int]) -> list[dict[str, Any]]:
        """What the lines of these papers come to, in smallest units, by their columns."""
        table = table_of(self._whole)
        query: Select[Any] = select(self._of, *(func.sum(table.c[name]) for name in self._added))
        query = query.where(among(self._of), *self._summed()).group_by(self._of)
        seen = visible(query, self._whole, Actor.office())
        found = {
            paper: amounts
            for some in pieces(papers)
            for paper, *amounts in self._desk.unit.session.execute(seen, {"ids": listed(some)})
        }
        nothing = [0] * len(self._added)
        return [
            {"root": paper, **dict(zip(self._added, found.get(paper, nothing), strict=True))}
            for paper in papers
        ]

    def _amounts(self, papers: Sequence[int]) -> list[dict[str, Any]]:
        """The amounts of these papers as their columns hold them: the sums, less the rebates."""
        rebates = self._rebates(papers)
        rows = []
        for row in self._sums(papers):
            if rebate := rebates.get(row["root"]):
                row |= after_rebate(row, *rebate)
            rows.append(row)
        return rows

    def _rebates(self, papers: Sequence[int]) -> dict[int, tuple[int, str]]:
        """The rebates of these papers that have one, in smallest units, with the currency."""
        table = table_of(self._paper)
        query = select(table.c.id, table.c.rebate, table.c.currency)
        query = query.where(among(table.c.id), table.c.rebate > 0)
        seen = visible(query, self._paper, Actor.office())
        return {
            id_: (rebate, currency)
            for some in pieces(papers)
            for id_, rebate, currency in self._desk.unit.session.execute(
                seen, {"ids": listed(some)}
            )
        }

    def _follow(self, paper_id: int) -> None:
        """Bring the lines of a paper up to its owner, customer, day, state, currency and tax."""
        unit = self._desk.unit
        paper = self._room._header(paper_id).values
        lines = self._lines_of([paper_id])
        customer = paper["customer"].id if paper["customer"] else None
        owner = self._owners("customer", [paper]).get(customer or 0)
        rows = []
        for line in lines:
            amounts = self._worked_out(line.values, paper)
            exact = amounts.pop("exact")
            rows.append(
                {
                    "root": line.id,
                    "currency": paper["currency"],
                    "opened_on": paper["opened_on"],
                    "customer_id": customer,
                    "customer_owner_id": owner,
                    "owner_id": paper["owner"].id if paper["owner"] else None,
                    "counted": self._counts(paper),
                    "exact": exact,
                    **{
                        name: None if amount is None else minor(amount, paper["currency"])
                        for name, amount in amounts.items()
                    },
                }
            )
        storage.set_computed(unit, self._whole, rows)
        self._report([line.id for line in lines])
        self._room._sum_up([paper_id])

    def _lines_of(self, papers: Sequence[int], *, binned: bool = False) -> list[Record]:
        """The lines of these papers, whoever owns them."""
        table, unit = table_of(self._whole), self._desk.unit
        query = select(table.c.id).where(among(self._of)).order_by(self._of, table.c.position)
        seen = visible(query, self._whole, Actor.office(), binned=binned)
        ids = list(unit.session.scalars(seen, {"ids": listed(papers)}))
        return storage.fetch(unit.session, self._whole, Actor.office(), ids, binned=binned)

    def _follow_bin(self, papers: Sequence[int], moments: Mapping[int, datetime]) -> None:
        """Move lines into the bin with their papers, or bring back those that went with them."""
        lines = self._lines_of(papers, binned=bool(moments))
        ids = [
            line.id
            for line in lines
            if not moments or line.deleted_at == moments.get(line.values[self._paper.name].id)
        ]
        self._set_deleted(ids, None if moments else self._desk.unit.now)

    def _papers_of(self, ids: Iterable[int], *, binned: bool) -> list[int]:
        """The papers of these lines."""
        unit, name = self._desk.unit, self._paper.name
        fields = [self._whole.field(name)]
        found = storage.fetch(
            unit.session, self._whole, Actor.office(), list(ids), fields=fields, binned=binned
        )
        return sorted({record.values[name].id for record in found})


def after_rebate(row: Mapping[str, Any], rebate: int, currency: str) -> dict[str, int]:
    """The sums of a paper in smallest units after a rebate off its total."""
    sums = PaperAmounts(*(major(row[name], currency) for name in SUMS))
    left = less_rebate(sums, major(rebate, currency), currency)
    return {name: minor(getattr(left, name), currency) for name in SUMS}
