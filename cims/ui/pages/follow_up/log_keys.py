"""The keys that a follow-up is written with."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def plain(event: QKeyEvent) -> Qt.KeyboardModifier:
    """What is held with a key, wherever on the keyboard the key lies."""
    return event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier


def saves(event: QKeyEvent) -> bool:
    """Whether this is Ctrl+Enter."""
    return event.key() in ENTER and plain(event) == Qt.KeyboardModifier.ControlModifier


def is_ours(event: QKeyEvent) -> bool:
    """Whether the panel wants this key before any command of the window gets it."""
    return saves(event) or event.key() == Qt.Key.Key_Escape
