"""The line above the dashboard: which days, whose records, and how it is arranged."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from cims.services.i18n import N_, _
from cims.services.insights.figures import Asked, Scope
from cims.services.insights.periods import PERIOD_WORDS, Days, Period, days_of
from cims.ui.pages.dashboard.span_dialog import SpanDialog
from cims.ui.theme.tokens import PAGE_MARGINS
from cims.ui.widgets import Button, IconButton, label, row

SCOPE_WORDS = {Scope.ME: N_("Mine"), Scope.TEAM: N_("My team"), Scope.ALL: N_("Everybody")}


class Head(QWidget):
    """What is asked for, as the user chooses it."""

    asked = Signal(Asked)
    arrange_asked = Signal()
    reload_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._asked, self._today = Asked(), date.min
        self._is_busy = self._is_arranging = False
        self.days = label("", 12, role="muted")
        self.state = label("", 12, role="muted")
        self.period, self.scope = QComboBox(), QComboBox()
        self.period.setAccessibleName(_("Period"))
        self.scope.setAccessibleName(_("Whose records"))
        for box in (self.period, self.scope):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for period, words in PERIOD_WORDS.items():
            self.period.addItem(_(words), period)
        self.reload = IconButton("refresh-cw", _("Reload"), quiet=True)
        self.arrange = Button(_("Arrange"), "layout-dashboard")
        self.setLayout(
            row(self.days, self.state, None, self.reload, self.period, self.scope, self.arrange)
        )
        self.stand_alone(True)
        self.period.activated.connect(self._choose_period)
        self.scope.activated.connect(self._choose_scope)
        self.arrange.clicked.connect(self.arrange_asked)
        self.reload.clicked.connect(self.reload_asked)

    def stand_alone(self, alone: bool) -> None:
        """Whether it is a line of its own above the board, or stands beside tabs."""
        self.layout().setContentsMargins(*(PAGE_MARGINS if alone else (12, 0, 0, 0)))  # type: ignore[union-attr]

    def show_asked(self, asked: Asked, scopes: Sequence[Scope], today: date) -> None:
        """Show what is asked for and what else could be."""
        self._asked, self._today = asked, today
        if [self.scope.itemData(place) for place in range(self.scope.count())] != list(scopes):
            self.scope.clear()
            for scope in scopes:
                self.scope.addItem(_(SCOPE_WORDS[scope]), scope)
        self.scope.setVisible(len(scopes) > 1)
        self.scope.setCurrentIndex(self.scope.findData(asked.scope))
        self.period.setCurrentIndex(self.period.findData(asked.period))
        days = days_of(asked.period, today, asked.own)
        self.days.setText(f"{days.first.isoformat()} – {days.last.isoformat()}")

    def show_busy(self, busy: bool) -> None:
        """Say that newer figures are on their way."""
        self._is_busy = busy
        self._say()

    def show_arranging(self, on: bool) -> None:
        """Say what to do while the page is arranged."""
        self._is_arranging = on
        self.arrange.setVisible(not on)
        self._say()

    def _say(self) -> None:
        words = _("Counting…") if self._is_busy else ""
        if self._is_arranging:
            words = _("Choose what is shown; move it with its arrows.")
        self.state.setText(words)

    def _choose_period(self, place: int) -> None:
        period = Period(self.period.itemData(place))
        if period is Period.OWN:
            self.ask_span()
        else:
            self.asked.emit(Asked(period, self._asked.scope, self._asked.own))

    def ask_span(self) -> SpanDialog:
        """Ask for the first and the last day."""
        known = days_of(self._asked.period, self._today, self._asked.own)
        dialog = SpanDialog(known, self._today, self.window())
        dialog.taken.connect(self._take_span)
        dialog.rejected.connect(
            lambda: self.period.setCurrentIndex(self.period.findData(self._asked.period))
        )
        dialog.open()
        return dialog

    def _take_span(self, days: Days) -> None:
        self.asked.emit(Asked(Period.OWN, self._asked.scope, days))

    def _choose_scope(self, place: int) -> None:
        scope = Scope(self.scope.itemData(place))
        self.asked.emit(Asked(self._asked.period, scope, self._asked.own))
