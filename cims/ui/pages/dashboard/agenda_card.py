"""My next contacts: whom, when, what; each opens its customer."""

from datetime import date
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from cims.services.i18n import _, _n
from cims.services.insights.figures import Agenda, Figure, Planned
from cims.ui import paint, theme
from cims.ui.charts.figure_button import FigureButton
from cims.ui.charts.numbers import short
from cims.ui.icons import paint_icon
from cims.ui.records.format import day as day_text
from cims.ui.theme.tokens import CARD_MARGINS
from cims.ui.widgets import Card, ElidedLabel, EmptyState, column, row, set_tooltip

LOWEST, ENTRY = 196, 44


class PlannedEntry(QAbstractButton):
    """One planned contact in two lines."""

    def __init__(self, planned: Planned, day: str) -> None:
        super().__init__()
        self.planned = planned
        self._under = f"{day} · {planned.step}" if planned.step else day
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        words = f"{planned.name} · {self._under}"
        self.setAccessibleName(words)
        set_tooltip(self, words)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(ENTRY))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.underMouse():
            paint.rounded(painter, rect, 8, "subtle")
        side = theme.px(30)
        spot = QRectF(4, (self.height() - side) / 2, side, side)
        paint.rounded(painter, spot, side / 2, "soft")
        inset = theme.px(8)
        inner = spot.adjusted(inset, inset, -inset, -inset).toRect()
        paint_icon(painter, inner, "calendar-clock", "accent")
        left = spot.right() + theme.px(10)
        half = self.height() / 2
        width = self.width() - left - 6
        paint.text(painter, QRectF(left, 3, width, half - 3), self.planned.name)
        under = QRectF(left, half, width, half - 3)
        paint.text(painter, under, self._under, size=12, ink="muted")
        if self.hasFocus():
            paint.focus_ring(painter, rect, 8)


class AgendaCard(Card):
    """As many of the nearest contacts as there is room for."""

    rows_asked = Signal(Figure, str)
    record_asked = Signal(str, int, str)
    again_asked = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.agenda: Agenda | None = None
        self.total = FigureButton()
        self.state = EmptyState("loader", _("Loading…"))
        self.list = QWidget()
        self._entries: list[PlannedEntry] = []
        self._column = QVBoxLayout(self.list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.body = QStackedWidget()
        self.body.addWidget(self.state)
        self.body.addWidget(self.list)
        head = row(ElidedLabel(title, 14, paint.BOLD), self.total, spacing=4)
        head.setStretch(0, 1)
        self.setLayout(column(head, self.body, margins=CARD_MARGINS))
        self.setMinimumHeight(theme.px(LOWEST))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.total.clicked.connect(self._open_all)
        self.state.pressed.connect(self.again_asked)

    def show_part(self, agenda: Agenda, today: date) -> None:
        """Show other contacts."""
        self.agenda, count = agenda, agenda.total.count
        words = _n("{n} entry", "{n} entries", count).format(n=short(count))
        self.total.show_words(words if count else "")
        for entry in self._entries:
            self._column.removeWidget(entry)
            entry.hide()
            entry.deleteLater()
        self._entries = [self._made(planned, today) for planned in agenda.rows]
        self._fit()
        if count:
            self.body.setCurrentWidget(self.list)
        else:
            self.state.tell("calendar-check", _("No contact is planned from today on."))
            self.body.setCurrentWidget(self.state)

    def show_failure(self) -> None:
        """The contacts could not be read; old ones stay."""
        if self.agenda is None:
            sentence = _("The figures could not be read.")
            self.state.tell("circle-alert", sentence, _("Try again"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _made(self, planned: Planned, today: date) -> PlannedEntry:
        day = _("Today") if planned.on == today else day_text(planned.on, today)
        entry = PlannedEntry(planned, day)
        entry.clicked.connect(partial(self.record_asked.emit, "customer", planned.id, planned.name))
        self._column.insertWidget(self._column.count() - 1, entry)
        return entry

    def _fit(self) -> None:
        """Show whole entries only."""
        room = self.height() - theme.px(60)
        for place, entry in enumerate(self._entries):
            entry.setVisible((place + 1) * theme.px(ENTRY) <= room)

    def _open_all(self) -> None:
        if self.agenda is not None:
            self.rows_asked.emit(self.agenda.total, self.title)
