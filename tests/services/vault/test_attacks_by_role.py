"""Every attack on the slot file by a stranger, by each role, by a leaver: none gets any further.

The attacks are those of the design (A1 to A5) and their next of kin; who tries holds the keys of
the own role and may write every file. Nothing may come of it: whoever else signs in gets genuine
keys or is told, an owner seals nothing, and the attacker holds no key more than before.
"""

import os
import uuid
from dataclasses import replace

import pytest

from cims.services.vault.errors import Damaged, Disabled, Tampered, WrongPassword
from cims.services.vault.keys import OWNER_KEYS, KeySet, fresh_keys
from cims.services.vault.rotated_slots import Rotation, rotated_slots
from cims.services.vault.sealing import finished, seal
from cims.services.vault.signing_in import locked_slot, sign_in
from cims.services.vault.slot_changes import password_reset, sheet_replaced
from cims.services.vault.slot_copies import Copies, Copy
from cims.services.vault.slot_lives import disabled, enabled, invited, keys_gained
from cims.services.vault.slots import COPIES
from tests.faults.parts import PASSWORD
from tests.weak_policy import WEAK

MINE = "handed over on paper"
NEXT = "mauve otter trampoline"
NOW = "2026-11-22T08:00:00Z"
ROLES = {
    "stranger": None,
    "sales": ("ap", "dbk"),
    "finance": ("ap", "dbk", "vk"),
    "auditor": ("ap", "av", "dbk"),
    "finance and auditor": ("ap", "av", "dbk", "vk"),
}


@pytest.fixture(params=ROLES)
def role(request):
    return request.param


@pytest.fixture
def scene(vault, role):
    """The file with an attacker, a victim of each kind and somebody disabled."""
    ids = {
        name: vault.invite(str(uuid.uuid4()), name, f"{MINE} {name}", keys)
        for name, keys in ROLES.items()
        if keys
    }
    off = vault.invite(str(uuid.uuid4()), "paused", f"{MINE} paused", OWNER_KEYS)
    before = vault.slots.slot(off)
    vault.disable(off)
    return Scene(vault, ids | {"paused": off}, before, role)


class Scene:
    """A file, who attacks it, and what the attacker can open."""

    def __init__(self, vault, ids, before, role):
        self.vault, self.file, self.ids, self.before, self.role = (
            vault,
            vault.slots,
            ids,
            before,
            role,
        )
        self.keys = vault.copy_of_keys()
        self.me = self.file.slot(ids["sales" if role == "stranger" else role])
        if role == "stranger":
            self.mine, self.sa = fresh_keys(), bytearray(os.urandom(32))
        else:
            signed = opened(self.file, self.me, f"{MINE} {role}")
            self.mine, self.sa = signed.keys, signed.sa

    @property
    def owner(self):
        return self.vault.slot

    def other(self, role):
        """Somebody with this role, or with the next to it when that is the attacker."""
        near = {"finance": "finance and auditor", "finance and auditor": "auditor"}
        return self.file.slot(self.ids[near[role] if role == self.role else role])

    def finished(self, file):
        """The forged file with every sum and mac that the attacker can make."""
        return finished(file, self.mine, NOW)

    def has(self, *names):
        """These keys: the attacker's own where there are any, else invented ones."""
        made = fresh_keys()
        return KeySet({n: self.mine[n] if n in self.mine else made[n] for n in names})


def opened(file, slot, password):
    copies = Copies((Copy(COPIES[0], file),), ())
    return sign_in(copies, lambda found: found.slot(slot.slot_id), password, {})


def a1_own_keys_for_everybody(scene):
    file, evil = scene.file, fresh_keys()
    for slot in file.slots:
        if slot.sealed:
            file = file.with_slot(seal(file, slot, evil.only(slot.keys), os.urandom(32)))
    return finished(file, evil, NOW)


def a2_a_planted_key_for_the_owner(scene):
    planted = scene.has(*OWNER_KEYS)
    return scene.finished(scene.file.with_slot(seal(scene.file, scene.owner, planted, scene.sa)))


def a2_a_planted_key_for_finance(scene):
    victim = scene.other("finance")
    planted = scene.has(*victim.keys)
    return scene.finished(scene.file.with_slot(seal(scene.file, victim, planted, scene.sa)))


def a3_an_own_slot_added(scene):
    blank = replace(scene.me, slot_id=str(uuid.uuid4()), user_id=str(uuid.uuid4()), username="eve")
    made, _seconds = locked_slot(
        scene.file, blank, NEXT, blank.kdf, {}, scene.has(*OWNER_KEYS), scene.sa
    )
    return scene.finished(replace(scene.file, slots=(*scene.file.slots, made)))


def a3_a_second_sheet_added(scene):
    blank = replace(
        scene.me, slot_id=str(uuid.uuid4()), user_id=None, kind="recovery", username="recovery"
    )
    made, _seconds = locked_slot(
        scene.file, blank, NEXT, blank.kdf, {}, scene.has(*OWNER_KEYS), scene.sa
    )
    return scene.finished(replace(scene.file, slots=(*scene.file.slots, made)))


def a3_own_rights_raised(scene):
    slot = replace(scene.me, keys=OWNER_KEYS)
    return scene.finished(
        scene.file.with_slot(seal(scene.file, slot, scene.has(*OWNER_KEYS), scene.sa))
    )


