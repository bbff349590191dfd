"""Amounts as they stand on boards and in charts: whole, in 万 and 亿 where that is read."""

from collections.abc import Iterable

from cims.services.rules.currencies import Amount, whole
from cims.ui.charts.numbers import exact, short, tight
from cims.ui.records.format import BETWEEN, SYMBOLS


def sign(amount: Amount) -> str:
    """The sign of the amount's own currency."""
    return SYMBOLS.get(amount.currency, f"{amount.currency} ")


def shown(amount: Amount) -> str:
    """An amount with every digit before the point."""
    return f"{sign(amount)}{exact(whole(amount))}"


def glance(amount: Amount) -> str:
    """An amount as it is read at a glance."""
    return f"{sign(amount)}{short(whole(amount))}"


def at_a_glance(amounts: Iterable[Amount], *, is_narrow: bool = False) -> str:
    """Several amounts, each currency on its own."""
    digits = tight if is_narrow else short
    return BETWEEN.join(f"{sign(amount)}{digits(whole(amount))}" for amount in amounts)
