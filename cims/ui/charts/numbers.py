"""Counts as they stand in tiles and charts: in 万 from a hundred thousand on, in Chinese."""

from cims.services.i18n import _, language
from cims.services.insights.figures import Figure

TEN_THOUSAND, MILLION, HUNDRED_MILLION = 10_000, 1_000_000, 100_000_000
SHORT_FROM = 100_000


def exact(count: int) -> str:
    """Every digit, for tooltips and tables."""
    return f"{count:,}"


def short(count: int) -> str:
    """As many digits as are read at a glance."""
    if language() != "zh_CN" or abs(count) < SHORT_FROM:
        return exact(count)
    if abs(count) < HUNDRED_MILLION:
        return f"{count / TEN_THOUSAND:,.1f} 万"
    return f"{count / HUNDRED_MILLION:,.2f} 亿"


def tight(count: int) -> str:
    """The same where room is narrow: in thousands and millions, in English."""
    if language() == "zh_CN" or abs(count) < SHORT_FROM:
        return short(count)
    if abs(count) < MILLION:
        return _("{count}K").format(count=f"{count / 1000:,.0f}")
    return _("{count}M").format(count=f"{count / MILLION:,.1f}")


def figure_words(figure: Figure) -> str:
    """A figure with every digit: its amount with the currency, else its count."""
    if figure.amount is None:
        return exact(figure.count)
    return f"{figure.amount:,f} {figure.amount.currency}"


def figure_text(figure: Figure) -> str:
    """The plain number, as a spreadsheet takes it."""
    return str(figure.count) if figure.amount is None else f"{figure.amount:f}"


def on_axis(count: int) -> str:
    """A round number beside a grid line."""
    if abs(count) < SHORT_FROM:
        return exact(count)
    if language() == "zh_CN":
        is_huge = abs(count) >= HUNDRED_MILLION
        return f"{count / HUNDRED_MILLION:,g} 亿" if is_huge else f"{count / TEN_THOUSAND:,g} 万"
    if abs(count) >= MILLION:
        return _("{count}M").format(count=f"{count / MILLION:,g}")
    return _("{count}K").format(count=f"{count / 1000:,g}")


def steps(most: int, lines: int = 4) -> list[int]:
    """Round numbers from nothing to `most` or a little above, for about so many grid lines."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if most <= factor * size * lines:
                step = factor * size
                return list(range(0, most + step, step)) if most else [0, 1]
        size *= 10
