"""The box at the foot of a timeline for words to colleagues."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from cims.services.i18n import _
from cims.services.users import Colleague
from cims.ui import theme
from cims.ui.actions import shown_shortcut
from cims.ui.records.mention_text import MentionText
from cims.ui.widgets import ElidedLabel, IconButton, column, row, wrapped

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
LINES = 4


class CommentBox(QWidget):
    """Grows with its words; Ctrl+Enter sends, Esc no longer answers."""

    sent = Signal(str, int)  # words, the entry that is answered or 0

    def __init__(self) -> None:
        super().__init__()
        self._about = 0
        self.text = MentionText(_("Comment"), _("Comment; @ calls a colleague"))
        self.text.textChanged.connect(self._fit)
        keys = shown_shortcut("Ctrl+Return")
        self.send = IconButton("send-horizontal", f"{_('Send')}  {keys}")
        self.send.clicked.connect(self._send)
        self._answers = ElidedLabel("", 12, role="muted")
        forget = IconButton("x", _("Don't answer"), quiet=True)
        forget.setProperty("tiny", True)
        forget.clicked.connect(lambda: self.answer(0, ""))
        answers = row(self._answers, forget, spacing=4)
        answers.setStretch(0, 1)
        self._head = QWidget()
        self._head.setLayout(answers)
        self._head.hide()
        self._wrong = wrapped("", 12, "bad")
        self._wrong.hide()
        box = row(self.text, self.send, spacing=6)
        box.setAlignment(self.send, Qt.AlignmentFlag.AlignBottom)
        self.setLayout(column(self._head, box, self._wrong, spacing=4))
        self._fit()

    def offer(self, people: Sequence[Colleague]) -> None:
        """Know whom an @ may call upon."""
        self.text.offer(people)

    def answer(self, about: int, words: str) -> None:
        """Let the next comment answer an entry; 0 answers none."""
        self._about = about
        self._answers.set_text(_("Answers: {words}").format(words=words))
        self._head.setVisible(bool(about))
        if about:
            self.text.setFocus()

    def clear(self) -> None:
        """The comment was sent."""
        self.text.clear()
        self.answer(0, "")
        self.refuse("")

    def refuse(self, sentence: str) -> None:
        """Say why it was not sent; the words stay."""
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))

    def event(self, event: QEvent) -> bool:
        is_key = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_key and self._is_send(event):  # type: ignore[arg-type] # narrowed above
            event.accept()  # not “save and new” of the page
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_send(event):
            self._send()
        elif event.key() == Qt.Key.Key_Escape and self._about:
            self.answer(0, "")
        else:
            super().keyPressEvent(event)

    def _is_send(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return event.key() in ENTER and plain == Qt.KeyboardModifier.ControlModifier

    def _send(self) -> None:
        if words := self.text.words():
            self.refuse("")
            self.sent.emit(words, self._about)
        else:
            self.text.setFocus()

    def _fit(self) -> None:
        lines = min(LINES, max(1, self.text.document().size().toSize().height()))
        line = self.text.fontMetrics().lineSpacing()
        self.text.setFixedHeight(max(theme.px(34), line * lines + theme.px(18)))
        is_cut = self.text.document().size().height() > LINES
        policy = Qt.ScrollBarPolicy
        self.text.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if is_cut else policy.ScrollBarAlwaysOff
        )
