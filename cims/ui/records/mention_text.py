"""A box for words in which @ calls upon a colleague."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QListWidgetItem, QPlainTextEdit

from cims.services.users import Colleague
from cims.ui import theme
from cims.ui.matching import Item, matching
from cims.ui.records.format import spoken
from cims.ui.widgets import ListBelow

CALLING = re.compile(r"(?<![\w.])[@\uff20](?P<word>[^\s@\uff20]{0,20})$")
ROWS, WIDTH = 6, 220
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MentionText(QPlainTextEdit):
    """Offers colleagues while somebody types @…; Tab leaves the box, Ctrl+Enter is the owner's."""

    def __init__(self, name: str, hint: str) -> None:
        super().__init__()
        self._people: tuple[Item, ...] = ()
        self._made: ListBelow | None = None  # most texts call upon nobody
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._offer)

    def offer(self, people: Sequence[Colleague]) -> None:
        """Know whom an @ may call upon; who shares a name is called by the user name."""
        names = [person.name for person in people]
        self._people = tuple(
            Item(
                person.username if names.count(person.name) > 1 else person.name,
                person.name,
                person.username,
                spoken(person.name),
            )
            for person in people
        )

    def words(self) -> str:
        """What is typed, without the blanks around it."""
        return self.toPlainText().strip()

    @property
    def is_offering(self) -> bool:
        """Whether the list of colleagues is open."""
        return self._made is not None and self._made.isVisible()

    def event(self, event: QEvent) -> bool:
        is_key = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_key and self.is_offering and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined] # narrowed above
            event.accept()  # Esc closes the list, not what the box stands in
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, listed = event.key(), self._made
        if listed is None or not listed.isVisible():
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            listed.setCurrentRow(min(listed.count() - 1, max(0, listed.currentRow() + step)))
        elif key == Qt.Key.Key_Escape:
            listed.hide()
        elif (key in ENTER or key == Qt.Key.Key_Tab) and not event.modifiers():
            self._take(listed.currentItem())
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        if self.is_offering:
            assert self._made is not None
            self._take(self._made.currentItem())
            return True
        return super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._made is not None:
            self._made.hide()

    def _before(self) -> str:
        """The line as far as the cursor."""
        cursor = self.textCursor()
        return cursor.block().text()[: cursor.positionInBlock()]

    def _offer(self) -> None:
        calling = CALLING.search(self._before()) if self.hasFocus() else None
        found = matching(calling["word"], self._people) if calling else ()
        if not found:
            if self._made is not None:
                self._made.hide()
            return
        if self._made is None:
            self._made = ListBelow(self)
            self._made.itemClicked.connect(self._take)
        self._made.fill(found[:ROWS])
        self._place(self._made)

    def _place(self, listed: ListBelow) -> None:
        """Show the list below the cursor, or above it where the window ends."""
        window = self.window()
        if listed.parentWidget() is not window:
            listed.setParent(window)
        spot = self.cursorRect().bottomLeft()
        corner = self.viewport().mapTo(window, spot + QPoint(-10, 4))
        width, height = theme.px(WIDTH), theme.px(30) * listed.count() + 10
        left = max(0, min(corner.x(), window.width() - width - 8))
        top = corner.y()
        if top + height > window.height():
            top = self.viewport().mapTo(window, self.cursorRect().topLeft()).y() - height - 4
        listed.setGeometry(left, top, width, height)
        listed.show()
        listed.raise_()

    def _take(self, row: QListWidgetItem | None) -> None:
        assert self._made is not None
        self._made.hide()
        item = row.data(Qt.ItemDataRole.UserRole) if row else None
        calling = CALLING.search(self._before())
        if item is None or calling is None:
            return
        cursor = self.textCursor()
        move, keep = QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor
        cursor.movePosition(move, keep, len(calling["word"]))
        cursor.insertText(f"{item.value} ")
        self.setTextCursor(cursor)
