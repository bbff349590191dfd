"""Writing an announcement: title, text, to whom, until when."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QLineEdit, QPlainTextEdit, QWidget

from cims.services.errors import ValidationFailed
from cims.services.i18n import _
from cims.services.rules.date_words import not_understood, parse
from cims.services.users import TeamName
from cims.ui import theme
from cims.ui.messages import Messages
from cims.ui.records.day_offer import DayOffer
from cims.ui.widgets import Button, PrimaryButton, column, label, row, set_ink

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Jobs

FIELDS = ("title", "text", "until")


class AnnounceDialog(QDialog):
    """What is wrong is told below its field; Ctrl+Enter publishes."""

    def __init__(
        self,
        jobs: "Jobs",
        messages: Messages,
        teams: Sequence[TeamName],
        today: date | None,
        then: Callable[[], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._jobs, self._messages, self._then = jobs, messages, then
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("New announcement"))
        self.title, self.text, self.until = QLineEdit(), QPlainTextEdit(), QLineEdit()
        self.team = QComboBox()
        self.team.addItem(_("All colleagues"), None)
        for team in teams:
            self.team.addItem(team.name, team.id)
        self.until.setPlaceholderText(_("Friday, 2026-11-28; empty: no end"))
        DayOffer(self.until, lambda: today)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumSize(theme.px(420), theme.px(140))
        self.problems = {name: label("", 12) for name in FIELDS}
        self.publish = PrimaryButton(_("Publish"), "megaphone")
        self.publish.setShortcut("Ctrl+Return")
        self.publish.clicked.connect(self.save)
        cancel = Button(_("Cancel"), "x")
        cancel.clicked.connect(self.reject)
        self._lay_out(cancel)

    def save(self) -> None:
        """Publish it, or say beside each field what is wrong."""
        title, text, team = self.title.text(), self.text.toPlainText(), self.team.currentData()
        until = self.until.text().strip()
        self.publish.setEnabled(False)

        def work(office: "Office") -> int:
            return office.announcements.publish(title, text, team, ends(until, office.today))

        self._jobs.write(work, owner=self, then=self._published, failed=self._refused)

    def _lay_out(self, cancel: Button) -> None:
        boxes: tuple[tuple[str, QWidget, str], ...] = (
            (_("Title"), self.title, "title"),
            (_("Text"), self.text, "text"),
            (_("For"), self.team, ""),
            (_("Shown until"), self.until, "until"),
        )
        body = column(margins=(20, 16, 20, 16), spacing=6)
        for words, box, name in boxes:
            box.setAccessibleName(words)
            body.addWidget(label(words, 12, role="muted"))
            body.addWidget(box)
            if name:
                problem = self.problems[name]
                problem.setWordWrap(True)
                set_ink(problem, "bad")
                problem.hide()
                body.addWidget(problem)
        body.addSpacing(8)
        body.addLayout(row(None, cancel, self.publish))
        self.setLayout(body)

    def _published(self, _id: int) -> None:
        self._messages.toast(_("Published."))
        self._then()
        self.accept()

    def _refused(self, error: Exception) -> None:
        self.publish.setEnabled(True)
        wrong = error.messages if isinstance(error, ValidationFailed) else {}
        if not wrong:
            self._messages.error(error)
        for name, problem in self.problems.items():
            self._tell(problem, wrong.get(name, ""))

    def _tell(self, problem: QLabel, words: str) -> None:
        problem.setText(words)
        problem.setVisible(bool(words))


def ends(text: str, today: date) -> date | None:
    """The last day in words; empty is no end; raises ValidationFailed for words that mean none."""
    if not text:
        return None
    day = parse(text, today)
    if day is None:
        raise ValidationFailed({"until": not_understood(text)})
    return day
