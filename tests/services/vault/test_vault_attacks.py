"""What strangers, colleagues and leavers try; the names are those of the design."""

import copy
import json
import os
import uuid
from dataclasses import replace

import pytest

from cims.services.vault.errors import Damaged, Disabled, Tampered, WrongPassword
from cims.services.vault.kdf import lowest
from cims.services.vault.keys import OWNER_KEYS, KeySet
from cims.services.vault.sealing import finished, mac_of, seal
from cims.services.vault.signing_in import sign_in
from cims.services.vault.slot_changes import new_slot, password_reset, sheet_replaced
from cims.services.vault.slot_copies import Copies, Copy, load_copies
from cims.services.vault.slots import COPIES
from cims.services.vault.vault import open_vault, open_with_recovery
from tests.faults.parts import PASSWORD, changed
from tests.weak_policy import WEAK

NOW = "2026-11-22T08:00:00Z"
NEW_PASSWORD = "mauve otter trampoline"


def strangers_keys():
    return KeySet({name: os.urandom(32) for name in OWNER_KEYS})


def signed(file, slot_id, password):
    return sign_in(
        Copies((Copy(COPIES[0], file),), ()), lambda found: found.slot(slot_id), password, {}
    )


def put(vault, file, names=COPIES):
    for name in names:
        (vault.path / name).write_bytes(file.encode())


def sign_in_again(folder, clock, password=PASSWORD):
    return open_vault(folder, username="ada", password=password, policy=WEAK, now=clock)


def test_a1_keys_that_a_stranger_seals_to_everybody_are_refused(folder, vault, clock, sheet):
    evil = strangers_keys()
    file = vault.slots
    for slot in file.slots:
        file = file.with_slot(seal(file, slot, evil.only(slot.keys), os.urandom(32)))
    put(vault, finished(file, evil, NOW))
    with pytest.raises(Tampered, match="changed the file"):
        sign_in_again(folder, clock)
    with pytest.raises(Tampered):
        open_with_recovery(folder, sheet, policy=WEAK, now=clock)


def test_a1_in_one_copy_locks_nobody_out(folder, vault, clock):
    evil = strangers_keys()
    file = replace(vault.slots, seq=10**9)
    for slot in file.slots:
        file = file.with_slot(seal(file, slot, evil.only(slot.keys), os.urandom(32)))
    put(vault, finished(file, evil, NOW), COPIES[:1])
    again = sign_in_again(folder, clock)
    assert again.mended_copies == COPIES[:1]
    assert again.sqlcipher_key() == vault.sqlcipher_key()
    again.close()


@pytest.fixture
def office(vault, clock):
    """The file with a colleague who holds the database key only; his slot id and all keys."""
    keys = vault.copy_of_keys()
    colleague = new_slot(
        vault.slots,
        user_id=str(uuid.uuid4()),
        username="bo",
        password=NEW_PASSWORD,
        cost=lowest(WEAK),
        keys=keys,
        names=("ap", "dbk"),
        now=clock(),
    )
    file = finished(replace(vault.slots, slots=(*vault.slots.slots, colleague)), keys, NOW)
    return file, colleague.slot_id, keys


def test_a2_a_colleague_cannot_plant_a_key_for_somebody_else(office):
    file, bo, _keys = office
    mine = signed(file, bo, NEW_PASSWORD)
    ada = file.slots[0]
    planted = KeySet({name: os.urandom(32) for name in OWNER_KEYS} | {"dbk": mine.keys["dbk"]})
    forged = file.with_slot(seal(file, ada, planted, mine.sa))
    with pytest.raises(Tampered):
        signed(finished(forged, mine.keys, NOW), ada.slot_id, PASSWORD)


def raised_rights(file, bo, mine):
    return seal(file, replace(file.slot(bo), keys=("ap", "dbk", "vk")), mine.keys, mine.sa)


def swapped_key(file, bo, mine):
    return replace(file.slots[0], pub=file.slot(bo).pub)


@pytest.mark.parametrize("forge", [raised_rights, swapped_key])
def test_a3_an_owner_seals_nothing_after_a_colleague_changed_a_slot(office, clock, forge):
    file, bo, keys = office
    mine = signed(file, bo, NEW_PASSWORD)
    forged = finished(file.with_slot(forge(file, bo, mine)), mine.keys, NOW)
    with pytest.raises(Tampered):
        sheet_replaced(forged, keys, WEAK, clock())
    with pytest.raises(Tampered):
        password_reset(forged, keys, bo, NEW_PASSWORD + "!", (), WEAK, clock())


def test_a3_an_added_slot_is_noticed_at_the_owners_sign_in(office):
    file, bo, _keys = office
    mine = signed(file, bo, NEW_PASSWORD)
    added = replace(file.slot(bo), slot_id=str(uuid.uuid4()))
    forged = finished(replace(file, slots=(*file.slots, added)), mine.keys, NOW)
    with pytest.raises(Tampered):
        signed(forged, file.slots[0].slot_id, PASSWORD)


