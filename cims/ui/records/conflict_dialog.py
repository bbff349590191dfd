"""Two people changed one record: original, theirs and mine side by side, chosen per field."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from cims.services.entity import Entity, Field, Kind
from cims.services.i18n import _, _n
from cims.ui import paint, theme
from cims.ui.records.format import Words
from cims.ui.widgets import Button, PrimaryButton, column, label, row, wrapped

Values = Mapping[str, Any]
WIDTH, LOWEST, HIGHEST = 820, 260, 600
AROUND = 160  # pixels above and below the fields


class ConflictDialog(QDialog):
    """Asks whose value each field keeps; at first mine where I changed it, else theirs."""

    resolved = Signal(object)  # the values to save over theirs

    def __init__(
        self,
        entity: Entity,
        words: Words,
        original: Values,
        theirs: Values,
        mine: Values,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Somebody changed this record too"))
        self._entity, self._words = entity, words
        self._theirs, self._mine = theirs, mine
        self.choices: dict[str, QButtonGroup] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(16))
        self._grid.setVerticalSpacing(theme.px(10))
        self._head()
        for line, field in enumerate(in_question(entity, original, theirs, mine), 1):
            self._line(line, field, original)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        self._lay_out()

    def chosen(self) -> dict[str, Any]:
        """The fields that are to be saved as I have them."""
        return {
            name: self._mine[name] for name, group in self.choices.items() if group.checkedId() == 1
        }

    def accept(self) -> None:
        super().accept()
        self.resolved.emit(self.chosen())

    def _head(self) -> None:
        heads = (_("Field"), _("Original"), _("Theirs"), _("Mine"))
        for place, words in enumerate(heads):
            self._grid.addWidget(label(words, 12, paint.BOLD, "muted"), 0, place)
            self._grid.setColumnStretch(place, 0 if place == 0 else 1)

    def _line(self, line: int, field: Field, original: Values) -> None:
        top, first = Qt.AlignmentFlag.AlignTop, original.get(field.name)
        theirs = self._theirs.get(field.name)
        mine = self._mine.get(field.name, first)
        alike = common_rows(field, first, theirs, mine)
        self._grid.addWidget(label(_(field.label), role="muted"), line, 0, top)
        self._grid.addWidget(self._value(field, first, alike), line, 1, top)
        group = QButtonGroup(self)
        self.choices[field.name] = group
        is_mine = field.name in self._mine
        for id_, whose, value in (
            (0, _("Theirs"), theirs),
            (1, _("Mine"), mine),
        ):
            button = QRadioButton()
            name = _("{field}: {whose}").format(field=_(field.label), whose=whose)
            button.setAccessibleName(name)
            button.setChecked(id_ == int(is_mine))
            group.addButton(button, id_)
            words = self._value(field, value, alike)
            laid = row(button, words)
            laid.setAlignment(button, top)
            laid.setStretch(1, 1)
            holder = QWidget()
            holder.setLayout(laid)
            self._grid.addWidget(holder, line, id_ + 2, top)
        if not is_mine:
            group.button(1).setEnabled(False)

    def _value(self, field: Field, value: Any, alike: frozenset[Any]) -> QWidget:
        """A value; of many rows those that are not everywhere alike."""
        if alike:
            rows = [self._words.row(field, row) for row in value if row not in alike]
            same = _n("{n} row alike", "{n} rows alike", len(alike)).format(n=len(alike))
            shown = wrapped("\n".join([*rows, same]))
        else:
            shown = wrapped(self._words.text(field, value) or _("(empty)"))
        shown.setMinimumWidth(theme.px(140))
        return shown

    def _lay_out(self) -> None:
        body = QWidget()
        body.setProperty("page", True)
        self._grid.setContentsMargins(0, 0, 0, 0)
        body.setLayout(self._grid)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        cancel, save = Button(_("Cancel"), "x"), PrimaryButton(_("Save"), "check")
        cancel.clicked.connect(self.reject)
        save.clicked.connect(self.accept)
        save.setDefault(True)
        laid = column(
            label(_("Somebody changed this record too"), 15, paint.BOLD),
            wrapped(
                _("It was saved while you were editing it. Choose what each field keeps."),
                role="muted",
            ),
            scroll,
            row(None, cancel, save),
            margins=(20, 16, 20, 16),
            spacing=12,
        )
        laid.setStretch(2, 1)
        self.setLayout(laid)
        fields = self._grid.heightForWidth(theme.px(WIDTH - 60)) + theme.px(AROUND)
        height = min(max(fields, theme.px(LOWEST)), theme.px(HIGHEST))
        self.resize(theme.px(WIDTH), height)


def common_rows(field: Field, *values: Any) -> frozenset[Any]:
    """The rows that stand in all of these values."""
    if field.kind is not Kind.ROWS:
        return frozenset()
    first, *others = (frozenset(value or ()) for value in values)
    return first.intersection(*others)


def in_question(entity: Entity, original: Values, theirs: Values, mine: Values) -> list[Field]:
    """The fields that I or the others changed, those that both changed differently first."""
    found = [
        field
        for field in entity.entered_with.values()
        if not field.read_only
        and (field.name in mine or theirs.get(field.name) != original.get(field.name))
        and not (field.name in mine and mine[field.name] == theirs.get(field.name))
    ]

    def is_mine_alone(field: Field) -> bool:
        same = theirs.get(field.name) == original.get(field.name)
        return field.name not in mine or same

    return sorted(found, key=is_mine_alone)
