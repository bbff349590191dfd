"""What a role gives in plain words: for the page of roles and the command line."""

from collections.abc import Iterable, Iterator, Mapping

from cims.services.entity import Entity
from cims.services.granted import (
    UNSCOPED,
    WIDTH,
    Action,
    FieldAccess,
    Granted,
    Reach,
    Right,
    Taking,
)
from cims.services.i18n import N_, _, listed
from cims.services.rights import Shared
from cims.services.role_drafts import RoleDraft

ACTIONS: Mapping[Action, str] = {
    Action.READ: N_("see"),
    Action.CREATE: N_("create"),
    Action.EDIT: N_("edit"),
    Action.DELETE: N_("delete"),
    Action.EXPORT: N_("export"),
    Action.IMPORT: N_("import"),
    Action.MASS: N_("edit in bulk"),
    Action.PRINT: N_("print"),
    Action.CLAIM: N_("claim"),
    Action.ASSIGN: N_("assign"),
}
REACHES: Mapping[Reach, str] = {
    Reach.OWN: N_("{actions} (own)"),
    Reach.TEAM: N_("{actions} (of the team)"),
    Reach.ALL: N_("{actions} (all)"),
}
SINGLES: Mapping[Right, str] = {
    Right.USERS: N_("Manages users, roles and teams."),
    Right.SETTINGS: N_("Changes the settings and lists of the office."),
    Right.BACKUP: N_("Makes backups and looks after them."),
    Right.AUDIT: N_("Reads the audit log."),
    Right.SEALED: N_("Sees sealed fields."),
    Right.ERASE: N_("Erases persons for good."),
    Right.ANNOUNCE: N_("Writes announcements."),
}
TAKINGS: Mapping[Taking, str] = {
    Taking.EXPORT: N_("Exports at most {n} records a day."),
    Taking.PRINT: N_("Prints at most {n} records a day."),
    Taking.COPY: N_("Copies at most {n} records a day."),
}


def explained(role: RoleDraft, types: Iterable[Entity]) -> list[str]:
    """What a role gives, a sentence for each record type, then the rest; empty for nothing."""
    known = tuple(types)
    lines = [line for entity in known if (line := of_type(role, entity))]
    lines += [_(words) for right, words in SINGLES.items() if right in role.single]
    lines += [line for entity in known for line in of_fields(role.fields, entity)]
    lines += [
        _(words).format(n=role.caps[taking])
        for taking, words in TAKINGS.items()
        if taking in role.caps
    ]
    if role.unknown:
        words = _("Not known to this CIMS, so it gives nothing: {rights}.")
        lines.append(words.format(rights=", ".join(role.unknown)))
    return lines


def told_in_words(name: str, told: Iterable[str], types: Iterable[Entity]) -> list[str]:
    """Rights, fields or caps as difference() tells them of a role, in plain words."""
    pairs = [(one.rpartition("=")[0], one.rpartition("=")[2]) for one in told]
    try:
        if name == "rights":
            granted = Granted.of(pairs)
            role = RoleDraft(
                records=granted.records, single=granted.single, unknown=granted.unknown
            )
        elif name == "fields":
            fields = {(one.partition(".")[0], one.partition(".")[2]): how for one, how in pairs}
            role = RoleDraft(fields={field: FieldAccess(how) for field, how in fields.items()})
        else:
            role = RoleDraft(caps={Taking(taking): int(most) for taking, most in pairs})
    except ValueError:  # written by a newer program, or garbled
        return list(told)
    return explained(role, types)


def of_type(role: RoleDraft, entity: Entity) -> str:
    """What can be done with records of a type; empty for nothing."""
    by_reach: dict[Reach, list[str]] = {}
    for action, word in ACTIONS.items():
        reach = role.records.get((entity.name, action), Reach.NONE)
        if reach is not Reach.NONE and action not in UNSCOPED:
            reach = Reach.ALL if isinstance(entity.scope, Shared) else reach
            by_reach.setdefault(reach, []).append(_(word))
    parts = [
        _(REACHES[reach]).format(actions=listed(by_reach[reach]))
        for reach in sorted(by_reach, key=lambda reach: -WIDTH[reach])
    ]
    new = [
        _(ACTIONS[one])
        for one in ACTIONS
        if one in UNSCOPED and role.granted.names(entity.name, {one})
    ]
    if new:
        parts.append(listed(new))
    if not parts:
        return ""
    return _("{records}: {what}").format(records=_(entity.label_plural), what=_("; ").join(parts))


def of_fields(closed: Mapping[tuple[str, str], FieldAccess], entity: Entity) -> Iterator[str]:
    """Which fields of a type are closed, and how."""
    sentences = {
        FieldAccess.HIDDEN: _("{records}: hidden are {fields}"),
        FieldAccess.READ: _("{records}: not to be changed are {fields}"),
    }
    for access, words in sentences.items():
        fields = [
            _(field.label)
            for field in entity.fields
            if closed.get((entity.name, field.name)) is access
        ]
        if fields:
            yield words.format(records=_(entity.label_plural), fields=listed(fields))
