"""Sign-in: from a password to the keys of a slot, checked before any of them is used."""

import hmac
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from cims.services.vault.errors import (
    Damaged,
    Disabled,
    FactorMissing,
    PasswordRefused,
    Tampered,
    WrongPassword,
)
from cims.services.vault.factors import DEVICE, KEY_FILE, Factors, FactorsOf, named_by
from cims.services.vault.kdf import Kdf, Kek, derive_kek, fresh_kdf
from cims.services.vault.keys import Buffer, KeySet, wipe
from cims.services.vault.passwords import password_bytes
from cims.services.vault.sealing import (
    NotSealedByUs,
    hpke_open,
    mac_of,
    owner_check,
    seal,
    seal_info,
    tag_of,
    unpack,
    unwrap,
    wrap,
)
from cims.services.vault.slot_copies import Copies, Copy
from cims.services.vault.slots import Sealed, Slot, SlotFile, Wrapped, stamp

Choose = Callable[[SlotFile], Slot | None]


@dataclass(frozen=True)
class SignedIn:
    """A slot that opened: its keys, its secret sa, with which factors, how long it took."""

    file: SlotFile
    slot: Slot
    keys: KeySet
    sa: bytearray
    seconds: float
    factors: Factors = field(default_factory=dict)

    def wipe(self) -> None:
        """Overwrite everything secret."""
        self.keys.wipe()
        wipe(self.sa)


def sign_in(
    copies: Copies, choose: Choose, password: str, factors: Factors | FactorsOf
) -> SignedIn | None:
    """Open the chosen slot from the newest copy that is in order.

    None when no copy has such a slot. Raises WrongPassword, FactorMissing, Disabled or Tampered
    after every copy has been tried.
    """
    secret = _secret(password)
    kek_of = _derivations(secret)
    failed: WrongPassword | FactorMissing | None = None
    refused = None
    tried: set[bytes] = set()
    try:
        for copy, slot in _chosen(copies, choose):
            raw = copy.file.encode()
            if raw in tried:
                continue
            tried.add(raw)
            try:
                brought = factors(copy.file, slot) if callable(factors) else factors
                given = named_by(slot, brought)
                found = open_slot(copy.file, slot, *kek_of(copy.file, slot, given))
            except WrongPassword:
                failed = failed or WrongPassword(
                    with_key_file=KEY_FILE in slot.factors, with_device=DEVICE in slot.factors
                )
                continue
            except FactorMissing as error:
                failed = failed or error
                continue
            except (NotSealedByUs, Disabled) as error:
                refused = refused or _explained(copy, error)
                continue
            return replace(_unless_outdated(found, copies, failed), factors=given)
    finally:
        wipe(secret)
    if refused is not None:
        raise refused
    if failed is not None:
        raise failed
    return None


def open_slot(file: SlotFile, slot: Slot, kek: Kek, seconds: float = 0.0) -> SignedIn:
    """Open one slot of one file.

    Raises WrongPassword, Disabled, or NotSealedByUs when what is sealed comes from nobody
    who may hand out keys.
    """
    if not hmac.compare_digest(kek.commit, slot.commit):
        raise WrongPassword
    private, sa = unwrap(file, slot, kek.key)
    sealed = slot.sealed
    if sealed is None:
        raise Disabled(slot.username)
    _vouched(file, slot, sealed, sealed.tag if sealed.tag_prev is None else sealed.tag_prev, sa)
    packed = hpke_open(private, seal_info(file, slot, sealed.epoch, sealed.keys), sealed.ct)
    wipe(private)
    opened = unpack(packed, sealed.keys)
    if sealed.tag_prev is not None:
        sa = bytearray(opened["sa"])
        _vouched(file, slot, sealed, sealed.tag, sa)
    keys = opened.only(tuple(name for name in sealed.keys if name != "sa"))
    opened.wipe()
    try:
        if not hmac.compare_digest(file.mac, mac_of(file, keys["dbk"])):
            raise NotSealedByUs("mac")
        if "ok" in keys:
            owner_check(file, keys)
    except NotSealedByUs:
        keys.wipe()
        raise
    return SignedIn(file, slot, keys, sa, seconds)


