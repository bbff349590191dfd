"""The cards of the forecast: a chart with its menu, and the table with its groups."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStackedWidget

from cims.services.forecast_fields import GroupBy
from cims.services.i18n import _
from cims.ui import paint, theme
from cims.ui.charts.chart import Chart
from cims.ui.pages.forecast.forecast_table import ForecastTable
from cims.ui.pages.forecast.forecast_words import GROUP_WORDS
from cims.ui.theme.tokens import CARD_MARGINS
from cims.ui.widgets import (
    Button,
    Card,
    ElidedLabel,
    EmptyState,
    IconButton,
    TabStrip,
    column,
    label,
    row,
)

LOWEST = 190


class ChartSheet(Card):
    """A chart below its title; a story also says of which month it is."""

    more_asked = Signal(QPoint)
    month_chosen = Signal(object)  # date

    def __init__(self, chart: Chart, *, has_months: bool = False) -> None:
        super().__init__()
        self.title = ElidedLabel(chart.title, 14, paint.BOLD)
        self.note = label("", 12, role="muted")
        self.months = QComboBox()
        self.months.setAccessibleName(_("Month"))
        self.more = IconButton("ellipsis", _("Copy or save"), quiet=True)
        self.more.setProperty("tiny", True)
        head = row(self.title, self.note, self.months, self.more, spacing=8)
        head.setStretch(0, 1)
        words = _("No day is kept yet. One is kept on each day on which the program runs.")
        self.state, self.body = EmptyState("calendar", words), QStackedWidget()
        self.body.addWidget(chart)
        self.body.addWidget(self.state)
        body = column(head, self.body, margins=CARD_MARGINS, spacing=6)
        body.setStretch(1, 1)
        self.setLayout(body)
        self.months.setVisible(has_months)  # a box of this sheet by now, and no window
        self.setMinimumHeight(theme.px(LOWEST))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.more.clicked.connect(self._ask)
        self.months.activated.connect(
            lambda place: self.month_chosen.emit(date.fromisoformat(self.months.itemData(place)))
        )

    def show_title(self, title: str, note: str) -> None:
        """Say what the chart shows."""
        self.title.set_text(title)
        self.note.setText(note)

    def show_whether(self, is_there: bool) -> None:
        """Show the chart, or that there is nothing yet."""
        self.body.setCurrentIndex(0 if is_there else 1)

    def show_months(self, months: Sequence[str], chosen: date) -> None:
        """Offer the months whose story can be told."""
        self.months.clear()
        for month in months:
            self.months.addItem(month, f"{month}-01")
        self.months.setCurrentIndex(self.months.findData(chosen.isoformat()))

    def _ask(self) -> None:
        self.more_asked.emit(self.more.mapToGlobal(self.more.rect().bottomLeft()))


class GroupSheet(Card):
    """The table, below the tabs that say by what it is grouped."""

    chosen = Signal(GroupBy)
    taken = Signal()

    def __init__(self, table: ForecastTable) -> None:
        super().__init__()
        self._groups = list(GROUP_WORDS)
        self.tabs = TabStrip(*(_(words) for words in GROUP_WORDS.values()))
        self.tabs.setAccessibleName(_("Group by"))
        self.currency = label("", 12, role="muted")
        self.take = Button(_("Export"), "file-output")
        self.take.setProperty("quiet", True)
        head = row(self.tabs, self.currency, self.take, spacing=12)
        head.setStretch(0, 1)
        body = column(head, table, margins=(16, 4, 16, 8), spacing=2)
        body.setStretch(1, 1)
        self.setLayout(body)
        self.setMinimumHeight(theme.px(LOWEST))
        self.tabs.currentChanged.connect(lambda place: self.chosen.emit(self._groups[place]))
        self.take.clicked.connect(self.taken)

    def show_group(self, by: GroupBy, currency: str) -> None:
        """Mark the group that is shown."""
        self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(self._groups.index(by))
        self.tabs.blockSignals(False)
        self.currency.setText(currency)
