"""What somebody who leaves can still open: the backups that hold the own slot."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from cims.services.backup.checking import slots_in
from cims.services.backup.making import SUFFIX
from cims.services.errors import CimsError


def backups_with(folders: Sequence[Path], uuid: str) -> Iterator[Path]:
    """The backups in these folders that a password of this user opens, by name.

    A folder that is not there just now, or a file that is no backup, is passed over: a drive in
    a drawer can't be looked at.
    """
    for folder in folders:
        try:
            files = sorted(folder.glob(f"*{SUFFIX}"))
        except OSError:
            continue
        for file in files:
            if holds_slot(file, uuid):
                yield file


def holds_slot(file: Path, uuid: str) -> bool:
    """Whether a backup holds keys for this user."""
    try:
        return any(slot.user_id == uuid for slot in slots_in(file))
    except (OSError, CimsError):
        return False
