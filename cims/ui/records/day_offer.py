"""Days in words below a line: what is offered while somebody types one, with the day it means."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidgetItem

from cims.services.rules.date_words import parse
from cims.services.rules.day_proposals import DayProposal, completions
from cims.ui.matching import Item
from cims.ui.records.day_words import weekday
from cims.ui.widgets import ListBelow

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class DayOffer(QObject):
    """Belongs to its line: Down opens the list, Enter takes over, Esc closes it, typing goes on.

    Enter on words that mean a day themselves is the form's.

    `today` is asked each time; None offers nothing. `past` offers no day that lies ahead.
    """

    def __init__(
        self, line: QLineEdit, today: Callable[[], date | None], *, past: bool = False
    ) -> None:
        super().__init__(line)
        self._line, self._today, self._is_past = line, today, past
        self._made: ListBelow | None = None  # most lines are filled without it
        line.textEdited.connect(self._offer)
        line.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self._made is not None and self._made.isVisible()

    def close(self) -> None:
        """Take the list away."""
        if self._made is not None:
            self._made.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusOut:
            self.close()
        elif isinstance(event, QKeyEvent) and not plain_modifiers(event):
            if kind == QEvent.Type.ShortcutOverride and self.is_open:
                if event.key() == Qt.Key.Key_Escape:
                    event.accept()  # Esc closes the list, not the form
                    return True
            elif kind == QEvent.Type.KeyPress:
                return self._key(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _key(self, key: Qt.Key) -> bool:
        """Whether a key is the list's."""
        if not self.is_open:
            if key == Qt.Key.Key_Down:
                self._offer("")
            return key == Qt.Key.Key_Down and self.is_open
        assert self._made is not None
        if key in STEPS:
            row = self._made.currentRow() + STEPS[key]
            self._made.setCurrentRow(min(self._made.count() - 1, max(0, row)))
        elif key in ENTER and (self._made.currentRow() > 0 or not self._is_day()):
            self._take(self._made.currentItem())
        elif key == Qt.Key.Key_Escape:
            self.close()
        else:
            if key in ENTER:  # what is typed means a day itself: Enter goes on with it
                self.close()
            return False
        return True

    def _is_day(self) -> bool:
        today = self._today()
        return today is not None and parse(self._line.text(), today, self._is_past) is not None

    def _offer(self, text: str) -> None:
        today = self._today()
        found: tuple[DayProposal, ...] = ()
        if today is not None and not self._line.isReadOnly():
            found = completions(text, today, past=self._is_past)
        if not found:
            self.close()
            return
        if self._made is None:
            self._made = ListBelow(self._line)
            self._made.itemClicked.connect(self._take)
        self._made.fill(
            [Item(one.day, one.words, f"{one.day.isoformat()} {weekday(one.day)}") for one in found]
        )
        self._made.place_below(self._line)

    def _take(self, row: QListWidgetItem | None) -> None:
        self.close()
        item = row.data(Qt.ItemDataRole.UserRole) if row else None
        if item is not None:
            self._line.setText(item.value.isoformat())


def plain_modifiers(event: QKeyEvent) -> bool:
    """Whether another key is held besides; that of the number pad does not count."""
    return bool(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)
