"""What a template makes of a paper of nobody: drawn again a moment after the last change."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea

from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.paper_templates.papers import Paper
from cims.ui.printing.paper_page import PaperPage, paper_picture

if TYPE_CHECKING:
    from cims.ui.navigation import Surroundings

PAUSE = 400  # milliseconds after the last key
EDGE = 2


class SampleView(QScrollArea):
    """Shows the pages; `judged` says what is wrong with the template, "" for nothing."""

    judged = Signal(object)  # an error, or None

    def __init__(self, around: "Surroundings", values: Callable[[], Mapping[str, Any]]) -> None:
        super().__init__()
        self._around, self._values = around, values
        self._image = QImage()
        self._paper = QLabel()
        self._paper.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(_("Preview with sample values"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._paper)
        self._waiting = QTimer(self, singleShot=True, interval=PAUSE)
        self._waiting.timeout.connect(self.draw)

    def draw_soon(self) -> None:
        """Draw it once nothing has changed for a moment."""
        self._waiting.start()

    def draw(self) -> None:
        """Fill the template and draw what comes of it, off the UI thread."""
        self._waiting.stop()
        values = dict(self._values())

        def fill(paper: Paper) -> None:
            page = PaperPage("", paper.html, paper.pictures, paper.language)
            self._around.jobs.background(
                self, lambda _progress: paper_picture(page), self._show, self._refused
            )

        self._around.jobs.read(self, lambda o: o.papers.tried(values), fill, self._refused)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _show(self, image: QImage) -> None:
        self._image = image
        self._fit()
        self.judged.emit(None)

    def _refused(self, error: Exception) -> None:
        """The last good picture stays; what is wrong is told beside the wording."""
        if isinstance(error, CimsError):
            self.judged.emit(error)
        else:
            self._around.messages.error(error)

    def _fit(self) -> None:
        """As wide as there is room."""
        if self._image.isNull():
            return
        ratio = self.devicePixelRatioF()
        wide = int((self.viewport().width() - 2 * EDGE) * ratio)
        smooth = Qt.TransformationMode.SmoothTransformation
        drawn = QPixmap.fromImage(self._image.scaledToWidth(max(wide, 1), smooth))
        drawn.setDevicePixelRatio(ratio)
        self._paper.setPixmap(drawn)
