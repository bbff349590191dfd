"""Where Tab goes: parts that are made anew belong where their holder stands, not at the end."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def focus_before(holder: QWidget, start: QWidget | None = None) -> QWidget | None:
    """The box outside of `holder` after which Tab comes into it; looked for from `start` on."""
    begin = start or holder
    widget = begin.previousInFocusChain()
    while widget is not None and widget is not begin:
        is_inside = widget is holder or holder.isAncestorOf(widget)
        if not is_inside and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            return widget
        widget = widget.previousInFocusChain()
    return None


def chain(holder: QWidget, parts: Iterable[QWidget]) -> None:
    """Let Tab go through these parts of `holder` one after the other, from what is before it."""
    before = focus_before(holder)
    for part in parts:
        if before is not None:
            QWidget.setTabOrder(before, part)
        before = part
