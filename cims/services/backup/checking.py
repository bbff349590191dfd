"""Is the file whole? Everything that can be seen of a backup without a password (L0)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cims.services.backup import manifest as manifests
from cims.services.backup.container import (
    HEAD,
    MANIFEST,
    SLOTS,
    Member,
    Mismatch,
    begins_as_ours,
    place_of,
    read_first,
    read_members,
)
from cims.services.backup.errors import BackupDamaged, BackupTooNew, NoBackup
from cims.services.backup.manifest import Manifest, NewerFormat, NotAManifest
from cims.services.progress import Progress, silent
from cims.services.vault.errors import Damaged
from cims.services.vault.head import FILE_BYTES
from cims.services.vault.policy import LISTING
from cims.services.vault.slot_reader import MOST_BYTES, read_slot_file
from cims.services.vault.slots import PAGE, USER, Slot, SlotFile

MARKED = 4096  # bytes at the beginning of a backup, in which its manifest names its format


def read_manifest(file: Path) -> Manifest:
    """What a backup says of itself; raises BackupDamaged or BackupTooNew."""
    with opened(file) as (_stream, _raw, manifest):
        return manifest


def people_of(file: Path) -> list[tuple[str, str]]:
    """Slot id and user name of everybody whose password opens this backup."""
    return [(slot.slot_id, slot.username) for slot in slots_in(file)]


def slots_in(file: Path) -> list[Slot]:
    """The slots of everybody whose password opens this backup."""
    with opened(file) as (stream, raw, manifest):
        listed = slots_of(file, stream, raw, manifest)
    return [slot for slot in listed.slots if slot.kind == USER and slot.sealed is not None]


def check(file: Path, progress: Progress = silent) -> Manifest:
    """Compare every byte with its sum; raises BackupDamaged, which names the first bad part.

    Finds accidents, not malice: anybody can make a file with good sums.
    """
    with opened(file) as (stream, raw, manifest):
        for _chunk in checked_chunks(file, stream, raw, manifest, progress):
            pass
        fits(file, manifest, slots_of(file, stream, raw, manifest))
    return manifest


@contextmanager
def opened(file: Path) -> Iterator[tuple[BinaryIO, bytes, Manifest]]:
    """The open file, the manifest's bytes and the manifest."""
    with file.open("rb") as stream:
        try:
            raw = read_first(stream)
            manifest = manifests.read(raw)
        except (Mismatch, NotAManifest) as error:
            if not seems_ours(stream):
                raise NoBackup(file) from error
            raise BackupDamaged(file, MANIFEST) from error
        except NewerFormat as error:
            raise BackupTooNew(file) from error
        yield stream, raw, manifest


def seems_ours(stream: BinaryIO) -> bool:
    """Whether a file that can't be read bears one of the marks of a backup."""
    if begins_as_ours(stream):
        return True
    stream.seek(0)
    return manifests.FORMAT.encode() in stream.read(MARKED)


def checked_chunks(
    file: Path, stream: BinaryIO, raw: bytes, manifest: Manifest, progress: Progress
) -> Iterator[tuple[Member, bytes]]:
    """Every chunk of every member, in order; BackupDamaged at the latest after the last one."""
    try:
        yield from read_members(stream, raw, manifest.members, progress)
    except Mismatch as error:
        raise BackupDamaged(file, str(error)) from error


def slots_of(file: Path, stream: BinaryIO, raw: bytes, manifest: Manifest) -> SlotFile:
    """The slot file in the backup, through the strict reader."""
    member = manifest.member(SLOTS)
    assert member is not None
    stream.seek(place_of(raw, manifest.members, SLOTS))
    try:
        return read_slot_file(stream.read(min(member.size, MOST_BYTES + 1)), SLOTS, LISTING)
    except Damaged as error:
        raise BackupDamaged(file, SLOTS) from error


def fits(file: Path, manifest: Manifest, slots: SlotFile) -> None:
    """Raise BackupDamaged unless the parts of a backup belong together."""
    head = manifest.member(HEAD)
    doubts = {
        "vault_id": slots.vault_id != manifest.vault_id,
        "key_epoch": slots.key_epoch != manifest.key_epoch,
        "salt": slots.db_salt.hex() != manifest.salt,
        manifest.database.name: manifest.database.size % PAGE != 0 or not manifest.database.size,
        HEAD: head is not None and head.size != FILE_BYTES,
    }
    for part, is_bad in doubts.items():
        if is_bad:
            raise BackupDamaged(file, part)
