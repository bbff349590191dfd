"""The short form of the vault's fault runs (the full ones are commands of their own)."""

import random

import pytest

from cims.services.clock import system_now
from tests.faults import head_and_log, slots
from tests.faults.parts import make_vault


@pytest.fixture
def chance():
    return random.Random(7)


@pytest.fixture
def office(tmp_path):
    folder = tmp_path / "office"
    vault, _sheet = make_vault(folder, system_now)
    yield folder, vault
    vault.close()


def test_no_flip_and_no_cut_of_the_slot_file_goes_undetected(office, chance):
    _folder, vault = office
    assert slots.flips(vault, 400, chance) == 0
    assert slots.truncations(vault, 100, chance) == 0


def test_one_spoilt_copy_of_the_slot_file_locks_nobody_out(office, chance):
    folder, vault = office
    assert slots.spoilt_copies(folder, vault, 20, chance) == 0


def test_a_kill_during_a_save_loses_no_acknowledged_password(office, chance):
    folder, vault = office
    vault.close()
    found = slots.kills(folder, 8, chance)
    assert found["rounds"] == 8
    assert found["saves"] > 0
    assert found["lockouts"] == found["damaged"] == found["two passwords"] == 0


@pytest.fixture
def scene(tmp_path):
    scene = head_and_log.Scene(tmp_path / "office")
    yield scene
    scene.vault.close()


def test_an_undamaged_log_is_intact(scene):
    assert scene.judged(scene.log) == "intact"


def test_every_damage_of_the_log_is_reported(scene, chance):
    found = head_and_log.log_damage(scene, 60, 20, chance)
    assert found["UNREPORTED"] == 0
    assert found["reported"] > 60


def test_a_damaged_head_file_never_gives_a_wrong_value(scene, chance):
    found = head_and_log.head_damage(scene.vault, 150, 50, chance)
    assert found["WRONG"] == 0
    assert found["good"] > 0
