"""Notes that came with a customer to its new owner, over the timeline until they are read."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cims.services.i18n import _
from cims.services.timeline import TimelineEntry
from cims.ui.records.format import Words
from cims.ui.records.record_text import Copy, record_text
from cims.ui.widgets import Button, Card, column, label, row


class PinnedNotes(QWidget):
    """Hidden while there are none; who has not read them says so with a button."""

    read = Signal()

    def __init__(self, copy: Copy) -> None:
        super().__init__()
        self._copy = copy
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_notes(self, notes: Sequence[TimelineEntry], words: Words) -> None:
        """Show these notes."""
        while (taken := self._rows.takeAt(0)) is not None:
            if widget := taken.widget():
                widget.hide()
                widget.deleteLater()
        for note in notes:
            self._rows.addWidget(self._card(note, words))
        self.setVisible(bool(notes))

    def _card(self, note: TimelineEntry, words: Words) -> Card:
        head = _("Handed over by {name}, {time}").format(
            name=note.by, time=words.moment(note.at, short=True)
        )
        text = record_text(note.text, self._copy)
        foot = column(label(head, 12, role="warn"), text, spacing=2)
        if note.is_unread:
            read = Button(_("Read"), "check")
            read.clicked.connect(self.read)
            body = row(foot, read, margins=(12, 8, 8, 8), spacing=8)
        else:
            waits = label(_("Not read yet"), 12, role="muted")
            body = row(foot, waits, margins=(12, 8, 12, 8), spacing=8)
        body.setStretch(0, 1)
        return Card(body, fill="warnsoft", line=None)
