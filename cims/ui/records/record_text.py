"""Words of a record that can be selected: what is copied of them counts as taken out."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QClipboard, QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QMenu

from cims.services.i18n import _
from cims.ui.icons import icon
from cims.ui.widgets import doubled, wrapped

Copy = Callable[[str], object]
"""Puts a text on the clipboard, once it is counted."""


def record_text(words: str, copy: Copy, px: int = 13, role: str = "text") -> QLabel:
    """A label of several lines; its selection leaves only by `copy`."""
    made = wrapped(words, px, role)
    CountedSelection(made, copy)
    return made


class CountedSelection(QObject):
    """Takes the ways by which Qt itself would copy: keys, menu, dragging, the middle button."""

    def __init__(self, text: QLabel, copy: Copy) -> None:
        super().__init__(text)
        self._text, self._copy = text, copy
        text.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return self._key(event)
        if kind == QEvent.Type.ContextMenu and isinstance(event, QContextMenuEvent):
            self.menu().popup(self._spot(event))
            return True
        if kind == QEvent.Type.MouseButtonPress and self._text.hasSelectedText():
            self._text.setSelection(0, 0)  # nothing is dragged away
        if kind == QEvent.Type.MouseButtonRelease:
            forget_selection()
        return super().eventFilter(watched, event)

    def menu(self) -> QMenu:
        """What can be done with the words."""
        menu = QMenu(self._text)
        menu.aboutToHide.connect(menu.deleteLater)
        copy = menu.addAction(icon("copy"), doubled(_("Copy")))
        copy.triggered.connect(lambda: self._take())
        copy.setEnabled(self._text.hasSelectedText())
        everything = menu.addAction(doubled(_("Select all")))
        everything.triggered.connect(
            lambda: self._text.setSelection(0, len(self._text.text().encode("utf-16-le")) // 2)
        )
        return menu

    def _key(self, event: QEvent) -> bool:
        is_copy = isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Copy)
        if not is_copy or not self._text.hasSelectedText():
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            self._take()
        return True

    def _take(self) -> None:
        self._copy(self._text.selectedText().replace("\u2029", "\n"))

    def _spot(self, event: QContextMenuEvent) -> QPoint:
        is_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        return self._text.mapToGlobal(self._text.rect().center()) if is_key else event.globalPos()


def forget_selection() -> None:
    """On X11 what is selected would be pasted by the middle button, uncounted."""
    clipboard = QGuiApplication.clipboard()
    if clipboard.supportsSelection() and clipboard.ownsSelection():
        clipboard.clear(QClipboard.Mode.Selection)
