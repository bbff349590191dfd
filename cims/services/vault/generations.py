"""The data folder: generations, of which CURRENT names the one in force."""

import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cims.services.vault.canon import LARGEST, NotCanonical, canon, read_canon
from cims.services.vault.errors import CurrentMissing, Damaged, NoVault
from cims.services.vault.files import flush_folder, make_private_folder, replace_durably

CURRENT = "CURRENT"
MARKER = "complete"
STAGING = "staging"
EVIDENCE = "evidence"

_FOLDER = re.compile(r"gen-(\d{6})", re.ASCII)


@dataclass(frozen=True)
class DataFolder:
    """The folder that a vault lives in."""

    path: Path

    def prepare(self) -> None:
        """Make the folder, private to its owner."""
        make_private_folder(self.path)

    def generation(self, number: int) -> Path:
        """Where a generation lies."""
        return self.path / f"gen-{number:06d}"

    def current(self) -> int:
        """The generation in force.

        Raises NoVault for a folder without any, CurrentMissing when there are complete ones
        but CURRENT does not name one that exists.
        """
        try:
            text = (self.path / CURRENT).read_bytes()
        except OSError:
            text = b""
        found = _FOLDER.fullmatch(text[:-1].decode("ascii", "replace"))
        if found and text.endswith(b"\n") and self.generation(int(found[1])).is_dir():
            return int(found[1])
        complete = self.complete()
        if not complete:
            raise NoVault
        raise CurrentMissing(complete)

    def numbers(self) -> tuple[int, ...]:
        """All generations that have a folder, whole or not."""
        if not self.path.is_dir():
            return ()
        found = (_FOLDER.fullmatch(entry.name) for entry in self.path.iterdir() if entry.is_dir())
        return tuple(sorted(int(match[1]) for match in found if match))

    def complete(self) -> tuple[int, ...]:
        """Generations that were finished: those with a marker."""
        return tuple(n for n in self.numbers() if (self.generation(n) / MARKER).is_file())

    def beyond(self, current: int) -> tuple[int, ...]:
        """Complete generations above the one in force, which are reported and kept."""
        return tuple(n for n in self.complete() if n > current)

    def has_vault(self) -> bool:
        """Whether a new vault here would lie over something."""
        return (self.path / CURRENT).exists() or bool(self.complete())

    def begin(self) -> int:
        """Make the folder of the next generation and return its number; not yet in force."""
        number = max(self.numbers(), default=0) + 1
        make_private_folder(self.generation(number))
        return number

    def finish(self, number: int, vault_id: str, key_epoch: int, salt: bytes) -> None:
        """Mark a generation as complete, once all its files are verified."""
        text = canon(
            {
                "generation": number,
                "vault_id": vault_id,
                "key_epoch": key_epoch,
                "salt": salt.hex(),
            }
        )
        flush_folder(self.generation(number))
        replace_durably(self.generation(number) / MARKER, text)

    def switch_to(self, number: int) -> None:
        """Put a complete generation in force, in one step."""
        if number not in self.complete():
            raise Damaged(self.generation(number).name, "not complete")
        replace_durably(self.path / CURRENT, f"gen-{number:06d}\n".encode())

    def check_marker(self, number: int, vault_id: str) -> None:
        """Raise Damaged unless the marker belongs to this generation and vault."""
        place = f"{self.generation(number).name}/{MARKER}"
        try:
            text = read_canon((self.generation(number) / MARKER).read_bytes())
        except (OSError, NotCanonical) as error:
            raise Damaged(place, str(error)) from error
        if not isinstance(text, dict) or text.get("generation") != number:
            raise Damaged(place, "generation")
        if text.get("vault_id") != vault_id or not 1 <= text.get("key_epoch", 0) <= LARGEST:
            raise Damaged(place, "vault")

    def outlived(self, current: int, key_epoch: int) -> tuple[int, ...]:
        """Complete generations below this one that older keys open."""
        return tuple(n for n in self.complete() if n < current and self._epoch(n) < key_epoch)

    def is_newer_than(self, number: int, key_epoch: int) -> bool:
        """Whether a generation is known to lie under newer keys than these."""
        return key_epoch < self._epoch(number) < LARGEST

    def forget(self, number: int) -> None:
        """Remove a generation that is not in force, its marker first; never raises for the disk."""
        if number == self.current():
            raise Damaged(self.generation(number).name, "in force")
        with suppress(OSError):
            (self.generation(number) / MARKER).unlink(missing_ok=True)
        shutil.rmtree(self.generation(number), ignore_errors=True)

    def _epoch(self, number: int) -> int:
        """The key epoch that a marker names; the highest for one that can't be read."""
        try:
            text = read_canon((self.generation(number) / MARKER).read_bytes())
        except (OSError, NotCanonical):
            return LARGEST
        epoch = text.get("key_epoch") if isinstance(text, dict) else None
        return epoch if isinstance(epoch, int) else LARGEST

    def abandon(self, number: int) -> None:
        """Remove a generation that was begun and never finished."""
        if number not in self.complete():
            shutil.rmtree(self.generation(number), ignore_errors=True)

    def sweep(self) -> tuple[str, ...]:
        """Remove what a crash has left half made; the names of what went.

        Only for the holder of the instance lock. The generation in force stays in any case.
        """
        kept = set(self.complete())
        try:
            kept.add(self.current())
        except (NoVault, CurrentMissing):
            if not kept:
                return ()
        gone: list[str] = []
        for number in self.numbers():
            if number not in kept:
                shutil.rmtree(self.generation(number), ignore_errors=True)
                gone.append(self.generation(number).name)
        for part in (*self.path.glob("*.part"), *self.path.glob("gen-*/*.part")):
            part.unlink(missing_ok=True)
            gone.append(part.name)
        for left in (self.path / STAGING).glob("*"):
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)
            gone.append(f"{STAGING}/{left.name}")
        return tuple(gone)
