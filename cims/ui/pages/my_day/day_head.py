"""The head of the day: which day it is, how much there is, the daily report."""

from PySide6.QtWidgets import QWidget

from cims.services.i18n import _, _n
from cims.ui import paint
from cims.ui.pages.my_day.day_reading import DayRead, Head, Stretch
from cims.ui.pages.my_day.day_words import BETWEEN, whole_day
from cims.ui.widgets import Button, ElidedLabel, column, row


class DayHead(QWidget):
    """A greeting by what is left to do, and the date below it."""

    def __init__(self, person: str) -> None:
        super().__init__()
        self._person = person
        self.greeting = ElidedLabel("", 15, paint.BOLD)
        self.day = ElidedLabel("", 12, role="muted")
        self.report = Button(_("Daily report"), "clipboard-copy", _("Copy today’s report"))
        line = row(column(self.greeting, self.day, spacing=0), self.report, spacing=12)
        line.setStretch(0, 1)
        self.setLayout(line)

    def show_day(self, read: DayRead) -> None:
        """Say which day it is and what is left of it."""
        self.day.set_text(whole_day(read.day.day, read.lunar))
        heads = [line for line in read.lines if isinstance(line, Head)]
        totals = {head.stretch: head.total for head in heads}
        parts = [_("Hello {name}").format(name=self._person)]
        if late := totals.get(Stretch.LATE, 0):
            parts.append(_n("{n} overdue", "{n} overdue", late).format(n=f"{late:,}"))
        if now := totals.get(Stretch.TODAY, 0):
            parts.append(_n("{n} for today", "{n} for today", now).format(n=f"{now:,}"))
        elif not late:
            parts.append(_("nothing left for today"))
        self.greeting.set_text(BETWEEN.join(parts))
