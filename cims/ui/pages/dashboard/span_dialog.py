"""From which day to which: figures or words, as in every form; what was counted lies behind."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QWidget

from cims.services.i18n import _
from cims.services.insights.periods import Days
from cims.services.rules import date_words
from cims.ui.records.day_offer import DayOffer
from cims.ui.widgets import Button, PrimaryButton, column, label, row, set_ink


class SpanDialog(QDialog):
    """Two days; the dialog stays until they make a span."""

    taken = Signal(Days)

    def __init__(self, known: Days, today: date, window: QWidget) -> None:
        super().__init__(window)
        self._today = today
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Own span"))
        self.first, self.last = (
            QLineEdit(known.first.isoformat()),
            QLineEdit(known.last.isoformat()),
        )
        fields = QFormLayout()
        for words, field in ((_("First day"), self.first), (_("Last day"), self.last)):
            field.setAccessibleName(words)
            field.setPlaceholderText(_("2026-11-01, last Monday"))
            fields.addRow(words, field)
            DayOffer(field, lambda: today, past=True)
        self.problem = label("", 12)
        set_ink(self.problem, "bad")
        cancel, take = Button(_("Cancel"), "x"), PrimaryButton(_("Show"), "check")
        cancel.clicked.connect(self.reject)
        take.clicked.connect(self.take)
        take.setDefault(True)
        buttons = row(None, cancel, take)
        self.setLayout(column(fields, self.problem, buttons, margins=(20, 16, 20, 16)))

    def take(self) -> None:
        """Take the span over, or say what is wrong with it."""
        fields = self.first, self.last
        days = [date_words.parse(field.text(), self._today, past=True) for field in fields]
        if None in days:
            wrong = fields[days.index(None)]
            self.problem.setText(date_words.not_understood(wrong.text()))
            wrong.setFocus()
        elif days[0] > days[1]:  # type: ignore[operator] # neither is None
            self.problem.setText(_("The last day lies before the first. Change one of them."))
            self.last.setFocus()
        else:
            self.taken.emit(Days(*days))  # type: ignore[arg-type] # neither is None
            self.accept()
