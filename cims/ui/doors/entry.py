"""What the doors do to the vault, each step for a thread; SQLAlchemy is loaded inside."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cims.services.clock import Clock
from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.progress import Progress
from cims.services.vault.attempts import seconds_to_wait
from cims.services.vault.factors import KEY_FILE, read_key_file
from cims.services.vault.files import make_private_folder
from cims.services.vault.generations import CURRENT, EVIDENCE, DataFolder
from cims.services.vault.policy import LISTING, KdfPolicy
from cims.services.vault.slot_copies import load_copies
from cims.services.vault.slots import DATABASE_FILE, USER, Slot
from cims.ui.doors.unlock_page import Person

if TYPE_CHECKING:
    from cims.services.one_time_codes import Answer
    from cims.services.opening import OpenOffice
    from cims.services.vault.typing_back import TypingBack
    from cims.ui.doors.founding_page import NewOffice
    from cims.ui.doors.sheet import RecoverySheet
    from cims.ui.kept_session import KeptSession


@dataclass(frozen=True)
class Place:
    """Where a vault lies, how its keys are derived, what time it is there."""

    folder: Path
    policy: KdfPolicy
    clock: Clock
    sample_password: str = ""

    @property
    def is_sample(self) -> bool:
        """Whether this is the sample office, whose password everybody may know."""
        return bool(self.sample_password)

    def has_vault(self) -> bool:
        """Whether there is something to unlock."""
        return DataFolder(self.folder).has_vault()

    def people(self) -> list[Person]:
        """Who may sign in; raises NoVault, CurrentMissing, TooNew or Damaged."""
        data = DataFolder(self.folder)
        newest = load_copies(data.generation(data.current()), LISTING).good[0].file
        return [
            person_of(slot)
            for slot in newest.slots
            if slot.kind == USER and slot.sealed is not None
        ]

    def wait_of(self, person: Person) -> int:
        """How many seconds somebody must wait after wrong passwords."""
        return seconds_to_wait(self.folder, person.slot_id, self.clock())


@dataclass(frozen=True)
class Entered:
    """Somebody has come in, and all that their window begins with has been read.

    With `gate` a one-time code is asked for first, `gate_wait` seconds later after wrong ones;
    `asked` is the proof that they have to give then, `file` what wants to be imported after that.
    """

    office: "OpenOffice"
    place: Place
    kept: "KeptSession"
    asked: "TypingBack | None" = None
    gate: bool = False
    gate_wait: int = 0
    file: Path | None = None


def entered(place: Place, office: "OpenOffice") -> Entered:
    """Read what the window of an office that was just opened begins with."""
    from cims.ui.kept_session import read_kept

    try:
        if place.is_sample:
            return Entered(office, place, read_kept(office))
        with office.database.read(office.actor) as inside:
            codes = inside.one_time_codes
            is_on = office.actor.user_id is not None and codes.gate().is_on
            wait = codes.seconds_to_wait() if is_on else 0
        return Entered(office, place, read_kept(office), demanded(office), is_on, wait)
    except BaseException:
        office.close()
        raise


def found(place: Place, wanted: "NewOffice") -> "tuple[OpenOffice, RecoverySheet]":
    """Make a new office and its recovery sheet."""
    from cims.services.opening import Founding, found_office

    founding = Founding(wanted.office, wanted.name, wanted.name, wanted.currency, wanted.zone)
    office, text = found_office(
        place.folder, founding, wanted.password, policy=place.policy, clock=place.clock
    )
    return office, noted_sheet(office, text)


def person_of(slot: Slot) -> Person:
    """Somebody as the doors show them."""
    return Person(slot.slot_id, slot.username, needs_key_file=KEY_FILE in slot.factors)


def sign_in(
    place: Place,
    slot_id: str,
    password: str,
    key_file: Path | None = None,
    *,
    accept_loss: bool = False,
) -> "OpenOffice":
    """Open the vault as one person; raises KeyFileRefused for a file that is no key file."""
    from cims.services.opening import open_office
    from cims.services.vault.vault import open_vault

    vault = open_vault(
        place.folder,
        slot_id=slot_id,
        password=password,
        policy=place.policy,
        now=place.clock,
        key_file=read_key_file(key_file) if key_file else None,
    )
    return open_office(vault, place.clock, accept_loss=accept_loss)


def reset_password(place: Place, slot_id: str, sheet: str, password: str) -> "OpenOffice":
    """Give somebody a new password by the recovery sheet, and sign in with it.

    Who holds the sheet is asked for no one-time code: the phone may be what was lost.
    """
    from cims.services.rights import Actor
    from cims.services.vault.vault import open_with_recovery

    vault = open_with_recovery(place.folder, sheet, policy=place.policy, now=place.clock)
    try:
        fresh = vault.reset_password(slot_id, password)
    finally:
        vault.close()
    office = sign_in(place, fresh, password)
    with office.database.read(office.actor) as inside:
        is_gated = inside.one_time_codes.gate().is_on
    if is_gated and office.actor.user_id is not None:
        with office.database.write(Actor.office()) as inside:
            inside.one_time_codes.take_off(office.actor.user_id)
    return office


def answered(office: "OpenOffice", typed: str) -> "Answer":
    """Whether a code opens the gate; each try is kept, right or wrong."""
    with office.database.write(office.actor) as inside:
        return inside.one_time_codes.answer(typed)


def new_sheet(office: "OpenOffice") -> "RecoverySheet":
    """A sheet in the place of one that is not at hand; the old one opens older copies only."""
    return noted_sheet(office, office.vault.replace_recovery_sheet())


def noted_sheet(office: "OpenOffice", text: str) -> "RecoverySheet":
    """The sheet with what stands on it besides; which groups will be asked for is kept."""
    from cims.services.clock import office_date
    from cims.services.vault.typing_back import SETTING, TypingBack
    from cims.ui.doors.sheet import RecoverySheet

    now = office.database.clock()
    with office.database.write(office.actor) as inside:
        inside.settings.note_common(SETTING, TypingBack.of(text, now).kept())
        common = inside.settings.common("office")
    made = office_date(now, common["zone"]).isoformat()
    return RecoverySheet(common["name"], office.vault.vault_id, made, text)


def demanded(office: "OpenOffice") -> "TypingBack | None":
    """The proof that an owner has to give before the office is shown; None when it can wait."""
    from cims.services.rights import Right
    from cims.services.vault.typing_back import SETTING, TypingBack

    if not office.actor.may(Right.SETTINGS):
        return None
    with office.database.read(office.actor) as inside:
        asked = TypingBack.read(inside.settings.common(SETTING))
        records = inside.customers.count() + inside.contacts.count()
    return asked if asked and asked.is_due(office.database.clock(), records) else None


def proved(office: "OpenOffice", asked: "TypingBack") -> None:
    """Note that the sheet is in somebody's hands."""
    from cims.services.vault.typing_back import SETTING

    with office.database.write(office.actor) as inside:
        inside.settings.note_common(SETTING, asked.confirmed(office.database.clock()).kept())


