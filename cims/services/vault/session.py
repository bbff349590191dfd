"""OpenVault: what one signed-in session holds of the vault, until it is closed."""

from collections.abc import Callable, Sequence
from pathlib import Path

from cims.services.clock import Clock
from cims.services.vault import chain, slot_changes, slot_lives
from cims.services.vault.attempts import Attempt, forget
from cims.services.vault.connection import READER_CACHE_KIB, Connection, connect
from cims.services.vault.device_secret import kept_secret
from cims.services.vault.evidence import keep_evidence
from cims.services.vault.factors import DEVICE, KEY_FILE, Factors
from cims.services.vault.files import copy_durably
from cims.services.vault.generations import EVIDENCE, DataFolder
from cims.services.vault.keys import SQLCIPHER, Buffer, KeySet, derive, wipe
from cims.services.vault.noted_head import NotedHead
from cims.services.vault.policy import KdfPolicy
from cims.services.vault.proof import fold_log, prove_whole
from cims.services.vault.slot_copies import save_copies
from cims.services.vault.slots import COPIES, DATABASE_FILE, Slot, SlotFile


class OpenVault(NotedHead):
    """One generation of a vault with the keys of one slot; `close` wipes them.

    Times come from the clock given at sign-in. One thread at a time.
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
        self.failed_attempts: tuple[Attempt, ...] = ()
        self.mended_copies: tuple[str, ...] = ()
        self.swept: tuple[str, ...] = ()
        self.parameters_raised = False

    @property
    def folder(self) -> DataFolder:
        """The data folder with all generations."""
        return self._folder

    @property
    def path(self) -> Path:
        """The folder of this generation."""
        return self._folder.generation(self.generation)

    @property
    def db_path(self) -> Path:
        """The encrypted database."""
        return self.path / DATABASE_FILE

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
    def ap(self) -> bytes:
        """The public key that audit seeds are sealed to."""
        return bytes(self._keys["ap"])

    def derived(self, root: str, name: str) -> bytearray:
        """H(root key, name) in a buffer that the caller wipes; raises KeyMissing."""
        return derive(self._keys[root], self.vault_id, name)

    def sqlcipher_key(self) -> bytearray:
        """The raw database key in a buffer that the caller wipes."""
        return self.derived("dbk", SQLCIPHER)

    def connect(
        self,
        query_only: bool = False,
        *,
        cache_kib: int = READER_CACHE_KIB,
        check_same_thread: bool = False,
        create: bool = False,
    ) -> Connection:
        """A new connection to the database."""
        key = self.sqlcipher_key()
        try:
            return connect(
                self.db_path,
                key,
                self.db_salt,
                query_only=query_only,
                cache_kib=cache_kib,
                check_same_thread=check_same_thread,
                create=create,
            )
        finally:
            wipe(key)

    def seal_seed(self, segment: int, seq: int, seed: Buffer) -> bytes:
        """Seal the first key of a new audit segment to the holders of the auditor key."""
        return chain.seal_seed(self.ap, self.vault_id, self.branch_id, segment, seq, seed)

    def open_seed(self, seam: chain.Seam) -> bytes:
        """The first key of a segment; raises KeyMissing without the auditor key."""
        return chain.open_seed(self._keys["av"], self.vault_id, seam)

    def save_evidence(self) -> Path:
        """Copy database, log and head file aside before anything changes them."""
        return keep_evidence(self.path, self._folder.path / EVIDENCE, self._now())

    def change_password(self, old: str, new: str, names: Sequence[str] = ()) -> None:
        """Set a new password; WrongPassword unless `old` opens the slot today. Factors stay."""
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

    def reset_password(self, slot_id: str, new: str, names: Sequence[str] = ()) -> str:
        """Give a user a new slot with this password, as the sheet or an owner may; its id."""
        file, fresh = slot_changes.password_reset(
            self._file, self._keys, slot_id, new, names, self._policy, self._now()
        )
        self._save(file)
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
    ) -> str:
        """A slot for a new user, as only owners may make it; its id."""
        file, fresh = slot_lives.invited(
            self._file, self._keys, user_id, username, password, key_names, names, self._policy,
            self._now(),
        )  # fmt: skip
        self._save(file)
        return fresh

    def disable(self, slot_id: str) -> None:
        """Take the keys out of a user's slot until it is enabled: a pause, for leavers rotate."""
        self._save(slot_lives.disabled(self._file, self._keys, slot_id))

    def enable(self, slot_id: str, key_names: tuple[str, ...]) -> None:
        """Put keys back into a slot that was disabled."""
        self._save(slot_lives.enabled(self._file, self._keys, slot_id, key_names))

    def keys_gained(self, slot_id: str, key_names: tuple[str, ...]) -> None:
        """Seal further keys to a user."""
        self._save(slot_lives.keys_gained(self._file, self._keys, slot_id, key_names))

    def rename(self, slot_id: str, username: str) -> None:
        """Let a user sign in under another name."""
        self._save(slot_lives.renamed(self._file, self._keys, slot_id, username))

    def attempts_recorded(self) -> None:
        """Drop the failed sign-ins that the audit has taken over."""
        forget(self._folder.path, self.failed_attempts)
        self.failed_attempts = ()

    def next_generation(self, change: Callable[["OpenVault"], None]) -> "OpenVault":
        """Copy the closed database into a new generation, let `change` work on it, switch.

        No other connection may be open. `change` writes the head file of the copy when it
        commits. When anything fails the new generation goes and this one stays in force;
        else this session is closed and the new one returned.
        """
        fold_log(self)
        number = self._folder.begin()
        fresh = None
        try:
            for name in (*COPIES, DATABASE_FILE):
                copy_durably(self.path / name, self._folder.generation(number) / name)
            keys, folder = self._keys.copy(), self._folder
            fresh = OpenVault(
                folder,
                number,
                self._file,
                self.slot,
                keys,
                self._policy,
                self._now,
                self._factors,
            )
            fresh._continue_head(self)
            change(fresh)
            prove_whole(fresh)
            folder.finish(number, self.vault_id, self.key_epoch, self.db_salt)
            folder.switch_to(number)
        except BaseException:
            if fresh is not None:
                fresh.close()
            self._folder.abandon(number)
            raise
        self.close()
        return fresh

    def copy_of_keys(self) -> KeySet:
        """The keys in buffers of their own, for the next session of the same person."""
        return self._keys.copy()

    def close(self) -> None:
        """Wipe all keys and close the head file; connections are the caller's."""
        self._keys.wipe()
        for secret in self._factors.values():
            wipe(secret)
        self._close_head()

    def _save(self, file: SlotFile) -> None:
        finished = slot_changes.finished_at(file, self._keys, self._now())
        save_copies(self.path, finished, self._file, self._policy)
        self._file = finished
