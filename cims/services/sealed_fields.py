"""Sealed fields opened one at a time, for those who may: each look is in the audit trail."""

from cims.services.audit import Subject
from cims.services.entity import Kind, Sealed
from cims.services.errors import NotFound, NotPossible
from cims.services.i18n import _
from cims.services.rights import Right, requires
from cims.services.sealed_cells import cell_of, closed_because, opened
from cims.services.service import Service

REVEALED = "reveal"


class SealedService(Service):
    """What stands in sealed fields."""

    @requires(Right.SIGN_IN)
    def closed_because(self) -> str | None:
        """Why sealed fields are closed for whoever asks, as a sentence; None when they are open."""
        refused = closed_because(self._desk)
        return None if refused is None else str(refused)

    @requires(Right.SEALED)
    def reveal(self, entity: str, id_: int, field: str) -> str:
        """The plain text of a sealed field, once the look at it is noted; "" when it is empty."""
        if not self._desk.unit.writes:
            raise NotPossible(_("A sealed field is opened only where the look at it is noted."))
        sealing, room = opened(self._desk), self.office.room(entity)
        described = room.entity.by_name.get(field)
        if described is None or described.kind is not Kind.SEALED:
            raise NotFound(_("There is no sealed field “{field}”.").format(field=field))
        record = room.load(id_)
        value = record.values.get(field)
        if not isinstance(value, Sealed):
            return ""
        plain = sealing.open(cell_of(room.entity, described, record.uuid), value.stored).decode()
        column = room.entity.customer_column
        link = record.values.get(column.removesuffix("_id")) if column else None
        customer = id_ if column == "id" else link.id if link else None
        subject = Subject(room.entity.name, id_, record.uuid, customer)
        self._desk.audit.note(REVEALED, {"field": [None, field]}, about=subject)
        return plain
