"""Quotes as they are kept: drafts that can be changed, and what was sent and stands."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from cims.models.quote import QuoteState
from cims.services import storage
from cims.services.changes import ChangeKind
from cims.services.errors import NotPossible, ValidationFailed
from cims.services.field import required
from cims.services.i18n import _, language
from cims.services.on_customers import pieces
from cims.services.paper_copies import CopiedPapers
from cims.services.paper_fields import LINES
from cims.services.paper_templates.letterhead import (
    SETTING,
    USUAL_VALIDITY,
    VALIDITY,
    letterhead,
)
from cims.services.paper_words import WORDS
from cims.services.quote_fields import QUOTE, WAITING
from cims.services.quote_rules import (
    LOCKED,
    NEXT,
    OUTCOME,
    days_of,
    refuse_unpriced,
    refused_step,
)
from cims.services.rights import Action, Actor, requires, visible
from cims.services.storage import Record, table_of

USUAL_TERMS = {  # field → what the letterhead calls it
    "payment_term": "payment",
    "delivery_terms": "delivery",
    "freight_terms": "freight",
    "warranty_terms": "warranty",
}
FREE_KINDS = (ChangeKind.IMPORT, ChangeKind.UNDO, ChangeKind.SETUP)


class QuoteRecords(CopiedPapers):
    """Quotes; once sent, their lines and terms stand until they are revised or reopened."""

    entity = QUOTE
    _begins, _brought = QuoteState.DRAFT, QuoteState.SENT
    _words = (
        *(*WORDS, "terms", "delivery_terms", "freight_terms", "warranty_terms"),
        "internal_remarks",
    )

    @requires(Action.CREATE)
    def add(self, values: Mapping[str, Any]) -> int:
        """Store a new quote; lines are entered before it is sent."""
        state = values.get("state")
        if state in (None, QuoteState.DRAFT) or LINES not in values:
            return super().add(values)
        id_ = super().add({**values, "state": QuoteState.DRAFT})
        return self.save(self._get(id_, Action.EDIT).changed(**outcome(values)))

    @requires(Action.EDIT)
    def save(self, record: Record) -> int:
        """Store an edited quote; lines are entered before it is sent."""
        old = self._get(record.id, Action.EDIT)
        state = record.values.get("state", QuoteState.DRAFT)
        is_leaving = old.values["state"] is QuoteState.DRAFT and state is not QuoteState.DRAFT
        if not is_leaving or LINES not in record.values:
            return super().save(record)
        super().save(record.changed(state=QuoteState.DRAFT))
        return super().save(self._get(record.id, Action.EDIT).changed(**outcome(record.values)))

    def _is_open(self) -> ColumnElement[bool]:
        table = table_of(QUOTE)
        return and_(table.c.state.in_(WAITING), table.c.superseded.is_(False))

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        kind, today = self._desk.unit.kind, self.office.today
        is_over = values.get("valid_until") and values["valid_until"] < today
        if kind is ChangeKind.IMPORT and is_over and not values.get("state"):
            values["state"] = QuoteState.EXPIRED  # nobody is told what ended long ago
        values = super()._prepared(values, old)
        if old is None:
            self._begin(values)
        elif kind not in FREE_KINDS:
            self._refuse_step(values, old)
        is_brought = kind is ChangeKind.IMPORT
        return {**values, **days_of(values, values["opened_on"] if is_brought else today)}

    def _begin(self, values: dict[str, Any]) -> None:
        """How long a new quote is valid, and what it takes the place of."""
        if self._desk.unit.kind is not ChangeKind.IMPORT:
            usual = self._usual(values["opened_on"])
            values["valid_until"] = values.get("valid_until") or usual["valid_until"]
            values |= {name: text for name, text in usual.items() if name not in values}
        values["revision"], values["superseded"] = 1, False
        if values.get("revision_of"):
            before = self._get(values["revision_of"].id, Action.EDIT)
            values["revision"] = before.values["revision"] + 1

    def _usual(self, day: date) -> dict[str, Any]:
        """How long quotes hold in this office, and under which terms."""
        kept = self.office.settings.common(SETTING)
        spoken = str(self.office.settings.common("office").get("language") or language())
        said = letterhead(kept, spoken).terms
        usual = {name: said.get(term) for name, term in USUAL_TERMS.items()}
        days = timedelta(days=int(kept.get(VALIDITY) or USUAL_VALIDITY))
        return {"valid_until": day + days, **{name: text for name, text in usual.items() if text}}

    def _refuse_step(self, values: Mapping[str, Any], old: Record) -> None:
        """Refuse a state that can't follow, and changes to what was sent."""
        before, after = old.values["state"], values["state"]
        if after is not before:
            self._refuse_superseded(old)
            if after not in NEXT[before]:
                raise ValidationFailed({"state": refused_step(before, after)})
            if after is not QuoteState.ACCEPTED:
                self._refuse_ordered(old.id)
            self._refuse_unready(values, old)
        if before is not QuoteState.DRAFT and after is not QuoteState.DRAFT:
            messages = {
                name: _("The quote was sent. Revise or reopen it to change this.")
                for name in LOCKED
                if values.get(name) != old.values.get(name)
            }
            if messages:
                raise ValidationFailed(messages)

    def _refuse_unready(self, values: Mapping[str, Any], old: Record) -> None:
        """What goes to a customer has one, says something, and is valid still."""
        state, today = values["state"], self.office.today
        if state is QuoteState.REFUSED and not values.get("refused_reason"):
            reason = self._whole.field("refused_reason")
            raise ValidationFailed({reason.name: required(reason)})
        if state not in (QuoteState.SENT, QuoteState.ACCEPTED):
            return
        lines = [line.values for line in self.office.quote_lines._lines_of([old.id])]
        if not lines:
            raise NotPossible(_("The quote has no lines yet. Add some first."))
        refuse_unpriced(lines, is_draft=old.values["state"] is QuoteState.DRAFT)
        if not values.get("customer"):
            raise ValidationFailed({"customer": required(self._whole.field("customer"))})
        until = values.get("valid_until")
        if state is QuoteState.SENT and until and until < today:
            sentence = _("The quote would be sent after its last day. Choose a later one.")
            raise ValidationFailed({"valid_until": sentence})

    def _refuse_ordered(self, id_: int, besides: int | None = None) -> None:
        """What was ordered was accepted, and is ordered once; `besides` is an order put aside."""
        if not {*self.office.orders._of_quote(id_, Actor.office())} - {besides}:
            return
        orders, actor = self.office.orders, self._desk.unit.actor
        may_look = actor.may(Action.READ, orders.entity.name)
        others = [one for one in orders._of_quote(id_, actor) if may_look and one != besides]
        seen = orders.rows(others, ("code",)) if others else []
        if not seen:
            raise NotPossible(_("A colleague made an order of this quote. Ask your manager."))
        sentence = _("An order was made of this quote already: {orders}. Void it first.")
        raise NotPossible(sentence.format(orders=", ".join(one.values["code"] for one in seen)))

    def _refuse_superseded(self, old: Record) -> None:
        if old.values["superseded"]:
            raise NotPossible(_("A newer revision has taken the place of this quote. Use that."))

    def _refuse_locked(self, ids: Sequence[int]) -> None:
        """Lines of what was sent stand as they are."""
        if self._desk.unit.kind in FREE_KINDS:
            return
        session, state = self._desk.unit.session, [QUOTE.field("state")]
        for some in pieces(ids):
            for quote in storage.fetch(session, QUOTE, Actor.office(), some, fields=state):
                if quote.values["state"] is not QuoteState.DRAFT:
                    sentence = _("The quote was sent: revise or reopen it to change its lines.")
                    raise NotPossible(sentence)

    def _after_insert(self, ids: list[int], rows: list[dict[str, Any]], uuids: list[bytes]) -> None:
        super()._after_insert(ids, rows, uuids)
        self._mark_superseded({row["revision_of"].id for row in rows if row.get("revision_of")})

    def _bin(self, ids: Sequence[int], action: str, *, binned: bool) -> int:
        """Without its revision a quote holds again."""
        fields = [QUOTE.field("revision_of")]
        found = storage.fetch(
            self._desk.unit.session, QUOTE, Actor.office(), ids, fields=fields, binned=binned
        )
        done = super()._bin(ids, action, binned=binned)
        before = (record.values["revision_of"] for record in found)
        self._mark_superseded({link.id for link in before if link})
        return done

    def _mark_superseded(self, ids: Collection[int]) -> None:
        """Let these quotes say whether a revision has taken their place."""
        before = table_of(QUOTE).c.revision_of_id
        query = visible(select(before).where(before.in_(sorted(ids))), QUOTE, Actor.office())
        revised = set(self._desk.unit.session.scalars(query))
        rows = [{"root": id_, "superseded": id_ in revised} for id_ in sorted(ids)]
        storage.set_computed(self._desk.unit, QUOTE, rows)
        self._report(sorted(ids))


def outcome(values: Mapping[str, Any]) -> dict[str, Any]:
    """What became of a quote, as far as these values tell."""
    return {name: values[name] for name in OUTCOME if name in values}
