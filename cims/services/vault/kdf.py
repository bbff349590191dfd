"""From a password to the key that opens a slot: Argon2id, then HKDF (docs/format.md, KDF)."""

import ctypes
import hashlib
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cims.services.vault.canon import b64, canon
from cims.services.vault.errors import NotEnoughMemory
from cims.services.vault.keys import wipe
from cims.services.vault.policy import KdfPolicy

SALT_BYTES = 16


@dataclass(frozen=True)
class Kdf:
    """Argon2id parameters of one slot; memory in KiB."""

    m_kib: int
    t: int
    p: int
    salt: bytes

    def json(self) -> dict[str, object]:
        """As it stands in the slot file."""
        return {
            "alg": "argon2id",
            "v": 19,
            "m_kib": self.m_kib,
            "t": self.t,
            "p": self.p,
            "salt": b64(self.salt),
        }

    @property
    def cost(self) -> int:
        """Memory moved by one guess, in KiB."""
        return self.m_kib * self.t


@dataclass(frozen=True)
class Kek:
    """The slot's key-encryption key and the commitment that tells a wrong password."""

    key: bytearray
    commit: bytes


def derive_kek(
    password: bytearray,
    vault_id: str,
    slot_id: str,
    kdf: Kdf,
    factors: Mapping[str, bytes | bytearray] | None = None,
) -> Kek:
    """Derive a slot's key from a normalised password; factors are named in sorted order."""
    # imported here because the unlock window reads slot files before anybody has a password
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    secrets = factors or {}
    names = sorted(secrets)
    material = bytearray(32)
    try:
        Argon2id(
            salt=kdf.salt,
            length=32,
            iterations=kdf.t,
            lanes=kdf.p,
            memory_cost=kdf.m_kib,
            ad=canon([vault_id, slot_id]),
        ).derive_into(password, material)  # type: ignore[arg-type]  # takes any buffer
    except MemoryError as error:
        raise NotEnoughMemory from error
    for name in names:
        material += hashlib.sha256(secrets[name]).digest()
    derived = bytearray(64)
    info = b"cims/kek/v1|" + ",".join(names).encode()
    HKDF(hashes.SHA512(), 64, kdf.salt, info).derive_into(material, derived)
    wipe(material)
    kek = Kek(derived[:32], bytes(derived[32:]))
    wipe(derived)
    return kek


def fresh_kdf(cost: Kdf) -> Kdf:
    """The same cost with a new random salt."""
    return Kdf(cost.m_kib, cost.t, cost.p, os.urandom(SALT_BYTES))


def lowest(policy: KdfPolicy) -> Kdf:
    """The policy's floor, which recovery slots use: 160 random bits need no cost."""
    return Kdf(policy.floor_kib, policy.floor_t, 1, os.urandom(SALT_BYTES))


def seconds_of(kdf: Kdf) -> float:
    """How long one derivation with these parameters takes on this computer."""
    start = time.perf_counter()
    wipe(derive_kek(bytearray(b"calibration"), "", "", kdf).key)
    return time.perf_counter() - start


def calibrated(
    policy: KdfPolicy,
    memory_kib: int | None = None,
    measure: Callable[[Kdf], float] = seconds_of,
) -> Kdf:
    """Parameters for this computer: a sixteenth of its memory, then rounds up to the target."""
    m_kib = writer_memory(policy, memory_kib)
    base = Kdf(m_kib, policy.floor_t, 1, os.urandom(SALT_BYTES))
    if policy.target_seconds <= 0:
        return base
    taken = max(measure(base), 1e-6)
    wanted = -(-policy.floor_t * policy.target_seconds // taken)
    highest = min(policy.cap_t, policy.cap_kib_times_t // m_kib)
    return Kdf(m_kib, int(min(max(policy.floor_t, wanted), highest)), 1, base.salt)


def writer_memory(policy: KdfPolicy, memory_kib: int | None = None) -> int:
    """Memory that a new slot uses on this computer, in KiB."""
    total = physical_memory_kib() if memory_kib is None else memory_kib
    return min(max(total // 16, policy.floor_kib), policy.write_kib)


def physical_memory_kib() -> int:
    """Memory built into this computer; 0 where the system does not say."""
    if sys.platform == "win32":
        return _windows_memory_kib()
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 1024
    except (OSError, ValueError):
        return 0


def _windows_memory_kib() -> int:
    kib = ctypes.c_ulonglong()
    windll = getattr(ctypes, "windll", None)
    if windll is None:
        return 0
    answered = windll.kernel32.GetPhysicallyInstalledSystemMemory(ctypes.byref(kib))
    return kib.value if answered else 0
