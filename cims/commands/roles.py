"""Verbs about roles: list, show, and the rights that somebody has by them."""

from argparse import Namespace
from typing import Any

from cims.commands.signing_in import signed_in
from cims.commands.terminal import Terminal
from cims.services.entity import Entity
from cims.services.errors import NotFound, SignedOut
from cims.services.i18n import _
from cims.services.office import Office
from cims.services.rights import Action, Reach, Right
from cims.services.role_drafts import RoleDraft
from cims.services.role_words import ACTIONS, explained, of_fields

DONE = 0


def show_all(terminal: Terminal, given: Namespace) -> int:
    """role list."""
    with signed_in(terminal, given) as opened, opened.database.read(opened.actor) as office:
        roles = office.roles.all()
    if terminal.json:
        terminal.give(
            [
                {
                    "code": role.code,
                    "name": role.name,
                    "explained": role.explained,
                    "ready": role.ready,
                    "people": role.people,
                }
                for role in roles
            ]
        )
        return DONE
    heads = (_("Code"), _("Name"), _("People"), _("What it is for"))
    rows = [(role.code, role.name, str(role.people), role.explained) for role in roles]
    terminal.show(heads, rows, whole=True)
    return DONE


def show(terminal: Terminal, given: Namespace) -> int:
    """role show ROLE."""
    with signed_in(terminal, given) as opened, opened.database.read(opened.actor) as office:
        role = office.roles.of(office.roles.coded(given.role))
        plurals = {entity.name: entity.plural for entity in office.whole_types()}
        lines = explained(role, office.whole_types())
    if terminal.json:
        terminal.give(as_json(role, plurals))
        return DONE
    terminal.line(f"{role.name}: {role.explained}" if role.explained else role.name)
    for line in lines:
        terminal.line(line)
    if role.people:
        terminal.line(_("People: {names}").format(names=", ".join(role.people)))
    return DONE


def rights(terminal: Terminal, given: Namespace) -> int:
    """rights USER ENTITY [--record ID]: what is allowed, how far, and why."""
    with signed_in(terminal, given) as opened, opened.database.read(opened.actor) as office:
        entity = type(office.room(given.entity)).entity
        user_id = office.users.by_name(given.name)
        if user_id is None:
            words = _("There is no colleague “{name}”, or several have this name.")
            raise NotFound(words.format(name=given.name))
        known = office.effective_rights
        verdicts = known.of(user_id, given.entity, given.record)
        single, closed = known.single(user_id), known.fields(user_id, given.entity)
        reaches = reaches_of(office, user_id, entity)
    if terminal.json:
        terminal.give(
            {
                "user": given.name,
                "entity": entity.plural,
                "record": given.record,
                "rights": [
                    {
                        "action": str(each.action),
                        "allowed": each.allowed,
                        "scope": str(reaches[each.action]),
                        "reason": each.reason,
                    }
                    for each in verdicts
                ],
                "single": [plain(each.right) for each in single if each.allowed],
                "fields": {name: str(access) for name, access in closed.items()},
            }
        )
        return DONE
    heads = (_("Action"), "", _("Why"))
    yes, no = _("Yes"), _("No")
    rows = [
        (_(ACTIONS[each.action]), yes if each.allowed else no, each.reason) for each in verdicts
    ]
    terminal.show(heads, rows, whole=True)
    places = {(entity.name, name): access for name, access in closed.items()}
    for line in of_fields(places, entity):
        terminal.line(line)
    return DONE


def reaches_of(office: Office, user_id: int, entity: Entity) -> dict[Action, Reach]:
    """How far each right of somebody reaches; nowhere for who may not sign in."""
    try:
        actor = office.users.actor(user_id)
    except SignedOut:
        return dict.fromkeys(entity.actions, Reach.NONE)
    return {action: actor.reach(entity.name, action) for action in entity.actions}


def plain(right: Right) -> str:
    """A single right as it is written on the command line."""
    return right.removeprefix("right:")


def reach_of(role: RoleDraft, entity: str, action: Action) -> Reach:
    """How far a right of a role reaches."""
    return role.records.get((entity, action), Reach.NONE)


def as_json(role: RoleDraft, plurals: dict[str, str]) -> dict[str, Any]:
    """A role with all that it gives."""
    return {
        "code": role.code,
        "name": role.name,
        "explained": role.explained,
        "ready": role.ready,
        "rights": {
            plural: {str(action): str(reach_of(role, name, action)) for action in Action}
            for name, plural in plurals.items()
        },
        "single": sorted(map(plain, role.single)),
        "fields": {f"{plurals.get(t, t)}.{f}": str(how) for (t, f), how in role.fields.items()},
        "caps": {str(taking): most for taking, most in role.caps.items()},
        "people": list(role.people),
    }
