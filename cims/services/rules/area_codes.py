"""The area codes of China's landlines."""

from cims.services.i18n import _

# The last digits of China's three-digit area codes by their first two (from the geodata of
# phonenumbers and the numbering lists it rests on); two-digit ones are 10 and 20 to 29.
_AREA_GROUPS = (
    "310123456789 335 349 350123456789 37012345679 391234568 411256789 42179 43123456789 "
    "45123456789 464789 470123456789 4823 510123456789 5237 530123456789 5436 "
    "550123456789 5612346 570123456789 580 59123456789 631235 660238 692 691 701 "
    "710123456789 72248 7301456789 743456 750123456789 76023689 770123456789 "
    "790123456789 8123678 82567 830123456789 851456789 870123456789 883678 8912345678 "
    "90123689 9112345679 930123456789 9413 9512345 97012345679 990123456789"
)
AREAS = frozenset(
    ["010", *(f"02{digit}" for digit in "0123456789")]
    + [f"0{group[:2]}{digit}" for group in _AREA_GROUPS.split() for digit in group[2:]]
)


def no_area_code(text: str) -> str:
    """The sentence for what is no area code."""
    return _("“{code}” is no area code of China. Write it like 0512.").format(code=text)
