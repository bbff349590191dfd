"""Putting the next contact off with one click."""

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from cims.services.i18n import N_, _
from cims.services.rules import date_words
from cims.ui.records.field_widgets.days import CalendarPopup
from cims.ui.records.format import Words
from cims.ui.widgets import Chip, FlowLayout, IconButton, set_tooltip

if TYPE_CHECKING:
    from cims.ui.jobs import Jobs

STEPS = (N_("Tomorrow"), N_("+3 days"), N_("Next week"))


def days_of(today: date) -> tuple[date, date, date]:
    """What the buttons mean: next week is its Monday."""
    monday = date_words.parse("next Monday", today) or today + timedelta(days=7)
    return today + timedelta(days=1), today + timedelta(days=3), monday


class PostponeRow(QWidget):
    """Small buttons: tomorrow, +3 days, next week, another day."""

    chosen = Signal(object)  # date

    def __init__(self) -> None:
        super().__init__()
        self.words = Words()
        self.chips: list[Chip] = []
        flow = FlowLayout(self, spacing=6)
        self.pick = IconButton("calendar-clock", _("Next contact on another day"), quiet=True)
        self.pick.setProperty("tiny", True)
        self.pick.clicked.connect(self.open_calendar)
        for place, words in enumerate(STEPS):
            chip = Chip(_(words))
            chip.setCheckable(False)
            name = _("Next contact: {day}").format(day=_(words))
            chip.setAccessibleName(name)
            set_tooltip(chip, name)
            chip.clicked.connect(partial(self._choose, place))
            flow.addWidget(chip)
            self.chips.append(chip)
        flow.addWidget(self.pick)

    def open_calendar(self) -> CalendarPopup:
        """Choose any day."""
        popup = CalendarPopup(self, self.words.today)
        popup.taken.connect(self.chosen)
        popup.move(self.pick.mapToGlobal(QPoint(0, self.pick.height() + 2)))
        popup.show()
        popup.calendar.setFocus()
        return popup

    def _choose(self, place: int) -> None:
        self.chosen.emit(days_of(self.words.today)[place])


def postpone(jobs: "Jobs", customer_id: int, day: date) -> None:
    """Plan the next contact of a customer for another day; the toast takes it back."""
    jobs.write(
        lambda office: office.customers.postpone_contact([customer_id], day),
        toast=_("Next contact on {day}").format(day=day.isoformat()),
    )
