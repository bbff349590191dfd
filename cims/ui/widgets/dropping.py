"""What a file that is held over a widget is."""

from pathlib import Path

from PySide6.QtCore import QMimeData


def file_of(held: QMimeData) -> Path | None:
    """The one file that is held; None for several, and for what is no file of this computer."""
    files = [url.toLocalFile() for url in held.urls() if url.isLocalFile()]
    return Path(files[0]) if len(files) == 1 else None
