"""Discounts as people type them: 8折 is eighty per cent of the price, 15% is fifteen off it."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from cims.services.errors import CimsError
from cims.services.i18n import _, language

NUMERALS = {word: str(value) for value, word in enumerate("〇一二三四五六七八九")}
FOLD = re.compile(r"(\d{1,2}|\d\.\d+)折")
OFF = re.compile(r"[-−]?(\d{1,3}(?:\.\d+)?)%?")
ALL = Decimal(1)
FOLDING = "zh_CN"  # where what is left of the price is told, not what is taken off


class NotADiscount(CimsError):
    """The text is no discount, or one of more than the whole price."""


def discount(text: str) -> Decimal:
    """The share taken off the price, from 0 to 1: 8折 and 20% give 0.2, 85折 and 15% give 0.15.

    A bare number is per cent (15 → 0.15).
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").replace("打", "")
    plain = "".join(NUMERALS.get(character, character) for character in plain)
    share = _share(plain)
    if share is None or not 0 <= share <= ALL:
        sentence = _("“{text}” is no discount: write it like 8折, 85折 or 15%.")
        raise NotADiscount(sentence.format(text=text))
    return share


def discount_text(share: Decimal, spoken: str = "") -> str:
    """A discount as people read it: 8.5折 in Chinese, 15% elsewhere; both are understood again.

    `spoken` is the language of a paper; without one it is that of the window.
    """
    if (spoken or language()) == FOLDING and 0 < share < ALL:
        return f"{plainly((ALL - share) * 10)}折"
    return f"{plainly(share * 100)}%"


def plainly(number: Decimal) -> str:
    """The number without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(text: str) -> Decimal | None:
    """A rate or a discount as a share: 13, 13% and 0.13 mean the same, and so do 8折 and 20%.

    None where the text is neither.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if "折" in plain:
        try:
            return discount(plain)
        except NotADiscount:
            return None
    try:
        typed = Decimal(plain.removesuffix("%").strip())
    except InvalidOperation:
        return None
    if not typed.is_finite():
        return None
    return typed / 100 if plain.endswith("%") or abs(typed) >= 1 else typed


def _share(plain: str) -> Decimal | None:
    if plain in ("", "无", "不打折", "原价"):
        return Decimal(0)
    if plain in ("半价", "对折"):
        return Decimal("0.5")
    if found := FOLD.fullmatch(plain):
        digits = found[1].lstrip("0")
        if not digits.strip("."):
            return None
        tenths = "." in digits or len(digits) == 1
        kept = Decimal(digits).scaleb(-1 if tenths else -2)
        return ALL - kept
    if found := OFF.fullmatch(plain):
        return Decimal(found[1]).scaleb(-2)
    return None
