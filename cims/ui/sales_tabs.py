"""The tabs of sales that are no lists: the board, the forecast with its targets, the reports."""

from typing import TYPE_CHECKING

from cims.services.i18n import N_, _
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.order_fields import ORDER_LINE
from cims.services.rights import Action
from cims.services.target_fields import TARGET
from cims.ui.file_asker import FileAsker
from cims.ui.navigation import Surroundings, Tab
from cims.ui.page import Page
from cims.ui.pages.board import BoardPage
from cims.ui.pages.forecast import ForecastPage
from cims.ui.pages.reports import ReportsPage
from cims.ui.pages.targets import TargetsPage
from cims.ui.pages.today_page import TodayPage
from cims.ui.sub_pages import SubPage

if TYPE_CHECKING:
    from cims.ui.contents import Contents


def below_opportunities(contents: "Contents", files: FileAsker) -> tuple[Tab, ...]:
    """What stands on the rail right below the list of opportunities."""
    right = f"{OPPORTUNITY.name}:read"
    return (
        Tab("board", N_("Board"), "square-kanban", lambda around: board(around, contents), right),
        Tab("forecast", N_("Forecast"), "trending-up",
            lambda around: forecast(around, contents, files), right),
    )  # fmt: skip


def reports_tab(contents: "Contents", files: FileAsker) -> Tab:
    """The reports, for who may read what was sold."""
    right = f"{ORDER_LINE.name}:read"
    return Tab("reports", N_("Reports"), "chart-column",
               lambda around: reports(around, contents, files), right)  # fmt: skip


def board(around: Surroundings, contents: "Contents") -> Page:
    """The board of opportunities."""
    page = BoardPage(around)
    page.fields_asked.connect(contents.fields_asked)
    page.step_asked.connect(contents.take_step)
    page.new_asked.connect(contents.new_asked)
    page.rows_asked.connect(contents.rows_asked)
    return page


def forecast(around: Surroundings, contents: "Contents", files: FileAsker) -> Page:
    """The forecast; behind a tab the targets, for who may see some."""

    def first() -> Page:
        page = ForecastPage(around, files)
        page.new_asked.connect(contents.new_asked)
        page.rows_asked.connect(contents.rows_asked)
        page.export_asked.connect(contents.export_asked)
        return page

    parts = [SubPage(N_("Forecast"), first)]
    if around.jobs.actor.may(Action.READ, TARGET.name):
        parts.append(SubPage(N_("Targets"), lambda: TargetsPage(around)))
    return TodayPage(tuple(parts), around.commands, _("Forecast"))


def reports(around: Surroundings, contents: "Contents", files: FileAsker) -> Page:
    """What was sold, and for how much."""
    page = ReportsPage(around, files)
    page.rows_asked.connect(contents.rows_asked)
    return page
