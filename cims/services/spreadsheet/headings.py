"""Where in a sheet the headings stand, where the records begin and end, and what is none."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import islice

from cims.services.i18n import N_, _
from cims.services.spreadsheet.cell_text import shown
from cims.services.spreadsheet.errors import UnusableFile
from cims.services.spreadsheet.workbook import Merged, Row, Sheet, Value
from cims.services.watermark import is_watermark

SEARCHED_ROWS = 60
FEWEST_COLUMNS = 2
NOTE_CELLS = 4
A_VALUE = 3
TOTAL = re.compile(
    r"(?:本页|本月|本年|全年)?(?:合计|小计|总计|共计|累计|sub-?total|grand total|total|sum)"
    r"[:：]?(?:\(?共?\d*(?:家|条|户|个|元|笔|rows?)?\)?)?",
    re.IGNORECASE,
)
NOTE = re.compile(
    r"(?:制表|制单|填表|填报|审核|复核|审批|经办|统计|打印|导出)(?:人|员|日期|时间|单位)?[:：].*"
    r"|(?:制表人|制单人|填表人|审核人|复核人)"
    r"|(?:备注|说明|注|附注|注意|数据来源|note|remark|source)s?[:：].*"
    r"|[※*].*|第\d+页.*|page \d+.*",
    re.IGNORECASE | re.DOTALL,
)
VALUE = re.compile(r"[\d\s.,:/+()*%￥¥-]+|\d.*[日号]")
NUMBER = re.compile(r"[\d\s.,:/+()*%￥¥万亿元-]+")
SIGNS = "+-(.￥¥ "
SKIP_REASONS = {
    "total": N_("total row"),
    "note": N_("note below or between the records"),
    "heading": N_("headings repeated"),
    "watermark": N_("who exported the list, and when"),
}


@dataclass(frozen=True)
class SkippedRow:
    """A row that holds no record; `why` is a key of SKIP_REASONS."""

    row: int
    why: str
    text: str

    @property
    def reason(self) -> str:
        """The sentence for the report."""
        return _(SKIP_REASONS[self.why])


@dataclass(frozen=True)
class Layout:
    """How a sheet is read; rows are numbered as shown, columns from 0.

    The user corrects it with `with_headings` and `replace`; `skipped` lists what was passed over.
    """

    sheet: str
    first_heading_row: int
    heading_rows: int
    first_row: int
    last_row: int
    headings: dict[int, str]
    titles: tuple[str, ...] = ()
    skipped: tuple[SkippedRow, ...] = ()
    merged: tuple[Merged, ...] = field(default=())

    def records(self, sheet: Sheet, fill_merged: bool = False) -> Iterable[Row]:
        """The rows that hold records, empty ones left out."""
        passed = {skipped.row for skipped in self.skipped}
        for number, cells in sheet.rows(fill_merged):
            if number > self.last_row:
                return
            if number >= self.first_row and number not in passed and _is_filled(cells):
                yield number, cells


def find_layout(sheet: Sheet, known: Callable[[str], bool] = lambda heading: False) -> Layout:
    """Guess the layout; `known` says whether a word is the heading of some field."""
    top = list(islice(sheet.rows(), SEARCHED_ROWS))
    first = _heading_row(top, known)
    if first is None:
        raise UnusableFile(
            _("The sheet “{sheet}” is empty or has no row of headings.").format(sheet=sheet.name)
        )
    if any(box.first_row == first - 1 and box.last_row == first for box in sheet.merged):
        first -= 1  # a heading that reaches down into this row begins above it
    storeys = 2 if _has_second_storey(top, first, sheet, known) else 1
    return with_headings(sheet, first, storeys)


def with_headings(sheet: Sheet, first: int, storeys: int) -> Layout:
    """The layout of a sheet whose headings the user has pointed to."""
    if storeys not in (1, 2) or first < 1:
        raise UnusableFile(_("Headings take one or two rows, counted from 1."))
    rows = sheet.rows()
    titles = []
    storey_cells: list[list[Value]] = []
    for number, cells in rows:
        if number < first:
            titles += [str(cell) for cell in cells if _text(cell)][:1]
        else:
            storey_cells.append(cells)
            if len(storey_cells) == storeys:
                break
    if not storey_cells:
        raise UnusableFile(_("The sheet has no row {row}.").format(row=first))
    headings = _headings(storey_cells, first, sheet.merged)
    last, skipped = _survey_rows(rows, storey_cells[-1], len(headings))
    begin = first + storeys
    inside = tuple(
        merged
        for merged in sheet.merged
        if merged.last_row > merged.first_row and begin <= merged.first_row <= last
    )
    return Layout(
        sheet.name,
        first,
        storeys,
        begin,
        max(last, begin - 1),
        headings,
        tuple(titles),
        skipped,
        inside,
    )


def with_skipped(layout: Layout, row: int, skip: bool) -> Layout:
    """The layout with one row taken in or passed over by the user's word."""
    others = tuple(skipped for skipped in layout.skipped if skipped.row != row)
    added = (SkippedRow(row, "note", ""),) if skip else ()
    return replace(layout, skipped=others + added, last_row=max(layout.last_row, row))


