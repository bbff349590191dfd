"""What an import is asked to do, and what it says it did."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as part

from cims.services.spreadsheet.dates import ColumnDates
from cims.services.spreadsheet.map_file import MappedColumn
from cims.services.spreadsheet.modes import Mode
from cims.services.spreadsheet.problems import Problem


@dataclass(frozen=True)
class ImportOptions:
    """What the user chose or corrected; everything left alone is found out.

    `mapping` is heading → field as in MAP.json, or column (from 0) → path as in the assistant;
    columns that it does not name are left out. Without it the guess is used. `key` is the field by
    which records are recognised, by default the number, else the credit code. `heading_row` and
    `last_row` (that of the last record) are rows as shown, 0 to find them; `skip` says of rows
    whether they are passed over; `dates` is by
    heading. `create_links` are link fields whose unknown names become new records of that name.
    """

    sheet: str | None = None
    mapping: Mapping[str, MappedColumn] | Mapping[int, str] | None = None
    mode: Mode | str = Mode.CREATE
    key: str | None = None
    heading_row: int = 0
    heading_rows: int = 1
    last_row: int = 0
    skip: Mapping[int, bool] = part(default_factory=dict)
    dates: Mapping[str, ColumnDates] = part(default_factory=dict)
    fill_merged: bool = False
    encoding: str | None = None
    create_links: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Report:
    """Counts of the imported type; problems in the order of rows, warned and refused alike.

    `mentions` are sentences about the file as a whole: hidden sheets, rows passed over, columns
    that went into the remarks or were left out; `masked` are the headings of columns that feed
    sealed fields.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    problems: tuple[Problem, ...] = ()
    change_set_id: int | None = None
    mentions: tuple[str, ...] = ()
    sheet: str = ""
    heading_row: int = 1
    heading_rows: int = 1
    masked: frozenset[str] = frozenset()
