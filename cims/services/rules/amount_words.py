"""Amounts of money spelled in English, as papers in that language want them."""

from decimal import Decimal

SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
GROUPS = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand"))


def spelled(amount: Decimal, places: int = 2) -> str:
    """One thousand four hundred nine and 50/100 for 1409.50; what is finer is cut off."""
    size = 10**places
    whole, rest = divmod(int(abs(amount) * size), size)
    words = number(whole) + (f" and {rest:0{places}d}/{size}" if places else "")
    sign = "minus " if amount < 0 and (whole or rest) else ""
    return f"{sign}{words}".capitalize()


def number(whole: int) -> str:
    """A whole number from nothing on."""
    for size, word in (*GROUPS, (100, "hundred")):
        if whole >= size:
            upper, lower = divmod(whole, size)
            return f"{number(upper)} {word}{f' {number(lower)}' if lower else ''}"
    if whole < len(SMALL):
        return SMALL[whole]
    tens, ones = divmod(whole, 10)
    return TENS[tens - 2] + (f"-{SMALL[ones]}" if ones else "")
