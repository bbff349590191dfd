"""Which columns a list shows and how it is sorted, from the menu, the headings or the mouse."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from cims.ui.records.column_layout import ColumnLayout
from cims.ui.records.columns_menu import ColumnsMenu
from cims.ui.records.format import Words
from cims.ui.records.list_feed import ListFeed
from cims.ui.records.list_plan import ListPlan
from cims.ui.records.list_view import ListView


class ListColumns(QObject):
    """`changed` asks for rows with the new columns; `dragged` only for keeping the layout."""

    changed = Signal()
    dragged = Signal()

    def __init__(self, plan: ListPlan, view: ListView, feed: ListFeed, button: QWidget) -> None:
        super().__init__(view)
        self._plan, self._view, self._feed, self._button = plan, view, feed, button
        self._words = Words()
        self.layout = ColumnLayout.first(plan)
        button.clicked.connect(lambda: self.choose())  # type: ignore[attr-defined] # a button
        view.columns_asked.connect(lambda _spot: self.choose())
        view.columns_changed.connect(self._take_over)
        view.sort_asked.connect(self.sort)

    def choose(self) -> ColumnsMenu:
        """Open the columns menu."""
        menu = ColumnsMenu(self._plan, self.layout.shown, self._view.window())
        menu.columns_chosen.connect(self.show)
        menu.reset_asked.connect(self.reset)
        corner = QPoint(self._button.width(), self._button.height() + 4)
        menu.open_below(self._button.mapToGlobal(corner))
        return menu

    def show(self, names: Sequence[str]) -> None:
        """Show these columns after the name."""
        self.use(replace(self.layout, shown=tuple(names)), self._words)
        self.changed.emit()

    def reset(self) -> None:
        """Columns, widths, order and sort as they were at first."""
        self.use(ColumnLayout.first(self._plan), self._words)
        self.changed.emit()

    def use(self, layout: ColumnLayout, words: Words) -> None:
        """Show this layout in these words; the rows are not read anew yet."""
        self.layout, self._words = layout, words
        self._feed.fields = layout.shown
        entity = self._plan.entity
        title = replace(self._plan.title, label=entity.label)
        fields = (title, *(entity.field(name) for name in layout.shown))
        place = self._view.place()
        self._view.records.use(fields, words, self.sorted_by())
        self._view.use_layout(layout)
        self._view.return_to(place)

    def sorted_by(self) -> tuple[str, bool] | None:
        """The field in whose heading the arrow stands, and whether it points down."""
        if self.layout.sort is not None:
            return self.layout.sort.field, self.layout.sort.descending
        entity = self._plan.entity
        return None if self._feed.query.words else (entity.sort, entity.newest_first)

    def sort(self, name: str) -> None:
        """Sort by a field; by the one that is sorted by already the other way round."""
        shown, now = self.sorted_by(), self.layout
        if now.sort is None and shown == (name, False):
            now = now.with_sort(name)
        self.layout = now.with_sort(name)
        self._view.use_layout(self.layout)
        self.changed.emit()

    def _take_over(self) -> None:
        self.layout = replace(self._view.layout_now(), sort=self.layout.sort)
        self._feed.fields = self.layout.shown
        self.dragged.emit()
