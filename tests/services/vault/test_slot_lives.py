"""Users of a vault come, pause, come back and get more keys."""

import os
import uuid
from dataclasses import replace

import pytest

from cims.services.errors import NotPossible
from cims.services.vault.errors import (
    Damaged,
    Disabled,
    KeyMissing,
    PasswordRefused,
    Tampered,
    WrongPassword,
)
from cims.services.vault.keys import OWNER_KEYS, KeySet
from cims.services.vault.passwords import check_password, temporary_password
from cims.services.vault.sealing import finished, owner_check, seal, slot_secret
from cims.services.vault.slot_lives import (
    disabled,
    keys_gained,
    refuse_last,
    without,
)
from cims.services.vault.slot_reader import MOST_SLOTS, read_slot_file
from cims.services.vault.slots import COPIES
from cims.services.vault.vault import open_vault, unlock_names
from tests.faults.parts import PASSWORD
from tests.weak_policy import WEAK

BO = "3f0a4a4e-98a5-4c39-a4c7-64ad2f1c1f02"
FIRST = "handed over on paper"
OWN = "mauve otter trampoline"
PLAIN = ("ap", "dbk")
SEES_SEALED = ("ap", "dbk", "vk")
NOW = "2026-11-22T08:00:00Z"


def opened(folder, clock, username, password):
    return open_vault(folder, username=username, password=password, policy=WEAK, now=clock)


@pytest.fixture
def bo(vault):
    return vault.invite(BO, "bo", FIRST, PLAIN)


def names_held(folder, clock, username, password):
    vault = opened(folder, clock, username, password)
    vault.close()
    return vault.key_names


def test_an_invited_user_opens_the_vault_with_exactly_the_named_keys(folder, vault, clock, bo):
    session = opened(folder, clock, "bo", FIRST)
    assert session.key_names == PLAIN
    assert session.sqlcipher_key() == vault.sqlcipher_key()
    with pytest.raises(KeyMissing):
        session.derived("vk", "cims/field/v1")
    session.close()
    assert (bo, "bo") in unlock_names(folder)


@pytest.mark.parametrize("names", [("ap", "av", "dbk"), SEES_SEALED, OWNER_KEYS])
def test_every_set_of_keys_of_the_design_can_be_handed_out(folder, vault, clock, names):
    vault.invite(BO, "bo", FIRST, names[::-1])
    assert names_held(folder, clock, "bo", FIRST) == names


def test_the_temporary_password_opens_only_older_copies_after_the_first_sign_in(
    folder, vault, clock, bo
):
    raw = (vault.path / COPIES[0]).read_bytes()
    session = opened(folder, clock, "bo", FIRST)
    before = session.slot
    session.change_password(FIRST, OWN)
    assert session.slot.pub != before.pub
    assert session.slot.kdf.salt != before.kdf.salt
    session.close()
    with pytest.raises(WrongPassword):
        opened(folder, clock, "bo", FIRST)
    assert names_held(folder, clock, "bo", OWN) == PLAIN
    for name in COPIES:
        (vault.path / name).write_bytes(raw)
    assert names_held(folder, clock, "bo", FIRST) == PLAIN


def test_a_disabled_user_is_told_so_and_comes_back_with_the_own_password(folder, vault, clock, bo):
    vault.disable(bo)
    slot = vault.slots.slot(bo)
    assert (slot.keys, slot.sealed) == ((), None)
    with pytest.raises(Disabled, match="may not sign in at present"):
        opened(folder, clock, "bo", FIRST)
    assert (bo, "bo") not in unlock_names(folder)
    vault.enable(bo, SEES_SEALED)
    assert names_held(folder, clock, "bo", FIRST) == SEES_SEALED


def test_a5_keys_that_stood_in_a_disabled_slot_are_refused(folder, vault, clock, bo):
    before = vault.slots.slot(bo)
    vault.disable(bo)
    file = vault.slots.with_slot(before)
    keys = vault.copy_of_keys().only(("ap", "dbk"))
    for name in COPIES:
        (vault.path / name).write_bytes(finished(file, keys, NOW).encode())
    with pytest.raises(Tampered):
        opened(folder, clock, "ada", PASSWORD)


def test_a_user_gains_a_key_and_keeps_the_password(folder, vault, clock, bo):
    vault.keys_gained(bo, ("vk",))
    assert names_held(folder, clock, "bo", FIRST) == SEES_SEALED
    vault.keys_gained(bo, ("av",))
    assert names_held(folder, clock, "bo", FIRST) == ("ap", "av", "dbk", "vk")


def test_a_new_owner_can_do_all_that_the_first_one_could(folder, vault, clock, bo):
    vault.keys_gained(bo, OWNER_KEYS)
    second = opened(folder, clock, "bo", FIRST)
    cy = second.invite(str(uuid.uuid4()), "cy", FIRST + "!", PLAIN)
    second.disable(cy)
    second.disable(vault.slot.slot_id)
    second.close()
    with pytest.raises(Disabled):
        opened(folder, clock, "ada", PASSWORD)


