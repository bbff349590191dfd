"""Grounds that other widgets stand on: card, plain ground, splitter, hairline."""

from typing import TypeVar

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from cims.ui import paint, theme
from cims.ui.theme.tokens import CARD_RADIUS
from cims.ui.widgets.labels import label

FRAME = QSize(24, 60)  # what the system draws around a dialog
L = TypeVar("L", QHBoxLayout, QVBoxLayout)


class Card(QFrame):
    """A rounded sheet with a hairline border; `fill` and `line` are tokens."""

    def __init__(
        self, layout: QLayout | None = None, fill: str = "surface", line: str | None = "border"
    ) -> None:
        super().__init__()
        self._fill, self._line = fill, line
        if layout is not None:
            self.setLayout(layout)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        paint.rounded(painter, rect, CARD_RADIUS, self._fill, self._line)


class Popup(QFrame):
    """Opens over the window, on the ground of a menu, until one clicks beside it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.setPen(theme.color("border2"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class Ground(QWidget):
    """A square area in a token's colour, with a hairline on the edges that are named."""

    def __init__(
        self, fill: str = "app", edges: Qt.Edge | None = None, layout: QLayout | None = None
    ) -> None:
        super().__init__()
        self._fill, self._edges = fill, edges
        if layout is not None:
            self.setLayout(layout)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color(self._fill))
        if self._edges is None:
            return
        line = theme.color("border")
        if self._edges & Qt.Edge.RightEdge:
            painter.fillRect(self.width() - 1, 0, 1, self.height(), line)
        if self._edges & Qt.Edge.BottomEdge:
            painter.fillRect(0, self.height() - 1, self.width(), 1, line)
        if self._edges & Qt.Edge.TopEdge:
            painter.fillRect(0, 0, self.width(), 1, line)


class Hairline(QWidget):
    """A horizontal line between parts of a card."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.color("border"))


class Splitter(QSplitter):
    """Two parts side by side with the design's gap as the handle."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setHandleWidth(theme.GAP)
        self.setChildrenCollapsible(False)
        for part in parts:
            self.addWidget(part)
        self.setStretchFactor(0, 1)


class Scrolled(QScrollArea):
    """As wide as its place; what is higher than that is scrolled downwards."""

    def __init__(self, body: QLayout | None = None) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if body is not None:
            self.hold(body)

    def hold(self, body: QLayout) -> None:
        """Show this on the ground around it."""
        inside = QWidget()
        inside.setProperty("page", True)
        inside.setLayout(body)
        self.setWidget(inside)


def row(
    *items: QWidget | QLayout | None,
    margins: tuple[int, int, int, int] = (0, 0, 0, 0),
    spacing: int = 8,
) -> QHBoxLayout:
    """Items side by side; None is a stretch."""
    made = QHBoxLayout()
    return _filled(made, items, margins, spacing)


def column(
    *items: QWidget | QLayout | None,
    margins: tuple[int, int, int, int] = (0, 0, 0, 0),
    spacing: int = 8,
) -> QVBoxLayout:
    """Items below each other; None is a stretch."""
    made = QVBoxLayout()
    return _filled(made, items, margins, spacing)


def resize_within(dialog: QWidget, width: int, height: int) -> None:
    """Give a dialog its size in the design's pixels, as far as the screen has room for it."""
    room = dialog.screen().availableSize() - FRAME
    dialog.resize(QSize(theme.px(width), theme.px(height)).boundedTo(room))


def field_row(name: str, field: QWidget, note: QWidget | None = None) -> QLayout:
    """A field under its name, with a remark below it."""
    words = label(name, 12, role="muted")
    words.setBuddy(field)
    field.setAccessibleName(name)
    parts = [words, field] if note is None else [words, field, note]
    return column(*parts, spacing=5)


def titled_card(title: str, body: QWidget | QLayout, note: str = "") -> Card:
    """A card with a title at its head and a small remark on the right of it."""
    head = row(label(title, 14, paint.BOLD), None, label(note, 12, role="muted"))
    return Card(column(head, body, margins=theme.CARD_MARGINS))


def _filled(
    layout: L,
    items: tuple[QWidget | QLayout | None, ...],
    margins: tuple[int, int, int, int],
    spacing: int,
) -> L:
    layout.setContentsMargins(*margins)
    layout.setSpacing(spacing)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)
    return layout
