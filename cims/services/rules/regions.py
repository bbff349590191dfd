"""The administrative regions of China by their six-digit code (GB/T 2260)."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cims.services.rules.folding import fold
from cims.services.rules.readings import readings

FILE = Path(__file__).parents[2] / "resources" / "regions" / "regions.tsv"
MUNICIPALITIES = ("11", "12", "31", "50")
FREE_FORM = ("71", "81", "82")  # Taiwan, Hong Kong, Macau: no cities or districts
_DIRECT = "90"  # counties directly under a province: xx90xx
_ETHNIC = (
    "壮族|回族|维吾尔|朝鲜族|土家族|苗族|藏族|彝族|羌族|白族|傣族|景颇族|傈僳族|哈尼族|布依族"
    "|侗族|蒙古族|蒙古(?=自治州)|哈萨克|柯尔克孜"
)
_SUFFIX = re.compile(rf"(?:特别行政区|(?:{_ETHNIC})*自治[区州]|省|市|地区|盟)$")


@dataclass(frozen=True, slots=True)
class Region:
    """A province, city or district; levels that don't exist are empty."""

    code: str
    province: str
    city: str = ""
    district: str = ""

    @property
    def name(self) -> str:
        """The name of the lowest level."""
        return self.district or self.city or self.province

    @property
    def path(self) -> str:
        """All levels in one word: 江苏省苏州市吴中区."""
        return self.province + self.city + self.district


@cache
def regions() -> dict[str, Region]:
    """Every region by its code, in the order of the codes."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    names = dict(line.split("\t") for line in lines if line)
    return {code: _region(code, names) for code in names}


def _region(code: str, names: dict[str, str]) -> Region:
    province = names[code[:2] + "0000"]
    if code.endswith("0000"):
        return Region(code, province)
    if code[2:4] == _DIRECT or code.endswith("00"):
        return Region(code, province, names[code])
    if code.startswith(MUNICIPALITIES):
        return Region(code, province, "", names[code])
    return Region(code, province, names[code[:4] + "00"], names[code])


def region(code: str | None) -> Region | None:
    """The region with this code; None when it isn't known."""
    return regions().get(code) if code else None


def parent_code(code: str) -> str:
    """The code one level up; empty for a province."""
    if code.endswith("0000"):
        return ""
    if code[2:4] == _DIRECT or code.endswith("00") or code.startswith(MUNICIPALITIES):
        return code[:2] + "0000"
    return code[:4] + "00"


@cache
def _children() -> dict[str, tuple[Region, ...]]:
    found: dict[str, list[Region]] = {}
    for code, one in regions().items():
        found.setdefault(parent_code(code), []).append(one)
    return {code: tuple(below) for code, below in found.items()}


def below(code: str = "") -> tuple[Region, ...]:
    """The regions one level below; the provinces without a code."""
    return _children().get(code, ())


def short_region_name(name: str) -> str:
    """A province or city as people say it: 江苏, 内蒙古, 延边."""
    short = _SUFFIX.sub("", name)
    return short if len(short) > 1 else name


@cache
def _sought() -> tuple[tuple[str, str, str, Region], ...]:
    """Name, pinyin and initials of every region, for combos."""
    rows = []
    for one in regions().values():
        name = fold(one.name)
        sounds = [readings(character)[:1] or ("",) for character in name]
        spoken = "".join(sound[0] for sound in sounds)
        initials = "".join(sound[0][:1] for sound in sounds)
        rows.append((one.path, spoken, initials, one))
    return tuple(rows)


def find_regions(fragment: str, under: str = "", limit: int = 50) -> tuple[Region, ...]:
    """Regions by a piece of the name, by pinyin, initials or code, whole levels first.

    `under` is a code below which they must stand.
    """
    sought = fold(fragment).replace(" ", "")
    if not sought:
        return below(under)[:limit]
    start = under.rstrip("0") if under else ""
    found = [
        one
        for path, spoken, initials, one in _sought()
        if one.code.startswith(start)
        and one.code != under
        and (
            sought in path
            or spoken.startswith(sought)
            or initials.startswith(sought)
            or one.code.startswith(sought)
        )
    ]
    found.sort(key=lambda one: (sought not in one.name, len(one.path)))
    return tuple(found[:limit])
