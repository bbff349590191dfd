"""Papers for customers, quotes and orders: what their lines come to, how they are binned."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import select

from cims.services import storage
from cims.services.changes import ChangeKind
from cims.services.database import among, listed
from cims.services.entity import Link
from cims.services.errors import NotPossible, ValidationFailed
from cims.services.i18n import _
from cims.services.on_customers import pieces
from cims.services.paper_fields import PaperRow, divided, structured
from cims.services.paper_words import FoundPapers
from cims.services.rights import Action, Actor, requires, visible
from cims.services.rules.currencies import currency_code, minor
from cims.services.storage import Record, table_of

FOLLOWED = frozenset(
    {"owner", "customer", "currency", "tax_included", "opened_on", "state", "rebate"}
)


class PaperService(FoundPapers):
    """Papers of one type; net, tax and total follow from their lines.

    A room says in which state a paper `_begins`, and in which one it is `_brought` by a list.
    """

    _begins: ClassVar[StrEnum]
    _brought: ClassVar[StrEnum]

    @requires(Action.CREATE)
    def add(self, values: Mapping[str, Any]) -> int:
        """Store a new paper, with the lines that `lines` holds."""
        header, lines = divided(values)
        id_ = super().add(header)
        if lines:
            self._lines._set(id_, lines)
            self._refuse_rebate(id_)
        return id_

    @requires(Action.EDIT)
    def save(self, record: Record) -> int:
        """Store an edited paper, and its lines where `lines` are among the values.

        Whoever changed only lines has changed the paper too.
        """
        header, lines = divided(record.values)
        before = self._get(record.id, Action.EDIT).values["rebate"]
        id_ = super().save(Record(record.entity, record.id, record.version, header))
        if lines is not None and self._lines._set(id_, lines):
            storage.update_many(self._desk.unit, self._whole, [id_], {})
        if lines is not None or self._header(id_).values["rebate"] != before:
            self._refuse_rebate(id_)
        return id_

    @requires(Action.READ)
    def lines_of(self, paper_id: int) -> tuple[PaperRow, ...]:
        """The lines of a paper in their order, as they are entered with it."""
        self._get(paper_id, Action.READ)
        return self._lines._rows_of(paper_id)

    @requires(Action.READ)
    def titles(self, ids: Iterable[int]) -> dict[int, str]:
        """The numbers of these papers, as far as they may be seen: many have the same subject."""
        unit, code = self._desk.unit, self._whole.field("code")
        found = storage.fetch(unit.session, self._whole, unit.actor, list(ids), fields=[code])
        return {record.id: record.values["code"] for record in found}

    def _refuse_rebate(self, id_: int) -> None:
        """Nobody takes more off a paper than its lines come to; a list's lines come later."""
        if self._desk.unit.kind in (ChangeKind.IMPORT, ChangeKind.UNDO):
            return
        paper = self._header(id_).values
        if not paper["rebate"]:
            return
        (sums,) = self._lines._sums([id_])
        if minor(paper["rebate"], paper["currency"]) > max(sums["total"], 0):
            sentence = _("The rebate is more than the lines come to. Type a smaller one.")
            raise ValidationFailed({"rebate": sentence})

    def _header(self, id_: int) -> Record:
        """A paper, whoever owns it."""
        return storage.fetch(self._desk.unit.session, self._whole, Actor.office(), [id_])[0]

    def _insert(self, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """A paper without a subject is called after its customer."""
        links = {row["customer"].id for row in rows if row.get("customer") and not row.get("name")}
        names = self.office.names_of("customer", links)
        return super()._insert(
            [
                {**row, "name": names.get(row["customer"].id)}
                if row.get("customer") and not row.get("name")
                else row
                for row in rows
            ]
        )

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        unit = self._desk.unit
        values["name"] = " ".join(str(values.get("name") or _(self.entity.label)).split())
        values["currency"] = currency_code(values.get("currency") or self.office.currency)
        values["opened_on"] = values.get("opened_on") or self.office.today
        if values.get("tax_included") is None:
            values["tax_included"] = True
        if not values.get("state"):
            is_brought = unit.kind is ChangeKind.IMPORT
            values["state"] = self._brought if is_brought else self._begins
        if old is None:
            if not values.get("owner") and unit.actor.user_id:
                values["owner"] = Link(unit.actor.user_id)
            values |= dict.fromkeys(("net", "tax", "total"), Decimal(0))
        return values

    def _derived(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The term of payment as what dates are counted by."""
        term = structured(values.get("payment_term"))
        return {
            "due_from": term.due_from.value if term else None,
            "due_month_end": term.month_end if term else False,
            "due_days": term.days if term else None,
            "due_months": term.months if term else None,
            "due_day": term.on_day if term else None,
        }

    def _write(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        super()._write(old, values, changed)
        if FOLLOWED & changed.keys():
            self._lines._follow(old.id)

    def _bin(self, ids: Sequence[int], action: str, *, binned: bool) -> int:
        """Lines go into the bin and come back with their papers."""
        chosen = sorted(self._covered(ids, Action.DELETE, binned))
        undoing = self._desk.unit.kind is ChangeKind.UNDO
        if not binned and not undoing and (issued := self._issued(chosen)):
            sentence = _("“{paper}” was issued and is kept. Set its state to void instead.")
            raise NotPossible(sentence.format(paper=issued))
        moments = self._moments(chosen) if binned else {}
        done = super()._bin(ids, action, binned=binned)
        self._lines._follow_bin(chosen, moments)
        return done

    def _issued(self, ids: Sequence[int]) -> str:
        """The number of one of these papers, in the bin or not, that is more than a draft."""
        session, fields = self._desk.unit.session, [self._whole.field(n) for n in ("state", "code")]
        return next(
            (
                str(record.values["code"])
                for binned in (False, True)
                for some in pieces(ids)
                for record in storage.fetch(
                    session, self._whole, Actor.office(), some, fields=fields, binned=binned
                )
                if record.values["state"] is not self._begins
            ),
            "",
        )

    def _kept_for(self, customer_ids: Sequence[int]) -> dict[int, str]:
        """Which of these customers have papers that are more than drafts; a number, if seen."""
        session, table = self._desk.unit.session, table_of(self._whole)
        issued = table.c.state != self._begins
        query = select(table.c.id, table.c.customer_id).where(among(table.c.customer_id), issued)
        query = visible(query, self._whole, Actor.office())
        found: dict[int, int] = {}
        for some in pieces(customer_ids):
            rows = session.execute(query, {"ids": listed(some)})
            found |= {row.customer_id: row.id for row in rows}
        codes: dict[int, str] = {}
        if found and self._desk.unit.actor.may(Action.READ, self._whole.name):
            seen = self.rows(sorted(found.values()), ("code",))
            codes = {one.id: one.values.get("code") or "" for one in seen}
        return {customer: codes.get(id_, "") for customer, id_ in found.items()}

    def _moments(self, ids: Sequence[int]) -> dict[int, datetime]:
        """When these papers were moved into the bin."""
        unit = self._desk.unit
        found = storage.fetch(unit.session, self._whole, unit.actor, ids, fields=(), binned=True)
        return {record.id: record.deleted_at for record in found if record.deleted_at}

    def _sum_up(self, ids: Sequence[int]) -> None:
        """Bring the amounts of these papers up to their lines."""
        storage.set_computed(self._desk.unit, self._whole, self._lines._amounts(ids))
        self._report(list(ids))
