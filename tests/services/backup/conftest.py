"""An office with something in it, and a backup of it."""

import shutil

import pytest

from cims.services.backup import make
from tests.factories import valid


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
