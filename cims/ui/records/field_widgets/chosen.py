"""Values that are chosen: entries of a list, links to records, several links, tags."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidgetItem
from shiboken6 import isValid

from cims.services.entity import Field, Link
from cims.services.i18n import _
from cims.ui.matching import Item, matching
from cims.ui.records.chosen_values import ChosenValues
from cims.ui.records.field_widgets.base import FieldWidget, Place
from cims.ui.records.format import item
from cims.ui.widgets import ListBelow, SearchCombo, column, is_escape, row

MARKS = ",，;；、"


class ChoiceField(FieldWidget):
    """One entry of a list, found by fragment, pinyin, initials or code.

    An entry that the office retired is offered to records that bear it already, and to no other.
    """

    def __init__(self, field: Field, place: Place) -> None:
        super().__init__(field, place)
        self.combo = SearchCombo(_(field.label), place.words.items(field))
        self.combo.setPlaceholderText(_("Choose"))
        self.setLayout(row(self.combo))
        self.setFocusProxy(self.combo)
        self.name()
        self.combo.chosen.connect(lambda _value: self.changed.emit())

    def value(self) -> Any:
        return self.combo.value()

    def set_value(self, value: Any) -> None:
        offered = self.place.words.items(self.field)
        if value is not None and all(one.value != value for one in offered):
            offered.append(Item(value, self.place.words.text(self.field, value), str(value)))
        self.combo.set_items(offered)
        self.combo.set_value(value)


class LinkField(FieldWidget):
    """Another record: a colleague from the list, anything else by a search in the office."""

    def __init__(self, field: Field, place: Place) -> None:
        super().__init__(field, place)
        self.combo = link_combo(field, place)
        self.setLayout(row(self.combo))
        self.setFocusProxy(self.combo)
        self.name()
        self.combo.chosen.connect(lambda _value: self.changed.emit())

    def value(self) -> Link | None:
        chosen: Link | None = self.combo.value()
        return chosen

    def set_value(self, value: Any) -> None:
        text = self.place.words.text(self.field, value)
        self.combo.set_item(None if value is None else Item(value, text))


class SeveralField(FieldWidget):
    """Values side by side, each with a button that takes it out again."""

    def __init__(self, field: Field, place: Place, box: QLineEdit) -> None:
        super().__init__(field, place)
        self.box = box
        box.setPlaceholderText(_("Add"))
        self.chosen = ChosenValues(self.text_of)
        self.chosen.changed.connect(self.changed)
        self.setLayout(column(box, self.chosen, spacing=6))
        self.setFocusProxy(box)
        self.name()

    def value(self) -> tuple[Any, ...]:
        return self.chosen.values

    def set_value(self, value: Any) -> None:
        self.chosen.show_values(value or ())

    def text_of(self, value: Any) -> str:
        """The words on the value's button."""
        return str(value)


class LinksField(SeveralField):
    """Several colleagues or records."""

    def __init__(self, field: Field, place: Place) -> None:
        self._combo = link_combo(field, place)
        super().__init__(field, place, self._combo)
        self._combo.chosen.connect(self._take)

    def text_of(self, value: Any) -> str:
        return value.text or f"#{value.id}"

    def _take(self, value: Link | None) -> None:
        if value is not None:
            self._combo.set_item(None)
            self.chosen.add(value)


class TagsField(SeveralField):
    """Words of one's own: Enter or a comma ends one, Backspace in the empty box takes one back."""

    def __init__(self, field: Field, place: Place) -> None:
        self._line = _TagLine(self, place.words.tags)
        super().__init__(field, place, self._line)
        self._line.textEdited.connect(self._typed)
        self._line.editingFinished.connect(self.finish)

    def value(self) -> tuple[str, ...]:
        """The tags, and the one that is being typed."""
        rest = self._line.text().strip()
        return tuple(dict.fromkeys((*self.chosen.values, *([rest] if rest else ()))))

    def finish(self) -> None:
        """Make a tag of what stands in the box."""
        words = " ".join(self._line.text().split())
        self._line.offered.hide()
        self._line.clear()
        if words:
            self.chosen.add(words)

    def take_back(self) -> None:
        """Drop the last tag."""
        if self.chosen.values:
            self.chosen.take_out(self.chosen.values[-1])

    def _typed(self, text: str) -> None:
        for mark in MARKS:
            text = text.replace(mark, MARKS[0])
        *whole, rest = text.split(MARKS[0])
        if whole:
            self._line.setText(rest)
            self.chosen.add(*(tag for words in whole if (tag := " ".join(words.split()))))
        self.changed.emit()


class _TagLine(QLineEdit):
    """The box of a tag; below it the tags that are known, none of them chosen by itself."""

    def __init__(self, tags: TagsField, known: Sequence[str]) -> None:
        super().__init__()
        self._tags = tags
        self._known = [item(name, name) for name in known]
        self.offered = ListBelow(self)
        self.offered.itemClicked.connect(self._take)
        self.textEdited.connect(lambda _words: self._offer())

    def event(self, event: QEvent) -> bool:
        if is_escape(event) and self.offered.isVisible():
            event.accept()  # Esc closes the list, not the form
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.offered.hide()

    def _offer(self, *, everything: bool = False) -> None:
        """Show what is known and not chosen yet; nothing while nothing is typed."""
        words, chosen = self.text().strip(), self._tags.value()
        rest = [one for one in self._known if one.value not in chosen or one.value == words]
        found = list(matching(words, rest)) if words or everything else []
        self.offered.hide()
        if found:
            self.offered.fill(found)
            self.offered.setCurrentRow(-1)
            self.offered.place_below(self)

    def _move(self, step: int) -> None:
        if not self.offered.isVisible():
            self._offer(everything=True)
            return
        place = self.offered.currentRow() + step
        self.offered.setCurrentRow(min(self.offered.count() - 1, max(0, place)))

    def _take(self, row: QListWidgetItem) -> None:
        self.setText(row.data(Qt.ItemDataRole.UserRole).text)
        self._tags.finish()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = event.key(), self.offered.currentItem()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape and self.offered.isVisible():
            self.offered.hide()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.offered.isVisible() and row:
            self._take(row)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text().strip():
            if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                super().keyPressEvent(event)  # Ctrl+Enter saves
            else:
                self._tags.finish()
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self._tags.take_back()
        else:
            super().keyPressEvent(event)


def link_combo(field: Field, place: Place) -> SearchCombo:
    """A box that finds the records which this field may point to."""

    def ask(words: str, then: Callable[[Sequence[Item]], None]) -> None:
        # a row may have been taken away before the answer comes
        place.finder(field.target, words, lambda items: then(items) if isValid(combo) else None)

    if field.target == "user":
        combo = SearchCombo(_(field.label), place.words.items(field))
    else:
        combo = SearchCombo(_(field.label), source=ask)
    combo.setPlaceholderText(_("Name, pinyin or number"))
    return combo


def link_items(found: Sequence[tuple[int, str, str]]) -> list[Item]:
    """Records (id, name, number) as entries of a box."""
    return [Item(Link(id_, name), name, code, item(None, name).sound) for id_, name, code in found]
