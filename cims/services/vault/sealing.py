"""Seal, tag, roster and mac: who may hand keys to whom (docs/format.md, slot file)."""

import binascii
import hmac
import os
from dataclasses import replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from cims.services.vault.canon import b64, canon
from cims.services.vault.keys import (
    KEY_BYTES,
    ROSTER,
    SLOT_AUTH,
    SLOTFILE_MAC,
    Buffer,
    KeySet,
    derive,
    wipe,
)
from cims.services.vault.slots import B64_KEY, FORMAT, VERSION, Sealed, Slot, SlotFile, Wrapped

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class NotSealedByUs(Exception):
    """A tag, mac or ciphertext does not fit; the text says which."""


def hpke_seal(public: bytes, info: bytes, plaintext: Buffer) -> bytes:
    """RFC 9180 base mode, single shot, empty aad: enc 32, ciphertext, tag 16."""
    return _SUITE.encrypt(plaintext, X25519PublicKey.from_public_bytes(public), info)


def hpke_open(private: Buffer, info: bytes, sealed: bytes) -> bytes:
    """What `hpke_seal` sealed; raises NotSealedByUs."""
    try:
        return _SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private), info)
    except (InvalidTag, ValueError) as error:
        raise NotSealedByUs("hpke") from error


def pack(keys: KeySet) -> bytearray:
    """canon{name: b64} of a key set, in a buffer that can be wiped."""
    packed = bytearray(b"{")
    for name in keys.names:
        packed += b'"' + name.encode() + b'":"'
        packed += binascii.b2a_base64(keys[name], newline=False) + b'",'
    packed[-1:] = b"}"
    return packed


def unpack(packed: bytes, names: tuple[str, ...]) -> KeySet:
    """The key set with exactly these names; raises NotSealedByUs."""
    keys: dict[str, bytearray] = {}
    end = -1
    for name in names:
        start = end + len(name) + 6
        end = start + B64_KEY
        try:
            keys[name] = bytearray(binascii.a2b_base64(packed[start:end]))
        except binascii.Error as error:
            raise NotSealedByUs("key set") from error
    found = KeySet(keys)
    again = pack(found)
    fits = hmac.compare_digest(again, packed) and all(len(k) == KEY_BYTES for k in keys.values())
    wipe(again)
    if not fits:
        raise NotSealedByUs("key set")
    return found


def slot_secret(ok: Buffer, vault_id: str, slot_id: str) -> bytearray:
    """sa, by which this slot's user and owners vouch for what is sealed to it."""
    return derive(ok, vault_id, SLOT_AUTH + slot_id)


def seal_info(file: SlotFile, slot: Slot, epoch: int, keys: tuple[str, ...]) -> bytes:
    """HPKE info that binds a sealed set to vault, slot, epoch and key names."""
    return canon(["cims/seal/v1", file.vault_id, slot.slot_id, epoch, list(keys)])


def tag_of(file: SlotFile, slot: Slot, sealed: Sealed, sa: Buffer) -> bytes:
    """The tag of a sealed set under sa."""
    text = canon(
        [
            "sealed/v1",
            file.vault_id,
            slot.slot_id,
            slot.kind,
            slot.user_id,
            b64(slot.pub),
            sealed.tagged(),
        ]
    )
    return hmac.digest(sa, text, "sha256")


def seal(
    file: SlotFile, slot: Slot, keys: KeySet, sa: Buffer, sa_prev: Buffer | None = None
) -> Slot:
    """The slot with these keys sealed to it; with `sa_prev` it waits for the new sa."""
    whole = KeySet({name: keys[name] for name in keys.names} | ({"sa": sa} if sa_prev else {}))
    packed = pack(whole)
    info = seal_info(file, slot, file.key_epoch, whole.names)
    ct = hpke_seal(slot.pub, info, packed)
    wipe(packed)
    sealed = Sealed(file.key_epoch, whole.names, ct, b"")
    whole.wipe()
    before = tag_of(file, slot, sealed, sa_prev) if sa_prev else None
    tagged = replace(sealed, tag=tag_of(file, slot, sealed, sa), tag_prev=before)
    return replace(slot, sealed=tagged)


