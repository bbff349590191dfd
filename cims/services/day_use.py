"""How much a person takes out of the office in a day, and how much their roles allow."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from cims.models.app_user import DayUse, RoleCap
from cims.models.base import Base
from cims.services.acting import granted_by
from cims.services.clock import office_date
from cims.services.codecs import ranged
from cims.services.errors import NotAllowed
from cims.services.granted import Action, Granted, Reach, Right, Taking
from cims.services.i18n import _, _n
from cims.services.rights import requires
from cims.services.service import Service

BY_RIGHT_TO = {
    Taking.EXPORT: Action.EXPORT,
    Taking.PRINT: Action.PRINT,
    Taking.COPY: Action.READ,
}


class CapReached(NotAllowed):
    """More was asked for than may leave today in this way."""

    def __init__(self, sentence: str, taking: Taking, most: int) -> None:
        super().__init__(sentence)
        self._taking, self._most = taking, most

    def told(self) -> tuple[str, dict[str, object]]:
        """Not a missing right, but a limit."""
        return "cap reached", {"taking": str(self._taking), "most": self._most}


class DayUseService(Service):
    """Counts records that leave by export, print or copy, and stops who is over the cap."""

    @requires(Right.SIGN_IN)
    def left(self, taking: Taking) -> int | None:
        """How many records whoever asks may still take out today in this way; None: any number."""
        most = self._most(taking)
        return None if most is None else max(most - self._used(taking), 0)

    @requires(Right.SIGN_IN)
    def count(self, taking: Taking, records: int) -> None:
        """Count records that leave now; NotAllowed when that is more than are left today."""
        unit, used, most = self._desk.unit, self._used(taking), self._most(taking)
        if most is not None and records > (left := max(most - used, 0)):
            raise CapReached(over(taking, records, left), taking, most)
        if unit.actor.user_id is None or not records:
            return
        table, mine = use_table(), self._mine(taking)
        values = {"records": used + records}
        changed = unit.session.execute(update(table).where(mine).values(values))
        if not changed.rowcount:  # type: ignore[attr-defined] # a cursor's result
            row = {"user_id": unit.actor.user_id, "day": self._day(), "taking": taking, **values}
            unit.session.execute(insert(table).values(row))

    @requires(Right.SIGN_IN)
    def take(self, taking: Taking, entity: str, ids: Sequence[int], columns: Sequence[str]) -> None:
        """Count records that are printed or copied, and note in the log what of them.

        To be called before they leave; NotAllowed when that is more than are left today.
        """
        self.count(taking, len(ids))
        told = {
            "entity": self.office.room(entity).entity.name,
            "columns": list(columns),
            "rows": len(ids),
            "records": ranged(ids),
        }
        self._desk.audit.note(str(taking), {name: [None, value] for name, value in told.items()})

    def _most(self, taking: Taking) -> int | None:
        """What the most permissive of the roles allows; a role without a cap allows any number.

        Only roles that let somebody take out in this way count: one about something else lifts
        no cap.
        """
        user_id, session = self._desk.unit.actor.user_id, self._desk.unit.session
        if user_id is None:
            return None
        roles = granted_by(session, self.office.users.roles_of(user_id))
        counting = [id_ for id_, role in roles.items() if lets(role, taking)] or list(roles)
        caps = Base.metadata.tables[RoleCap.__tablename__].c
        query = select(caps.role_id, caps.most).where(caps.taking == taking)
        known = dict(session.execute(query.where(caps.role_id.in_(counting))).all())
        return max(known.values()) if known and len(known) == len(counting) else None

    def _used(self, taking: Taking) -> int:
        query = select(use_table().c.records).where(self._mine(taking))
        return int(self._desk.unit.session.execute(query).scalar() or 0)

    def _mine(self, taking: Taking) -> Any:
        c = use_table().c
        user = self._desk.unit.actor.user_id
        return (c.user_id == user) & (c.day == self._day()) & (c.taking == taking)

    def _day(self) -> date:
        return office_date(self._desk.unit.now, self._desk.zone)


def lets(role: Granted, taking: Taking) -> bool:
    """Whether a role lets somebody take anything out in this way; its readers export the log."""
    if taking is Taking.EXPORT and Right.AUDIT in role.single:
        return True
    return any(
        action is BY_RIGHT_TO[taking] and reach is not Reach.NONE
        for (_entity, action), reach in role.records.items()
    )


def use_table() -> Any:
    """The table of what was taken out each day."""
    return Base.metadata.tables[DayUse.__tablename__]


def over(taking: Taking, records: int, left: int) -> str:
    """The sentence for who would take out more than is left today."""
    if left <= 0:
        nothing = {
            Taking.EXPORT: _("Nothing more may be exported today. Ask your administrator."),
            Taking.PRINT: _("Nothing more may be printed today. Ask your administrator."),
            Taking.COPY: _("Nothing more may be copied today. Ask your administrator."),
        }
        return nothing[taking]
    words = {
        Taking.EXPORT: _n(
            "Only {left} more record may be exported today, this is {n}. Ask your administrator.",
            "Only {left} more records may be exported today, this is {n}. Ask your administrator.",
            left,
        ),
        Taking.PRINT: _n(
            "Only {left} more record may be printed today, this is {n}. Ask your administrator.",
            "Only {left} more records may be printed today, this is {n}. Ask your administrator.",
            left,
        ),
        Taking.COPY: _n(
            "Only {left} more record may be copied today, this is {n}. Ask your administrator.",
            "Only {left} more records may be copied today, this is {n}. Ask your administrator.",
            left,
        ),
    }
    return words[taking].format(left=f"{left:,}", n=f"{records:,}")
