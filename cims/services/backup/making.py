"""Backups are made: while people work, or of closed files without any key."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cims import __version__
from cims.services.backup.checking import check, read_manifest
from cims.services.backup.closed import closed_sources
from cims.services.backup.container import (
    CHUNK,
    DATABASE,
    README,
    SLOTS,
    Member,
    Source,
    write_container,
)
from cims.services.backup.errors import (
    BackupDamaged,
    inside_data,
    no_backup,
    no_room,
    not_written,
)
from cims.services.backup.manifest import Kind, Manifest
from cims.services.backup.readme import README_TEXT
from cims.services.backup.snapshot import Snapshot, held_snapshot
from cims.services.clock import Clock
from cims.services.opening import OpenOffice
from cims.services.progress import Progress, silent
from cims.services.vault.files import flush, flush_folder, move_over, open_private
from cims.services.vault.slots import stamp
from cims.services.vault.vault import OpenVault

SUFFIX = ".cimsbak"
ROOM = 1.1


@dataclass(frozen=True)
class Backup:
    """A backup that was written and read again."""

    file: Path
    manifest: Manifest


def make(opened: OpenOffice, out: Path, clock: Clock, progress: Progress = silent) -> Backup:
    """Back up an open office while saves go on; `out` is a new file, or a folder for it.

    Demands Right.BACKUP. Raises BackupRefused when the target can't take it; what stood there
    before still does. `progress` counts bytes.
    """
    refuse_inside(opened.vault.folder.path, out)
    refuse_foreign(out)
    with opened.database.write(opened.actor) as office:
        seq = office.backup_log.next_number()
        newest = office.backup_log.newest()
    vault, now = opened.vault, clock()
    with held_snapshot(vault, opened.file) as snapshot:
        manifest = Manifest(
            vault_id=vault.vault_id,
            branch_id=vault.branch_id.hex(),
            backup_seq=seq,
            created=stamp(now),
            kind=Kind.ONLINE,
            app=__version__,
            schema=snapshot.schema,
            key_epoch=vault.key_epoch,
            commit_seq=snapshot.commit_seq,
            salt=vault.db_salt.hex(),
            members=(),
            rows=snapshot.rows,
            audit=snapshot.audit,
            prev=(newest.seq, newest.manifest_sha256) if newest else None,
        )
        sources = online_sources(opened, snapshot)
        backup, digest = written(manifest, sources, vault, out, progress)
    with opened.database.write(opened.actor) as office:
        folder = str(backup.file.parent.absolute())
        office.backup_log.made(seq, backup.file.name, digest, folder)
    forget_outlived(vault)
    return backup


def forget_outlived(vault: OpenVault) -> None:
    """Remove what older keys open, now that there is a verified backup under the keys of today.

    Who left the office may still hold those keys, and could copy the files any day.
    """
    for number in vault.folder.outlived(vault.generation, vault.key_epoch):
        vault.folder.forget(number)


def make_closed(folder: Path, out: Path, clock: Clock, progress: Progress = silent) -> Backup:
    """Back up a closed vault without a password; the caller holds the instance lock.

    Nobody vouches for such a backup, and its rows are not counted: no key, no look inside.
    """
    refuse_inside(folder, out)
    refuse_foreign(out)
    sources, known = closed_sources(folder)
    sources = (*sources, readme())
    manifest = Manifest(
        vault_id=known.vault_id,
        branch_id=known.branch_id,
        backup_seq=0,
        created=stamp(clock()),
        kind=Kind.CLOSED,
        app=__version__,
        schema=None,
        key_epoch=known.key_epoch,
        commit_seq=known.commit_seq,
        salt=known.salt,
        members=(),
        rows=None,
        audit=known.audit,
        prev=None,
    )
    backup, _digest = written(manifest, sources, None, out, progress)
    return backup


def refuse_inside(data: Path, out: Path) -> None:
    """Raise BackupRefused where the backup would lie among the files that it copies."""
    if out.absolute().resolve().is_relative_to(data.absolute().resolve()):
        raise inside_data(data)


def refuse_foreign(out: Path) -> None:
    """Raise BackupRefused where the backup would take the place of a file that is none."""
    if out.suffix.lower() == SUFFIX or not out.is_file():
        return
    try:
        read_manifest(out)
    except BackupDamaged:
        raise no_backup(out) from None


def suggested_name(manifest: Manifest) -> str:
    """The name of a backup in a folder: vault, branch, time and number."""
    when = "".join(sign for sign in manifest.created if sign not in "-:")
    branch = (manifest.branch_id or "0000")[:4]
    return f"CIMS-{manifest.vault_id[:8]}-{branch}-{when}-{manifest.backup_seq}{SUFFIX}"


def online_sources(opened: OpenOffice, snapshot: Snapshot) -> tuple[Source, ...]:
    """Database as the snapshot sees it, slot file, how to restore."""

    def ciphertext() -> Iterator[bytes]:
        at = 0
        while at < snapshot.size:
            chunk = opened.file.read(at, min(CHUNK, snapshot.size - at))
            if not chunk:
                return
            at += len(chunk)
            yield chunk

    return (
        Source(DATABASE, snapshot.size, ciphertext),
        of_bytes(SLOTS, opened.vault.slots.encode()),
        readme(),
    )


def readme() -> Source:
    """How to restore, for whoever opens the file with an unzip program."""
    return of_bytes(README, README_TEXT.encode())


def of_bytes(name: str, raw: bytes) -> Source:
    """A member that is in memory already."""
    return Source(name, len(raw), lambda: [raw])


def written(
    manifest: Manifest,
    sources: Sequence[Source],
    vault: OpenVault | None,
    out: Path,
    progress: Progress,
) -> tuple[Backup, str]:
    """Write aside, flush, read again, and only then put it in its place; SHA-256 of the manifest.

    Nothing of a backup that failed stays behind.
    """
    blank = manifest.with_members([Member(s.name, s.size, "0" * 64) for s in sources], None)
    file = out / suggested_name(blank) if out.is_dir() else out
    refuse_without_room(file.parent, sum(source.size for source in sources))
    part = file.with_name(file.name + ".part")
    total = 2 * sum(source.size for source in sources)

    def manifest_of(members: tuple[Member, ...]) -> bytes:
        return manifest.with_members(members, vault).encode()

    try:
        raw = write_part(part, sources, manifest_of, lambda done, _all: progress(done, total))
        half = total // 2
        whole = check(part, lambda done, _all: progress(half + done, total))
        move_over(part, file)
        flush_folder(file.parent)
    except OSError as error:
        remove(part)
        raise not_written(file.parent, error) from error
    except BaseException:
        remove(part)
        raise
    return Backup(file, whole), hashlib.sha256(raw).hexdigest()


def write_part(
    part: Path,
    sources: Sequence[Source],
    manifest_of: Callable[[tuple[Member, ...]], bytes],
    progress: Progress,
) -> bytes:
    """Write and flush; the manifest's bytes. The system is told to forget what it has cached."""
    part.unlink(missing_ok=True)
    with os.fdopen(open_private(part), "w+b") as stream:
        raw = write_container(stream, sources, manifest_of, progress)
        stream.flush()
        flush(stream.fileno())
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return raw


def refuse_without_room(folder: Path, size: int) -> None:
    """Raise BackupRefused unless the whole backup fits with something to spare."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise not_written(folder, error) from error
    needed = int(size * ROOM)
    if free < needed:
        raise no_room(folder, needed, free)


def remove(part: Path) -> None:
    """Take back what was half written, as far as the disk lets us."""
    with suppress(OSError):
        part.unlink(missing_ok=True)
