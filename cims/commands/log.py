"""Verbs about the audit log: verify, export."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cims.commands.exporting import told
from cims.commands.signing_in import signed_in
from cims.commands.terminal import Terminal
from cims.services.auditor import Auditor
from cims.services.backup.anchors import reachable
from cims.services.errors import CimsError, NotFound
from cims.services.i18n import _, _n
from cims.services.log_entries import LogFilter
from cims.services.log_verdict import LogCheck, Outcome, Written
from cims.services.office import Office
from cims.services.spreadsheet.log_export import export_log

STATUS = {Outcome.WHOLE: 0, Outcome.FOUND: 1, Outcome.UNCHECKED: 2}


def verify(terminal: Terminal, given: Namespace) -> int:
    """audit verify: 0 whole, 1 something was found, 2 it can't be checked."""
    more: list[Path] = given.backup

    def noted(auditor: Auditor, places: Sequence[Path]) -> Written:
        return reachable(auditor, [*places, *more])

    for place in more:
        if not place.exists():
            raise CimsError(_("There is no {file}.").format(file=place))
    with signed_in(terminal, given) as opened:
        with opened.database.read(opened.actor) as office:
            check = office.audit_log.verify(terminal.progress, noted)
        with opened.database.write(opened.actor) as office:
            office.audit_log.note_check(check)
    terminal.say(check.sentence)
    for sentence in check.unchecked:
        terminal.say(sentence)
    if terminal.json:
        terminal.give(as_json(check))
    return STATUS[check.outcome]


def as_json(check: LogCheck) -> dict[str, object]:
    """The verdict as one value."""
    return {
        "outcome": str(check.outcome),
        "rows": check.rows,
        "problems": list(check.problems),
        "bad_seq": check.bad_seq,
        "unconfirmed": list(check.unconfirmed),
        "erased": check.erased,
        "backups": list(check.backups),
        "unchecked": list(check.unchecked),
    }


def export(terminal: Terminal, given: Namespace) -> int:
    """audit export OUT: what the reader may see of the log, newest first, with its tags."""
    since, until = day(given.since, "--since"), day(given.until, "--until")
    with signed_in(terminal, given) as opened, opened.database.write(opened.actor) as office:
        people = () if given.by is None else (who(office, given.by),)
        where = LogFilter(since=since, until=until, people=frozenset(people))
        result = export_log(office, given.out, where, terminal.progress)
    words = _n("{n} entry is in {file}.", "{n} entries are in {file}.", result.rows)
    return told(terminal, result, given.out, words)


def who(office: Office, name: str) -> int | None:
    """The id of a colleague by user name or full name, also of one who left."""
    hits = [one.id for one in office.audit_log.people() if name.strip().casefold() in one.folded]
    if len(hits) != 1:
        raise NotFound(
            _("There is no colleague “{name}”, or several have this name.").format(name=name)
        )
    return hits[0]


def day(text: str | None, option: str) -> date | None:
    """A day as it is written on the command line."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        words = _("“{text}” is no day. Write {option} like 2026-11-22.")
        raise CimsError(words.format(text=text, option=option)) from None
