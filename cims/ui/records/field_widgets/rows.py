"""Rows below one another, added, moved and taken away by mouse or keyboard."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cims.services.field import Field, problem
from cims.services.i18n import _
from cims.ui.records.field_widgets.base import FieldWidget, Place, mark
from cims.ui.records.field_widgets.row_editor import RowEditor
from cims.ui.records.field_widgets.row_plans import row_plan
from cims.ui.widgets import Button, column, focus_before, row

MakeEditor = Callable[[Field, Place, Any], RowEditor]


class RowsField(FieldWidget):
    """A tuple of rows edited as one value; rows in which nothing stands are left out.

    Alt+Up and Alt+Down move the row with the keyboard, Alt+Delete takes it away, Alt+Insert adds
    one below it.
    """

    def __init__(self, field: Field, place: Place, make: MakeEditor = RowEditor) -> None:
        super().__init__(field, place)
        assert field.rows
        assert field.rows.row
        self._make, self._row = make, field.rows.row
        self.editors: list[RowEditor] = []
        self._list: QVBoxLayout = column(spacing=8)
        self.new = Button(_(row_plan(field).new), "plus")
        self.new.clicked.connect(lambda: self.add())
        self._parts = column(self._list, row(self.new, None), spacing=8)
        self.setLayout(self._parts)
        self.setFocusProxy(self.new)
        self.name()

    def value(self) -> tuple[Any, ...]:
        return tuple(editor.row() for editor in self.editors if not editor.is_empty())

    def set_value(self, value: Any) -> None:
        for editor in self.editors[:]:
            self._drop(editor)
        for one in value or ():
            self._place(one, len(self.editors))

    def problem(self) -> str | None:
        problems = (editor.problem() for editor in self.editors)
        return next((problem for problem in problems if problem), None)

    def take_message(self, message: QWidget) -> bool:
        self._parts.insertWidget(1, message)
        return True

    def boxes(self) -> list[QWidget]:
        """Those of the rows that are wrong; of all where none is by itself."""
        wrong = [one for one in self.editors if problem(self.field, (one.row(),))]
        return [box for editor in wrong or self.editors for box in editor.key_boxes()]

    def show_wrong(self, wrong: bool) -> None:
        marked = self.boxes() if wrong else []
        for editor in self.editors:
            for box in editor.key_boxes():
                mark(box, wrong=box in marked)

    def name(self, words: str = "") -> None:
        self.setAccessibleName(words or _(self.field.label))

    def add(self, at: int | None = None) -> RowEditor:
        """Put an empty row at the end, or at a place, and the keyboard into it."""
        editor = self._place(self._row(), len(self.editors) if at is None else at)
        self.changed.emit()
        editor.setFocus(Qt.FocusReason.TabFocusReason)
        return editor

    def remove(self, editor: RowEditor) -> None:
        """Take a row away; the keyboard goes to the one after it, or to the button."""
        at = self.editors.index(editor)
        self._drop(editor)
        heir: QWidget = self.editors[min(at, len(self.editors) - 1)] if self.editors else self.new
        heir.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def shift(self, editor: RowEditor, by: int) -> None:
        """Move a row up or down; at the edge it stays."""
        at = self.editors.index(editor)
        to = at + by
        if not 0 <= to < len(self.editors):
            return
        self.editors.insert(to, self.editors.pop(at))
        self._list.removeWidget(editor)
        self._list.insertWidget(to, editor)
        self._order()
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        editor = self._current()
        if event.modifiers() != Qt.KeyboardModifier.AltModifier or editor is None:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.shift(editor, -1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() == Qt.Key.Key_Delete:
            self.remove(editor)
        elif event.key() == Qt.Key.Key_Insert:
            self.add(self.editors.index(editor) + 1)
        else:
            super().keyPressEvent(event)

    def _current(self) -> RowEditor | None:
        focused = self.focusWidget()
        inside = (one for one in self.editors if focused and one.isAncestorOf(focused))
        return next(inside, None)

    def _place(self, value: Any, at: int) -> RowEditor:
        editor = self._make(self.field, self.place, value)
        editor.changed.connect(self.changed)
        editor.removal_asked.connect(lambda: self.remove(editor))
        editor.move_asked.connect(lambda by: self.shift(editor, by))
        self.editors.insert(at, editor)
        self._list.insertWidget(at, editor)
        self._order()
        return editor

    def _drop(self, editor: RowEditor) -> None:
        self.editors.remove(editor)
        self._list.removeWidget(editor)
        editor.hide()
        editor.deleteLater()
        self._order()

    def _order(self) -> None:
        """Let Tab go through the rows as they stand, and name them by their place."""
        before = focus_before(self, self.new)
        for number, editor in enumerate(self.editors, 1):
            editor.show_place(number, len(self.editors))
            for widget in editor.tab_order():
                if before is not None:
                    QWidget.setTabOrder(before, widget)
                before = widget
        if self.editors and before is not None:
            QWidget.setTabOrder(before, self.new)
