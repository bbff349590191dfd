"""The middle of a list page: its rows, or what stands in their place."""

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget

from cims.services.i18n import _
from cims.services.rights import Action, Actor
from cims.ui.records.list_plans import ListPlan
from cims.ui.records.list_state import ListState, Step
from cims.ui.records.list_view import ListView

Do = Callable[[], object]


class ListBody(QStackedWidget):
    """Shows the table as soon as there are rows."""

    def __init__(self, view: ListView) -> None:
        super().__init__()
        self._view, self.state = view, ListState()
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

    def show_first_steps(self, plan: ListPlan, actor: Actor, new: Do, bring: Do) -> None:
        """There are no records yet: enter the first one or import a list."""
        steps: list[Step] = []
        if actor.may(Action.CREATE, plan.entity.name):
            steps.append((_(plan.new), new))
        if plan.can_import and actor.may(Action.IMPORT, plan.entity.name):
            steps.append((_("Import"), bring))
        self._show(plan.icon, _(plan.empty), *steps)

    def show_nothing_found(
        self, *, narrowed: bool, searched: str, clear: Do, everywhere: Do, clear_search: Do
    ) -> None:
        """Filter or search leave nothing over: widen the one or the other."""
        steps: list[Step] = [(_("Clear filter"), clear)] if narrowed else []
        if searched:
            steps.append((_("Search everywhere"), everywhere))
            if not narrowed:
                steps.append((_("Clear search"), clear_search))
        self._show("search-x", _("Nothing found."), *steps)

    def _show(self, icon_name: str, sentence: str, *steps: Step) -> None:
        self.state.show_steps(icon_name, sentence, *steps)
        self.setCurrentWidget(self.state)
