"""The sentences below the chart: what was converted, what stands apart, with the way to it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cims.ui.charts.figure_button import FigureButton
from cims.ui.pages.forecast.forecast_words import Note
from cims.ui.widgets import FlowLayout, label, set_tooltip


class NotesBar(QWidget):
    """One after the other, on as many lines as they need; gone where there are none."""

    opened = Signal(object, str)  # filter, title

    def __init__(self) -> None:
        super().__init__()
        self._flow = FlowLayout(self)
        self.notes: Sequence[Note] = ()

    def show_notes(self, notes: Sequence[Note]) -> None:
        """Show other sentences."""
        if list(notes) == list(self.notes):
            return
        self.notes = notes
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for note in notes:
            self._flow.addWidget(self._made(note))
        self.setVisible(bool(notes))

    def _made(self, note: Note) -> QWidget:
        if note.where is None:
            words = label(note.words, 12, role="muted")
            set_tooltip(words, note.more)
            return words
        button = FigureButton()
        button.show_words(note.words, note.words)
        button.clicked.connect(lambda: self.opened.emit(note.where, note.title))
        return button
