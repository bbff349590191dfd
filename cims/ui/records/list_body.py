"""The middle of a list page: its rows, or what stands in their place."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from cims.services.i18n import _
from cims.services.rights import Action, Actor
from cims.ui.records.list_plan import ListPlan
from cims.ui.records.list_state import ListState, Step
from cims.ui.records.list_view import ListView

Do = Callable[[], object]


class ListBody(QStackedWidget):
    """Shows the table as soon as there are rows."""

    new_asked = Signal()
    import_asked = Signal()
    clear_filter_asked = Signal()
    clear_search_asked = Signal()
    everywhere_asked = Signal(str)  # the words that found nothing here

    def __init__(self, view: ListView, plan: ListPlan, actor: Actor) -> None:
        super().__init__()
        self._view, self._plan, self._actor = view, plan, actor
        self.state = ListState()
        self.addWidget(view)
        self.addWidget(self.state)

    def show_rows(self) -> None:
        """The table."""
        self.setCurrentWidget(self._view)

    def show_loading(self) -> None:
        """A word for a list that takes longer than one notices."""
        self._show("loader", _("Loading…"))

    def show_failure(self, again: Do) -> None:
        """The list could not be read."""
        self._show("circle-alert", _("The list could not be read."), (_("Try again"), again))

    def show_nothing(self, *, narrowed: bool, searched: str) -> None:
        """No row is left over by filter and search, or there are no records yet."""
        if narrowed or searched:
            self._show_nothing_found(narrowed=narrowed, searched=searched)
        else:
            self._show_first_steps()

    def _show_first_steps(self) -> None:
        """Enter the first record or import a list."""
        plan, name = self._plan, self._plan.entity.name
        steps: list[Step] = []
        if self._actor.may(Action.CREATE, name):
            steps.append((_(plan.new), self.new_asked.emit))
        if plan.can_import and self._actor.may(Action.IMPORT, name):
            steps.append((_("Import"), self.import_asked.emit))
        self._show(plan.icon, _(plan.empty), *steps)

    def _show_nothing_found(self, *, narrowed: bool, searched: str) -> None:
        """Widen the filter or the search."""
        steps: list[Step] = [(_("Clear filter"), self.clear_filter_asked.emit)] if narrowed else []
        if searched:
            steps.append((_("Search everywhere"), lambda: self.everywhere_asked.emit(searched)))
            if not narrowed:
                steps.append((_("Clear search"), self.clear_search_asked.emit))
        self._show("search-x", _("Nothing found."), *steps)

    def _show(self, icon_name: str, sentence: str, *steps: Step) -> None:
        self.state.show_steps(icon_name, sentence, *steps)
        self.setCurrentWidget(self.state)
