"""The slot file under new keys, as values: who holds which of them after a rotation."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from cims.services.errors import NotPossible
from cims.services.i18n import _
from cims.services.vault.errors import KeyMissing
from cims.services.vault.factors import Factors, named_by
from cims.services.vault.keys import KeySet, fresh_keys
from cims.services.vault.policy import KdfPolicy
from cims.services.vault.sealing import seal, slot_secret
from cims.services.vault.signing_in import locked_slot
from cims.services.vault.slot_changes import (
    checked_by_owner,
    finished_at,
    sheet_slot,
    signed_again,
    stronger,
)
from cims.services.vault.slot_lives import carried, resealed, without
from cims.services.vault.slots import USER, Slot, SlotFile


@dataclass(frozen=True)
class Rotation:
    """What a rotation does besides new database key, sealed key and salt.

    `leaving` are slots that go, `keys` what others hold from now on; `lost` names keys that
    somebody knew besides (who is disabled holds none, but did).
    """

    leaving: frozenset[str] = frozenset()
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()
    new_sheet: bool = False

    def lost_in(self, file: SlotFile) -> frozenset[str]:
        """Every key that somebody knew and may not know any longer."""
        lost = set(self.lost)
        for slot in file.slots:
            left = () if slot.slot_id in self.leaving else self.keys.get(slot.slot_id, slot.keys)
            lost |= set(slot.keys) - set(left)
        return frozenset(lost | {"ok"} if self.new_sheet else lost)


@dataclass(frozen=True)
class RotatedSlots:
    """The file, finished, with its keys; `sheet` is the text of a new recovery sheet or empty.

    `dropped` are users who lost their slot without leaving: they have to be invited again.
    """

    file: SlotFile
    keys: KeySet
    sheet: str
    dropped: tuple[Slot, ...]


def rotated_slots(
    file: SlotFile,
    keys: KeySet,
    own: Slot,
    plan: Rotation,
    password: str,
    factors: Factors,
    policy: KdfPolicy,
    now: datetime,
) -> RotatedSlots:
    """The slot file of the next key epoch; `password` is that of the owner who does it.

    Raises WrongPassword, KeyMissing for who is no owner, Tampered.
    """
    checked_by_owner(file, keys)
    refuse_own(own, plan)
    signed_again(file, own, password, factors).wipe()
    lost, fresh = plan.lost_in(file), fresh_keys()
    begun = replace(file, key_epoch=file.key_epoch + 1, db_salt=os.urandom(16))
    try:
        if "ok" in lost:
            cost = replace(own, kdf=stronger(own.kdf, policy))
            made = under_new_owner_key(
                begun, keys, fresh, cost, plan, password, factors, policy, now
            )
        else:
            made = under_same_owner_key(begun, keys, fresh, plan, lost)
    finally:
        fresh.wipe()
    return replace(made, file=finished_at(made.file, made.keys, now))


def under_same_owner_key(
    file: SlotFile, keys: KeySet, fresh: KeySet, plan: Rotation, lost: frozenset[str]
) -> RotatedSlots:
    """Everybody's keys sealed anew; who waits goes on waiting, who is disabled stays so."""
    new = ("ap", "av", "dbk", "vk") if "av" in lost else ("dbk", "vk")
    left = without(file, plan.leaving)
    waiting = any(slot.waiting for slot in left.slots)
    kept = [name for name in keys.names if name not in new and (waiting or name != "ok_prev")]
    held = KeySet({name: fresh[name] for name in new} | {name: keys[name] for name in kept})
    slots = tuple(
        resealed(file, slot, held, plan.keys.get(slot.slot_id, slot.keys)) if slot.sealed else slot
        for slot in left.slots
    )
    return RotatedSlots(replace(file, slots=slots), held, "", ())


def under_new_owner_key(
    file: SlotFile,
    keys: KeySet,
    fresh: KeySet,
    own: Slot,
    plan: Rotation,
    password: str,
    factors: Factors,
    policy: KdfPolicy,
    now: datetime,
) -> RotatedSlots:
    """All keys new: others wait for their next sign-in, sheets are replaced by a new one.

    Slots that are disabled, or still wait since the change before, are dropped.
    """
    others = [
        slot
        for slot in without(file, plan.leaving | {own.slot_id}).slots
        if slot.kind == USER and slot.sealed and not slot.waiting
    ]
    before = {"ok_prev": keys["ok"]} if others else {}
    held = KeySet({name: fresh[name] for name in fresh.names} | before)
    slots = [renewed(file, own, held, password, factors)]
    for slot in others:
        names = plan.keys.get(slot.slot_id, slot.keys)
        sa, sa_prev = (
            slot_secret(ok, file.vault_id, slot.slot_id) for ok in (held["ok"], keys["ok"])
        )
        part = held.only(carried(names, held))
        slots.append(seal(file, replace(slot, keys=names), part, sa, sa_prev))
        part.wipe()
    recovery, sheet = sheet_slot(file, held, policy, now)
    stay = {slot.slot_id for slot in slots} | plan.leaving
    dropped = tuple(s for s in file.slots if s.kind == USER and s.slot_id not in stay)
    return RotatedSlots(replace(file, slots=(*slots, recovery)), held, sheet, dropped)


def renewed(file: SlotFile, own: Slot, held: KeySet, password: str, factors: Factors) -> Slot:
    """The slot of who rotates: the same password, a new key pair, the new slot secret."""
    sa = slot_secret(held["ok"], file.vault_id, own.slot_id)
    part = held.only(carried(own.keys, held))
    given = named_by(own, factors)
    slot, _seconds = locked_slot(file, own, password, own.kdf, given, part, sa)
    part.wipe()
    return slot


def refuse_own(own: Slot, plan: Rotation) -> None:
    """Raise unless an owner does it, to others."""
    if own.kind != USER or "ok" not in own.keys:
        raise KeyMissing("ok")
    if own.slot_id in plan.leaving or "ok" not in plan.keys.get(own.slot_id, own.keys):
        raise NotPossible(_("Nobody takes the own rights away. Ask another administrator."))
