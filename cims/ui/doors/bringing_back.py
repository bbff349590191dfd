"""What the doors do to bring an office back: another state of it, or a backup."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.progress import Progress
from cims.services.vault.factors import brought_from
from cims.services.vault.files import make_private_folder
from cims.services.vault.generations import CURRENT, EVIDENCE, DataFolder
from cims.services.vault.slots import DATABASE_FILE
from cims.ui.doors.entry import Place, person_of, reset_password
from cims.ui.doors.unlock_page import Person

if TYPE_CHECKING:
    from cims.services.opening import OpenOffice


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

    with brought_from(key_file) as brought, replaced(place):
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
