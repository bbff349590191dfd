"""One small vault per test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cims.services.vault.vault import OpenVault
from tests.faults.parts import SetClock, make_vault


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "office"


@pytest.fixture
def made(folder: Path, clock: SetClock) -> Iterator[tuple[OpenVault, str]]:
    vault, sheet = make_vault(folder, clock)
    yield vault, sheet
    vault.close()


@pytest.fixture
def vault(made: tuple[OpenVault, str]) -> OpenVault:
    return made[0]


@pytest.fixture
def sheet(made: tuple[OpenVault, str]) -> str:
    return made[1]
