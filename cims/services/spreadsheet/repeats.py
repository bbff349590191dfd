"""What a list brings twice: a follow-up comes in with a warning, of targets only the first."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from cims.services.activities import ActivityService, first_line
from cims.services.i18n import _
from cims.services.spreadsheet.drafts import Draft
from cims.services.spreadsheet.problems import ProblemKind
from cims.services.spreadsheet.source import Source
from cims.services.target_fields import TARGET

if TYPE_CHECKING:
    from cims.services.office import Office

Same = tuple[int, datetime, str]


class Repeats:
    """Compares new rows with what stood there before, and with one another."""

    def __init__(self, office: "Office", source: Source) -> None:
        room = office.room(source.entity.name)
        self._room = room if isinstance(room, ActivityService) else None
        self._own_from = room.free_from()
        self._heading = source.heading_of("content")
        self._rows: dict[Same, int] = {}

    def warn(self, drafts: Sequence[Draft]) -> None:
        """Name rows with customer, time and first line of another follow-up."""
        if self._room is None:
            return
        new = [(draft, same) for draft in drafts if (same := told_in(draft)) is not None]
        if not new:
            return
        times = [same[1] for _draft, same in new]
        customers = sorted({same[0] for _draft, same in new})
        known = self._room.written(customers, min(times), max(times), self._own_from)
        for draft, same in new:
            row = self._rows.setdefault(same, draft.number)
            if same in known:
                reason = _("A follow-up with this customer, time and beginning is there already.")
            elif row != draft.number:
                reason = _("Resembles row {row} (same {what}).").format(row=row, what=same[2])
            else:
                continue
            draft.complain(self._heading, ProblemKind.RESEMBLES, reason)


class Months:
    """Keeps a person's second target of one month out of an import."""

    def __init__(self, office: "Office", source: Source) -> None:
        self._office = office
        self._is_asked = source.entity.name == TARGET.name
        self._heading = source.heading_of("month")
        self._rows: dict[tuple[int, date, str], int] = {}

    def refuse(self, drafts: Sequence[Draft]) -> None:
        """Name the row that has person and month of a new one already."""
        new = [one for one in drafts if self._is_asked and not (one.refused or one.record_id)]
        for draft in new:
            values = self._office.targets._prepared(dict(draft.values), None)
            month = (values["owner"].id, values["month"], values["currency"])
            row = self._rows.setdefault(month, draft.number)
            if row != draft.number:
                key, named = values["name"], self._office.names_of("user", [month[0]])
                key = _("{person}, {month}").format(person=named.get(month[0], ""), month=key)
                reason = _("“{key}” stands already in row {row}.").format(key=key, row=row)
                draft.complain(self._heading, ProblemKind.SAME_KEY_IN_FILE, reason)


def told_in(draft: Draft) -> Same | None:
    """What tells a new follow-up from others; None where the row says too little."""
    customer, at = draft.values.get("customer"), draft.values.get("happened_at")
    if draft.refused or draft.record_id or customer is None or at is None:
        return None
    return customer.id, at, first_line(draft.values.get("content") or "")
