"""A small window for one task: what it is about, fields, a sentence when it fails, one verb."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QLayout, QProgressBar, QPushButton, QWidget

from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.vault.errors import wait_after
from cims.ui import theme
from cims.ui.messages import Messages
from cims.ui.widgets import Button, Countdown, column, label, row, set_ink, wrapped

WIDTH, FRAME = 460, 60


class TaskDialog(QDialog):
    """Esc gives up; Return does it; while it is done nothing can be typed or pressed."""

    def __init__(self, title: str, words: str, window: QWidget | None, width: int = WIDTH) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setFixedWidth(theme.px(width))
        self._head = [label(title, 15, QFont.Weight.DemiBold)]
        if words:
            self._head.append(wrapped(words, role="muted"))
        self.line = wrapped("", role="bad")
        self.line.setAccessibleName(_("Message"))
        self.line.hide()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        self._bar.setRange(0, 0)
        self._bar.hide()
        self.fields = QWidget()
        self.is_waiting = False

    def build(self, body: QLayout, main: Button, *more: QPushButton) -> None:
        """Lay it out; `main` is pressed by Return, further buttons stand at the left."""
        main.setDefault(True)
        cancel = Button(_("Cancel"), "x")
        cancel.clicked.connect(self.reject)
        self.fields.setLayout(body)
        buttons = row(*more, None, cancel, main)
        self._buttons = (*more, main)
        self._countdown = Countdown(main, main.accessibleName())
        parts = column(
            *self._head, self.fields, self.line, self._bar, buttons,
            margins=(24, 20, 24, 20), spacing=12,
        )  # fmt: skip
        parts.setStretch(len(self._head), 1)
        self.setLayout(parts)

    def say(self, sentence: str, tone: str = "bad") -> None:
        """One sentence above the buttons; empty takes it away."""
        self.line.setText(sentence)
        set_ink(self.line, tone)
        self.line.setVisible(bool(sentence))

    def wait(self, *, is_waiting: bool) -> None:
        """While the work runs a bar moves and nothing can be changed or pressed twice."""
        self.is_waiting = is_waiting
        self._bar.setVisible(is_waiting)
        self.fields.setEnabled(not is_waiting)
        for button in self._buttons:
            button.setEnabled(not is_waiting)
        if is_waiting:
            self.say("")

    def done_well(self) -> None:
        """Close: it is done."""
        self.wait(is_waiting=False)
        self.accept()

    def refuse(self, error: Exception, messages: Messages) -> None:
        """Say why it was not done, and let it be tried again: after wrong passwords later."""
        self.wait(is_waiting=False)
        if isinstance(error, CimsError):
            self.say(str(error))
            self._countdown.start(wait_after(error))
        else:
            messages.error(error)

    def event(self, event: QEvent) -> bool:
        """Be as high as the words need at this width and the screen allows, whatever is said."""
        if event.type() not in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            return super().event(event)
        done = super().event(event)
        if (layout := self.layout()) is not None:
            room = self.screen().availableSize().height() - FRAME
            self.setFixedHeight(min(room, layout.totalHeightForWidth(self.width())))
        return done

    def reject(self) -> None:
        if not self.is_waiting:
            super().reject()
