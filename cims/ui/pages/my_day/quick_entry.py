"""The line at the top of the day: a task in a few words and Enter."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.ui import theme
from cims.ui.icons import icon
from cims.ui.pages.my_day.day_words import BETWEEN, when
from cims.ui.pages.my_day.quick_words import QuickTask, understood
from cims.ui.theme.tokens import CONTROL
from cims.ui.widgets import column, label, set_ink

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.navigation import Surroundings

PAUSE = 150


class QuickEntry(QWidget):
    """Says below the line what Enter will make of it."""

    left = Signal()  # Esc or Down: on to the list

    def __init__(self, around: "Surroundings") -> None:
        super().__init__()
        self._jobs, self._messages = around.jobs, around.messages
        self.line = QLineEdit()
        self.line.setFixedHeight(theme.px(CONTROL + 4))
        self.line.setPlaceholderText(
            _("New task: send samples, day after tomorrow, #customer @person")
        )
        self.line.setAccessibleName(_("New task"))
        self.line.setClearButtonEnabled(False)
        self.line.addAction(icon("plus"), QLineEdit.ActionPosition.LeadingPosition)
        self.answer = label("", 12, role="muted")
        self.answer.setWordWrap(True)
        self.answer.hide()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._ask)
        self.line.textEdited.connect(self._typed)
        self.line.returnPressed.connect(self.save)
        self.setLayout(column(self.line, self.answer, spacing=4))

    def save(self) -> None:
        """Make the task, or say what is unclear and keep what was typed."""
        text = self.line.text().strip()
        if not text:
            return
        self._pause.stop()
        actor = self._jobs.actor

        def work(office: "Office") -> QuickTask:
            task = understood(office, actor, text)
            if task.problem:
                raise CimsError(task.problem)
            office.tasks.add(task.values)
            return task

        said = _("Task noted: {what}").format(what=text)
        self._jobs.write(
            work,
            owner=self,
            label=_("New task"),
            then=lambda _task: self._saved(text),
            failed=self._refused,
            toast=said,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.line.clear()
            self._typed("")
            self.left.emit()
        elif event.key() == Qt.Key.Key_Down:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _typed(self, words: str) -> None:
        if words.strip():
            self._pause.start()
        else:
            self._pause.stop()
            self.answer.hide()

    def _ask(self) -> None:
        text, actor = self.line.text(), self._jobs.actor

        def work(office: "Office") -> tuple[QuickTask, str]:
            task = understood(office, actor, text)
            due = task.values.get("due_on")
            return task, when(due, office.today) if due else ""

        def show(answer: tuple[QuickTask, str]) -> None:
            if text == self.line.text():
                self._show(*answer)

        self._jobs.read(self, work, show)

    def _show(self, task: QuickTask, due: str) -> None:
        parts = (
            task.jotted.what,
            due,
            task.customer,
            task.contact,
            _("for {name}").format(name=task.owner) if task.owner else "",
        )
        self._say(task.problem or BETWEEN.join(p for p in parts if p), bool(task.problem))

    def _say(self, words: str, is_wrong: bool) -> None:
        self.answer.setText(words)
        set_ink(self.answer, "bad" if is_wrong else "muted")
        self.answer.show()

    def _saved(self, text: str) -> None:
        if self.line.text().strip() == text:
            self.line.clear()
            self.answer.hide()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, CimsError):
            self._say(str(error), True)
        else:
            self._messages.error(error)
