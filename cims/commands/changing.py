"""Verbs that change records: undo, import."""

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from cims.commands.signing_in import signed_in
from cims.commands.terminal import Terminal
from cims.services.changes import ChangeKind
from cims.services.errors import NotPossible
from cims.services.i18n import N_, _, _n
from cims.services.office import Office
from cims.services.settings import SETTINGS
from cims.services.undo import NO_RECORDS, Changed, UndoResult

if TYPE_CHECKING:
    from cims.services.spreadsheet.problems import Problem
    from cims.services.spreadsheet.report import Report

COUNTS = ("created", "updated", "unchanged", "refused")
SENTENCES = {  # a column is named, the row stays out
    (True, True): N_("Row {row} stays out, {column}: {reason}"),
    (True, False): N_("Row {row}, {column}: {reason}"),
    (False, True): N_("Row {row} stays out: {reason}"),
    (False, False): N_("Row {row}: {reason}"),
}


def undo(terminal: Terminal, given: Namespace) -> int:
    """undo [CHANGE_SET]: records changed since are left alone and named."""
    with signed_in(terminal, given) as opened:
        with opened.database.read(opened.actor) as office:
            chosen = given.change_set or office.newest_change()
        if chosen is None:
            raise NotPossible(_("There is no change of yours that could be undone."))
        with opened.database.write(
            opened.actor, ChangeKind.UNDO, progress=terminal.progress
        ) as office:
            result = office.undo(chosen)
            left = names_of(office, result.left)
    tell_undone(terminal, chosen, result, left)
    return 1 if left else 0


def names_of(office: Office, changed: tuple[Changed, ...]) -> list[dict[str, object]]:
    """The records that were left, as far as they may be seen."""
    found: list[dict[str, object]] = []
    for entity in dict.fromkeys(each.entity for each in changed):
        if entity in NO_RECORDS:
            name = _("Settings") if entity == SETTINGS else _("Saved view")
            mine = (each for each in changed if each.entity == entity)
            found += [{"entity": entity, "id": each.id, "name": name} for each in mine]
            continue
        ids = [each.id for each in changed if each.entity == entity]
        names = office.names_of(entity, ids)
        plural = office.room(entity).entity.plural
        found += [{"entity": plural, "id": id_, "name": names.get(id_, "")} for id_ in ids]
    return found


def tell_undone(
    terminal: Terminal, chosen: int, result: UndoResult, left: list[dict[str, object]]
) -> None:
    """What was put back, and what was not."""
    terminal.say(
        _n(
            "Change {change}: {n} record was put back.",
            "Change {change}: {n} records were put back.",
            result.undone,
        ).format(change=chosen, n=result.undone)
    )
    for record in left:
        terminal.say(
            _("Left as it is, because it was changed since: {name}").format(name=record["name"])
        )
    if terminal.json:
        terminal.give({"change_set": chosen, "undone": result.undone, "left": left})


def import_(terminal: Terminal, given: Namespace) -> int:
    """import FILE --into ENTITY: all rows that can come in, as one change set."""
    from cims.services.spreadsheet import importer
    from cims.services.spreadsheet.map_file import read_map
    from cims.services.spreadsheet.modes import Mode
    from cims.services.spreadsheet.report import ImportOptions

    options = ImportOptions(
        sheet=given.sheet,
        mapping=read_map(given.map) if given.map else None,
        mode=Mode(given.mode),
        key=given.key,
        create_links=frozenset(given.create_links),
    )
    work = importer.check if given.check else importer.run
    with signed_in(terminal, given) as opened:
        report = work(
            opened.database, opened.actor, given.into, given.file, options, terminal.progress
        )
    tell_imported(terminal, report, checked=given.check)
    return 1 if report.problems else 0


def tell_imported(terminal: Terminal, report: "Report", *, checked: bool) -> None:
    """Every problem with its row, then the counts."""
    for mention in report.mentions:
        terminal.say(mention)
    for problem in report.problems:
        words = _(SENTENCES[bool(problem.column), problem.refused])
        terminal.say(words.format(row=problem.row, column=problem.column, reason=problem.reason))
    counts = (
        _(
            "Would come in: {created} new, {updated} changed, {unchanged} as they are, "
            "{refused} refused."
        )
        if checked
        else _(
            "Came in: {created} new, {updated} changed, {unchanged} as they are, {refused} refused."
        )
    )
    numbers = {name: getattr(report, name) for name in COUNTS}
    terminal.say(counts.format(**numbers))
    if terminal.json:
        problems = [problem_told(problem) for problem in report.problems]
        terminal.give({**numbers, "problems": problems, "change_set": report.change_set_id})


def problem_told(problem: "Problem") -> dict[str, Any]:
    """A problem as JSON; the column is empty where the whole row is meant."""
    return {
        "row": problem.row,
        "column": problem.column,
        "reason": problem.reason,
        "refused": problem.refused,
    }
