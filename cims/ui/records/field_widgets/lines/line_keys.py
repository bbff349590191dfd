"""The keys of the table of lines, and whom a key is meant for while a cell is edited."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from cims.ui.records.field_widgets.lines.product_box import ProductBox
from cims.ui.widgets import SearchCombo

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
NONE = Qt.KeyboardModifier.NoModifier
Steps = Mapping[tuple[Qt.KeyboardModifier, Qt.Key], str]
STEPS: Steps = {
    (NONE, Qt.Key.Key_Delete): "remove",
    (NONE, Qt.Key.Key_Insert): "insert",
    (CTRL, Qt.Key.Key_D): "duplicate",
    (CTRL, Qt.Key.Key_G): "heading",
    (CTRL, Qt.Key.Key_Z): "undo",
    (CTRL, Qt.Key.Key_Y): "redo",
    (CTRL | SHIFT, Qt.Key.Key_Z): "redo",
    (CTRL, Qt.Key.Key_V): "paste",
    (CTRL, Qt.Key.Key_C): "copy",
    (CTRL, Qt.Key.Key_X): "cut",
    (NONE, Qt.Key.Key_F2): "edit",
    (ALT, Qt.Key.Key_Up): "up",
    (ALT, Qt.Key.Key_Down): "down",
}


def plain(event: QKeyEvent) -> Qt.KeyboardModifier:
    """The modifiers without the one that only says where the key lies."""
    return event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier


def is_listing(box: QWidget) -> bool:
    """Whether a list is open below a box, which Esc closes first."""
    return isinstance(box, ProductBox | SearchCombo) and box.is_open


def steps_rows(box: QWidget) -> bool:
    """Whether Up and Down leave a box for the line above or below."""
    return isinstance(box, QLineEdit) and not isinstance(box, ProductBox | SearchCombo)


def copied_text() -> str:
    """What was copied last, as text."""
    return QGuiApplication.clipboard().text()


def is_table(text: str) -> bool:
    """Whether a copied text is more than the words of one cell."""
    return "\t" in text or "\n" in text.strip()
