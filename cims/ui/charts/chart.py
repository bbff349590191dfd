"""What every chart can do: bars that are seen, pointed at, walked by arrow keys and opened."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cims.services.i18n import _
from cims.services.insights.figures import Bar
from cims.ui import paint, theme
from cims.ui.charts.numbers import figure_text, figure_words
from cims.ui.widgets import plain_tooltip

BEFORE = (Qt.Key.Key_Left, Qt.Key.Key_Up)
AFTER = (Qt.Key.Key_Right, Qt.Key.Key_Down)
OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Chart(QWidget):
    """Bars of one kind; subclasses say where each bar stands and paint them all."""

    opened = Signal(Bar)
    menu_asked = Signal(QPoint)  # where on the screen

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.bars: Sequence[Bar] = ()
        self.current = self.hovered = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(title)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show other bars; the one that has the keyboard keeps it by its key."""
        elsewhere = 0 if bars and self.hasFocus() else -1
        key = self.bars[self.current].key if self.current >= 0 else None
        keys = [bar.key for bar in bars]
        self.bars = bars
        self.current = keys.index(key) if key in keys else elsewhere
        self.hovered = -1
        self._tell()
        self.update()

    def described(self, bar: Bar) -> str:
        """A bar in words, for tooltip and screen reader."""
        words = _("{label}: {count}, not over yet") if bar.is_unfinished else _("{label}: {count}")
        return words.format(label=self.name_of(bar), count=figure_words(bar.figure))

    def name_of(self, bar: Bar) -> str:
        """What a bar is called where there is room."""
        return bar.label

    def summary(self) -> str:
        """All bars in words."""
        return "; ".join(self.described(bar) for bar in self.bars)

    def table(self) -> list[tuple[str, ...]]:
        """Names and figures with their headings, as a spreadsheet takes them."""
        rows = ((self.name_of(bar), figure_text(bar.figure)) for bar in self.bars)
        of_amounts = any(bar.figure.amount is not None for bar in self.bars)
        return [(self.title, _("Amount") if of_amounts else _("Count")), *rows]

    def areas(self) -> list[QRectF]:
        """Where each bar can be hit, in its order."""
        raise NotImplementedError

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the chart into a rectangle of a screen, a picture or a page."""
        raise NotImplementedError

    def bar_at(self, spot: QPointF) -> int:
        """Which bar is there, -1 for none."""
        hits = (place for place, area in enumerate(self.areas()) if area.contains(spot))
        return next(hits, -1)

    def tip_at(self, spot: QPointF) -> str:
        """What the tooltip says there, as plain text."""
        place = self.bar_at(spot)
        return plain_tooltip(self.described(self.bars[place])) if place >= 0 else ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, QRectF(self.rect()))
        areas = self.areas()
        if self.hasFocus() and 0 <= self.current < len(areas):
            paint.focus_ring(painter, areas[self.current].adjusted(-2, -2, 2, 2), 6)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.bar_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self.bar_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self._go_to(place)
            self.opened.emit(self.bars[place])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last, key = len(self.bars) - 1, event.key()
        if last < 0:
            super().keyPressEvent(event)
        elif key in AFTER:
            self._go_to(min(self.current + 1, last))
        elif key in BEFORE:
            self._go_to(max(self.current - 1, 0))
        elif key == Qt.Key.Key_Home:
            self._go_to(0)
        elif key == Qt.Key.Key_End:
            self._go_to(last)
        elif key in OPENING and self.current >= 0:
            self.opened.emit(self.bars[self.current])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current < 0 and self.bars:
            self._go_to(0)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.update()

    def ink_of(self, place: int) -> Any:
        """The colour of a bar: what is unfinished or a rest is pale, what is pointed at is not."""
        bar, ink = self.bars[place], theme.chart_color(0)
        if place == self.hovered:
            return ink.lighter(118) if theme.is_dark() else ink.darker(118)
        ink.setAlphaF(0.5 if bar.is_unfinished or bar.is_rest else 1.0)
        return ink

    def _go_to(self, place: int) -> None:
        self.current = place
        self._tell()
        self.update()

    def _hover(self, place: int) -> None:
        if place == self.hovered:
            return
        self.hovered = place
        hand = Qt.CursorShape.PointingHandCursor if place >= 0 else Qt.CursorShape.ArrowCursor
        self.setCursor(hand)
        self.update()

    def _tell(self) -> None:
        """Say to a screen reader which bar has the keyboard, else what the chart shows."""
        is_on = 0 <= self.current < len(self.bars)
        words = self.described(self.bars[self.current]) if is_on else self.summary()
        self.setAccessibleDescription(words)
