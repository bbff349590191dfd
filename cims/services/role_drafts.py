"""A role as it is shown and edited, compared, and told in the log."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as part
from typing import Any

from cims.services.granted import Action, FieldAccess, Granted, Reach, Right, Taking
from cims.services.i18n import N_, _
from cims.services.seeds import ROLE_NAMES

EXPLAINED: Mapping[str, str] = {
    "administrator": N_("Sees and changes everything, keeps the users, the settings and backups."),
    "manager": N_("Works with everything of the own team and the teams below it."),
    "sales": N_("Works with the own customers and what hangs on them; exports nothing."),
    "service": N_("Sees all customers, changes the own ones, writes follow-ups and tasks."),
    "finance": N_("Sees, prints and exports everything and sees sealed fields; changes nothing."),
    "auditor": N_("Sees everything and the audit log; changes nothing and takes nothing out."),
}


@dataclass(frozen=True)
class RoleSummary:
    """A role in a list; `people` counts who has it, `unknown` names rights of a newer program."""

    id: int
    code: str
    name: str
    explained: str
    ready: bool
    version: int
    people: int
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class RoleDraft:
    """A role with all that it gives, to be shown or edited; a new one has id and version 0.

    `records` and `fields` by (record type, action or field), `caps` how many records a day.
    """

    id: int = 0
    code: str = ""
    name: str = ""
    explained: str = ""
    ready: bool = False
    version: int = 0
    records: Mapping[tuple[str, Action], Reach] = part(default_factory=dict)
    single: frozenset[Right] = frozenset()
    fields: Mapping[tuple[str, str], FieldAccess] = part(default_factory=dict)
    caps: Mapping[Taking, int] = part(default_factory=dict)
    unknown: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

    @property
    def granted(self) -> Granted:
        """What the role gives, as rights are worked out from it."""
        return Granted(self.records, self.single, self.fields, self.unknown)

    @property
    def rights(self) -> list[tuple[str, str]]:
        """The rights as they are stored: (right, scope), in order."""
        pairs = [
            (f"{entity}:{action}", str(reach))
            for (entity, action), reach in self.records.items()
            if reach is not Reach.NONE
        ]
        return sorted([*pairs, *((str(right), str(Reach.ALL)) for right in self.single)])


def shown_name(code: str, name: str, *, ready: bool) -> str:
    """The role's name in the language shown now; one that the office gave stays as it is."""
    return _(name) if ready and ROLE_NAMES.get(code) == name else name


def shown_explanation(code: str, explained: str | None, *, ready: bool) -> str:
    """What the role is for, in the office's words or those it came with."""
    if explained is None and ready and code in EXPLAINED:
        return _(EXPLAINED[code])
    return explained or ""


def told(role: RoleDraft) -> dict[str, Any]:
    """A role as the log tells it: plain values that are compared."""
    return {
        "name": role.name,
        "explained": role.explained,
        "rights": [f"{right}={scope}" for right, scope in role.rights],
        "fields": sorted(f"{entity}.{name}={how}" for (entity, name), how in role.fields.items()),
        "caps": sorted(f"{taking}={most}" for taking, most in role.caps.items()),
    }


def difference(code: str, before: RoleDraft | None, after: RoleDraft | None) -> dict[str, Any]:
    """What changed of a role, as [before, after]; `role` names it on the sides where it is."""
    old, new = (None if role is None else told(role) for role in (before, after))
    found = {
        name: [old and old[name], new and new[name]]
        for name in (old or new or {})
        if old is None or new is None or old[name] != new[name]
    }
    return {"role": [old and code, new and code], **found}
