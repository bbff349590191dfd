"""The box in which the product of a line is typed: found by fragment, pinyin or number."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidgetItem, QWidget
from shiboken6 import isValid

from cims.services.entity import Link
from cims.services.i18n import _
from cims.ui.matching import Item
from cims.ui.records.field_widgets.base import Place
from cims.ui.widgets import ListBelow, is_escape

PAUSE = 120  # milliseconds without a key before products are looked for
COUNTED = re.compile(r"(?P<words>.*\S)\s+[*xX×]?\s*(?P<count>\d{1,9}(?:\.\d{1,4})?)")
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True)
class Pick:
    """What was taken from the list: a product with its quantity, else only words; or a new one."""

    product: Link | None = None
    quantity: Decimal | None = None
    words: str = ""
    is_new: bool = False


class ProductBox(QLineEdit):
    """`taken` tells the pick; after a blank a number is the quantity: kbj 3.

    Keys that come before the list is there wait for it, so that one may type on blindly.
    """

    taken = Signal(object)  # Pick

    def __init__(self, place: Place, parent: QWidget) -> None:
        super().__init__(parent)
        self._place = place
        self._asked = 0
        self._is_due = False  # typed since the list was filled
        self._waits = False
        self._keys: list[QKeyEvent] = []
        self.setAccessibleName(_("Product / description"))
        self.offered = ListBelow(self)
        self.offered.itemClicked.connect(self._take)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._ask)
        self.textEdited.connect(self._typed)

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self.offered.isVisible()

    @property
    def is_waiting(self) -> bool:
        """Whether a key waits for what is found."""
        return self._waits

    def event(self, event: QEvent) -> bool:
        if is_escape(event) and self.is_open:
            event.accept()  # Esc closes the list, not the form
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self._waits:
            self._keys.append(event.clone())
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.is_open:
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Down:
            self._ask()
        elif key == Qt.Key.Key_Escape and self.is_open:
            self._close()
        else:
            super().keyPressEvent(event)

    def settle(self) -> bool:
        """Take what the list points to, now or once it is there; whether there is anything."""
        if self._is_due and self.text().strip():
            self._waits = True
            self._ask()
            return True
        if self.is_open and (row := self.offered.currentItem()) is not None:
            self._take(row)
            return True
        return False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._close()

    def _typed(self, words: str) -> None:
        self._is_due = True
        if words.strip():
            self._pause.start()
        else:
            self._is_due = False
            self._close()

    def _ask(self) -> None:
        """Look for products; a number behind a blank is how many, unless a name holds it so."""
        self._pause.stop()
        self._asked += 1
        ticket = self._asked
        whole = unicodedata.normalize("NFKC", self.text().strip())
        counted = COUNTED.fullmatch(whole)

        def find(words: str, then: Callable[[Sequence[Item]], None]) -> None:
            def answer(items: Sequence[Item]) -> None:
                if isValid(self) and ticket == self._asked:
                    then(items)

            self._place.finder("product", words, answer)

        if counted is None:
            find(whole, lambda items: self._show(self._picks(items, None), whole, None))
            return
        words, count = counted["words"], Decimal(counted["count"])

        def both(exact: Sequence[Item]) -> None:
            find(words, lambda items: self._show(
                merged(whole, exact, self._picks(exact, None), self._picks(items, count)),
                words, count,
            ))  # fmt: skip

        find(whole, both)

    def _show(self, shown: list[Item], words: str, quantity: Decimal | None) -> None:
        self._is_due = False
        if words:
            only = _("Only here: “{words}”").format(words=words)
            shown.append(Item(Pick(quantity=quantity, words=words), only))
        if words and self._place.new_product is not None:
            new = _("New product “{words}”…").format(words=words)
            shown.append(Item(Pick(quantity=quantity, words=words, is_new=True), new))
        self.offered.fill(shown)
        if self._waits:
            self._waits = False
            self._take(self.offered.item(0))
            self._type_on()
        elif self.hasFocus():
            self.offered.place_below(self)

    def _picks(self, items: Sequence[Item], quantity: Decimal | None) -> list[Item]:
        return [self._item(item, quantity) for item in items]

    def _item(self, item: Item, quantity: Decimal | None) -> Item:
        text = item.text
        if quantity is not None:
            text = _("{product} × {quantity}").format(product=text, quantity=f"{quantity:f}")
        return Item(Pick(item.value, quantity), text, item.code)

    def _take(self, row: QListWidgetItem | None) -> None:
        found = row.data(Qt.ItemDataRole.UserRole) if row else None
        self._close()
        if found is not None:
            self.taken.emit(found.value)

    def _type_on(self) -> None:
        """Give the keys that waited to whatever has the keyboard now."""
        keys, self._keys = self._keys, []
        window = self.window()
        for key in keys:
            if (target := window.focusWidget()) is not None:
                QCoreApplication.sendEvent(target, key)

    def _move(self, step: int) -> None:
        last = self.offered.count() - 1
        self.offered.setCurrentRow(min(last, max(0, self.offered.currentRow() + step)))

    def _close(self) -> None:
        self._pause.stop()
        if not self._waits:
            self._asked += 1
        self.offered.hide()


def merged(
    whole: str, exact: Sequence[Item], as_words: list[Item], counted: list[Item]
) -> list[Item]:
    """What was found, so many of each first; before it what bears the typed text as it is."""
    sought = whole.casefold()
    bears = [sought in f"{one.text} {one.code}".casefold() for one in exact]
    literal = [one for one, is_so in zip(as_words, bears, strict=True) if is_so]
    loose = [one for one, is_so in zip(as_words, bears, strict=True) if not is_so]
    return [*literal, *counted, *(loose if not counted else [])]
