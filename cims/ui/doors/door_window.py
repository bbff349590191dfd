"""The one window in front of the vault, with language and theme on each of its pages."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QFont
from PySide6.QtWidgets import QMainWindow, QScrollArea

from cims.services.i18n import LANGUAGES, _, language, use_language
from cims.ui import theme
from cims.ui.doors.door_page import DoorPage
from cims.ui.doors.preferences import Preferences
from cims.ui.icons import icon, paint_icon
from cims.ui.qt_words import use_qt_words
from cims.ui.theme import Appearance, Mode
from cims.ui.widgets import Button, Ground, IconButton, column, label, row
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

OWN_NAMES = {"en": "English", "zh_CN": "简体中文"}
SMALLEST, USUAL = (900, 640), (1100, 720)


class DoorWindow(QMainWindow):
    """Shows one page; a switch of language or theme builds it anew with what was typed."""

    closing = Signal()

    def __init__(self, preferences: Preferences, appearance: Appearance) -> None:
        super().__init__()
        self._preferences, self._appearance = preferences, appearance
        self._make: Callable[[], DoorPage] | None = None
        self.page: DoorPage | None = None
        self.setWindowIcon(icon("logo", "accent"))
        self.setMinimumSize(theme.px(SMALLEST[0]), SMALLEST[1])
        self.resize(theme.px(USUAL[0]), USUAL[1])

    def show_page(self, make: Callable[[], DoorPage]) -> DoorPage:
        """Show the page that `make` builds, and return it."""
        self._make = make
        return self._build({})

    def switch_language(self) -> None:
        """Speak the next language."""
        following = LANGUAGES[(LANGUAGES.index(language()) + 1) % len(LANGUAGES)]
        self._preferences.language = following
        use_language(following)
        use_qt_words(following)
        self._rebuild()

    def switch_theme(self) -> None:
        """Light becomes dark, dark becomes light."""
        mode = Mode.LIGHT if theme.is_dark() else Mode.DARK
        self._preferences.keep_theme(mode)
        self._appearance.choose(mode=mode)
        self._rebuild()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        event.accept()

    def _rebuild(self) -> None:
        self._build(self.page.typed() if self.page is not None else {})

    def _build(self, typed: object) -> DoorPage:
        assert self._make is not None
        page = self.page = self._make()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page.setProperty("page", True)
        area.setWidget(page)
        ground = Ground("app")
        ground.setLayout(column(self._head(), area, spacing=0))
        self.setCentralWidget(ground)
        self.setWindowTitle(f"CIMS · {page.title}")
        page.take(typed)  # type: ignore[arg-type] # a mapping from the page before
        page.focus_first()
        return page
