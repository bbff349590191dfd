"""Amounts as people type them, and as lists show them."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from cims.services.errors import CimsError
from cims.services.i18n import _

_TIMES = {
    "": 1,
    "元": 1,
    "千": 1_000,
    "k": 1_000,
    "万": 10_000,
    "萬": 10_000,
    "w": 10_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
    "億": 100_000_000,
}
_LONGEST = 24  # so that Decimal's 28 digits never round
_TYPED = re.compile(
    r"(?P<open>\()?(?:(?P<sign>[+\-])¥?|¥(?P<sign2>[+\-])?)?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+)"
    r"(?P<unit>k|w|百万|千万|[千万萬亿億])?元?(?P<close>\))?"
)


class NotAnAmount(CimsError):
    """The text is no amount."""


def amount(text: str) -> Decimal:
    """The exact amount that was typed: 1.2万, 12w, 3k, ¥1,234.50, full width, 2亿, (5) for -5.

    Raises NotAnAmount, also for thousands separators in the wrong place.
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = re.sub(r"\s+", "", plain).replace("−", "-").replace("￥", "¥")
    found = _TYPED.fullmatch(plain)
    fits = found is not None and len(found["number"]) <= _LONGEST
    if found is None or not fits or bool(found["open"]) != bool(found["close"]):
        raise NotAnAmount(
            _("“{text}” is no amount: write it like 1,234.50 or 1.2万.").format(text=text)
        )
    value = Decimal(found["number"].replace(",", "")) * _TIMES[found["unit"] or ""]
    negative = "-" in (found["sign"], found["sign2"]) or found["open"]
    return -value if negative else value


def shown(value: Decimal, places: int = 2) -> str:
    """The amount with thousands separators, rounded half up: 1,234,567.89."""
    exact = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{exact if exact else abs(exact):,f}"
