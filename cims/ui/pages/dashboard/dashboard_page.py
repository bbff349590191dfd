"""The dashboard: every figure opens exactly the rows that it counts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from cims.services.insights.analyses import Offer
from cims.services.insights.figures import Asked, Figure, Part
from cims.ui import theme
from cims.ui.charts.column_plot import bring_pyqtgraph
from cims.ui.charts.columns import Columns
from cims.ui.file_asker import FileAsker
from cims.ui.page import Page
from cims.ui.pages.dashboard import parts
from cims.ui.pages.dashboard.agenda_card import AgendaCard
from cims.ui.pages.dashboard.arrange_bar import ArrangeBar
from cims.ui.pages.dashboard.arrangement import SETTING, Arrangement, offers_of, split
from cims.ui.pages.dashboard.board import Board
from cims.ui.pages.dashboard.chart_card import ChartCard
from cims.ui.pages.dashboard.figures_feed import FiguresFeed, Start
from cims.ui.pages.dashboard.head import Head
from cims.ui.pages.dashboard.slot import Slot
from cims.ui.pages.dashboard.tile_card import TileCard
from cims.ui.records.chart_menu import ChartMenu
from cims.ui.widgets import column

if TYPE_CHECKING:
    from cims.ui.navigation import Surroundings


SEEN_AFTER = 250  # milliseconds: importing pyqtgraph would slow the first painting down


class DashboardPage(Page):
    """Tiles and cards in the user's order, for the days and people that the user chose."""

    rows_asked = Signal(str, object, str)  # entity, filter (None for all), title
    export_asked = Signal(object)  # ExportRequest

    def __init__(self, around: "Surroundings", files: FileAsker) -> None:
        super().__init__()
        self._jobs, self._messages = around.jobs, around.messages
        self.head, self.bar, self.board = Head(), ArrangeBar(), Board()
        self.feed = FiguresFeed(around.jobs, self)
        self.menu = ChartMenu(around, self, files)
        self.slots: dict[str, Slot] = {}
        self.start: Start | None = None
        self.arrangement = Arrangement(())
        self.bar.setVisible(False)
        body = column(self.head, self.bar, self.board, spacing=0)
        body.setStretch(2, 1)
        self.setLayout(body)
        self._seen = QTimer(self, singleShot=True, interval=SEEN_AFTER)
        self._connect()

    @property
    def offers(self) -> list[Offer]:
        """Every part that this user may see."""
        return offers_of(self.start.analyses) if self.start else []

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {"page.reload": self.reload, "page.reset_view": self.reset}

    def tools(self) -> QWidget:
        self.head.stand_alone(False)
        self.layout().setContentsMargins(0, theme.px(12), 0, 0)  # type: ignore[union-attr]
        return self.head

    def focus_first(self) -> None:
        tiles = self._standing()[0]
        if tiles:
            tiles[0].part.setFocus()
        else:
            self.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._jobs.read(self, Start.read, self._begin)

    def reload(self) -> None:
        """Read every figure anew."""
        self.feed.forget()
        self._ask()

    def arrange(self, on: bool) -> None:
        """Let parts be moved, hidden and shown, or be done with it."""
        self.bar.setVisible(on)
        self.head.show_arranging(on)
        for slot in self.slots.values():
            slot.arrange(on)

    def reset(self) -> None:
        """All parts in their first order again."""
        if self.start is not None:
            first = Arrangement.first(self.offers, self.start.scopes)
            self._use(replace(self.arrangement, shown=first.shown))

    def ask_for(self, asked: Asked) -> None:
        """Show other days or other people's records."""
        self._use(replace(self.arrangement, asked=asked))

    def _connect(self) -> None:
        feed, head, bar = self.feed, self.head, self.bar
        feed.arrived.connect(self._show)
        feed.failed.connect(self._failed)
        feed.stale.connect(self._ask_if_seen)
        feed.busy_changed.connect(head.show_busy)
        head.asked.connect(self.ask_for)
        head.reload_asked.connect(self.reload)
        head.arrange_asked.connect(lambda: self.arrange(True))
        bar.done.connect(lambda: self.arrange(False))
        bar.reset_asked.connect(self.reset)
        bar.switched.connect(self._switch)
        self._seen.timeout.connect(self._bring_library)
        self.menu.export_asked.connect(self.export_asked)

    def _begin(self, start: Start) -> None:
        self.feed.know(start)
        is_first = self.start is None
        self.start = start
        if is_first:
            self._make_slots()
            self.arrangement = Arrangement.of(start.kept, self.offers, start.scopes)
            self._place()
        self._show_head()
        self._ask()
        if is_first:
            self._seen.start()

    def _make_slots(self) -> None:
        for offer in self.offers:
            slot = Slot(offer, parts.made(offer))
            slot.moved.connect(self._move)
            slot.hidden_asked.connect(lambda name: self._switch(name, False))
            self._listen(slot.part)
            self.slots[offer.name] = slot

    def _listen(self, part: Any) -> None:
        if isinstance(part, TileCard):
            part.clicked.connect(lambda: self._open_tile(part))
            return
        part.rows_asked.connect(self._open)
        part.again_asked.connect(self.reload)
        if isinstance(part, AgendaCard):
            part.record_asked.connect(self.record_asked)
        elif isinstance(part, ChartCard):
            part.menu_asked.connect(lambda spot: self._open_menu(part, spot))

    def _bring_library(self) -> None:
        """Fetch pyqtgraph once the page is seen: until then the columns wait."""
        waiting = self.findChildren(Columns)
        if not waiting:
            return

        def use(library: Any) -> None:
            for chart in waiting:
                chart.use_library(library)

        self._jobs.background(self, lambda _progress: bring_pyqtgraph(), use)

    def _standing(self) -> tuple[list[Slot], list[Slot]]:
        """The tiles and the cards that are shown."""
        tiles, cards = split(self.arrangement.shown, self.offers)
        return [self.slots[name] for name in tiles], [self.slots[name] for name in cards]

    def _place(self) -> None:
        self.board.place(*self._standing())
        self.bar.show_offers(self.offers, self.arrangement.shown)

    def _show_head(self) -> None:
        assert self.start
        self.head.show_asked(self.arrangement.asked, self.start.scopes, self.start.today)

    def _use(self, arrangement: Arrangement) -> None:
        """Show another arrangement and keep it for this user."""
        old, self.arrangement = self.arrangement, arrangement
        if old.shown != arrangement.shown:
            self._place()
        self._show_head()
        self._ask()
        kept = arrangement.kept(self.offers)
        self._jobs.write(lambda office: office.settings.set_mine(SETTING, kept))

    def _move(self, name: str, by: int) -> None:
        for line in self._standing():
            names = [slot.name for slot in line]
            if name in names:
                self._use(self.arrangement.moved(name, names, by))

    def _switch(self, name: str, on: bool) -> None:
        without = self.arrangement.without(name)
        self._use(self.arrangement.with_part(name) if on else without)

    def _ask_if_seen(self) -> None:
        if self.isVisible():
            self._ask()

    def _ask(self) -> None:
        self.feed.ask(self._wanted(), self.arrangement.asked)

    def _wanted(self) -> Iterable[str]:
        """The analyses of which some part is shown."""
        shown = set(self.arrangement.shown)
        analyses = self.start.analyses if self.start else ()
        return [a.name for a in analyses if any(offer.name in shown for offer in a.offers)]

    def _show(self, _analysis: str, arrived: tuple[Part, ...]) -> None:
        assert self.start
        for part in arrived:
            slot = self.slots[part.name]
            parts.show(slot.part, slot.offer, part, self.arrangement.asked, self.start.today)

    def _failed(self, analysis: str, error: Exception) -> None:
        self._messages.error(error)
        for each in self.start.analyses if self.start else ():
            for offer in each.offers if each.name == analysis else ():
                part = self.slots[offer.name].part
                if isinstance(part, ChartCard | AgendaCard):
                    part.show_failure()

    def _open(self, figure: Figure, title: str) -> None:
        self.rows_asked.emit(figure.entity, figure.where, title)

    def _open_tile(self, part: TileCard) -> None:
        if part.tile is not None:
            self._open(part.tile.figure, part.label)

    def _open_menu(self, part: ChartCard, spot: Any) -> None:
        if part.shown is not None and part.shown.total.count:
            self.menu.open(part.chart, part.shown.total, spot)
