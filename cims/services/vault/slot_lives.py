"""The slots of a vault's people, as values: invited, disabled, enabled, given more keys, renamed.

Every change is an owner's: what stands in the file is checked before anything is sealed.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from cims.services.errors import NotPossible
from cims.services.i18n import _
from cims.services.vault.errors import Damaged
from cims.services.vault.kdf import calibrated
from cims.services.vault.keys import KeySet
from cims.services.vault.passwords import check_password
from cims.services.vault.policy import KdfPolicy
from cims.services.vault.sealing import seal, slot_secret
from cims.services.vault.slot_changes import checked_by_owner, new_slot, usernames
from cims.services.vault.slot_reader import MOST_SLOTS
from cims.services.vault.slots import COPIES, RECOVERY, USER, Slot, SlotFile

LONGEST_NAME = 64


def invited(
    file: SlotFile,
    keys: KeySet,
    user_id: str,
    username: str,
    password: str,
    key_names: tuple[str, ...],
    names: Sequence[str],
    policy: KdfPolicy,
    now: datetime,
) -> tuple[SlotFile, str]:
    """The file with a slot for somebody who has none yet; the id of that slot."""
    checked_by_owner(file, keys)
    refuse_name(file, username)
    if any(slot.user_id == user_id for slot in file.slots):
        raise NotPossible(_("{name} can sign in already.").format(name=username))
    if len(file.slots) >= MOST_SLOTS:
        raise NotPossible(
            _("At most {n} people can sign in. Remove somebody who left first.").format(
                n=MOST_SLOTS - 1
            )
        )
    check_password(password, (*names, username, *usernames(file)))
    slot = new_slot(
        file,
        user_id=user_id,
        username=username,
        password=password,
        cost=calibrated(policy),
        keys=keys,
        names=tuple(sorted(key_names)),
        now=now,
    )
    return replace(file, slots=(*file.slots, slot)), slot.slot_id


def disabled(file: SlotFile, keys: KeySet, slot_id: str) -> SlotFile:
    """The file with the keys taken out of a slot; one that waits goes, to be invited again."""
    checked_by_owner(file, keys)
    slot = user_slot(file, slot_id)
    refuse_last(file, {slot_id})
    if slot.waiting:
        return without(file, {slot_id})
    return file.with_slot(replace(slot, keys=(), sealed=None))


def enabled(file: SlotFile, keys: KeySet, slot_id: str, key_names: tuple[str, ...]) -> SlotFile:
    """The file with keys in a slot that was disabled; its own password opens it again."""
    checked_by_owner(file, keys)
    slot = user_slot(file, slot_id)
    if slot.sealed is not None:
        raise NotPossible(_("{name} can sign in already.").format(name=slot.username))
    return file.with_slot(resealed(file, slot, keys, tuple(sorted(key_names))))


def keys_gained(file: SlotFile, keys: KeySet, slot_id: str, key_names: tuple[str, ...]) -> SlotFile:
    """The file with a slot that holds these keys besides its own; to take keys away is rotation."""
    checked_by_owner(file, keys)
    slot = user_slot(file, slot_id)
    names = tuple(sorted({*slot.keys, *key_names}))
    if slot.sealed is None:
        raise NotPossible(
            _("{name} is disabled. Enable this user first.").format(name=slot.username)
        )
    return file.with_slot(resealed(file, slot, keys, names))


def renamed(file: SlotFile, keys: KeySet, slot_id: str, username: str) -> SlotFile:
    """The file with another user name on a slot."""
    checked_by_owner(file, keys)
    slot = user_slot(file, slot_id)
    refuse_name(without(file, {slot_id}), username)
    return file.with_slot(replace(slot, username=username))


def resealed(file: SlotFile, slot: Slot, keys: KeySet, names: tuple[str, ...]) -> Slot:
    """The slot with these of an owner's keys sealed to it; one that waits goes on waiting."""
    sa = slot_secret(keys["ok"], file.vault_id, slot.slot_id)
    before = slot_secret(keys["ok_prev"], file.vault_id, slot.slot_id) if slot.waiting else None
    held = keys.only(carried(names, keys))
    sealed = seal(file, replace(slot, keys=names), held, sa, before)
    held.wipe()
    return sealed


def carried(names: tuple[str, ...], keys: KeySet) -> tuple[str, ...]:
    """What a sealed set holds for these names: the previous owner key goes with the owner key."""
    return (*names, "ok_prev") if "ok" in names and "ok_prev" in keys else names


def user_slot(file: SlotFile, slot_id: str) -> Slot:
    """The slot of a user; raises Damaged when there is none with this id."""
    slot = file.slot(slot_id)
    if slot is None or slot.kind != USER:
        raise Damaged(COPIES[0], f"no user slot {slot_id}")
    return slot


def without(file: SlotFile, slot_ids: Collection[str]) -> SlotFile:
    """The file without some slots."""
    return replace(file, slots=tuple(s for s in file.slots if s.slot_id not in slot_ids))


def refuse_last(file: SlotFile, gone: Collection[str]) -> None:
    """Raise NotPossible when no owner or no recovery slot would be left."""
    left = without(file, gone).slots
    if not any(slot.kind == USER and "ok" in slot.keys for slot in left):
        raise NotPossible(
            _("The last administrator has to stay. Give somebody else all rights first.")
        )
    if not any(slot.kind == RECOVERY for slot in left):
        raise NotPossible(_("The last recovery sheet has to stay."))


def refuse_name(file: SlotFile, username: str) -> None:
    """Raise NotPossible for a user name that is too long or somebody else's."""
    if not 1 <= len(username) <= LONGEST_NAME:
        raise NotPossible(
            _("A user name has 1 to {n} characters. Choose another.").format(n=LONGEST_NAME)
        )
    if username in usernames(file):
        raise NotPossible(
            _("Somebody signs in as {name} already. Choose another user name.").format(
                name=username
            )
        )
