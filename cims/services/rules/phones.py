"""Phone numbers as offices in China write them: taken apart, shown, masked and compared.

Everything is kept as it was written when it can't be understood; a problem is a warning.
"""

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache

from cims.services.i18n import _, language
from cims.services.rules.area_codes import AREAS
from cims.services.rules.phone_numbers import (
    LOCAL,
    MOBILE,
    SERVICE,
    Phone,
    PhoneKind,
    only_digits,
    read_number,
)

_LONGEST = 300
_LONGEST_SAID = 30
_SEPARATORS = re.compile(
    r"[/、,;\n|]+"
    r"|\s+(?=\(?0\d{2,3}\)?[-\s]?[2-8]\d{6,7}(?!\d))"
    r"|\s+(?=(?:\+?86[-\s]?)?1[3-9]\d{9}(?!\d))"
    r"|(?<=\d)\s+(?=\+\d{2}|00[1-9](?:[\s\-]?\d){8})"
)
_ONLY_CHINA = re.compile(r"\D*(?:00)?86\D*")
_EXTENSION = re.compile(
    r"[\s\-,(]*(?:转|轉|分机|分機|ext(?:ension)?\.?|#|(?<=\d)x)[\s:.]*(\d{1,6})\)?", re.I
)
_DASH_EXTENSION = re.compile(r"(?<=\d)\s*[-\s]\s*(\d{2,5})$")
_DIGIT = re.compile("[0-9]")
_SHOWN_MOBILE = re.compile(r"(1[3-9]\d) (\d{4}) (\d{4})", re.ASCII)
_PLAIN_LANDLINE = re.compile(r"(0\d{2,3})-([2-8]\d{3}) ?(\d{4})", re.ASCII)
_WRITTEN = re.compile(r"(?P<before>[^\d+(]*)(?P<number>[\d+(][\d\s().+\-]*)(?P<after>.*)", re.S)
_LABEL = re.compile(
    r"(?:电话|電話|手机|手機|座机|固话|联系电话|移动电话|办公|热线|tel|phone|mobile|mob|cell|[tm](?=\s*:))\.?[\s:：]*",
    re.I,
)
_FAX = re.compile(r"(?:传真|傳真|fax)\.?[\s:：]*", re.I)
_CHINESE_COUNTRIES = frozenset({"", "cn", "chn", "china", "中国", "中华人民共和国"})


def split(text: str, home_area: str | None = None, country: str | None = None) -> tuple[Phone, ...]:
    """All numbers in a cell or field.

    `home_area` (0512) completes local numbers and marks them as inferred. `country` is the
    customer's: outside China numbers are kept as they are, without a warning.
    """
    if len(text) == 11 and text[0] == "1" and text[1] > "2" and text.isascii() and text.isdecimal():
        return _bare_mobile(text)
    found = None if country else _SHOWN_MOBILE.fullmatch(text)
    if found:
        return _bare_mobile(found[1] + found[2] + found[3])
    found = None if country else _PLAIN_LANDLINE.fullmatch(text)
    if found and found[1] in AREAS:
        return (Phone(PhoneKind.LANDLINE, found[2] + found[3], found[1]),)
    return _split(text, home_area or "", (country or "").strip().casefold(), language())


@lru_cache(maxsize=8192)
def _bare_mobile(digits: str) -> tuple[Phone, ...]:
    return (Phone(PhoneKind.MOBILE, digits),)


