"""Tabs inside a card: words with a line below the chosen one."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar

from cims.ui import paint, theme
from cims.ui.widgets.labels import doubled


class TabStrip(QTabBar):
    """A row of tabs; a real tab bar for keyboard and screen reader, painted with tokens."""

    PADDING, BETWEEN = 6, 6  # inside a tab, where its focus ring stands; after it

    def __init__(self, *titles: str) -> None:
        super().__init__()
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setMouseTracking(True)
        for title in titles:
            self.add(title)

    def add(self, title: str) -> int:
        """Append a tab and return its index."""
        return self.addTab(doubled(title))

    def set_title(self, index: int, title: str) -> None:
        """Name a tab anew, with its count for instance."""
        self.setTabText(index, doubled(title))

    def title(self, index: int) -> str:
        """The words of a tab as they are shown."""
        return self.tabText(index).replace("&&", "&")

    def tabSizeHint(self, index: int) -> QSize:
        words = paint.width_of(self.title(index), 13, paint.BOLD)
        return QSize(words + theme.px(2 * self.PADDING + self.BETWEEN), theme.px(36))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("border"))
        hovered = self.tabAt(self.mapFromGlobal(self.cursor().pos())) if self.underMouse() else -1
        for index in range(self.count()):
            tab = QRectF(self.tabRect(index)).adjusted(0, 0, -theme.px(self.BETWEEN), 0)
            is_on = index == self.currentIndex()
            ink = "accent" if is_on else "text" if index == hovered else "muted"
            weight = paint.BOLD if is_on else paint.NORMAL
            padding = theme.px(self.PADDING)
            words = tab.adjusted(padding, 0, -padding, 0)
            paint.text(painter, words, self.title(index), weight=weight, ink=ink)
            if is_on:
                line = QRectF(tab.x(), self.height() - 2, tab.width(), 2)
                painter.fillRect(line, theme.color("accent"))
                if self.hasFocus():
                    paint.focus_ring(painter, tab.adjusted(1, 4, -1, -5), 6)
