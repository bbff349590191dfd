"""Editors for what a field is compared with: text, number, day, one or several entries."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QLineEdit, QWidget

from cims.services.codecs import from_text, to_json
from cims.services.entity import Field, Kind
from cims.services.filters import Operator
from cims.services.i18n import _
from cims.services.spans import SPAN_WORDS, Span
from cims.ui.matching import Item
from cims.ui.records.chosen_values import ChosenValues
from cims.ui.records.format import Words
from cims.ui.widgets import SearchCombo, column, inset, label, row

Finder = Callable[[str, str, Callable[[Sequence[Item]], None]], None]
"""Asks for records: entity, words, and who gets the answer."""
LISTED = frozenset({Kind.CHOICE, Kind.ENUM, Kind.YES_NO, Kind.LINK, Kind.LINKS})
SEVERAL = frozenset({Operator.ANY_OF, Operator.NONE_OF})
VALUELESS = frozenset({Operator.EMPTY, Operator.FILLED, Operator.IS_ME})


class ValueEditor(QWidget):
    """Holds the value of one condition; None while it is not complete."""

    changed = Signal()

    def value(self) -> Any:
        """What was entered."""
        return None

    def set_value(self, value: Any) -> None:
        """Show a value."""


class NoValue(ValueEditor):
    """For operators that compare with nothing."""


class TextValue(ValueEditor):
    """A text or a number as one types it."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field
        self._line = QLineEdit()
        self._line.setAccessibleName(_("Value"))
        self._line.textChanged.connect(self.changed)
        self.setLayout(row(self._line))
        self.setFocusProxy(self._line)

    def value(self) -> Any:
        text = self._line.text().strip()
        return (from_text(self._field, text) if not self._field.many else text) if text else None

    def set_value(self, value: Any) -> None:
        self._line.setText(value if isinstance(value, str) else str(to_json(self._field, value)))


class DayValue(ValueEditor):
    """A day from the calendar; for a time the whole day counts."""

    def __init__(self, field: Field, operator: Operator, words: Words) -> None:
        super().__init__()
        self._field, self._operator, self._words = field, operator, words
        self._box = QDateEdit()
        self._box.setAccessibleName(_("Value"))
        self._box.setCalendarPopup(True)
        self._box.setDisplayFormat("yyyy-MM-dd")
        inset(self._box)
        self._box.setDate(qdate(words.today))
        self._box.dateChanged.connect(self.changed)
        self.setLayout(row(self._box))
        self.setFocusProxy(self._box)

    def value(self) -> Any:
        chosen = self._box.date()
        day = date(chosen.year(), chosen.month(), chosen.day())
        if self._field.kind is Kind.DATE:
            return day
        clock = time.max if self._operator is Operator.AT_MOST else time.min
        return datetime.combine(day, clock, ZoneInfo(self._words.zone)).astimezone(UTC)

    def set_value(self, value: Any) -> None:
        self._box.setDate(qdate(self._words.on(value) if isinstance(value, datetime) else value))


class TwoValues(ValueEditor):
    """From and to."""

    def __init__(self, first: ValueEditor, last: ValueEditor) -> None:
        super().__init__()
        self._first, self._last = first, last
        self.setLayout(row(first, label("–", role="muted"), last))
        self.setFocusProxy(first)
        first.changed.connect(self.changed)
        last.changed.connect(self.changed)

    def value(self) -> Any:
        both = self._first.value(), self._last.value()
        return None if None in both else both

    def set_value(self, value: Any) -> None:
        self._first.set_value(value[0])
        self._last.set_value(value[1])


class SpanValue(ValueEditor):
    """A stretch of days seen from today."""

    def __init__(self) -> None:
        super().__init__()
        self._box = QComboBox()
        self._box.setAccessibleName(_("Value"))
        for span in Span:
            self._box.addItem(_(SPAN_WORDS[span]), span.value)
        self._box.currentIndexChanged.connect(self.changed)
        self.setLayout(row(self._box))
        self.setFocusProxy(self._box)

    def value(self) -> Any:
        return Span(self._box.currentData())

    def set_value(self, value: Any) -> None:
        self._box.setCurrentIndex(self._box.findData(str(value)))


class EntryValue(ValueEditor):
    """One entry of a list, a colleague, or a record that is searched for."""

    def __init__(self, field: Field, words: Words, finder: Finder) -> None:
        super().__init__()
        items = words.items(field)
        source = None if items else partial(finder, field.target)
        self._field, self._words = field, words
        self.box = SearchCombo(_("Value"), items, source)
        self.box.setPlaceholderText(_("Choose"))
        self.box.chosen.connect(lambda _value: self.changed.emit())
        self.setLayout(row(self.box))
        self.setFocusProxy(self.box)

    def value(self) -> Any:
        return self.box.value()

    def set_value(self, value: Any) -> None:
        known = {one.value: one for one in self._words.items(self._field)}
        text = self._words.text(self._field, value) if not self._field.many else str(value)
        self.box.set_item(known.get(value) or Item(value, text))


class EntriesValue(ValueEditor):
    """Several entries: each one chosen becomes a button that takes it out again."""

    def __init__(self, field: Field, words: Words, finder: Finder) -> None:
        super().__init__()
        self._one = EntryValue(field, words, finder)
        self._one.box.setPlaceholderText(_("Add"))
        self._one.changed.connect(self._add)
        self.chosen = ChosenValues(lambda value: words.text(field, value))
        self.chosen.changed.connect(self.changed)
        self.setLayout(column(self._one, self.chosen, spacing=4))
        self.setFocusProxy(self._one)

    def value(self) -> Any:
        return self.chosen.values or None

    def set_value(self, value: Any) -> None:
        self.chosen.show_values(value)

    def _add(self) -> None:
        value = self._one.value()
        if value is not None:
            self._one.box.set_item(None)
            self.chosen.add(value)


def editor_for(field: Field, operator: Operator, words: Words, finder: Finder) -> ValueEditor:
    """The editor that fits a field and how it is compared."""
    if operator in VALUELESS:
        return NoValue()
    if operator is Operator.WITHIN:
        return SpanValue()
    if field.kind in LISTED:
        chosen = EntriesValue if operator in SEVERAL else EntryValue
        return chosen(field, words, finder)

    def one() -> ValueEditor:
        if field.kind in (Kind.DATE, Kind.MOMENT):
            return DayValue(field, operator, words)
        return TextValue(field)

    return TwoValues(one(), one()) if operator is Operator.BETWEEN else one()


def qdate(day: date) -> QDate:
    """A date as Qt's boxes take it."""
    return QDate(day.year, day.month, day.day)
