"""Settings: the list of places at the left, the chosen one beside it."""

from PySide6.QtGui import QResizeEvent

from cims.services.i18n import _
from cims.ui import theme
from cims.ui.actions import Commands
from cims.ui.pages.administration.place_list import PlaceList
from cims.ui.sub_pages import SubPage, SubPages
from cims.ui.widgets import Ground, column, row

NARROW_BELOW = 1000


class AdministrationPage(SubPages):
    """Which places there are depends on the rights of who looks."""

    def __init__(self, parts: tuple[SubPage, ...], commands: Commands) -> None:
        super().__init__(parts, commands)
        self.places = PlaceList(_("Settings"), [(_(part.title), part.icon) for part in parts])
        side = Ground("app")
        inside = column(self.places, margins=(16, 16, 0, 16))
        side.setLayout(inside)
        body = row(side, self.stack, spacing=0)
        body.setStretch(1, 1)
        self.setLayout(body)
        self.places.setCurrentRow(0)
        self.places.currentRowChanged.connect(self._turn)
        self.show_page(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.places.set_narrow(self.width() < theme.px(NARROW_BELOW))

    def show_part(self, name: str) -> None:
        """Show the place with this id; one that this user lacks changes nothing."""
        names = [part.id for part in self.parts]
        if name in names:
            self.places.setCurrentRow(names.index(name))

    @property
    def part(self) -> str:
        """The id of the place that is shown."""
        return self.parts[self.places.currentRow()].id

    def _turn(self, index: int) -> None:
        if index >= 0:
            self.turn_to(index)
