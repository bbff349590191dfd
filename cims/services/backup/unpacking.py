"""A backup laid out as a generation of a data folder, checked on the way."""

import os
import shutil
from itertools import groupby
from pathlib import Path

from cims.services.backup.checking import checked_chunks, fits, opened, slots_of
from cims.services.backup.container import DATABASE, HEAD, LOG, SLOTS
from cims.services.backup.errors import no_room
from cims.services.backup.manifest import Manifest
from cims.services.progress import Progress
from cims.services.vault.files import copy_durably, flush, flush_folder, open_private
from cims.services.vault.slots import COPIES, DATABASE_FILE
from cims.services.vault.vault import HEAD_FILE

PLACES = {
    DATABASE: DATABASE_FILE,
    LOG: f"{DATABASE_FILE}-wal",
    SLOTS: COPIES[0],
    HEAD: HEAD_FILE,
}
ROOM = 1.1


def unpack(file: Path, generation: Path, progress: Progress) -> Manifest:
    """Write the members into an empty folder; names are ours, not the file's."""
    with opened(file) as (stream, raw, manifest):
        needed = int(sum(member.size for member in manifest.members) * ROOM)
        free = shutil.disk_usage(generation).free
        if free < needed:
            raise no_room(generation.parent, needed, free)
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
    copy_durably(generation / COPIES[0], generation / COPIES[1])
    flush_folder(generation)
    return manifest
