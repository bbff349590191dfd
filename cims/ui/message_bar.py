"""Where messages appear in the window: a bar above the page and toasts at its foot."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from cims.services.i18n import _
from cims.ui import paint, theme
from cims.ui.icons import paint_icon
from cims.ui.messages import Messages
from cims.ui.theme.tokens import RAIL
from cims.ui.widgets import Button, Card, IconButton, label, row, set_ink

TOAST_SECONDS = 8
ABOVE_THE_FOOT = 64  # where forms and lists have their buttons and counts
ICONS = {"bad": "circle-alert", "warn": "triangle-alert", "info": "info", "ok": "circle-check"}


class MessageBar(QFrame):
    """One sentence in the colour of its weight, until it is closed or another one comes.

    Warnings add up: after sign-in several may come, and each wants to be read.
    """

    def __init__(self, messages: Messages) -> None:
        super().__init__()
        self._tone = "info"
        self._words = label("")
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = IconButton("x", _("Close message"), quiet=True)
        close.clicked.connect(self.hide)
        self._then: Callable[[], object] | None = None
        self.lead = Button("", "arrow-right")
        self.lead.hide()
        self.lead.clicked.connect(self._follow)
        layout = row(self._words, self.lead, close, margins=(64, 16, 28, 4))
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.hide()
        messages.said.connect(self.show_sentence)
        messages.cleared.connect(self.hide)
        messages.lead_offered.connect(self._offer)

    def text(self) -> str:
        """The sentence that is shown."""
        return self._words.text()

    def show_sentence(self, sentence: str, tone: str) -> None:
        """Show a sentence; `tone` is bad, warn, info or ok."""
        if not self.isHidden() and tone == self._tone == "warn":
            unread = self.text().split("\n")
            sentence = "\n".join(unread if sentence in unread else (*unread, sentence))
        self._tone = tone
        self.lead.hide()
        self._words.setText(sentence)
        set_ink(self._words, tone)
        self.setAccessibleName(sentence)
        self.show()
        self.update()

    def _offer(self, words: str, then: Callable[[], object]) -> None:
        """Show the way to where it is mended."""
        self._then = then
        self.lead.set_words(words)
        self.lead.show()

    def _follow(self) -> None:
        self.hide()
        if self._then is not None:
            self._then()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(20.5, 12.5, -20.5, -0.5)
        paint.rounded(painter, rect, 8, f"{self._tone}soft", self._tone)
        side = theme.px(18)
        box = QRect(34, int(rect.center().y()) - side // 2, side, side)
        paint_icon(painter, box, ICONS[self._tone], self._tone)


class Toast(Card):
    """What was just done, at the foot of the window for eight seconds, with Undo."""

    def __init__(self, window: QWidget, messages: Messages) -> None:
        super().__init__(line="border2")
        self.setParent(window)
        self._undo: Callable[[], object] | None = None
        self._words = label("")
        self._button = Button(_("Undo"), "undo-2")
        self._button.clicked.connect(self._take_back)
        close = IconButton("x", _("Close message"), quiet=True)
        close.clicked.connect(self.hide)
        self.setLayout(row(self._words, self._button, close, margins=(16, 6, 8, 6), spacing=12))
        self._timer = QTimer(self, singleShot=True, interval=TOAST_SECONDS * 1000)
        self._timer.timeout.connect(self.hide)
        self.hide()
        window.installEventFilter(self)
        messages.toasted.connect(self.show_sentence)

    def text(self) -> str:
        """The sentence that is shown."""
        return self._words.text()

    @property
    def undo_button(self) -> Button:
        """The button that takes it back."""
        return self._button

    def show_sentence(self, sentence: str, undo: Callable[[], object] | None) -> None:
        """Show what was done, in place of what stood there."""
        self._undo = undo
        self._button.setVisible(undo is not None)
        self._words.setText("")
        beside = theme.px(2 * RAIL) + self.sizeHint().width()  # in the middle, clear of the rail
        room = max(200, self.window().width() - beside)
        self._words.setText(paint.elided(sentence, self._words.font(), room))
        self.setAccessibleName(sentence)
        self.show()
        self._place()
        self.raise_()
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.adjustSize()
        # looked up each time: a reference kept would make a ring that crashes when collected
        spare = self.window().size() - self.size()
        self.move(spare.width() // 2, spare.height() - theme.px(ABOVE_THE_FOOT))

    def _take_back(self) -> None:
        self.hide()
        if self._undo is not None:
            self._undo()
