"""Changes of the slot file, as values: passwords, the recovery sheet, new slots."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from cims.services.vault.errors import Damaged, Disabled, NoVault, Tampered
from cims.services.vault.factors import Factors, named_by
from cims.services.vault.kdf import Kdf, calibrated, lowest, writer_memory
from cims.services.vault.keys import KeySet
from cims.services.vault.passwords import check_password, refuse_short_alone
from cims.services.vault.policy import KdfPolicy
from cims.services.vault.recovery import new_secret, sheet_text, symbols_of
from cims.services.vault.sealing import NotSealedByUs, finished, owner_check, slot_secret
from cims.services.vault.signing_in import SignedIn, locked_slot, sign_in, with_password
from cims.services.vault.slot_copies import Copies, Copy
from cims.services.vault.slots import COPIES, RECOVERY, USER, Slot, SlotFile, Wrapped, stamp

SHEET_NAME = "recovery"


def new_slot(
    file: SlotFile,
    *,
    user_id: str | None,
    username: str,
    password: str,
    cost: Kdf,
    keys: KeySet,
    names: tuple[str, ...],
    now: datetime,
) -> Slot:
    """A slot for a user, or for a sheet when `user_id` is None; `keys` holds the owner key."""
    slot_id = str(uuid.uuid4())
    blank = Slot(
        slot_id=slot_id,
        kind=RECOVERY if user_id is None else USER,
        user_id=user_id,
        username=username,
        created=stamp(now),
        pw_changed=stamp(now),
        keys=names,
        kdf=cost,
        factors=(),
        commit=b"",
        pub=b"",
        priv=Wrapped(b"", b""),
        sealed=None,
    )
    held = keys.only(names + (("ok_prev",) if "ok" in names and "ok_prev" in keys else ()))
    sa = slot_secret(keys["ok"], file.vault_id, slot_id)
    slot, _seconds = locked_slot(file, blank, password, cost, {}, held, sa)
    held.wipe()
    return slot


def password_changed(
    file: SlotFile,
    slot: Slot,
    old: str,
    new: str,
    names: Sequence[str],
    policy: KdfPolicy,
    now: datetime,
    factors: Factors,
) -> SlotFile:
    """The file with a new password, salt and key pair for one slot; its factors stay."""
    check_password(new, (*names, *usernames(file)), second_factor=bool(slot.factors))
    signed = signed_again(file, slot, old, factors)
    try:
        changed, _signed = with_password(signed, new, stronger(slot.kdf, policy), factors, now)
    finally:
        signed.wipe()
    return changed


def factors_changed(
    file: SlotFile,
    slot: Slot,
    password: str,
    before: Factors,
    after: Factors,
    policy: KdfPolicy,
    now: datetime,
) -> SlotFile:
    """The file with other factors beside the same password of one slot, and a new key pair.

    Raises WrongPassword, and PasswordRefused where the password is too short to stand alone.
    """
    refuse_short_alone(password, second_factor=bool(after))
    signed = signed_again(file, slot, password, before)
    try:
        changed, _seconds = locked_slot(
            file,
            replace(slot, pw_changed=stamp(now)),
            password,
            stronger(slot.kdf, policy),
            after,
            signed.keys,
            signed.sa,
        )
    finally:
        signed.wipe()
    return file.with_slot(changed)


def signed_again(file: SlotFile, slot: Slot, password: str, factors: Factors) -> SignedIn:
    """The slot opened from the file in force; WrongPassword unless the password is today's."""
    only = Copies((Copy(COPIES[0], file),), ())
    given = named_by(slot, factors)
    signed = sign_in(only, lambda found: found.slot(slot.slot_id), password, given)
    if signed is None:
        raise NoVault
    return signed


def parameters_raised(signed: SignedIn, password: str, policy: KdfPolicy) -> SlotFile | None:
    """The file with today's parameters for this slot, or None when they are good enough.

    A slot that waits since a change of the owner key is renewed in any case.
    """
    slot, factors = signed.slot, signed.factors
    if slot.waiting:
        return with_password(signed, password, stronger(slot.kdf, policy), factors)[0]
    fast = signed.seconds < policy.target_seconds / 2 and slot.kdf.t < policy.cap_t
    small = slot.kdf.m_kib < writer_memory(policy)
    if slot.kind == RECOVERY or not (fast or small):
        return None
    cost = calibrated(policy)
    if cost.cost <= slot.kdf.cost:
        return None
    return with_password(signed, password, cost, factors)[0]


def sheet_replaced(
    file: SlotFile, keys: KeySet, policy: KdfPolicy, now: datetime
) -> tuple[SlotFile, str]:
    """The file with a new recovery slot in the place of all others, and the sheet's text."""
    checked_by_owner(file, keys)
    rest = tuple(slot for slot in file.slots if slot.kind != RECOVERY)
    fresh, sheet = sheet_slot(file, keys, policy, now)
    return replace(file, slots=(*rest, fresh)), sheet


def sheet_slot(file: SlotFile, keys: KeySet, policy: KdfPolicy, now: datetime) -> tuple[Slot, str]:
    """A recovery slot with every key, and the text of its sheet."""
    secret = new_secret()
    slot = new_slot(
        file,
        user_id=None,
        username=SHEET_NAME,
        password=symbols_of(secret),
        cost=lowest(policy),
        keys=keys,
        names=tuple(name for name in keys.names if name != "ok_prev"),
        now=now,
    )
    return slot, sheet_text(secret)


def password_reset(
    file: SlotFile,
    keys: KeySet,
    slot_id: str,
    new: str,
    names: Sequence[str],
    policy: KdfPolicy,
    now: datetime,
) -> tuple[SlotFile, str]:
    """The file with a new slot for the same user; the id of that slot."""
    checked_by_owner(file, keys)
    old = file.slot(slot_id)
    if old is None or old.kind != USER:
        raise Damaged(COPIES[0], f"no user slot {slot_id}")
    if old.sealed is None:
        raise Disabled(old.username)
    check_password(new, (*names, *usernames(file)))
    fresh = new_slot(
        file,
        user_id=old.user_id,
        username=old.username,
        password=new,
        cost=calibrated(policy),
        keys=keys,
        names=old.keys,
        now=now,
    )
    slots = tuple(fresh if slot is old else slot for slot in file.slots)
    return replace(file, slots=slots), fresh.slot_id


def checked_by_owner(file: SlotFile, keys: KeySet) -> None:
    """Stop before sealing keys for anybody when the file was changed without an owner."""
    try:
        owner_check(file, keys)
    except NotSealedByUs as error:
        raise Tampered(COPIES[0], str(error)) from error


def finished_at(file: SlotFile, keys: KeySet, now: datetime) -> SlotFile:
    """The file ready to be saved at this moment."""
    return finished(file, keys, stamp(now))


def stronger(kdf: Kdf, policy: KdfPolicy) -> Kdf:
    """The costlier of a slot's parameters and today's."""
    today = calibrated(policy)
    return today if today.cost > kdf.cost else kdf


def usernames(file: SlotFile) -> tuple[str, ...]:
    """The names that people sign in with."""
    return tuple(slot.username for slot in file.slots if slot.kind == USER)
