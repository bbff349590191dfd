"""The slot of a session with its keys, and what it may change in the slot file."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from cims.services.clock import Clock
from cims.services.vault import slot_changes, slot_lives
from cims.services.vault.attempts import counted
from cims.services.vault.device_secret import kept_secret
from cims.services.vault.factors import DEVICE, KEY_FILE, Factors
from cims.services.vault.generations import DataFolder
from cims.services.vault.keys import KeySet
from cims.services.vault.noted_head import NotedHead
from cims.services.vault.policy import KdfPolicy
from cims.services.vault.slot_copies import save_copies
from cims.services.vault.slots import Slot, SlotFile

Before = Callable[[], object]


def nothing() -> None:
    """A step that need not be done."""


class HeldSlots(NotedHead):
    """One generation's slot file in force, and the keys of the slot that was signed in with.

    Where a change takes `first`, that is done after all checks and before the file is saved.
    """

    def __init__(
        self,
        folder: DataFolder,
        generation: int,
        file: SlotFile,
        slot: Slot,
        keys: KeySet,
        policy: KdfPolicy,
        now: Clock,
        factors: Factors | None = None,
    ) -> None:
        path = folder.generation(generation)
        super().__init__(path, generation, file.vault_id, keys["dbk"], now)
        self._folder = folder
        self._file = file
        self._slot_id = slot.slot_id
        self._keys = keys
        self._factors = {name: bytearray(secret) for name, secret in (factors or {}).items()}
        self._policy = policy

    @property
    def folder(self) -> DataFolder:
        """The data folder with all generations."""
        return self._folder

    @property
    def policy(self) -> KdfPolicy:
        """What a guess at a password must cost here."""
        return self._policy

    @property
    def clock(self) -> Clock:
        """What tells the time of this session."""
        return self._now

    @property
    def path(self) -> Path:
        """The folder of this generation."""
        return self._folder.generation(self.generation)

    @property
    def vault_id(self) -> str:
        """The vault's uuid."""
        return self._file.vault_id

    @property
    def slots(self) -> SlotFile:
        """The slot file that is in force."""
        return self._file

    @property
    def slot(self) -> Slot:
        """The slot that was signed in with."""
        found = self._file.slot(self._slot_id)
        assert found is not None
        return found

    @property
    def user_id(self) -> str | None:
        """The uuid of the signed-in user; None with the recovery sheet."""
        return self.slot.user_id

    @property
    def slot_seq(self) -> int:
        """The number of the slot file, for the database to remember."""
        return self._file.seq

    @property
    def slot_mac(self) -> bytes:
        """The mac of the slot file, for the database to remember."""
        return self._file.mac

    @property
    def key_epoch(self) -> int:
        """How often the keys were rotated, from 1."""
        return self._file.key_epoch

    @property
    def db_salt(self) -> bytes:
        """The header salt of the database."""
        return self._file.db_salt

    @property
    def key_names(self) -> tuple[str, ...]:
        """Which root keys this session holds."""
        return self._keys.names

    @property
    def key_file(self) -> bytes | None:
        """What stands in the key file that was signed in with; None without one."""
        secret = self._factors.get(KEY_FILE)
        return None if secret is None else bytes(secret)

    @property
    def factors(self) -> Factors:
        """What was brought besides the password; wiped with the keys."""
        return self._factors

    def counting(self) -> AbstractContextManager[None]:
        """Where the own password is typed once more: wrong ones make wait as at the door."""
        return counted(self._folder.path, self._slot_id, self._now)

    def refuse_wrong_password(self, password: str) -> None:
        """Raise WrongPassword or WaitFirst unless this is the own password of today."""
        with self.counting():
            slot_changes.signed_again(self._file, self.slot, password, self._factors).wipe()

    def change_password(self, old: str, new: str, names: Sequence[str] = ()) -> None:
        """Set a new password; WrongPassword unless `old` opens the slot today. Factors stay."""
        with self.counting():
            file = slot_changes.password_changed(
                self._file, self.slot, old, new, names, self._policy, self._now(), self._factors
            )
        self._save(file)

    def set_factors(self, password: str, key_file: bytes | None, device: bool) -> None:
        """Name what is asked for besides the password from now on; it needs the same password.

        The keyring keeps its secret before the slot file is changed, and keeps it when it is not
        asked for any more: older backups need it. Raises KeyringTrouble, WrongPassword or
        PasswordRefused; then everything is as before.
        """
        after: dict[str, bytes | bytearray] = {} if key_file is None else {KEY_FILE: key_file}
        if device:
            known = self._factors.get(DEVICE)
            after[DEVICE] = known or kept_secret(self.vault_id, self._slot_id)
        with self.counting():
            file = slot_changes.factors_changed(
                self._file, self.slot, password, self._factors, after, self._policy, self._now()
            )
        self._save(file)
        self._factors = {name: bytearray(secret) for name, secret in after.items()}

    def replace_recovery_sheet(self) -> str:
        """A new sheet in the place of one that was never shown; its text."""
        file, sheet = slot_changes.sheet_replaced(self._file, self._keys, self._policy, self._now())
        self._save(file)
        if file.slot(self._slot_id) is None:
            self._slot_id = file.slots[-1].slot_id
        return sheet

    def reset_password(
        self, slot_id: str, new: str, names: Sequence[str] = (), first: Before = nothing
    ) -> str:
        """Give a user a new slot with this password, as the sheet or an owner may; its id."""
        file, fresh = slot_changes.password_reset(
            self._file, self._keys, slot_id, new, names, self._policy, self._now()
        )
        self._save(file, first)
        if slot_id == self._slot_id:
            self._slot_id, self._factors = fresh, {}
        return fresh

    def invite(
        self,
        user_id: str,
        username: str,
        password: str,
        key_names: tuple[str, ...],
        names: Sequence[str] = (),
        first: Before = nothing,
    ) -> str:
        """A slot for a new user, as only owners may make it; its id."""
        file, fresh = slot_lives.invited(
            self._file, self._keys, user_id, username, password, key_names, names, self._policy,
            self._now(),
        )  # fmt: skip
        self._save(file, first)
        return fresh

    def disable(self, slot_id: str, first: Before = nothing) -> None:
        """Take the keys out of a user's slot until it is enabled: a pause, for leavers rotate."""
        self._save(slot_lives.disabled(self._file, self._keys, slot_id), first)

    def enable(self, slot_id: str, key_names: tuple[str, ...]) -> None:
        """Put keys back into a slot that was disabled."""
        self._save(slot_lives.enabled(self._file, self._keys, slot_id, key_names))

    def keys_gained(
        self, slot_id: str, key_names: tuple[str, ...], first: Before = nothing
    ) -> None:
        """Seal further keys to a user."""
        self._save(slot_lives.keys_gained(self._file, self._keys, slot_id, key_names), first)

    def rename(self, slot_id: str, username: str) -> None:
        """Let a user sign in under another name."""
        self._save(slot_lives.renamed(self._file, self._keys, slot_id, username))

    def _save(self, file: SlotFile, first: Before = nothing) -> None:
        first()
        finished = slot_changes.finished_at(file, self._keys, self._now())
        save_copies(self.path, finished, self._file, self._policy)
        self._file = finished
