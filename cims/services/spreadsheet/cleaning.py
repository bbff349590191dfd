"""A cell becomes a value of the kind its field asks for, or a flaw that says what is wrong."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from cims.services.i18n import _
from cims.services.rules.amounts_text import NotAnAmount
from cims.services.rules.amounts_text import amount as parse_amount
from cims.services.spreadsheet.dates import ColumnDates, parse_moment, serial_moment
from cims.services.spreadsheet.problems import Flaw, ProblemKind
from cims.services.spreadsheet.workbook import ErrorCell, Value


class CellKind(StrEnum):
    """What a column holds; the words are those of `entity.Kind` where both know the kind."""

    TEXT = "text"
    LONG_TEXT = "long text"
    WHOLE = "whole number"
    EXACT = "exact number"
    MONEY = "money"
    DATE = "date"
    MOMENT = "moment"
    YES_NO = "yes or no"
    EMAIL = "e-mail"


LONGEST_TEXT = 32_767
EXACT_DIGITS = 10**15
EMPTY_WORDS = frozenset(
    [
        "null",
        "(null)",
        "<null>",
        "n/a",
        "#n/a",
        "-",
        "--",
        "---",
        "—",
        "——",
        "－",
        "/",
        "\\",
        "none",
        "nil",
        "无",
        "空",
        "暂无",
        "(空)",
        "（空）",
        "未填",
    ]
)
LONGEST_EMPTY_WORD = max(len(word) for word in EMPTY_WORDS)
YES = frozenset(
    ["是", "有", "对", "真", "已", "√", "✓", "✔", "y", "yes", "true", "t", "1", "on", "x"]
)
NO = frozenset(
    ["否", "没有", "无", "错", "假", "未", "×", "✗", "✘", "n", "no", "false", "f", "0", "off"]
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
LINE_BREAKS = re.compile(r"[\r\n\t\u2028\u2029\x0b\x0c]+")
EDGES = " \t\r\n\u3000\u00a0\ufeff\u200b"
EMAIL = re.compile(r"[^\s@<>,;，；]+@[^\s@<>,;，；.]+(\.[^\s@<>,;，；.]+)+")
ADDRESS_IN_BRACKETS = re.compile(r"[^<>]*<([^<>]+)>")
PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


@dataclass(frozen=True)
class Flawed:
    """A value that comes with a remark; `value` is what is left of it, None for nothing."""

    value: Any
    kind: ProblemKind
    reason: str


Cleaner = Callable[[Value], Any]


def cleaner(kind: str, dates: ColumnDates | None = None) -> Cleaner:
    """The function that cleans the cells of one column.

    It returns None for an empty cell, a Flawed for one with something wrong, else the value:
    str, int, Decimal, date, datetime or bool. A kind that is not known here is a text.
    """
    column = dates or ColumnDates()
    cleaners: dict[str, Cleaner] = {
        CellKind.LONG_TEXT: clean_long_text,
        CellKind.WHOLE: _guarded(clean_whole),
        CellKind.EXACT: _guarded(clean_amount),
        CellKind.MONEY: _guarded(clean_amount),
        CellKind.DATE: _guarded(lambda value: clean_moment(value, column).date()),
        CellKind.MOMENT: _guarded(lambda value: clean_moment(value, column)),
        CellKind.YES_NO: _guarded(clean_yes_no, keeps_no_words=True),
        CellKind.EMAIL: _guarded(clean_email),
    }
    return cleaners.get(kind, clean_text)


def is_empty(value: Value) -> bool:
    """Whether a cell holds nothing, or a word for nothing."""
    if isinstance(value, str):
        text = value.strip(EDGES)
        return not text or (len(text) <= LONGEST_EMPTY_WORD and text.casefold() in EMPTY_WORDS)
    return False


def clean_text(value: Value) -> Any:
    """One line of text; numbers as a person reads them, line breaks as spaces."""
    if type(value) is str:
        text = value.strip(EDGES)
        if len(text) <= LONGEST_EMPTY_WORD and is_empty(text):
            return None
        if text.isprintable() and len(text) <= LONGEST_TEXT:
            return text
        return _mended(LINE_BREAKS.sub(" ", text))
    return _as_text(value)


def clean_long_text(value: Value) -> Any:
    """Text that keeps its lines."""
    if type(value) is str:
        text = value.strip(EDGES).replace("\r\n", "\n").replace("\r", "\n")
        return None if is_empty(text) else _mended(text)
    return _as_text(value)


def clean_whole(value: Value) -> int:
    """A whole number; Flaw for a fraction or words."""
    number = _number(value, ProblemKind.NOT_WHOLE, _("“{value}” is not a whole number."))
    if number != number.to_integral_value():
        raise Flaw(
            ProblemKind.NOT_WHOLE, _("“{value}” is not a whole number.").format(value=number)
        )
    return int(number)


def clean_amount(value: Value) -> Decimal:
    """An amount as people write it: 1.2万, 12w, 3k, ¥1,234.50; 13% is 0.13."""
    return _number(value, ProblemKind.NOT_AMOUNT, _("“{value}” is not an amount."))


def clean_moment(value: Value, column: ColumnDates) -> datetime:
    """A day with its time, midnight where none is written."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, str):
        return parse_moment(value, column)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return serial_moment(value)
    raise Flaw(ProblemKind.NOT_DATE, _("“{value}” is not a date.").format(value=shown(value)))


