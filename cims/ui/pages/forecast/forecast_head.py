"""The line above a forecast: which months, whose, of which pipeline, compared with which day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from cims.services.entity import Link
from cims.services.forecast_fields import ForecastAsked
from cims.services.i18n import _
from cims.services.insights.figures import Scope
from cims.ui.pages.forecast.forecast_words import (
    QUARTER,
    SCOPE_WORDS,
    YEAR,
    moved_by,
    period_of,
    period_words,
)
from cims.ui.theme.tokens import PAGE_MARGINS
from cims.ui.widgets import IconButton, label, row


@dataclass(frozen=True)
class Choices:
    """What can be chosen."""

    scopes: Sequence[Scope]
    currencies: Sequence[str]
    pipelines: Sequence[Link]
    days: Sequence[date]
    today: date


class ForecastHead(QWidget):
    """What is asked for, as the user chooses it."""

    asked = Signal(ForecastAsked)
    compared = Signal(object)  # date or None
    reload_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._asked: ForecastAsked | None = None
        self._today = date.min
        self.earlier = IconButton("chevron-left", _("Earlier months"), quiet=True)
        self.later = IconButton("chevron-right", _("Later months"), quiet=True)
        self.reload = IconButton("refresh-cw", _("Reload"), quiet=True)
        self.name = label("", 13)
        self.state = label("", 12, role="muted")
        self.span = self._box(_("Length of the period"))
        self.scope = self._box(_("Whose opportunities"))
        self.pipeline = self._box(_("Pipeline"))
        self.currency = self._box(_("Currency"))
        self.day = self._box(_("Compare with an earlier day"))
        self.span.addItem(_("Whole year"), YEAR)
        self.span.addItem(_("Quarter"), QUARTER)
        boxes = (self.scope, self.pipeline, self.currency, self.day)
        self.setLayout(
            row(self.span, self.earlier, self.name, self.later, self.state, None,
                self.reload, *boxes, spacing=8)
        )  # fmt: skip
        self.layout().setContentsMargins(*PAGE_MARGINS)  # type: ignore[union-attr]
        self._connect()

    def stand_beside(self) -> None:
        """Give up the margins: the line stands beside tabs."""
        self.layout().setContentsMargins(12, 0, 0, 0)  # type: ignore[union-attr]

    def show_asked(self, asked: ForecastAsked, choices: Choices, day: date | None) -> None:
        """Show what is asked for, and what else could be."""
        self._asked, self._today = asked, choices.today
        self.name.setText(period_words(asked.first, asked.months))
        self.span.setCurrentIndex(self.span.findData(asked.months))
        fill(self.scope, ((_(SCOPE_WORDS[s]), s) for s in choices.scopes), asked.scope)
        ways = [(_("All pipelines"), None), *((one.text, one.id) for one in choices.pipelines)]
        fill(self.pipeline, ways, asked.pipeline)
        base, *others = choices.currencies
        pays = [(_("All in {currency}").format(currency=base), "")]
        pays += [(_("Only {currency}").format(currency=one), one) for one in choices.currencies]
        fill(self.currency, pays, asked.currency)
        days = [
            (_("vs {day}").format(day=one.isoformat()), one)
            for one in sorted(choices.days, reverse=True)
            if one != choices.today
        ]
        fill(self.day, [(_("No comparison"), None), *days], day)
        self.scope.setVisible(len(choices.scopes) > 1)
        self.pipeline.setVisible(len(choices.pipelines) > 1)
        self.currency.setVisible(bool(others))
        self.day.setVisible(bool(days))

    def show_busy(self, busy: bool) -> None:
        """Say that newer figures are on their way."""
        self.state.setText(_("Counting…") if busy else "")

    def _connect(self) -> None:
        self.earlier.clicked.connect(lambda: self._step(-1))
        self.later.clicked.connect(lambda: self._step(1))
        self.reload.clicked.connect(self.reload_asked)
        self.span.activated.connect(lambda _place: self._choose_span())
        for name in ("scope", "pipeline", "currency"):
            box: QComboBox = getattr(self, name)
            box.activated.connect(lambda _place, n=name, b=box: self._take(n, b.currentData()))
        self.day.activated.connect(lambda _place: self.compared.emit(self.day.currentData()))

    def _box(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setToolTip(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.setMaxVisibleItems(20)
        return box

    def _take(self, name: str, value: Any) -> None:
        if self._asked is not None:
            value = Scope(value) if name == "scope" else value
            self.asked.emit(replace(self._asked, **{name: value}))

    def _step(self, by: int) -> None:
        if self._asked is not None:
            first = moved_by(self._asked.first, self._asked.months, by)
            self.asked.emit(replace(self._asked, first=first))

    def _choose_span(self) -> None:
        """A quarter of the year that is shown, the present one where it is in it."""
        if self._asked is not None:
            months, first = int(self.span.currentData()), self._asked.first
            day = self._today if self._today.year == first.year else first
            self.asked.emit(replace(self._asked, first=period_of(day, months), months=months))


def fill(box: QComboBox, entries: Iterable[tuple[str, Any]], chosen: Any) -> None:
    """Show these entries; nothing is emitted."""
    wanted = list(entries)
    known = [(box.itemText(n), box.itemData(n)) for n in range(box.count())]
    if known != wanted:
        box.clear()
        for words, value in wanted:
            box.addItem(words, value)
    values = [value for _words, value in wanted]
    box.setCurrentIndex(values.index(chosen) if chosen in values else 0)
