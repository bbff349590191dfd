"""Builds a filter from conditions in groups, shows how many it finds, keeps it under a name."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cims.services.entity import Entity
from cims.services.errors import CimsError, ValidationFailed
from cims.services.filters import Condition, Filter, Group
from cims.services.i18n import _, _n
from cims.ui import paint, theme
from cims.ui.records.condition_row import ConditionRow
from cims.ui.records.format import Words
from cims.ui.records.value_editors import Finder
from cims.ui.widgets import (
    Button,
    Card,
    IconButton,
    PrimaryButton,
    column,
    label,
    resize_within,
    row,
    set_ink,
)

DEEPEST = 3
Count = Callable[[Filter | None, Callable[[int], None]], None]


class GroupBox(Card):
    """Conditions of which all, or any, must hold; a group may hold groups."""

    changed = Signal()
    removed = Signal()

    def __init__(self, entity: Entity, words: Words, finder: Finder, depth: int = 1) -> None:
        super().__init__(fill="surface" if depth % 2 else "app")
        self._entity, self._words, self._finder, self._depth = entity, words, finder, depth
        self._parts: list[ConditionRow | GroupBox] = []
        self._any = QComboBox()
        self._any.setAccessibleName(_("How conditions go together"))
        self._any.addItem(_("All of these"), False)
        self._any.addItem(_("Any of these"), True)
        self._any.currentIndexChanged.connect(self.changed)
        take_away = IconButton("x", _("Remove group"), quiet=True)
        take_away.clicked.connect(self.removed)
        more = Button(_("Add condition"), "plus")
        more.clicked.connect(lambda: self.add_condition().focus_first())
        group = Button(_("Add group"), "plus")
        group.clicked.connect(lambda: self.add_group().add_condition().focus_first())
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.setLayout(
            column(
                row(self._any, None, take_away),
                self._rows,
                row(more, group, None),
                margins=(12, 12, 12, 12),
                spacing=10,
            )
        )
        take_away.setVisible(depth > 1)
        group.setVisible(depth < DEEPEST)

    def value(self) -> Filter | None:
        """The filter, without conditions that are not complete; None when none is left."""
        parts = tuple(part for each in self._parts if (part := each.value()) is not None)
        if not parts:
            return None
        is_any = bool(self._any.currentData())
        return parts[0] if len(parts) == 1 and not is_any else Group(parts, any=is_any)

    def set_value(self, where: Filter | None) -> None:
        """Show a filter, or one empty condition."""
        for part in list(self._parts):
            self._take(part)
        if isinstance(where, Group):
            self._any.setCurrentIndex(int(where.any))
        parts = where.parts if isinstance(where, Group) else (where,) if where else ()
        for each in parts:
            if isinstance(each, Group):
                self.add_group().set_value(each)
            elif isinstance(each, Condition):
                self.add_condition(each)
        if not parts:
            self.add_condition()

    def add_condition(self, condition: Condition | None = None) -> ConditionRow:
        """Append a condition."""
        made = ConditionRow(self._entity, self._words, self._finder)
        if condition is not None:
            made.set_value(condition)
        self._add(made)
        return made

    def add_group(self) -> "GroupBox":
        """Append a group inside this one."""
        made = GroupBox(self._entity, self._words, self._finder, self._depth + 1)
        self._add(made)
        return made

    def _add(self, part: "ConditionRow | GroupBox") -> None:
        self._parts.append(part)
        self._rows.addWidget(part)
        part.changed.connect(self.changed)
        part.removed.connect(lambda: self._take(part))
        self.changed.emit()

    def _take(self, part: "ConditionRow | GroupBox") -> None:
        self._parts.remove(part)
        self._rows.removeWidget(part)
        part.hide()
        part.deleteLater()
        self.changed.emit()


class FilterBuilder(QDialog):
    """The dialog; `applied` carries the filter or None, `kept` its name and whether for all."""

    applied = Signal(object)
    kept = Signal(str, object, bool)

    def __init__(
        self,
        entity: Entity,
        words: Words,
        finder: Finder,
        count: Count,
        *,
        may_share: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._count = count
        self.setWindowTitle(_("Filter"))
        resize_within(self, 720, 600)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.group = GroupBox(entity, words, finder)
        self._found = label("", role="muted")
        self._refused = label("", role="bad")
        self._refused.hide()
        self.name = QLineEdit()
        self.name.setPlaceholderText(_("Name of the view"))
        self.name.setAccessibleName(_("Name of the view"))
        self.name.setFixedWidth(theme.px(190))
        self.name.textChanged.connect(lambda _text: self._refused.hide())
        self.shared = QCheckBox(_("For everybody"))
        self.keep = Button(_("Save as view"), "bookmark")
        self.keep.clicked.connect(self._keep)
        self.apply = PrimaryButton(_("Apply"), "check")
        self.apply.setDefault(True)
        self.apply.clicked.connect(self._apply)
        self._pause = QTimer(self, singleShot=True, interval=200)
        self._pause.timeout.connect(self._ask_count)
        self._lay_out()
        self.shared.setVisible(may_share)
        self.group.changed.connect(self._pause.start)

    def show_filter(self, where: Filter | None) -> None:
        """Begin with this filter."""
        self.group.set_value(where)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("page", True)
        inside.setLayout(column(self.group, None, margins=(0, 0, 8, 0)))
        scrolled = QScrollArea()
        scrolled.setWidgetResizable(True)
        scrolled.setFrameShape(QFrame.Shape.NoFrame)
        scrolled.setWidget(inside)
        clear = Button(_("Clear"))
        clear.clicked.connect(lambda: self.group.set_value(None))
        cancel = Button(_("Cancel"), "x")
        cancel.clicked.connect(self.reject)
        self.setLayout(
            column(
                row(label(_("Filter"), 15, paint.BOLD), None, self._found),
                scrolled,
                self._refused,
                row(self.name, self.shared, self.keep, None, clear, cancel, self.apply),
                margins=(20, 16, 20, 16),
                spacing=12,
            )
        )

    def _filter(self) -> Filter | None:
        """The filter as it stands; a sentence is shown and None returned when a value is wrong."""
        try:
            where = self.group.value()
        except ValidationFailed as error:
            self._tell(str(error), "bad")
            raise
        return where

    def _apply(self) -> None:
        try:
            self.applied.emit(self._filter())
        except ValidationFailed:
            return
        self.accept()

    def _keep(self) -> None:
        name = self.name.text().strip()
        try:
            where = self._filter()
        except ValidationFailed:
            return
        self.name.setProperty("wrong", not name)
        self.name.style().polish(self.name)
        if not name or where is None:
            sentence = _("Give the view a name.") if not name else _("Add a condition first.")
            self._refused.setText(sentence)
            self._refused.show()
            (self.group if name else self.name).setFocus()
            return
        self.kept.emit(name, where, self.shared.isChecked())
        self.accept()

    def _ask_count(self) -> None:
        try:
            where = self.group.value()
        except CimsError as error:
            self._tell(str(error), "bad")
            return
        self._count(where, self._show_count)

    def _show_count(self, found: int) -> None:
        words = _n("{n} record found", "{n} records found", found).format(n=f"{found:,}")
        self._tell(words, "muted")

    def _tell(self, words: str, role: str) -> None:
        self._found.setText(words)
        set_ink(self._found, role)