def test_a4_an_old_copy_and_the_old_password_open_nothing_of_today(folder, vault, clock):
    old = vault.slots.slots[0]
    vault.change_password(PASSWORD, NEW_PASSWORD)
    today = vault.slots
    mixed = replace(today.slots[0], kdf=old.kdf, commit=old.commit, priv=old.priv)
    for thief in (mixed, replace(mixed, pub=old.pub), replace(mixed, username="ada")):
        with pytest.raises(Damaged):
            signed(today.with_slot(thief), old.slot_id, PASSWORD)
    with pytest.raises(WrongPassword):
        signed(today, old.slot_id, PASSWORD)
    assert signed(today, old.slot_id, NEW_PASSWORD).keys["dbk"]


def test_a4_an_old_copy_beside_todays_does_not_bring_the_old_password_back(folder, vault, clock):
    before = vault.slots
    vault.change_password(PASSWORD, NEW_PASSWORD)
    put(vault, before, COPIES[1:])
    with pytest.raises(WrongPassword):
        sign_in_again(folder, clock)
    again = sign_in_again(folder, clock, NEW_PASSWORD)
    assert again.mended_copies == COPIES[1:]
    again.close()


def test_a5_a_slot_without_sealed_keys_is_told_to_be_disabled(office):
    file, bo, keys = office
    off = replace(file.slot(bo), keys=(), sealed=None)
    with pytest.raises(Disabled, match="bo may not sign in"):
        signed(finished(file.with_slot(off), keys, NOW), bo, NEW_PASSWORD)


def test_a_colleagues_newer_copy_without_the_owner_locks_him_not_out(folder, office, vault, clock):
    file, bo, _keys = office
    mine = signed(file, bo, NEW_PASSWORD)
    without_owner = replace(file, slots=file.slots[1:])
    put(vault, file, COPIES[1:])
    put(vault, finished(without_owner, mine.keys, NOW), COPIES[:1])
    again = sign_in_again(folder, clock)
    assert again.mended_copies == COPIES[:1]
    again.close()


SPOILT = {
    "zeroed": lambda raw: b"\0" * len(raw),
    "cut": lambda raw: raw[: len(raw) // 2],
    "gone": lambda raw: None,
    "highest seq": lambda raw: changed(raw, lambda f: f.update(seq=2**53 - 1)),
    "seq as text": lambda raw: changed(raw, lambda f: f.update(seq="9")),
    "other cost": lambda raw: changed(
        raw, lambda f: (f.update(seq=10**9), f["slots"][0]["kdf"].update(m_kib=65))
    ),
    "other commit": lambda raw: changed(
        raw, lambda f: (f.update(seq=10**9), f["slots"][0].update(commit=f["mac"]))
    ),
    "slot gone": lambda raw: changed(raw, lambda f: (f.update(seq=10**9), f["slots"].pop(0))),
    "slots swapped": lambda raw: changed(
        raw, lambda f: (f.update(seq=10**9), f["slots"][0].update(priv=f["slots"][1]["priv"]))
    ),
    "later version": lambda raw: changed(raw, lambda f: f.update(v=9)),
}


@pytest.mark.parametrize("name", COPIES)
@pytest.mark.parametrize("how", SPOILT)
def test_a7_one_spoilt_copy_locks_nobody_out_and_is_mended(folder, vault, clock, how, name):
    spoilt = SPOILT[how](vault.slots.encode())
    if spoilt is None:
        (vault.path / name).unlink()
    else:
        (vault.path / name).write_bytes(spoilt)
    again = sign_in_again(folder, clock)
    again.close()
    assert again.mended_copies == (name,)
    assert not load_copies(vault.path, WEAK).bad
    assert len({(vault.path / copy_name).read_bytes() for copy_name in COPIES}) == 1


def test_a7_a_wrong_password_is_wrong_with_one_spoilt_copy_too(folder, vault, clock):
    (vault.path / COPIES[0]).write_bytes(b"spoilt")
    with pytest.raises(WrongPassword):
        sign_in_again(folder, clock, "not the password at all")


def test_two_spoilt_copies_are_named(folder, vault, clock):
    for name in COPIES:
        (vault.path / name).write_bytes(b"spoilt")
    with pytest.raises(Damaged, match=r"keyslots\.json \+ keyslots\.bak\.json"):
        sign_in_again(folder, clock)


def test_every_tampering_without_keys_is_refused_although_the_sum_fits(folder, vault, clock):
    raw = vault.slots.encode()
    other = json.loads(raw)["slots"][1]
    tamperings = [
        lambda f: f["slots"][0].update(username="eve"),
        lambda f: f["slots"][0].update(pub=other["pub"]),
        lambda f: f["slots"][0].update(sealed=copy.deepcopy(other["sealed"])),
        lambda f: f["slots"].pop(),
        lambda f: f.update(seq=0),
        lambda f: f.update(key_epoch=2),
        lambda f: f["db"].update(salt="00" * 16),
        lambda f: f.update(roster=f["mac"]),
        lambda f: f.update(created="2020-01-01T00:00:00Z"),
    ]
    slot_id = vault.slot.slot_id
    for tamper in tamperings:
        for name in COPIES:
            (vault.path / name).write_bytes(changed(raw, tamper))
        with pytest.raises(Damaged):
            open_vault(folder, slot_id=slot_id, password=PASSWORD, policy=WEAK, now=clock)


def test_the_mac_binds_every_part_of_the_file(vault):
    key = vault.copy_of_keys()["dbk"]
    assert mac_of(vault.slots, key) == vault.slots.mac
    assert mac_of(replace(vault.slots, seq=5), key) != vault.slots.mac
