"""Amounts of money in Chinese capital numerals, as papers and cheques want them.

Source: 支付结算办法 annex 1 and 会计基础工作规范. Where both ways are allowed (a zero before
thousands) none is written, everywhere alike.
"""

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("仟", "佰", "拾", "")
PREFIX, WHOLE, MINUS = "人民币", "整", "负"
CENTS = 100
GROUPS = ((10**8, "亿"), (10**4, "万"))


def capitals(amount: Decimal, yuan: str = "元") -> str:
    """人民币壹仟肆佰零玖元伍角整 for 1409.50; ValueError for what is finer than a fen."""
    cents = abs(amount) * CENTS
    if cents != cents.to_integral_value():
        raise ValueError(amount)
    whole, rest = divmod(int(cents), CENTS)
    sign = MINUS if amount < 0 and cents else ""
    return f"{PREFIX}{sign}{_yuan(whole, rest, yuan)}{_jiao_and_fen(whole, rest)}"


def _yuan(whole: int, rest: int, yuan: str) -> str:
    if whole:
        return f"{_number(whole)}{yuan}"
    return "" if rest else f"{DIGITS[0]}{yuan}"


def _jiao_and_fen(whole: int, rest: int) -> str:
    jiao, fen = divmod(rest, 10)
    if not rest:
        return WHOLE
    # 元 ends on a zero, or 角 is one: something is left out between the digits
    gap = DIGITS[0] if whole and (whole % 10 == 0 or jiao == 0) else ""
    spoken = f"{DIGITS[jiao]}角" if jiao else ""
    return f"{gap}{spoken}{DIGITS[fen]}分" if fen else f"{gap}{spoken}{WHOLE}"


def _number(number: int) -> str:
    """A number above nothing, read in groups of four digits."""
    for size, word in GROUPS:
        if number >= size:
            upper, lower = divmod(number, size)
            gap = DIGITS[0] if 0 < lower < size // 10 else ""
            return f"{_number(upper)}{word}{gap}{_number(lower) if lower else ''}"
    return _group(number)


def _group(number: int) -> str:
    """Up to four digits; zeros between others are read once, at the end not at all."""
    read = ""
    skipped = False
    for digit, place in zip(f"{number:04d}", PLACES, strict=True):
        if digit == "0":
            skipped = bool(read)
            continue
        gap = DIGITS[0] if skipped else ""
        read += f"{gap}{DIGITS[int(digit)]}{place}"
        skipped = False
    return read
