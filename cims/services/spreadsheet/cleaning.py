"""A cell becomes a value of the kind its field asks for, or a flaw that says what is wrong."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from cims.services.i18n import N_, _
from cims.services.rules.amounts_text import NotAnAmount
from cims.services.rules.amounts_text import amount as parse_amount
from cims.services.rules.discounts import NotADiscount, discount
from cims.services.spreadsheet.cell_text import (
    EDGES,
    Flawed,
    clean_long_text,
    clean_text,
    decimal_of,
    error_of,
    is_empty,
    shown,
)
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
    SHARE = "share"
    DATE = "date"
    MONTH = "month"
    MOMENT = "moment"
    YES_NO = "yes or no"
    EMAIL = "e-mail"
    SEALED = "sealed"


MISFITS = {
    ProblemKind.NOT_WHOLE: N_("“{value}” is not a whole number."),
    ProblemKind.NOT_AMOUNT: N_("“{value}” is not an amount."),
    ProblemKind.NOT_SHARE: N_("“{value}” is neither a rate nor a discount from 0 to 100%."),
    ProblemKind.NOT_DATE: N_("“{value}” is not a date."),
    ProblemKind.NOT_YES_NO: N_("“{value}” means neither yes nor no."),
    ProblemKind.NOT_EMAIL: N_("“{value}” is not an e-mail address."),
}
YES = frozenset(
    ["是", "有", "对", "真", "已", "√", "✓", "✔", "y", "yes", "true", "t", "1", "on", "x"]
    + ["完成", "已完成", "已办", "已做", "done", "completed", "finished", "closed"]
)
NO = frozenset(
    ["否", "没有", "无", "错", "假", "未", "×", "✗", "✘", "n", "no", "false", "f", "0", "off"]
    + ["未完成", "待办", "进行中", "未办", "未做", "open", "pending", "in progress", "not done"]
)
EMAIL = re.compile(r"[^\s@<>,;，；]+@[^\s@<>,;，；.]+(\.[^\s@<>,;，；.]+)+")
ADDRESS_IN_BRACKETS = re.compile(r"[^<>]*<([^<>]+)>")
MASK = "•"
MONTH = re.compile(
    r"(?P<year>\d{4})\s?[-/.年]\s?(?P<month>\d{1,2})\s?(?:月份?)?|(?P<first>\d{1,2})[-/.](?P<last>\d{4})",
    re.ASCII,
)
PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


Cleaner = Callable[[Value], Any]


def cleaner(kind: str, dates: ColumnDates | None = None, in_per_cent: bool = False) -> Cleaner:
    """The function that cleans the cells of one column; `in_per_cent`, bare rates are per cent.

    It returns None for an empty cell, a Flawed for one with something wrong, else the value:
    str, int, Decimal, date, datetime or bool. A kind that is not known here is a text.
    """
    column = dates or ColumnDates()
    cleaners: dict[str, Cleaner] = {
        CellKind.LONG_TEXT: clean_long_text,
        CellKind.WHOLE: _guarded(clean_whole),
        CellKind.EXACT: _guarded(clean_amount),
        CellKind.MONEY: _guarded(clean_amount),
        CellKind.SHARE: _guarded(lambda value: clean_share(value, in_per_cent)),
        CellKind.DATE: _guarded(lambda value: clean_moment(value, column).date()),
        CellKind.MONTH: _guarded(lambda value: clean_month(value, column)),
        CellKind.MOMENT: _guarded(lambda value: clean_moment(value, column)),
        CellKind.YES_NO: _guarded(clean_yes_no, keeps_no_words=True),
        CellKind.EMAIL: _guarded(clean_email),
        CellKind.SEALED: clean_sealed,
    }
    return cleaners.get(kind, clean_text)


def clean_whole(value: Value) -> int:
    """A whole number; Flaw for a fraction or words."""
    number = _number(value, ProblemKind.NOT_WHOLE)
    if number != number.to_integral_value():
        raise _misfit(value, ProblemKind.NOT_WHOLE)
    return int(number)


def clean_amount(value: Value) -> Decimal:
    """An amount as people write it: 1.2万, 12w, 3k, ¥1,234.50; 13% is 0.13."""
    return _number(value, ProblemKind.NOT_AMOUNT)


def clean_share(value: Value, in_per_cent: bool) -> Decimal:
    """A rate or a discount: 13% and 0.13 are the same, 8折 takes off 0.2, 15 is 15% of many."""
    if isinstance(value, str) and (value.strip().endswith("%") or "折" in value):
        try:
            return discount(value)
        except NotADiscount as error:
            raise _misfit(value, ProblemKind.NOT_SHARE) from error
    number = _number(value, ProblemKind.NOT_SHARE)
    share = number / 100 if in_per_cent else number
    if not 0 <= share <= 1:
        raise _misfit(value, ProblemKind.NOT_SHARE)
    return share


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
    raise _misfit(value, ProblemKind.NOT_DATE)


def clean_month(value: Value, column: ColumnDates) -> date:
    """The first day of a month, written as 2026年11月, 2026-11, 11/2026 or as any of its days."""
    text = unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else ""
    if found := MONTH.fullmatch(text):
        year, month = found["year"] or found["last"], found["month"] or found["first"]
        if 1 <= int(month) <= 12:
            return date(int(year), int(month), 1)
    return clean_moment(value, column).date().replace(day=1)


def clean_yes_no(value: Value) -> bool:
    """是, √, yes, 1 … or 否, ×, no, 0 …"""
    if isinstance(value, bool):
        return value
    word = shown(value).strip(EDGES).casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise _misfit(value, ProblemKind.NOT_YES_NO)


def clean_email(value: Value) -> str:
    """One address, half width; "Name <address>" gives the address."""
    text = unicodedata.normalize("NFKC", shown(value)).strip(EDGES).replace("。", ".")
    if found := ADDRESS_IN_BRACKETS.fullmatch(text):
        text = found[1].strip()
    text = text.removeprefix("mailto:")
    if EMAIL.fullmatch(text):
        return text
    raise _misfit(value, ProblemKind.NOT_EMAIL)


def clean_sealed(value: Value) -> Any:
    """One line of text that no remark quotes; a number that lost digits is left out."""
    text = clean_text(value)
    if isinstance(text, str) and not text.strip(MASK):
        return None  # a masked cell of a workbook of problems says nothing
    if isinstance(text, Flawed) and text.kind is ProblemKind.DIGITS_LOST:
        reason = _(
            "The number is stored with 15 digits only, so it was left out. "
            "Format the column as text and enter it anew."
        )
        return Flawed(None, text.kind, reason)
    return text


def _guarded(clean: Callable[[Value], Any], keeps_no_words: bool = False) -> Cleaner:
    """A cleaner that never raises: empty cells are None, flaws are returned."""

    def cleaned(value: Value) -> Any:
        if value == "" or (not keeps_no_words and is_empty(value)):
            return None
        if keeps_no_words and isinstance(value, str) and not value.strip(EDGES):
            return None
        if isinstance(value, ErrorCell):
            return error_of(value)
        try:
            return clean(value)
        except Flaw as flaw:
            return Flawed(None, flaw.kind, flaw.reason)

    return cleaned


def _number(value: Value, kind: ProblemKind) -> Decimal:
    if isinstance(value, float):
        return decimal_of(value)
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
            raise _misfit(value, kind) from error
        return amount / 100 if share else amount
    raise _misfit(value, kind)


def _misfit(value: Value, kind: ProblemKind) -> Flaw:
    return Flaw(kind, _(MISFITS[kind]).format(value=shown(value).strip(EDGES)))
