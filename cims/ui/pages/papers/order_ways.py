"""The steps of an order on its way: confirmed, delivered, cancelled in part, taken back, ended."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from cims.services.deliveries import LineStanding, Quantities
from cims.services.i18n import N_, _, enumerated
from cims.ui.dialogs.quantities import Choice, QuantitiesDialog
from cims.ui.records.format import Words, number

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.navigation import Surroundings

SAID: Mapping[str, str] = {
    "confirm_order": N_("The order is confirmed."),
    "complete_order": N_("The order is completed."),
    "void_order": N_("The order is void."),
    "reopen_order": N_("The order is open again."),
    "plan_delivery": N_("The delivery is planned."),
    "deliver": N_("The delivery is written down."),
    "cancel_part": N_("A part of the order is cancelled."),
    "take_back": N_("The goods are taken back."),
    "unplan": N_("The plan of this day is forgotten."),
}
NOTHING = Decimal(0)
UNPLAN = "unplan:"  # with the day


@dataclass(frozen=True)
class Asking:
    """What the dialog of a step asks; all texts are msgids, `most` is how many of a line."""

    title: str
    told: str
    verb: str
    none: str
    most: Callable[[LineStanding], Decimal]
    work: Callable[["Office", int, Quantities, Any, str], None]
    day: str = ""
    text: str = ""
    all_at_first: bool = False


ASKING: Mapping[str, Asking] = {
    "plan_delivery": Asking(
        N_("Plan a delivery"),
        N_("What is to leave on which day? Other parts can be planned for other days."),
        N_("Plan"),
        N_("Everything of this order is planned or has left."),
        lambda one: one.rest - sum((row.quantity or NOTHING for row in one.plan), NOTHING),
        lambda office, id_, many, on, _text: office.deliveries.plan(id_, on, many),
        day=N_("Day"),
    ),
    "deliver": Asking(
        N_("Deliver"),
        N_("What leaves, and on which day? What is not typed here is still to leave."),
        N_("Deliver"),
        N_("Nothing of this order is still to leave."),
        lambda one: one.rest,
        lambda office, id_, many, on, text: office.deliveries.deliver(id_, on, many, text),
        day=N_("Day"),
        text=N_("Tracking number or note"),
        all_at_first=True,
    ),
    "cancel_part": Asking(
        N_("Cancel a part"),
        N_("What is not to leave any more? The totals are counted without it."),
        N_("Cancel this part"),
        N_("Nothing of this order is still to leave."),
        lambda one: one.rest,
        lambda office, id_, many, _on, text: office.deliveries.cancel(id_, many, text),
        text=N_("Reason"),
    ),
    "take_back": Asking(
        N_("Take goods back"),
        N_("What came back? Lines below zero are added, at the price of then."),
        N_("Take goods back"),
        N_("Nothing of this order has left that could come back."),
        lambda one: one.to_return,
        lambda office, id_, many, _on, text: office.deliveries.take_back(id_, many, text),
        text=N_("Reason"),
    ),
}
Reading = tuple[Words, Sequence[LineStanding], date]


class OrderWays(QObject):
    """Belongs to one window."""

    def __init__(self, around: "Surroundings", window: QWidget) -> None:
        super().__init__(window)
        self._jobs, self._messages, self._window = around.jobs, around.messages, window
        self.dialog: QuantitiesDialog | None = None

    def takes(self, word: str) -> bool:
        """Whether this is one of these steps."""
        return word in SAID or word.startswith(UNPLAN)

    def take(self, word: str, id_: int) -> None:
        """Take a step; what leaves or comes back is asked for first."""
        if word.startswith(UNPLAN):
            on = date.fromisoformat(word.removeprefix(UNPLAN))
            self._write("unplan", lambda office: office.deliveries.unplan(id_, on))
        elif word in ASKING:
            self._jobs.read(self, partial(read, id_), partial(self._ask, word, id_))
        elif word == "complete_order":
            self._jobs.read(self, partial(read, id_), partial(self._complete, id_))
        else:
            self._write(word, {
                "confirm_order": lambda office: office.orders.confirm(id_),
                "void_order": lambda office: office.orders.void(id_),
                "reopen_order": lambda office: office.orders.reopen(id_),
            }[word])  # fmt: skip

    def _complete(self, id_: int, reading: Reading) -> None:
        """Something that has not left is asked about first."""
        _words, lines, _opened = reading

        def go() -> None:
            self._write("complete_order", lambda office: office.orders.complete(id_))

        if any(line.rest for line in lines):
            self._messages.ask(still_to_leave(lines), _("Complete"), go)
        else:
            go()

    def _ask(self, word: str, id_: int, reading: Reading) -> None:
        """Ask for quantities; the dialog stays open while the office refuses them."""
        (words, lines, opened), asking = reading, ASKING[word]
        chosen = [Choice(one.id, one.name, most) for one in lines if (most := asking.most(one)) > 0]
        if not chosen:
            self._messages.toast(_(asking.none))
            return
        dialog = self.dialog = QuantitiesDialog(
            _(asking.title),
            _(asking.told),
            chosen,
            words,
            self._window,
            verb=_(asking.verb),
            day=asking.day,
            text=asking.text,
            all_at_first=asking.all_at_first,
        )

        doubted: list[date] = []

        def go(many: Quantities, on: Any, text: str) -> None:
            if on and on < opened and on not in doubted:
                doubted.append(on)
                told = _(
                    "The order is of {day}, after this day. If that is right, press once more."
                )
                dialog.say(told.format(day=opened), "warn")
                return
            dialog.wait(is_waiting=True)
            self._jobs.write(
                lambda office: asking.work(office, id_, many, on, text),
                owner=dialog,
                label=_(SAID[word]),
                toast=_(SAID[word]),
                then=lambda _none: dialog.done_well(),
                failed=lambda error: dialog.refuse(error, self._messages),
            )

        dialog.given.connect(go)
        dialog.open()

    def _write(self, word: str, work: Callable[["Office"], None]) -> None:
        self._jobs.write(work, owner=self, label=_(SAID[word]), toast=_(SAID[word]))


def read(id_: int, office: "Office") -> Reading:
    """What the questions need to know; runs inside a job."""
    opened = office.orders.load(id_).values["opened_on"]
    return Words.load(office), office.deliveries.of(id_), opened


def still_to_leave(lines: Sequence[LineStanding]) -> str:
    """The question before an order is completed of which something has not left."""
    if not any(line.delivered for line in lines):
        return _("No delivery of this order is written down. Complete it all the same?")
    rest = [
        _("{quantity} × {product}").format(quantity=number(line.rest), product=line.name)
        for line in lines
        if line.rest
    ]
    question = _("Of this order these have not left: {list}. Complete it all the same?")
    return question.format(list=enumerated(rest))
