"""Keyrings as a computer may have them: one that works, and the ways in which one can fail."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordSetError

SAFE = "keyring.backends.SecretService.Keyring"


class FakeKeyring(KeyringBackend):
    """Keeps what it is given; `fault` says how it fails: locked, raising, forgetting, halfway."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.fault = ""
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        """What was kept."""
        self._fail()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it, or not quite."""
        assert (service, username) not in self.kept, "a secret was overwritten"
        if self.fault == "full":
            raise PasswordSetError("no room")
        if self.fault != "forgetting":
            self.kept[service, username] = password
        if self.fault == "halfway":
            raise OSError("the bus is gone")

    def delete_password(self, service: str, username: str) -> None:
        """Nothing of ours is ever deleted."""
        raise AssertionError("a secret was deleted")

    def _fail(self) -> None:
        self.asked += 1
        if self.fault == "locked":
            raise KeyringLocked("locked")
        if self.fault == "raising":
            raise RuntimeError("no such bus")


@contextmanager
def keyring_named(full_name: str = SAFE) -> Iterator[FakeKeyring]:
    """The computer's keyring is a fake of this class for a while."""
    module, _dot, name = full_name.rpartition(".")
    kind: Any = type(name, (FakeKeyring,), {"__module__": module, "__qualname__": name})
    before, fake = keyring.get_keyring(), kind()
    keyring.set_keyring(fake)
    try:
        yield fake
    finally:
        keyring.set_keyring(before)
