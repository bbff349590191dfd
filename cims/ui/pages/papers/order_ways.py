"""The steps of an order on its way: confirmed, delivered, cancelled in part, taken back, ended."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from cims.services.deliveries import LineStanding, Quantities
from cims.services.i18n import N_, _
from cims.ui.dialogs.quantities import Choice, QuantitiesDialog
from cims.ui.records.format import Words

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.navigation import Surroundings

SAID: Mapping[str, str] = {
    "confirm_order": N_("The order is confirmed."),
    "complete_order": N_("The order is completed."),
    "void_order": N_("The order is void."),
    "reopen_order": N_("The order is in force again."),
    "plan_delivery": N_("The delivery is planned."),
    "deliver": N_("The delivery is written down."),
    "cancel_part": N_("A part of the order is cancelled."),
    "take_back": N_("The goods are taken back."),
    "unplan": N_("The plan of this day is forgotten."),
}
UNPLAN = "unplan:"  # with the day
Reading = tuple[Words, Sequence[LineStanding]]


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
        asking: Mapping[str, Callable[[int, Reading], None]] = {
            "plan_delivery": self._plan,
            "deliver": self._deliver,
            "cancel_part": self._cancel,
            "take_back": self._take_back,
        }
        if word.startswith(UNPLAN):
            on = date.fromisoformat(word.removeprefix(UNPLAN))
            self._write("unplan", lambda office: office.deliveries.unplan(id_, on))
        elif word in asking:
            self._jobs.read(self, partial(read, id_), partial(asking[word], id_))
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
        _words, lines = reading

        def go() -> None:
            self._write("complete_order", lambda office: office.orders.complete(id_))

        if any(line.rest for line in lines):
            question = _("Not everything of this order has left. Complete it all the same?")
            self._messages.ask(question, _("Complete"), go)
        else:
            go()

    def _plan(self, id_: int, reading: Reading) -> None:
        words, lines = reading
        free = [
            (one, one.rest - sum(row.quantity or 0 for row in one.plan))
            for one in lines
            if one.quantity > 0
        ]
        self._ask(
            "plan_delivery",
            [Choice(one.id, one.name, most) for one, most in free if most > 0],
            words,
            lambda many, on, _text: lambda office: office.deliveries.plan(id_, on, many),
            title=_("Plan a delivery"),
            told=_("What is to leave on which day? Other parts can be planned for other days."),
            verb=_("Plan"),
            day=N_("Day"),
            none=_("Everything of this order is planned or has left."),
        )

    def _deliver(self, id_: int, reading: Reading) -> None:
        words, lines = reading
        self._ask(
            "deliver",
            [Choice(one.id, one.name, one.rest) for one in lines if one.rest > 0],
            words,
            lambda many, on, text: lambda office: office.deliveries.deliver(id_, on, many, text),
            title=_("Deliver"),
            told=_("What leaves, and on which day? What is not typed here is still to leave."),
            verb=_("Deliver"),
            day=N_("Day"),
            text=N_("Tracking number or note"),
            all_at_first=True,
            none=_("Nothing of this order is still to leave."),
        )

    def _cancel(self, id_: int, reading: Reading) -> None:
        words, lines = reading
        self._ask(
            "cancel_part",
            [Choice(one.id, one.name, one.rest) for one in lines if one.rest > 0],
            words,
            lambda many, _on, text: lambda office: office.deliveries.cancel(id_, many, text),
            title=_("Cancel a part"),
            told=_("What is not to leave any more? The totals are counted without it."),
            verb=_("Cancel this part"),
            text=N_("Reason"),
            none=_("Nothing of this order is still to leave."),
        )

    def _take_back(self, id_: int, reading: Reading) -> None:
        words, lines = reading
        self._ask(
            "take_back",
            [Choice(one.id, one.name, one.to_return) for one in lines if one.to_return > 0],
            words,
            lambda many, _on, text: lambda office: office.deliveries.take_back(id_, many, text),
            title=_("Take goods back"),
            told=_("What came back? Lines below zero are added, at the price of then."),
            verb=_("Take back"),
            text=N_("Reason"),
            none=_("Nothing of this order has left that could come back."),
        )

    def _ask(
        self,
        word: str,
        lines: Sequence[Choice],
        words: Words,
        work: Callable[[Quantities, Any, str], Callable[["Office"], None]],
        *,
        none: str,
        **shown: Any,
    ) -> None:
        """Ask for quantities; the dialog stays open while the office refuses them."""
        if not lines:
            self._messages.toast(none)
            return
        title, told = shown.pop("title"), shown.pop("told")
        dialog = self.dialog = QuantitiesDialog(title, told, lines, words, self._window, **shown)

        def go(many: Quantities, on: Any, text: str) -> None:
            dialog.wait(is_waiting=True)
            self._jobs.write(
                work(many, on, text),
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
    return Words.load(office), office.deliveries.of(id_)
