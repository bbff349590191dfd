"""How the cells of a list are painted: name with avatar and second line, pills, dates, numbers."""

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from cims.services.entity import Field, Kind
from cims.services.i18n import language
from cims.services.storage import Record
from cims.ui import paint, theme
from cims.ui.records import stamps
from cims.ui.records.format import BETWEEN, Words
from cims.ui.records.list_plan import RIGHT_ALIGNED, ListPlan
from cims.ui.records.table_model import FIELD_ROLE, RECORD_ROLE
from cims.ui.widgets import Index, plain_tooltip

if TYPE_CHECKING:
    from cims.ui.records.list_view import ListView

PADDING, EDGE = 12, 3
AVATAR, SMALL_AVATAR = 32, 24
MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
AT_LEFT, AT_RIGHT = int(paint.LEFT | MIDDLE), int(paint.RIGHT | MIDDLE)
QUIET_KINDS = frozenset({Kind.DATE, Kind.MOMENT})


@lru_cache(maxsize=32)
def face(size: int, _pixels: int, _language: str) -> QFont:
    """A type face made once per size, scale, language: a frame paints some hundred lines."""
    return theme.font(size)


@lru_cache(maxsize=8192)
def cut(words: str, width: int, size: int, pixels: int, shown_in: str) -> str:
    """The words cut to a width, measured once for as long as rows scroll by."""
    return paint.elided(words, face(size, pixels, shown_in), width)


def line(
    painter: QPainter,
    box: QRectF,
    words: str,
    ink: str = "text",
    *,
    size: int = 13,
    flags: int = AT_LEFT,
) -> None:
    """One line of plain text in a cell."""
    pixels, shown_in = theme.px(size), language()
    painter.setFont(face(size, pixels, shown_in))
    painter.setPen(theme.color(ink))
    shown = cut(words, int(box.width()) + 1, size, pixels, shown_in)
    painter.drawText(box, flags, shown)


class Cells(QStyledItemDelegate):
    """Paints a list by its plan; a row that is still being read shows only its ground."""

    def __init__(self, plan: ListPlan, view: "ListView") -> None:
        super().__init__(view)
        self._plan, self._view = plan, view
        self.words = Words()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(theme.px(80), theme.row_height())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        is_hovered = self._view.hovered_row == index.row()
        paint.row_ground(painter, rect, selected=is_selected, hovered=is_hovered)
        if index.column() == 0 and is_selected:
            painter.fillRect(rect.x(), rect.y(), EDGE, rect.height() - 1, theme.color("accent"))
        record: Record | None = index.data(RECORD_ROLE)
        if record is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = QRectF(rect).adjusted(theme.px(PADDING), 0, -theme.px(PADDING), -1)
            if index.column() == 0:
                self._name(painter, box.adjusted(theme.px(2), 0, 0, 0), record)
            else:
                self._value(painter, box, record, index.data(FIELD_ROLE))
        if self._view.marks_cell(index):
            paint.focus_ring(painter, QRectF(rect).adjusted(0, 0, 0, -1), 4)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        if event.type() != QEvent.Type.ToolTip:
            return super().helpEvent(event, view, option, index)
        rect: QRect = option.rect
        words = self.cut_words(index, rect.width() - theme.px(2 * PADDING))
        QToolTip.showText(event.globalPos(), plain_tooltip(words), view)
        return True

    def cut_words(self, index: Index, room: int) -> str:
        """All that a cell says, where `room` pixels do not show it; empty where they do."""
        record: Record | None = index.data(RECORD_ROLE)
        if record is None:
            return ""
        if index.column() == 0:
            name = str(record.values.get(self._plan.title.name) or "")
            under = "" if theme.is_compact() else self._under(record, name)
            side = theme.px(SMALL_AVATAR if theme.is_compact() else AVATAR)
            room -= side + theme.px(12)
            is_cut = max(paint.width_of(name), paint.width_of(under, 11)) > room
            return "\n".join(filter(None, (name, under))) if is_cut else ""
        field: Field = index.data(FIELD_ROLE)
        value = record.values.get(field.name)
        shown, whole = self.words.text(field, value, short=True), self.words.text(field, value)
        is_cut = paint.width_of(shown) > room or (field.many and shown != whole)
        return whole if is_cut else ""

    def _name(self, painter: QPainter, box: QRectF, record: Record) -> None:
        side = theme.px(SMALL_AVATAR if theme.is_compact() else AVATAR)
        name = str(record.values.get(self._plan.title.name) or "")
        spot = QRectF(box.x(), box.center().y() - side / 2, side, side)
        stamps.avatar(painter, spot, name, str(record.id))
        words = box.adjusted(side + theme.px(10), 0, 0, 0)
        under = "" if theme.is_compact() else self._under(record, name)
        if not under:
            line(painter, words, name)
            return
        middle = box.center().y()
        first = QRectF(words.x(), middle - theme.px(19), words.width(), theme.px(20))
        second = QRectF(words.x(), middle + theme.px(2), words.width(), theme.px(16))
        line(painter, first, name)
        line(painter, second, under, "muted", size=11)

    def _under(self, record: Record, name: str) -> str:
        """The second line; a salutation that only repeats the name is left out."""
        fields = (self._plan.entity.field(name) for name in self._plan.under)
        parts = (
            self._plan.worded(field, self.words.text(field, record.values.get(field.name)))
            for field in fields
        )
        return BETWEEN.join(part for part in parts if part and part != name)

    def _value(self, painter: QPainter, box: QRectF, record: Record, field: Field) -> None:
        value = record.values.get(field.name)
        if value is None or value == ():
            return
        words = self.words.text(field, value, short=True)
        if field.kind is Kind.CHOICE:
            choice = self.words.choice(field, value)
            if choice is not None and choice.colour:
                stamps.pill(painter, box, words, choice.colour)
                return
        flags = AT_RIGHT if field.kind in RIGHT_ALIGNED else AT_LEFT
        ink = self._ink(field, value, is_done=bool(record.values.get("done")))
        line(painter, box, words, ink, flags=flags)

    def _ink(self, field: Field, value: object, *, is_done: bool) -> str:
        is_due = field.name in self._plan.due and not is_done
        if is_due and isinstance(value, date) and value < self.words.today:
            return "bad"
        return "muted" if field.kind in QUIET_KINDS else "text"
