"""A backup laid out as a generation of a data folder, checked on the way."""

import os
import shutil
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from cims.services.backup.checking import checked_chunks, fits, opened, slots_of
from cims.services.backup.container import DATABASE, HEAD, LOG, place_of
from cims.services.backup.errors import no_room
from cims.services.backup.manifest import Manifest
from cims.services.progress import Progress
from cims.services.vault.files import flush, flush_folder, open_private, write_durably
from cims.services.vault.head import FILE_BYTES
from cims.services.vault.slots import COPIES, DATABASE_FILE
from cims.services.vault.vault import HEAD_FILE

PLACES = {DATABASE: DATABASE_FILE, LOG: f"{DATABASE_FILE}-wal"}
ROOM = 1.1


def unpack_slots(file: Path, generation: Path) -> None:
    """Lay out what a sign-in reads, so that a wrong password is told before the long work.

    Slot file and head file go into an empty folder; unpack() compares them with their sums.
    """
    with opened(file) as (stream, raw, manifest):
        needed = int(sum(member.size for member in manifest.members) * ROOM)
        free = shutil.disk_usage(generation).free
        if free < needed:
            raise no_room(generation.parent, needed, free)
        slots = slots_of(file, stream, raw, manifest)
        fits(file, manifest, slots)
        for name in COPIES:
            write_durably(generation / name, slots.encode())
        if manifest.member(HEAD) is not None:
            write_durably(generation / HEAD_FILE, head_of(stream, raw, manifest))


def head_of(stream: BinaryIO, raw: bytes, manifest: Manifest) -> bytes:
    """The head file in the backup."""
    stream.seek(place_of(raw, manifest.members, HEAD))
    return stream.read(FILE_BYTES)


def unpack(file: Path, generation: Path, progress: Progress) -> Manifest:
    """Check all of it and write the database beside the slots; names are ours, not the file's."""
    with opened(file) as (stream, raw, manifest):
        fits(file, manifest, slots_of(file, stream, raw, manifest))
        chunks = checked_chunks(file, stream, raw, manifest, progress)
        for member, found in groupby(chunks, key=lambda pair: pair[0]):
            if member.name not in PLACES:
                for _unused in found:
                    pass
                continue
            with os.fdopen(open_private(generation / PLACES[member.name]), "wb") as writer:
                for _member, chunk in found:
                    writer.write(chunk)
                writer.flush()
                flush(writer.fileno())
    flush_folder(generation)
    return manifest
