"""Which stages an opportunity went through, on its page: since when, until when, by whom."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cims.services.clock import office_date
from cims.services.i18n import _, _n
from cims.services.opportunities import Visit
from cims.services.storage import Record
from cims.ui import paint, theme
from cims.ui.records.form_plans import FormPlan
from cims.ui.records.format import Words, day
from cims.ui.records.record_extras import Extra
from cims.ui.widgets import (
    ElidedLabel,
    Hairline,
    Scrolled,
    column,
    label,
    row,
    titled_card,
)

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Jobs

SPAN, LONG, WHO = 190, 80, 130


def read_course(office: "Office", id_: int) -> tuple[Visit, ...]:
    """Read it inside a job."""
    return office.opportunities.visits(id_)


class OpportunityPage(Extra):
    """Belongs to the view of an opportunity."""

    def __init__(self, view: QWidget, _plan: FormPlan, _jobs: "Jobs") -> None:
        super().__init__(view)
        self.course = StageCourse()

    def tabs(self) -> list[tuple[QWidget, str]]:
        return [(self.course, _("Stage history"))]

    def show(self, _record: Record, reading: Sequence[Visit], words: Words) -> None:
        self.course.show_visits(reading, words)


class StageCourse(Scrolled):
    """The stages one below the other, the one where it stands first."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Stage history"))

    def show_visits(self, visits: Sequence[Visit], words: Words) -> None:
        """Show the course of another opportunity."""
        lines = column(spacing=0)
        for number, visit in enumerate(reversed(visits)):
            if number:
                lines.addWidget(Hairline())
            lines.addLayout(self._line(visit, words))
        card = titled_card(_("Stage history"), lines)
        self.hold(column(card, None, margins=(0, 12, 0, 12), spacing=theme.GAP))

    def _line(self, visit: Visit, words: Words) -> QHBoxLayout:
        name = ElidedLabel(visit.stage.text, weight=paint.MEDIUM)
        span = label(span_of(visit, words), role="muted")
        span.setFixedWidth(theme.px(SPAN))
        days = days_of(visit, words)
        long = label(_n("{n} day", "{n} days", days).format(n=f"{days:,}"))
        long.setFixedWidth(theme.px(LONG))
        long.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        who = ElidedLabel(words.people.get(visit.user_id or 0, ""), role="muted")
        who.setFixedWidth(theme.px(WHO))
        laid = row(name, span, long, who, margins=(0, 8, 0, 8), spacing=theme.px(12))
        laid.setStretch(0, 1)
        return laid


def span_of(visit: Visit, words: Words) -> str:
    """From when to when, in the office's days."""
    since = day(on(visit.entered_at, words))
    if visit.left_at is None:
        return _("since {day}").format(day=since)
    return _("{since} to {until}").format(since=since, until=day(on(visit.left_at, words)))


def days_of(visit: Visit, words: Words) -> int:
    """How many days it stood there, or has stood there until today."""
    until = on(visit.left_at, words) if visit.left_at else words.today
    return (until - on(visit.entered_at, words)).days


def on(moment: datetime, words: Words) -> date:
    """The day of a moment where the office is."""
    return office_date(moment, words.zone)
