"""The list of any record type: search, chips, filter, columns, rows, panel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QStackedWidget

from cims.services.entity import Entity, Link
from cims.services.filters import Filter, as_json, both, described
from cims.services.i18n import _
from cims.services.rights import Action, Right
from cims.ui import theme
from cims.ui.icons import icon
from cims.ui.matching import Item
from cims.ui.navigation import Surroundings
from cims.ui.page import Page
from cims.ui.records import list_settings
from cims.ui.records.column_layout import ColumnLayout
from cims.ui.records.columns_menu import ColumnsMenu
from cims.ui.records.detail_panel import DetailPanel
from cims.ui.records.filter_bar import FilterBar
from cims.ui.records.filter_builder import FilterBuilder
from cims.ui.records.format import Words
from cims.ui.records.list_commands import ExportRequest, ListCommands
from cims.ui.records.list_feed import ListFeed
from cims.ui.records.list_footer import ListFooter
from cims.ui.records.list_plans import ChipPlan, plan_of
from cims.ui.records.list_query import ListQuery, Loaded, fields_of
from cims.ui.records.list_settings import ListStart
from cims.ui.records.list_state import ListState, Step
from cims.ui.records.list_view import ListView
from cims.ui.theme.tokens import PAGE_MARGINS
from cims.ui.widgets import Card, Splitter, column, doubled

PANEL = 344
SHOWN_AFTER, KEPT_AFTER, PANEL_AFTER = 300, 600, 60


class ListPage(Page):
    """A tab that lists records; forms, import and export are asked for by signal."""

    record_opened = Signal(str, int)  # entity, id
    new_asked = Signal(str, object)  # entity, values to begin with
    edit_asked = Signal(str, int)
    import_asked = Signal(str)
    export_asked = Signal(object)  # ExportRequest
    search_everywhere_asked = Signal(str)
    shown = Signal()  # rows of the newest query stand there

    def __init__(self, surroundings: Surroundings, entity: Entity) -> None:
        super().__init__()
        self.plan = plan_of(entity)
        self._surroundings, self._jobs = surroundings, surroundings.jobs
        self.words = Words()
        self._layout = ColumnLayout.first(self.plan)
        self._built: Filter | None = None
        self._views: tuple[Any, ...] = ()
        self.feed = ListFeed(self.plan, self._jobs, self)
        self.model = self.feed.model
        self.bar, self.footer = FilterBar(self.plan), ListFooter()
        self.view = ListView(self.plan, self.model, _(entity.label_plural))
        self.commands = ListCommands(self.view, self._jobs, surroundings.messages)
        self.panel = DetailPanel(self.plan, self._jobs)
        self.state = ListState()
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

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        found: dict[str, Callable[[], object]] = {
            "page.find": self.search_here,
            "page.reload": self.reload_words,
            "page.filter": self.build_filter,
            "page.columns": self.choose_columns,
            "page.reset_view": self.reset_view,
        }
        if self.plan.can_import and self.commands.may(Action.IMPORT):
            found["page.import"] = lambda: self.import_asked.emit(self.entity.name)
        if self.commands.may(Action.EXPORT):
            found["page.export"] = self.export
        if self.commands.may(Action.EDIT):
            found["record.edit"] = lambda: self._edit(self.view.current_id())
        if self.commands.may(Action.DELETE):
            found["record.delete"] = self.commands.remove
        return found

    def focus_first(self) -> None:
        self.view.setFocus()

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
        place = self.view.place()
        chip = self.bar.chips.plan()
        where = both(chip.where if chip else None, self._built)
        query = ListQuery(where, self.bar.search.text().strip(), self._layout.sort)
        if query != self.feed.query:
            place = replace(place, top=0, row=max(0, place.row))
        self.feed.ask(query, place.top or place.current, 0)

    def build_filter(self) -> FilterBuilder:
        """Open the filter builder with the filter that is shown."""
        share = self._jobs.actor.may(Right.SETTINGS)
        builder = FilterBuilder(
            self.entity, self.words, self._find, self._count, may_share=share, parent=self
        )
        builder.show_filter(self._built)
        builder.applied.connect(self.use_filter)
        builder.kept.connect(self._save_view)
        builder.open()
        return builder

    def use_filter(self, where: Filter | None) -> None:
        """Narrow the list by a filter besides the chip; None takes it away."""
        self._built = where
        words = described(where, self.entity, self.words.text) if where else ""
        self.bar.show_conditions(len(fields_of(where)) if where else 0)
        self.footer.show_filter(words)
        self.reload()

    def choose_columns(self) -> ColumnsMenu:
        """Open the columns menu."""
        menu = ColumnsMenu(self.plan, self._layout.shown, self)
        menu.columns_chosen.connect(self.show_columns)
        menu.reset_asked.connect(self.reset_view)
        button = self.bar.columns
        menu.open_below(button.mapToGlobal(QPoint(button.width(), button.height() + 4)))
        return menu

    def show_columns(self, names: Sequence[str]) -> None:
        """Show these columns after the name."""
        self._use_layout(replace(self._layout, shown=tuple(names)))
        self._keep_soon.start()

    def reset_view(self) -> None:
        """Columns, widths, order and sort as they were at first."""
        self._use_layout(ColumnLayout.first(self.plan))
        self._keep_soon.start()

    def export(self) -> None:
        """Ask for the list as shown to be written to a file."""
        fields = tuple(self.entity.field(f.name) for f in self.model.fields)
        self.export_asked.emit(
            ExportRequest(self.entity, self.feed.query, tuple(self.model.ids), fields)
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.bar.search.text():
            self._clear_search()
        elif event.key() == Qt.Key.Key_Down and self.bar.search.hasFocus():
            self.view.setFocus()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.state)
        body = column(self.bar, self._stack, self.footer, margins=(1, 1, 1, 1), spacing=0)
        body.setStretch(1, 1)
        self.splitter = Splitter(Card(body), self.panel)
        self.splitter.setSizes([10_000, theme.px(PANEL)])
        self.setLayout(column(self.splitter, margins=PAGE_MARGINS))

    def _connect(self) -> None:
        feed, view, bar, panel = self.feed, self.view, self.bar, self.panel
        feed.loaded.connect(self._show)
        feed.failed.connect(self._failed)
        feed.reload_asked.connect(self.reload)
        feed.counted.connect(bar.chips.show_counts)
        bar.search.searched.connect(lambda _words: self.reload())
        bar.chips.chosen.connect(self._chip_chosen)
        bar.chips.menu_asked_for.connect(self._view_menu)
        bar.filter.clicked.connect(lambda: self.build_filter())
        bar.columns.clicked.connect(lambda: self.choose_columns())
        view.opened.connect(self._open)
        view.chosen_changed.connect(self._chosen)
        view.sort_asked.connect(self._sort)
        view.columns_changed.connect(self._columns_dragged)
        view.columns_asked.connect(lambda _spot: self.choose_columns())
        view.left.connect(self._clear_search)
        self.model.arrived.connect(self._chosen)
        self.commands.open_asked.connect(self._open)
        self.commands.edit_asked.connect(self._edit)
        self.commands.export_asked.connect(self.export)
        panel.record_opened.connect(self._record_opened)
        panel.edit_asked.connect(self.edit_asked)
        panel.new_asked.connect(self.new_asked)
        self.footer.clear.clicked.connect(lambda: self.use_filter(None))
        self.splitter.splitterMoved.connect(lambda *_where: self._keep_soon.start())
        self._surroundings.appearance.changed.connect(self._look_changed)
        for_all = QShortcut(QKeySequence.StandardKey.SelectAll, view)
        for_all.setContext(Qt.ShortcutContext.WidgetShortcut)
        for_all.activated.connect(view.selectAll)

    def _timer(self, pause: int, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=pause)
        timer.timeout.connect(then)
        return timer

    def _begin(self, start: ListStart) -> None:
        is_first = self.words == Words()
        self.words = self.view.cells.words = self.panel.words = start.words
        self._views = start.views
        key = self.bar.chips.current
        if is_first:
            self._layout = ColumnLayout.of(start.kept, self.plan)
            key = start.kept.get("chip", "")
            if sizes := start.kept.get("sizes"):
                self.splitter.setSizes(sizes)
        chips = list_settings.chips_of(self.plan, self.words, self._views)
        self.bar.chips.show_plans(chips, key)
        self.feed.count_chips(chips)
        self._use_layout(self._layout)

    def _use_layout(self, layout: ColumnLayout) -> None:
        self._layout = layout
        self.feed.fields = layout.shown
        title = replace(self.plan.title, label=self.entity.label)
        fields = (title, *(self.entity.field(name) for name in layout.shown))
        place = self.view.place()
        self.model.use(fields, self.words, self._sorted())
        self.view.use_layout(layout)
        self.view.return_to(place)
        self.reload()

    def _sorted(self) -> tuple[str, bool] | None:
        sort = self._layout.sort
        if sort is not None:
            return sort.field, sort.descending
        return None if self.bar.search.text().strip() else (self.entity.sort, False)

    def _show(self, loaded: Loaded) -> None:
        self._late.stop()
        place, had_rows = self.view.place(), bool(self.model.ids)
        self.model.show(loaded, self._sorted())
        self.footer.show_total(len(loaded.ids), more=loaded.more)
        self._stack.setCurrentWidget(self.view if loaded.ids else self.state)
        if loaded.ids:
            self.view.fit()
            self.view.return_to(place)
            if not had_rows or self.view.current_id() == 0:
                self.view.go_to(0)
        else:
            self._show_nothing()
        self._chosen()
        self.shown.emit()

    def _show_nothing(self) -> None:
        chip, searched = self.bar.chips.plan(), self.bar.search.text().strip()
        narrowed = self._built is not None or (chip is not None and chip.where is not None)
        if not narrowed and not searched:
            self.state.show_steps(self.plan.icon, _(self.plan.empty), *self._first_steps())
            return
        steps: list[Step] = []
        if narrowed:
            steps.append((_("Clear filter"), self.clear_filters))
        if searched:
            steps.append(
                (_("Search everywhere"), lambda: self.search_everywhere_asked.emit(searched))
            )
            if not narrowed:
                steps.append((_("Clear search"), self._clear_search))
        self.state.show_steps("search-x", _("Nothing found."), *steps)

    def _first_steps(self) -> list[Step]:
        steps: list[Step] = []
        if self.commands.may(Action.CREATE):
            steps.append((_(self.plan.new), lambda: self.new_asked.emit(self.entity.name, {})))
        if self.plan.can_import and self.commands.may(Action.IMPORT):
            steps.append((_("Import"), lambda: self.import_asked.emit(self.entity.name)))
        return steps

    def clear_filters(self) -> None:
        """All records again, as far as the search lets them."""
        self.use_filter(None)
        if self.bar.chips.plans:
            self.bar.chips.choose(self.bar.chips.plans[0].key)

    def _show_loading(self) -> None:
        if not self.model.ids:
            self.state.show_steps("loader", _("Loading…"))
            self._stack.setCurrentWidget(self.state)

    def _failed(self, error: Exception) -> None:
        self._late.stop()
        self._surroundings.messages.error(error)
        again = _("Try again"), self.reload_words
        self.state.show_steps("circle-alert", _("The list could not be read."), again)
        self._stack.setCurrentWidget(self.state)

    def _clear_search(self) -> None:
        self.bar.search.clear()
        self.bar.search.search_now()
        self.view.setFocus()

    def _chip_chosen(self, _key: str) -> None:
        self.reload()
        self._keep_soon.start()

    def _sort(self, name: str) -> None:
        now = self._layout if self._layout.sort else replace(self._layout, sort=None)
        if now.sort is None and name == self.entity.sort and self._sorted():
            now = now.with_sort(name)
        self._layout = now.with_sort(name)
        self.view.use_layout(self._layout)
        self.reload()
        self._keep_soon.start()

    def _columns_dragged(self) -> None:
        self._layout = replace(self.view.layout_now(), sort=self._layout.sort)
        self.feed.fields = self._layout.shown
        self._keep_soon.start()

    def _keep(self) -> None:
        chip, name = self.bar.chips.current, list_settings.setting_of(self.plan)
        kept = list_settings.kept(self._layout, chip, self.splitter.sizes())
        self._jobs.write(lambda office: office.settings.set_mine(name, kept))

    def _chosen(self) -> None:
        self.footer.show_chosen(self.view.chosen_count())
        self._panel_soon.start()

    def _show_panel(self) -> None:
        self.panel.show_record(self.view.current_id() if self.model.ids else 0)

    def _open(self, id_: int) -> None:
        self._record_opened(self.entity.name, id_)

    def _record_opened(self, entity: str, id_: int) -> None:
        record = self.model.known(id_) if entity == self.entity.name else None
        title = str(record.values[self.plan.title.name]) if record else ""
        self.record_opened.emit(entity, id_)
        self.record_asked.emit(entity, id_, title)

    def _edit(self, id_: int) -> None:
        if id_:
            self.edit_asked.emit(self.entity.name, id_)

    def _look_changed(self) -> None:
        self.view.use_density()
        self.view.fit()
        self.view.viewport().update()

    def _find(self, entity: str, words: str, then: Callable[[Sequence[Item]], None]) -> None:
        self._jobs.read(self, lambda office: found(office, entity, words), then)

    def _count(self, where: Filter | None, then: Callable[[int], None]) -> None:
        name = self.entity.name
        self._jobs.read(self, lambda office: office.room(name).count(where), then)

    def _save_view(self, name: str, where: Filter, shared: bool) -> None:
        entity, content = self.entity.name, as_json(where, self.entity)

        def kept(view_id: int) -> None:
            self._built = None
            self.bar.show_conditions(0)
            self.footer.show_filter("")
            self.bar.chips.current = f"view:{view_id}"
            self._keep_soon.start()
            self._read_views()

        self._jobs.write(
            lambda office: office.views.save(entity, name, content, shared=shared),
            owner=self,
            then=kept,
        )

    def _read_views(self) -> None:
        entity = self.entity.name

        def show(views: tuple[Any, ...]) -> None:
            self._views = views
            chips = list_settings.chips_of(self.plan, self.words, views)
            self.bar.chips.show_plans(chips, self.bar.chips.current)
            self.feed.count_chips(chips)
            self.reload()

        self._jobs.read(self, lambda office: office.views.list(entity), show)

    def _view_menu(self, key: str) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        remove = menu.addAction(icon("trash"), doubled(_("Remove view")))
        remove.triggered.connect(partial(self.remove_view, int(key.removeprefix("view:"))))
        menu.popup(self.cursor().pos())

    def remove_view(self, view_id: int) -> None:
        """Forget a saved view."""
        self._jobs.write(
            lambda office: office.views.remove(view_id),
            owner=self,
            then=lambda _done: self._read_views(),
        )


def found(office: Any, entity: str, words: str) -> list[Item]:
    """Records of a type as entries of a box; runs inside a job."""
    room = office.room(entity)
    title = room.entity.title
    listing = room.listing(words=words, limit=20)
    return [
        Item(Link(record.id, record.values[title]), record.values[title])
        for record in room.rows(listing.ids[:20], (title,))
    ]


__all__ = ["ChipPlan", "ListPage"]
