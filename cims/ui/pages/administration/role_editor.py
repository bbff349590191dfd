"""One role: its name, what it is for, its records, fields, single rights and daily caps."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLayout,
    QLineEdit,
    QSpinBox,
    QStackedWidget,
    QWidget,
)

from cims.services.entity import Entity
from cims.services.i18n import _
from cims.services.roles import RoleDraft
from cims.ui import theme
from cims.ui.pages.administration.choice_table import ChoiceTable
from cims.ui.pages.administration.role_tables import FieldRights, RecordRights
from cims.ui.role_words import SINGLE, TAKINGS
from cims.ui.widgets import (
    Scrolled,
    TabStrip,
    column,
    doubled,
    field_row,
    inset,
    label,
    row,
    wrapped,
)

MOST, NAMES = 1_000_000, 112


class RoleEditor(QWidget):
    """Shows a draft and gives back what was made of it; `edited` comes with every change."""

    edited = Signal()

    def __init__(self, types: Sequence[Entity]) -> None:
        super().__init__()
        self._types, self.shown = types, RoleDraft()
        self._is_filling = False
        self.name, self.explained = QLineEdit(), QLineEdit()
        self.name.setMaxLength(100)
        self.explained.setMaxLength(400)
        self.tabs = TabStrip(
            _("Rights on records"), _("Fields"), _("Single rights"), _("Daily caps")
        )
        self.tabs.setAccessibleName(_("Parts of the role"))
        self.records = RecordRights(types, self)
        self.matrix = ChoiceTable(_("Rights on records"), self.records)
        self.entity = QComboBox()
        self.entity.setAccessibleName(_("Record type"))
        for entity in types:
            self.entity.addItem(_(entity.label_plural), entity.name)
        self.fields: FieldRights | None = None
        self.field_table: ChoiceTable | None = None
        self._field_place = column()
        self.singles = {right: QCheckBox(doubled(_(words[0]))) for right, words in SINGLE.items()}
        self.caps = {taking: _cap(_(words)) for taking, words in TAKINGS.items()}
        self._lay_out()
        self._connect()

    def show_role(self, role: RoleDraft, *, is_fixed: bool) -> None:
        """Show another role; who may only look changes nothing."""
        self._is_filling = True
        self.shown = role
        self.name.setText(role.name)
        self.explained.setText(role.explained)
        self.name.setCursorPosition(0)
        self.explained.setCursorPosition(0)
        self.records.show(role)
        for right, box in self.singles.items():
            box.setChecked(right in role.single)
            box.setEnabled(not is_fixed)
        for taking, (is_capped, most) in self.caps.items():
            is_capped.setChecked(taking in role.caps)
            most.setValue(role.caps.get(taking, 100))
            is_capped.setEnabled(not is_fixed)
            most.setEnabled(taking in role.caps and not is_fixed)
        self.name.setReadOnly(is_fixed)
        self.explained.setReadOnly(is_fixed)
        self.records.is_fixed = is_fixed
        self._fill_fields()
        self._is_filling = False

    def draft(self) -> RoleDraft:
        """The role as it stands here now."""
        singles = frozenset(right for right, box in self.singles.items() if box.isChecked())
        kept = frozenset(right for right in self.shown.single if right not in self.singles)
        caps = {taking: most.value() for taking, (on, most) in self.caps.items() if on.isChecked()}
        return replace(
            self.shown,
            name=self.name.text(),
            explained=self.explained.text(),
            records=self.records.role.records,
            single=singles | kept,
            fields=self.fields.role.fields if self.fields else self.shown.fields,
            caps=caps,
        )

    def is_changed(self) -> bool:
        """Whether it is another role than the one that was shown."""
        now, was = self.draft(), self.shown
        return (now.name, now.explained, now.rights, dict(now.fields), dict(now.caps)) != (
            was.name, was.explained, was.rights, dict(was.fields), dict(was.caps),
        )  # fmt: skip

    def _lay_out(self) -> None:
        self.stack = QStackedWidget()
        hint = _("Click a cell, or choose it with the arrows and press 0, 1, 2 or 3.")
        matrix = column(self.matrix, label(hint, 12, role="faint"), spacing=6)
        for part in (matrix, self._fields_part(), self._singles_part(), self._caps_part()):
            page = QWidget()
            page.setLayout(part)
            self.stack.addWidget(page)
        names = row(
            field_row(_("Name of the role"), self.name),
            field_row(_("What it is for"), self.explained),
            spacing=14,
        )
        names.setStretch(0, 2)
        names.setStretch(1, 5)
        body = column(names, self.tabs, self.stack, spacing=10)
        body.setStretch(2, 1)
        self.setLayout(body)
        self.matrix.verticalHeader().setMinimumWidth(theme.px(NAMES))

    def _fields_part(self) -> QLayout:
        told = wrapped(
            _(
                "A field that is hidden is neither shown nor searched, sorted by, exported or "
                "printed for this role; read only shows it. With several roles the most "
                "permissive one wins."
            ),
            12,
            "muted",
        )
        head = row(label(_("Record type"), 12, role="muted"), self.entity, None)
        made = column(told, head, spacing=8)
        made.addLayout(self._field_place, 1)
        return made

    def _singles_part(self) -> QLayout:
        body = column(margins=(0, 0, 8, 0), spacing=3)
        for right, box in self.singles.items():
            told = wrapped(_(SINGLE[right][1]), 12, "muted")
            told.setContentsMargins(theme.px(26), 0, 0, 4)
            body.addWidget(box)
            body.addWidget(told)
        body.addStretch(1)
        return column(Scrolled(body))

    def _caps_part(self) -> QLayout:
        words = _(
            "Caps protect against somebody who takes everything along: so many records a day, "
            "counted over all lists. Without a tick there is no cap. With several roles the most "
            "permissive one wins."
        )
        body = column(wrapped(words, 12, "muted"), spacing=12)
        for is_capped, most in self.caps.values():
            body.addLayout(row(is_capped, most, label(_("records a day"), 12, role="muted"), None))
        body.addStretch(1)
        return body

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)
        self.entity.currentIndexChanged.connect(lambda _index: self._turn_fields())
        self.records.chosen.connect(self._tell)
        for field in (self.name, self.explained):
            field.textEdited.connect(lambda _text: self._tell())
        for box in self.singles.values():
            box.toggled.connect(lambda _on: self._tell())
        for is_capped, most in self.caps.values():
            is_capped.toggled.connect(most.setEnabled)
            is_capped.toggled.connect(lambda _on: self._tell())
            most.valueChanged.connect(lambda _most: self._tell())

    def _turn_fields(self) -> None:
        """Show another type's fields, with what was closed so far."""
        if self.fields is not None:
            self._fill_fields(self.fields.role)

    def _fill_fields(self, role: RoleDraft | None = None) -> None:
        entity = self._types[max(0, self.entity.currentIndex())]
        if self.field_table is not None:
            self._field_place.removeWidget(self.field_table)
            self.field_table.deleteLater()
        self.fields = FieldRights(entity, role or self.shown, self)
        self.fields.is_fixed = self.records.is_fixed
        self.fields.chosen.connect(self._tell)
        self.field_table = ChoiceTable(_("Fields"), self.fields)
        self.field_table.verticalHeader().setMinimumWidth(theme.px(220))
        self._field_place.addWidget(self.field_table)

    def _tell(self) -> None:
        if not self._is_filling:
            self.edited.emit()


def _cap(words: str) -> tuple[QCheckBox, QSpinBox]:
    box, most = QCheckBox(doubled(words)), QSpinBox()
    most.setRange(0, MOST)
    most.setSingleStep(50)
    most.setAccessibleName(words)
    most.setFixedWidth(theme.px(110))
    inset(most)
    box.setMinimumWidth(theme.px(150))
    return box, most
