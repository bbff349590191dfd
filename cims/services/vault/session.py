"""OpenVault: what one signed-in session holds of the vault, until it is closed."""

from collections.abc import Callable
from pathlib import Path

from cims.services.vault import chain
from cims.services.vault.attempts import Attempt, forget
from cims.services.vault.auditor_keys import keys_by_segment, seams_in, seed_opener
from cims.services.vault.connection import READER_CACHE_KIB, Connection, connect
from cims.services.vault.errors import Damaged, SlotsOutdated
from cims.services.vault.evidence import keep_evidence
from cims.services.vault.files import copy_durably
from cims.services.vault.generations import EVIDENCE
from cims.services.vault.held_slots import HeldSlots
from cims.services.vault.keys import SQLCIPHER, Buffer, KeySet, derive, wipe
from cims.services.vault.proof import fold_log, prove_whole
from cims.services.vault.sealed_values import Sealing
from cims.services.vault.slots import COPIES, DATABASE_FILE

PASSWORD = "password"  # how somebody signed in; the other way is the recovery sheet


class OpenVault(HeldSlots):
    """One generation of a vault with the keys of one slot; `close` wipes them.

    Times come from the clock given at sign-in. One thread at a time.
    """

    signed_in_by: str = ""
    failed_attempts: tuple[Attempt, ...] = ()
    mended_copies: tuple[str, ...] = ()
    swept: tuple[str, ...] = ()
    parameters_raised: bool = False
    _sealing: Sealing | None = None

    @property
    def db_path(self) -> Path:
        """The encrypted database."""
        return self.path / DATABASE_FILE

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

    @property
    def sealing(self) -> Sealing | None:
        """What seals and opens values, wiped with the session; None without vk."""
        if self._sealing is None and "vk" in self._keys:
            self._sealing = Sealing(lambda name: self.derived("vk", name), self.key_epoch)
        return self._sealing

    def connect(
        self,
        query_only: bool = False,
        *,
        cache_kib: int = READER_CACHE_KIB,
        check_same_thread: bool = False,
        create: bool = False,
    ) -> Connection:
        """A new connection to the database; SlotsOutdated where only newer keys would open it."""
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
        except Damaged as damaged:
            if self._folder.is_newer_than(self.generation, self.key_epoch):
                raise SlotsOutdated(COPIES[0]) from damaged
            raise
        finally:
            wipe(key)

    def seal_seed(self, segment: int, seq: int, seed: Buffer) -> bytes:
        """Seal the first key of a new audit segment to the holders of the auditor key."""
        return chain.seal_seed(self.ap, self.vault_id, self.branch_id, segment, seq, seed)

    def seed_opener(self, connection: Connection) -> Callable[[chain.Seam], bytes]:
        """What opens the first key of every segment there; raises KeyMissing without av."""
        return seed_opener(self.vault_id, self._keys["av"], seams_in(connection))

    def auditor_keys(self, connection: Connection) -> tuple[bytes, ...]:
        """Every auditor key that was in force there; raises KeyMissing without av."""
        by_segment = keys_by_segment(self.vault_id, self._keys["av"], seams_in(connection))
        return tuple(dict.fromkeys(by_segment.values()))

    def auditor_key_for(self, fresh: "OpenVault", segment: int, seq: int) -> str:
        """This session's auditor key, sealed to that of the next session; empty when the same."""
        if fresh.ap == self.ap:
            return ""
        return chain.seal_auditor_key(
            fresh.ap, self.vault_id, fresh.branch_id, segment, seq, self._keys["av"]
        )

    def save_evidence(self) -> Path:
        """Copy database, log and head file aside before anything changes them."""
        return keep_evidence(self.path, self._folder.path / EVIDENCE, self._now())

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
            fresh.signed_in_by, fresh.failed_attempts = self.signed_in_by, self.failed_attempts
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
        if self._sealing is not None:
            self._sealing.wipe()
        self._keys.wipe()
        for secret in self._factors.values():
            wipe(secret)
        self._close_head()
