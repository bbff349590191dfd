"""Sealed key sets: RFC 9180 by hand opens what we seal, and tags hold off strangers."""

import hashlib
import hmac
import os

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cims.services.vault.keys import KeySet
from cims.services.vault.sealing import (
    NotSealedByUs,
    hpke_open,
    hpke_seal,
    pack,
    unpack,
)
from cims.services.vault.slots import packed_length

KEM_SUITE = b"KEM" + (0x20).to_bytes(2, "big")
HPKE_SUITE = b"HPKE" + b"".join(n.to_bytes(2, "big") for n in (0x20, 1, 2))


def extract(salt, ikm):
    return hmac.digest(salt or bytes(32), ikm, "sha256")


def expand(prk, info, length):
    okm, block, count = b"", b"", 0
    while len(okm) < length:
        count += 1
        block = hmac.digest(prk, block + info + bytes([count]), "sha256")
        okm += block
    return okm[:length]


def labeled_extract(suite, salt, label, ikm):
    return extract(salt, b"HPKE-v1" + suite + label + ikm)


def labeled_expand(suite, prk, label, info, length):
    return expand(prk, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info, length)


def open_by_rfc_9180(private, info, sealed):
    """Base mode, single shot, written from the RFC alone."""
    enc, ciphertext = sealed[:32], sealed[32:]
    key = X25519PrivateKey.from_private_bytes(private)
    dh = key.exchange(X25519PublicKey.from_public_bytes(enc))
    context = enc + key.public_key().public_bytes_raw()
    prk = labeled_extract(KEM_SUITE, b"", b"eae_prk", dh)
    shared = labeled_expand(KEM_SUITE, prk, b"shared_secret", context, 32)
    psk_id_hash = labeled_extract(HPKE_SUITE, b"", b"psk_id_hash", b"")
    info_hash = labeled_extract(HPKE_SUITE, b"", b"info_hash", info)
    schedule = b"\0" + psk_id_hash + info_hash
    secret = labeled_extract(HPKE_SUITE, shared, b"secret", b"")
    aead_key = labeled_expand(HPKE_SUITE, secret, b"key", schedule, 32)
    nonce = labeled_expand(HPKE_SUITE, secret, b"base_nonce", schedule, 12)
    return AESGCM(aead_key).decrypt(nonce, ciphertext, b"")


@pytest.fixture
def pair():
    return X25519PrivateKey.generate()


def test_rfc_9180_by_hand_opens_what_we_seal(pair):
    sealed = hpke_seal(pair.public_key().public_bytes_raw(), b"info", b"a key set")
    assert open_by_rfc_9180(pair.private_bytes_raw(), b"info", sealed) == b"a key set"
    assert len(sealed) == 32 + 9 + 16


def test_other_info_other_key_or_a_flipped_bit_opens_nothing(pair):
    private = pair.private_bytes_raw()
    sealed = hpke_seal(pair.public_key().public_bytes_raw(), b"info", b"a key set")
    assert hpke_open(private, b"info", sealed) == b"a key set"
    attempts = [(private, b"inf0", sealed), (os.urandom(32), b"info", sealed)]
    for at in range(len(sealed)):
        flipped = bytearray(sealed)
        flipped[at] ^= 1
        attempts.append((private, b"info", bytes(flipped)))
    attempts += [(private, b"info", sealed[:cut]) for cut in (0, 31, 32, 47, 48)]
    for key, info, text in attempts:
        with pytest.raises(NotSealedByUs):
            hpke_open(key, info, text)


@pytest.mark.parametrize(
    "names", [("ap",), ("ap", "dbk"), ("ap", "av", "dbk", "ok", "ok_prev", "vk")]
)
def test_a_key_set_is_packed_as_canonical_json_of_known_length(names):
    from cims.services.vault.canon import b64, canon

    keys = {name: hashlib.sha256(name.encode()).digest() for name in names}
    packed = pack(KeySet(keys))
    assert packed == canon({name: b64(key) for name, key in keys.items()})
    assert len(packed) == packed_length(names)
    again = unpack(bytes(packed), names)
    assert {name: bytes(again[name]) for name in again.names} == keys


def test_a_key_set_with_other_names_or_lengths_is_refused():
    packed = bytes(pack(KeySet({"ap": bytes(32), "dbk": bytes(32)})))
    for text in (packed.replace(b"dbk", b"dbx"), packed[:-1], packed + b" ", b"", b"{}" * 60):
        with pytest.raises(NotSealedByUs):
            unpack(text, ("ap", "dbk"))
