"""One phone number: what sort of line it is, by its digits and by the way it is written."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from cims.services.i18n import _
from cims.services.rules.area_codes import AREAS


class PhoneKind(StrEnum):
    """What sort of line it is."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    SERVICE = "400"
    FAX = "fax"
    FOREIGN = "foreign"
    SHORT = "short"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Phone:
    """One number; `area` keeps its 0, and is inferred when only the office's city suggests it.

    `number` is digits for Chinese numbers, otherwise the words as they were written.
    """

    kind: PhoneKind
    number: str
    area: str = ""
    extension: str = ""
    note: str = ""
    inferred_area: bool = False
    problem: str | None = None


MOBILE = re.compile(r"0?(1[3-9]\d{9})")
SERVICE = re.compile(r"[48]00\d{7}")
_SHORT = re.compile(r"95\d{3}|95\d{6}|96\d{3,4}|1[0-2]\d{1,3}")
_NEIGHBOUR = re.compile(r"(?:852|853)\d{8}|886\d{8,9}")
LOCAL = re.compile(r"[2-8]\d{6,7}")
_LOCAL_WRITTEN = re.compile(r"\d{7,8}|\d{3,4}[\s\-]\d{4}")
_AREA_WRITTEN = re.compile(r"\(?\s*(0\d{2,3})\s*(?:\)[\s\-]*|[\s\-]+)([\d\s\-]+)")
_CHINA = re.compile(r"\(?(?:\+|00)?\s*\(?86\)?[\s\-]*")
_ABROAD = re.compile(r"\+|00[1-9]")
_FEWEST = 5  # digits of a subscriber's number: fewer are an extension, or a slip


def read_number(number: str, home_area: str) -> Phone:
    """What stands in a text without anything else; `home_area` completes a local number."""
    digits = only_digits(number)
    if _ABROAD.match(number) and not _CHINA.match(number) or _NEIGHBOUR.fullmatch(digits):
        return Phone(PhoneKind.FOREIGN, number)
    china = _CHINA.match(number)
    local = only_digits(number[china.end() :]) if china else digits
    if china and len(local) >= 10:
        number, digits = number[china.end() :], local
        if digits[0] not in "01":
            digits = "0" + digits
            number = digits
        elif digits.startswith("10"):
            number = digits = "0" + digits
    readers: tuple[Callable[[str, str], Phone | None], ...] = (_mobile, _service, _landline)
    for reader in readers:
        phone = reader(number, digits)
        if phone is not None:
            return phone
    if _LOCAL_WRITTEN.fullmatch(number) and LOCAL.fullmatch(digits):
        return _local(digits, home_area)
    return Phone(PhoneKind.OTHER, number, problem=_wrong_length(number, digits))


def _mobile(number: str, digits: str) -> Phone | None:
    """A mobile, with or without a 0 before it."""
    found = MOBILE.fullmatch(digits)
    return Phone(PhoneKind.MOBILE, found[1]) if found else None


def _service(number: str, digits: str) -> Phone | None:
    """400 and 800 numbers, and the short numbers of banks and authorities."""
    if SERVICE.fullmatch(digits):
        return Phone(PhoneKind.SERVICE, digits)
    return Phone(PhoneKind.SHORT, digits) if _SHORT.fullmatch(digits) else None


def _landline(number: str, digits: str) -> Phone | None:
    """A landline with one of China's area codes."""
    written = _AREA_WRITTEN.fullmatch(number)
    if written:
        area, local = written[1], only_digits(written[2])
    elif number.isdecimal() and digits.startswith("0"):
        length = 3 if digits[:3] in AREAS else 4
        area, local = digits[:length], digits[length:]
    else:
        return None
    if area not in AREAS or not local or local[0] not in "2345678":
        return None
    if LOCAL.fullmatch(local) and (len(area) == 4 or len(local) == 8):
        return Phone(PhoneKind.LANDLINE, local, area)
    if len(local) in (6, 7) and "(" not in number:
        return Phone(PhoneKind.LANDLINE, local, area, problem=_too_short())
    return None


def _local(digits: str, home_area: str) -> Phone:
    """A landline without its area code."""
    if home_area:
        return Phone(PhoneKind.LANDLINE, digits, home_area, inferred_area=True)
    return Phone(
        PhoneKind.LANDLINE, digits, problem=_("The area code is missing: add it, like 0512-.")
    )


def _wrong_length(number: str, digits: str) -> str | None:
    """A warning for too few digits anywhere, and for a Chinese number of a wrong length."""
    if len(digits) < _FEWEST:
        return _too_few(digits)
    written = _AREA_WRITTEN.fullmatch(number)
    if written and written[1] in AREAS and len(only_digits(written[2])) < _FEWEST:
        return _too_few(digits)
    if not re.fullmatch(r"1[3-9][\d\s\-]+", number):
        return None
    if len(digits) == 10:
        return _too_short()
    if len(digits) in (7, 8, 9):
        return _too_few(digits)
    if len(digits) == 12:
        return _("The phone has a digit too many: a mobile has 11 digits.")
    return None


def _too_few(digits: str) -> str:
    return _("The phone has {count} digits: a mobile has 11, a landline its area code.").format(
        count=len(digits)
    )


def _too_short() -> str:
    return _("The phone is a digit short: a mobile has 11 digits, a landline its area code.")


def only_digits(text: str) -> str:
    if text.isdecimal() and text.isascii():
        return text
    return "".join(character for character in text if "0" <= character <= "9")
