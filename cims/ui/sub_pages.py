"""Several pages behind one tab: the chosen one is shown, and does the commands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QStackedWidget

from cims.services.entity import Link
from cims.ui.actions import Commands
from cims.ui.page import Page


@dataclass(frozen=True)
class SubPage:
    """A page behind a tab of another one; it is made when it is first shown."""

    title: str
    make: Callable[[], Page]
    id: str = ""
    icon: str = ""


class SubPages(Page):
    """Commands and signals are those of the page that is shown."""

    def __init__(self, parts: tuple[SubPage, ...], commands: Commands) -> None:
        super().__init__()
        self.parts, self._commands = parts, commands
        self._pages: dict[int, Page] = {}
        self._shown = 0
        self.stack = QStackedWidget()

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self._pages[self._shown]

    def turn_to(self, index: int) -> None:
        """Show another of the pages, in a window that is shown."""
        self.show_page(index)
        self._commands.use_page(self.handlers(), self.refusals())

    def show_page(self, index: int) -> None:
        """Show another of the pages."""
        self._shown = index
        if index not in self._pages:
            page = self._pages[index] = self.parts[index].make()
            page.record_asked.connect(self.record_asked)
            page.tab_asked.connect(self.tab_asked)
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(self._pages[index])

    def reload(self) -> None:
        """Read every page anew that was shown: another day may have begun."""
        for page in self._pages.values():
            if again := page.handlers().get("page.reload"):
                again()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {**self.page.handlers(), "page.reload": self.reload}

    def refusals(self) -> Mapping[str, str]:
        return self.page.refusals()

    def focus_first(self) -> None:
        self.page.focus_first()

    def customer(self) -> Link | None:
        return self.page.customer()

    def lead_at_hand(self) -> Link | None:
        return self.page.lead_at_hand()

    def has_changes(self) -> bool:
        return any(page.has_changes() for page in self._pages.values())
