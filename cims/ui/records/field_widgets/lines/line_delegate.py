"""How a cell of a line is painted, and which box edits it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from shiboken6 import isValid

from cims.services.i18n import _
from cims.ui import paint, theme
from cims.ui.records.field_widgets.base import FieldWidget
from cims.ui.records.field_widgets.lines.line_columns import AMOUNT, PRODUCT, PROFIT
from cims.ui.records.field_widgets.lines.line_model import LineModel
from cims.ui.records.field_widgets.lines.product_box import ProductBox
from cims.ui.records.field_widgets.row_editor import plain_widget
from cims.ui.widgets import Index, SearchCombo

if TYPE_CHECKING:
    from cims.ui.records.field_widgets.lines.line_table import LineTable

INSET = 8
KEPT_OPEN = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)


class LineDelegate(QStyledItemDelegate):
    """Paints with the theme's tokens; every cell is edited by the widget of its field."""

    def __init__(self, table: "LineTable", model: LineModel) -> None:
        super().__init__(table)
        self._table, self._model = table, model
        self.box: QWidget | None = None  # the editor that is open

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        row, column = index.row(), self._model.columns[index.column()]
        entry = self._model.entry(row)
        problem = self._model.problem(row, column)
        ground = "badsoft" if problem else "subtle" if entry and entry.is_heading else "surface"
        if option.state & QStyle.StateFlag.State_Selected and not problem:
            ground = "sel"
        painter.fillRect(option.rect, theme.color(ground))
        self._lines(painter, option, entry is not None and entry.is_heading)
        inner = rect.adjusted(theme.px(INSET), 0, -theme.px(INSET), -1)
        if entry is None:
            self._invite(painter, inner, column.name)
        else:
            self._text(painter, inner, row, index.column(), problem)
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint.focus_ring(painter, rect.adjusted(0, 0, -1, -1), 4)
        painter.restore()

    def _lines(self, painter: QPainter, option: QStyleOptionViewItem, is_heading: bool) -> None:
        rect, ink = option.rect, theme.color("border")
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, ink)
        if not is_heading:
            painter.fillRect(rect.right(), rect.y(), 1, rect.height(), ink)

    def _invite(self, painter: QPainter, rect: QRectF, column: str) -> None:
        if column == PRODUCT:
            paint.text(painter, rect, _("Name, pinyin or number; “kbj 3” means three"), ink="faint")

    def _text(self, painter: QPainter, rect: QRectF, row: int, at: int, problem: str) -> None:
        model, column = self._model, self._model.columns[at]
        entry = model.entry(row)
        assert entry is not None
        words = model.text(row, column)
        ink = "bad" if problem else "warn" if model.remark(row, column) else "text"
        weight = paint.NORMAL
        if entry.is_heading:
            weight = paint.BOLD
            if column.name == PRODUCT and not words:
                words, ink = _("Without a heading"), "muted"
        elif column.name in (AMOUNT, PROFIT) and ink == "text":
            ink = "muted" if column.name == PROFIT or self._is_left_out(row) else "text"
        if not words and (problem or ink == "warn"):
            words = _("Missing")
        if column.name == PRODUCT and not entry.is_heading:
            rect = self._marks(painter, rect, row)
        side = paint.RIGHT if column.is_number else paint.LEFT
        paint.text(painter, rect, words, weight=weight, ink=ink, align=side)

    def _is_left_out(self, row: int) -> bool:
        return any(mark.name == "optional" for mark in self._model.marks_in(row))

    def _marks(self, painter: QPainter, rect: QRectF, row: int) -> QRectF:
        """Pills for what the line is marked as, at the right; the room that is left."""
        for mark in self._model.marks_in(row):
            words = _(mark.label)
            width = paint.pill_width(words)
            spot = QRectF(rect.right() - width, rect.y(), width, rect.height())
            paint.pill(painter, spot, words, "info")
            rect = rect.adjusted(0, 0, -width - theme.px(6), 0)
        return rect

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        model, column = self._model, self._model.columns[index.column()]
        entry = model.entry(index.row())
        box: QWidget
        if entry is not None and entry.is_heading:
            box = QLineEdit(parent)
            box.setAccessibleName(_("Heading"))
        elif column.name == PRODUCT:
            box = ProductBox(model.place, parent)
            box.taken.connect(self._table.take_pick)
        else:
            assert column.field is not None
            box = plain_widget(column.field, model.place)
            box.setParent(parent)
        for inner in inner_boxes(box):
            inner.setProperty("cell", True)
            inner.installEventFilter(self)
        box.setAutoFillBackground(True)
        self.box = box
        return box

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        editor.setGeometry(option.rect)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        entry, column = self._model.entry(index.row()), self._model.columns[index.column()]
        if isinstance(editor, QLineEdit):
            if not editor.isModified():
                editor.setText(self._model.text(index.row(), column))
                editor.selectAll()
        elif isinstance(editor, FieldWidget) and not editor.property("filled"):
            editor.setProperty("filled", True)  # other cells may change while this one is edited
            if entry is not None and column.name in entry.unread:
                for inner in inner_boxes(editor):
                    if isinstance(inner, QLineEdit):
                        inner.setText(entry.unread[column.name].text)
            elif entry is not None:
                editor.set_value(getattr(entry.row, column.name))
            for inner in inner_boxes(editor):
                if isinstance(inner, QLineEdit):
                    inner.selectAll()

    def setModelData(self, editor: QWidget, _model: QAbstractItemModel, index: Index) -> None:
        self._table.take_edit(editor, index)

    def close_box(self) -> None:
        """Close the open box without entering what stands in it."""
        box, self.box = self.box, None
        if box is not None:
            self.closeEditor.emit(box)

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        if editor is self.box:
            self.box = None
        super().destroyEditor(editor, index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        box = self.box
        if box is None or not isValid(box) or not isinstance(watched, QWidget):
            return False  # boxes are told of their end, too
        is_inside = watched is box or box.isAncestorOf(watched)
        if is_inside and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._table.key_in_cell(box, watched, event)
        if is_inside and event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            self._left(box, event)
        return False

    def _left(self, box: QWidget, event: QFocusEvent) -> None:
        """What stands in a cell is entered when the keyboard goes elsewhere."""
        now = box.window().focusWidget()
        is_still_here = now is box or (now is not None and box.isAncestorOf(now))
        if event.reason() in KEPT_OPEN or is_still_here:
            return
        if isinstance(box, ProductBox) and box.is_waiting:
            return
        self._table.finish_edit()


def inner_boxes(box: QWidget) -> list[QWidget]:
    """What in an editor takes keys."""
    return box.boxes() or [box] if isinstance(box, FieldWidget) else [box]


def unmatched(box: FieldWidget) -> str:
    """What was typed in a box with a list and fits nothing in it."""
    combos = [inner for inner in inner_boxes(box) if isinstance(inner, SearchCombo)]
    for combo in combos:
        combo.settle()
    return next((combo.unmatched for combo in combos if combo.unmatched), "")
