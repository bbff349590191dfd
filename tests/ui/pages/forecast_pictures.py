"""Pictures of the forecast and of targets: python -m tests.ui.pages.forecast_pictures OUT.

A year of the sample office, compared with an earlier day, by product, a quarter; targets; reports;
nothing at all; what has no rate.
"""

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from cims.services import sample
from cims.services.forecast_fields import GroupBy
from cims.services.opening import OpenOffice
from cims.ui.pages.forecast import ForecastPage
from cims.ui.pages.reports import ReportsPage
from cims.ui.pages.reports.report_kinds import REPORTS
from cims.ui.pages.targets import TargetsPage
from cims.ui.pages.today_page import TodayPage
from cims.ui.theme import Appearance
from tests.conftest import SetClock
from tests.factories import valid
from tests.ui.album import Album, application, looks, new_office
from tests.weak_policy import WEAK


def part(album: Album, index: int) -> ForecastPage | TargetsPage:
    """The forecast, or the targets."""
    album.window.show_tab("forecast")
    album.settle()
    whole = album.window.documents.page
    assert isinstance(whole, TodayPage)
    whole.show_part(index)
    album.settle()
    page = whole.page
    assert isinstance(page, ForecastPage | TargetsPage)
    return page


def draw_forecast(album: Album) -> None:
    """The year, an earlier day beside it, every group, a quarter."""
    page = part(album, 0)
    assert isinstance(page, ForecastPage)
    assert page.reading is not None
    first = page.reading.asked
    page.focus_first()
    album.take("forecast")
    days = page.reading.choices.days
    page.compare_with(days[-60])
    album.settle()
    album.take("forecast-compared")
    page.compare_with(None)
    for by in (GroupBy.TEAM, GroupBy.PRODUCT, GroupBy.PIPELINE):
        page.ask_for(replace(first, by=by))
        album.settle()
        album.take(f"forecast-{by}")
    page.ask_for(replace(first, first=date(2026, 10, 1), months=3))
    album.settle()
    album.take("forecast-quarter")
    page.ask_for(replace(first, currency="USD"))
    album.settle()
    album.take("forecast-usd")
    page.ask_for(replace(first, first=date(2031, 1, 1)))
    album.settle()
    album.take("forecast-nothing")
    page.ask_for(first)
    album.settle()
    targets = part(album, 1)
    targets.focus_first()
    album.take("targets")


def draw_reports(album: Album) -> None:
    """Each report of the sample office; the dashboard with the forecast of the month."""
    album.window.show_tab("reports")
    album.settle()
    page = album.window.documents.page
    assert isinstance(page, ReportsPage)
    for place, one in enumerate(REPORTS):
        page.tabs.setCurrentIndex(place)
        album.settle()
        page.focus_first()
        album.take(f"reports-{one.key}")
    album.window.show_tab("today")
    album.settle()
    today = album.window.documents.page
    assert isinstance(today, TodayPage)
    today.show_part(1)
    album.settle()
    album.take("dashboard-forecast")
    today.show_part(0)


def without_rate(office: OpenOffice) -> None:
    """Opportunities that stand apart: no rate, no day, no amount."""
    with office.database.write(office.actor) as inside:
        for number in range(9):
            values = {"amount": Decimal(90_000 + 17_000 * number), "close_on": date(2026, 12, 9)}
            if number % 3 == 1:
                values |= {"currency": "USD"}
            if number == 2:
                values |= {"close_on": None}
            if number == 5:
                values |= {"amount": None}
            inside.opportunities.add({**valid("opportunity"), **values})


def drawn(album: Album, name: str) -> None:
    part(album, 0)
    album.take(name)
    part(album, 1)
    album.take(f"{name}-targets")


def main() -> None:
    """Draw everything in every look."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    appearance = Appearance(application())
    with tempfile.TemporaryDirectory() as folder:
        full = sample.build(Path(folder) / "full", policy=WEAK, clock=SetClock())
        apart = new_office(Path(folder) / "apart")
        without_rate(apart)
        empty = new_office(Path(folder) / "empty")
        kinds: tuple[tuple[OpenOffice, Callable[[Album], None]], ...] = (
            (full, draw_forecast),
            (full, draw_reports),
            (apart, lambda album: drawn(album, "forecast-apart")),
            (empty, lambda album: drawn(album, "forecast-empty")),
        )
        for prefix in looks(appearance):
            for office, draw in kinds:
                album = Album(out, prefix, office, appearance)
                draw(album)
                album.close()
        for office in (full, apart, empty):
            office.close()


if __name__ == "__main__":
    main()
