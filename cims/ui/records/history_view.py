"""What happened to a record, one entry below the other on a line of time."""

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from cims.services.history import FieldChange, HistoryEntry
from cims.services.i18n import N_, _
from cims.ui import paint, theme
from cims.ui.icons import paint_icon
from cims.ui.records.format import Words
from cims.ui.records.record_text import Copy, record_text
from cims.ui.widgets import ElidedLabel, column, label, row

ACTIONS = {
    "create": (N_("New record"), "plus", "ok"),
    "edit": (N_("Changed"), "pencil", "accent"),
    "remove": (N_("Moved to the recycle bin"), "trash", "bad"),
    "restore": (N_("Restored"), "rotate-ccw", "info"),
}
OTHER = (N_("Changed"), "pencil", "accent")
CIRCLE, LEFT = 28, 40
LINES = 6


def sentences(entry: HistoryEntry, words: Words) -> list[str]:
    """What changed, one line per field."""
    if entry.action == "create":
        return []
    return [sentence(change, words) for change in entry.changes]


def sentence(change: FieldChange, words: Words) -> str:
    """One changed field in words."""
    before, after = (words.text(change.field, value) for value in (change.before, change.after))
    name = _(change.field.label)
    if not before and not after:
        return _("{field} changed").format(field=name)
    if not before:
        return _("{field}: {value}").format(field=name, value=after)
    if not after:
        return _("{field} removed: {value}").format(field=name, value=before)
    return _("{field}: {before} → {after}").format(field=name, before=before, after=after)


class HistoryRow(QWidget):
    """One entry: what, when, by whom, and what changed."""

    def __init__(self, entry: HistoryEntry, words: Words, copy: Copy, *, is_last: bool) -> None:
        super().__init__()
        title, self._icon, self._tone = ACTIONS.get(entry.action, OTHER)
        self._is_last = is_last
        heading = _(title)
        if entry.title:
            heading = _("{name}: {action}").format(name=entry.title, action=heading)
        head = row(
            ElidedLabel(heading, 13, paint.MEDIUM),
            label(words.moment(entry.at, short=True), 11, role="muted"),
        )
        head.setStretch(0, 1)
        lines = sentences(entry, words)
        shown = lines[:LINES]
        if len(lines) > LINES:
            shown.append(_("and {n} more").format(n=len(lines) - LINES))
        text = "\n".join([*shown, entry.by])
        body = record_text(text, copy, 12, "muted")
        self.setLayout(column(head, body, None, margins=(theme.px(LEFT), 2, 0, 10), spacing=2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px(CIRCLE)
        if not self._is_last:
            line = theme.color("border")
            painter.fillRect(side // 2, side + 2, 2, self.height() - side, line)
        circle = QRectF(0, 2, side, side)
        paint.rounded(painter, circle, side / 2, paint.soft_ground(self._tone))
        inset = side // 4
        box = QRect(inset, 2 + inset, side - 2 * inset, side - 2 * inset)
        paint_icon(painter, box, self._icon, self._tone)
