"""A card with a chart: its title, its whole figure, what can be taken from it."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget

from cims.services.i18n import _
from cims.services.insights.figures import Bar, Chart, Figure
from cims.ui import paint, theme
from cims.ui.charts.chart import Chart as ChartWidget
from cims.ui.charts.figure_button import FigureButton
from cims.ui.charts.numbers import short
from cims.ui.theme.tokens import CARD_MARGINS
from cims.ui.widgets import Card, ElidedLabel, EmptyState, IconButton, column, row

LOWEST = 196


class ChartCard(Card):
    """Keeps the old bars until new ones are there."""

    rows_asked = Signal(Figure, str)
    menu_asked = Signal(QPoint)
    again_asked = Signal()

    def __init__(self, chart: ChartWidget, empty: str, *, is_wide: bool = False) -> None:
        super().__init__()
        self.chart, self._empty, self._is_wide = chart, empty, is_wide
        self.shown: Chart | None = None
        self.total, self.more = (
            FigureButton(),
            IconButton("ellipsis", _("Copy or save"), quiet=True),
        )
        self.more.setProperty("tiny", True)
        self.state = EmptyState("loader", _("Loading…"))
        self.body = QStackedWidget()
        self.body.addWidget(self.state)
        self.body.addWidget(chart)
        head = row(ElidedLabel(chart.title, 14, paint.BOLD), self.total, self.more, spacing=4)
        head.setStretch(0, 1)
        self.setLayout(column(head, self.body, margins=CARD_MARGINS))
        self.setMinimumHeight(theme.px(LOWEST))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        chart.opened.connect(self._open)
        chart.menu_asked.connect(self.menu_asked)
        self.more.clicked.connect(self._below_button)
        self.total.clicked.connect(self._open_all)
        self.state.pressed.connect(self.again_asked)

    def show_part(self, chart: Chart, note: str) -> None:
        """Show other bars; `note` says what all of them count, where there is room for it."""
        self.shown = chart
        count = chart.total.count
        self.chart.show_bars(chart.bars)
        size = chart.total.size
        whole = f"{note} · {short(size)}"
        self.total.show_words(whole if self._is_wide else short(size), whole)
        if count:
            self.body.setCurrentWidget(self.chart)
        else:
            self._say("chart-column", self._empty)
        self.more.setEnabled(bool(count))

    def show_failure(self) -> None:
        """The figures could not be read; old ones stay."""
        if self.shown is None:
            self._say("circle-alert", _("The figures could not be read."), _("Try again"))

    def _say(self, icon: str, sentence: str, button: str = "") -> None:
        self.state.tell(icon, sentence, button)
        self.body.setCurrentWidget(self.state)

    def _open(self, bar: Bar) -> None:
        self.rows_asked.emit(bar.figure, f"{self.chart.title}: {self.chart.name_of(bar)}")

    def _open_all(self) -> None:
        if self.shown is not None:
            self.rows_asked.emit(self.shown.total, self.chart.title)

    def _below_button(self) -> None:
        self.menu_asked.emit(self.more.mapToGlobal(self.more.rect().bottomLeft()))
