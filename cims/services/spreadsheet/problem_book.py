"""The rows that were refused or warned of, as a workbook to correct and import again."""

from collections.abc import Iterator
from pathlib import Path

from cims.services.i18n import _
from cims.services.progress import Progress, silent
from cims.services.spreadsheet.cell_text import shown
from cims.services.spreadsheet.cleaning import MASK
from cims.services.spreadsheet.headings import with_headings
from cims.services.spreadsheet.problems import REASONS, ROW, Problem, added_columns
from cims.services.spreadsheet.report import ImportOptions, Report
from cims.services.spreadsheet.workbook import ErrorCell, Sheet, Value, open_workbook
from cims.services.spreadsheet.writers import ExportColumn, write_xlsx

REASONS_WIDTH = 50.0
MASKED = MASK * 6


def save_problems(
    path: Path,
    report: Report,
    out: Path,
    options: ImportOptions | None = None,
    progress: Progress = silent,
) -> int:
    """Write the rows that the report names, with their cells as they were and the reasons behind.

    How many rows there are is returned. The headings stay, so that the corrected workbook can be
    imported like the first one; cells of sealed fields are masked and say nothing there.
    """
    chosen = options or ImportOptions()
    reasons: dict[int, list[Problem]] = {}
    for problem in report.problems:
        reasons.setdefault(problem.row, []).append(problem)
    with open_workbook(path, chosen.encoding) as workbook:
        sheet = workbook.sheet(report.sheet or chosen.sheet)
        headings = with_headings(sheet, report.heading_row, report.heading_rows).headings
        added = added_columns(headings)
        headings = {column: text for column, text in headings.items() if column not in added}
        columns = [ExportColumn(headings[index]) for index in sorted(headings)]
        columns += [ExportColumn(_(ROW)), ExportColumn(_(REASONS), width=REASONS_WIDTH)]
        masked = {index for index in headings if headings[index] in report.masked}
        rows = _rows(sheet, sorted(headings), reasons, masked)
        write_xlsx(out, columns, rows, progress, len(reasons), _("Problems"))
    return len(reasons)


def _rows(
    sheet: Sheet, columns: list[int], reasons: dict[int, list[Problem]], masked: set[int]
) -> Iterator[list[str | None]]:
    for number, cells in sheet.rows():
        if number in reasons:
            kept = [_cell(cells[column]) if column < len(cells) else None for column in columns]
            kept = [
                MASKED if cell and column in masked else cell
                for column, cell in zip(columns, kept, strict=True)
            ]
            yield [*kept, str(number), "\n".join(_said(one) for one in reasons[number])]


def _cell(value: Value) -> str | None:
    """The cell as it was shown."""
    if isinstance(value, ErrorCell):
        return value.text
    return shown(value) if value != "" else None


def _said(problem: Problem) -> str:
    if not problem.column:
        return problem.reason
    return _("{column}: {reason}").format(column=problem.column, reason=problem.reason)
