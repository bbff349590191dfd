"""Where a list is dropped or chosen, and where it is said why one can't be taken."""

from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from cims.services.i18n import _
from cims.ui import paint, theme
from cims.ui.icons import paint_icon
from cims.ui.page import Page
from cims.ui.widgets import PrimaryButton, column, label, row, set_ink, set_tooltip
from cims.ui.widgets.dropping import file_of

DASH = (5.0, 4.0)
WIDEST = 560


class DropArea(QWidget):
    """Says what can be brought; a file may be dropped anywhere on the page."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_hovered = False
        self._picture = _Picture()
        self._title = label(_("Drop a list here"), 15, paint.BOLD)
        self._words = label("", role="muted")
        self.choose = PrimaryButton(_("Choose a file…"), "file-input")
        self.choose.clicked.connect(self.asked)
        for words in (self._title, self._words):
            words.setWordWrap(True)
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            words.setMaximumWidth(theme.px(WIDEST))
            words.setMinimumWidth(theme.px(WIDEST))
        self.setLayout(
            column(
                None,
                row(None, self._picture, None),
                row(None, self._title, None),
                row(None, self._words, None),
                row(None, self.choose, None),
                None,
                margins=(24, 24, 24, 24),
                spacing=14,
            )
        )
        self.invite()

    def invite(self) -> None:
        """Ask for a file."""
        self._tell(
            "file-input",
            _("Drop a list here"),
            _(
                "Excel, OpenDocument or CSV: .xlsx, .xls, .ods, .csv. Nothing is written before "
                "you press Import, and every import can be undone."
            ),
        )

    def wait_for(self, name: str) -> None:
        """Say that a file is being read."""
        self._tell("file-input", _("Reading {file}…").format(file=name), "")

    def refuse(self, sentence: str) -> None:
        """Say why the file can't be taken and what to do."""
        self._tell("circle-alert", _("This file can't be imported"), sentence, "bad")

    def forbid(self, reason: str) -> None:
        """Say why no file can be taken from this user."""
        self.choose.setEnabled(False)
        set_tooltip(self.choose, reason)
        self._tell("lock", _("Lists can't be imported"), reason)

    def said(self) -> str:
        """The sentence that is shown."""
        return self._words.text()

    def set_hovered(self, is_hovered: bool) -> None:
        """Show that a file is held over the page."""
        self._is_hovered = is_hovered
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        paint.rounded(painter, rect, 10, "soft" if self._is_hovered else "surface")
        pen = QPen(theme.color("accent" if self._is_hovered else "border2"), 1.5)
        pen.setDashPattern(DASH)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, 10, 10)

    def _tell(self, icon_name: str, title: str, words: str, ink: str = "muted") -> None:
        self._picture.show_icon(icon_name, ink)
        self._title.setText(title)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        set_ink(self._words, "text" if ink == "bad" else "muted")


class _Picture(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._icon, self._ink = "file-input", "muted"
        self.setFixedSize(theme.px(44), theme.px(44))

    def show_icon(self, name: str, ink: str) -> None:
        self._icon, self._ink = name, ink
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_icon(QPainter(self), self.rect(), self._icon, self._ink)


class DropPage(Page):
    """A page on which one file may be dropped anywhere."""

    file_held = Signal(bool)  # over the page
    file_dropped = Signal(Path)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)

    def can_take_file(self) -> bool:
        """Whether a file is welcome now."""
        return True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.can_take_file() and file_of(event.mimeData()):
            self.file_held.emit(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.file_held.emit(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.file_held.emit(False)
        if file := file_of(event.mimeData()):
            event.acceptProposedAction()
            self.file_dropped.emit(file)
