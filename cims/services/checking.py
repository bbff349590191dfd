"""Is the office whole? Pages and rows of the file, the audit chain, the search index."""

from dataclasses import dataclass
from typing import Any

from cims.services.changes import ChangeKind
from cims.services.office import ROOMS
from cims.services.opening import OpenOffice
from cims.services.progress import Progress, silent
from cims.services.vault.audit_walk import AUDITOR_KEY, walked
from cims.services.vault.proof import check_database


@dataclass(frozen=True)
class Health:
    """What a check found.

    `database` names what is damaged, `audit` what is wrong with the log, both empty when all is
    well; `audit_rows` is None when this sign-in lacks the key to look. `drifted` counts, by
    plural, the records that the search index knows otherwise than they are.
    """

    database: tuple[str, ...]
    audit_rows: int | None
    audit: str
    drifted: dict[str, int]

    @property
    def fine(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.database or self.audit or any(self.drifted.values()))


def check_office(opened: OpenOffice, progress: Progress = silent) -> Health:
    """Look at everything; nothing is changed. Demands the right to change settings."""
    drifted: dict[str, int] = {}
    with opened.database.write(opened.actor, progress=progress) as office:
        for room in ROOMS:
            drifted[room.entity.plural] = office.room(room.entity.name).drift()
    connection = opened.vault.connect()
    try:
        database = check_database(connection)
        rows, audit = (None, "") if database else audit_found(opened, connection)
    finally:
        connection.close()
    return Health(database, rows, audit, drifted)


def audit_found(opened: OpenOffice, connection: Any) -> tuple[int | None, str]:
    """How many rows of the audit were looked at, and a sentence for the first that is wrong."""
    if AUDITOR_KEY not in opened.vault.key_names:
        return None, ""
    walk = walked(opened.vault, connection)
    return walk.rows, walk.problem


def mend_search(opened: OpenOffice, plural: str, progress: Progress = silent) -> int:
    """Build the search index of a record type anew; how many records were indexed."""
    with opened.database.write(opened.actor, ChangeKind.UPKEEP, progress=progress) as office:
        return office.room(plural).reindex()
