"""The head of a list: search, chips, filter and columns."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from cims.services.i18n import _
from cims.services.rights import Action, Actor
from cims.ui import theme
from cims.ui.records.chip_bar import ChipBar
from cims.ui.records.list_plan import ListPlan
from cims.ui.widgets import Button, IconButton, SearchField, row

SEARCH_SMALLEST, SEARCH_LARGEST, FOR_CHIPS = 180, 340, 510


class FilterBar(QWidget):
    """Search box and buttons keep their size; the chips take what room is left."""

    def __init__(self, plan: ListPlan, actor: Actor) -> None:
        super().__init__()
        self.search = SearchField(_(plan.search_hint), _("Search this list"))
        self.chips = ChipBar()
        self.filter = Button(_("Filter"), "sliders-horizontal", _("Build a filter"))
        self.columns = IconButton("columns-3", _("Columns"))
        self.new = IconButton("plus", _(plan.new))
        if not (plan.begins_here and actor.may(Action.CREATE, plan.entity.name)):
            self.new.hide()
        self._has_also = plan.also is not None
        name, picture = (_(plan.also[1]), plan.also[2]) if plan.also else ("", "")
        self.also = Button(name, picture or "list", _("Show the same in another way"))
        self._line = row(
            *(self.search, self.chips, self.new, self.filter, self.also, self.columns),
            margins=(12, 12, 12, 8),
        )
        self._line.setStretch(1, 1)
        self.setLayout(self._line)
        self.also.setVisible(self._has_also)  # not before: it would flash as a window of its own

    def show_filter(self, _words: str, count: int) -> None:
        """Show on the button how many conditions the built filter has."""
        words = _("Filter ({n})").format(n=count) if count else _("Filter")
        self.filter.set_words(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        share = self.width() - theme.px(FOR_CHIPS)
        smallest, largest = theme.px(SEARCH_SMALLEST), theme.px(SEARCH_LARGEST)
        self.search.setFixedWidth(min(largest, max(smallest, share)))
