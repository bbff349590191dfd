"""What is wrong with a widget and everything in it, told as sentences."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QCalendarWidget,
    QDialogButtonBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollBar,
    QTabBar,
    QWidget,
)

from cims.ui.widgets.labels import looks_rich

INJECTIONS = (
    '<img src="logo.png">',
    "<b>Bold</b> & <i>slanted</i>",
    "恒泰 & 远东",
    "=cmd|' /C calc'!A0",
    "' OR 1=1 --",
    "two\nlines\tand a tab",
    "\u202etxt.exe",
    "👩‍👩‍👧 family",
    "NEAR(a b) AND *",
    "x" * 200,
    "客" * 200,
)


def problems(widget: QWidget) -> list[str]:
    """Rich text, buttons without a name, clipped words and single & in a widget's tree."""
    found: list[str] = []
    for part in [widget, *widget.findChildren(QWidget)]:
        found += _of_one(part)
    found += [
        f"menu entry with a single &: {action.text()}"
        for action in widget.findChildren(QAction)
        if _has_single_ampersand(action.text())
    ]
    return found


def _of_one(part: QWidget) -> Iterator[str]:
    name = f"{type(part).__name__} {part.objectName()}".strip()
    if looks_rich(part.toolTip()) and "<" in part.toolTip():
        yield f"{name}: tooltip of rich text: {part.toolTip()}"
    if isinstance(part, QLabel):
        yield from _of_label(part, name)
    elif isinstance(part, QAbstractButton) and not _is_of_qt(part):
        yield from _of_button(part, name)
    elif isinstance(part, QTabBar):
        for index in range(part.count()):
            if _has_single_ampersand(part.tabText(index)):
                yield f"{name}: tab with a single &: {part.tabText(index)}"
    elif isinstance(part, QGroupBox | QMenu) and _has_single_ampersand(part.title()):
        yield f"{name}: title with a single &: {part.title()}"


def _of_label(part: QLabel, name: str) -> Iterator[str]:
    if part.textFormat() is not Qt.TextFormat.PlainText:
        yield f"{name}: not plain text: {part.text()}"
    if part.wordWrap() or not part.isVisible():
        return
    needed = part.fontMetrics().horizontalAdvance(part.text())
    if needed > part.contentsRect().width() + 1:
        yield f"{name}: clipped: {part.text()}"


def _of_button(part: QAbstractButton, name: str) -> Iterator[str]:
    if not (part.accessibleName() or part.text() or part.isHidden()):
        yield f"{name}: a button without a name"
    if _has_single_ampersand(part.text()):
        yield f"{name}: a single &: {part.text()}"
    if part.isVisible() and part.text() and part.width() < part.sizeHint().width() - 1:
        yield f"{name}: clipped: {part.text()}"


def _is_of_qt(button: QAbstractButton) -> bool:
    """Buttons that Qt makes inside its own widgets and names itself."""
    parent = button.parent()
    insides = (QLineEdit, QTabBar, QScrollBar, QCalendarWidget, QDialogButtonBox)
    is_own = type(button).__module__.startswith("cims.")
    is_corner = type(button).__name__ == "QTableCornerButton" or "qt_" in button.objectName()
    return not is_own and (isinstance(parent, insides) or is_corner)


def _has_single_ampersand(words: str) -> bool:
    return "&" in words.replace("&&", "")
