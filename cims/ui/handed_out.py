"""Files for other programs, such as a PDF that is dragged out: in a private folder, not for long.

The folder is emptied when somebody signs in, locks, signs out or quits.
"""

import shutil
from pathlib import Path

from PySide6.QtCore import QStandardPaths

FOLDER = "cims-handed-out"


def folder() -> Path:
    """Where these files lie: among the caches of whoever uses the computer."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericCacheLocation)
    return Path(place) / FOLDER


def hand_out(name: str, content: bytes) -> Path:
    """Write a file that another program fetches; raises OSError where it can't be written."""
    empty()
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = place / name
    try:
        file.touch(0o600)
        file.write_bytes(content)
    except OSError:
        empty()  # rather nothing than a part of it
        raise
    return file


def empty() -> None:
    """Remove what was handed out."""
    shutil.rmtree(folder(), ignore_errors=True)
