"""The board of opportunities: what stands in which stage, and what it comes to."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QStackedWidget, QWidget

from cims.services.boards import Board, Card, Part
from cims.services.changes import Changes
from cims.services.entity import Link
from cims.services.filters import Condition, Operator, both
from cims.services.i18n import _
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.quote_fields import QUOTE
from cims.services.rights import Action, refusal
from cims.services.settings import SETTINGS
from cims.ui import theme
from cims.ui.icons import icon
from cims.ui.live_page import LivePage
from cims.ui.pages.board.board_head import BoardHead
from cims.ui.pages.board.lane_card import LaneCard
from cims.ui.pages.board.moving import Moving
from cims.ui.records.format import Words
from cims.ui.theme.tokens import PAGE_MARGINS
from cims.ui.widgets import EmptyState, column, doubled

if TYPE_CHECKING:
    from cims.ui.job import Job
    from cims.ui.navigation import Surroundings

NAME, LIST = OPPORTUNITY.name, OPPORTUNITY.plural
BESIDE = 12  # between two lanes


class BoardPage(LivePage):
    """Lanes side by side; a card is dragged, or moved by keys, into another stage."""

    WATCHED = (NAME, "stage", "pipeline", "customer")

    new_asked = Signal(str, object)  # entity, values to begin with
    rows_asked = Signal(str, object, str)  # entity, filter, title
    fields_asked = Signal(str, int, object, object)  # entity, id, values to set, what is missing
    shown = Signal()  # a reading stands there

    def __init__(self, around: "Surroundings") -> None:
        super().__init__(around.jobs)
        self._around = around
        self.board: Board | None = None
        self.words = Words()
        self.lanes: list[LaneCard] = []
        self._part, self._pipeline = Part.ALL, 0
        self._reading: Job | None = None
        self._focus_waits = False
        self.head = BoardHead()
        self.state = EmptyState("loader", _("Loading…"))
        self.strip, self._beside = QScrollArea(), QHBoxLayout()
        self.body = QStackedWidget()
        self.moving = Moving(self, around)
        self._lay_out()
        self._connect()
        self._read_words()

    def focus_first(self) -> None:
        lane = self._lane_in_use()
        self._focus_waits = lane is None
        (lane.view if lane else self).setFocus()

    def customer(self) -> Link | None:
        lane = self._lane_in_use()
        card = lane.view.current() if lane else None
        return card.customer if card else None

    def reload(self) -> None:
        """Read the board anew; the old cards stay until the new ones are there."""
        if self.moving.is_under_way:
            self._is_stale = True
            return
        self._stop_reading()
        self._is_stale = False
        pipeline, part = self._pipeline or None, self._part
        self._reading = self._jobs.read(
            self, lambda office: office.boards.of(pipeline, part), self._show, self._failed
        )

    def move_card(self, id_: int, target: LaneCard) -> None:
        """Put a card, wherever it stands, into this lane."""
        source = next((lane for lane in self.lanes if lane.model.row_of(id_) >= 0), None)
        if source is None or source is target:
            return
        card = source.model.cards[source.model.row_of(id_)]
        self.moving.move(card, source, target, self.words)

    def _lay_out(self) -> None:
        ground = QWidget()
        ground.setProperty("page", True)
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._beside.setSpacing(theme.px(BESIDE))
        ground.setLayout(self._beside)
        self.strip.setWidgetResizable(True)
        self.strip.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.strip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.strip.setWidget(ground)
        self.body.addWidget(self.state)
        self.body.addWidget(self.strip)
        body = column(self.head, self.body, margins=PAGE_MARGINS, spacing=12)
        body.setStretch(1, 1)
        self.setLayout(body)

    def _connect(self) -> None:
        self.head.part_chosen.connect(self._choose_part)
        self.head.pipeline_chosen.connect(self._choose_pipeline)
        self.head.list.clicked.connect(lambda: self.tab_asked.emit(LIST))
        self.state.pressed.connect(self._lead_on)
        self.moving.fields_asked.connect(
            lambda id_, stage, missing: self.fields_asked.emit(NAME, id_, {"stage": stage}, missing)
        )
        self.moving.began.connect(self._stop_reading)
        self.moving.ended.connect(self.reload)

    def _read_words(self) -> None:
        def take(words: Words) -> None:
            self.words = words

        self._jobs.read(self, Words.load, take)

    def _show(self, board: Board) -> None:
        self._reading = None
        known = self.board
        self.board, self._part = board, board.part
        stages = [lane.stage.id for lane in board.lanes]
        if known is None or stages != [lane.stage.id for lane in known.lanes]:
            self._make_lanes(len(stages))
        lane = self._lane_in_use()
        chosen = lane.view.current() if lane else None
        at = lane.view.currentIndex().row() if lane else 0
        for place, one in zip(self.lanes, board.lanes, strict=True):
            place.show_lane(one, board.today)
        self._choose_again(lane, chosen, at)
        self.head.show_board(board)
        self._show_body(board)
        self.shown.emit()
        self._count()

    def _make_lanes(self, count: int) -> None:
        for lane in self.lanes:
            lane.hide()
            lane.deleteLater()
        self.lanes = [LaneCard(place) for place in range(count)]
        for lane in self.lanes:
            view = lane.view
            view.opened.connect(self._open)
            view.beside_asked.connect(partial(self._go_beside, lane))
            view.move_asked.connect(partial(self._move_beside, lane))
            view.menu_asked.connect(partial(self._open_menu, lane))
            view.dropped.connect(partial(self._dropped, lane))
            view.held_over.connect(partial(self._show_whole, lane))
            view.entered.connect(partial(self._leave_others, lane))
            lane.all_asked.connect(partial(self._show_all, lane))
            self._beside.addWidget(lane, 1)

    def _choose_again(self, lane: LaneCard | None, chosen: Card | None, at: int) -> None:
        """The card that was chosen, wherever it is now; else the one in its place."""
        if chosen is None or lane is None:
            return
        had_keyboard = lane.view.hasFocus()
        for other in self.lanes:
            place = other.model.row_of(chosen.id)
            if place >= 0:
                other.view.choose_in_place(place)
                if had_keyboard:
                    other.view.setFocus()
                return
        lane.view.choose_in_place(at)

    def _show_body(self, board: Board) -> None:
        waits, self._focus_waits = self._focus_waits and self.hasFocus(), False
        if board.count:
            self.body.setCurrentWidget(self.strip)
            if waits:
                self.focus_first()
            return
        if not board.lanes:
            words = _("This pipeline has no stages. Add some in the settings.")
            self.state.tell("milestone", words)
        elif board.part is not Part.ALL:
            self.state.tell("funnel-x", _("No opportunity is of this kind."), _("Show all"))
        else:
            may = self._jobs.actor.may(Action.CREATE, NAME)
            words = _("There are no opportunities yet. The board shows each in its stage.")
            self.state.tell("square-kanban", words, _("New opportunity") if may else "")
        self.body.setCurrentWidget(self.state)

    def _failed(self, error: Exception) -> None:
        self._reading, self._is_stale = None, True
        self._around.messages.error(error)
        if self.board is None:
            words = _("The board could not be read.")
            self.state.tell("circle-alert", words, _("Try again"))

    def _count(self) -> None:
        """How many each chip has; a moment after the cards, which do not wait for it."""
        pipeline = self._pipeline or None
        self._jobs.read(
            self,
            lambda office: {str(p): n for p, n in office.boards.counts(pipeline).items()},
            self.head.chips.show_counts,
        )

    def _lead_on(self) -> None:
        """What the button below the sentence does."""
        if self.board is None:
            self.reload()
        elif self.board.part is not Part.ALL:
            self.head.chips.choose(str(Part.ALL))
        else:
            self.new_asked.emit(NAME, {})

    def _choose_part(self, part: Part) -> None:
        self._part = part
        self.reload()

    def _choose_pipeline(self, id_: int) -> None:
        self._pipeline = id_
        self.reload()

    def _take_changes(self, changes: Changes) -> None:
        if changes.touches(SETTINGS):
            self._read_words()
        super()._take_changes(changes)

    def _stop_reading(self) -> None:
        """What is on its way does not know yet what is being done."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading, self._is_stale = None, True

    def _lane_in_use(self) -> LaneCard | None:
        """The lane with the chosen card, else the first one that has any."""
        chosen = (lane for lane in self.lanes if lane.view.current())
        filled = (lane for lane in self.lanes if lane.model.cards)
        return next(chosen, None) or next(filled, None)

    def _leave_others(self, lane: LaneCard) -> None:
        self.strip.ensureWidgetVisible(lane, 0, 0)
        for other in self.lanes:
            if other is not lane:
                other.view.leave()

    def _go_beside(self, lane: LaneCard, side: int) -> None:
        """The keyboard goes on to the next lane with cards, at about the same height."""
        at, place = lane.view.currentIndex().row(), self.lanes.index(lane) + side
        while 0 <= place < len(self.lanes):
            if self.lanes[place].view.choose(at):
                self.lanes[place].view.setFocus()
                return
            place += side

    def _move_beside(self, lane: LaneCard, card: Card, side: int) -> None:
        place = self.lanes.index(lane) + side
        if 0 <= place < len(self.lanes):
            self.move_card(card.id, self.lanes[place])

    def _dropped(self, lane: LaneCard, id_: int) -> None:
        self.move_card(id_, lane)

    def _show_whole(self, lane: LaneCard, is_over: bool) -> None:
        """A lane that a card is held over comes into sight with what is beside it."""
        if is_over:
            self.strip.ensureWidgetVisible(lane, theme.px(40), 0)

    def _open(self, card: Card) -> None:
        self.record_asked.emit(NAME, card.id, card.name)

    def _show_all(self, lane: LaneCard) -> None:
        """The list narrowed to what this lane counts."""
        assert lane.lane is not None and self.board is not None
        here = Condition("stage", Operator.IS, lane.lane.stage)
        where = both(here, self.board.parts[self.board.part])
        self.rows_asked.emit(NAME, where, lane.lane.stage.text)

    def _open_menu(self, lane: LaneCard, card: Card, spot: QPoint) -> None:
        self.menu_of(lane, card).popup(spot)

    def menu_of(self, lane: LaneCard, card: Card) -> QMenu:
        """What can be done with a card."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        opened = menu.addAction(icon("square-arrow-out-up-right"), _("Open"))
        opened.triggered.connect(lambda: self._open(card))
        customer = card.customer
        if customer is not None and customer.text:
            words = _("Open “{name}”").format(name=customer.text)
            other = menu.addAction(icon("building-complex"), doubled(words))
            other.triggered.connect(
                lambda: self.record_asked.emit("customer", customer.id, customer.text)
            )
        quote = menu.addAction(icon("file-plus"), _("New quote"))
        quote.triggered.connect(lambda: self.step_asked.emit(NAME, "quote", card.id))
        self._forbid(quote, Action.CREATE, QUOTE.name)
        stages = menu.addMenu(icon("arrow-right"), _("Move to"))
        for target in self.lanes:
            if target is not lane and target.lane is not None:
                entry = stages.addAction(doubled(target.lane.stage.text))
                entry.triggered.connect(partial(self.move_card, card.id, target))
        if not card.may_move:
            stages.menuAction().setEnabled(False)
            stages.menuAction().setToolTip(str(refusal(Action.EDIT)))
        return menu

    def _forbid(self, entry: QAction, action: Action, entity: str) -> None:
        """Disable an entry for somebody without the right, and say why."""
        if not self._jobs.actor.may(action, entity):
            entry.setEnabled(False)
            entry.setToolTip(str(refusal(action)))
