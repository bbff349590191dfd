"""The key derivation, recomputed from its written definition."""

import hashlib
import hmac
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from cims.services.vault.canon import canon
from cims.services.vault.kdf import Kdf, derive_kek
from cims.services.vault.keys import derive

VAULT = "11111111-2222-4333-8444-555555555555"
SLOT = "22222222-2222-4333-8444-555555555555"
KDF = Kdf(64, 2, 1, bytes(range(16)))


def hkdf_sha512(key, salt, info, length):
    """RFC 5869, by hand."""
    prk, okm, block = hmac.digest(salt, key, "sha512"), b"", b""
    while len(okm) < length:
        block = hmac.digest(prk, block + info + bytes([len(okm) // 64 + 1]), "sha512")
        okm += block
    return okm[:length]


@pytest.mark.parametrize(
    "factors",
    [{}, {"keyfile": b"k" * 64}, {"keyfile": b"k" * 64, "device": b"d" * 32}],
    ids=["none", "key file", "key file and device"],
)
def test_password_and_factors_become_a_key_as_the_format_says(factors):
    material = Argon2id(
        salt=KDF.salt,
        length=32,
        iterations=2,
        lanes=1,
        memory_cost=64,
        ad=canon([VAULT, SLOT]),
    ).derive(b"secret")
    for name in sorted(factors):
        material += hashlib.sha256(factors[name]).digest()
    info = b"cims/kek/v1|" + ",".join(sorted(factors)).encode()
    expected = hkdf_sha512(material, KDF.salt, info, 64)
    kek = derive_kek(bytearray(b"secret"), VAULT, SLOT, KDF, factors)
    assert kek.key + kek.commit == expected


def test_a_derived_key_is_hkdf_over_vault_and_name():
    expected = hkdf_sha512(bytes(32), VAULT.encode(), b"cims/head-mac/v1", 32)
    assert derive(bytes(32), VAULT, "cims/head-mac/v1") == expected


def test_every_part_changes_the_key():
    first = derive_kek(bytearray(b"secret"), VAULT, SLOT, KDF)
    others = [
        derive_kek(bytearray(b"Secret"), VAULT, SLOT, KDF),
        derive_kek(bytearray(b"secret"), SLOT, SLOT, KDF),
        derive_kek(bytearray(b"secret"), VAULT, VAULT, KDF),
        derive_kek(bytearray(b"secret"), VAULT, SLOT, Kdf(64, 2, 1, bytes(16))),
        derive_kek(bytearray(b"secret"), VAULT, SLOT, Kdf(64, 3, 1, KDF.salt)),
        derive_kek(bytearray(b"secret"), VAULT, SLOT, Kdf(65, 2, 1, KDF.salt)),
    ]
    assert len({bytes(kek.key) for kek in (first, *others)}) == 7
    assert len({kek.commit for kek in (first, *others)}) == 7


HUNGRY = """
import resource
from cims.services.vault.errors import NotEnoughMemory
from cims.services.vault.kdf import Kdf, derive_kek
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
try:
    derive_kek(bytearray(b"secret"), "vault", "slot", Kdf(2 << 20, 1, 1, bytes(16)))
except NotEnoughMemory as error:
    import sys
    sys.stdout.write(str(error))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits memory by RLIMIT_AS")
def test_too_little_memory_is_said_in_a_sentence():
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", HUNGRY], capture_output=True, cwd=root, check=True)
    assert b"Close other programs" in done.stdout
