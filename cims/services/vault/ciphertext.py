"""The database's file as bytes, for backups made while people work."""

import os
import sys
from pathlib import Path
from threading import Lock


class Ciphertext:
    """The one descriptor by which an open database may be read past SQLite.

    Closing any descriptor of a file drops the locks that the process holds on it (POSIX), so this
    one is opened with the vault and closed after the last connection.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        self._turn = Lock()

    def size(self) -> int:
        """How long the file is now."""
        return os.fstat(self._descriptor).st_size

    def read(self, at: int, length: int) -> bytes:
        """At most `length` bytes from `at`."""
        if sys.platform == "win32":
            with self._turn:
                os.lseek(self._descriptor, at, os.SEEK_SET)
                return os.read(self._descriptor, length)
        return os.pread(self._descriptor, length, at)

    def close(self) -> None:
        """Give the descriptor back; no connection may be open any more."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
