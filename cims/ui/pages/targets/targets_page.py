"""The page on which targets are set: a year of everybody whom one's role covers."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from cims.services.i18n import _, _n
from cims.services.target_fields import TARGET
from cims.services.targets import TargetYear
from cims.ui import paint, theme
from cims.ui.live_page import LivePage
from cims.ui.pages.targets.target_grid import Cells, TargetGrid, TargetTable
from cims.ui.theme.tokens import PAGE_MARGINS
from cims.ui.widgets import Card, EmptyState, IconButton, column, label, row

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.navigation import Surroundings


class TargetsPage(LivePage):
    """A cell that is left is stored at once, and can be undone."""

    WATCHED = (TARGET.name, "user")

    def __init__(self, around: "Surroundings") -> None:
        super().__init__(around.jobs)
        self._around = around
        self.year: TargetYear | None = None
        self._asked: int | None = None
        self.grid = TargetGrid()
        self.table = TargetTable(self.grid)
        self.earlier = IconButton("chevron-left", _("Earlier year"), quiet=True)
        self.later = IconButton("chevron-right", _("Later year"), quiet=True)
        self.name = label("", 14, paint.BOLD)
        self.hint = label("", 12, role="muted")
        self.state, self.body = EmptyState("loader", _("Loading…")), QStackedWidget()
        self._lay_out()
        self._connect()

    def tools(self) -> QWidget | None:
        self.layout().setContentsMargins(0, theme.px(12), 0, 0)  # type: ignore[union-attr]
        return None

    def focus_first(self) -> None:
        self.table.setFocus()

    def reload(self) -> None:
        """Read the year anew."""
        self._is_stale = False
        asked = self._asked

        def read(office: "Office") -> TargetYear:
            return office.targets.year(asked or office.today.year)

        self._jobs.read(self, read, self._show, self._failed)

    def show_year(self, year: int) -> None:
        """Show another year."""
        self._asked = year
        self.reload()

    def _lay_out(self) -> None:
        head = row(self.earlier, self.name, self.later, self.hint, None, spacing=8)
        self.body.addWidget(self.state)
        self.body.addWidget(self.table)
        sheet = column(head, self.body, margins=(16, 10, 16, 10), spacing=8)
        sheet.setStretch(1, 1)
        left, _top, right, bottom = PAGE_MARGINS
        inside = QWidget()
        inside.setLayout(column(Card(sheet), margins=(left, 0, right, bottom)))
        self.setLayout(column(inside, spacing=0))

    def _connect(self) -> None:
        self.earlier.clicked.connect(lambda: self._step(-1))
        self.later.clicked.connect(lambda: self._step(1))
        self.grid.edited.connect(self._set)
        self.grid.refused.connect(self._around.messages.error)
        self.state.pressed.connect(self.reload)

    def _step(self, by: int) -> None:
        if self.year is not None:
            self.show_year(self.year.year + by)

    def _show(self, year: TargetYear) -> None:
        at = self.table.currentIndex()
        self.year, self._asked = year, year.year
        self.grid.show_year(year)
        self.table.setCurrentIndex(self.grid.index(at.row(), at.column()))
        self.name.setText(_("Targets of {year}").format(year=year.year))
        may = any(line.may_edit for line in year.rows)
        words = _("Type 300000 or 30万, or paste from Excel. A team's target is the sum of these.")
        hint = words if may else _("Your manager sets these.")
        self.hint.setText(f"{year.currency} · {hint}")
        self.table.fit_to(self.table.viewport().width())
        if not year.rows:
            self.state.tell("goal", _("There are no targets of this year that you may see."))
        self.body.setCurrentIndex(1 if year.rows else 0)

    def _failed(self, error: Exception) -> None:
        self._is_stale = True
        self._around.messages.error(error)
        if self.year is None:
            self.state.tell("circle-alert", _("The targets could not be read."), _("Try again"))

    def _set(self, cells: Cells) -> None:
        """Store these; what is refused leaves the grid as it was."""
        assert self.year is not None
        year, count = self.year.year, len(cells)
        told = _n("{n} target set", "{n} targets set", count).format(n=count)
        self._jobs.write(
            lambda office: office.targets.set_year(year, cells), owner=self, toast=told
        )
