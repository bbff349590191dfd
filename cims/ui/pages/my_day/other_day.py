"""The days to which something is put off: three near ones, or any that can be put into words."""

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QMenu, QWidget

from cims.services.i18n import _
from cims.services.rules.date_words import not_understood, parse
from cims.ui.pages.my_day.day_words import BETWEEN, weekday, when
from cims.ui.records.day_offer import DayOffer
from cims.ui.widgets import Button, PrimaryButton, column, doubled, label, row, set_ink

Take = Callable[[date], None]


def open_days(owner: QWidget, today: date, spot: QPoint, take: Take) -> QMenu:
    """The menu of near days, with a way to any other."""
    menu = QMenu(owner)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(_("Postpone"))
    for words, day in near_days(today):
        action = menu.addAction(doubled(f"{words}   {weekday(day)}"))
        action.triggered.connect(lambda _on=False, day=day: take(day))
    menu.addSeparator()
    other = menu.addAction(_("Another day…"))
    other.triggered.connect(lambda: DayDialog(today, take, owner).open())
    menu.popup(spot)
    return menu


def near_days(today: date) -> list[tuple[str, date]]:
    """The days that are offered; next Monday is left out where it is one of the others."""
    steps = [
        (_("To tomorrow"), today + timedelta(days=1)),
        (_("In 3 days"), today + timedelta(days=3)),
    ]
    monday = today + timedelta(days=7 - today.weekday())
    if all(day != monday for _words, day in steps):
        steps.append((_("Next week"), monday))
    return steps


class DayDialog(QDialog):
    """One box for a day in figures or words."""

    def __init__(self, today: date, take: Take, window: QWidget) -> None:
        super().__init__(window)
        self._today, self._take = today, take
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Postpone"))
        self.line = QLineEdit()
        self.line.setAccessibleName(_("Day"))
        self.line.setPlaceholderText(_("2026-11-28, tomorrow, +7d"))
        self.line.setMinimumWidth(280)
        self.answer = label(" ", 12, role="muted")
        cancel, save = Button(_("Cancel"), "x"), PrimaryButton(_("Postpone"), "check")
        save.setDefault(True)
        cancel.clicked.connect(self.reject)
        save.clicked.connect(self.save)
        self.line.textChanged.connect(self._say)
        DayOffer(self.line, lambda: today)
        self.setLayout(
            column(self.line, self.answer, row(None, cancel, save), margins=(20, 16, 20, 16))
        )

    def save(self) -> None:
        """Take the day over; what means none is told."""
        day = parse(self.line.text(), self._today)
        if day is None:
            self.answer.setText(not_understood(self.line.text()))
            set_ink(self.answer, "bad")
            return
        self._take(day)
        self.accept()

    def _say(self, words: str) -> None:
        day = parse(words, self._today)
        is_late = day is not None and day < self._today
        shown = BETWEEN.join((day.isoformat(), when(day, self._today))) if day else " "
        self.answer.setText(_("This day is over.") if is_late else shown)
        set_ink(self.answer, "warn" if is_late else "muted")
