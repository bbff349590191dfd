"""A file that is handed out, such as a list, a picture or a paper: whole, or not there at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name to write to beside the file, which takes its place only when all went well.

    Whoever may read the file that stood there may read the new one, and nobody else.
    """
    unfinished = path.with_name(f"~{path.stem}.{os.getpid()}{path.suffix}")
    try:
        if path.exists():
            unfinished.touch(0o600)
            shutil.copymode(path, unfinished)
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
