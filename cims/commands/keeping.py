"""Verbs that keep an office safe: check, backup, restore."""

from argparse import Namespace
from pathlib import Path

from cims.commands.founding import fresh_folder
from cims.commands.signing_in import (
    folder_of,
    key_file_of,
    locked,
    named_or_only,
    password_of,
    signed_in,
)
from cims.commands.terminal import Terminal
from cims.services.checking import Health, check_office, mend_search
from cims.services.errors import CimsError
from cims.services.i18n import _, _n
from cims.services.vault.errors import VaultExists
from cims.services.vault.generations import DataFolder
from cims.services.vault.instance_lock import InstanceLock, Kind
from cims.services.vault.recovery import read_sheet


def check(terminal: Terminal, given: Namespace) -> int:
    """check: 0 all well, 1 a search index drifted, 2 the file or the audit log is damaged."""
    with signed_in(terminal, given) as opened:
        health = check_office(opened, terminal.progress)
        if given.repair:
            for plural, wrong in health.drifted.items():
                if wrong:
                    mend_search(opened, plural, terminal.progress)
    tell_health(terminal, health, repaired=given.repair)
    if health.database or health.audit:
        return 2
    return 0 if health.fine else 1


def tell_health(terminal: Terminal, health: Health, *, repaired: bool) -> None:
    """What was found, in sentences and as JSON."""
    if health.database:
        terminal.say(
            _("The database is damaged: {problem}. Restore the newest backup.").format(
                problem=health.database[0]
            )
        )
    if health.audit:
        terminal.say(health.audit)
    if health.audit_rows is None:
        terminal.say(_("The audit log was not checked: that needs an owner or an auditor."))
    for plural, wrong in health.drifted.items():
        if wrong:
            terminal.say(
                _n(
                    "The search index knows {n} record of {entity} otherwise than it is.",
                    "The search index knows {n} records of {entity} otherwise than they are.",
                    wrong,
                ).format(n=wrong, entity=plural)
            )
    if any(health.drifted.values()):
        terminal.say(_("It was built anew.") if repaired else _("“check --repair” builds it anew."))
    if health.fine:
        terminal.say(_("All is well."))
    if terminal.json:
        terminal.give(
            {
                "database": list(health.database),
                "audit": {"rows": health.audit_rows, "problem": health.audit},
                "search": health.drifted,
                "repaired": repaired and any(health.drifted.values()),
            }
        )


def backup(terminal: Terminal, given: Namespace) -> int:
    """backup OUT: of the open office, or with --closed of the files as they lie."""
    from cims.services.backup.making import make, make_closed

    if given.closed:
        folder = folder_of(given)
        with locked(terminal, folder, Kind.BACKUP):
            made = make_closed(folder, given.out, terminal.clock, terminal.progress)
    else:
        with signed_in(terminal, given) as opened:
            made = make(opened, given.out, terminal.clock, terminal.progress)
    terminal.say(_("The backup is in {file}.").format(file=made.file))
    if terminal.json:
        terminal.give(
            {
                "file": str(made.file),
                "kind": made.manifest.kind,
                "created": made.manifest.created,
                "backup_seq": made.manifest.backup_seq,
                "rows": made.manifest.rows,
            }
        )
    return 0


def restore(terminal: Terminal, given: Namespace) -> int:
    """restore FILE --into DIR: an office again, where there is none."""
    from cims.services.backup.checking import people_of
    from cims.services.backup.restoring import restore_into

    file, folder = given.file, given.into
    if DataFolder(folder).has_vault():
        raise VaultExists
    names = [name for _slot, name in people_of(file)]
    sheet = sheet_in(given.recovery_file) if given.recovery_file else ""
    username = None if sheet else named_or_only(given, names)
    password = "" if username is None else password_of(given, username)
    with fresh_folder(folder), InstanceLock.take(folder, Kind.COMMAND, terminal.clock()):
        restore_into(
            file,
            folder,
            policy=terminal.policy,
            clock=terminal.clock,
            password=password,
            username=username,
            sheet=sheet,
            key_file=key_file_of(given),
            progress=terminal.progress,
        ).close()
    terminal.say(_("The office of {file} is in {folder}.").format(file=file, folder=folder))
    if terminal.json:
        terminal.give({"vault": str(folder), "file": str(file), "users": names})
    return 0


def sheet_in(file: Path) -> str:
    """The recovery text in a file: alone, or as the last line of the sheet that init wrote."""
    try:
        lines = file.read_text("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise CimsError(_("{file} is not a text in UTF-8.").format(file=file.name)) from None
    written = [line.strip() for line in lines if line.strip()]
    if not written:
        raise CimsError(_("The first line of {file} is empty.").format(file=file.name))
    read_sheet(written[-1])
    return written[-1]