def with_password(
    signed: SignedIn, password: str, cost: Kdf, factors: Factors, now: datetime | None = None
) -> tuple[SlotFile, SignedIn]:
    """The file, not yet finished, with a password, new salt and new key pair for this slot.

    `now` is when the password was changed; without it the password is the one it was.
    """
    changed = replace(signed.slot, pw_changed=stamp(now)) if now else signed.slot
    given = named_by(changed, factors)
    slot, seconds = locked_slot(signed.file, changed, password, cost, given, signed.keys, signed.sa)
    file = signed.file.with_slot(slot)
    return file, replace(signed, file=file, slot=slot, seconds=seconds)


def locked_slot(
    file: SlotFile,
    slot: Slot,
    password: str,
    cost: Kdf,
    factors: Factors,
    keys: KeySet,
    sa: Buffer,
) -> tuple[Slot, float]:
    """The slot with a fresh key pair under this password and `keys` sealed to it.

    It is opened once in memory before it is handed out; the time is that of the derivation.
    """
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    pair = X25519PrivateKey.generate()
    secret = password_bytes(password)
    kdf = fresh_kdf(cost)
    start = time.perf_counter()
    kek = derive_kek(secret, file.vault_id, slot.slot_id, kdf, factors)
    seconds = time.perf_counter() - start
    wipe(secret)
    slot = replace(
        slot,
        kdf=kdf,
        factors=tuple(sorted(factors)),
        commit=kek.commit,
        pub=pair.public_key().public_bytes_raw(),
        priv=Wrapped(b"", b""),
        keys=tuple(name for name in keys.names if name != "ok_prev"),
    )
    slot = wrap(file, slot, kek.key, pair.private_bytes_raw(), sa)
    slot = seal(file, slot, keys, sa)
    _prove(file, slot, kek.key)
    wipe(kek.key)
    return slot, seconds


def _prove(file: SlotFile, slot: Slot, kek: Buffer) -> None:
    """Open in memory what was just locked, before anything replaces the old slot."""
    private, sa = unwrap(file, slot, kek)
    sealed = slot.sealed
    assert sealed is not None
    _vouched(file, slot, sealed, sealed.tag, sa)
    packed = hpke_open(private, seal_info(file, slot, sealed.epoch, sealed.keys), sealed.ct)
    unpack(packed, sealed.keys).wipe()
    wipe(private)
    wipe(sa)


def _vouched(file: SlotFile, slot: Slot, sealed: Sealed, tag: bytes, sa: Buffer) -> None:
    if sealed.epoch != file.key_epoch:
        raise NotSealedByUs("epoch")
    if not hmac.compare_digest(tag, tag_of(file, slot, sealed, sa)):
        raise NotSealedByUs("tag")


def _unless_outdated(found: SignedIn, copies: Copies, failed: Exception | None) -> SignedIn:
    """Refuse what opens only an older copy while a newer one is genuine, as that one did."""
    for copy in copies.good:
        if copy.file.seq > found.file.seq and _genuine(copy.file, found.keys):
            found.wipe()
            raise failed or WrongPassword
    return found


def _genuine(file: SlotFile, keys: KeySet) -> bool:
    """Whether these keys vouch for a file: its mac, and for owners who holds what."""
    if not hmac.compare_digest(file.mac, mac_of(file, keys["dbk"])):
        return False
    try:
        if "ok" in keys:
            owner_check(file, keys)
    except NotSealedByUs:
        return False
    return True


def _chosen(copies: Copies, choose: Choose) -> Iterator[tuple[Copy, Slot]]:
    for copy in copies.good:
        slot = choose(copy.file)
        if slot is not None:
            yield copy, slot


def _derivations(
    secret: bytearray,
) -> Callable[[SlotFile, Slot, Factors], tuple[Kek, float]]:
    """Derive each different salt once, however many copies name it."""
    known: dict[tuple[str, str, Kdf, tuple[str, ...]], tuple[Kek, float]] = {}

    def kek_of(file: SlotFile, slot: Slot, factors: Factors) -> tuple[Kek, float]:
        key = (file.vault_id, slot.slot_id, slot.kdf, slot.factors)
        if key not in known:
            start = time.perf_counter()
            kek = derive_kek(secret, file.vault_id, slot.slot_id, slot.kdf, factors)
            known[key] = kek, time.perf_counter() - start
        return known[key]

    return kek_of


def _secret(password: str) -> bytearray:
    try:
        return password_bytes(password)
    except PasswordRefused as error:
        raise WrongPassword from error


def _explained(copy: Copy, error: Exception) -> Damaged | Disabled:
    return error if isinstance(error, Disabled) else Tampered(copy.name, str(error))
