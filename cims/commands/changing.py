"""Verbs that change records: undo, import."""

from argparse import Namespace

from cims.commands.signing_in import signed_in
from cims.commands.terminal import Terminal
from cims.services.changes import ChangeKind
from cims.services.errors import NotPossible
from cims.services.i18n import _, _n
from cims.services.office import Office
from cims.services.undo import Changed, UndoResult


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
