"""The short form of the vault's fault runs (the full ones are commands of their own)."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from cims.services.clock import system_now
from tests.faults import head_and_log, lives, slots
from tests.faults.parts import make_vault

ROOT = Path(__file__).parents[2]


@pytest.fixture
def chance():
    return random.Random(7)


@pytest.fixture
def office(tmp_path):
    folder = tmp_path / "office"
    vault, _sheet = make_vault(folder, system_now)
    yield folder, vault
    vault.close()


@pytest.fixture
def many(office):
    """An office with people of every kind."""
    folder, vault = office
    fresh = slots.peopled(vault)
    yield folder, fresh
    fresh.close()


def test_no_flip_and_no_cut_of_the_slot_file_goes_undetected(many, chance):
    _folder, vault = many
    assert slots.flips(vault, 400, chance) == 0
    assert slots.truncations(vault, 100, chance) == 0


def test_one_spoilt_copy_of_the_slot_file_locks_nobody_out(many, chance):
    folder, vault = many
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


def test_a_random_life_of_the_office_locks_nobody_out_and_no_leaver_back_in():
    seen = lives.lived(3, 25)
    assert {name: seen[name] for name in lives.BAD} == dict.fromkeys(lives.BAD, 0)
    assert seen["sign-ins"] > 30
    assert seen["rotations"] > 2
    assert seen["removed"]


@pytest.mark.skipif(os.name != "posix", reason="kills a child at a flush")
def test_a_rotation_killed_or_refused_at_any_flush_leaves_the_old_state_or_the_new():
    found = faults_of("turning")
    assert found["rounds"] == found["old"] + found["new"] > 20
    assert found["old"] > 20
    assert found["new"] > 4
    assert found["failed"] > 20


def test_kills_while_users_are_changed_lose_nothing_and_lock_nobody_out():
    found = faults_of("user_changes")
    assert found["rounds"] == 6
    assert found["cut off"] > 2
    assert found["sign-ins"] > 6


def faults_of(name):
    """What a fault run says, in a process of its own: children are forked from it and killed."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.faults.{name}"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)
