"""Customer lists as offices really keep them, with the truth about everything wrong in them.

Deterministic: the same seed gives the same cells. A list is a grid that is written in each format;
the truth holds (row as shown, heading, kind of problem), and what the good cells mean.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from cims.services.spreadsheet.problems import ProblemKind

TITLE_ROW, HEADING_ROW, FIRST_ROW = 1, 3, 5
HEADINGS = (
    ("客户编号", ""),
    ("客户名称", ""),
    ("联系人", "姓名"),
    ("", "手机"),
    ("级别", ""),
    ("统一社会信用代码", ""),
    ("账号", ""),
    ("邮箱", ""),
    ("业务员", ""),
    ("成交金额", ""),
    ("最近联系日期", ""),
    ("建档日期", ""),
    ("备注", ""),
)
JOINED = tuple(f"联系人 {lower}" if lower else upper for upper, lower in HEADINGS)
PLACES = ("苏州", "无锡", "重庆", "上海", "东莞", "青岛")
CORES = ("恒泰", "华盛", "中远", "联创", "金鼎", "瑞丰", "长虹", "曙光")
TRADES = ("智能装备", "电子", "贸易", "机械", "新材料")
SURNAMES = ("张", "李", "王", "单", "曾", "欧阳")
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ONLY_IN_WORKBOOKS = {
    ProblemKind.ERROR_CELL,
    ProblemKind.MERGED,
    ProblemKind.DIGITS_LOST,
}


@dataclass(frozen=True)
class ErrorValue:
    """A cell that shows an error."""

    text: str = "#N/A"


@dataclass
class MessyList:
    """Rows from 1, columns from 0; `truth` and `values` name cells by row and joined heading."""

    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    truth: set[tuple[int, str, ProblemKind]] = field(default_factory=set)
    values: dict[tuple[int, str], Any] = field(default_factory=dict)
    skipped: dict[int, str] = field(default_factory=dict)
    records: list[int] = field(default_factory=list)
    last_row: int = 0

    def wrong(self, row: int, column: int, kind: ProblemKind, cell: Any) -> None:
        """Put something wrong into a cell and write down the truth."""
        self.cells[row, column] = cell
        self.values.pop((row, JOINED[column]), None)
        self.truth.add((row, JOINED[column], kind))

    def truth_in(self, ending: str) -> set[tuple[int, str, ProblemKind]]:
        """The truth about the file with this ending; .csv can't hold all of it."""
        if ending != ".csv":
            return self.truth
        return {found for found in self.truth if found[2] not in ONLY_IN_WORKBOOKS}


def messy_list(seed: int = 1, records: int = 60) -> MessyList:
    """A list with at least one of each mess; needs 40 records or more."""
    random = Random(seed)
    messy = MessyList()
    _write_headings(messy)
    row = FIRST_ROW
    for number in range(records):
        if number == records // 2:
            messy.cells[row, 0] = "小 计"
            messy.cells[row, 9] = 123456
            messy.skipped[row] = "total"
            row += 1
        _write_record(messy, random, row, number)
        messy.records.append(row)
        row += 1
    _write_foot(messy, row)
    _spoil(messy, random)
    return messy


def write(messy: MessyList, path: Path) -> Path:
    """Write the list in the format of the path's ending."""
    WRITERS[path.suffix](messy, path)
    return path


def credit_code(random: Random) -> str:
    """A unified social credit code with the right check digit (GB 32100)."""
    body = "91" + "".join(random.choice("0123456789") for _ in range(6))
    body += "".join(random.choice(ALPHABET) for _ in range(9))
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(body, WEIGHTS, strict=True))
    return body + ALPHABET[(31 - total % 31) % 31]


def full_width(text: str) -> str:
    """The same text in full-width letters and digits."""
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def _write_headings(messy: MessyList) -> None:
    last = len(HEADINGS) - 1
    messy.cells[TITLE_ROW, 0] = "2026年客户一览表"
    messy.merged.append((TITLE_ROW, 0, TITLE_ROW, last))
    for column, (upper, lower) in enumerate(HEADINGS):
        if upper:
            messy.cells[HEADING_ROW, column] = upper
        if lower:
            messy.cells[HEADING_ROW + 1, column] = lower
        elif upper:
            messy.merged.append((HEADING_ROW, column, HEADING_ROW + 1, column))
    messy.merged.append((HEADING_ROW, 2, HEADING_ROW, 3))