def test_who_holds_no_owner_key_changes_no_slot(folder, vault, clock, bo):
    vault.keys_gained(bo, ("av", "vk"))
    session = opened(folder, clock, "bo", FIRST)
    before = (session.path / COPIES[0]).read_bytes()
    ada = vault.slot.slot_id
    for attempt in (
        lambda: session.invite(str(uuid.uuid4()), "cy", OWN, PLAIN),
        lambda: session.disable(ada),
        lambda: session.enable(bo, PLAIN),
        lambda: session.keys_gained(bo, OWNER_KEYS),
        lambda: session.rename(ada, "eve"),
        lambda: session.reset_password(ada, OWN),
    ):
        with pytest.raises(KeyMissing, match="does not hold the key"):
            attempt()
    assert (session.path / COPIES[0]).read_bytes() == before
    session.close()


def test_an_owner_seals_nothing_into_a_file_that_a_colleague_has_changed(vault, bo):
    keys = vault.copy_of_keys()
    raised = replace(vault.slots.slot(bo), keys=SEES_SEALED)
    forged = finished(vault.slots.with_slot(raised), keys.only(PLAIN), NOW)
    for change in (
        lambda: disabled(forged, keys, bo),
        lambda: keys_gained(forged, keys, bo, ("vk",)),
    ):
        with pytest.raises(Tampered):
            change()


def test_the_last_owner_and_the_last_sheet_have_to_stay(vault, bo):
    with pytest.raises(NotPossible, match="last administrator"):
        vault.disable(vault.slot.slot_id)
    sheet = next(slot.slot_id for slot in vault.slots.slots if slot.kind == "recovery")
    with pytest.raises(NotPossible, match="last recovery sheet"):
        refuse_last(vault.slots, {sheet})
    with pytest.raises(Damaged):
        vault.disable(sheet)


@pytest.mark.parametrize("name", ["", "x" * 65, "ada", "bo"])
def test_a_user_name_has_to_be_new_and_of_a_fair_length(vault, bo, name):
    with pytest.raises(NotPossible):
        vault.invite(str(uuid.uuid4()), name, OWN, PLAIN)
    with pytest.raises(NotPossible, match="can sign in already"):
        vault.invite(BO, "cy", OWN, PLAIN)


def test_a_first_password_is_held_to_the_same_rules(vault):
    for refused in ("too short", "somebody called bo"):
        with pytest.raises(PasswordRefused):
            vault.invite(BO, "bo", refused, PLAIN, ("Somebody called Bo",))


def test_a_renamed_user_signs_in_under_the_new_name(folder, vault, clock, bo):
    vault.rename(bo, "bobby")
    assert names_held(folder, clock, "bobby", FIRST) == PLAIN
    vault.rename(bo, "bobby")
    with pytest.raises(NotPossible):
        vault.rename(bo, "ada")


def test_a_disabled_user_gets_neither_keys_nor_a_password(vault, bo):
    vault.disable(bo)
    with pytest.raises(NotPossible, match="Enable this user first"):
        vault.keys_gained(bo, ("vk",))
    with pytest.raises(Disabled):
        vault.reset_password(bo, OWN)


def test_the_file_holds_as_many_people_as_the_format_says_and_one_more_is_told(vault):
    for number in range(MOST_SLOTS - 2):
        vault.invite(str(uuid.uuid4()), f"user {number}", f"{OWN} {number}", PLAIN)
    read_slot_file(vault.slots.encode(), COPIES[0], WEAK)
    with pytest.raises(NotPossible, match="At most 63 people"):
        vault.invite(str(uuid.uuid4()), "one more", OWN, PLAIN)


def waiting(vault, slot_id):
    """The file as a change of the owner key leaves it, and the keys of its owners."""
    old = vault.copy_of_keys()
    keys = KeySet({name: old[name] for name in old.names} | {"ok_prev": old["ok"]})
    keys = KeySet({name: keys[name] for name in keys.names} | {"ok": os.urandom(32)})
    file = vault.slots
    for slot in file.slots:
        sa = slot_secret(keys["ok"], file.vault_id, slot.slot_id)
        before = slot_secret(old["ok"], file.vault_id, slot.slot_id)
        held = (*slot.keys, "ok_prev") if "ok" in slot.keys else slot.keys
        is_waiting = slot.slot_id == slot_id
        file = file.with_slot(seal(file, slot, keys.only(held), sa, before if is_waiting else None))
    return finished(file, keys, NOW), keys


def test_a_slot_that_waits_goes_on_waiting_when_it_gains_a_key(vault, bo):
    file, keys = waiting(vault, bo)
    owner_check(file, keys)
    gained = finished(keys_gained(file, keys, bo, ("vk",)), keys, NOW)
    slot = gained.slot(bo)
    assert slot.waiting
    assert slot.sealed.keys == ("ap", "dbk", "sa", "vk")
    owner_check(gained, keys)


def test_a_slot_that_waits_and_is_disabled_goes(vault, bo):
    file, keys = waiting(vault, bo)
    left = disabled(file, keys, bo)
    assert left == without(file, {bo})


def test_temporary_passwords_differ_and_keep_the_rules():
    made = {temporary_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        check_password(password)
        assert not set(password) & set("oil")
