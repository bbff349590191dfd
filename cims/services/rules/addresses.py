"""Addresses: province, city, district and detail, taken apart and put on one line."""

import re
from dataclasses import dataclass
from functools import cache

from cims.services.rules.regions import (
    FREE_FORM,
    MUNICIPALITIES,
    Region,
    parent_code,
    regions,
    short_region_name,
)

_COUNTRY = re.compile(r"^(?:中华人民共和国|中国)[\s,，]*")
_GAP = re.compile(r"^[\s,，、/\-]+")
_OTHERWISE_MEANT = re.compile(
    r"[东南西北中]?[一二三四五六七八九十]?(?:路|街|道|大道|大街|巷|弄|村|里)|[区县旗](?!域)"
)
_SHORTEST_NAME = 2
_DISTRICT_CITY = "市"


@dataclass(frozen=True, slots=True)
class Address:
    """An address in parts; without a region code everything is in `detail`."""

    region_code: str | None
    province: str
    city: str
    district: str
    detail: str


def split_address(text: str) -> Address:
    """Find province, city and district at the beginning of an address as people write it.

    Missing levels are filled in when the name is the only one of its kind; what stands in no
    table (abroad, a street first) is kept whole as the detail.
    """
    words = text.strip()
    found: Region | None = None
    rest = _COUNTRY.sub("", words)
    while True:
        step = _next_level(found, rest)
        if step is None:
            break
        found, rest = step
    if found is None:
        return Address(None, "", "", "", words)
    return Address(found.code, found.province, found.city, found.district, rest)


def _next_level(found: Region | None, rest: str) -> tuple[Region, str] | None:
    """The region one or more levels deeper that the rest begins with, and what is left."""
    if found is not None:
        rest = _without_repetition(found, rest)
        if found.district or found.code.startswith(FREE_FORM):
            return None
    above = found.code if found else ""
    names = _names_below().get(above, {})
    for length in _lengths_below().get(above, {}).get(rest[:_SHORTEST_NAME], ()):
        name = rest[:length]
        code = names.get(name)
        if code is None or not _is_meant(name, rest[length:], code):
            continue
        deeper = regions()[code]
        return deeper, _without_repetition(deeper, rest[length:])
    return None


def _is_meant(name: str, following: str, code: str) -> bool:
    """A short name before a street word is a street (北京路), before 区 another region."""
    return name == regions()[code].name or not _OTHERWISE_MEANT.match(following)


def _without_repetition(found: Region, rest: str) -> str:
    """Drop gaps, and 上海市 after 上海市, 市辖区 and the like."""
    rest = _GAP.sub("", rest)
    again = ["省直辖县级行政区划", "自治区直辖县级行政区划"]
    if found.code.startswith(MUNICIPALITIES) and not found.district:
        again += [found.province, "市辖区"]
    elif found.city and not found.district:
        again += [found.city, "市辖区"]
    for word in again:
        if rest.startswith(word):
            return _GAP.sub("", rest[len(word) :])
    return rest


@cache
def _names_below() -> dict[str, dict[str, str]]:
    """For every region, the names that may follow it, at any depth; only unambiguous ones.

    Direct children come first: 江苏省 → 苏州市 and also → 昆山市 (whose city is then filled in).
    """
    names: dict[str, dict[str, str]] = {}
    doubtful: dict[str, set[str]] = {}
    for code, one in regions().items():
        for name in _spellings(one):
            above = parent_code(code)
            names.setdefault(above, {})[name] = code
            while above:
                above = parent_code(above)
                _add_remote(
                    names.setdefault(above, {}), doubtful.setdefault(above, set()), name, code
                )
    return {
        above: {
            name: code
            for name, code in below.items()
            if name not in doubtful.get(above, ()) or parent_code(code) == above
        }
        for above, below in names.items()
    }


@cache
def _lengths_below() -> dict[str, dict[str, tuple[int, ...]]]:
    """For every region and first two signs, how long the names below it are, the longest first."""
    lengths: dict[str, dict[str, set[int]]] = {}
    for above, below in _names_below().items():
        for name in below:
            lengths.setdefault(above, {}).setdefault(name[:_SHORTEST_NAME], set()).add(len(name))
    return {
        above: {start: tuple(sorted(found, reverse=True)) for start, found in starts.items()}
        for above, starts in lengths.items()
    }


def _add_remote(below: dict[str, str], doubtful: set[str], name: str, code: str) -> None:
    """Enter a name of a deeper level, unless something nearer or another region has it."""
    other = below.get(name)
    if other is None:
        below[name] = code
    elif other != code and len(other.rstrip("0")) >= len(code.rstrip("0")):
        doubtful.add(name)


def _spellings(one: Region) -> tuple[str, ...]:
    """The full name, and the short one of provinces, cities and county-level cities."""
    is_city = not one.district or one.district.endswith(_DISTRICT_CITY)
    short = short_region_name(one.name)
    return (one.name, short) if is_city and short != one.name else (one.name,)


def one_line(province: str, city: str, district: str, detail: str) -> str:
    """The address as one writes it on a parcel; a name that repeats the one before is left out."""
    levels = [province]
    levels += [name for name, above in ((city, province), (district, city)) if name != above]
    words = "".join(levels)
    gap = " " if words and words[-1].isascii() and detail[:1].isascii() else ""
    return f"{words}{gap}{detail}".strip()


def consignee_line(
    consignee: str, phone: str, province: str, city: str, district: str, detail: str
) -> str:
    """What a courier needs, on one line: consignee, phone, address."""
    parts = (consignee.strip(), phone.strip(), one_line(province, city, district, detail))
    return " ".join(part for part in parts if part)