def skip_reason(cells: list[Value], heading_cells: list[Value], columns: int) -> str | None:
    """Why a row is no record, as a key of SKIP_REASONS; None for a record.

    Cheap for the usual row: only one whose first word is of that sort is looked at closely.
    """
    first = next((cell for cell in cells if cell != ""), None)
    if heading_cells and first == next((cell for cell in heading_cells if cell != ""), None):
        return "heading" if cells == heading_cells else None
    if not isinstance(first, str) or first[0].isdigit() or first[0] in SIGNS:
        first = _first_word(cells)
    if first is None:
        return None
    word = re.sub(r"\s+", "", unicodedata.normalize("NFKC", first)) if len(first) <= 80 else first
    if is_watermark(first):
        return "watermark"
    if TOTAL.fullmatch(word):
        return "total"
    if NOTE.fullmatch(word) and sum(1 for cell in cells if cell != "") <= min(NOTE_CELLS, columns):
        return "note"
    return None


def _first_word(cells: list[Value]) -> str | None:
    """The first cell that is no number: an amount may stand before the word 合计."""
    texts = (cell for cell in cells if isinstance(cell, str) and cell != "")
    return next((cell for cell in texts if not NUMBER.fullmatch(cell)), None)


def _survey_rows(
    rows: Iterable[Row], heading_cells: list[Value], columns: int
) -> tuple[int, tuple[SkippedRow, ...]]:
    """The last row with a record, and the rows between and behind that hold none."""
    last = 0
    skipped: list[SkippedRow] = []
    for number, cells in rows:
        if not _is_filled(cells):
            continue
        if why := skip_reason(cells, heading_cells, columns):
            text = " ".join(shown(cell) for cell in cells if cell != "")[:200]
            skipped.append(SkippedRow(number, why, text))
        else:
            last = number
    return last, tuple(skipped)


def _heading_row(top: list[Row], known: Callable[[str], bool]) -> int | None:
    """The first row of several different words as wide as what follows.

    A later one is taken only when clearly more of its words are known: records hold some too.
    """
    best: tuple[int, int] | None = None
    widths = [sum(1 for cell in cells if cell != "") for _number, cells in top]
    for index, (number, cells) in enumerate(top):
        words = [text for cell in cells if (text := _text(cell))]
        if not words:
            continue
        recognised = sum(1 for word in words if known(word))
        alone = widths[index] == 1 and max(widths) == 1
        if len(set(words)) < FEWEST_COLUMNS and not alone:
            continue
        narrow = len(words) < widths[index] or 2 * widths[index] < max(widths)
        if not alone and narrow and recognised < FEWEST_COLUMNS:
            continue
        score = recognised - A_VALUE * sum(1 for word in words if VALUE.fullmatch(word))
        if best is None or score >= best[0] + FEWEST_COLUMNS:
            best = score, number
    if best is not None:
        return best[1]
    return next((number for number, cells in top if _is_filled(cells)), None)


def _has_second_storey(
    top: list[Row], first: int, sheet: Sheet, known: Callable[[str], bool]
) -> bool:
    """Whether the row below continues the headings."""
    rows = dict(top)
    upper, lower = rows[first], rows.get(first + 1)
    if lower is None or not all(isinstance(cell, str) for cell in lower if cell != ""):
        return False
    spans = [merged for merged in sheet.merged if merged.first_row == first]
    if any(merged.last_row == first + 1 for merged in spans):
        return True
    wide = [merged for merged in spans if merged.last_column > merged.first_column]
    gaps = [
        index
        for index, cell in enumerate(lower)
        if cell != "" and index > 0 and (index >= len(upper) or upper[index] == "")
    ]
    if wide:
        return all(any(lower[m.first_column : m.last_column + 1]) for m in wide)
    recognised = sum(1 for cell in lower if (text := _text(cell)) and known(text))
    return bool(gaps) and recognised >= max(1, sum(1 for cell in lower if cell != "") // 2)


def _headings(storeys: list[list[Value]], first: int, merged: tuple[Merged, ...]) -> dict[int, str]:
    """The heading of each column; a group's word stands before the word below it."""
    width = max(len(cells) for cells in storeys)
    upper = [_text(cell) for cell in storeys[0]] + [""] * (width - len(storeys[0]))
    if len(storeys) == 1:
        return {index: text for index, text in enumerate(upper) if text}
    lower = [_text(cell) for cell in storeys[1]] + [""] * (width - len(storeys[1]))
    groups = list(upper)
    spans = [box for box in merged if box.first_row == first]
    for box in spans:
        for index in range(box.first_column, min(box.last_column + 1, width)):
            groups[index] = upper[box.first_column]
    if not spans:
        for index in range(1, width):
            if not groups[index] and lower[index]:
                groups[index] = groups[index - 1]
    joined = (
        " ".join(dict.fromkeys(part for part in (group, word) if part))
        for group, word in zip(groups, lower, strict=True)
    )
    return {index: text for index, text in enumerate(joined) if text}


def _text(cell: Value) -> str:
    """A heading's words on one line, "" for anything that is no text."""
    return re.sub(r"\s+", " ", cell).strip() if isinstance(cell, str) else ""


def _is_filled(cells: list[Value]) -> bool:
    return any(cell != "" and (not isinstance(cell, str) or cell.strip()) for cell in cells)