def states(folder: Path, numbers: Sequence[int]) -> list[str]:
    """When each state was written last, for an owner who has to choose one."""
    data = DataFolder(folder)
    told = []
    for number in numbers:
        file = data.generation(number) / DATABASE_FILE
        written = datetime.fromtimestamp(file.stat().st_mtime).astimezone()
        words = _("State {n} was last written on {moment}.")
        told.append(words.format(n=number, moment=f"{written:%Y-%m-%d %H:%M}"))
    return told


def take_generation(folder: Path, number: int) -> None:
    """Put a state in force that the owner picked after CURRENT was lost."""
    data = DataFolder(folder)
    if number not in data.complete():
        raise CimsError(_("This state is gone. Start CIMS again."))
    data.switch_to(number)


def people_in(file: Path) -> list[Person]:
    """Whose passwords open a backup; raises CimsError for a file that is none."""
    from cims.services.backup.checking import slots_in

    return [person_of(slot) for slot in slots_in(file)]


def restore(
    place: Place,
    file: Path,
    name: str,
    password: str,
    key_file: Path | None,
    progress: Progress,
    *,
    accept_loss: bool = False,
) -> "OpenOffice":
    """Make a backup the office of this place; what can't be opened there goes to the evidence."""
    from cims.services.backup import restore_into

    brought = read_key_file(key_file) if key_file else None
    with replaced(place):
        return restore_into(
            file,
            place.folder,
            policy=place.policy,
            clock=place.clock,
            username=name,
            password=password,
            key_file=brought,
            progress=progress,
            accept_loss=accept_loss,
        )


def restore_by_sheet(
    place: Place,
    file: Path,
    slot_id: str,
    sheet: str,
    password: str,
    progress: Progress,
    *,
    accept_loss: bool = False,
) -> "OpenOffice":
    """The same with the recovery sheet, which gives one person a new password."""
    from cims.services.backup import restore_into

    with replaced(place):
        restore_into(
            file,
            place.folder,
            policy=place.policy,
            clock=place.clock,
            sheet=sheet,
            progress=progress,
            accept_loss=accept_loss,
        ).close()
    return reset_password(place, slot_id, sheet, password)


@contextmanager
def replaced(place: Place) -> Iterator[None]:
    """Set aside what lies in a place while something takes its place; put it back on failure."""
    data = DataFolder(place.folder)
    aside = set_aside(data, place.clock().strftime("%Y%m%dT%H%M%SZ")) if data.has_vault() else None
    try:
        yield
    except BaseException:
        if aside is not None:
            for part in list(aside.iterdir()):
                part.rename(place.folder / part.name)
            aside.rmdir()
        raise


def set_aside(data: DataFolder, moment: str) -> Path:
    """Move a vault as it is into a folder of the evidence, which is returned."""
    aside = data.path / EVIDENCE / f"before-restore-{moment}"
    make_private_folder(aside.parent)
    make_private_folder(aside)
    parts = [data.generation(number) for number in data.numbers()]
    for part in (data.path / CURRENT, *parts):
        if part.exists():
            part.rename(aside / part.name)
    return aside
