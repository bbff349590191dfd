"""A figure in words at the head of a card; pressing it opens its rows."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from cims.ui import paint, theme
from cims.ui.widgets import set_tooltip

SIZE, PADDING = 12, 4


class FigureButton(QAbstractButton):
    """Quiet words that take the accent's colour when they are pointed at; unseen when disabled."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setVisible(False)

    def show_words(self, words: str, whole: str = "") -> None:
        """Show a figure, `whole` says more of it; without words the button is away."""
        self._words = words
        self.setAccessibleName(whole or words)
        set_tooltip(self, whole)
        self.setVisible(bool(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = paint.width_of(self._words, SIZE)
        return QSize(words + 2 * theme.px(PADDING), theme.px(22))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(24), theme.px(22))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.isEnabled():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        inner = rect.adjusted(theme.px(PADDING), 0, -theme.px(PADDING), 0)
        ink = "accent" if self.underMouse() or self.hasFocus() else "muted"
        paint.text(painter, inner, self._words, size=SIZE, ink=ink, align=paint.RIGHT)
        if self.hasFocus():
            paint.focus_ring(painter, rect, 6)
