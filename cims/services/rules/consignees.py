"""Who receives a parcel: the person and the phone that people write behind an address."""

import re
from dataclasses import dataclass

from cims.services.rules import phones
from cims.services.rules.people import looks_like_person

_MOBILE = r"(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}"
_LANDLINE = r"\(?0\d{2,3}\)?[-\s]?[2-8]\d{2,3}[-\s]?\d{4}(?:-\d{2,5})?"
_PHONE = rf"(?<![\dA-Za-z])(?:{_MOBILE}|{_LANDLINE})(?![\dA-Za-z-])"
_PHONES = re.compile(rf"{_PHONE}(?:\s*[/、,，;；或]\s*{_PHONE})?", re.ASCII)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９－＋（）\u3000", "0123456789-+() ")
_BETWEEN = " \t\n\u3000,，、;；:：/|()（）【】[].。"
_GAP = re.compile(f"[{re.escape(_BETWEEN)}]+")
_LABEL = re.compile(
    r"(?:(?:收货|收件|联系|签收)?人?(?:联系)?(?:电话|手机号码?|手机|方式)"
    r"|(?:收货|收件|联系|签收)人|tel|phone|mobile)$",
    re.IGNORECASE,
)
_RECEIVES = re.compile(r"\s*(?:亲|签)?收$")
_PLACE = re.compile("[路街道巷弄号室楼栋座层村镇乡区市省县园城厦场厂店]$")


@dataclass(frozen=True, slots=True)
class Delivery:
    """An address without the person and the phone that stood behind or before it."""

    address: str
    consignee: str = ""
    phone: str = ""


def split_delivery(text: str) -> Delivery:
    """Take one phone or two, and a Chinese name beside them, out of an address.

    Phones in several places, or amid the address, stay where they are; so does every word that
    is not clearly a name.
    """
    whole = Delivery(text.strip())
    found = list(_PHONES.finditer(text.translate(_FULL_WIDTH)))  # one sign for one: places stay
    if len(found) != 1:
        return whole
    before = _without_label(text[: found[0].start()])
    after = text[found[0].end() :].strip(_BETWEEN)
    if not after:
        address, name = _name_behind(before)
    elif not before:
        address, name = _name_before(after)
    elif name := _as_name(after):
        address = before
    elif name := _as_name(before):
        address = after
    else:
        return whole
    number = " / ".join(phones.display(phone) for phone in phones.split(found[0][0]))
    return Delivery(address, name, number) if address else whole


def _without_label(text: str) -> str:
    """The text before a phone or a name, without 电话, 收货人 and the like."""
    return _LABEL.sub("", text.strip(_BETWEEN)).strip(_BETWEEN)


def _name_behind(text: str) -> tuple[str, str]:
    """(address, name) of 文三路 90 号 王先生."""
    gaps = list(_GAP.finditer(text))
    if gaps and (name := _as_name(text[gaps[-1].end() :])):
        return _without_label(text[: gaps[-1].start()]), name
    return text, ""


def _name_before(text: str) -> tuple[str, str]:
    """(address, name) of 王先生 文三路 90 号."""
    gap = _GAP.search(text)
    if gap and (name := _as_name(text[: gap.start()])):
        return text[gap.end() :], name
    return text, ""


def _as_name(text: str) -> str:
    """The text, without 收, if it is a person's name; else nothing."""
    name = _RECEIVES.sub("", text.strip(_BETWEEN))
    return name if looks_like_person(name) and not _PLACE.search(name) else ""
