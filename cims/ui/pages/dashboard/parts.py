"""Makes the widget for each part that is offered, and shows in it what was read."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from cims.services.i18n import _
from cims.services.insights.analyses import Offer, Shape
from cims.services.insights.figures import Agenda, Asked, Chart, Part, Tile
from cims.services.insights.periods import PERIOD_WORDS
from cims.ui.charts.bars import Bars
from cims.ui.charts.columns import Columns
from cims.ui.pages.dashboard.agenda_card import AgendaCard
from cims.ui.pages.dashboard.chart_card import ChartCard
from cims.ui.pages.dashboard.tile_card import TileCard


def made(offer: Offer) -> QWidget:
    """The empty widget of a part."""
    title, empty = _(offer.label), _(offer.empty)
    makers: Mapping[Shape, Callable[[], QWidget]] = {
        Shape.TILE: lambda: TileCard(title),
        Shape.COLUMNS: lambda: ChartCard(Columns(title), empty, is_wide=True),
        Shape.BARS: lambda: ChartCard(Bars(title), empty),
        Shape.AGENDA: lambda: AgendaCard(title),
    }
    return makers[offer.shape]()


def show(widget: Any, offer: Offer, part: Part, asked: Asked, today: date) -> None:
    """Show what was read in the widget that was made for it."""
    match part:
        case Tile():
            widget.show_tile(part)
        case Chart():
            note = PERIOD_WORDS[asked.period] if offer.follows_period else offer.note
            widget.show_part(part, _(note))
        case Agenda():
            widget.show_part(part, today)
