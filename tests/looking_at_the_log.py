"""What stands in the log, for tests: actions and diffs, oldest first."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from cims.models.base import Base

ENTRY, DETAIL = (Base.metadata.tables[name] for name in ("audit_entry", "audit_detail"))


def noted(opened, *actions):
    """Entries of these actions (all without): rows of the table with `told`, the after-values."""
    query = select(ENTRY, DETAIL.c.diff).join_from(ENTRY, DETAIL, isouter=True)
    with Session(opened.database.readers) as session:
        rows = session.execute(query.order_by(ENTRY.c.seq)).all()
    return [row for row in rows if not actions or row.action in actions]


def told(row):
    """The after-values of an entry."""
    return {name: pair[1] for name, pair in json.loads(row.diff or "{}").items()}


def last_told(opened, action):
    """The newest entry of this action."""
    return told(noted(opened, action)[-1])
