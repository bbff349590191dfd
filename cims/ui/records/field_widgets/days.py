"""A date: typed in figures or in words, taken from what is offered, or from a calendar."""

from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QToolButton, QWidget

from cims.services.entity import Field
from cims.services.i18n import _
from cims.services.rules import date_words
from cims.ui.icons import icon
from cims.ui.records.day_offer import DayOffer
from cims.ui.records.field_widgets.base import Place
from cims.ui.records.field_widgets.plain import LineField
from cims.ui.widgets import column


class DateField(LineField):
    """Takes 2026-11-28, 11-28, 明天, 下周一 and next Tuesday; empty is allowed.

    Down offers days in words, Alt+Down and F4 the calendar.
    """

    def __init__(self, field: Field, place: Place) -> None:
        super().__init__(field, place)
        self.line.setPlaceholderText(_("2026-11-28, tomorrow, +7d"))
        picker = self.line.addAction(icon("calendar"), QLineEdit.ActionPosition.TrailingPosition)
        picker.triggered.connect(self.open_calendar)
        for button in self.line.findChildren(QToolButton):
            button.setAccessibleName(_("Open the calendar"))
        self.line.editingFinished.connect(self._tidy)
        self.days = DayOffer(self.line, lambda: self.place.words.known_today())

    def value(self) -> date | None:
        today = self.place.words.known_today()
        return date_words.parse(self.text(), today) if today else None

    def set_value(self, value: Any) -> None:
        self._show(value.isoformat() if value else "")

    def problem(self) -> str | None:
        if not self.text() or not self.place.words.is_known or self.value() is not None:
            return None
        return date_words.not_understood(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_F4 or (event.key() == Qt.Key.Key_Down and is_alt):
            self.open_calendar()
        else:
            super().keyPressEvent(event)

    def open_calendar(self) -> "CalendarPopup":
        """Show the month of the value, or this one, below the box."""
        popup = CalendarPopup(self, self.value() or self.place.words.today)
        popup.taken.connect(self._take)
        popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        popup.show()
        popup.calendar.setFocus()
        return popup

    def _take(self, day: date) -> None:
        self.set_value(day)
        self.line.setFocus()

    def _tidy(self) -> None:
        if (day := self.value()) is not None:
            self.set_value(day)


class CalendarPopup(QFrame):
    """A calendar over the form; closes when a day is taken or Esc is pressed."""

    taken = Signal(object)  # date

    def __init__(self, owner: QWidget, day: date) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.calendar = QCalendarWidget()
        self.calendar.setAccessibleName(_("Calendar"))
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self.calendar.activated.connect(self._take)
        self.calendar.clicked.connect(self._take)
        self.setLayout(column(self.calendar, margins=(6, 6, 6, 6)))

    def _take(self, day: QDate) -> None:
        if self.isVisible():  # a double click is told twice
            self.taken.emit(date(day.year(), day.month(), day.day()))
            self.close()
