"""How finely a currency is paid, and how amounts are rounded to it: the one rule of rounding."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from babel.core import get_global

from cims.services.i18n import _

# ISO 4217, column "Minor unit", where it is not 2
EXPONENTS = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI"), 0
    ),
    **dict.fromkeys(("VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
USUAL = 2
SPOKEN = {
    **dict.fromkeys(("元", "人民币", "RMB", "¥", "￥", "CNH"), "CNY"),
    **dict.fromkeys(("美元", "美金", "$", "US$"), "USD"),
    **dict.fromkeys(("港币", "港元", "HK$"), "HKD"),
    **dict.fromkeys(("日元", "日圆"), "JPY"),
    **dict.fromkeys(("台币", "新台币", "NT$"), "TWD"),
    **{"欧元": "EUR", "€": "EUR", "英镑": "GBP", "£": "GBP", "韩元": "KRW"},
}


class Amount(Decimal):
    """An amount that knows its currency; it compares and calculates as the plain number."""

    __slots__ = ("currency",)
    currency: str

    def __new__(cls, value: Decimal, currency: str) -> "Amount":
        amount = super().__new__(cls, value)
        amount.currency = currency
        return amount

    def __reduce__(self) -> tuple[Any, ...]:
        return Amount, (Decimal(self), self.currency)


def exponent(currency: str) -> int:
    """How many decimal places the currency is paid in."""
    return EXPONENTS.get(currency, USUAL)


def paid(amount: Decimal, currency: str) -> Decimal:
    """The amount as it can be paid: rounded half up, away from zero, to the smallest unit."""
    return amount.quantize(Decimal(1).scaleb(-exponent(currency)), rounding=ROUND_HALF_UP)


def whole(amount: Decimal) -> int:
    """The amount without its cents, rounded the same way."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def minor(amount: Decimal, currency: str) -> int:
    """The amount in smallest units, as columns of money hold it."""
    return int(paid(amount, currency).scaleb(exponent(currency)))


def major(units: int, currency: str) -> Amount:
    """The amount of so many smallest units."""
    return Amount(Decimal(units).scaleb(-exponent(currency)), currency)


def currency_code(text: str) -> str:
    """The three letters that a word, a sign or the letters themselves mean."""
    code = text.strip().upper()
    return SPOKEN.get(code, code)


@cache
def known_currencies() -> frozenset[str]:
    """The letters of all currencies that are or were in use (ISO 4217, by way of CLDR)."""
    return frozenset(get_global("all_currencies"))


def unknown_currency(code: str) -> str | None:
    """Letters that stand for no currency are kept, with a warning."""
    if currency_code(code) in known_currencies():
        return None
    sentence = _("“{code}” is no currency: write three letters like CNY or USD.")
    return sentence.format(code=code)
