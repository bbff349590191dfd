"""How the entries of a timeline are painted: a line of time with circles, words beside it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize
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
from cims.ui.records.day_words import heading
from cims.ui.records.format import Words
from cims.ui.records.timeline_layout import (
    CIRCLE,
    DAY,
    FOLDED,
    LEFT,
    LINE,
    RIGHT,
    TITLE,
    Laid,
    laid_out,
)
from cims.ui.records.timeline_model import TOLD_ROLE
from cims.ui.records.timeline_words import Told
from cims.ui.widgets import Index, plain_tooltip

if TYPE_CHECKING:
    from cims.ui.records.timeline_list import TimelineList

KEPT = 2_000  # measured entries


class TimelineCells(QStyledItemDelegate):
    """Measures an entry once per width and paints it from there."""

    def __init__(self, view: "TimelineList") -> None:
        super().__init__(view)
        self._view = view
        self.words = Words()
        self.unfolded: set[tuple[str, int, int]] = set()
        self._laid: dict[tuple[str, int, int], tuple[Told, int, bool, Laid]] = {}

    def forget(self) -> None:
        """Measure everything anew: another theme or size."""
        self._laid = {}

    def laid(self, told: Told) -> Laid:
        """The measured entry."""
        width, is_open = self._view.room(), told.key in self.unfolded
        known = self._laid.get(told.key)
        if known and known[0] is told and known[1] == width and known[2] == is_open:
            return known[3]
        if len(self._laid) >= KEPT:  # one by one: 20,000 at once would hold up the window
            del self._laid[next(iter(self._laid))]
        made = laid_out(told, width, unfolded=is_open)
        self._laid[told.key] = told, width, is_open, made
        return made

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        told = self._view.entries.told(index.row())
        return QSize(self._view.room(), self.laid(told).height if told else 0)

    def folding(self, told: Told, rect: QRect, spot: QPoint) -> bool:
        """Whether a click here shows all of a long text, or cuts it again."""
        laid = self.laid(told)
        has_more = laid.is_cut or laid.next != laid.more
        top = rect.y() + laid.more
        return has_more and top <= spot.y() <= top + theme.px(LINE) and spot.x() >= theme.px(LEFT)

    def menu_box(self, told: Told, rect: QRect) -> QRect:
        """Where the button with the three dots is painted."""
        side = theme.px(20)
        right = rect.right() - theme.px(RIGHT)
        return QRect(right - side, rect.y() + self.laid(told).title, side, side)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        told: Told | None = index.data(TOLD_ROLE)
        if told is None:
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        laid = self.laid(told)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = rect.y() + laid.title
        has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
        is_last = index.row() == self._view.entries.rowCount() - 1
        self._line_of_time(painter, rect, top, told, is_last=is_last)
        if told.begins_day:
            self._day(painter, rect, told)
        if has_focus and self._view.hasFocus():
            box = QRectF(rect.x(), top - 3, rect.width(), rect.bottom() - top - theme.px(4))
            paint.focus_ring(painter, box, 6)
        self._head(painter, rect, top, told, is_hot=self._view.is_hot(index))
        self._body(painter, rect, laid, told)
        painter.restore()

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        told: Told | None = index.data(TOLD_ROLE)
        if event.type() != QEvent.Type.ToolTip or told is None:
            return super().helpEvent(event, view, option, index)
        is_button = self.menu_box(told, option.rect).contains(event.pos())
        words = _("Edit, answer, copy, delete") if is_button else self._cut(told, option.rect)
        QToolTip.showText(event.globalPos(), plain_tooltip(words), view)
        return True

    def _cut(self, told: Told, rect: QRect) -> str:
        """The title where it does not fit."""
        room = rect.width() - theme.px(LEFT + RIGHT) - theme.px(60)
        return told.title if paint.width_of(told.title, 13, paint.MEDIUM) > room else ""

    def _line_of_time(
        self, painter: QPainter, rect: QRect, top: int, told: Told, *, is_last: bool
    ) -> None:
        side = theme.px(CIRCLE)
        middle = rect.x() + side // 2
        if not is_last:
            begin = top + side + 3
            painter.fillRect(middle - 1, begin, 2, rect.bottom() - begin - 1, theme.color("border"))
        circle = QRectF(rect.x(), top, side, side)
        paint.rounded(painter, circle, side / 2, paint.soft_ground(told.tone))
        inset = side // 4
        inner = circle.toRect().adjusted(inset, inset, -inset, -inset)
        paint_icon(painter, inner, told.icon, told.tone)
        if told.entry.is_unread:
            dot = theme.px(8)
            spot = QRectF(circle.right() - dot + 1, top - 1, dot, dot)
            paint.rounded(painter, spot, dot / 2, "accent", "surface")

    def _day(self, painter: QPainter, rect: QRect, told: Told) -> None:
        words = heading(told.on, self.words.today)
        box = QRectF(rect.x(), rect.y(), rect.width(), theme.px(DAY - 6))
        width = paint.width_of(words, 11, paint.MEDIUM)
        paint.text(painter, box, words, size=11, weight=paint.MEDIUM, ink="muted")
        left = int(box.x()) + width + theme.px(10)
        line = theme.color("border")
        painter.fillRect(
            left, int(box.center().y()), rect.right() - left - theme.px(RIGHT), 1, line
        )

    def _head(self, painter: QPainter, rect: QRect, top: int, told: Told, *, is_hot: bool) -> None:
        right = rect.right() - theme.px(RIGHT)
        if is_hot:
            dots = self.menu_box(told, rect)
            paint.rounded(painter, QRectF(dots), 5, "subtle")
            paint_icon(painter, dots.adjusted(3, 3, -3, -3), "ellipsis", "muted")
            right = dots.x() - theme.px(6)
        width = paint.width_of(told.time, 11)
        at = QRectF(right - width, top, width, theme.px(TITLE))
        paint.text(painter, at, told.time, size=11, ink="muted")
        left = rect.x() + theme.px(LEFT)
        box = QRectF(left, top, right - width - theme.px(8) - left, theme.px(TITLE))
        weight = paint.BOLD if told.entry.is_unread else paint.MEDIUM
        paint.text(painter, box, told.title, weight=weight)

    def _body(self, painter: QPainter, rect: QRect, laid: Laid, told: Told) -> None:
        left, height = rect.x() + theme.px(LEFT), theme.px(LINE)
        width = rect.right() - theme.px(RIGHT) - left
        for words, top in ((told.who, laid.who), (told.about, laid.about)):
            if words:
                box = QRectF(left, rect.y() + top, width, height)
                paint.text(painter, box, words, size=12, ink="muted")
        if laid.lines is not None:
            is_activity = told.entry.entity == "activity"
            painter.setPen(theme.color("text" if is_activity else "muted"))
            top = rect.y() + laid.text + theme.px(2)
            for number in range(laid.lines.lineCount()):
                line = laid.lines.lineAt(number)
                if laid.is_cut and number >= FOLDED:
                    break
                line.draw(painter, QPointF(left, top))
        if laid.next != laid.more:
            words = _("Show all") if laid.is_cut else _("Show less")
            box = QRectF(left, rect.y() + laid.more, width, height)
            paint.text(painter, box, words, size=12, weight=paint.MEDIUM, ink="accent")
        if told.next:
            side, top = theme.px(13), rect.y() + laid.next + theme.px(2)
            spot = QRect(left, top + (height - side) // 2, side, side)
            paint_icon(painter, spot, "calendar-clock", "accent")
            box = QRectF(left + side + theme.px(6), top, width - side - theme.px(6), height)
            paint.text(painter, box, told.next, size=12, ink="accent")
