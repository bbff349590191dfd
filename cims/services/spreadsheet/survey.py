"""What a column holds, judged by all its values: its kind, and how its dates are written."""

import re
from dataclasses import dataclass, field

from cims.services.spreadsheet.cell_text import Flawed, is_empty
from cims.services.spreadsheet.cleaning import CellKind, cleaner
from cims.services.spreadsheet.dates import ColumnDates, DateEvidence
from cims.services.spreadsheet.problems import ProblemKind
from cims.services.spreadsheet.workbook import ErrorCell, Value

MOST_OF_THEM = 0.6
WITH_A_HINT = 0.4
FEWEST = 2
DATE_WORDS = ("日期", "时间", "date", "生日")
AMOUNT_WORDS = ("金额", "余额", "总额", "价", "款", "费", "amount", "price", "total", "balance")
NOT_AMOUNTS = (
    "电话",
    "手机",
    "号",
    "编码",
    "代码",
    "邮编",
    "qq",
    "微信",
    "传真",
    "phone",
    "code",
    "id",
)
NEAR_DATES = (ProblemKind.NO_YEAR, ProblemKind.NO_DAY, ProblemKind.DATE_ORDER)
LONGEST_DATE = 40
PICTURE = re.compile(r"0x[0-9A-Fa-f]{200}")
BARE = re.compile(r"\d{1,6}(\.\d{1,12})?")
ENOUGH = 5_000


def is_above_one(value: Value) -> bool:
    """Whether a bare number, written as one or as text, lies above one."""
    if isinstance(value, str):
        return bool(BARE.fullmatch(value.strip())) and float(value) > 1
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 1


@dataclass
class ColumnSurvey:
    """Fed with every value of one column, then asked what it is."""

    heading: str
    filled: int = 0
    amounts: int = 0
    dates: int = 0
    exceeds_one: bool = False
    pictures: int = 0
    evidence: DateEvidence = field(default_factory=DateEvidence)

    def __post_init__(self) -> None:
        self._as_amount = cleaner(CellKind.MONEY)
        self._as_date = cleaner(CellKind.DATE)
        self._known: dict[str, tuple[bool, bool]] = {}

    def add(self, value: Value) -> None:
        """Count one cell; empty ones and errors say nothing, and thousands say enough of a kind."""
        if isinstance(value, ErrorCell) or is_empty(value):
            return
        self.evidence.add(value)
        self.exceeds_one = self.exceeds_one or is_above_one(value)
        if self.filled >= ENOUGH:
            return
        self.filled += 1
        self.pictures += isinstance(value, str) and bool(PICTURE.match(value))
        amount, day = self._looks(value)
        self.amounts += amount
        self.dates += day

    @property
    def order(self) -> ColumnDates:
        """How the dates of the column are written."""
        return self.evidence.decide()

    @property
    def holds_pictures(self) -> bool:
        """Whether all its values are digits of pictures or the like, which nobody reads."""
        return 0 < self.filled == self.pictures

    @property
    def kind(self) -> CellKind:
        """MONEY or DATE where most values are that, else TEXT."""
        heading = self.heading.casefold()
        if self.filled < FEWEST or any(word in heading for word in NOT_AMOUNTS):
            return CellKind.TEXT
        date_share = WITH_A_HINT if any(w in heading for w in DATE_WORDS) else MOST_OF_THEM
        amount_share = WITH_A_HINT if any(w in heading for w in AMOUNT_WORDS) else MOST_OF_THEM
        if self.dates >= FEWEST and self.dates >= date_share * self.filled:
            return CellKind.DATE
        if self.amounts >= FEWEST and self.amounts >= amount_share * self.filled:
            return CellKind.MONEY
        return CellKind.TEXT

    def _looks(self, value: Value) -> tuple[bool, bool]:
        """Whether a value reads as an amount, and as a date."""
        if isinstance(value, bool):
            return False, False
        if isinstance(value, int | float):
            return True, False
        if not isinstance(value, str):
            return False, True
        if len(value) > LONGEST_DATE:
            return False, False
        if (known := self._known.get(value)) is None:
            amount = not isinstance(self._as_amount(value), Flawed)
            day = self._as_date(value)
            is_day = not isinstance(day, Flawed) or day.kind in NEAR_DATES
            known = amount, is_day and not (amount and value.strip().isdecimal())
            if len(self._known) < 4096:
                self._known[value] = known
        return known
