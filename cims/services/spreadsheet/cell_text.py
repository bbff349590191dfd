"""How a cell reads as text, and what is left of it when a field can't hold all."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from cims.services.i18n import _
from cims.services.spreadsheet.problems import ProblemKind
from cims.services.spreadsheet.workbook import ErrorCell, Value

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
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
LINE_BREAKS = re.compile(r"[\r\n\t\u2028\u2029\x0b\x0c]+")
EDGES = " \t\r\n\u3000\u00a0\ufeff\u200b"


@dataclass(frozen=True)
class Flawed:
    """A value that comes with a remark; `value` is what is left of it, None for nothing."""

    value: Any
    kind: ProblemKind
    reason: str


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


def shown(value: Value) -> str:
    """The text that a spreadsheet program would show for a value, as near as can be known."""
    if isinstance(value, str):
        return value
    if isinstance(value, ErrorCell):
        return value.text
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{decimal_of(value):f}"
    if isinstance(value, datetime):
        form = "%Y-%m-%d %H:%M:%S" if value.second else "%Y-%m-%d %H:%M"
        return value.strftime(form) if value.time() != time() else value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def _as_text(value: Value) -> Any:
    if isinstance(value, ErrorCell):
        return error_of(value)
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


def error_of(value: ErrorCell) -> Flawed:
    """The remark on a cell that holds no value."""
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


def decimal_of(value: float) -> Decimal:
    """The number with the 15 digits that a spreadsheet shows, without the tail of binary floats."""
    number = Decimal(f"{value:.15g}")
    return number.quantize(Decimal(1)) if number == int(number) and abs(number) < 10**27 else number
