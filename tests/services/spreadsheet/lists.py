"""Small lists for the tests of import and export."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cims.services.opening import OpenOffice
from cims.services.rights import Actor
from cims.services.spreadsheet.importer import run
from cims.services.spreadsheet.report import ImportOptions, Report
from cims.services.spreadsheet.writers import ExportColumn, write_xlsx


def listed(path: Path, headings: Sequence[str], *rows: Sequence[Any]) -> Path:
    """A workbook with these headings and rows."""
    kinds = ["text"] * len(headings)
    write_xlsx(path, [ExportColumn(h, k) for h, k in zip(headings, kinds, strict=True)], rows)
    return path


def take_in(
    opened: OpenOffice,
    path: Path,
    into: str = "customers",
    actor: Actor | None = None,
    **options: Any,
) -> Report:
    """Import a list."""
    chosen = ImportOptions(**options)
    return run(opened.database, actor or opened.actor, into, path, chosen)


def stored(opened: OpenOffice, entity: str = "customers") -> dict[str, dict[str, Any]]:
    """Everything stored of a type, by name."""
    with opened.database.read(opened.actor) as office:
        room = office.room(entity)
        return {r.values["name"]: dict(r.values) for r in room.rows(room.listing().ids)}
