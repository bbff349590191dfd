"""Today: one's own day first, the figures of the office behind it."""

from PySide6.QtWidgets import QWidget

from cims.services.i18n import _
from cims.ui import theme
from cims.ui.actions import Commands
from cims.ui.sub_pages import SubPage, SubPages
from cims.ui.theme.tokens import CONTROL, PAGE_MARGINS
from cims.ui.widgets import TabStrip, column, row

LINE = 3  # of the strip, below the tools


class TodayPage(SubPages):
    """A strip of tabs above the page that is chosen, whose tools stand in the strip."""

    def __init__(self, parts: tuple[SubPage, ...], commands: Commands, name: str = "") -> None:
        super().__init__(parts, commands)
        self.tabs = TabStrip(*(_(part.title) for part in parts))
        self.tabs.setAccessibleName(name or _("My day"))
        left, _top, right, _bottom = PAGE_MARGINS
        strip = column(self.tabs, margins=(left, 6, right, 0))
        body = column(spacing=0)
        body.addLayout(strip)
        body.addWidget(self.stack, 1)
        self.setLayout(body)
        self._tools: dict[int, QWidget] = {}
        self._beside = row(None, margins=(0, 0, 0, LINE))  # inside the strip, whose line goes on
        self.tabs.setMinimumHeight(theme.px(CONTROL) + LINE)
        self.tabs.setLayout(self._beside)
        self.tabs.setVisible(len(parts) > 1)
        self.tabs.currentChanged.connect(self.turn_to)
        self.show_page(0)

    def show_part(self, index: int) -> None:
        """Show another of the pages."""
        self.tabs.setCurrentIndex(index)

    def show_page(self, index: int) -> None:
        is_new = index not in self._pages
        super().show_page(index)
        if is_new and len(self.parts) > 1 and (tools := self.page.tools()) is not None:
            self._tools[index] = tools
            self._beside.addWidget(tools)
        for place, tools in self._tools.items():
            tools.setVisible(place == index)
