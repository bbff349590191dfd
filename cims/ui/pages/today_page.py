"""Today: one's own day first, the figures of the office behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QStackedWidget, QWidget

from cims.services.entity import Link
from cims.services.i18n import _
from cims.ui.actions import Commands
from cims.ui.page import Page
from cims.ui.theme.tokens import PAGE_MARGINS
from cims.ui.widgets import TabStrip, column, row


@dataclass(frozen=True)
class SubPage:
    """A page behind a tab of this one; it is made when it is first shown."""

    title: str
    make: Callable[[], Page]


class TodayPage(Page):
    """A strip of tabs and the page that is chosen; commands and signals are that page's."""

    def __init__(self, parts: tuple[SubPage, ...], commands: Commands) -> None:
        super().__init__()
        self._parts, self._commands = parts, commands
        self._pages: dict[int, Page] = {}
        self.tabs, self.stack = TabStrip(*(_(part.title) for part in parts)), QStackedWidget()
        self.tabs.setAccessibleName(_("My day"))
        left, _top, right, _bottom = PAGE_MARGINS
        strip = column(self.tabs, margins=(left, 8, right, 0))
        body = column(spacing=0)
        body.addLayout(strip)
        body.addWidget(self.stack, 1)
        self.setLayout(body)
        self._tools: dict[int, QWidget] = {}
        self._beside = row(None, margins=(0, 0, 0, 3))  # inside the strip, whose line goes on below
        self.tabs.setLayout(self._beside)
        self.tabs.setVisible(len(parts) > 1)
        self.tabs.currentChanged.connect(self._turn)
        self._show(0)

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self._pages[self.tabs.currentIndex()]

    def reload(self) -> None:
        """Read every page anew that was shown: another day may have begun."""
        for page in self._pages.values():
            if again := page.handlers().get("page.reload"):
                again()

    def show_part(self, index: int) -> None:
        """Show another of the pages."""
        self.tabs.setCurrentIndex(index)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {**self.page.handlers(), "page.reload": self.reload}

    def refusals(self) -> Mapping[str, str]:
        return self.page.refusals()

    def focus_first(self) -> None:
        self.page.focus_first()

    def customer(self) -> Link | None:
        return self.page.customer()

    def has_changes(self) -> bool:
        return any(page.has_changes() for page in self._pages.values())

    def _turn(self, index: int) -> None:
        self._show(index)
        self._commands.use_page(self.handlers(), self.refusals())

    def _show(self, index: int) -> None:
        if index not in self._pages:
            page = self._pages[index] = self._parts[index].make()
            page.record_asked.connect(self.record_asked)
            page.tab_asked.connect(self.tab_asked)
            self.stack.addWidget(page)
            if len(self._parts) > 1 and (tools := page.tools()) is not None:
                self._tools[index] = tools
                self._beside.addWidget(tools)
        for place, tools in self._tools.items():
            tools.setVisible(place == index)
        self.stack.setCurrentWidget(self._pages[index])
