"""What the import page asks of the office; everything here runs inside a job."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cims.services.activities import ACTIVITY
from cims.services.contacts import CONTACT
from cims.services.customers import CUSTOMER
from cims.services.lead_fields import LEAD
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.order_fields import ORDER
from cims.services.product_families import PRODUCT_FAMILY
from cims.services.products import PRODUCT
from cims.services.progress import Progress, silent
from cims.services.rights import Actor
from cims.services.segments import SEGMENT
from cims.services.spreadsheet import importer
from cims.services.spreadsheet.errors import UnusableFile
from cims.services.spreadsheet.mapping import plain
from cims.services.spreadsheet.preview import Preview, preview
from cims.services.spreadsheet.report import ImportOptions, Report
from cims.services.spreadsheet.workbook import SheetTitle, open_workbook
from cims.services.tasks import TASK

if TYPE_CHECKING:
    from cims.services.office import Office

ENTITIES = (
    *(CUSTOMER, CONTACT, ACTIVITY, TASK, LEAD, OPPORTUNITY, ORDER, PRODUCT, PRODUCT_FAMILY),
    SEGMENT,
)
BY_MODULE = (LEAD, PRODUCT, PRODUCT_FAMILY)  # where their module is off nobody is offered them
LEARNED, MOST_LEARNED = "import headings", 300


@dataclass(frozen=True)
class Order:
    """One import as it was asked for: which file, into what, how it is to be read.

    `taught` are headings that were given another field by hand, with its path.
    """

    entity: str
    path: Path
    options: ImportOptions
    taught: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Looked:
    """What a look at a file found; without a preview, `sentence` says why it can't be read so.

    `learned` are the columns whose headings this user gave a field before, with its path.
    """

    order: Order
    sheets: tuple[SheetTitle, ...]
    encoding: str
    preview: Preview | None
    sentence: str = ""
    learned: Mapping[int, str] = field(default_factory=dict)


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
    words = office.settings.mine(LEARNED).get(order.entity, {})
    headings = {column: plain(text) for column, text in found.layout.headings.items()}
    learned = {column: words[word] for column, word in headings.items() if word in words}
    return Looked(order, found.sheets, found.encoding, found, learned=learned)


def take_in(
    office: "Office", actor: Actor, order: Order, progress: Progress = silent, *, writes: bool
) -> Report:
    """Go through the whole list in this unit of work, which without `writes` changes nothing.

    What the user taught is kept for the next list once it was good for an import.
    """
    report = importer.take_in(
        office, actor, order.entity, order.path, order.options, progress, writes=writes
    )
    if writes and order.taught:
        remember(office, order)
    return report


def remember(office: "Office", order: Order) -> None:
    """Keep which field the user gave a heading, the newest ones of each record type."""
    known = office.settings.mine(LEARNED)
    words = dict(known.get(order.entity, {}))
    for heading, path in order.taught.items():
        words.pop(plain(heading), None)
        words[plain(heading)] = path
    newest = dict(list(words.items())[-MOST_LEARNED:])
    office.settings.set_mine(LEARNED, {**known, order.entity: newest})
