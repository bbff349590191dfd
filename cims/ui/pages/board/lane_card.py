"""One lane of the board: its stage with count and sums, its cards, the way to all of them."""

from datetime import date

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from cims.services.boards import Lane
from cims.services.i18n import _, _n
from cims.ui import paint, theme
from cims.ui.charts.numbers import exact
from cims.ui.pages.board.board_words import sums_of, weighted_of
from cims.ui.pages.board.card_model import CardModel
from cims.ui.pages.board.lane_view import LaneView
from cims.ui.theme.tokens import CARD_RADIUS
from cims.ui.widgets import Button, ElidedLabel, column, label, row

NARROWEST, DOT = 166, 8
SERIES = (4, 3, 1, 0, 5)  # of the open stages, one after the other


class LaneCard(QFrame):
    """The ground of a lane; its edge lights up while a card is held over it."""

    all_asked = Signal()

    def __init__(self, place: int) -> None:
        super().__init__()
        self.lane: Lane | None = None
        self._is_lit = False
        self.model = CardModel(self)
        self.view = LaneView(self.model)
        self.dot = Dot(place)
        self.name = ElidedLabel("", 13, paint.BOLD)
        self.count = label("", 12, role="muted")
        self.sums = ElidedLabel("", 12, paint.MEDIUM)
        self.weighted = ElidedLabel("", 11, role="muted")
        self.all = Button("", "list")
        self.all.setProperty("quiet", True)
        self.all.clicked.connect(self.all_asked)
        self.view.held_over.connect(self._light)
        self.setMinimumWidth(theme.px(NARROWEST))
        title = row(self.dot, self.name, self.count, spacing=6)
        title.setStretch(1, 1)
        head = column(title, self.sums, self.weighted, margins=(6, 0, 6, 4), spacing=1)
        body = column(head, self.view, self.all, margins=(6, 8, 6, 6), spacing=2)
        body.setStretch(1, 1)
        self.setLayout(body)

    def show_lane(self, lane: Lane, today: date) -> None:
        """Show another reading; the place where one is stays."""
        self.lane = lane
        bar = self.view.verticalScrollBar()
        place = bar.value()
        self.model.show_cards(lane.cards, today)
        bar.setValue(place)
        self.name.set_text(lane.stage.text)
        self.count.setText(exact(lane.count))
        self.sums.set_text(sums_of(lane) or "–")
        self.weighted.set_text(weighted_of(lane))
        self.dot.show_lane(lane)
        words = _n("{stage}: {n} opportunity", "{stage}: {n} opportunities", lane.count)
        self.view.setAccessibleName(words.format(stage=lane.stage.text, n=exact(lane.count)))
        self.all.set_words(_("All {n} in the list").format(n=exact(lane.count)))
        self.all.setVisible(lane.count > len(lane.cards))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        fill, line = ("soft", "accent") if self._is_lit else ("subtle", None)
        paint.rounded(painter, rect, CARD_RADIUS, fill, line)

    def _light(self, is_lit: bool) -> None:
        self._is_lit = is_lit
        self.update()


class Dot(QWidget):
    """The colour of a stage: its own while it is open, then how it ended."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self._place = place
        self._tone = ""
        self.setFixedSize(theme.px(DOT), theme.px(20))

    def show_lane(self, lane: Lane) -> None:
        """Take the colour of this stage."""
        self._tone = "ok" if lane.is_won else "bad" if lane.is_lost else ""
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self.width()
        box = QRectF(0, (self.height() - side) / 2, side, side)
        fill = self._tone or theme.chart_color(SERIES[self._place % len(SERIES)])
        paint.rounded(painter, box, side / 2, fill)
