"""One finding as a row: how much it matters, what it is, what to do, and the button for it."""

from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from cims.services.i18n import _
from cims.services.self_findings import Finding, Grade
from cims.ui import paint, theme
from cims.ui.actions import COMMANDS
from cims.ui.icons import paint_icon
from cims.ui.widgets import Button, column, row, wrapped

ICONS = {
    Grade.BAD: ("circle-x", "bad"),
    Grade.WARN: ("triangle-alert", "warn"),
    Grade.INFO: ("info", "info"),
    Grade.OK: ("circle-check", "ok"),
}
CIRCLE = 28


class GradeMark(QWidget):
    """A circle in the colour of a grade."""

    def __init__(self, grade: Grade) -> None:
        super().__init__()
        self._grade = grade
        self.setFixedSize(theme.px(CIRCLE), theme.px(CIRCLE))
        words = {
            Grade.BAD: _("Act on this"),
            Grade.WARN: _("Look at this"),
            Grade.INFO: _("Worth knowing"),
            Grade.OK: _("In order"),
        }
        self.setAccessibleName(words[grade])

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        name, tone = ICONS[self._grade]
        side = self.width()
        paint.rounded(painter, QRectF(self.rect()), side / 2, paint.soft_ground(tone))
        gap = side // 4
        paint_icon(painter, QRect(gap, gap, side - 2 * gap, side - 2 * gap), name, tone)


class FindingRow(QWidget):
    """`wanted` names the command that the button stands for."""

    wanted = Signal(str)

    def __init__(self, finding: Finding, may: bool) -> None:
        super().__init__()
        self.finding = finding
        self.button: Button | None = None
        words = column(wrapped(finding.sentence, 13), spacing=2)
        if finding.advice:
            words.addWidget(wrapped(finding.advice, 12, "muted"))
        laid = row(column(GradeMark(finding.grade), None), words, spacing=12)
        laid.setStretch(1, 1)
        if finding.command and may:
            command = next(one for one in COMMANDS if one.id == finding.command)
            self.button = Button(_(command.text), command.icon)
            self.button.clicked.connect(lambda: self.wanted.emit(finding.command))
            laid.addLayout(column(self.button, None))
        self.setLayout(laid)
