"""The real thing for every test: one vault is made per run, each test works on a copy of it."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from cims.models.app_user import UserState
from cims.services.changes import ChangeKind
from cims.services.i18n import use_language
from cims.services.office import Office
from cims.services.opening import Founding, OpenOffice, found_office, open_office
from cims.services.rights import Actor
from cims.services.vault.keys import KeySet
from cims.services.vault.vault import open_by_keys
from tests.postgres import every_statement_compiles_for_postgres  # noqa: F401
from tests.weak_policy import WEAK

PASSWORD = "a long enough phrase"
ROLES = ("administrator", "manager", "sales", "service", "finance", "auditor")
START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@dataclass
class SetClock:
    """A clock that tests set."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        """Let time go by."""
        self.now += timedelta(**time)


@dataclass(frozen=True)
class Template:
    """The vault that every test gets a copy of, and what opens it."""

    folder: Path
    keys: KeySet
    slot_id: str
    sheet: str
    people: dict[str, int]


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A founded office with one user of every role; manager and sales are one team."""
    return template_in(tmp_path_factory.mktemp("template"))


def template_in(place: Path) -> Template:
    """The same in a folder of one's own: long runs outside pytest make it too."""
    use_language("en")
    folder = place / "office"
    founding = Founding("Hengtai Trading", "boss", "Wang Xiaoyan")
    office, sheet = found_office(folder, founding, PASSWORD, policy=WEAK, clock=SetClock())
    people = {"administrator": office.actor.user_id or 0}
    with office.database.write(Actor.office(), ChangeKind.SETUP) as inside:
        team = inside.users.add_team("Sales")
        for role in ROLES[1:]:
            values = {"username": role, "name": role.title(), "state": UserState.ACTIVE}
            people[role] = inside.users.add(values)
            inside.users.give_role(people[role], role)
        for role in ("manager", "sales"):
            inside.users.join_team(people[role], team)
    keys, slot_id = office.vault.copy_of_keys(), office.vault.slot.slot_id
    office.close()
    return Template(folder, keys, slot_id, sheet, people)


@pytest.fixture
def vault_folder(template: Template, tmp_path: Path) -> Path:
    """A copy of the template vault."""
    folder = tmp_path / "office"
    shutil.copytree(template.folder, folder)
    return folder


@pytest.fixture
def opened(template: Template, vault_folder: Path, clock: SetClock) -> Iterator[OpenOffice]:
    """The copy, opened by its keys, with the administrator signed in."""
    vault = open_by_keys(
        vault_folder, template.keys, policy=WEAK, now=clock, slot_id=template.slot_id
    )
    office = open_office(vault, clock)
    yield office
    office.close()


@pytest.fixture
def reopen(template: Template, clock: SetClock) -> Iterator[Callable[..., OpenOffice]]:
    """Open a data folder by the template's keys; every office is closed at the end."""
    offices: list[OpenOffice] = []

    def run(folder: Path, **how: bool) -> OpenOffice:
        vault = open_by_keys(
            folder, template.keys, policy=WEAK, now=clock, slot_id=template.slot_id
        )
        offices.append(open_office(vault, clock, **how))
        return offices[-1]

    yield run
    for office in offices:
        office.close()


Acting = Callable[[str], Actor]


@pytest.fixture
def acting(opened: OpenOffice, template: Template) -> Acting:
    """The actor of a role: `acting("sales")`."""

    def actor(role: str) -> Actor:
        with opened.database.read(Actor.office()) as office:
            return office.users.actor(template.people[role], session="test")

    return actor


@pytest.fixture
def write(opened: OpenOffice) -> Callable[..., object]:
    """Run a function of the office in one write transaction; its result is returned."""

    def run(work: Callable[[Office], object], actor: Actor | None = None) -> object:
        with opened.database.write(actor or opened.actor) as office:
            return work(office)

    return run


@pytest.fixture
def read(opened: OpenOffice) -> Callable[..., object]:
    """Run a function of the office in one snapshot; its result is returned."""

    def run(work: Callable[[Office], object], actor: Actor | None = None) -> object:
        with opened.database.read(actor or opened.actor) as office:
            return work(office)

    return run


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of four megabytes, one of them taken."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a small file system needs the right to mount one")
    (place / "ballast").write_bytes(bytes(1 << 20))
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)
