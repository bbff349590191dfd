"""Leads that nobody has reached for days: who is to hear of them in the morning."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from cims.services.database import Unit
from cims.services.lead_fields import LEAD, untouched_since
from cims.services.narrowing import compiled
from cims.services.notice_words import LEADS_WAITING
from cims.services.notices import Message
from cims.services.rights import Actor, visible
from cims.services.spans import Calendar
from cims.services.storage import table_of

SETTING = "leads"  # of the office: after how many `days` a lead counts as waiting
DAYS, LONGEST = 3, 90


def waiting_messages(unit: Unit, calendar: Calendar, days: int, last: date | None) -> list[Message]:
    """One notice for each owner some of whose leads began to wait since the `last` morning.

    `days` of 0 calls nothing to mind.
    """
    if not days:
        return []
    today = calendar.today
    now = waiting(unit, calendar, today - timedelta(days=days))
    before = waiting(unit, calendar, last - timedelta(days=days)) if last else {}
    fresh = {owner for id_, owner in now.items() if id_ not in before}
    counts = Counter(now.values())
    since = (today - timedelta(days=days)).isoformat()
    values = {"day": today.isoformat(), "since": since, "days": days}
    return [
        Message(owner, LEADS_WAITING, values={**values, "count": counts[owner]})
        for owner in sorted(fresh)
    ]


def waiting(unit: Unit, calendar: Calendar, since: date) -> dict[int, int]:
    """The leads that nobody has reached since a day, with their owners."""
    table = table_of(LEAD)
    waits = compiled(untouched_since(since), LEAD, Actor.office(), calendar)
    query = select(table.c.id, table.c.owner_id).where(waits, table.c.owner_id.is_not(None))
    rows: Any = unit.session.execute(visible(query, LEAD, Actor.office())).all()
    return dict(rows)