def _write_record(messy: MessyList, random: Random, row: int, number: int) -> None:
    place, core = random.choice(PLACES), random.choice(CORES)
    name = f"{place}{core}{random.choice(TRADES)}{number}有限公司"
    phone = f"13{random.randrange(10**9):09}"
    day = date(2026, random.randrange(1, 13), random.randrange(1, 29))
    opened = date(2025, random.randrange(1, 13), random.randrange(1, 29))
    amount = Decimal(random.randrange(1, 900)) * 1000
    line = {
        0: f"KH{number:04}",
        1: random.choice((name, f"  {name}　", full_width("") + name)),
        2: random.choice(SURNAMES) + random.choice(("总", "经理", "伟", "晓明")),
        3: random.choice(
            (
                phone,
                full_width(phone),
                int(phone),
                f"{phone} / 0512-6288{number:04}",
                f"+86 {phone}",
            )
        ),
        4: random.choice("ABCD"),
        5: credit_code(random),
        6: f"0{random.randrange(10**15):015}",
        7: random.choice((f"k{number}@example.com", f"<k{number}@example.com>", "无", "NULL")),
        8: "",
        9: random.choice(
            (
                float(amount),
                f"{amount:,}",
                f"￥{amount:,}",
                f"{amount / 10_000}万",
                full_width(f"{amount}"),
            )
        ),
        10: random.choice(
            (
                day,
                f"{day}",
                f"{day:%Y/%m/%d}",
                f"{day:%Y.%m.%d}",
                f"{day:%Y%m%d}",
                f"{day:%Y年%m月%d日}",
            )
        ),
        11: f"{opened:%d-%m-%Y}",
        12: random.choice(("", "老客户", "=1+1 不是公式", "多行\n备注", "N/A")),
    }
    for column, cell in line.items():
        if cell != "":
            messy.cells[row, column] = cell
    good = {0: line[0], 1: name, 5: line[5], 6: line[6], 9: amount, 10: day, 11: opened}
    messy.values.update({(row, JOINED[column]): value for column, value in good.items()})


def _write_foot(messy: MessyList, row: int) -> None:
    messy.cells[row, 1] = "合计："
    messy.cells[row, 9] = 9_999_999
    messy.skipped[row] = "total"
    messy.cells[row + 2, 0] = "制表人：小王"
    messy.cells[row + 2, 4] = "审核："
    messy.skipped[row + 2] = "note"
    messy.cells[row + 3, 0] = "注：金额单位为元"
    messy.skipped[row + 3] = "note"
    messy.last_row = row + 3


def _spoil(messy: MessyList, random: Random) -> None:
    rows = list(messy.records)
    messy.hidden_rows = {rows[3], rows[7]}
    picked = iter(random.sample(rows[10:], 16))
    kind = ProblemKind
    code = messy.cells[(row := next(picked)), 5]
    other = next(sign for sign in ALPHABET if sign != code[-1])
    messy.wrong(row, 5, kind.CREDIT_CODE, code[:-1] + other)
    messy.wrong(next(picked), 0, kind.SAME_KEY_IN_FILE, messy.cells[rows[0], 0])
    messy.wrong(next(picked), 4, kind.UNKNOWN_WORD, "VVIP")
    messy.wrong(next(picked), 9, kind.NOT_AMOUNT, "待定")
    messy.wrong(next(picked), 9, kind.ERROR_CELL, ErrorValue("#N/A"))
    messy.wrong(next(picked), 10, kind.NO_YEAR, "3月7日")
    messy.wrong(next(picked), 10, kind.NOT_DATE, "2026-02-30")
    messy.wrong(next(picked), 10, kind.NOT_DATE, "上个月")
    messy.wrong(next(picked), 11, kind.NO_YEAR, "11-22")
    messy.wrong(next(picked), 7, kind.NOT_EMAIL, "wang@")
    messy.wrong(next(picked), 3, kind.PHONE, "1380013800")
    messy.wrong(next(picked), 8, kind.UNKNOWN_OWNER, "查无此人")
    messy.wrong(next(picked), 6, kind.DIGITS_LOST, 6222021234567890123)
    row = next(picked)
    messy.wrong(row, 1, kind.REQUIRED, "　")
    upper, lower = rows[4], rows[5]
    messy.merged.append((upper, 4, lower, 4))
    messy.cells[upper, 4] = "A"
    del messy.cells[lower, 4]
    messy.truth.add((lower, JOINED[4], kind.MERGED))


