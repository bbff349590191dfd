"""Files that are whole after a power cut: written aside, flushed, read again, then switched."""

import os
import shutil
import sys
import time
from pathlib import Path

BUSY_SECONDS = 5.0
BUSY_STEP = 0.05


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter; an existing one is narrowed to that."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.name == "posix" and folder.stat().st_mode & 0o777 != 0o700:
        folder.chmod(0o700)


def flush(descriptor: int) -> None:
    """Hand a file's bytes to the disk itself."""
    if sys.platform == "darwin":
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        return
    os.fsync(descriptor)


def flush_file(path: Path) -> None:
    """Hand a closed file's bytes to the disk itself."""
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        flush(descriptor)
    finally:
        os.close(descriptor)


def flush_folder(folder: Path) -> None:
    """Make new names in a folder durable; Windows does so by itself."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        flush(descriptor)
    finally:
        os.close(descriptor)


def open_private(path: Path, *, create: bool = True) -> int:
    """A descriptor for reading and writing a file that only its owner may read."""
    flags = os.O_RDWR | (os.O_CREAT if create else 0) | getattr(os, "O_BINARY", 0)
    return os.open(path, flags, 0o600)


def write_durably(path: Path, raw: bytes) -> None:
    """Write a new file and flush it; raises OSError when it reads back differently."""
    path.unlink(missing_ok=True)
    descriptor = open_private(path)
    try:
        left = memoryview(raw)
        while left:
            left = left[os.write(descriptor, left) :]
        flush(descriptor)
    finally:
        os.close(descriptor)
    if path.read_bytes() != raw:
        raise OSError(f"{path.name} reads back differently")


def replace_durably(path: Path, raw: bytes) -> None:
    """Put `raw` in the place of `path`: afterwards the old or the new bytes, never a mix."""
    fresh = path.with_name(path.name + ".new")
    write_durably(fresh, raw)
    move_over(fresh, path)
    flush_folder(path.parent)


def copy_durably(source: Path, target: Path) -> None:
    """Copy a file and flush the copy."""
    descriptor = open_private(target)
    with source.open("rb") as reader, os.fdopen(descriptor, "wb") as writer:
        shutil.copyfileobj(reader, writer, 1 << 20)
        writer.flush()
        flush(writer.fileno())


def move_over(source: Path, target: Path) -> None:
    """Replace `target` in one step; a virus scanner that holds it is waited for."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            _move(source, target)
        except PermissionError:
            if os.name != "nt" or time.monotonic() > deadline:
                raise
            time.sleep(BUSY_STEP)
        else:
            return


def _move(source: Path, target: Path) -> None:
    if sys.platform == "win32":
        import ctypes

        replace_existing, write_through = 0x1, 0x8
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        if not kernel.MoveFileExW(str(source), str(target), replace_existing | write_through):
            raise ctypes.WinError(ctypes.get_last_error())
        return
    source.replace(target)
