"""Sealed fields opened one at a time, for those who may: each look is in the audit trail."""

from cims.services.entity import Kind, Sealed
from cims.services.errors import NotFound, NotPossible
from cims.services.i18n import _
from cims.services.rights import Action, Right, requires
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
        record = room._get(id_, Action.READ)
        value = record.values.get(field)
        if not isinstance(value, Sealed):
            return ""
        plain = sealing.open(cell_of(room.entity, described, record.uuid), value.stored).decode()
        about = room._subject(id_, record.uuid, record.values)
        self._desk.audit.note(REVEALED, {"field": [None, field]}, about=about)
        return plain
