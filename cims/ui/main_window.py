"""The frame: rail of tabs, top bar, document tabs, stack of pages; nothing else."""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QRect, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from cims.services.i18n import _
from cims.ui import paint, theme
from cims.ui.command_palette import CommandPalette, RecordSource, Sound, no_sound
from cims.ui.document_tabs import DocumentTabs
from cims.ui.documents import Documents
from cims.ui.icons import icon, paint_icon
from cims.ui.message_bar import MessageBar, Toast
from cims.ui.navigation import Navigation, Surroundings, allowed_only
from cims.ui.page import Page
from cims.ui.rail import Rail
from cims.ui.theme.tokens import NARROW_BELOW
from cims.ui.top_bar import TopBar
from cims.ui.widgets import Ground, column, row
from cims.ui.window_commands import bind_window
from cims.ui.window_state import WindowState

SMALLEST = (1100, 680)


class MainWindow(QMainWindow):
    """One signed-in user's window; a language or scale switch asks its owner to build it anew."""

    rebuild_asked = Signal(str)  # the language to show
    lock_asked = Signal()
    sign_out_asked = Signal()
    notices_asked = Signal()
    new_asked = Signal(str)  # entity
    state_changed = Signal()

    def __init__(
        self,
        navigation: Navigation,
        surroundings: Surroundings,
        allowed: Callable[[str], bool],
        person: str,
        *,
        records: RecordSource | None = None,
        sound: Sound = no_sound,
    ) -> None:
        super().__init__()
        self._commands, self._messages = surroundings.commands, surroundings.messages
        self.navigation = allowed_only(navigation, allowed)
        self.setWindowTitle("CIMS")
        self.setWindowIcon(icon("logo", "accent"))
        self.setMinimumSize(*SMALLEST)
        bind_window(self, surroundings)
        self.rail = Rail(self.navigation.tabs)
        creations = [f"new.{creation.entity}" for creation in self.navigation.creations]
        self.top_bar = TopBar(self._commands, creations, person)
        self.document_tabs, self._stack = DocumentTabs(), QStackedWidget()
        self.message_bar = MessageBar(self._messages)
        self.palette_list = CommandPalette(self.top_bar.field, self._commands, records, sound)
        self._lay_out()
        self.toast = Toast(self, self._messages)
        self._messages.show_in(self)
        self.documents = Documents(
            self.navigation, surroundings, self.document_tabs, self._stack, self._confirm_loss
        )
        self._connect()

    def show_tab(self, tab_id: str) -> None:
        """Show a page of the rail by its id; an id that this user lacks changes nothing."""
        for index, tab in enumerate(self.navigation.tabs):
            if tab.id == tab_id:
                self.rail.setCurrentIndex(index)
                self._show_place(index)

    def state(self) -> WindowState:
        """What to keep for the next sign-in."""
        tab = self.documents.tab
        return WindowState(
            tab.id if tab else "",
            self.documents.documents(),
            self.document_tabs.currentIndex(),
            self.saveGeometry().toBase64().toStdString(),
        )

    def restore(self, state: WindowState) -> None:
        """Show what was open when the user left."""
        if state.geometry:
            self.restoreGeometry(QByteArray.fromBase64(state.geometry.encode()))
        for document in state.documents:
            self.documents.open(document.entity, document.id, document.title, show=False)
        tabs = self.navigation.tabs
        tab = next((tab for tab in tabs if tab.id == state.tab), tabs[0] if tabs else None)
        if tab is None:
            return
        with QSignalBlocker(self.rail):
            self.rail.setCurrentIndex(tabs.index(tab))
        is_document = 0 < state.current < self.document_tabs.count()
        self.documents.begin(tab, state.current if is_document else 0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.documents.tab is None:
            self.restore(WindowState())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < theme.px(NARROW_BELOW)
        self.rail.set_narrow(is_narrow)
        self._brand.set_narrow(is_narrow)

    def _lay_out(self) -> None:
        self._brand = _Brand()
        side = Ground("side", Qt.Edge.RightEdge)
        rail = column(self._brand, self.rail, margins=(0, 14, 1, 12), spacing=14)
        rail.setStretch(1, 1)
        side.setLayout(rail)
        content = Ground("app")
        parts = column(self.top_bar, self.document_tabs, self.message_bar, self._stack, spacing=0)
        parts.setStretch(3, 1)
        content.setLayout(parts)
        frame = QWidget()
        frame.setLayout(row(side, content, spacing=0))
        self.setCentralWidget(frame)

    def _connect(self) -> None:
        self.rail.currentChanged.connect(self._show_place)
        self.rail.tabBarClicked.connect(self._show_place)  # also the chosen one, over a document
        self.documents.shown.connect(self._shown)
        self.documents.tab_asked.connect(self.show_tab)
        self.documents.state_changed.connect(self.state_changed)
        self.palette_list.record_chosen.connect(self.documents.open)
        self.top_bar.bell.clicked.connect(self.notices_asked)
        self.addActions(self._commands.actions())
        self._commands.added.connect(self.addAction)
        self._commands.refused.connect(lambda reason: self._messages.toast(reason))

    def _show_place(self, index: int) -> None:
        if index >= 0:
            self.documents.show_tab(self.navigation.tabs[index])

    def _shown(self, page: Page, title: str) -> None:
        self.top_bar.show_title(title)
        homes = [tab.id for tab in self.navigation.tabs]
        home = self.documents.home
        self.rail.light(homes.index(home) if home in homes else -1)
        self._commands.use_page(page.handlers(), page.refusals())
        page.focus_first()

    def _confirm_loss(self, question: str, then: Callable[[], None]) -> None:
        self._messages.ask(question, _("Discard"), then, danger=True)


class _Brand(QWidget):
    """Logo and name at the head of the rail."""

    def __init__(self) -> None:
        super().__init__()
        self._is_narrow = False
        self.setFixedHeight(theme.px(30))
        self.setAccessibleName("CIMS")

    def set_narrow(self, is_narrow: bool) -> None:
        """Show the logo alone."""
        self._is_narrow = is_narrow
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = theme.px(24)
        left = (self.width() - side) // 2 if self._is_narrow else theme.px(19)
        box = QRect(left, (self.height() - side) // 2, side, side)
        paint_icon(painter, box, "logo", "accent")
        if not self._is_narrow:
            words = QRectF(self.rect()).adjusted(theme.px(50), 0, 0, 0)
            paint.text(painter, words, "CIMS", size=15, weight=paint.BOLD)
