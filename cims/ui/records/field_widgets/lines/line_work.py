"""What is done with whole lines: by a key, in the menu of the table, from the clipboard."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from cims.services.i18n import _
from cims.ui.actions import shown_shortcut
from cims.ui.icons import icon
from cims.ui.records.field_widgets.lines.line_columns import PRODUCT
from cims.ui.records.field_widgets.lines.line_keys import copied_text, is_table
from cims.ui.records.field_widgets.lines.line_sheet import FILLED
from cims.ui.records.field_widgets.lines.pasting import as_entries, copied, told_of

if TYPE_CHECKING:
    from cims.services.pasted_lines import Pasted
    from cims.ui.records.field_widgets.lines.lines_field import LinesField


class LineWork(QObject):
    """Belongs to one field of lines; what it does is one step each."""

    def __init__(self, field: "LinesField") -> None:
        super().__init__(field)
        self._field = field
        self._model, self._sheet, self._table = field.model, field.sheet, field.table
        self._table.asked.connect(self.do)
        self._table.menu_asked.connect(self._menu)

    def do(self, word: str) -> None:
        """A step that was asked for by a key or in the menu."""
        steps: Mapping[str, Callable[[], object]] = {
            "remove": self._remove,
            "insert": self._insert,
            "duplicate": partial(self._each, self._sheet.duplicate),
            "heading": self._heading,
            "undo": self._sheet.undo,
            "redo": self._sheet.redo,
            "up": partial(self._move, -1),
            "down": partial(self._move, 1),
        }
        others: Mapping[str, Callable[[], object]] = {
            "paste": self.paste,
            "copy": self._copy,
            "cut": self._cut,
            "save": self._field.save_asked.emit,
        }
        if word in others:
            others[word]()
        elif not self._model.is_closed:
            self._table.finish_edit()
            steps[word]()
            self._model.step()

    def paste(self) -> None:
        """Take lines from the clipboard; a single cell goes into the cell the keyboard is on."""
        text = copied_text()
        if self._model.is_closed or not text.strip():
            return
        if not is_table(text):
            if self._table.edit(
                self._table.currentIndex(), self._table.EditTrigger.AllEditTriggers
            ):
                self._table.paste_into_cell()
            return
        self._field.place.tables(text, self._column_names(), self._take_table)

    def _take_table(self, pasted: "Pasted") -> None:
        at = min(self._table.currentIndex().row(), len(self._sheet.entries))
        at = at if at >= 0 else len(self._sheet.entries)
        entries = as_entries(pasted, self._sheet)
        if not entries:
            self._field.notice.say(_("No lines stand in what was copied."), "warn")
            return
        self._sheet.insert(at, entries)
        self._model.step()
        self._field.ask([e for e in entries if e.row.product is not None], FILLED)
        told, tone = told_of(pasted, tax_included=self._model.head.tax_included)
        self._field.notice.say(told, tone, _("Undo"), partial(self.do, "undo"))
        self._table.go_to(at + len(entries), self._model.place_of(PRODUCT))

    def _column_names(self) -> list[str]:
        assert self._field.field.rows
        return [field.name for field in self._field.field.rows.fields]

    def _remove(self) -> None:
        rows = self._table.chosen_rows()
        self._sheet.remove(rows)

    def _insert(self) -> None:
        row = max(0, self._table.currentIndex().row())
        self._sheet.insert(row, [self._sheet.new()])
        self._table.go_to(row, self._model.place_of(PRODUCT))

    def _heading(self) -> None:
        if self._sheet.has_headings:
            row = max(0, self._table.currentIndex().row())
            self._sheet.insert_heading(row)
            self._model.show()
            self._table.go_to(row, self._model.place_of(PRODUCT), edit=True)

    def _each(self, step: Callable[[int], None]) -> None:
        with self._sheet.as_one():
            for row in reversed(self._table.chosen_rows()):
                step(row)

    def _move(self, by: int) -> None:
        index = self._table.currentIndex()
        to = self._sheet.move(index.row(), by)
        self._table.go_to(to, index.column())

    def _mark(self, name: str) -> None:
        """Mark the chosen lines, or take the mark off."""
        rows = [
            row for row in self._table.chosen_rows() if self._sheet.entries[row].row is not None
        ]
        on = not all(getattr(self._sheet.entries[row].row, name) for row in rows)
        with self._sheet.as_one():
            for row in rows:
                self._sheet.set_cell(row, name, on)
        self._model.step()

    def _copy(self) -> None:
        rows = self._table.chosen_rows()
        self._field.place.copy(_(self._field.field.label), copied(self._model, rows))

    def _cut(self) -> None:
        self._copy()
        self.do("remove")

    def _menu(self, spot: QPoint) -> None:
        """What can be done with the lines that are chosen."""
        menu = QMenu(self._table)
        for word, icon_name, words, keys in self._offered():
            made = menu.addAction(icon(icon_name), f"{words}\t{shown_shortcut(keys)}")
            made.triggered.connect(partial(self.do, word))
        for mark in self._model.marks:
            made = menu.addAction(icon("tag"), _(mark.label))
            made.setCheckable(True)
            chosen = self._table.chosen_rows()
            made.setChecked(any(mark in self._model.marks_in(row) for row in chosen))
            made.triggered.connect(partial(self._mark, mark.name))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(spot)

    def _offered(self) -> list[tuple[str, str, str, str]]:
        found = [
            ("insert", "plus", _("Insert line"), "Ins"),
            ("duplicate", "copy-plus", _("Duplicate line"), "Ctrl+D"),
            ("up", "chevron-up", _("Move up"), "Alt+Up"),
            ("down", "chevron-down", _("Move down"), "Alt+Down"),
            ("remove", "x", _("Take away"), "Del"),
            ("copy", "copy", _("Copy"), "Ctrl+C"),
            ("paste", "clipboard-paste", _("Paste lines"), "Ctrl+V"),
            ("undo", "undo-2", _("Undo"), "Ctrl+Z"),
        ]
        if self._sheet.has_headings:
            found.insert(1, ("heading", "heading", _("Insert heading"), "Ctrl+G"))
        return found