@lru_cache(maxsize=8192)
def _split(text: str, home_area: str, country: str, shown_in: str) -> tuple[Phone, ...]:
    """`shown_in` is the language of the problems that are kept with the numbers."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain and (len(plain) > _LONGEST or not _DIGIT.search(plain)):
        return (Phone(PhoneKind.OTHER, plain, problem=_no_number(plain)),)
    pieces: list[str] = []
    label = ""
    for piece in _SEPARATORS.split(plain):
        words = f"{label} {piece}".strip()
        is_begun = not _DIGIT.search(words) or _ONLY_CHINA.fullmatch(words)
        label = words if is_begun else ""
        if words and not label:
            pieces.append(words)
    if _DIGIT.search(label):
        pieces.append(label)
    elif label:
        pieces = [*pieces[:-1], f"{pieces[-1]} {label}"] if pieces else [label]
    return tuple(_phone(piece, home_area, country) for piece in pieces)


def _phone(piece: str, home_area: str, country: str) -> Phone:
    """One number with its extension and note."""
    extension = ""
    rest = piece
    found = _EXTENSION.search(piece)
    if found:
        extension = found[1]
        rest = piece[: found.start()] + " " + piece[found.end() :]
    written = _WRITTEN.fullmatch(rest.strip())
    if written is None:
        return Phone(PhoneKind.OTHER, piece, problem=_no_number(piece))
    number = written["number"].strip(" -.")
    note = _note(written["before"], written["after"])
    if number.endswith("("):
        number = number[:-1].strip()
    if country not in _CHINESE_COUNTRIES:
        phone = Phone(PhoneKind.FOREIGN, number)
    else:
        phone = read_number(number, home_area)
        if not extension and phone.kind is PhoneKind.OTHER:
            phone, extension = _with_dash_extension(number, home_area, phone)
    kind = PhoneKind.FAX if _FAX.search(written["before"]) else phone.kind
    return replace(phone, kind=kind, extension=extension, note=note)


def _note(before: str, after: str) -> str:
    """Whose number it is: what stands around it, without labels such as 手机."""
    words = (
        _LABEL.sub("", _FAX.sub("", part)).strip(" :：()-,.[]【】") for part in (before, after)
    )
    return " ".join(word for word in words if word)


def _with_dash_extension(number: str, home_area: str, phone: Phone) -> tuple[Phone, str]:
    """0512-62888888-8012: the last digits are an extension when the rest is a whole number."""
    dash = _DASH_EXTENSION.search(number)
    if dash is None:
        return phone, ""
    whole = read_number(number[: dash.start()], home_area)
    if whole.kind in (PhoneKind.LANDLINE, PhoneKind.SERVICE) and whole.problem is None:
        return whole, dash[1]
    return phone, ""


def _no_number(text: str) -> str:
    return _("“{text}” is no phone number.").format(text=text[:_LONGEST_SAID])


def display(phone: Phone) -> str:
    """The number in groups: 138 1234 5678, 0512-6288 8888 转 8012, 400-820-8820."""
    number = phone.number
    if MOBILE.fullmatch(number) and len(number) == 11:
        number = f"{number[:3]} {number[3:7]} {number[7:]}"
    elif SERVICE.fullmatch(number) and not phone.area:
        number = f"{number[:3]}-{number[3:6]}-{number[6:]}"
    elif LOCAL.fullmatch(number):
        number = f"{number[:-4]} {number[-4:]}"
    if phone.area:
        number = f"{phone.area}-{number}"
    if not phone.extension:
        return number
    return _("{number} ext. {extension}").format(number=number, extension=phone.extension)


def masked(phone: Phone) -> str:
    """The number without its middle: 138****5678, 0512-****8888."""
    digits = only_digits(phone.number)
    if phone.kind is PhoneKind.SHORT:
        return digits
    if len(digits) == 11 and not phone.area:
        return f"{digits[:3]}****{digits[7:]}"
    tail = digits[-4:] if len(digits) > 6 else digits[-2:]
    return f"{phone.area}-****{tail}" if phone.area else f"****{tail}"


def digits(phone: Phone) -> str:
    """All digits of the number, area code first, then a space and the extension."""
    return f"{phone.area}{only_digits(phone.number)} {phone.extension}".rstrip()


def match_key(phone: Phone) -> str:
    """What two spellings of one line have in common; empty for short numbers everybody shares.

    A mobile's 11 digits, a landline's area code without 0 and number, otherwise the digits
    without international prefix. An extension doesn't count.
    """
    own = only_digits(phone.number)
    if phone.kind is PhoneKind.SHORT or len(own) < 5:
        return ""
    if phone.area:
        return phone.area[1:] + own
    return own.removeprefix("00") if len(own) > 11 else own


def search_digits(text: str) -> str:
    """The digits of a typed number without 00, 86 and the leading 0, to compare with keys."""
    plain = only_digits(unicodedata.normalize("NFKC", text)).removeprefix("00")
    if plain.startswith("86") and len(plain) >= 10:
        plain = plain[2:]
    return plain.removeprefix("0") if len(plain) >= 10 else plain
