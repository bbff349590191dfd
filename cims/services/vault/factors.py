"""Second factors of a slot: a key file, a secret of this computer; found at sign-in."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cims.services.i18n import _
from cims.services.vault.device_secret import KeyringTrouble, read_secret
from cims.services.vault.errors import DeviceSecretMissing, KeyFileMissing, KeyFileRefused
from cims.services.vault.keys import Buffer, wipe
from cims.services.vault.slots import Slot, SlotFile

KEY_FILE, DEVICE = "keyfile", "device"
KEY_FILE_BYTES = 64

Factors = Mapping[str, Buffer]
FactorsOf = Callable[[SlotFile, Slot], Factors]


@dataclass(frozen=True)
class Brought:
    """What somebody brings besides the password; the keyring is asked only where a slot says so."""

    key_file: Buffer | None = None

    def __call__(self, file: SlotFile, slot: Slot) -> Factors:
        """The factors that the slot names, as far as they are there.

        Raises DeviceSecretMissing when the keyring does not hand its secret out.
        """
        found: dict[str, Buffer] = {}
        if KEY_FILE in slot.factors and self.key_file is not None:
            found[KEY_FILE] = self.key_file
        if DEVICE in slot.factors:
            try:
                found[DEVICE] = read_secret(file.vault_id, slot.slot_id)
            except KeyringTrouble as error:
                raise DeviceSecretMissing(slot.username, str(error)) from error
        return found


def named_by(slot: Slot, factors: Factors) -> Factors:
    """Exactly the factors that the slot names; raises KeyFileMissing or DeviceSecretMissing."""
    if KEY_FILE in slot.factors and KEY_FILE not in factors:
        raise KeyFileMissing(slot.username)
    if DEVICE in slot.factors and DEVICE not in factors:
        raise DeviceSecretMissing(slot.username)
    return {name: factors[name] for name in slot.factors}


def new_key_file(file: Path) -> bytes:
    """Write a new key file where nothing lies yet, and hand out what stands in it."""
    made = os.urandom(KEY_FILE_BYTES)
    copy_key_file(made, file)
    return made


def copy_key_file(made: bytes, file: Path) -> None:
    """Write a key file to a second place; never over another file.

    Raises KeyFileRefused when something lies there, or when the place can't be written to.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(file, flags, 0o600)
    except FileExistsError:
        words = _("There is a file “{file}” already. Choose another name.")
        raise KeyFileRefused(words.format(file=file.name)) from None
    except OSError:
        raise KeyFileRefused(unwritable(file)) from None
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(made)
            stream.flush()
            os.fsync(stream.fileno())
        is_written = file.read_bytes() == made
    except OSError:
        is_written = False
    if not is_written:
        file.unlink(missing_ok=True)
        raise KeyFileRefused(unwritable(file))


def read_key_file(file: Path) -> bytearray:
    """The 64 bytes of a key file, neither more nor fewer, to be wiped; raises KeyFileRefused."""
    read = bytearray(KEY_FILE_BYTES + 1)
    try:
        with file.open("rb", buffering=0) as stream:
            found = stream.readinto(read) or 0
    except (OSError, ValueError):
        words = _(
            "The key file “{file}” can't be read. Plug in the stick that it lies on, "
            "or choose its copy."
        )
        raise KeyFileRefused(words.format(file=file.name)) from None
    if found != KEY_FILE_BYTES:
        words = _("“{file}” is no key file: one has exactly 64 bytes. Choose another file.")
        raise KeyFileRefused(words.format(file=file.name))
    del read[KEY_FILE_BYTES:]
    return read


@contextmanager
def brought_from(file: Path | None) -> Iterator[bytearray | None]:
    """What stands in a key file while it is needed, wiped afterwards; None without a file."""
    read = None if file is None else read_key_file(file)
    try:
        yield read
    finally:
        if read is not None:
            wipe(read)


def unwritable(file: Path) -> str:
    """The sentence about a place where no key file can be kept."""
    words = _("The key file can't be written to {folder}. Choose another place.")
    return words.format(folder=file.parent)


def is_on_same_disk(file: Path, folder: Path) -> bool:
    """Whether a key file lies on the disk of the office, where a thief gets both."""
    try:
        return file.stat().st_dev == folder.stat().st_dev
    except OSError:
        return False
