"""What an import did: counts, Undo, and where to go on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from cims.services.entity import Entity
from cims.services.i18n import _, _n
from cims.services.spreadsheet.report import Report
from cims.ui import paint, theme
from cims.ui.icons import paint_icon
from cims.ui.pages.importing.problems_view import ProblemsView
from cims.ui.widgets import Button, Card, PrimaryButton, column, label, row


class Summary(QWidget):
    """The page after an import."""

    undo_asked = Signal()
    list_asked = Signal()
    another_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mark = _Mark()
        self.title = label("", 18, paint.BOLD)
        self.title.setWordWrap(True)
        self.counts = label("", role="muted")
        self.counts.setWordWrap(True)
        self.show_list = PrimaryButton(_("Show the list"), "arrow-right")
        self.undo = Button(_("Undo this import"), "undo-2")
        self.another = Button(_("Import another list"), "file-input")
        self.show_list.clicked.connect(self.list_asked)
        self.undo.clicked.connect(self.undo_asked)
        self.another.clicked.connect(self.another_asked)
        self.problems = ProblemsView()
        words = column(self.title, self.counts, spacing=4)
        head = row(self._mark, words, spacing=14)
        head.setStretch(1, 1)
        buttons = row(self.show_list, self.undo, self.another, None)
        top = Card(column(head, buttons, margins=(20, 16, 20, 16), spacing=14))
        body = column(top, Card(column(self.problems, margins=(1, 1, 1, 1))), spacing=12)
        body.setStretch(1, 1)
        self.setLayout(body)

    def show_report(self, entity: Entity, report: Report, name: str) -> None:
        """Show what came of the list called `name`."""
        brought = report.created + report.updated
        words = _n("{n} row of {file} is in", "{n} rows of {file} are in", brought)
        self.title.setText(
            words.format(n=f"{brought:,}", file=name)
            if brought
            else _("Nothing of {file} was taken in").format(file=name)
        )
        self.counts.setText(counted(report, is_done=True))
        self.counts.show()
        self._mark.show_icon("circle-check" if brought else "info", "ok" if brought else "muted")
        self.show_list.set_words(_("Show {records}").format(records=_(entity.label_plural)))
        self.undo.setEnabled(report.change_set_id is not None and bool(brought))
        self.undo.set_words(_("Undo this import"))
        self.problems.show_report(report)

    def show_undone(self) -> None:
        """The import was taken back."""
        self._mark.show_icon("undo-2", "muted")
        self.title.setText(_("The import was undone"))
        self.counts.hide()
        self.undo.setEnabled(False)


def counted(report: Report, *, is_done: bool) -> str:
    """What becomes of the rows, or became of them, in one line."""
    warned = len({one.row for one in report.problems if not one.refused})
    if is_done:
        parts = [
            (_n("{n} created", "{n} created", report.created), report.created),
            (_n("{n} changed", "{n} changed", report.updated), report.updated),
        ]
    else:
        parts = [
            (_n("{n} to create", "{n} to create", report.created), report.created),
            (_n("{n} to change", "{n} to change", report.updated), report.updated),
        ]
    parts += [
        (_n("{n} unchanged", "{n} unchanged", report.unchanged), report.unchanged),
        (_n("{n} left out", "{n} left out", report.refused), report.refused),
        (_n("{n} with a warning", "{n} with a warning", warned), warned),
    ]
    told = [words.format(n=f"{n:,}") for place, (words, n) in enumerate(parts) if n or place == 0]
    return " · ".join(told)


class _Mark(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._icon, self._ink = "circle-check", "ok"
        self.setFixedSize(theme.px(36), theme.px(36))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_icon(self, name: str, ink: str) -> None:
        self._icon, self._ink = name, ink
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_icon(QPainter(self), self.rect(), self._icon, self._ink)
