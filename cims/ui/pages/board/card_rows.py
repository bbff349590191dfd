"""How a card of the board is painted."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from cims.services.boards import Card, NextContact
from cims.services.i18n import _
from cims.ui import paint, theme
from cims.ui.icons import paint_icon
from cims.ui.pages.board import board_words
from cims.ui.pages.board.card_model import CARD
from cims.ui.records.amounts import glance
from cims.ui.widgets import Index, RowDelegate

HEIGHT, INSET, RADIUS = 118, 4, 8
SIDE, GAP = 14, 4
MARKS = {
    NextContact.NONE: ("circle-dashed", "faint"),
    NextContact.PAST: ("clock-alert", "bad"),
    NextContact.PLANNED: ("calendar-check", "ok"),
}


class CardRows(RowDelegate):
    """Name, customer, amount and probability, its bar, owner, expected close, marks."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, HEIGHT, INSET)

    def draw_ground(
        self, painter: QPainter, rect: QRectF, *, is_chosen: bool, is_hovered: bool
    ) -> None:
        line = "accent" if is_chosen else "border2" if is_hovered else "border"
        paint.rounded(painter, rect.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, "surface", line)

    def draw(self, painter: QPainter, rect: QRectF, index: Index, *, is_chosen: bool) -> None:
        card: Card = index.data(CARD)
        today = index.model().today  # type: ignore[attr-defined] # a CardModel
        inner = rect.adjusted(theme.px(12), 0, -theme.px(12), 0)

        def line(top: int, height: int) -> QRectF:
            return QRectF(inner.x(), rect.y() + theme.px(top), inner.width(), theme.px(height))

        self._draw_name(painter, line(9, 20), card)
        self._draw_customer(painter, line(29, 18), card)
        share = board_words.percent(card)
        room = line(50, 20)
        paint.text(painter, room, share, size=12, ink="muted", align=paint.RIGHT)
        room.setWidth(room.width() - paint.width_of(share, 12) - theme.px(GAP))
        amount = glance(card.amount) if card.amount is not None else _("No amount")
        known = card.amount is not None
        paint.text(painter, room, amount, size=14 if known else 12,
                   weight=paint.BOLD if known else paint.NORMAL, ink="text" if known else "faint",
                   )  # fmt: skip
        paint.bar(painter, line(74, 4), float(card.probability))
        day = board_words.due(card, today)
        room = line(84, 20)
        paint.text(painter, room, day, size=11, ink="bad" if card.is_late else "muted",
                   weight=paint.MEDIUM if card.is_late else paint.NORMAL,
                   align=paint.RIGHT)  # fmt: skip
        room.setWidth(room.width() - paint.width_of(day, 11, paint.MEDIUM) - theme.px(GAP))
        self._draw_owner(painter, room, card)

    def _draw_name(self, painter: QPainter, room: QRectF, card: Card) -> None:
        if card.contact is not None:
            side = theme.px(SIDE)
            mark = QRectF(room.right() - side, room.center().y() - side / 2, side, side)
            paint_icon(painter, mark.toRect(), *MARKS[card.contact])
            room.setWidth(room.width() - side - theme.px(GAP))
        paint.text(painter, room, card.name, weight=paint.MEDIUM)

    def _draw_customer(self, painter: QPainter, room: QRectF, card: Card) -> None:
        if card.is_stalled:
            days, side = _("{n} d").format(n=card.days), theme.px(12)
            width = paint.width_of(days, 11, paint.MEDIUM)
            paint.text(painter, room, days, size=11, weight=paint.MEDIUM, ink="warn",
                       align=paint.RIGHT)  # fmt: skip
            left = room.right() - width - side - 2
            mark = QRectF(left, room.center().y() - side / 2, side, side)
            paint_icon(painter, mark.toRect(), "hourglass", "warn")
            room.setWidth(left - room.x() - theme.px(GAP))
        paint.text(painter, room, board_words.customer_of(card), size=12, ink="muted")

    def _draw_owner(self, painter: QPainter, room: QRectF, card: Card) -> None:
        name = card.owner.text if card.owner else ""
        if not name:
            return
        side = room.height()
        paint.avatar(painter, QRectF(room.x(), room.y(), side, side), name)
        room.setX(room.x() + side + theme.px(6))
        paint.text(painter, room, name, size=11, ink="muted")
