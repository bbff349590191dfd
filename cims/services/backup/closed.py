"""The files of a closed vault on their way into a backup, and what they say without a key."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cims.services.backup.container import CHUNK, DATABASE, HEAD, LOG, SLOTS, Source
from cims.services.vault.errors import Damaged
from cims.services.vault.generations import DataFolder
from cims.services.vault.head import unchecked, without_chain_keys
from cims.services.vault.policy import LISTING
from cims.services.vault.slot_copies import load_copies
from cims.services.vault.slots import DATABASE_FILE
from cims.services.vault.vault import HEAD_FILE


@dataclass(frozen=True)
class Known:
    """What slot file and head file tell everybody."""

    vault_id: str
    branch_id: str | None
    key_epoch: int
    salt: str
    commit_seq: int | None
    audit: tuple[int, str] | None


def closed_sources(folder: Path) -> tuple[tuple[Source, ...], Known]:
    """Database, log, slot file and head file of the generation in force.

    Raises NoVault, CurrentMissing or Damaged. The caller holds the instance lock.
    """
    data = DataFolder(folder)
    generation = data.generation(data.current())
    slots = load_copies(generation, LISTING).good[0].file
    database, log = generation / DATABASE_FILE, generation / f"{DATABASE_FILE}-wal"
    if not database.exists():
        raise Damaged(DATABASE_FILE, "missing")
    sources = [of_file(DATABASE, database)]
    if log.exists() and log.stat().st_size:
        sources.append(of_file(LOG, log))
    encoded = slots.encode()
    sources.append(Source(SLOTS, len(encoded), lambda: [encoded]))
    head = None
    if (generation / HEAD_FILE).exists():
        masked = without_chain_keys((generation / HEAD_FILE).read_bytes())
        head = unchecked(masked)
        sources.append(Source(HEAD, len(masked), lambda: [masked]))
    known = Known(
        vault_id=slots.vault_id,
        branch_id=head.branch_id.hex() if head else None,
        key_epoch=slots.key_epoch,
        salt=slots.db_salt.hex(),
        commit_seq=head.commit_seq if head else None,
        audit=(head.audit_seq, head.audit_tag.hex()) if head else None,
    )
    return tuple(sources), known


def of_file(name: str, path: Path) -> Source:
    """A member that is read from a file that nobody has open."""

    def chunks() -> Iterator[bytes]:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                yield chunk

    return Source(name, path.stat().st_size, chunks)
