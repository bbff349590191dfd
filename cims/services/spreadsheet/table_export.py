"""Taking a table of sums out: what a page shows, row by row, as a workbook or .csv."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cims.services.progress import Progress, silent
from cims.services.spreadsheet.exporter import Aside, ExportResult, ending_of
from cims.services.spreadsheet.writers import ExportColumn, Shortened, write_csv, write_xlsx
from cims.services.watermark import watermark

if TYPE_CHECKING:
    from cims.services.office import Office

Table = tuple[Sequence[ExportColumn], Sequence[Sequence[Any]]]


def export_table(
    office: "Office",
    entity: str,
    path: Path,
    sheet: str,
    table: Table,
    progress: Progress = silent,
) -> ExportResult:
    """Write these rows, which add records of this type up, as far as the right to export goes.

    Needs a write transaction: what left the vault stands in the log, and the file in its place
    once that is committed.
    """
    ending, aside = ending_of(path), Aside(path)
    columns, rows = table
    labels = [column.label for column in columns]
    room = office.room(entity)
    room.note_export(path.name, labels, len(rows), place=aside.place, drop=aside.drop)
    unfinished, mark = aside.begun(), watermark(office)
    shortened: tuple[Shortened, ...] = ()
    cells = iter([list(row) for row in rows])
    if ending == ".xlsx":
        shortened = write_xlsx(unfinished, columns, cells, progress, len(rows), sheet, mark)
    else:
        write_csv(unfinished, columns, cells, progress, len(rows), mark)
    return ExportResult(len(rows), shortened)
