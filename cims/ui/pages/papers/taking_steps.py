"""Takes the steps of quotes and orders, and asks before what has to be known."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from cims.services.entity import Link
from cims.services.field_rights import described
from cims.services.filters import Condition, Group, Operator
from cims.services.i18n import N_, _
from cims.services.order_fields import ORDER
from cims.services.paper_copies import Copied, CopiedPapers
from cims.services.quote_fields import QUOTE
from cims.services.quote_rules import Unpriced
from cims.services.storage import Record
from cims.ui.dialogs.fields_dialog import FieldsDialog
from cims.ui.dialogs.optional_lines import OptionalLines
from cims.ui.pages.papers.order_ways import OrderWays
from cims.ui.records.format import Words, number

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.navigation import Surroundings

SAID: Mapping[str, str] = {
    "send": N_("The quote counts as sent."),
    "accept": N_("The quote is accepted."),
    "reopen": N_("The quote is a draft again."),
    "void": N_("The quote is void."),
    "follow_amount": N_("The opportunity is worth what the quote comes to."),
}
WHY = ("refused_reason", "refused_note")
NAMED = 5  # products in a sentence


class TakingSteps(QObject):
    """Belongs to one window; what is made is opened."""

    edit_asked = Signal(str, int)
    open_asked = Signal(str, int, str)

    def __init__(self, around: "Surroundings", window: QWidget) -> None:
        super().__init__(window)
        self._jobs, self._messages, self._window = around.jobs, around.messages, window
        self.orders = OrderWays(around, window)
        self.dialog: FieldsDialog | OptionalLines | None = None

    def take(self, kind: str, word: str, id_: int) -> None:
        """Take a step with a quote or an order, or that leads from another record to one."""
        own: Mapping[str, Callable[[int], None]] = {
            "refuse": self._ask_why,
            "revise": self.revise,
            "to_order": self._ask_optional,
            "copy_paper": partial(self.copy, kind),
            "quote": self.quote_of,
            "again": partial(self.copy_last, ORDER.name),
            "again_quote": partial(self.copy_last, QUOTE.name),
        }
        if self.orders.takes(word):
            self.orders.take(word, id_)
        elif word in own:
            own[word](id_)
        else:
            self._step(word, id_)

    def copy(self, kind: str, id_: int) -> None:
        """The same paper once more, to be looked through."""
        self._copied(kind, lambda office: papers(office, kind).copy(id_))

    def copy_last(self, kind: str, customer: int) -> None:
        """The customer's latest quote or order once more."""
        self._copied(kind, lambda office: papers(office, kind).copy_last(customer))

    def revise(self, id_: int) -> None:
        """A new draft in the place of what was sent."""
        self._jobs.write(
            lambda office: office.quotes.revise(id_),
            owner=self,
            label=_("Revision of a quote"),
            toast=_("The revision is a draft; it takes the place of the quote."),
            then=lambda new: self.edit_asked.emit(QUOTE.name, new),
        )

    def quote_of(self, opportunity: int) -> None:
        """A quote of what the customer of an opportunity wishes."""
        self._jobs.write(
            lambda office: office.quotes.from_opportunity(opportunity),
            owner=self,
            label=_("New quote"),
            toast=_("The quote holds what the opportunity says."),
            then=lambda new: self.edit_asked.emit(QUOTE.name, new),
        )

    def _step(self, word: str, id_: int, *, gifts: bool = False) -> None:
        step = {
            "send": lambda office: office.quotes.send(id_, gifts=gifts),
            "accept": lambda office: office.quotes.accept(id_, gifts=gifts),
            "reopen": lambda office: office.quotes.reopen(id_),
            "void": lambda office: office.quotes.void(id_),
            "follow_amount": lambda office: office.quotes.follow_amount(id_),
        }[word]
        self._jobs.write(
            step,
            owner=self,
            label=_(SAID[word]),
            toast=_(SAID[word]),
            failed=self._asking_gifts(lambda: self._step(word, id_, gifts=True)),
        )

    def _asking_gifts(self, go: Callable[[], None]) -> Callable[[Exception], None]:
        """What refuses a step: lines without a price may be gifts, and then it goes on."""

        def refused(error: Exception) -> None:
            if isinstance(error, Unpriced):
                self._messages.ask(str(error), _("Mark as gifts and go on"), go)
            else:
                self._messages.error(error)

        return refused

    def _ask_why(self, id_: int) -> None:
        """Nothing is refused without a reason, which counts in reports."""

        def ask(words: Words) -> None:
            seen = described(QUOTE, self._jobs.actor).by_name
            fields = [seen[name] for name in WHY if name in seen]
            told = _("Why did the customer refuse? The reason counts in reports.")
            title, verb = _("Quote refused"), _("Customer refuses")
            self.dialog = FieldsDialog(title, told, fields, words, self._window, verb)
            self.dialog.given.connect(partial(self._refuse, id_))
            self.dialog.open()

        self._jobs.read(self, Words.load, ask)

    def _refuse(self, id_: int, given: Mapping[str, Any]) -> None:
        reason, note = (given.get(name) or "" for name in WHY)
        told = _("The quote is refused.")
        self._jobs.write(
            lambda office: office.quotes.refuse(id_, reason, note),
            owner=self,
            label=told,
            toast=told,
        )

    def _ask_optional(self, id_: int) -> None:
        """Which optional lines the customer wants too, where there are some."""

        def ask(lines: Sequence[Record]) -> None:
            if not lines:
                self._order(id_, ())
                return
            self.dialog = OptionalLines(lines, self._window)
            self.dialog.chosen.connect(partial(self._order, id_))
            self.dialog.open()

        self._jobs.read(self, lambda office: optional_lines(office, id_), ask)

    def _order(self, id_: int, optional: Sequence[int], *, gifts: bool = False) -> None:
        self._jobs.write(
            lambda office: office.quotes.to_order(id_, tuple(optional), gifts=gifts),
            owner=self,
            label=_("Order of a quote"),
            toast=_("The order was made; the quote is accepted."),
            then=lambda new: self.open_asked.emit(ORDER.name, new, ""),
            failed=self._asking_gifts(lambda: self._order(id_, optional, gifts=True)),
        )

    def _copied(self, kind: str, work: Callable[["Office"], Copied]) -> None:
        def done(copied: Copied) -> None:
            self.edit_asked.emit(kind, copied.id)
            if told := told_of(copied):
                self._messages.warn(told)

        self._jobs.write(
            work,
            owner=self,
            label=_("Copy as new"),
            toast=_("A new one with the same lines and prices."),
            then=done,
        )


def papers(office: "Office", kind: str) -> CopiedPapers:
    """The room of quotes, or that of orders."""
    return office.quotes if kind == QUOTE.name else office.orders


def optional_lines(office: "Office", quote: int) -> list[Record]:
    """The lines of a quote that the customer may take or leave."""
    where = Group(
        (Condition("quote", Operator.IS, Link(quote)), Condition("optional", Operator.IS, True))
    )
    room = office.quote_lines
    return room.rows(list(room.listing(where).ids), ("name", "quantity", "total", "currency"))


def told_of(copied: Copied) -> str:
    """What has changed since the paper that was copied, or nothing."""
    words = []
    if copied.gone:
        gone = _("Not sold any more: {products}.")
        words.append(gone.format(products=_(", ").join(copied.gone[:NAMED])))
    if copied.changed:
        changed = _("Prices of today differ: {prices}.")
        prices = [
            _("{product} {now} instead of {copied}").format(
                product=one.name, now=number(one.now), copied=number(one.copied)
            )
            for one in copied.changed[:NAMED]
        ]
        words.append(changed.format(prices=_(", ").join(prices)))
    return " ".join(words)