def a3_own_rights_raised_in_words_alone(scene):
    slot = replace(scene.me, keys=OWNER_KEYS)
    return scene.finished(scene.file.with_slot(slot))


def a3_the_owners_public_key_swapped(scene):
    return scene.finished(scene.file.with_slot(replace(scene.owner, pub=scene.me.pub)))


def a3_everybodys_public_key_swapped(scene):
    file = scene.file
    for slot in file.slots:
        file = file.with_slot(replace(slot, pub=scene.me.pub))
    return scene.finished(file)


def a3_the_owner_left_out(scene):
    left = tuple(slot for slot in scene.file.slots if slot.slot_id != scene.owner.slot_id)
    return scene.finished(replace(scene.file, slots=left))


def a3_the_sealed_set_of_another_slot(scene):
    other = scene.other("finance and auditor")
    slot = replace(scene.me, keys=other.keys, sealed=other.sealed)
    return scene.finished(scene.file.with_slot(slot))


def a3_the_waiting_mark_forged(scene):
    file, planted = scene.file, scene.has(*OWNER_KEYS)
    return scene.finished(
        file.with_slot(seal(file, scene.owner, planted, os.urandom(32), scene.sa))
    )


def a5_keys_back_in_a_disabled_slot(scene):
    return scene.finished(scene.file.with_slot(scene.before))


ATTACKS = [
    a1_own_keys_for_everybody, a2_a_planted_key_for_the_owner, a2_a_planted_key_for_finance,
    a3_an_own_slot_added, a3_a_second_sheet_added, a3_own_rights_raised,
    a3_own_rights_raised_in_words_alone, a3_the_owners_public_key_swapped,
    a3_everybodys_public_key_swapped, a3_the_owner_left_out, a3_the_sealed_set_of_another_slot,
    a3_the_waiting_mark_forged, a5_keys_back_in_a_disabled_slot,
]  # fmt: skip
attacked = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)


@attacked
def test_nobody_else_is_given_a_key_that_is_not_genuine(scene, attack):
    forged = attack(scene)
    passwords = {scene.owner.slot_id: PASSWORD} | {
        slot_id: f"{MINE} {name}" for name, slot_id in scene.ids.items()
    }
    for slot in forged.slots:
        if slot.slot_id not in passwords:
            continue
        try:
            signed = opened(forged, slot, passwords[slot.slot_id])
        except (Damaged, Disabled, WrongPassword):
            continue
        assert all(signed.keys[name] == scene.keys[name] for name in signed.keys.names)
        if slot.slot_id == scene.me.slot_id:
            assert set(signed.keys.names) <= set(scene.me.keys)


@attacked
def test_an_owner_who_holds_the_forged_file_seals_nothing(scene, attack):
    forged, keys, now = attack(scene), scene.keys, scene.vault.clock()
    owner, me, off = scene.owner, scene.me.slot_id, scene.ids["paused"]
    for step in (
        lambda: rotated_slots(forged, keys, owner, Rotation(), PASSWORD, {}, WEAK, now),
        lambda: rotated_slots(
            forged, keys, owner, Rotation(new_sheet=True), PASSWORD, {}, WEAK, now
        ),
        lambda: invited(forged, keys, str(uuid.uuid4()), "new", NEXT, ("ap", "dbk"), (), WEAK, now),
        lambda: keys_gained(forged, keys, me, ("vk",)),
        lambda: disabled(forged, keys, me),
        lambda: enabled(forged, keys, off, ("ap", "dbk")),
        lambda: password_reset(forged, keys, me, NEXT, (), WEAK, now),
        lambda: sheet_replaced(forged, keys, WEAK, now),
    ):
        with pytest.raises(Tampered):
            step()


def test_the_scene_itself_is_in_order_and_a_rotation_of_it_succeeds(scene):
    made = rotated_slots(
        scene.file, scene.keys, scene.owner, Rotation(), PASSWORD, {}, WEAK, scene.vault.clock()
    )
    signed = opened(made.file, scene.owner, PASSWORD)
    assert signed.keys["dbk"] == made.keys["dbk"] != scene.keys["dbk"]


def test_a4_after_a_rotation_the_keys_of_before_open_nothing_and_vouch_for_nothing(scene):
    made = rotated_slots(
        scene.file, scene.keys, scene.owner, Rotation(leaving=frozenset({scene.me.slot_id})),
        PASSWORD, {}, WEAK, scene.vault.clock(),
    )  # fmt: skip
    assert made.file.slot(scene.me.slot_id) is None
    for slot in (
        scene.me,
        replace(scene.me, sealed=seal(made.file, scene.me, scene.mine, scene.sa).sealed),
    ):
        back = finished(replace(made.file, slots=(*made.file.slots, slot)), scene.mine, NOW)
        try:
            signed = opened(back, slot, f"{MINE} {scene.role}")
        except (Damaged, WrongPassword):
            pass
        else:  # the leaver's own forgery opens for the leaver, with the keys of before
            assert signed.keys["dbk"] == scene.mine["dbk"]
        with pytest.raises((Damaged, WrongPassword)):
            opened(back, scene.owner, PASSWORD)
    genuine = opened(made.file, scene.owner, PASSWORD)
    shared = set(scene.mine.names) & {"dbk", "vk"}
    assert all(genuine.keys[name] != scene.mine[name] for name in shared)