def clean_yes_no(value: Value) -> bool:
    """是, √, yes, 1 … or 否, ×, no, 0 …"""
    if isinstance(value, bool):
        return value
    word = shown(value).strip(EDGES).casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Flaw(ProblemKind.NOT_YES_NO, _("“{value}” means neither yes nor no.").format(value=word))


def clean_email(value: Value) -> str:
    """One address, half width; "Name <address>" gives the address."""
    text = unicodedata.normalize("NFKC", shown(value)).strip(EDGES).replace("。", ".")
    if found := ADDRESS_IN_BRACKETS.fullmatch(text):
        text = found[1].strip()
    text = text.removeprefix("mailto:")
    if EMAIL.fullmatch(text):
        return text
    raise Flaw(ProblemKind.NOT_EMAIL, _("“{value}” is not an e-mail address.").format(value=text))


def shown(value: Value) -> str:
    """The text that a spreadsheet program would show for a value, as near as can be known."""
    if isinstance(value, str):
        return value
    if isinstance(value, ErrorCell):
        return value.text
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{_decimal(value):f}"
    if isinstance(value, datetime):
        form = "%Y-%m-%d %H:%M:%S" if value.second else "%Y-%m-%d %H:%M"
        return value.strftime(form) if value.time() != time() else value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def _guarded(clean: Callable[[Value], Any], keeps_no_words: bool = False) -> Cleaner:
    """A cleaner that never raises: empty cells are None, flaws are returned."""

    def cleaned(value: Value) -> Any:
        if value == "" or (not keeps_no_words and is_empty(value)):
            return None
        if keeps_no_words and isinstance(value, str) and not value.strip(EDGES):
            return None
        if isinstance(value, ErrorCell):
            return _error(value)
        try:
            return clean(value)
        except Flaw as flaw:
            return Flawed(None, flaw.kind, flaw.reason)

    return cleaned


def _as_text(value: Value) -> Any:
    if isinstance(value, ErrorCell):
        return _error(value)
    text = shown(value)
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) >= EXACT_DIGITS
    ):
        return Flawed(
            text,
            ProblemKind.DIGITS_LOST,
            _(
                "{value} is stored as a number; a spreadsheet keeps only 15 digits, the last ones "
                "may be wrong. Format the column as text and enter it anew."
            ).format(value=text),
        )
    return text


def _error(value: ErrorCell) -> Flawed:
    if value.text:
        return Flawed(
            None,
            ProblemKind.ERROR_CELL,
            _("The cell shows the error {error}.").format(error=value.text),
        )
    return Flawed(
        None,
        ProblemKind.NO_VALUE,
        _("The formula has no value yet. Open the file in a spreadsheet program and save it."),
    )


def _mended(text: str) -> Any:
    """The text without what no field may hold."""
    clean = CONTROL.sub("", text) if not text.isprintable() else text
    if len(clean) > LONGEST_TEXT:
        return Flawed(
            None,
            ProblemKind.TEXT_TOO_LONG,
            _("The text has {count} characters, at most {most} are kept.").format(
                count=len(clean), most=LONGEST_TEXT
            ),
        )
    if clean != text:
        return Flawed(
            clean.strip(EDGES) or None,
            ProblemKind.CONTROL_CHARACTERS,
            _("The text held characters that can't be shown; they were left out."),
        )
    return clean


def _number(value: Value, kind: ProblemKind, sentence: str) -> Decimal:
    if isinstance(value, float):
        return _decimal(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value).strip()
        if PLAIN_NUMBER.fullmatch(text):
            return Decimal(text)
        share = text.endswith("%")
        try:
            amount = parse_amount(text.rstrip("% ") if share else text)
        except NotAnAmount as error:
            raise Flaw(kind, sentence.format(value=value.strip(EDGES))) from error
        return amount / 100 if share else amount
    raise Flaw(kind, sentence.format(value=shown(value)))


def _decimal(value: float) -> Decimal:
    """The number with the 15 digits that a spreadsheet shows, without the tail of binary floats."""
    number = Decimal(f"{value:.15g}")
    return number.quantize(Decimal(1)) if number == int(number) and abs(number) < 10**27 else number
