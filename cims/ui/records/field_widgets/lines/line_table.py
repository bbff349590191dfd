"""The table in which the lines of a paper are entered: every step has its key."""

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QTableView,
    QWidget,
)

from cims.services.i18n import _
from cims.ui import theme
from cims.ui.records.field_widgets.base import FieldWidget
from cims.ui.records.field_widgets.lines.line_columns import NARROWEST_PRODUCT, PRODUCT, QUANTITY
from cims.ui.records.field_widgets.lines.line_delegate import LineDelegate, inner_boxes, unmatched
from cims.ui.records.field_widgets.lines.line_keys import (
    CTRL,
    NONE,
    STEPS,
    copied_text,
    is_listing,
    is_table,
    plain,
    steps_rows,
)
from cims.ui.records.field_widgets.lines.line_model import LineModel
from cims.ui.records.field_widgets.lines.line_sheet import Unread
from cims.ui.records.field_widgets.lines.product_box import ENTER, Pick, ProductBox
from cims.ui.widgets import Index, SearchCombo

ROW, NUMBERS = 36, 34
Trigger = QAbstractItemView.EditTrigger


class LineTable(QTableView):
    """Enter goes on, in the quantity to the next line; Tab goes cell by cell and out at the end.

    What is to be done with whole lines is asked for by word.
    """

    asked = Signal(str)
    chosen = Signal(int, object)  # row, Pick
    left = Signal(bool)  # the keyboard goes on to the next field, or back to the one before
    current_changed = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, name: str, model: LineModel) -> None:
        super().__init__()
        self.lines = model
        self._amends = False
        self._delegate = LineDelegate(self, model)
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(
            Trigger.AnyKeyPressed | Trigger.DoubleClicked | Trigger.SelectedClicked
        )
        self.setCornerButtonEnabled(False)
        self._lay_out()
        self.clicked.connect(self._clicked)

    def go_to(self, row: int, column: int, *, edit: bool = False) -> None:
        """Put the keyboard on a cell."""
        index = self.lines.index(row, column)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if edit:
            self.edit(index)

    def chosen_rows(self) -> list[int]:
        """The rows that are selected, of those that hold something."""
        found = {index.row() for index in self.selectionModel().selectedRows()}
        return sorted(row for row in found if self.lines.entry(row) is not None)

    def take_pick(self, pick: Pick) -> None:
        """Close the box: something was taken from its list."""
        row = self.currentIndex().row()
        self._delegate.close_box()
        self.chosen.emit(row, pick)

    def take_edit(self, editor: QWidget, index: Index) -> None:
        """Enter what stands in a box, as one step."""
        self._enter(editor, index)
        self.lines.step()

    def enter_half_typed(self) -> None:
        """Let the sheet, and nothing else, know what stands in the open box."""
        if (box := self._delegate.box) is not None:
            self._enter(box, self.currentIndex())

    def _enter(self, editor: QWidget, index: Index) -> None:
        """What can't be read is kept as it was typed."""
        row, column = index.row(), self.lines.columns[index.column()]
        sheet = self.lines.sheet
        entry = self.lines.entry(row)
        if isinstance(editor, QLineEdit):
            words = " ".join(editor.text().split())
            if not editor.isModified():
                return
            if entry is not None and entry.is_heading:
                sheet.name_heading(row, words)
            elif self._amends and entry is not None and entry.offer is not None:
                sheet.set_cell(row, "name", words or None)
            elif words or entry is not None:
                sheet.describe(row, words)
        elif isinstance(editor, FieldWidget):
            typed = unmatched(editor)
            if typed:
                told = _("“{text}” is not in the list. Choose an entry of it.").format(text=typed)
                sheet.set_unread(row, column.name, Unread(typed, told))
            elif wrong := editor.problem():
                (inner,) = editor.boxes()[:1]
                assert isinstance(inner, QLineEdit)
                sheet.set_unread(row, column.name, Unread(inner.text(), wrong))
            elif entry is not None or editor.value() is not None:
                sheet.set_cell(row, column.name, editor.value())

    def paste_into_cell(self) -> None:
        """Paste what was copied into the open box."""
        box = self._delegate.box
        for inner in inner_boxes(box) if box is not None else []:
            if isinstance(inner, QLineEdit):
                inner.paste()

    def finish_edit(self) -> None:
        """Enter what stands in the open box and close it."""
        if (box := self._delegate.box) is not None:
            self._delegate.commitData.emit(box)
            self._delegate.close_box()

    def key_in_cell(self, box: QWidget, inner: QWidget, event: QKeyEvent) -> bool:
        """A key while a cell is edited; whether it was meant for the table."""
        key, how = event.key(), plain(event)
        if isinstance(box, ProductBox) and box.is_waiting:
            return False
        if key in ENTER and how in (NONE, CTRL):
            if how == NONE and isinstance(box, ProductBox) and box.settle():
                return True
            self._close_and(lambda: self._entered(event))
            return True
        if event.matches(QKeySequence.StandardKey.Paste) and is_table(copied_text()):
            self._delegate.close_box()
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.asked.emit("paste")
            return True
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and not how & CTRL:
            if isinstance(box, ProductBox) and key == Qt.Key.Key_Tab and box.settle():
                return True
            if isinstance(inner, SearchCombo):
                inner.settle()
            forward = key == Qt.Key.Key_Tab
            self._close_and(lambda: self._along(1 if forward else -1))
            return True
        if key == Qt.Key.Key_Escape and not is_listing(inner):
            self._delegate.close_box()
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and how == NONE and steps_rows(inner):
            self._close_and(lambda: self._down(1 if key == Qt.Key.Key_Down else -1))
            return True
        return False

    def event(self, event: QEvent) -> bool:
        is_ours = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_ours and self._delegate.box is None and self._word(event):  # type: ignore[arg-type] # narrowed above
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, how = event.key(), plain(event)
        if (word := self._word(event)) is not None:
            self._do(word)
        elif key in ENTER and how in (NONE, CTRL):
            self._entered(event)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and not how & CTRL:
            self._along(1 if key == Qt.Key.Key_Tab else -1)
        elif key == Qt.Key.Key_Escape or how & CTRL and not event.text().isprintable():
            event.ignore()
            if key != Qt.Key.Key_Escape:
                super().keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Let a word that an input method gives begin the cell; Qt loses the first one."""
        if not event.commitString():
            super().inputMethodEvent(event)
            return
        if self._delegate.box is None:
            self.edit(self.currentIndex(), Trigger.AnyKeyPressed)
        if self._delegate.box is not None:
            inner = inner_boxes(self._delegate.box)[0]
            inner.setFocus(Qt.FocusReason.OtherFocusReason)
            QCoreApplication.sendEvent(inner, event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab is this table's own key."""
        return False

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.lines.rowCount():
            self.setCurrentIndex(self.lines.index(0, self.lines.place_of(PRODUCT)))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.current_changed.emit()

    def edit(  # type: ignore[override] # Qt's slot with one argument is not used
        self,
        index: Index,
        trigger: Trigger = Trigger.AllEditTriggers,
        event: QEvent | None = None,
    ) -> bool:
        """Open the box of a cell; a key that opens it replaces what stands there."""
        is_open = super().edit(index, trigger, event)  # type: ignore[arg-type] # Qt takes none too
        if is_open:
            self._amends = trigger is not Trigger.AnyKeyPressed
        return is_open

    def _lay_out(self) -> None:
        header, side = self.horizontalHeader(), self.verticalHeader()
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setProperty("lines", True)
        header.setSectionsClickable(False)
        side.setDefaultSectionSize(theme.px(ROW))
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setFixedWidth(theme.px(NUMBERS))
        side.setProperty("lines", True)
        side.setHighlightSections(False)
        for at, column in enumerate(self.lines.columns):
            if column.name == PRODUCT:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
            else:
                self.setColumnWidth(at, column.width)
        header.setMinimumSectionSize(theme.px(40))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the product readable in a narrow window: then one scrolls sideways."""
        header, at = self.horizontalHeader(), self.lines.place_of(PRODUCT)
        others = sum(one.width for one in self.lines.columns if one.name != PRODUCT)
        is_narrow = self.viewport().width() - others < theme.px(NARROWEST_PRODUCT)
        mode = QHeaderView.ResizeMode.Fixed if is_narrow else QHeaderView.ResizeMode.Stretch
        header.setSectionResizeMode(at, mode)
        if is_narrow:
            self.setColumnWidth(at, theme.px(NARROWEST_PRODUCT))
        super().resizeEvent(event)

    def _word(self, event: QKeyEvent) -> str | None:
        return STEPS.get((plain(event), Qt.Key(event.key())))

    def _do(self, word: str) -> None:
        if word == "edit":
            self.edit(self.currentIndex())
        else:
            self.asked.emit(word)

    def _clicked(self, index: QModelIndex) -> None:
        """One click into the empty line begins it."""
        if self.lines.entry(index.row()) is None:
            self.edit(index)

    def _close_and(self, then: object) -> None:
        assert callable(then)
        self.finish_edit()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        then()

    def _entered(self, event: QKeyEvent) -> None:
        """Enter: from the quantity to the next line, else to the next cell; empty it goes on."""
        if plain(event) == CTRL:
            self.asked.emit("save")
            return
        index = self.currentIndex()
        row, name = index.row(), self.lines.columns[index.column()].name
        entry = self.lines.entry(row)
        if entry is None:
            self.left.emit(True)
        elif name == QUANTITY or entry.is_heading:
            self.go_to(min(row + 1, self.lines.rowCount() - 1), self.lines.place_of(PRODUCT))
        elif name == PRODUCT:
            self.go_to(row, self.lines.place_of(QUANTITY))
        else:
            self._along(1)

    def _along(self, by: int) -> None:
        """To the next cell that can be entered, over the end of a line; out at both ends."""
        index = self.currentIndex()
        width = len(self.lines.columns)
        place = index.row() * width + index.column() + by
        if by > 0 and self.lines.entry(index.row()) is None:
            self.left.emit(True)
            return
        while 0 <= place < self.lines.rowCount() * width:
            row, column = divmod(place, width)
            found = self.lines.index(row, column)
            if self.lines.flags(found) & Qt.ItemFlag.ItemIsEditable:
                self.go_to(row, column)
                return
            place += by
        self.left.emit(by > 0)

    def _down(self, by: int) -> None:
        index = self.currentIndex()
        self.go_to(max(0, min(self.lines.rowCount() - 1, index.row() + by)), index.column())
