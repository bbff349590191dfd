"""The verb that writes a list into a file."""

from argparse import Namespace
from pathlib import Path

from cims.commands.signing_in import signed_in
from cims.commands.terminal import Terminal
from cims.commands.where import filter_of
from cims.services.i18n import _, _n
from cims.services.spreadsheet.exporter import ExportResult
from cims.services.spreadsheet.exporter import export as written


def export(terminal: Terminal, given: Namespace) -> int:
    """export ENTITY OUT: everything that can be entered, of the records that fit."""
    with signed_in(terminal, given) as opened, opened.database.write(opened.actor) as office:
        room = office.room(given.entity)
        where = filter_of(office, room.entity, given.where)
        result = written(
            office, room.entity.plural, given.out, where=where, progress=terminal.progress
        )
    words = _n("{n} record is in {file}.", "{n} records are in {file}.", result.rows)
    return told(terminal, result, given.out, words)


def told(terminal: Terminal, result: ExportResult, out: Path, words: str) -> int:
    """Say what was written, and which cells are not whole; the exit status."""
    for cell in result.shortened:
        terminal.say(
            _("Row {row}, {column}: {reason}").format(
                row=cell.row, column=cell.column, reason=cell.reason
            )
        )
    terminal.say(words.format(n=result.rows, file=out))
    if terminal.json:
        problems = [
            {"row": cell.row, "column": cell.column, "reason": cell.reason}
            for cell in result.shortened
        ]
        terminal.give({"file": str(out), "rows": result.rows, "problems": problems})
    return 1 if result.shortened else 0
