"""One small vault per test: a copy of a template that is made once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cims.services.vault.vault import OpenVault, open_by_keys
from tests.faults.parts import SetClock, make_vault
from tests.weak_policy import WEAK


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "office"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[OpenVault, str]]:
    vault, sheet = make_vault(tmp_path_factory.mktemp("template") / "office", SetClock())
    yield vault, sheet
    vault.close()


@pytest.fixture
def vault(template: tuple[OpenVault, str], folder: Path, clock: SetClock) -> Iterator[OpenVault]:
    shutil.copytree(template[0].folder.path, folder)
    vault = open_by_keys(folder, template[0].copy_of_keys(), policy=WEAK, now=clock)
    yield vault
    vault.close()


@pytest.fixture
def sheet(template: tuple[OpenVault, str]) -> str:
    return template[1]