def _write_xlsx(messy: MessyList, path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "客户"
    for (row, column), value in messy.cells.items():
        cell = sheet.cell(row, column + 1)
        cell.value = value.text if isinstance(value, ErrorValue) else value
        if isinstance(value, ErrorValue):
            cell.data_type = "e"
        elif isinstance(value, str):
            cell.data_type = "s"
    for first_row, first_column, last_row, last_column in messy.merged:
        sheet.merge_cells(
            start_row=first_row,
            start_column=first_column + 1,
            end_row=last_row,
            end_column=last_column + 1,
        )
    for row in messy.hidden_rows:
        sheet.row_dimensions[row].hidden = True
    hidden = book.create_sheet("去年")
    hidden.append(["客户名称", "电话"])
    hidden.sheet_state = "hidden"
    book.save(path)


def _write_xls(messy: MessyList, path: Path) -> None:
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("客户")
    day_style = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    boxes = {(box[0], box[1]): box for box in messy.merged}
    for (row, column), value in messy.cells.items():
        box = boxes.pop((row, column), None)
        if isinstance(value, ErrorValue):
            sheet.row(row - 1).set_cell_error(column, 0x2A)
        elif box:
            sheet.write_merge(box[0] - 1, box[2] - 1, box[1], box[3], value)
        elif isinstance(value, date):
            sheet.write(row - 1, column, value, day_style)
        else:
            sheet.write(row - 1, column, value)
    for row in messy.hidden_rows:
        sheet.row(row - 1).hidden = True
    hidden = book.add_sheet("去年")
    hidden.write(0, 0, "客户名称")
    hidden.visibility = 1
    book.save(str(path))


def _write_ods(messy: MessyList, path: Path) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.style import Style, TableProperties
    from odf.table import CoveredTableCell, Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    boxes = {(box[0], box[1]): box for box in messy.merged}
    covered = {
        (row, column)
        for box in messy.merged
        for row in range(box[0], box[2] + 1)
        for column in range(box[1], box[3] + 1)
    } - set(boxes)
    table = Table(name="客户")
    for row in range(1, messy.last_row + 1):
        line = TableRow(visibility="collapse" if row in messy.hidden_rows else "visible")
        for column in range(len(HEADINGS)):
            if (row, column) in covered:
                line.addElement(CoveredTableCell())
                continue
            value = messy.cells.get((row, column), "")
            attributes: dict[str, Any] = {}
            if box := boxes.get((row, column)):
                attributes["numberrowsspanned"] = box[2] - box[0] + 1
                attributes["numbercolumnsspanned"] = box[3] - box[1] + 1
            if isinstance(value, ErrorValue):
                attributes |= {"valuetype": "string", "formula": "of:=NA()", "stringvalue": ""}
                value = value.text
            elif isinstance(value, date):
                attributes |= {"valuetype": "date", "datevalue": value.isoformat()}
            elif isinstance(value, int | float):
                attributes |= {"valuetype": "float", "value": str(value)}
            elif value != "":
                attributes["valuetype"] = "string"
            cell = TableCell(**attributes)
            for text in str(value).split("\n") if value != "" else ():
                cell.addElement(P(text=text))
            line.addElement(cell)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    style = Style(name="hidden", family="table")
    style.addElement(TableProperties(display="false"))
    book.automaticstyles.addElement(style)
    book.spreadsheet.addElement(Table(name="去年", stylename=style))
    book.save(str(path))


def _write_csv(messy: MessyList, path: Path) -> None:
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        for row in range(1, messy.last_row + 1):
            cells = (messy.cells.get((row, column), "") for column in range(len(HEADINGS)))
            writer.writerow(
                [value.text if isinstance(value, ErrorValue) else value for value in cells]
            )


WRITERS: dict[str, Callable[[MessyList, Path], None]] = {
    ".xlsx": _write_xlsx,
    ".xls": _write_xls,
    ".ods": _write_ods,
    ".csv": _write_csv,
}
