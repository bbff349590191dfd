"""The steps of an import that need no vault, for the tests beside it."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from cims.services.spreadsheet.cell_text import Flawed, is_empty
from cims.services.spreadsheet.cleaning import cleaner
from cims.services.spreadsheet.headings import Layout, find_layout
from cims.services.spreadsheet.mapping import TargetField, guess, known_headings
from cims.services.spreadsheet.problems import ProblemKind
from cims.services.spreadsheet.survey import ColumnSurvey
from cims.services.spreadsheet.workbook import open_workbook

CUSTOMER_FIELDS = (
    TargetField("code", ("Number", "编号"), "text"),
    TargetField("name", ("Name", "名称"), "text"),
    TargetField("short_name", ("Short name", "简称"), "text"),
    TargetField("grade", ("Grade", "客户级别"), "choice"),
    TargetField("source", ("Source", "客户来源"), "choice"),
    TargetField("owner", ("Owner", "负责人"), "link"),
    TargetField("credit_code", ("Unified social credit code", "统一社会信用代码"), "text"),
    TargetField("bank_account", ("Company bank account", "对公账户"), "text"),
    TargetField("phone", ("Landline", "座机"), "phone", several=True),
    TargetField("fax", ("Fax", "传真"), "phone"),
    TargetField("address", ("Address", "地址"), "text"),
    TargetField("city", ("City", "城市"), "text"),
    TargetField("province", ("Province", "省"), "text"),
    TargetField("postal_code", ("Postal code", "邮编"), "text"),
    TargetField("country", ("Country", "国家"), "text"),
    TargetField("remarks", ("Remarks", "备注"), "long text"),
    TargetField("contact.name", ("Name", "姓名"), "text"),
    TargetField("contact.job_title", ("Job title", "职务"), "text"),
    TargetField("contact.phone", ("Mobile", "手机"), "phone", several=True),
    TargetField("contact.email", ("E-mail", "邮箱"), "e-mail"),
)


def read(path: Path) -> tuple[Layout, dict[int, str | None], dict[int, dict[int, Any]]]:
    """The layout, the guessed path per column and the cleaned cells per row and column."""
    known = known_headings(CUSTOMER_FIELDS, "customers")
    kinds = {field.path: field.kind for field in CUSTOMER_FIELDS}
    with open_workbook(path) as workbook:
        sheet = workbook.sheet()
        layout = find_layout(sheet, known)
        guesses = guess(layout.headings, CUSTOMER_FIELDS, "customers", {"employee": "owner"})
        surveys = {column: ColumnSurvey(text) for column, text in layout.headings.items()}
        for _number, cells in layout.records(sheet):
            for column, survey in surveys.items():
                survey.add(cells[column] if column < len(cells) else "")
        cleaners = {}
        for column, survey in surveys.items():
            path_ = guesses[column].path
            kind = kinds[path_.rstrip("0123456789 ")] if path_ else survey.kind
            cleaners[column] = cleaner(kind, survey.order)
        rows: dict[int, dict[int, Any]] = defaultdict(dict)
        for number, cells in layout.records(sheet):
            for column, clean in cleaners.items():
                cell = cells[column] if column < len(cells) else ""
                rows[number][column] = clean(cell) if not is_empty(cell) else None
    return layout, {column: found.path for column, found in guesses.items()}, rows


def flaws(layout: Layout, rows: dict[int, dict[int, Any]]) -> set[tuple[int, str, ProblemKind]]:
    """What cleaning found, as (row, heading, kind)."""
    return {
        (number, layout.headings[column], value.kind)
        for number, cells in rows.items()
        for column, value in cells.items()
        if isinstance(value, Flawed)
    }
