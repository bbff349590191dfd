"""Numbers kept sealed: the normal form by which equal ones are found, and what looks mistyped."""

import unicodedata
from itertools import cycle

from cims.services.i18n import _

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


def normal(text: str) -> str:
    """NFKC, upper case, without blanks and hyphens: identity numbers and bank cards alike."""
    if text.isascii() and text.isalnum():
        return text.upper()
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Pd")


def identity_remark(text: str) -> str | None:
    """What looks wrong about an identity number (GB 11643); others than Chinese ones pass."""
    number = normal(text)
    if len(number) != 18 or not number[:17].isascii() or not number[:17].isdigit():
        return None
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    if number[17] == CHECKS[total % 11]:
        return None
    return _("The last digit does not fit the others. Compare the number with the card.")


def card_remark(text: str) -> str | None:
    """What looks wrong about a bank card's number (ISO/IEC 7812)."""
    number = normal(text)
    if not (number.isascii() and number.isdigit()) or not 15 <= len(number) <= 19:
        return None
    doubled = (int(d) * times for d, times in zip(reversed(number), cycle((1, 2))))
    if sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0:
        return None
    return _("The last digit does not fit the others. Compare the number with the card.")
