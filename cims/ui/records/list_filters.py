"""What narrows a list besides its search: chips, saved views, the built filter."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from cims.services.changes import Changes
from cims.services.entity import Link
from cims.services.filters import Filter, as_json, both, described
from cims.services.i18n import _
from cims.services.rights import Right
from cims.services.views import VIEWS, View
from cims.ui.icons import icon
from cims.ui.matching import Item
from cims.ui.records.chip_bar import ChipBar
from cims.ui.records.filter_builder import FilterBuilder
from cims.ui.records.format import Words
from cims.ui.records.list_plan import ChipPlan, ListPlan
from cims.ui.records.list_query import conditions_in
from cims.ui.records.list_settings import chips_of
from cims.ui.widgets import doubled

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Jobs

OFFERED = 20
PASSING = "passing"


class ListFilters(QObject):
    """`changed` asks for the list anew; `described` carries the built filter's words and size."""

    changed = Signal()
    views_changed = Signal()
    described = Signal(str, int)

    def __init__(self, plan: ListPlan, chips: ChipBar, jobs: "Jobs", page: QWidget) -> None:
        super().__init__(page)
        self._plan, self._chips, self._jobs, self._page = plan, chips, jobs, page
        self.words = Words()
        self.groups: tuple[ChipPlan, ...] = ()
        self.built: Filter | None = None
        self._views: tuple[View, ...] = ()
        self._passing: ChipPlan | None = None  # what another page asked to see
        self._is_asked = False
        chips.chosen.connect(lambda _key: self.changed.emit())
        chips.menu_asked_for.connect(self._open_view_menu)
        jobs.changed.connect(self._take_changes)

    @property
    def where(self) -> Filter | None:
        """The chip and the built filter together."""
        chip = self._chips.plan()
        return both(chip.where if chip else None, self.built)

    @property
    def can_widen(self) -> bool:
        """Whether less is shown than clear() shows; the first chip of tasks narrows as well."""
        first = self._chips.plans[0].key if self._chips.plans else ""
        return self.built is not None or self._chips.current != first

    def counted(self) -> tuple[ChipPlan, ...]:
        """The chips as they would narrow the list: each together with the built filter."""
        return tuple(
            replace(plan, where=both(plan.where, self.built)) for plan in self._chips.plans
        )

    def show_views(self, views: tuple[View, ...], current: str) -> None:
        """Offer the ready filters and these views."""
        self._views = views
        self._show_chips(current)

    def use(self, where: Filter | None) -> None:
        """Narrow the list by a filter besides the chip; None takes it away."""
        self._tell(where)
        self.changed.emit()

    def show_only(self, where: Filter | None, title: str = "") -> None:
        """Narrow the list by this filter alone; with a title it is a chip beside the others."""
        self._passing = ChipPlan(PASSING, title, where) if title else None
        self._is_asked = True
        self._tell(None if title else where)
        if self.words != Words():  # else the page's first reading shows it
            self._show_chips("")
            self.changed.emit()

    def clear(self) -> None:
        """All records again, as far as the search lets them."""
        self._tell(None)
        if self._chips.plans:
            self._chips.choose(self._chips.plans[0].key)

    def build(self) -> FilterBuilder:
        """Open the filter builder with the filter that is shown."""
        entity, share = self._plan.entity, self._jobs.actor.may(Right.SETTINGS)
        builder = FilterBuilder(
            entity, self.words, self._find, self._count, may_share=share, parent=self._page
        )
        builder.show_filter(self.built)
        builder.applied.connect(self.use)
        builder.kept.connect(self.save_view)
        builder.open()
        return builder

    def save_view(self, name: str, where: Filter, shared: bool) -> None:
        """Keep a filter under a name, and switch its chip on."""
        entity, content = self._plan.entity.name, as_json(where, self._plan.entity)

        def kept(view_id: int) -> None:
            self._tell(None)
            self._read_views(f"view:{view_id}")

        self._jobs.write(
            lambda office: office.views.save(entity, name, content, shared=shared),
            owner=self,
            then=kept,
        )

    def remove_view(self, view_id: int) -> None:
        """Forget a saved view."""
        self._jobs.write(
            lambda office: office.views.remove(view_id),
            owner=self,
            then=lambda _done: self._read_views(self._chips.current),
        )

    def _show_chips(self, current: str) -> None:
        """Offer the chips; the passing one, or all records, when just that was asked for."""
        plans = chips_of(self._plan, self.words, self._views, self.groups)
        if self._passing is not None:
            plans = (*plans, self._passing)
        chosen = PASSING if self._is_asked and self._passing else current
        self._is_asked = False
        self._chips.show_plans(plans, chosen)
        self.views_changed.emit()

    def _tell(self, where: Filter | None) -> None:
        self.built = where
        text = described(where, self._plan.entity, self.words.text) if where else ""
        self.described.emit(text, conditions_in(where))

    def _take_changes(self, changes: Changes) -> None:
        """A view of the office was made, changed or brought back by an undo."""
        if changes.touches(VIEWS):
            self._read_views(self._chips.current)

    def _read_views(self, current: str) -> None:
        entity = self._plan.entity.name

        def show(views: tuple[View, ...]) -> None:
            self.show_views(views, current)
            self.changed.emit()

        self._jobs.read(self, lambda office: office.views.list(entity), show)

    def _open_view_menu(self, key: str) -> None:
        menu = QMenu(self._page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        remove = menu.addAction(icon("trash"), doubled(_("Remove view")))
        remove.triggered.connect(partial(self.remove_view, int(key.removeprefix("view:"))))
        menu.popup(self._page.cursor().pos())

    def _find(self, entity: str, words: str, then: Callable[[Sequence[Item]], None]) -> None:
        self._jobs.read(self, lambda office: found(office, entity, words), then)

    def _count(self, where: Filter | None, then: Callable[[int], None]) -> None:
        name = self._plan.entity.name
        self._jobs.read(self, lambda office: office.room(name).count(where), then)


def found(office: "Office", entity: str, words: str) -> list[Item]:
    """Records of a type as entries of a box; runs inside a job."""
    room = office.room(entity)
    title = room.entity.title
    ids = room.listing(words=words, limit=OFFERED).ids[:OFFERED]
    return [
        Item(Link(record.id, record.values[title]), record.values[title])
        for record in room.rows(ids, (title,))
    ]
