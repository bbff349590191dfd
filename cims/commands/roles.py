"""Verbs about roles: list, show, and the rights that somebody has by them."""

from argparse import Namespace
from typing import Any

from cims.commands.signing_in import signed_in
from cims.commands.terminal import Terminal
from cims.commands.users import somebody_in
from cims.services.i18n import _
from cims.services.rights import Action, Reach, Right
from cims.services.role_drafts import RoleDraft

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
    terminal.show(heads, rows)
    return DONE


def show(terminal: Terminal, given: Namespace) -> int:
    """role show ROLE."""
    with signed_in(terminal, given) as opened, opened.database.read(opened.actor) as office:
        role = office.roles.of(office.roles.coded(given.role))
        types = [entity.name for entity in office.record_types()]
        plurals = {entity.name: entity.plural for entity in office.record_types()}
    if terminal.json:
        terminal.give(as_json(role, plurals))
        return DONE
    terminal.say(f"{role.name}: {role.explained}" if role.explained else role.name)
    heads = (_("Record type"), *(str(action) for action in Action))
    rows = [
        (plurals[name], *(str(reach_of(role, name, action)) for action in Action)) for name in types
    ]
    terminal.show(heads, rows)
    for words, found in (
        (_("Single rights"), sorted(right.removeprefix("right:") for right in role.single)),
        (_("Fields"), [f"{plurals.get(t, t)}.{f}: {how}" for (t, f), how in role.fields.items()]),
        (_("Records a day"), [f"{taking}: {most}" for taking, most in role.caps.items()]),
        (_("People"), list(role.people)),
    ):
        if found:
            terminal.line(f"{words}: {', '.join(found)}")
    return DONE


def rights(terminal: Terminal, given: Namespace) -> int:
    """rights USER ENTITY: how far each right reaches, and the roles that give it."""
    with signed_in(terminal, given) as opened, opened.database.read(opened.actor) as office:
        entity = office.room(given.entity).entity
        person = somebody_in(office, given.name)
        roles = [office.roles.of(office.roles.coded(code)) for code in person.roles]
        actor = office.users.actor(person.id)
        found = {action: actor.reach(entity.name, action) for action in Action}
    rows: list[dict[str, Any]] = [
        {
            "action": str(action),
            "scope": str(reach),
            "roles": [
                role.code
                for role in roles
                if reach is not Reach.NONE and reach_of(role, entity.name, action) is reach
            ],
        }
        for action, reach in found.items()
    ]
    if terminal.json:
        terminal.give(
            {
                "user": person.username,
                "entity": entity.plural,
                "roles": list(person.roles),
                "rights": rows,
                "single": sorted(
                    right.removeprefix("right:") for right in Right if actor.may(right)
                ),
            }
        )
        return DONE
    heads = (_("May"), _("Whose"), _("By the role"))
    terminal.show(heads, [(r["action"], r["scope"], ", ".join(r["roles"])) for r in rows])
    return DONE


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
        "single": sorted(right.removeprefix("right:") for right in role.single),
        "fields": {f"{plurals.get(t, t)}.{f}": str(how) for (t, f), how in role.fields.items()},
        "caps": {str(taking): most for taking, most in role.caps.items()},
        "people": list(role.people),
    }
