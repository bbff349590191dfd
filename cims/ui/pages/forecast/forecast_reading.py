"""What the page of the forecast reads at once."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from cims.services.entity import Link
from cims.services.forecast_fields import DayPoint, Forecast, ForecastAsked, GroupBy
from cims.services.insights.figures import Scope
from cims.services.rights import Action
from cims.ui.pages.forecast.forecast_head import Choices
from cims.ui.pages.forecast.forecast_words import YEAR, period_of

if TYPE_CHECKING:
    from cims.services.office import Office

SETTING = "forecast"


@dataclass(frozen=True)
class Reading:
    """A forecast, what was thought earlier, how a month came to be, what could be chosen."""

    asked: ForecastAsked
    forecast: Forecast
    earlier: Forecast | None
    story: tuple[DayPoint, ...]
    story_of: date
    choices: Choices


def read(
    office: "Office", asked: ForecastAsked | None, day: date | None, month: date | None
) -> Reading:
    """To be called inside a job; without `asked` what the user last looked at."""
    asked = asked or last_asked(office)
    days = office.forecasts.kept_days()
    now = office.forecasts.of(asked)
    earlier = None
    if day in days and asked.by is not GroupBy.PRODUCT:
        earlier = office.forecasts.of(replace(asked, day=day))
    of = month or month_shown(asked, office.today)
    story = office.forecasts.story(replace(asked, first=of, months=1))
    choices = Choices(
        office.forecasts.scopes(), office.forecasts.currencies(), pipelines(office), days,
        office.today,
    )  # fmt: skip
    return Reading(asked, now, earlier, story, of, choices)


def last_asked(office: "Office") -> ForecastAsked:
    """The present year, or quarter, grouped as the user last had it."""
    kept = office.settings.mine(SETTING)
    months = kept.get("months", YEAR)
    months = months if months in (3, YEAR) else YEAR
    by = kept.get("by")
    group = GroupBy(by) if by in set(GroupBy) else GroupBy.PERSON
    scopes = office.forecasts.scopes()
    scope = Scope.ALL if Scope.ALL in scopes else scopes[-1]
    return ForecastAsked(period_of(office.today, months), months, scope, by=group)


def kept(asked: ForecastAsked) -> dict[str, Any]:
    """What is remembered for the user."""
    return {"months": asked.months, "by": str(asked.by)}


def month_shown(asked: ForecastAsked, today: date) -> date:
    """The present month where it is shown, else the first one."""
    ahead = (today.year - asked.first.year) * 12 + today.month - asked.first.month
    return today.replace(day=1) if 0 <= ahead < asked.months else asked.first


def pipelines(office: "Office") -> tuple[Link, ...]:
    """The pipelines that can be chosen."""
    room = office.pipelines
    if not office.actor.may(Action.READ, room.entity.name):
        return ()
    rows = room.rows(room.listing().ids, ("name",))
    return tuple(Link(one.id, one.values["name"]) for one in sorted(rows, key=lambda r: r.id))
