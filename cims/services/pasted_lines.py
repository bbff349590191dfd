"""Lines of a paper out of a table that was copied from a spreadsheet.

Columns are known by their headings, else by what stands in them; what can't be read is kept.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cims.services.choices import Choices
from cims.services.entity import Link
from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.rules import amounts_text, date_words
from cims.services.rules.discounts import share
from cims.services.spreadsheet.headings import NOTE, TOTAL
from cims.services.spreadsheet.mapping import only_counts, plain
from cims.services.spreadsheet.sales_synonyms import LINES

if TYPE_CHECKING:
    from cims.services.products import ProductService

MOST = 2_000  # lines at once
TITLES = 4  # rows among which headings are looked for
SUMS = ("金额", "合计", "总价", "价税合计", "amount", "total", "linetotal", "税额")
COUNTED = re.compile(r"(?P<number>[\d,]+(?:\.\d+)?)\s*(?P<unit>[^\d\s.,%]+)")
PERCENT = re.compile(r"\d{1,3}(?:\.\d+)?%")
RATES = frozenset(map(Decimal, ("0.13", "0.09", "0.06", "0.05", "0.03", "0.01", "0")))
HEADINGS = {plain(word): name for name, words in LINES.items() for word in (name, *words)} | {
    plain(word): name
    for name, words in {
        "name": ("产品", "商品", "货物", "description", "product", "goods"),
        "model": ("规格/型号", "型号规格"),
        "unit": ("unit",),
        "unit_price": (
            *("不含税单价", "未税单价", "unit price", "price each"),
            *("price incl. tax", "price excl. tax"),
        ),
        "quantity": ("quantity",),
        "discount": ("discount",),
        "tax_rate": ("tax rate",),
        "remarks": ("remarks",),
    }.items()
    for word in words
}


@dataclass(frozen=True)
class PastedRow:
    """One line: what was read, and by column what was not, with the sentence about it."""

    values: Mapping[str, Any]
    unread: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Pasted:
    """The lines of a table; `passed` are rows that are none, such as totals.

    `tax_included` is what the heading of the prices says of tax, None where it says nothing.
    """

    rows: tuple[PastedRow, ...]
    passed: tuple[str, ...] = ()
    left: int = 0  # lines beyond the most that are taken
    tax_included: bool | None = None


def cells_of(text: str) -> list[list[str]]:
    """The cells of copied text, as spreadsheets write it: tabs, quoted cells with line breaks.

    Where quotes don't come in pairs around cells, they are words like others.
    """
    lines = io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"))
    try:
        rows = list(csv.reader(lines, delimiter="\t", strict=True))
    except csv.Error:
        rows = [line.split("\t") for line in lines.getvalue().split("\n")]
    found = [[" ".join(cell.split()) for cell in row] for row in rows]
    return [row for row in found if any(row)]


class Reader:
    """Reads one table for a paper with certain columns."""

    def __init__(
        self, products: "ProductService", choices: Choices, columns: Collection[str], today: date
    ) -> None:
        self._products, self._choices = products, choices
        self._columns, self._today = columns, today

    def read(self, text: str) -> Pasted:
        """The lines of the table."""
        table = cells_of(text)
        at, names, extra = heading_row(table)
        tax_included, lines = None, []
        passed = [" ".join(filter(None, row)) for row in table[:at]] if names else []
        if names:
            tax_included = said_of_tax(table[at], names)
            table = table[at + 1 :]
        else:
            names = self._guessed(table)
        for row in table:
            words = [cell for cell in row if cell]
            if TOTAL.fullmatch(words[0].replace(" ", "")) or NOTE.fullmatch(words[0]):
                passed.append(" ".join(words))
            else:
                lines.append(self._row(row, names, extra))
        taken = self._with_products(lines[:MOST])
        left = max(0, len(lines) - MOST)
        return Pasted(tuple(taken), tuple(passed), left, tax_included)

    def _guessed(self, table: list[list[str]]) -> dict[int, str]:
        """What columns without headings hold, by what stands in them."""
        width = max(map(len, table), default=0)
        found: dict[int, str] = {}
        free = ["name", "model", "remarks"]
        numbers = ["quantity", "unit_price"]
        for at in range(width):
            cells = [row[at] for row in table if at < len(row) and row[at]]
            name = self._meant(cells, counts_up(cells) and at == 0 and width > 1)
            if name == "number":
                name = numbers.pop(0) if numbers else ""
            elif name == "text":
                name = free.pop(0) if free else ""
            if name and name not in found.values():
                found[at] = name
        return found

    def _meant(self, cells: Sequence[str], is_counting: bool) -> str:
        """What a column holds: number, text, or a certain one."""
        if not cells or is_counting:
            return ""
        if all(self._choices.code("unit", cell) for cell in cells):
            return "unit"
        if all("折" in cell for cell in cells):
            return "discount"
        if all(PERCENT.fullmatch(cell) for cell in cells):
            shares = {Decimal(cell.rstrip("%")) / 100 for cell in cells}
            return "tax_rate" if shares <= RATES else "discount"
        if all(number_in(cell) is not None or COUNTED.fullmatch(cell) for cell in cells):
            return "number"
        return "text"

    def _row(
        self, row: Sequence[str], names: Mapping[int, str], extra: Mapping[int, str]
    ) -> PastedRow:
        values: dict[str, Any] = {}
        unread: dict[str, tuple[str, str]] = {}
        more = [
            f"{words} {row[at]}".strip() for at, words in extra.items() if at < len(row) and row[at]
        ]
        for at, name in names.items():
            cell = row[at] if at < len(row) else ""
            if not cell:
                continue
            if name == "planned_on" and name not in self._columns:
                name = "delivery"
            if name not in self._columns:
                more.append(cell)
            elif name in values or name in unread:
                continue
            else:
                self._take(name, cell, values, unread)
        if more:
            values["remarks"] = " · ".join(filter(None, (values.get("remarks"), *more)))
        return PastedRow(values, unread)

    def _take(
        self, name: str, cell: str, values: dict[str, Any], unread: dict[str, tuple[str, str]]
    ) -> None:
        text = unicodedata.normalize("NFKC", cell)
        try:
            if name == "quantity" and (found := COUNTED.fullmatch(text)):
                unit = self._choices.code("unit", found["unit"])
                if unit and "unit" not in values:
                    values["unit"], text = unit, found["number"]
            values[name] = self._value(name, text if name != "remarks" else cell)
        except CimsError as error:
            values.pop(name, None)
            unread[name] = cell, str(error)

    def _value(self, name: str, text: str) -> Any:
        match name:
            case "quantity" | "unit_price":
                return amounts_text.amount(text)
            case "discount" | "tax_rate":
                found = share(text)
                if found is None:
                    told = _("“{text}” is not a rate. Write it like 13%.")
                    raise CimsError(told.format(text=text))
                return found
            case "planned_on":
                day = date_words.parse(text.replace("/", "-").replace(".", "-"), self._today)
                if day is None:
                    raise CimsError(date_words.not_understood(text))
                return day
            case "unit":
                code = self._choices.code("unit", text)
                if code is None:
                    told = _("“{text}” is not in the list. Choose an entry of it.")
                    raise CimsError(told.format(text=text))
                return code
        return text

    def _with_products(self, rows: Sequence[PastedRow]) -> Iterator[PastedRow]:
        """The lines with the products that their words name: by number, else by name and model."""
        words = {
            word for row in rows for name in ("product", "name") if (word := row.values.get(name))
        }
        known = self._products.named(words) if words else {}
        ids = sorted({id_ for found in known.values() for id_ in found})
        named = {one.id: one.values for one in self._products.rows(ids, ("name", "model"))}
        for row in rows:
            values = dict(row.values)
            word = values.pop("product", None)
            hits = known.get(word or "", ()) or known.get(values.get("name") or "", ())
            fitting = [id_ for id_ in hits if fits(named[id_]["model"], values.get("model"))]
            if len(fitting) == 1:
                name = named[fitting[0]]["name"]
                values["product"] = Link(fitting[0], name)
                values["name"] = values.get("name") if word and values.get("name") else name
            elif word:
                values["name"] = " ".join(filter(None, (word, values.get("name"))))
            if "quantity" not in row.unread:
                values.setdefault("quantity", Decimal(1))
            yield replace(row, values=values)


def heading_row(table: list[list[str]]) -> tuple[int, dict[int, str], dict[int, str]]:
    """Where the headings stand, at the top or below a title, and what they mean.

    What stands in columns without a heading is kept like that of unknown ones.
    """
    for at, row in enumerate(table[:TITLES]):
        names, extra = heading_names(row)
        if names:
            width = max(map(len, table))
            blank = [n for n in range(width) if n >= len(row) or not row[n]]
            below = [[line[n] for line in table[at + 1 :] if n < len(line)] for n in blank]
            extra |= {n: "" for n, cells in zip(blank, below, strict=True) if not counts_up(cells)}
            return at, names, extra
    return 0, {}, {}


def heading_names(row: Sequence[str]) -> tuple[dict[int, str], dict[int, str]]:
    """Which column is which, where this is a row of headings; and the words of the others."""
    names: dict[int, str] = {}
    extra: dict[int, str] = {}
    for at, cell in enumerate(row):
        name = HEADINGS.get(plain(cell))
        if name and name not in names.values() and name != "order":
            names[at] = name
        elif cell and plain(cell) not in map(plain, SUMS) and not only_counts(cell):
            extra[at] = cell
    if "name" not in names.values():
        names = {at: "name" if name == "product" else name for at, name in names.items()}
    is_heading = len(names) > 1 and "name" in names.values()
    return (names, extra) if is_heading else ({}, {})


def said_of_tax(headings: Sequence[str], names: Mapping[int, str]) -> bool | None:
    """Whether the heading of the prices says that they include tax, or that they do not."""
    at = next((at for at, name in names.items() if name == "unit_price"), None)
    words = "" if at is None else headings[at].lower()
    if any(word in words for word in ("不含税", "未税", "excl")):
        return False
    return True if "含税" in words or "incl" in words else None


def fits(model: str | None, said: str | None) -> bool:
    """Whether a product may be the one that was meant with this model, or without any."""
    return not said or not model or plain(said) == plain(model)


def counts_up(cells: Sequence[str]) -> bool:
    """Whether a column only numbers the lines."""
    return len(cells) > 1 and list(cells) == [str(n) for n in range(1, len(cells) + 1)]


def number_in(text: str) -> Decimal | None:
    """The number that a cell holds, or None."""
    try:
        return amounts_text.amount(text)
    except CimsError:
        return None
