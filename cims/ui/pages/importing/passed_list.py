"""What is to be known about the file as a whole, and rows that seem to be no records."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from cims.services.i18n import _
from cims.services.spreadsheet.headings import SkippedRow
from cims.ui import paint, theme
from cims.ui.widgets import column, label, wrapped

MOST_SENTENCES = 12


class PassedList(QWidget):
    """Sentences, and the rows that were passed over: a tick takes one in all the same."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sentences = wrapped("")
        self._title = label(_("Passed over; tick a row to take it in:"), 12, role="muted")
        self.rows = QListWidget()
        self.rows.setAccessibleName(_("Rows passed over"))
        self.rows.setFrameShape(QFrame.Shape.NoFrame)
        self.rows.itemChanged.connect(lambda _item: self.changed.emit())
        self._none = wrapped(_("Every row below the headings is read."), role="muted")
        body = column(self._sentences, self._none, self._title, self.rows, margins=(16, 10, 16, 10))
        body.setStretch(3, 1)
        body.addStretch(0)
        self.setLayout(body)
        self._known: dict[int, SkippedRow] = {}
        self._told = 0

    def count(self) -> int:
        """How many things there are to look at."""
        return self.rows.count() + self._told

    def taken(self) -> dict[int, bool]:
        """Rows that are taken in by the user's word, as `ImportOptions.skip`."""
        items = [self.rows.item(place) for place in range(self.rows.count())]
        chosen = [item for item in items if item.checkState() is Qt.CheckState.Checked]
        return {item.data(Qt.ItemDataRole.UserRole): False for item in chosen}

    def forget(self) -> None:
        """Another file or sheet: nothing is known of its rows."""
        self._known.clear()

    def show_file(
        self, sentences: Sequence[str], skipped: Sequence[SkippedRow], taken: dict[int, bool]
    ) -> None:
        """Show the sentences and rows; rows taken in stay in the list, ticked."""
        self._known |= {one.row: one for one in skipped}
        spoken = [words for words in sentences if not self._is_of_row(words)]
        self._told = len(spoken)
        self._sentences.setText("\n".join(spoken[:MOST_SENTENCES]))
        self._sentences.setVisible(bool(spoken))
        place, foot = self.rows.currentRow(), self.rows.verticalScrollBar().value()
        self.rows.blockSignals(True)
        self.rows.clear()
        for number in sorted(self._known):
            self._add(self._known[number], is_taken=number in taken)
        self.rows.setCurrentRow(min(place, self.rows.count() - 1))
        self.rows.verticalScrollBar().setValue(foot)
        self.rows.blockSignals(False)
        self._title.setVisible(bool(self._known))
        self.rows.setVisible(bool(self._known))
        self._none.setVisible(not self._known)

    def _add(self, one: SkippedRow, *, is_taken: bool) -> None:
        words = _("Row {row} ({reason}): {text}").format(
            row=one.row, reason=one.reason, text=paint.one_line(one.text)
        )
        item = QListWidgetItem(words, self.rows)
        item.setData(Qt.ItemDataRole.UserRole, one.row)
        item.setSizeHint(QSize(80, theme.px(30)))
        item.setCheckState(Qt.CheckState.Checked if is_taken else Qt.CheckState.Unchecked)

    def _is_of_row(self, words: str) -> bool:
        """Rows passed over stand in the list below already."""
        told = _("Row {row} was passed over ({reason}): {text}")
        return words in {
            told.format(row=one.row, reason=one.reason, text=one.text)
            for one in self._known.values()
        }
