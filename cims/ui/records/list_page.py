"""The list of any record type: search, chips, filter, columns, rows, panel."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from cims.services.changes import Changes
from cims.services.entity import Entity, Link
from cims.services.field_rights import described
from cims.services.filters import Filter
from cims.services.i18n import _
from cims.services.rights import Action
from cims.services.storage import Record
from cims.ui import theme
from cims.ui.page import Page
from cims.ui.records import list_settings
from cims.ui.records.column_layout import ColumnLayout
from cims.ui.records.detail_panel import DetailPanel
from cims.ui.records.filter_bar import FilterBar
from cims.ui.records.format import Words
from cims.ui.records.list_body import ListBody
from cims.ui.records.list_columns import ListColumns
from cims.ui.records.list_commands import ExportRequest, ListCommands
from cims.ui.records.list_feed import ListFeed
from cims.ui.records.list_filters import ListFilters
from cims.ui.records.list_footer import ListFooter
from cims.ui.records.list_plans import plan_of
from cims.ui.records.list_query import ListQuery, Loaded
from cims.ui.records.list_settings import ListStart
from cims.ui.records.list_view import ListView
from cims.ui.records.record_reading import customer_of, lead_of
from cims.ui.theme.tokens import PAGE_MARGINS
from cims.ui.widgets import Card, Splitter, column

if TYPE_CHECKING:
    from cims.ui.navigation import Surroundings

PANEL = 356
SHOWN_AFTER, KEPT_AFTER, PANEL_AFTER = 300, 600, 60


class ListPage(Page):
    """A tab that lists records; forms, import and export are asked for by signal."""

    panel_class: type[DetailPanel] = DetailPanel

    record_opened = Signal(str, int)  # entity, id
    new_asked = Signal(str, object)  # entity, values to begin with
    edit_asked = Signal(str, int)
    import_asked = Signal(str)
    export_asked = Signal(object)  # ExportRequest
    search_everywhere_asked = Signal(str)
    list_asked = Signal(str, object)  # entity, filter
    shown = Signal()  # all rows of the newest query stand there

    def __init__(self, surroundings: "Surroundings", entity: Entity) -> None:
        super().__init__()
        self.plan = plan_of(described(entity, surroundings.jobs.actor))
        self._surroundings, self._jobs = surroundings, surroundings.jobs
        self.words = Words()
        self._is_other_query = self._shows_only = False
        self._is_whole, self._export_waits = True, False
        self.feed = ListFeed(self.plan, self._jobs, self)
        self.model = self.feed.model
        self.bar, self.footer = FilterBar(self.plan, self._jobs.actor), ListFooter()
        self.filters = ListFilters(self.plan, self.bar.chips, self._jobs, self)
        self.view = ListView(self.plan, self.model, _(entity.label_plural))
        self.commands = ListCommands(self.view, surroundings)
        self.panel = self.panel_class(self.plan, self._jobs)
        self.columns = ListColumns(self.plan, self.view, self.feed, self.bar.columns)
        self.body = ListBody(self.view, self.plan, self._jobs.actor)
        self._lay_out()
        self._connect()
        self._late = self._timer(SHOWN_AFTER, self._show_loading)
        self._keep_soon = self._timer(KEPT_AFTER, self._keep)
        self._panel_soon = self._timer(PANEL_AFTER, self._show_panel)
        self._late.start()
        self.reload_words()

    @property
    def entity(self) -> Entity:
        """The record type that is listed."""
        return self.plan.entity

    @property
    def searched(self) -> str:
        """What stands in the search box."""
        return self.bar.search.text().strip()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        found: dict[str, Callable[[], object]] = {
            "page.find": self.search_here,
            "page.reload": self.reload_words,
            "page.filter": self.filters.build,
            "page.columns": self.columns.choose,
            "page.reset_view": self.columns.reset,
        }
        if self.plan.can_import and self.commands.may(Action.IMPORT):
            found["page.import"] = lambda: self.import_asked.emit(self.entity.name)
        return {**found, **self.commands.handlers()}

    def refusals(self) -> Mapping[str, str]:
        return self.commands.refusals()

    def focus_first(self) -> None:
        self.view.setFocus()

    def customer(self) -> Link | None:
        record = self._current()
        return customer_of(record) if record else None

    def lead_at_hand(self) -> Link | None:
        record = self._current()
        return lead_of(record) if record else None

    def _current(self) -> Record | None:
        """The record that the keyboard is on, as far as it is known."""
        id_, content = self.view.current_id(), self.panel.content
        if content is not None and content.record.id == id_:
            return content.record
        return self.model.known(id_) if id_ else None

    def show_only(self, where: Filter | None, title: str = "") -> None:
        """Show what a filter finds, whatever was searched and chosen before."""
        self._shows_only = True
        self.bar.search.clear()
        self.filters.show_only(where, title)

    def search_here(self) -> None:
        """Put the keyboard into the search box."""
        self.bar.search.setFocus()
        self.bar.search.selectAll()

    def reload_words(self) -> None:
        """Read lists, views and settings, then everything that is shown."""
        plan = self.plan
        self._jobs.read(
            self, lambda office: list_settings.start(office, plan), self._begin, self._failed
        )

    def reload(self) -> None:
        """Load the rows anew; selection and place stay with their records."""
        query = ListQuery(self.filters.where, self.searched, self.columns.layout.sort)
        self._is_other_query = self._is_other_query or query != self.feed.query
        place = self.view.place()
        anchor = place.current if self._is_other_query else place.top or place.current
        self.feed.ask(query, anchor)

    def export(self) -> None:
        """Ask for the list as shown to be written to a file, once all of it is known."""
        self._export_waits = not self._is_whole
        if self._export_waits:
            return
        fields = tuple(self.entity.field(f.name) for f in self.model.fields)
        self.export_asked.emit(ExportRequest(self.entity, self.feed.query, self.model.ids, fields))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.bar.search.text():
            self._clear_search()
        elif event.key() == Qt.Key.Key_Down and self.bar.search.hasFocus():
            self.view.setFocus()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        card = column(self.bar, self.body, self.footer, margins=(1, 1, 1, 1), spacing=0)
        card.setStretch(1, 1)
        self.splitter = Splitter(Card(card), self.panel)
        self.splitter.setSizes([10_000, theme.px(PANEL)])
        self.setLayout(column(self.splitter, margins=PAGE_MARGINS))

    def _connect(self) -> None:
        feed, view, bar, panel = self.feed, self.view, self.bar, self.panel
        feed.loaded.connect(self._show)
        feed.failed.connect(self._failed)
        feed.reload_asked.connect(self.reload)
        feed.counted.connect(bar.chips.show_counts)
        feed.summed.connect(lambda sums: self.footer.show_sums(sums, self.model.fields, self.words))
        bar.search.searched.connect(lambda _words: self.reload())
        bar.chips.chosen.connect(lambda _key: self._keep_soon.start())
        self.filters.changed.connect(self.reload)
        self.filters.views_changed.connect(lambda: feed.count_chips(self.filters.counted()))
        self.filters.described.connect(lambda *_told: feed.count_chips(self.filters.counted()))
        self.filters.described.connect(bar.show_filter)
        self.filters.described.connect(self.footer.show_filter)
        bar.filter.clicked.connect(lambda: self.filters.build())
        view.opened.connect(partial(self._record_opened, self.entity.name))
        view.chosen_changed.connect(self._chosen)
        self.columns.changed.connect(self.reload)
        self.columns.changed.connect(lambda: self._keep_soon.start())
        self.columns.dragged.connect(lambda: self._keep_soon.start())
        view.left.connect(self._clear_search)
        self.model.arrived.connect(self._chosen)
        self.commands.open_asked.connect(partial(self._record_opened, self.entity.name))
        self.commands.edit_asked.connect(self._edit)
        self.commands.export_asked.connect(self.export)
        panel.record_opened.connect(self._record_opened)
        panel.edit_asked.connect(self.edit_asked)
        panel.new_asked.connect(self.new_asked)
        panel.log_asked.connect(lambda: self._surroundings.commands.run("customer.log"))
        self.commands.list_asked.connect(self.list_asked)
        self.commands.record_asked.connect(self.record_asked)
        self.commands.new_asked.connect(self.new_asked)
        self.commands.step_asked.connect(self.step_asked)
        self.commands.log_asked.connect(lambda: self._surroundings.commands.run("customer.log"))
        body, name = self.body, self.entity.name
        for asking in (body.new_asked, bar.new.clicked):
            asking.connect(lambda *_: self.new_asked.emit(name, {}))
        if also := self.plan.also:
            bar.also.clicked.connect(lambda: self.tab_asked.emit(also[0]))
        body.import_asked.connect(lambda: self.import_asked.emit(name))
        body.clear_filter_asked.connect(self.filters.clear)
        body.clear_search_asked.connect(self._clear_search)
        body.everywhere_asked.connect(self.search_everywhere_asked)
        self.footer.clear.clicked.connect(lambda: self.filters.use(None))
        self.splitter.splitterMoved.connect(lambda *_where: self._keep_soon.start())
        self._surroundings.appearance.changed.connect(self.view.use_look)
        self._jobs.changed.connect(self._take_changes)

    def _timer(self, pause: int, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=pause)
        timer.timeout.connect(then)
        return timer

    def _begin(self, start: ListStart) -> None:
        is_first = self.words == Words()
        self.words = self.view.cells.words = self.panel.words = start.words
        self.filters.words = self.commands.tasks.words = self.commands.customers.words = start.words
        self.commands.pool.words = start.words
        self.filters.groups, self.commands.customers.segments = start.groups, start.segments
        self.commands.customers.festivals = start.festivals
        key, layout = self.bar.chips.current, self.columns.layout
        if is_first:
            layout = ColumnLayout.of(start.kept, self.plan)
            key = "" if self._shows_only else start.kept.get("chip", "")
            if sizes := start.kept.get("sizes"):
                self.splitter.setSizes(sizes)
        self.filters.show_views(start.views, key)
        self.columns.use(layout, self.words)
        self.reload()

    def _show(self, loaded: Loaded) -> None:
        self._late.stop()
        follows, self._is_whole = not self._is_whole, loaded.whole
        if follows and self.model.complete(loaded.ids):
            self.footer.show_total(len(loaded.ids), more=loaded.more)
        else:
            self._replace(loaded)
        if loaded.whole:
            self.shown.emit()
            if self._export_waits:
                self.export()

    def _replace(self, loaded: Loaded) -> None:
        place, had_rows = self.view.place(), bool(self.model.ids)
        if self._is_other_query:
            place = replace(place, top=0, row=0)
        self._is_other_query = False
        self.model.show(loaded, self.columns.sorted_by())
        self.footer.show_total(len(loaded.ids), more=loaded.more)
        if loaded.ids:
            self.body.show_rows()
            self.view.fit()
            self.view.return_to(place)
            if not had_rows or self.view.current_id() == 0:
                self.view.go_to(0)
        else:
            self.body.show_nothing(narrowed=self.filters.can_widen, searched=self.searched)
        self._chosen()

    def _show_loading(self) -> None:
        if not self.model.ids:
            self.body.show_loading()

    def _failed(self, error: Exception) -> None:
        self._late.stop()
        self._surroundings.messages.error(error)
        self.footer.show_unknown()
        self.body.show_failure(self.reload_words)

    def _clear_search(self) -> None:
        self.bar.search.clear()
        self.bar.search.search_now()
        self.view.setFocus()

    def _keep(self) -> None:
        chip, name = self.bar.chips.current, list_settings.setting_of(self.plan)
        kept = list_settings.kept(self.columns.layout, chip, self.splitter.sizes())
        self._jobs.write(lambda office: office.settings.set_mine(name, kept))

    def _chosen(self) -> None:
        self.footer.show_chosen(self.view.chosen_count())
        self._panel_soon.start()

    def _show_panel(self) -> None:
        self.panel.show_record(self.view.current_id() if self.model.ids else 0)

    def _record_opened(self, entity: str, id_: int) -> None:
        record = self.model.known(id_) if entity == self.entity.name else None
        title = str(record.values[self.plan.title.name]) if record else ""
        self.record_opened.emit(entity, id_)
        self.record_asked.emit(entity, id_, title)

    def _edit(self, id_: int) -> None:
        if id_:
            self.edit_asked.emit(self.entity.name, id_)

    def _take_changes(self, changes: Changes) -> None:
        """Segments stand in the chips and in the menu of customers."""
        if self.entity.name == "customer" and changes.touches("segment"):
            self.reload_words()
