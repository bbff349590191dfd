"""Where the parts of an entry stand: measured once for each width, painted from there."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QTextCharFormat, QTextLayout, QTextOption

from cims.ui import paint, theme
from cims.ui.records.timeline_words import Told

CIRCLE, LEFT, RIGHT, GAP = 28, 40, 8, 14
DAY, TITLE, LINE = 30, 20, 17
FOLDED = 4  # lines of a long text
TEXT = 13


@dataclass
class Laid:
    """The tops of an entry's parts from its own top, and its text in lines."""

    height: int
    title: int
    who: int
    about: int
    text: int
    more: int
    next: int
    lines: QTextLayout | None
    is_cut: bool


def laid_out(told: Told, width: int, *, unfolded: bool) -> Laid:
    """Measure an entry for `width` pixels; a long text is cut unless it is unfolded."""
    top = theme.px(DAY) if told.begins_day else theme.px(4)
    title = top
    top += theme.px(TITLE)
    who = top
    top += theme.px(LINE) if told.who else 0
    about = top
    top += theme.px(LINE) if told.about else 0
    text, lines, is_cut = top, None, False
    if told.text:
        room = width - theme.px(LEFT) - theme.px(RIGHT)
        lines, height, is_cut = wrapped_text(told, room, unfolded=unfolded)
        top += theme.px(2) + height
    more = top
    top += theme.px(LINE + 2) if is_cut or (unfolded and is_long(told)) else 0
    following = top
    top += theme.px(LINE + 2) if told.next else 0
    height = max(top, title + theme.px(CIRCLE)) + theme.px(GAP)
    return Laid(height, title, who, about, text, more, following, lines, is_cut)


def is_long(told: Told) -> bool:
    """Whether a text is so long that it is folded in any width."""
    return told.text.count("\n") >= FOLDED or len(told.text) > 300


def wrapped_text(told: Told, width: int, *, unfolded: bool) -> tuple[QTextLayout, int, bool]:
    """The text in lines, its height, and whether lines are left out."""
    size = TEXT if told.entry.entity == "activity" else 12
    layout = QTextLayout(told.text.replace("\r", "").replace("\n", "\u2028"), theme.font(size))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats([called_format(start, length) for start, length in told.calls])
    layout.beginLayout()
    height, count = 0.0, 0
    while (line := layout.createLine()).isValid():
        if not unfolded and count == FOLDED:
            layout.endLayout()
            return layout, round(height), True
        line.setLineWidth(max(40, width))
        line.setPosition(QPointF(0, height))
        height += line.height() * 1.12
        count += 1
    layout.endLayout()
    return layout, round(height), False


def called_format(start: int, length: int) -> QTextLayout.FormatRange:
    """A colleague's name in the text."""
    ink = QTextCharFormat()
    ink.setForeground(theme.color("accent"))
    ink.setFontWeight(paint.MEDIUM)
    found = QTextLayout.FormatRange()
    found.start, found.length = start, length
    found.format = ink
    return found
