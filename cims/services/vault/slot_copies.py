"""The two copies of the slot file on the disk: both read, the newer first, both rewritten."""

from dataclasses import dataclass
from pathlib import Path

from cims.services.vault.errors import Damaged, TooNew
from cims.services.vault.files import replace_durably
from cims.services.vault.policy import KdfPolicy
from cims.services.vault.slot_reader import MOST_BYTES, read_slot_file
from cims.services.vault.slots import COPIES, SlotFile


@dataclass(frozen=True)
class Copy:
    """One readable copy."""

    name: str
    file: SlotFile


@dataclass(frozen=True)
class Copies:
    """What was found: good copies, newest first, and the names of the bad ones with reasons."""

    good: tuple[Copy, ...]
    bad: tuple[Damaged, ...]


def load_copies(folder: Path, policy: KdfPolicy) -> Copies:
    """Read both copies in a generation's folder.

    Raises TooNew when a later release wrote them, and Damaged when neither can be read.
    """
    good: list[Copy] = []
    bad: list[Damaged] = []
    newer: list[TooNew] = []
    for name in COPIES:
        try:
            good.append(Copy(name, read_slot_file(_bytes_of(folder / name), name, policy)))
        except Damaged as error:
            bad.append(error)
        except TooNew as error:
            newer.append(error)
    if newer and not good:
        raise newer[0]
    if not good:
        raise Damaged(" + ".join(COPIES), "; ".join(error.why for error in bad))
    good.sort(key=lambda copy: -copy.file.seq)
    return Copies(tuple(good), tuple(bad))


def save_copies(folder: Path, file: SlotFile, previous: SlotFile | None, policy: KdfPolicy) -> None:
    """Write both copies; `previous` is the file that is in force until then.

    At each moment at least one whole copy stands on the disk.
    """
    raw = file.encode()
    if read_slot_file(raw, COPIES[0], policy) != file:
        raise Damaged(COPIES[0], "does not read back as it was meant")
    current, backup = (folder / name for name in COPIES)
    if previous is not None and _or_nothing(backup) != previous.encode():
        replace_durably(backup, previous.encode())
    replace_durably(current, raw)
    replace_durably(backup, raw)


def mend_copies(folder: Path, file: SlotFile) -> tuple[str, ...]:
    """Rewrite copies that differ from the file that was signed in with; their names."""
    raw = file.encode()
    behind = tuple(name for name in COPIES if _or_nothing(folder / name) != raw)
    for name in behind:
        replace_durably(folder / name, raw)
    return behind


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as reader:
            return reader.read(MOST_BYTES + 1)
    except OSError as error:
        raise Damaged(path.name, str(error)) from error


def _or_nothing(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
