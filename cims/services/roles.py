"""Roles: named sets of rights, field closings and caps, edited by who keeps the users."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import insert, select, update

from cims.models.app_user import Role, UserRole
from cims.services.acting import (
    OWNER_KEY,
    granted_by,
    keep_a_keeper,
    rights_changed,
)
from cims.services.errors import EditConflict, NotFound, NotPossible, ValidationFailed
from cims.services.field_rights import is_closable
from cims.services.granted import Granted
from cims.services.i18n import _
from cims.services.rights import Action, Reach, Right, refusal, requires
from cims.services.role_drafts import (
    RoleDraft,
    RoleSummary,
    difference,
    shown_explanation,
    shown_name,
)
from cims.services.role_rows import (
    Pairs,
    draft_of,
    drop_rows,
    free_code,
    grant_new,
    holder_ids,
    holders,
    tables,
    write_rows,
)
from cims.services.role_words import ACTIONS
from cims.services.seeds import CLOSED_FIELDS, ROLE_NAMES, role_rights, single_rights
from cims.services.service import Service
from cims.services.user_fields import USER

__all__ = ["RoleDraft", "RoleService", "RoleSummary"]

ROLES = "role"
LONGEST_NAME = 100


class RoleService(Service):
    """The roles of the office; the six ready ones are rows like any other."""

    @requires(Right.SIGN_IN)
    def all(self) -> tuple[RoleSummary, ...]:
        """All roles, the ready ones first; for who keeps the users or reads the log."""
        self._demand_seeing()
        table, given = tables(Role, UserRole)
        session = self._desk.unit.session
        people = Counter(session.scalars(select(given.c.role_id)))
        rows = list(session.execute(select(table).order_by(table.c.ready.desc(), table.c.id)))
        known = granted_by(session, [row.id for row in rows])
        return tuple(
            RoleSummary(
                row.id,
                row.code,
                shown_name(row.code, row.name, ready=row.ready),
                shown_explanation(row.code, row.explained, ready=row.ready),
                row.ready,
                row.version,
                people[row.id],
                known[row.id].unknown,
            )
            for row in rows
        )

    @requires(Right.SIGN_IN)
    def of(self, role_id: int) -> RoleDraft:
        """A role with all that it gives and the names of who has it."""
        self._demand_seeing()
        return self._draft(role_id)

    @requires(Right.SIGN_IN)
    def coded(self, code: str) -> int:
        """The id of the role with this code; a sentence that names the known ones."""
        codes = {role.code: role.id for role in self.all()}
        if code not in codes:
            raise NotFound(
                _("There is no role “{role}”. Known are: {known}.").format(
                    role=code, known=", ".join(sorted(codes))
                )
            )
        return codes[code]

    @requires(Right.USERS)
    def save(self, role: RoleDraft) -> int:
        """Store a new role, or an edited one unless somebody else saved it meanwhile; its id.

        Who reads records reads colleagues' names too: owners stand on every record.
        """
        role = with_colleagues(role)
        name = self._role_name(role.name, role.id)
        before = self._draft(role.id) if role.id else RoleDraft()
        self._refuse_wrong(role, before)
        if not role.id:
            return self._add(replace(role, name=name))
        if before.version != role.version:
            raise EditConflict(
                _("Somebody changed the role “{name}” while you were editing it.").format(
                    name=before.name
                )
            )
        self._store(before, replace(role, name=name, code=before.code), "role edited")
        return role.id

    @requires(Right.USERS)
    def copy(self, role_id: int, name: str) -> int:
        """Make a role that gives the same, under another name; its id is returned."""
        like = self._draft(role_id)
        return self._add(replace(like, name=self._role_name(name), unknown=(), people=()))

    @requires(Right.USERS)
    def put_back(self, role_id: int) -> None:
        """Give a ready role again the name and rights with which it came; closings and caps go."""
        before = self._draft(role_id)
        if not before.ready:
            raise NotPossible(_("Only a ready role can be put back to how it came."))
        self._store(before, self._as_it_came(before), "role put back")
        table = tables(Role)[0]
        came = update(table).where(table.c.id == role_id)
        self._desk.unit.session.execute(came.values(name=ROLE_NAMES[before.code], explained=None))

    @requires(Right.SIGN_IN)
    def is_as_it_came(self, role_id: int) -> bool:
        """Whether a ready role gives just what it gave at first."""
        role = self.of(role_id)
        came = self._as_it_came(role)
        return not role.ready or (
            (role.rights, dict(role.fields), dict(role.caps), role.name, role.explained)
            == (came.rights, dict(came.fields), {}, came.name, came.explained)
        )

    @requires(Right.USERS)
    def delete(self, role_id: int, instead_id: int | None = None) -> None:
        """Remove a role; who has it gets another one instead, or it is refused by their names."""
        role = self._draft(role_id)
        if role.ready:
            raise NotPossible(_("A ready role stays. Change what it gives, or give it to nobody."))
        if role.people and instead_id is None:
            raise NotPossible(
                _(
                    "The role “{name}” is held by {people}. Choose which role they get instead."
                ).format(name=role.name, people=", ".join(role.people))
            )
        session = self._desk.unit.session
        if instead_id is not None:
            self._draft(instead_id)
            for user_id in holder_ids(session, role_id):
                roles = {*self.office.users.roles_of(user_id), instead_id} - {role_id}
                self.office.users.set_roles(user_id, roles)
        drop_rows(session, role_id)
        self._tell("role removed", role_id, difference(role.code, role, None))
        keep_a_keeper(self._desk)

    @requires(Right.USERS)
    def grant_new(self, rights: Mapping[str, Mapping[str, Pairs]]) -> None:
        """Give roles, named by their codes, rights for record types that they know nothing of."""
        if grant_new(self._desk.unit.session, rights):
            rights_changed(self._desk.unit.session)

    def _demand_seeing(self) -> None:
        actor = self._desk.unit.actor
        if not (actor.may(Right.USERS) or actor.may(Right.AUDIT)):
            raise refusal(Right.USERS)

    def _draft(self, role_id: int) -> RoleDraft:
        return draft_of(self._desk.unit.session, role_id)

    def _as_it_came(self, role: RoleDraft) -> RoleDraft:
        pairs = (
            [
                pair
                for entity in self.office.whole_types()
                for pair in role_rights(role.code, entity.name)
            ]
            if role.code in ROLE_NAMES
            else []
        )
        singles = [(str(right), str(Reach.ALL)) for right in single_rights(role.code)]
        came = Granted.of([*((right, str(scope)) for right, scope in pairs), *singles])
        return replace(
            role,
            name=shown_name(role.code, ROLE_NAMES.get(role.code, role.name), ready=True),
            explained=shown_explanation(role.code, None, ready=True),
            records=came.records,
            single=came.single,
            fields=dict(CLOSED_FIELDS.get(role.code, {})),
            caps={},
        )

    def _add(self, role: RoleDraft) -> int:
        table = tables(Role)[0]
        session = self._desk.unit.session
        code = free_code(role.name, set(session.scalars(select(table.c.code))))
        statement = insert(table).values(
            code=code, name=role.name, explained=role.explained or None, ready=False, version=1
        )
        id_ = int(session.execute(statement.returning(table.c.id)).scalar_one())
        write_rows(session, id_, role)
        self._tell("role added", id_, difference(code, None, role))
        return id_

    def _store(self, before: RoleDraft, role: RoleDraft, action: str) -> None:
        """Write an edited role; whoever has it works under the new rights at the next call."""
        diff = difference(before.code, before, role)
        if len(diff) == 1:
            return
        self._refuse_unowned(before, role)
        table, session = tables(Role)[0], self._desk.unit.session
        values: dict[str, Any] = {"version": before.version + 1}
        if role.name != before.name:
            values["name"] = role.name
        if role.explained != before.explained:
            values["explained"] = role.explained or None
        session.execute(update(table).where(table.c.id == before.id).values(**values))
        write_rows(session, before.id, role)
        self._tell(action, before.id, diff)
        if Right.USERS in before.single - role.single:
            keep_a_keeper(self._desk)

    def _refuse_unowned(self, before: RoleDraft, role: RoleDraft) -> None:
        """Managing users is for owners: who has the role and lacks the owner's key comes first."""
        if Right.USERS not in role.single - before.single:
            return
        keys = self._desk.slot_keys()
        lacking = [
            name
            for uuid, name in holders(self._desk.unit.session, before.id).items()
            if uuid in keys and OWNER_KEY not in keys[uuid]
        ]
        if lacking:
            raise NotPossible(
                _(
                    "Only an owner may manage users. Without an owner's key: {people}. Make a "
                    "role of its own for this right and give it on the page of users."
                ).format(people=", ".join(lacking))
            )

    def _refuse_wrong(self, role: RoleDraft, before: RoleDraft) -> None:
        """Refuse what no record type has, fields that can't be closed, and caps below nothing."""
        types = {room.name: room for room in self.office.whole_types()}
        for entity, action in role.records.keys() - before.records.keys():
            if entity not in types:
                raise NotFound(_("There is no record type “{name}”.").format(name=entity))
            if action not in types[entity].actions:
                raise NotPossible(
                    _("{records}: there is no right to “{action}”.").format(
                        records=_(types[entity].label_plural), action=_(ACTIONS[action])
                    )
                )
        for (entity, field), access in role.fields.items() - before.fields.items():
            if entity not in types or not is_closable(types[entity], field, access):
                raise NotPossible(
                    _("The field “{field}” can't be closed so: records are known by it.").format(
                        field=field
                    )
                )
        if any(most < 0 for most in role.caps.values()):
            raise ValidationFailed({"caps": _("A cap is a number from 0.")})

    def _role_name(self, name: str, role_id: int = 0) -> str:
        """The name without blanks around it; refused when it is empty, too long or taken."""
        name = " ".join(name.split())
        if not name:
            raise ValidationFailed({"name": _("Give the role a name.")})
        if len(name) > LONGEST_NAME:
            raise ValidationFailed({"name": _("The name of the role is too long. Shorten it.")})
        if name.casefold() in {role.name.casefold() for role in self.all() if role.id != role_id}:
            words = _("There is a role “{name}” already. Choose another name.")
            raise ValidationFailed({"name": words.format(name=name)})
        return name

    def _tell(self, action: str, role_id: int, diff: Mapping[str, Any]) -> None:
        self._desk.audit.note(action, diff)
        self._desk.unit.changed.add(ROLES, [role_id])
        rights_changed(self._desk.unit.session)


def with_colleagues(role: RoleDraft) -> RoleDraft:
    """The role with the right to read colleagues, where it reads anything."""
    place = USER.name, Action.READ
    if place in role.records or not any(action is Action.READ for _type, action in role.records):
        return role
    return replace(role, records={**role.records, place: Reach.ALL})
