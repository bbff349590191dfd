"""The tabs above the content: the rail's page first, then every record that is open."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar

from cims.services.i18n import _
from cims.ui import paint, theme
from cims.ui.icons import paint_icon
from cims.ui.widgets import IconButton, doubled, plain_tooltip

WIDEST, NARROWEST = 220, 96


@dataclass(frozen=True)
class OpenDocument:
    """One record that is open."""

    entity: str
    id: int
    title: str
    icon: str = "file"


class DocumentTabs(QTabBar):
    """Records that are open, closable; the first tab is the list one came from."""

    close_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._icons: list[str] = []
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(_("Open records"))
        self.setFixedHeight(theme.px(38))
        self._add("", "list")

    def show_page(self, title: str, icon_name: str) -> None:
        """Name the first tab after the page that the rail shows."""
        self._icons[0] = icon_name
        self._name(0, title)

    def add_document(self, document: OpenDocument) -> int:
        """Append a record's tab and return its index."""
        index = self._add(document.title, document.icon)
        close = _close_button(document.title)
        close.setParent(self)
        close.clicked.connect(lambda: self.close_asked.emit(self._index_of(close)))
        self.setTabButton(index, QTabBar.ButtonPosition.RightSide, close)
        return index

    def rename(self, index: int, title: str) -> None:
        """Show a record's new name."""
        self._name(index, title)

    def forget(self, index: int) -> None:
        """Take a record's tab away."""
        del self._icons[index]
        self.removeTab(index)

    def tabSizeHint(self, index: int) -> QSize:
        room = 45 if index == 0 else 72
        words = paint.width_of(self._title(index), 13, paint.MEDIUM) + theme.px(room)
        return QSize(min(theme.px(WIDEST), max(theme.px(NARROWEST), words)), self.height())

    def minimumTabSizeHint(self, index: int) -> QSize:
        return QSize(theme.px(NARROWEST), self.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.tabAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.MiddleButton and index > 0:
            self.close_asked.emit(index)
        else:
            super().mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("border"))
        hovered = self.tabAt(self.mapFromGlobal(self.cursor().pos())) if self.underMouse() else -1
        for index in range(self.count()):
            self._paint_tab(painter, index, is_hovered=index == hovered)

    def _paint_tab(self, painter: QPainter, index: int, *, is_hovered: bool) -> None:
        rect, is_on = QRectF(self.tabRect(index)), index == self.currentIndex()
        ink = "accent" if is_on else "text" if is_hovered else "muted"
        if is_hovered and not is_on:
            paint.rounded(painter, rect.adjusted(4, 5, -4, -5), 6, "subtle")
        side = theme.px(15)
        spot = rect.adjusted(theme.px(10), (rect.height() - side) / 2, 0, 0).toRect()
        spot.setSize(QSize(side, side))
        paint_icon(painter, spot, self._icons[index], ink)
        right = theme.px(6 if index == 0 else 36)
        words = rect.adjusted(theme.px(31), 0, -right, 0)
        weight = paint.MEDIUM if is_on else paint.NORMAL
        paint.text(painter, words, self._title(index), weight=weight, ink=ink)
        if is_on:
            line = QRectF(rect.x() + 8, self.height() - 2, rect.width() - 16, 2)
            painter.fillRect(line, theme.color("accent"))
            if self.hasFocus():
                paint.focus_ring(painter, rect.adjusted(3, 3, -3, -4), 6)

    def _add(self, title: str, icon_name: str) -> int:
        self._icons.append(icon_name)
        index = self.addTab("")
        self._name(index, title)
        return index

    def _name(self, index: int, title: str) -> None:
        self.setTabText(index, doubled(paint.one_line(title)))
        self.setTabToolTip(index, plain_tooltip(title))

    def _title(self, index: int) -> str:
        return self.tabText(index).replace("&&", "&")

    def _index_of(self, close: IconButton) -> int:
        side = QTabBar.ButtonPosition.RightSide
        return next(i for i in range(self.count()) if self.tabButton(i, side) is close)


def _close_button(title: str) -> IconButton:
    close = IconButton("x", _("Close {title}").format(title=title), quiet=True)
    close.setProperty("tiny", True)
    close.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Ctrl+W closes from the keyboard
    close.setIconSize(QSize(theme.px(13), theme.px(13)))
    return close
