"""Verbs that keep an office safe: check, backup, restore."""

from argparse import Namespace

from cims.commands.signing_in import signed_in
from cims.commands.terminal import Terminal
from cims.services.checking import Health, check_office, mend_search
from cims.services.i18n import _, _n


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
