"""What the forecast says in words: its periods, what was converted, what stands apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cims.services.filters import Filter
from cims.services.forecast_fields import (
    MEASURE_WORDS,
    Converted,
    Forecast,
    ForecastLine,
    GroupBy,
    LeftOut,
    Measure,
)
from cims.services.i18n import N_, _, _n
from cims.services.insights.figures import Scope
from cims.services.insights.periods import month_of
from cims.ui.charts.numbers import exact
from cims.ui.records.amounts import shown
from cims.ui.records.format import number

SCOPE_WORDS = {Scope.ME: N_("Mine"), Scope.TEAM: N_("My team"), Scope.ALL: N_("Everybody")}
GROUP_WORDS = {
    GroupBy.PERSON: N_("By person"),
    GroupBy.TEAM: N_("By team"),
    GroupBy.PRODUCT: N_("By product"),
    GroupBy.PIPELINE: N_("By pipeline"),
}
GROUP_HEADS = {
    GroupBy.PERSON: N_("Colleague"),
    GroupBy.TEAM: N_("Team"),
    GroupBy.PRODUCT: N_("Product"),
    GroupBy.PIPELINE: N_("Pipeline"),
}
QUARTER, YEAR = 3, 12
FEW_RATES = 2  # of one currency, told one by one


@dataclass(frozen=True)
class Note:
    """A sentence below the chart; `where` lists what it tells of, `more` is its tooltip."""

    words: str
    where: Filter | None = None
    title: str = ""
    more: str = ""


def period_of(day: date, months: int) -> date:
    """The first day of the quarter or year that a day lies in."""
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def moved_by(first: date, months: int, steps: int) -> date:
    """The first day so many periods later, or earlier."""
    return month_of(first, -months * steps).first


def period_words(first: date, months: int) -> str:
    """A quarter or a year as it is called."""
    if months == YEAR:
        return _("{year}").format(year=first.year)
    return _("{year} Q{quarter}").format(year=first.year, quarter=(first.month + 2) // QUARTER)


def of_line(line: ForecastLine) -> str:
    """All sums of a month in words, for tooltip and screen reader."""
    parts = [
        _("{name}: {amount}").format(name=_(words), amount=shown(line.cells[measure].amount))
        for measure, words in MEASURE_WORDS.items()
    ]
    if line.target is not None:
        parts.append(_("{name}: {amount}").format(name=_("Target"), amount=shown(line.target)))
    return "\n".join((line.key, *parts))


def notes_of(forecast: Forecast) -> Iterator[Note]:
    """What has to be known beside the sums: nothing is left out without a word."""
    yield from converted(forecast)
    for left in forecast.no_rate:
        yield no_rate(left)
    if (dayless := forecast.no_day) and dayless.count:
        words = _n(
            "{n} open opportunity has no expected close",
            "{n} open opportunities have no expected close",
            dayless.count,
        )
        yield Note(words.format(n=exact(dayless.count)), dayless.where, _("Without expected close"))
    if (empty := forecast.no_amount) and empty.count:
        words = _n("{n} opportunity has no amount", "{n} opportunities have no amount", empty.count)
        yield Note(words.format(n=exact(empty.count)), empty.where, _("Without amount"))
    asked = forecast.asked
    if forecast.total.target is None and asked.pipeline is None and not asked.currency:
        yield Note(_("No targets are set for these months"))


def converted(forecast: Forecast) -> Iterator[Note]:
    """At which rates each currency was converted; many of them stand in the tooltip."""
    by_currency: dict[str, list[Converted]] = {}
    for rate in forecast.converted:
        by_currency.setdefault(rate.currency, []).append(rate)
    for currency, rates in by_currency.items():
        told = [one_rate(rate, forecast.currency) for rate in rates]
        if len(rates) <= FEW_RATES:
            yield from (Note(words) for words in told)
            continue
        values = sorted(rate.rate for rate in rates)
        words = _("{currency} at {low} to {high} {base}, each month at its own rate")
        ends = {"low": number(values[0]), "high": number(values[-1])}
        whole = words.format(currency=currency, base=forecast.currency, **ends)
        yield Note(whole, more="\n".join(told))


def one_rate(rate: Converted, base: str) -> str:
    """Which rate was used for which months."""
    return _("{currency} at {rate} {base} of {day} ({months})").format(
        currency=rate.currency,
        rate=number(rate.rate),
        base=base,
        day=rate.day.isoformat(),
        months=between((rate.first, rate.last)),
    )


def no_rate(left: LeftOut) -> Note:
    """What stands apart for want of a rate."""
    words = _n(
        "{n} opportunity in {currency} has no rate for {months} and stands apart",
        "{n} opportunities in {currency} have no rate for {months} and stand apart",
        left.count,
    )
    told = words.format(n=exact(left.count), currency=left.currency, months=between(left.months))
    title = _("Without rate: {currency}").format(currency=left.currency)
    return Note(told, left.where, title)


def between(months: Sequence[str]) -> str:
    """The months from the first to the last."""
    first, last = min(months), max(months)
    return first if first == last else f"{first} – {last}"


def title_of(name: str, measure: Measure) -> str:
    """What the list of a sum's rows is called; `name` is the group or the month."""
    return _("{name} · {measure}").format(name=name, measure=_(MEASURE_WORDS[measure]))
