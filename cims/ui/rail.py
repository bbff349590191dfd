"""The tabs at the left edge of the window."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar

from cims.services.i18n import _
from cims.ui import paint, theme
from cims.ui.actions import shown_shortcut
from cims.ui.icons import paint_icon
from cims.ui.navigation import Tab
from cims.ui.theme.tokens import ENTRY, NARROW_RAIL, RAIL
from cims.ui.widgets import doubled

STEP = ENTRY + 3


class Rail(QTabBar):
    """A vertical tab bar: words and icons, or icons alone where the window is narrow.

    Tabs that are marked so stand at the foot: the slot of the first of them takes what room is
    left, and only the entry at that slot's foot is painted and pressed.
    """

    def __init__(self, tabs: Sequence[Tab]) -> None:
        super().__init__()
        self._tabs = tuple(tabs)
        self._is_narrow = False
        self._lit = -1
        self.setShape(QTabBar.Shape.RoundedWest)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Pages"))
        for tab in self._tabs:
            self.addTab(doubled(_(tab.title)))
        self.set_narrow(False)

    def set_narrow(self, is_narrow: bool) -> None:
        """Icons only, or icons and words."""
        self._is_narrow = is_narrow
        self.setFixedWidth(theme.px(NARROW_RAIL if is_narrow else RAIL))
        for index, tab in enumerate(self._tabs):
            keys = shown_shortcut(f"Ctrl+{index + 1}") if index < 9 else ""
            words = _(tab.title)
            self.setTabToolTip(index, f"{words}  {keys}" if keys else words)
        self._lay_out_again()

    def light(self, index: int) -> None:
        """Mark the tab that an open record belongs to; -1 marks the chosen one again."""
        if index != self._lit:
            self._lit = index
            self.update()

    @property
    def lit(self) -> int:
        """The tab that is marked."""
        return self._lit if self._lit >= 0 else self.currentIndex()

    def entry_rect(self, index: int) -> QRect:
        """Where an entry is painted and pressed."""
        slot, height, side = self.tabRect(index), theme.px(ENTRY), theme.px(10)
        if self._is_narrow:
            side = theme.px(8)
        top = slot.bottom() + 1 - theme.px(STEP) if self._is_foot(index) else slot.top()
        return QRect(side, top, self.width() - 2 * side, height)

    def tabSizeHint(self, index: int) -> QSize:
        step = theme.px(STEP)
        if not self._is_foot(index):
            return QSize(self.width(), step)
        return QSize(self.width(), max(step, self.height() - step * (self.count() - 1)))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.width(), theme.px(STEP) * self.count())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out_again()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._entry_at(event.position().toPoint()) >= 0:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        targets = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self.count() - 1}
        key = Qt.Key(event.key())
        if key in steps:
            self.setCurrentIndex(min(self.count() - 1, max(0, self.currentIndex() + steps[key])))
        elif key in targets:
            self.setCurrentIndex(targets[key])
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hovered = self._entry_at(self.mapFromGlobal(self.cursor().pos()))
        for index, tab in enumerate(self._tabs):
            self._paint_entry(painter, index, tab, is_hovered=index == hovered)

    def _paint_entry(self, painter: QPainter, index: int, tab: Tab, *, is_hovered: bool) -> None:
        rect, is_on = self.entry_rect(index), index == self.lit
        ink = "accent" if is_on else "text" if is_hovered else "muted"
        if is_on or is_hovered:
            paint.rounded(painter, QRectF(rect), 8, "soft" if is_on else "subtle")
        side = theme.px(18)
        left = rect.center().x() - side // 2 + 1 if self._is_narrow else rect.x() + theme.px(12)
        top = rect.y() + (rect.height() - side) // 2
        paint_icon(painter, QRect(left, top, side, side), tab.icon, ink)
        if not self._is_narrow:
            words = QRectF(rect).adjusted(theme.px(40), 0, -6, 0)
            weight = paint.BOLD if is_on else paint.NORMAL
            paint.text(painter, words, _(tab.title), weight=weight, ink=ink)
        if index == self.currentIndex() and self.hasFocus():
            paint.focus_ring(painter, QRectF(rect), 8)

    def _entry_at(self, spot: QPoint) -> int:
        found = self.tabAt(spot)
        return found if found >= 0 and self.entry_rect(found).contains(spot) else -1

    def _is_foot(self, index: int) -> bool:
        is_first = not index or not self._tabs[index - 1].at_bottom
        return self._tabs[index].at_bottom and is_first

    def _lay_out_again(self) -> None:
        # Qt asks for the tabs' sizes anew only when something such as the icon size changes
        self.setIconSize(QSize(1, 1) if self.iconSize() != QSize(1, 1) else QSize(2, 2))
