"""What the office itself knows of its backups: their numbers, and which was the newest."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import update

from cims.models.base import Base
from cims.models.change_set import VaultState
from cims.services.clock import microseconds
from cims.services.rights import Right, refusal, requires
from cims.services.service import Service
from cims.services.settings import OFFICE, read_setting, write_setting

SETTING = "newest_backup"
PLACES_SETTING, PLACES = "backup_places", 5


@dataclass(frozen=True)
class Noted:
    """A backup that was made: its number, its file's name, the SHA-256 of its manifest."""

    seq: int
    name: str
    manifest_sha256: str
    at_us: int


class BackupLogService(Service):
    """Counts backups and writes them into the audit trail."""

    @requires(Right.BACKUP)
    def next_number(self) -> int:
        """The number of the backup that begins; no other one gets it."""
        table = Base.metadata.tables[VaultState.__tablename__]
        raised = update(table).values(backup_seq=table.c.backup_seq + 1)
        session = self._desk.unit.session
        return int(session.execute(raised.returning(table.c.backup_seq)).scalar_one())

    @requires(Right.BACKUP)
    def newest(self) -> Noted | None:
        """The newest backup that was finished; None when there was none."""
        return self._newest()

    def _newest(self) -> Noted | None:
        kept = read_setting(self._desk.unit.session, SETTING)
        return Noted(**kept) if kept else None

    @requires(Right.BACKUP)
    def made(self, seq: int, name: str, manifest_sha256: str, folder: str = "") -> None:
        """Note a backup that was written to `folder` and read again."""
        self._keep(seq, name, manifest_sha256)
        if folder:
            others = [str(place) for place in self._places() if str(place) != folder]
            kept = {"folders": [folder, *others][:PLACES]}
            write_setting(self._desk.unit.session, PLACES_SETTING, OFFICE, kept)
        diff = {
            "backup_seq": [None, seq],
            "file": [None, name],
            "manifest": [None, manifest_sha256],
        }
        self._desk.audit.note("backup", diff)

    @requires(Right.AUDIT)
    def places(self) -> tuple[Path, ...]:
        """The folders where backups were made to lately, the latest first."""
        return self._places()

    def _places(self) -> tuple[Path, ...]:
        kept = read_setting(self._desk.unit.session, PLACES_SETTING)
        return tuple(Path(folder) for folder in kept.get("folders", ()))

    @requires(Right.BACKUP)
    def restored(self, seq: int, name: str, manifest_sha256: str) -> None:
        """Note the backup that this state comes from; only the office itself does."""
        if not self._desk.unit.actor.is_office:
            raise refusal(Right.BACKUP)
        self._keep(seq, name, manifest_sha256)
        self._desk.audit.note("backup restored", {"backup_seq": [None, seq], "file": [None, name]})

    def _keep(self, seq: int, name: str, manifest_sha256: str) -> None:
        value: dict[str, Any] = {
            "seq": seq,
            "name": name,
            "manifest_sha256": manifest_sha256,
            "at_us": microseconds(self._desk.unit.now),
        }
        write_setting(self._desk.unit.session, SETTING, OFFICE, value)
