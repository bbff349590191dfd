"""How the rows of the day are painted, and where in them one can press."""

from enum import Enum, auto

from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from cims.services.i18n import _
from cims.ui import paint, theme
from cims.ui.icons import paint_icon
from cims.ui.pages.my_day.day_model import LINE, Index
from cims.ui.pages.my_day.day_reading import CUSTOMER, LEAD, Count, Entry, Head, Stretch
from cims.ui.pages.my_day.day_words import HEADS, count_words, lateness, under, when
from cims.ui.widgets import plain_tooltip

ROW, HEAD = 52, 44
PHONE, DUE, TOOL, TICK = 132, 96, 30, 20
TONES = {Stretch.LATE: "bad", Stretch.TODAY: "accent", Stretch.SOON: "muted"}


class Part(Enum):
    """Where in a row the mouse is."""

    TICK = auto()
    POSTPONE = auto()
    LOG = auto()
    ROW = auto()


class DayRows(QStyledItemDelegate):
    """Paints headings with their totals, and entries with what can be done by one click."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        is_head = isinstance(index.data(LINE), Head)
        return QSize(theme.px(200), theme.px(HEAD if is_head else ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(LINE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        if isinstance(line, Head):
            self._paint_head(painter, rect, line)
        elif isinstance(line, Entry):
            self._paint_entry(painter, option, line)
        painter.restore()

    def part_at(self, rect: QRect, spot: QPoint) -> Part:
        """What is pressed at a spot of an entry."""
        for part, box in ((Part.TICK, tick_box(rect)), *tools(rect).items()):
            if box.adjusted(-6, -10, 6, 10).contains(spot):
                return part
        return Part.ROW

    def count_at(self, rect: QRect, head: Head, spot: QPoint) -> Count | None:
        """The total that is pressed at a spot of a heading."""
        for count, box in zip(head.counts, count_boxes(rect, head), strict=True):
            if box.contains(spot):
                return count
        return None

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        entry = index.data(LINE)
        rect: QRect = option.rect
        words = ""
        if isinstance(entry, Entry):
            words = {
                Part.TICK: _("Done  Space"),
                Part.POSTPONE: _("To tomorrow  P · other days: right click or Shift+P"),
                Part.LOG: _("Log a follow-up  L"),
                Part.ROW: f"{entry.title}\n{under(entry)}".strip(),
            }[self.part_at(rect, event.pos())]
        QToolTip.showText(event.globalPos(), plain_tooltip(words), view)
        return True

    def _paint_head(self, painter: QPainter, rect: QRect, head: Head) -> None:
        tone = TONES[head.stretch]
        words = _(HEADS[head.stretch])
        left = rect.x() + theme.px(16)
        width = paint.width_of(words, 14, paint.BOLD)
        room = QRectF(left, rect.y() + theme.px(6), width + 4, rect.height() - theme.px(6))
        ink = "bad" if head.stretch is Stretch.LATE else "text"
        paint.text(painter, room, words, size=14, weight=paint.BOLD, ink=ink)
        total = QRectF(room.right() + theme.px(8), room.y(), theme.px(90), room.height())
        paint.pill(painter, total, f"{head.total:,}", tone)
        for count, box in zip(head.counts, count_boxes(rect, head), strict=True):
            paint.text(painter, QRectF(box), count_words(count), size=12, ink="accent")

    def _paint_entry(self, painter: QPainter, option: QStyleOptionViewItem, entry: Entry) -> None:
        rect: QRect = option.rect
        state = option.state
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        paint.row_ground(painter, rect, selected=is_chosen, hovered=is_hovered)
        box = QRectF(tick_box(rect)).adjusted(1, 1, -1, -1)
        paint.rounded(painter, box, 5, "surface", "field")
        if is_hovered:
            paint_icon(painter, tick_box(rect).adjusted(3, 3, -3, -3), "check", "faint")
        self._paint_words(painter, rect, entry)
        for part, place in tools(rect).items():
            name = "calendar-arrow-up" if part is Part.POSTPONE else "message-square-plus"
            if part is not Part.LOG or entry.customer or entry.lead:
                paint_icon(painter, place.adjusted(6, 6, -6, -6), name, "muted")
        if is_chosen and self._view.hasFocus():
            paint.focus_ring(painter, QRectF(rect).adjusted(1, 1, -1, -2), 6)

    def _paint_words(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        side = theme.px(16)
        left = tick_box(rect).right() + theme.px(14)
        middle = rect.center().y()
        kind = {CUSTOMER: "phone", LEAD: "magnet"}.get(entry.entity, "square-check")
        paint_icon(painter, QRect(left, middle - side // 2, side, side), kind, "muted")
        left += side + theme.px(10)
        right = tools(rect)[Part.LOG].left() - theme.px(8)
        due = QRectF(right - theme.px(DUE), rect.y(), theme.px(DUE), rect.height())
        self._paint_due(painter, due, entry)
        right = int(due.left())
        if rect.width() > theme.px(520):
            phone = QRectF(right - theme.px(PHONE), rect.y(), theme.px(PHONE - 8), rect.height())
            paint.text(painter, phone, entry.phone, size=12)
            right = int(phone.left())
        second = under(entry)
        half = rect.height() / 2
        first = QRectF(left, rect.y(), right - left - 8, rect.height())
        if second:
            first = QRectF(left, rect.y() + 4, right - left - 8, half - 4)
            below = QRectF(left, rect.y() + half, right - left - 8, half - 6)
            paint.text(painter, below, second, size=12, ink="muted")
        paint.text(painter, first, entry.title)

    def _paint_due(self, painter: QPainter, rect: QRectF, entry: Entry) -> None:
        today = self._view.model().today  # type: ignore[attr-defined] # always a DayModel
        if entry.stretch is Stretch.LATE:
            paint.pill(painter, rect, lateness(entry, today), "bad")
        elif entry.stretch is Stretch.SOON:
            paint.text(painter, rect, when(entry.due, today), size=12, ink="muted")


def tick_box(rect: QRect) -> QRect:
    """Where an entry is ticked off."""
    side = theme.px(TICK)
    return QRect(rect.x() + theme.px(16), rect.center().y() - side // 2, side, side)


def tools(rect: QRect) -> dict[Part, QRect]:
    """The icons at the right of an entry."""
    side = theme.px(TOOL)
    top = rect.center().y() - side // 2
    right = rect.right() - theme.px(10)
    return {
        Part.LOG: QRect(right - 2 * side, top, side, side),
        Part.POSTPONE: QRect(right - side, top, side, side),
    }


def count_boxes(rect: QRect, head: Head) -> list[QRect]:
    """Where the totals of a heading stand, from the right edge on."""
    boxes: list[QRect] = []
    right = rect.right() - theme.px(16)
    for count in reversed(head.counts):
        width = paint.width_of(count_words(count), 12) + 4
        boxes.append(QRect(right - width, rect.y() + theme.px(6), width, rect.height() - 6))
        right -= width + theme.px(14)
    return boxes[::-1]
