"""An office with something in it, and a backup of it."""

import shutil
from dataclasses import replace

import pytest

from cims.services.backup import make
from cims.services.opening import open_office
from cims.services.vault.vault import open_by_keys
from tests.conftest import SetClock
from tests.factories import valid
from tests.weak_policy import WEAK


@pytest.fixture
def filled(opened, write):
    """The open office with thirty customers."""
    write(lambda office: office.customers.add_many([valid("customer") for _n in range(30)]))
    return opened


@pytest.fixture
def backup(filled, tmp_path, clock):
    """A backup made while the office is open."""
    return make(filled, tmp_path / "office.cimsbak", clock)


@pytest.fixture
def left_behind(filled, tmp_path):
    """The data folder as a kill would leave it now: commits in the log, no one at work."""
    folder = tmp_path / "left"
    shutil.copytree(filled.vault.folder.path, folder)
    return folder


@pytest.fixture(scope="session")
def made_once(template, tmp_path_factory):
    """A small backup for tests that only look at the file."""
    place = tmp_path_factory.mktemp("backup")
    shutil.copytree(template.folder, place / "office")
    clock = SetClock()
    vault = open_by_keys(
        place / "office", template.keys, policy=WEAK, now=clock, slot_id=template.slot_id
    )
    office = open_office(vault, clock)
    made = make(office, place / "office.cimsbak", clock)
    office.close()
    return made


@pytest.fixture
def copied(made_once, tmp_path):
    """That backup, to be spoilt."""
    return replace(made_once, file=shutil.copy(made_once.file, tmp_path / "office.cimsbak"))
