"""What the import page asks of the office; everything here runs inside a job."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cims.services.activities import ACTIVITY
from cims.services.contacts import CONTACT
from cims.services.customers import CUSTOMER
from cims.services.progress import Progress, silent
from cims.services.rights import Actor
from cims.services.segments import SEGMENT
from cims.services.spreadsheet import importer
from cims.services.spreadsheet.errors import UnusableFile
from cims.services.spreadsheet.preview import Preview, preview
from cims.services.spreadsheet.report import ImportOptions, Report
from cims.services.spreadsheet.workbook import SheetTitle, open_workbook
from cims.services.tasks import TASK

if TYPE_CHECKING:
    from cims.services.office import Office

ENTITIES = (CUSTOMER, CONTACT, ACTIVITY, TASK, SEGMENT)


@dataclass(frozen=True)
class Order:
    """One import as it was asked for: which file, into what, how it is to be read."""

    entity: str
    path: Path
    options: ImportOptions


@dataclass(frozen=True)
class Looked:
    """What a look at a file found; without a preview, `sentence` says why it can't be read so."""

    order: Order
    sheets: tuple[SheetTitle, ...]
    encoding: str
    preview: Preview | None
    sentence: str = ""


def look(office: "Office", order: Order) -> Looked:
    """Read a file as far as the page shows it; UnusableFile when nothing in it can be chosen.

    Where no sheet was asked for and every sheet is hidden, the first of them is read.
    """
    try:
        found = preview(office, order.entity, order.path, order.options)
    except UnusableFile as refusal:
        with open_workbook(order.path, order.options.encoding) as workbook:
            sheets, encoding = workbook.sheets, workbook.encoding
        if order.options.sheet is None and sheets and all(title.hidden for title in sheets):
            options = replace(order.options, sheet=sheets[0].name)
            return look(office, replace(order, options=options))
        return Looked(order, sheets, encoding, None, str(refusal))
    return Looked(order, found.sheets, found.encoding, found)


def take_in(
    office: "Office", actor: Actor, order: Order, progress: Progress = silent, *, writes: bool
) -> Report:
    """Go through the whole list in this unit of work, which without `writes` changes nothing."""
    return importer.take_in(
        office, actor, order.entity, order.path, order.options, progress, writes=writes
    )
