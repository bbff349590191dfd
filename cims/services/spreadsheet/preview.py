"""What the import assistant shows before anything is checked."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from cims.services.i18n import language
from cims.services.progress import silent
from cims.services.spreadsheet.dates import ColumnDates
from cims.services.spreadsheet.headings import Layout
from cims.services.spreadsheet.importer import AS_FOUND, entities
from cims.services.spreadsheet.mapping import Guess
from cims.services.spreadsheet.open_source import opened_source
from cims.services.spreadsheet.report import ImportOptions
from cims.services.spreadsheet.targets import INTO_REMARKS
from cims.services.spreadsheet.workbook import Row, SheetTitle

if TYPE_CHECKING:
    from cims.services.office import Office

FIRST_ROWS = 50


@dataclass(frozen=True)
class Choosable:
    """One field that a column may feed; several columns may feed it when it takes `several`."""

    path: str
    label: str
    several: bool


@dataclass(frozen=True)
class Preview:
    """Sheets, layout and first records of a list, and what its columns are taken for.

    `fields` maps each column that is not left out to its path (INTO_REMARKS for none); `guesses`
    says how sure the guess was; `dates` tells how columns with dates such as 03-04-26 are written.
    """

    sheets: tuple[SheetTitle, ...]
    sheet: str
    layout: Layout
    rows: tuple[Row, ...]
    fields: dict[int, str]
    guesses: dict[int, Guess]
    dates: dict[int, ColumnDates]
    choosable: tuple[Choosable, ...]
    encoding: str
    has_merged: bool
    mentions: tuple[str, ...]


def preview(
    office: "Office", entity: str, path: Path, options: ImportOptions = AS_FOUND
) -> Preview:
    """Read a list as far as the assistant needs; nothing is written."""
    described, contact = entities(office, entity)
    with opened_source(path, described, contact, options) as source:
        source.look_through(silent)
        shown = language()
        return Preview(
            source.workbook.sheets,
            source.sheet.name,
            source.layout,
            tuple(islice(source.layout.records(source.sheet), FIRST_ROWS)),
            {column: told.field for column, told in source.columns.items()},
            source.guesses,
            {
                column: source.dates(column)
                for column, survey in source.surveys.items()
                if source.is_date(column) and survey.evidence.is_needed
            },
            tuple(
                Choosable(target.path, target.label_in(shown), target.several)
                for target in source.targets.values()
            ),
            source.workbook.encoding,
            bool(source.layout.merged),
            source.mentions(),
        )


__all__ = ["INTO_REMARKS", "Choosable", "Preview", "preview"]
