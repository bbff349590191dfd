"""What every page of the doors is: a card in the middle with a heading, a body and buttons."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QLayout, QProgressBar, QPushButton, QWidget

from cims.services.i18n import _
from cims.ui import theme
from cims.ui.widgets import Button, Card, column, label, row, set_ink, wrapped

NARROW, MIDDLE, WIDE = 460, 620, 860


class DoorPage(QWidget):
    """One step on the way in; the door window shows one at a time.

    A language or theme switch builds the page anew: what was typed is carried over by `typed`
    and `take`.
    """

    waiting = Signal(bool)

    def __init__(self, title: str, words: str = "", width: int = NARROW) -> None:
        super().__init__()
        self.title = title
        self._main: QPushButton | None = None
        self._back: QPushButton | None = None
        self._head = [label(title, 20, QFont.Weight.DemiBold)]
        if words:
            self._head.append(wrapped(words, role="muted"))
        self._line = wrapped("", role="bad")
        self._line.setAccessibleName(_("Message"))
        self._line.hide()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        self._bar.hide()
        self.stop = Button(_("Cancel"), "x")
        self.stop.hide()
        self.stop.clicked.connect(lambda: self.stop.setEnabled(False))
        self._width = theme.px(width)
        self._fields: QWidget | None = None
        self._foot: QWidget | None = None
        self._typing_in: QWidget | None = None

    def typed(self) -> Mapping[str, Any]:
        """What was typed so far, by name."""
        return {}

    def take(self, typed: Mapping[str, Any]) -> None:
        """Put back what was typed."""

    def focus_first(self) -> None:
        """Put the keyboard where work begins."""
        self.setFocus()

    def say(self, sentence: str, tone: str = "bad") -> None:
        """One sentence above the buttons; empty takes it away."""
        self._line.setText(sentence)
        set_ink(self._line, tone)
        self._line.setVisible(bool(sentence))

    def said(self) -> str:
        """The sentence that is shown."""
        return self._line.text()

    def wait(self, *, is_waiting: bool, can_stop: bool = False) -> None:
        """While work runs nothing can be typed or pressed, and a bar moves.

        With `can_stop` the work can be given up by a button, and by Esc.
        """
        if is_waiting:
            self._typing_in = self.focusWidget()
            self.show_bar()
        else:
            self._bar.hide()
        for part in (self._fields, self._foot):
            if part is not None:
                part.setEnabled(not is_waiting)
        self.stop.setEnabled(True)
        self.stop.setVisible(is_waiting and can_stop)
        if is_waiting and can_stop:
            self.stop.setFocus()
        elif not is_waiting and self._typing_in is not None:
            self._typing_in.setFocus()
        self.waiting.emit(is_waiting)

    def show_bar(self) -> None:
        """A bar that moves while nobody knows how far the work is."""
        self._bar.setRange(0, 0)
        self._bar.show()

    def show_progress(self, done: int, total: int) -> None:
        """How far the work is."""
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed: QAbstractButton | None = None
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            pressed = focused if isinstance(focused, QAbstractButton) else self._main
        elif event.key() == Qt.Key.Key_Escape:
            pressed = self.stop if self.stop.isVisible() else self._back
        if pressed is not None:
            pressed.click()
        else:
            super().keyPressEvent(event)

    def build(
        self,
        body: QLayout,
        *buttons: QPushButton | None,
        main: QPushButton,
        back: QPushButton | None = None,
    ) -> None:
        """Lay the page out; Return presses `main` or the button in focus, Esc presses `back`."""
        self._main, self._back = main, back
        self._fields, self._foot = QWidget(), QWidget()
        self._fields.setLayout(column(body))
        self._foot.setLayout(row(*buttons))
        waits = row(self._bar, self.stop, spacing=16)
        inside = column(self._fields, self._line, waits, self._foot, spacing=16)
        card = Card(column(*self._head, inside, margins=(32, 28, 32, 28), spacing=14))
        card.setFixedWidth(self._width)
        self.setLayout(column(None, row(None, card, None), None, margins=(24, 8, 24, 40)))
