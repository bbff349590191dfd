"""Evidence: the files of a generation as they were found, before anything changes them."""

from datetime import datetime
from pathlib import Path

from cims.services.vault.files import copy_durably, flush_folder, make_private_folder
from cims.services.vault.slots import DATABASE_FILE

HEAD_FILE = "head.bin"


def keep_evidence(generation: Path, evidence: Path, now: datetime) -> Path:
    """Copy database, log and head file into a new folder under `evidence`, which is returned."""
    stem = now.strftime("%Y%m%dT%H%M%SZ")
    place, number = evidence / stem, 1
    while place.exists():
        number += 1
        place = evidence / f"{stem}-{number}"
    make_private_folder(evidence)
    make_private_folder(place)
    for name in (DATABASE_FILE, f"{DATABASE_FILE}-wal", HEAD_FILE):
        if (generation / name).exists():
            copy_durably(generation / name, place / name)
    flush_folder(place)
    return place
