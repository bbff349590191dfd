"""Runs the command line in this process, on a real vault with the weak policy of the tests."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cims.cli import main
from cims.services.office import Office
from cims.services.opening import open_office
from cims.services.vault.typing_back import SETTING, TypingBack
from cims.services.vault.vault import open_by_keys, open_vault
from tests.conftest import PASSWORD, SetClock, Template
from tests.weak_policy import WEAK


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """The one JSON value on stdout."""
        return json.loads(self.out)


class CommandLine:
    """A vault folder and its password; call it with the words of a command."""

    def __init__(
        self, folder: Path, secret: Path, clock: SetClock, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.folder, self.secret, self._clock, self._capsys = folder, secret, clock, capsys

    def __call__(self, *words: str) -> Done:
        """Run a command in the vault, signed in by the password file."""
        return self.bare("--vault", str(self.folder), "--password-file", str(self.secret), *words)

    def bare(self, *words: str) -> Done:
        """Run exactly these words."""
        self._capsys.readouterr()
        status = main(words, policy=WEAK, clock=self._clock)
        return Done(status, *self._capsys.readouterr())

    def confirm_sheet(self, owner: str) -> None:
        """What the window notes when an owner has typed groups of the newest sheet."""
        vault = open_vault(
            self.folder, username=owner, password=PASSWORD, policy=WEAK, now=self._clock
        )
        opened = open_office(vault, self._clock)
        with opened.database.write(opened.actor) as office:
            asked = TypingBack.read(office.settings.common(SETTING))
            assert asked is not None
            office.settings.note_common(SETTING, asked.confirmed(self._clock()).kept())
        opened.close()


@pytest.fixture
def cims(
    vault_folder: Path,
    tmp_path: Path,
    clock: SetClock,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> CommandLine:
    """The command line on a copy of the template vault, in English."""
    monkeypatch.setenv("CIMS_LANGUAGE", "en")
    secret = tmp_path / "password.txt"
    secret.write_text(PASSWORD + "\n", encoding="utf-8")
    return CommandLine(vault_folder, secret, clock, capsys)


@pytest.fixture
def furnish(
    vault_folder: Path, template: Template, clock: SetClock
) -> Callable[[Callable[[Office], Any]], Any]:
    """Write something into the vault as its administrator, and close it again."""

    def run(work: Callable[[Office], Any]) -> Any:
        vault = open_by_keys(
            vault_folder, template.keys, policy=WEAK, now=clock, slot_id=template.slot_id
        )
        opened = open_office(vault, clock)
        try:
            with opened.database.write(opened.actor) as office:
                return work(office)
        finally:
            opened.close()

    return run
