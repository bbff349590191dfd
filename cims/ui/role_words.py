"""Roles in plain words: what a reach, an action, a single right and a cap mean."""

from collections.abc import Mapping

from cims.services.entity import Entity
from cims.services.granted import Action, FieldAccess, Reach, Right, Taking
from cims.services.i18n import N_
from cims.services.rights import Shared

REACHES: Mapping[Reach, str] = {
    Reach.NONE: N_("None"),
    Reach.OWN: N_("Own"),
    Reach.TEAM: N_("Team"),
    Reach.ALL: N_("All"),
}
REACH_TONES: Mapping[Reach, str] = {Reach.OWN: "info", Reach.TEAM: "accent", Reach.ALL: "ok"}
ACTIONS: Mapping[Action, str] = {
    Action.READ: N_("See"),
    Action.CREATE: N_("Create"),
    Action.EDIT: N_("Edit"),
    Action.DELETE: N_("Delete"),
    Action.MASS: N_("In bulk"),
    Action.EXPORT: N_("Export"),
    Action.IMPORT: N_("Import"),
    Action.PRINT: N_("Print"),
    Action.CLAIM: N_("Claim"),
    Action.ASSIGN: N_("Assign"),
}
SINGLE: Mapping[Right, tuple[str, str]] = {
    Right.USERS: (
        N_("Users"),
        N_("Invites and removes colleagues, edits roles and teams; needs the owner's key."),
    ),
    Right.SETTINGS: (N_("Settings"), N_("Decides what holds for the whole office.")),
    Right.BACKUP: (N_("Backup"), N_("Makes backups and restores them.")),
    Right.AUDIT: (N_("Audit log"), N_("Reads who did and saw what; needs the auditor's key.")),
    Right.SEALED: (
        N_("Sealed fields"),
        N_("Sees identity numbers and bank accounts; needs the key of sealed fields."),
    ),
    Right.ERASE: (N_("Erase"), N_("Erases a person's data for good, beyond the recycle bin.")),
    Right.ANNOUNCE: (N_("Announcements"), N_("Tells all colleagues something.")),
}
TAKINGS: Mapping[Taking, str] = {
    Taking.EXPORT: N_("Export at most"),
    Taking.PRINT: N_("Print at most"),
    Taking.COPY: N_("Copy at most"),
}
FIELDS: Mapping[FieldAccess | None, str] = {
    None: N_("Unrestricted"),
    FieldAccess.READ: N_("Read only"),
    FieldAccess.HIDDEN: N_("Hidden"),
}
FIELD_TONES: Mapping[FieldAccess | None, str] = {
    FieldAccess.READ: "warn",
    FieldAccess.HIDDEN: "bad",
}
EXPLAINED = N_(
    "A role says what somebody may do with which records: with none, the own ones (owner or "
    "collaborator), those of the own team and the teams below it, or all. Whoever has several "
    "roles gets the most permissive of them; what no role allows is refused."
)


def reaches_of(entity: Entity, action: Action) -> tuple[Reach, ...]:
    """The reaches that make sense: what everybody shares belongs to nobody and to no team."""
    if action not in entity.actions:
        return (Reach.NONE,)
    return (Reach.NONE, Reach.ALL) if isinstance(entity.scope, Shared) else tuple(Reach)
