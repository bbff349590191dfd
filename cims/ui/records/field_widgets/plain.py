"""Text, numbers, amounts, yes or no, and fields that are only shown."""

import unicodedata
from contextlib import suppress
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit

from cims.services.codecs import from_text
from cims.services.entity import Field, Kind
from cims.services.errors import CimsError, ValidationFailed
from cims.services.i18n import _
from cims.services.rules import amounts_text
from cims.services.rules.discounts import discount_text, share
from cims.ui import theme
from cims.ui.records.field_widgets.base import FieldWidget, Place
from cims.ui.records.format import DISCOUNT, number
from cims.ui.widgets import doubled, row

LONG_TEXT_LINES = 3
LINE_BREAKS = {0x2028: "\n", 0x2029: "\n"}


class LineField(FieldWidget):
    """One line; what it means is decided by its kind."""

    def __init__(self, field: Field, place: Place) -> None:
        super().__init__(field, place)
        self.line = QLineEdit()
        self.setLayout(row(self.line))
        self.setFocusProxy(self.line)
        self.name()
        self.line.textChanged.connect(self.changed)

    def text(self) -> str:
        """What is typed, without the blanks around it."""
        return self.line.text().strip()

    def _show(self, text: str) -> None:
        self.line.setText(text)
        self.line.setCursorPosition(0)


class TextField(LineField):
    """A text on one line."""

    def value(self) -> str | None:
        return self.text() or None

    def set_value(self, value: Any) -> None:
        self._show(value or "")


class LongTextField(FieldWidget):
    """A text of several lines; Tab goes on to the next field."""

    def __init__(self, field: Field, place: Place) -> None:
        super().__init__(field, place)
        self.pane = self._made_pane()
        self.pane.setTabChangesFocus(True)
        line = self.pane.fontMetrics().lineSpacing()
        self.pane.setFixedHeight(LONG_TEXT_LINES * line + theme.px(20))
        self.setLayout(row(self.pane))
        self.setFocusProxy(self.pane)
        self.name()
        self.pane.textChanged.connect(self.changed)

    def _made_pane(self) -> QPlainTextEdit:
        return QPlainTextEdit()

    def value(self) -> str | None:
        raw = self.pane.document().toRawText()  # toPlainText would lose no-break spaces
        return raw.translate(LINE_BREAKS).strip() or None

    def set_value(self, value: Any) -> None:
        self.pane.setPlainText(value or "")


class NumberField(LineField):
    """A whole or an exact number, also in full width and with thousands marks."""

    def value(self) -> int | Decimal | None:
        try:
            return self._read()
        except ValidationFailed:
            return None

    def set_value(self, value: Any) -> None:
        self._show("" if value is None else self._written(value))

    def problem(self) -> str | None:
        try:
            self._read()
        except ValidationFailed as failed:
            return failed.messages[self.field.name]
        return None

    def _written(self, value: int | Decimal) -> str:
        return str(value) if isinstance(value, int) else number(value)

    def _read(self) -> int | Decimal | None:
        text = unicodedata.normalize("NFKC", self.text())
        if self.field.kind is Kind.EXACT and text:
            with suppress(CimsError):
                return amounts_text.amount(text)  # 1.2万 and ¥1,130 too
        read: int | Decimal | None = from_text(self.field, text)
        return read


class MoneyField(LineField):
    """An amount: 1.2万, ¥1,234.50 and full width are understood; tidied when it is left."""

    def __init__(self, field: Field, place: Place) -> None:
        super().__init__(field, place)
        self.line.editingFinished.connect(self._tidy)

    def value(self) -> Decimal | None:
        try:
            return amounts_text.amount(self.text()) if self.text() else None
        except CimsError:
            return None

    def set_value(self, value: Any) -> None:
        if value is None:
            self._show("")
            return
        places = max(2, -int(value.as_tuple().exponent))
        self._show(amounts_text.shown(value, places))

    def problem(self) -> str | None:
        try:
            if self.text():
                amounts_text.amount(self.text())
        except CimsError as failed:
            return str(failed)
        return None

    def _tidy(self) -> None:
        if self.value() is not None:
            self.set_value(self.value())


class PercentField(LineField):
    """A rate or a discount: 13, 13% and 0.13 mean the same, and so do 8折 and 20%."""

    def __init__(self, field: Field, place: Place) -> None:
        super().__init__(field, place)
        self.line.editingFinished.connect(self._tidy)

    def value(self) -> Decimal | None:
        return share(self.text())

    def set_value(self, value: Any) -> None:
        if self.field.name == DISCOUNT:
            self._show(discount_text(value) if value else "")
        else:
            self._show("" if value is None else f"{number(value * 100)}%")

    def problem(self) -> str | None:
        if not self.text() or self.value() is not None:
            return None
        return _("“{text}” is not a rate. Write it like 13%.").format(text=self.text())

    def _tidy(self) -> None:
        if self.value() is not None:
            self.set_value(self.value())


class YesNoField(FieldWidget):
    """A box to tick; what was never answered stays so until it is ticked."""

    def __init__(self, field: Field, place: Place) -> None:
        super().__init__(field, place)
        self._unanswered: bool | None = None
        self.box = QCheckBox()
        self.box.setMinimumHeight(theme.px(34))
        self.setLayout(row(self.box, None))
        self.setFocusProxy(self.box)
        self.name()
        self.box.toggled.connect(self.changed)

    def value(self) -> bool | None:
        return True if self.box.isChecked() else self._unanswered

    def set_value(self, value: Any) -> None:
        self._unanswered = None if value is None else False
        self.box.setChecked(bool(value))

    def hint(self, words: str) -> None:
        self.box.setText(doubled(words))


class ShownField(LineField):
    """A value that nobody enters: it is shown and given back as it came."""

    def __init__(self, field: Field, place: Place) -> None:
        super().__init__(field, place)
        self._value: Any = None
        self.line.setReadOnly(True)

    def value(self) -> Any:
        return self._value

    def set_value(self, value: Any) -> None:
        self._value = value
        self._show(self.place.words.text(self.field, value))