def wrap(file: SlotFile, slot: Slot, kek: Buffer, private: Buffer, sa: Buffer) -> Slot:
    """The slot with its private key and sa under the password's key."""
    nonce = os.urandom(12)
    plain = bytearray(private) + bytearray(sa)
    ct = AESGCM(kek).encrypt(nonce, plain, private_aad(file, slot))
    wipe(plain)
    return replace(slot, priv=Wrapped(nonce, ct))


def unwrap(file: SlotFile, slot: Slot, kek: Buffer) -> tuple[bytearray, bytearray]:
    """The slot's private key and sa; raises NotSealedByUs."""
    plain = bytearray(2 * KEY_BYTES)
    try:
        AESGCM(kek).decrypt_into(slot.priv.nonce, slot.priv.ct, private_aad(file, slot), plain)
    except InvalidTag as error:
        raise NotSealedByUs("priv") from error
    parts = plain[:KEY_BYTES], plain[KEY_BYTES:]
    wipe(plain)
    return parts


def private_aad(file: SlotFile, slot: Slot) -> bytes:
    """What priv is bound to: nothing that an owner may change without the user."""
    return canon(
        {
            "fmt": FORMAT,
            "v": VERSION,
            "vault_id": file.vault_id,
            "slot_id": slot.slot_id,
            "kind": slot.kind,
            "user_id": slot.user_id,
            "kdf": slot.kdf.json(),
            "factors": list(slot.factors),
            "pub": b64(slot.pub),
        }
    )


def roster_of(file: SlotFile, ok: Buffer) -> bytes:
    """Which slots exist and which keys they hold, as owners vouch for it."""
    rows = sorted(
        ([slot.slot_id, slot.kind, slot.user_id, list(slot.keys)] for slot in file.slots),
        key=lambda row: str(row[0]),
    )
    text = canon(["roster/v1", file.vault_id, file.key_epoch, rows])
    return hmac.digest(derive(ok, file.vault_id, ROSTER), text, "sha256")


def mac_of(file: SlotFile, dbk: Buffer) -> bytes:
    """The file's mac, which every holder of the database key can make."""
    return hmac.digest(derive(dbk, file.vault_id, SLOTFILE_MAC), canon(file.body()), "sha256")


def finished(file: SlotFile, keys: KeySet, updated: str) -> SlotFile:
    """The file with seq raised, roster (by owners) and mac made anew: ready to be saved."""
    file = replace(file, seq=file.seq + 1, updated=updated)
    if "ok" in keys:
        file = replace(file, roster=roster_of(file, keys["ok"]))
    return replace(file, mac=mac_of(file, keys["dbk"]))


def owner_check(file: SlotFile, keys: KeySet) -> None:
    """Raise NotSealedByUs unless only owners changed who holds what; names the slot."""
    if not hmac.compare_digest(file.roster, roster_of(file, keys["ok"])):
        raise NotSealedByUs("roster")
    for slot in file.slots:
        if slot.sealed is None:
            continue
        sa = slot_secret(keys["ok"], file.vault_id, slot.slot_id)
        if not hmac.compare_digest(slot.sealed.tag, tag_of(file, slot, slot.sealed, sa)):
            raise NotSealedByUs(f"slot {slot.slot_id}")
        if slot.sealed.tag_prev is None:
            continue
        if "ok_prev" not in keys:
            raise NotSealedByUs(f"slot {slot.slot_id}")
        sa = slot_secret(keys["ok_prev"], file.vault_id, slot.slot_id)
        if not hmac.compare_digest(slot.sealed.tag_prev, tag_of(file, slot, slot.sealed, sa)):
            raise NotSealedByUs(f"slot {slot.slot_id}")
