"""One condition of a filter: field, how it is compared, with what."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from cims.services.entity import Entity, Field, Kind
from cims.services.filters import OPERATORS, Condition, Operator
from cims.services.i18n import N_, _
from cims.ui import theme
from cims.ui.records.format import Words, item
from cims.ui.records.value_editors import VALUELESS, Finder, ValueEditor, editor_for
from cims.ui.widgets import IconButton, SearchCombo, row

OPERATOR_WORDS = {
    Operator.IS: N_("is"),
    Operator.IS_NOT: N_("is not"),
    Operator.CONTAINS: N_("contains"),
    Operator.BEGINS: N_("begins with"),
    Operator.ANY_OF: N_("is one of"),
    Operator.NONE_OF: N_("is none of"),
    Operator.BELOW: N_("below"),
    Operator.AT_MOST: N_("at most"),
    Operator.ABOVE: N_("above"),
    Operator.AT_LEAST: N_("at least"),
    Operator.BETWEEN: N_("between"),
    Operator.EMPTY: N_("is empty"),
    Operator.FILLED: N_("is filled"),
    Operator.WITHIN: N_("is within"),
    Operator.IS_ME: N_("is me"),
}
DATE_WORDS = {
    Operator.BELOW: N_("before"),
    Operator.AT_MOST: N_("until"),
    Operator.ABOVE: N_("after"),
    Operator.AT_LEAST: N_("from"),
}


class ConditionRow(QWidget):
    """A line of the filter builder."""

    changed = Signal()
    removed = Signal()

    def __init__(self, entity: Entity, words: Words, finder: Finder) -> None:
        super().__init__()
        self._entity, self._words, self._finder = entity, words, finder
        fields = [field for field in entity.fields if field.filterable]
        self.field = SearchCombo(_("Field"), [item(f.name, _(f.label)) for f in fields])
        self.field.setFixedWidth(theme.px(180))
        self.operator = QComboBox()
        self.operator.setAccessibleName(_("Comparison"))
        self.operator.setFixedWidth(theme.px(130))
        self._editor: ValueEditor = ValueEditor()
        take_away = IconButton("x", _("Remove condition"), quiet=True)
        take_away.clicked.connect(self.removed)
        self._line = row(self.field, self.operator, self._editor, take_away)
        self._line.setStretch(2, 1)
        self._line.setAlignment(self.field, Qt.AlignmentFlag.AlignTop)
        self._line.setAlignment(self.operator, Qt.AlignmentFlag.AlignTop)
        self._line.setAlignment(take_away, Qt.AlignmentFlag.AlignTop)
        self.setLayout(self._line)
        self.field.chosen.connect(lambda _name: self._use_field())
        self.operator.currentIndexChanged.connect(lambda _index: self._use_operator())
        self.field.set_value(fields[0].name)
        self._use_field()

    @property
    def editor(self) -> ValueEditor:
        """Where the value is entered."""
        return self._editor

    def value(self) -> Condition | None:
        """The condition; None while it is not complete. ValidationFailed for a wrong value."""
        field, operator = self._chosen_field(), self.operator.currentData()
        if field is None or operator is None:
            return None
        value = self._editor.value()
        if value is None and operator not in VALUELESS:
            return None
        return Condition(field.name, Operator(operator), value)

    def set_value(self, condition: Condition) -> None:
        """Show a condition."""
        self.field.set_value(condition.field)
        self._use_field()
        self.operator.setCurrentIndex(self.operator.findData(condition.operator.value))
        if condition.value is not None:
            self._editor.set_value(condition.value)

    def focus_first(self) -> None:
        """Put the keyboard into the field's box."""
        self.field.setFocus()
        self.field.selectAll()

    def _chosen_field(self) -> Field | None:
        return self._entity.by_name.get(self.field.value() or "")

    def _use_field(self) -> None:
        field = self._chosen_field()
        if field is None:
            return
        self.operator.blockSignals(True)
        self.operator.clear()
        dated = field.kind in (Kind.DATE, Kind.MOMENT)
        words = {**OPERATOR_WORDS, **(DATE_WORDS if dated else {})}
        for operator in OPERATORS[field.kind]:
            if operator is not Operator.IS_ME or field.target == "user":
                self.operator.addItem(_(words[operator]), operator.value)
        self.operator.blockSignals(False)
        self._use_operator()

    def _use_operator(self) -> None:
        field, operator = self._chosen_field(), self.operator.currentData()
        if field is None or operator is None:
            return
        old = self._editor
        self._editor = editor_for(field, Operator(operator), self._words, self._finder)
        self._editor.changed.connect(self.changed)
        self._line.replaceWidget(old, self._editor)
        self._line.setStretch(2, 1)
        old.hide()
        old.deleteLater()
        self.changed.emit()
