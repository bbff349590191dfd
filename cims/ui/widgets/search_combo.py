"""A box to choose from a list by fragment, pinyin, initials or code."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QWidget,
)

from cims.services.i18n import _
from cims.ui import theme
from cims.ui.icons import icon
from cims.ui.matching import Item, matching

Source = Callable[[str, Callable[[Sequence[Item]], None]], None]
ROWS, PAUSE = 8, 150
WIDEST = 320  # of a list below a narrower box


class SearchCombo(QLineEdit):
    """A line that opens a list below it; what is not in the list is not taken.

    Takes items, or a source that is asked with the typed words and answers later.
    """

    chosen = Signal(object)

    def __init__(self, name: str, items: Sequence[Item] = (), source: Source | None = None) -> None:
        super().__init__()
        self._items, self._source = tuple(items), source
        self._item: Item | None = None
        self._asked = 0
        self.setAccessibleName(name)
        self._made: ListBelow | None = None  # a form has many boxes, few of which are opened
        arrow = self.addAction(icon("chevron-down"), QLineEdit.ActionPosition.TrailingPosition)
        arrow.triggered.connect(self._toggle)
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(_("Open the list"))
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._ask)
        self.textEdited.connect(self._typed)

    @property
    def _list(self) -> "ListBelow":
        if self._made is None:
            self._made = ListBelow(self)
            self._made.itemClicked.connect(self._take)
        return self._made

    @property
    def is_open(self) -> bool:
        """Whether its list is shown."""
        return self._made is not None and self._made.isVisible()

    def set_items(self, items: Sequence[Item]) -> None:
        """Offer other items; the chosen one stays if it is among them."""
        self._items = tuple(items)
        if self._item is not None:
            self.set_value(self._item.value)

    def value(self) -> Any:
        """The chosen item's value, None when nothing is chosen."""
        return None if self._item is None else self._item.value

    def set_value(self, value: Any) -> None:
        """Choose the item with this value; an unknown value chooses nothing."""
        known = [item for item in self._items if item.value == value]
        self.set_item(known[0] if known else None)

    def set_item(self, item: Item | None) -> None:
        """Choose an item that need not be among the offered ones (from a source)."""
        self._item = item
        self.setText(item.text if item else "")
        self.setCursorPosition(0)

    @property
    def unmatched(self) -> str:
        """What was typed and is not the chosen item."""
        words = self.text().strip()
        return words if self._item is None or words != self._item.text else ""

    def settle(self) -> None:
        """Take what the open list points to; words that fit nothing stay as they were typed."""
        if not self.text().strip():
            self._choose(None)
        elif self.is_open and self._list.currentItem() is not None:
            self._take(self._list.currentItem())
        self._close()

    def event(self, event: QEvent) -> bool:
        if is_escape(event) and self.is_open:
            event.accept()  # Esc closes the list, not the form
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape and self.is_open:
            self._close()
            self.set_item(self._item)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.is_open:
            self._take(self._list.currentItem())
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.PopupFocusReason:
            return
        self.settle()
        self.set_item(self._item)

    def _typed(self, _words: str) -> None:
        if self._source is None:
            self._ask()
        else:
            self._pause.start()

    def _toggle(self) -> None:
        if self.is_open:
            self._close()
        else:
            self._ask(everything=True)

    def _ask(self, *, everything: bool = False) -> None:
        words = "" if everything else self.text()
        self._asked += 1
        ticket = self._asked
        if self._source is None:
            self._show(matching(words, self._items))
            return
        self._source(words, lambda items: self._answer(ticket, items))

    def _answer(self, ticket: int, items: Sequence[Item]) -> None:
        if ticket == self._asked and self.hasFocus():
            self._show(items)

    def _show(self, items: Sequence[Item]) -> None:
        self._list.fill(items)
        self._list.place_below(self)

    def _move(self, step: int) -> None:
        if not self.is_open:
            self._ask(everything=self._item is not None and self.text() == self._item.text)
            return
        last = self._list.count() - 1
        self._list.setCurrentRow(min(last, max(0, self._list.currentRow() + step)))

    def _take(self, row: QListWidgetItem | None) -> None:
        item = row.data(Qt.ItemDataRole.UserRole) if row else None
        self._close()
        if item is not None:
            self._choose(item)

    def _choose(self, item: Item | None) -> None:
        was = self.value()
        self.set_item(item)
        if self.value() != was:
            self.chosen.emit(self.value())

    def _close(self) -> None:
        self._pause.stop()
        self._asked += 1
        if self.is_open:
            self._list.hide()


def is_escape(event: QEvent) -> bool:
    """Whether a box is asked if it wants Esc before anybody else gets it."""
    is_key = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
    return is_key and event.key() == Qt.Key.Key_Escape  # type: ignore[attr-defined] # narrowed above


class ListBelow(QListWidget):
    """The list below a box, laid over its window; it never takes the keyboard."""

    def __init__(self, box: QWidget) -> None:
        super().__init__(box)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("popup", True)
        self.setAccessibleName(box.accessibleName())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hide()
        self._box = box
        box.installEventFilter(self)
        box.destroyed.connect(self.deleteLater)  # by then it is the window's child

    def fill(self, items: Sequence[Item]) -> None:
        """List these items and point at the first one."""
        self.clear()
        for item in items:
            words = f"{item.text}   {item.code}" if item.code else item.text
            row = QListWidgetItem(words, self)
            row.setData(Qt.ItemDataRole.UserRole, item)
            row.setSizeHint(QSize(80, theme.px(30)))
        if not items:
            row = QListWidgetItem(_("Nothing found"), self)
            row.setFlags(Qt.ItemFlag.NoItemFlags)
            row.setSizeHint(QSize(80, theme.px(30)))
        self.setCurrentRow(0 if items else -1)

    def place_below(self, box: QWidget) -> None:
        """Show it below the box, or above where there is more room."""
        window = box.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        top = box.mapTo(window, QPoint(0, 0)).y()
        left = box.mapTo(window, QPoint(0, 0)).x()
        height = theme.px(30) * min(ROWS, self.count()) + 10
        width = min(max(box.width(), self._widest()), window.width() - left - 8)
        below = window.height() - top - box.height() - 4
        if height > below and top > below:
            height = min(height, top - 4)
            self.setGeometry(left, top - height - 2, width, height)
        else:
            self.setGeometry(left, top + box.height() + 2, width, min(height, below))
        self.show()
        self.raise_()

    def _widest(self) -> int:
        """How wide the longest entry is, as far as a narrow box may be left behind."""
        words = (self.item(row).text() for row in range(self.count()))
        longest = max(map(self.fontMetrics().horizontalAdvance, words), default=0)
        return min(longest + theme.px(40), theme.px(WIDEST))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_moved = event.type() in (QEvent.Type.Hide, QEvent.Type.Move)
        if is_moved and watched is self._box:  # Qt tells here of the list's scroll bars too
            self.hide()
        return super().eventFilter(watched, event)
