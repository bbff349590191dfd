"""The one window in front of the vault, with language and theme on each of its pages."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QScrollArea, QWidget

from cims.services.i18n import LANGUAGES, _, language, use_language
from cims.ui import paint, theme
from cims.ui.doors.door_page import DoorPage
from cims.ui.doors.preferences import Preferences
from cims.ui.icons import icon, paint_icon
from cims.ui.qt_words import use_qt_words
from cims.ui.theme import Appearance, Mode
from cims.ui.widgets import Button, Ground, IconButton, column, row

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
        return self._build(make, {})

    def switch_language(self) -> None:
        """Speak the next language."""
        use = following_language()
        self._preferences.language = use
        use_language(use)
        use_qt_words(use)
        self._appearance.follow_language()
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
        if self._make is not None and self.page is not None:
            self._build(self._make, self.page.typed())

    def _build(self, make: Callable[[], DoorPage], typed: Mapping[str, Any]) -> DoorPage:
        page = make()
        page.setProperty("page", True)
        page.take(typed)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        head = self._head(page)
        ground = Ground("app")
        parts = column(head, area, spacing=0)
        parts.setStretch(1, 1)
        ground.setLayout(parts)
        self.setCentralWidget(ground)  # deletes the page before
        self.page = page
        self.setWindowTitle(f"CIMS · {page.title}")
        page.focus_first()
        return page

    def _head(self, page: DoorPage) -> QWidget:
        words = Button(OWN_NAMES[following_language()], "languages")
        words.setProperty("quiet", True)
        words.clicked.connect(self.switch_language)
        name = _("Light theme") if theme.is_dark() else _("Dark theme")
        light = IconButton("sun" if theme.is_dark() else "moon", name, quiet=True)
        light.clicked.connect(self.switch_theme)
        for button in (words, light):
            page.waiting.connect(button.setDisabled)
        head = QWidget()
        head.setLayout(row(_Logo(), None, words, light, margins=(24, 16, 20, 4)))
        return head


def following_language() -> str:
    """The language that a switch goes to."""
    return LANGUAGES[(LANGUAGES.index(language()) + 1) % len(LANGUAGES)]


class _Logo(QWidget):
    """The program's mark and name."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(theme.px(120), theme.px(34))
        self.setAccessibleName("CIMS")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = theme.px(26)
        paint_icon(painter, QRect(0, (self.height() - side) // 2, side, side), "logo", "accent")
        words = QRectF(self.rect()).adjusted(side + theme.px(9), 0, 0, 0)
        paint.text(painter, words, "CIMS", size=15, weight=paint.BOLD)
