"""The stack of pages: rail tabs built when first shown, and the records that are open."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import QStackedWidget

from cims.services.i18n import _
from cims.ui.document_tabs import DocumentTabs, OpenDocument
from cims.ui.navigation import DocumentType, Navigation, Surroundings, Tab
from cims.ui.page import Page


@dataclass
class _Opened:
    document: OpenDocument
    kind: DocumentType
    page: Page | None = None  # until it is first shown


class Documents(QObject):
    """Which page is shown: the rail's, or one of the open records."""

    shown = Signal(Page, str)  # page and its title
    tab_asked = Signal(str)
    state_changed = Signal()

    def __init__(
        self,
        navigation: Navigation,
        surroundings: Surroundings,
        tabs: DocumentTabs,
        stack: QStackedWidget,
        confirm: Callable[[str, Callable[[], None]], None],
    ) -> None:
        super().__init__()
        self._navigation, self._surroundings = navigation, surroundings
        self._bar, self._stack, self._confirm = tabs, stack, confirm
        self._pages: dict[str, Page] = {}
        self._open: list[_Opened] = []
        self._tab: Tab | None = None
        tabs.currentChanged.connect(self._show)
        tabs.close_asked.connect(self.close)
        tabs.hide()

    @property
    def tab(self) -> Tab | None:
        """The rail's tab that is chosen."""
        return self._tab

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        index = self._bar.currentIndex()
        if index > 0:
            return self._open[index - 1].page
        return self._pages.get(self._tab.id) if self._tab else None

    @property
    def home(self) -> str:
        """The rail's tab that the shown page belongs to; empty for one that belongs to none."""
        index = self._bar.currentIndex()
        if index <= 0:
            return self._tab.id if self._tab else ""
        return self._open[index - 1].kind.home

    def documents(self) -> tuple[OpenDocument, ...]:
        """The open records in the order of their tabs."""
        return tuple(opened.document for opened in self._open)

    def pages(self) -> list[Page]:
        """Every page that was built and not closed."""
        documents = (opened.page for opened in self._open)
        return [*self._pages.values(), *(page for page in documents if page is not None)]

    def show_tab(self, tab: Tab) -> None:
        """Show a page of the rail, built now if it is the first time."""
        self.begin(tab, 0)

    def begin(self, tab: Tab, index: int) -> None:
        """Show the document at `index` with this page of the rail behind it; at 0 the page."""
        self._tab = tab
        self._bar.show_page(_(tab.title), tab.icon)
        with QSignalBlocker(self._bar):
            self._bar.setCurrentIndex(index)
        self._show(index)

    def open(self, entity: str, record_id: int, title: str, *, show: bool = True) -> None:
        """Show a record in its tab, a new one if it is not open yet; else only keep the tab."""
        for place, opened in enumerate(self._open):
            if (opened.document.entity, opened.document.id) == (entity, record_id):
                self._bar.setCurrentIndex(place + 1)
                return
        kinds = [kind for kind in self._navigation.documents if kind.entity == entity]
        if not kinds:
            return  # a type that this user may not open
        document = OpenDocument(entity, record_id, title, kinds[0].icon)
        self._open.append(_Opened(document, kinds[0]))
        index = self._bar.add_document(document)
        self._bar.show()
        if show:
            self._bar.setCurrentIndex(index)
        self.state_changed.emit()

    def close(self, index: int) -> None:
        """Close a record's tab; asks where something was typed and not saved."""
        if not 0 < index < self._bar.count():
            return
        opened = self._open[index - 1]
        if opened.page is None or not opened.page.has_changes():
            self._drop(opened)
            return
        question = _("Close “{title}” and lose what was typed?")
        self._confirm(question.format(title=opened.document.title), lambda: self._drop(opened))

    def reload(self) -> None:
        """Let every page that can read again do so, but for forms that are being filled in."""
        for page in self.pages():
            if again := page.handlers().get("page.reload"):
                again()

    def close_current(self) -> None:
        """Close the record that is shown."""
        self.close(self._bar.currentIndex())

    def step(self, by: int) -> None:
        """Show the next or previous tab, round and round."""
        self._bar.setCurrentIndex((self._bar.currentIndex() + by) % self._bar.count())

    def _drop(self, opened: _Opened) -> None:
        if opened not in self._open:
            return
        index = self._open.index(opened) + 1
        if index == self._bar.currentIndex():
            self._bar.setCurrentIndex(index - 1)
        self._open.remove(opened)
        if opened.page is not None:
            self._stack.removeWidget(opened.page)
            opened.page.deleteLater()
        self._bar.forget(index)
        self._bar.setVisible(bool(self._open))
        self.state_changed.emit()

    def _build(self, opened: _Opened) -> None:
        """Make the page of a record that is shown for the first time."""
        opened.page = page = opened.kind.make(self._surroundings, opened.document.id)
        self._adopt(page)
        page.title_changed.connect(lambda words: self._rename(opened, words))
        page.closing.connect(lambda: self._drop(opened))

    def _adopt(self, page: Page) -> Page:
        page.record_asked.connect(self.open)
        page.tab_asked.connect(self.tab_asked)
        self._stack.addWidget(page)
        return page

    def _rename(self, opened: _Opened, words: str) -> None:
        if opened not in self._open:
            return  # read to its end after its tab was closed
        old = opened.document
        opened.document = OpenDocument(old.entity, old.id, words, old.icon)
        index = self._open.index(opened) + 1
        self._bar.rename(index, words)
        if index == self._bar.currentIndex() and opened.page is not None:
            self.shown.emit(opened.page, words)

    def _show(self, index: int) -> None:
        tab = self._tab
        if index > 0 and self._open[index - 1].page is None:
            self._build(self._open[index - 1])
        elif index == 0 and tab is not None and tab.id not in self._pages:
            self._pages[tab.id] = self._adopt(tab.make(self._surroundings))
        page = self.page
        if page is None or index < 0:
            return
        self._stack.setCurrentWidget(page)
        title = self._open[index - 1].document.title if index > 0 else ""
        self.shown.emit(page, title or (_(tab.title) if tab else ""))
        self.state_changed.emit()
