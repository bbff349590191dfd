"""One CIMS at a time on a vault: a lock that the system frees even after a kill."""

import getpass
import os
import socket
import sys
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType

from cims.services.errors import CimsError, reason_of
from cims.services.i18n import _
from cims.services.vault.canon import NotCanonical, canon, read_canon
from cims.services.vault.errors import FolderRefused
from cims.services.vault.files import make_private_folder, open_private
from cims.services.vault.places import refuse_unsafe_place
from cims.services.vault.slots import stamp

LOCK_FILE = "instance.lock"
HOLDER_FILE = "instance.json"


class Kind(StrEnum):
    """What holds the lock."""

    WINDOW = "window"
    BACKUP = "backup"
    COMMAND = "command"


@dataclass(frozen=True)
class Holder:
    """Who holds the lock since when; only for the sentence."""

    kind: Kind
    pid: int
    host: str
    user: str
    started: datetime

    def json(self) -> dict[str, object]:
        """As it stands in instance.json."""
        return {
            "kind": str(self.kind),
            "pid": self.pid,
            "host": self.host,
            "user": self.user,
            "started": stamp(self.started),
        }


class Held(CimsError):
    """Another CIMS has the vault open; `holder` is None when it does not say who it is."""

    def __init__(self, holder: Holder | None) -> None:
        super().__init__(_sentence(holder))
        self.holder = holder


class InstanceLock:
    """The lock on a data folder, held until `release` or the end of the process."""

    def __init__(self, folder: Path, descriptor: int, holder: Holder) -> None:
        self._folder = folder
        self._descriptor = descriptor
        self.holder = holder

    @classmethod
    def take(cls, folder: Path, kind: Kind, now: datetime) -> "InstanceLock":
        """Take the lock, making the folder if need be.

        Raises Held when another CIMS has it, FolderRefused where a vault cannot be safe.
        """
        refuse_unsafe_place(folder)
        holder = Holder(kind, os.getpid(), socket.gethostname(), _user(), now)
        try:
            make_private_folder(folder)
            descriptor = open_private(folder / LOCK_FILE)
        except OSError as error:
            raise _not_writable(folder, error) from error
        if not _lock(descriptor):
            os.close(descriptor)
            raise Held(read_holder(folder))
        try:
            _say_who_holds(folder, holder)
        except OSError as error:
            os.close(descriptor)
            raise _not_writable(folder, error) from error
        return cls(folder, descriptor, holder)

    def release(self) -> None:
        """Let the next one in."""
        if self._descriptor < 0:
            return
        (self._folder / HOLDER_FILE).unlink(missing_ok=True)
        os.close(self._descriptor)
        self._descriptor = -1

    def __enter__(self) -> "InstanceLock":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def read_holder(folder: Path) -> Holder | None:
    """Who says to hold the lock."""
    try:
        found = read_canon((folder / HOLDER_FILE).read_bytes())
        return Holder(
            Kind(found["kind"]),
            int(found["pid"]),
            str(found["host"]),
            str(found["user"]),
            datetime.fromisoformat(found["started"]),
        )
    except (OSError, NotCanonical, KeyError, TypeError, ValueError):
        return None


def _say_who_holds(folder: Path, holder: Holder) -> None:
    (folder / HOLDER_FILE).unlink(missing_ok=True)
    written = open_private(folder / HOLDER_FILE)
    try:
        os.write(written, canon(holder.json()))
    finally:
        os.close(written)


def _not_writable(folder: Path, error: OSError) -> FolderRefused:
    return FolderRefused(
        _(
            "{folder} can't be written to: {reason}. Allow writing to it, or choose another folder."
        ).format(folder=folder, reason=reason_of(error))
    )


def _sentence(holder: Holder | None) -> str:
    if holder is None:
        return _("Another CIMS has this vault open. Close it first.")
    words = {
        Kind.WINDOW: _("{user} has this vault open on {host} since {time}. Close it there first."),
        Kind.BACKUP: _("A backup of {user} on {host} runs since {time}. Wait until it is done."),
        Kind.COMMAND: _("A command of {user} on {host} runs since {time}. Wait until it is done."),
    }
    since = holder.started.astimezone().strftime("%Y-%m-%d %H:%M")
    return words[holder.kind].format(user=holder.user, host=holder.host, time=since)


def _lock(descriptor: int) -> bool:
    """Whether the lock could be had at once."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"
