"""Recovery sheets that were saved as files beside the office: reminded of until they are gone."""

from pathlib import Path
from typing import TYPE_CHECKING

from cims.services.i18n import _
from cims.services.vault.factors import is_on_same_disk

if TYPE_CHECKING:
    from cims.services.office import Office

SETTING = "sheet_files"
FILES = "files"


def note_file(office: "Office", file: Path, folder: Path) -> None:
    """Remember where a sheet was saved, unless it is another disk than that of the data folder."""
    file = file.absolute()
    if is_on_same_disk(file.parent, folder):
        known = office.settings.common(SETTING).get(FILES, [])
        kept = [path for path in known if path != str(file) and is_there(path)]
        office.settings.note_common(SETTING, {FILES: [*kept, str(file)]})


def reminder(office: "Office") -> str:
    """What to do with the file that still lies there; empty when none does."""
    lying = [path for path in office.settings.common(SETTING).get(FILES, []) if is_there(path)]
    if not lying:
        return ""
    words = _(
        "The recovery sheet still lies in {file}: whoever takes this computer needs no password. "
        "Print it, then delete the file."
    )
    return words.format(file=lying[0])


def is_there(path: str) -> bool:
    """Whether a file can be seen; what may not be looked at is left alone."""
    try:
        return Path(path).is_file()
    except OSError:
        return False
