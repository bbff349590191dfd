"""The record types of the window, and how a request of one page leads to another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cims.services.activities import ACTIVITY
from cims.services.assignment_rules import ASSIGNMENT_RULE
from cims.services.contacts import CONTACT
from cims.services.customers import CUSTOMER
from cims.services.entity import Entity
from cims.services.exchange_rates import EXCHANGE_RATE
from cims.services.filters import Filter
from cims.services.i18n import N_, _
from cims.services.lead_fields import LEAD
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.order_fields import ORDER
from cims.services.paper_templates.templates import PAPER_TEMPLATE
from cims.services.pipelines import PIPELINE, STAGE
from cims.services.pool_fields import POOL
from cims.services.product_families import PRODUCT_FAMILY
from cims.services.products import PRODUCT
from cims.services.quote_fields import QUOTE
from cims.services.rights import Double
from cims.services.segments import SEGMENT
from cims.services.target_fields import TARGET
from cims.services.tasks import TASK
from cims.services.tax_rates import TAX_RATE
from cims.ui.command_palette import Hit
from cims.ui.main_window import MainWindow
from cims.ui.pages.importing import ImportPage
from cims.ui.records.list_page import ListPage
from cims.ui.records.record_page import RecordPage

if TYPE_CHECKING:
    from cims.services.office import Office

FOUND_AT_MOST, WHOLE_NUMBER = 8, 7
IMPORT = "import"  # the document that brings a list in
LIST = "list:"  # before a record type: its list as a document, where it has no tab


@dataclass(frozen=True)
class RecordType:
    """A record type of the window: its list on the rail, its documents, its entry under New."""

    entity: Entity
    icon: str
    new: str
    new_icon: str
    on_rail: bool = True  # else its list is a place of the settings
    has_page: bool = True  # else it is only listed: nothing is opened, entered or found elsewhere


RECORDS = (
    RecordType(CUSTOMER, "building-complex", N_("New customer"), "building-complex"),
    RecordType(POOL, "waves-horizontal", "", "waves-horizontal", has_page=False),
    RecordType(CONTACT, "users", N_("New contact"), "user-plus"),
    RecordType(ACTIVITY, "notebook-pen", N_("New follow-up"), "notebook-pen"),
    RecordType(TASK, "list-todo", N_("New task"), "list-todo"),
    RecordType(LEAD, "magnet", N_("New lead"), "magnet"),
    RecordType(OPPORTUNITY, "handshake", N_("New opportunity"), "handshake"),
    RecordType(QUOTE, "file-text", N_("New quote"), "file-plus"),
    RecordType(ORDER, "receipt-text", N_("New order"), "receipt-text"),
    RecordType(PRODUCT, "package", N_("New product"), "package"),
    RecordType(SEGMENT, "group", N_("New segment"), "group"),
    RecordType(PRODUCT_FAMILY, "boxes", N_("New product family"), "boxes", on_rail=False),
    RecordType(TAX_RATE, "percent", N_("New tax rate"), "percent", on_rail=False),
    RecordType(EXCHANGE_RATE, "arrow-left-right", N_("New exchange rate"), "plus", on_rail=False),
    RecordType(PIPELINE, "workflow", N_("New pipeline"), "workflow", on_rail=False),
    RecordType(STAGE, "milestone", N_("New stage"), "milestone", on_rail=False),
    RecordType(TARGET, "goal", N_("New target"), "goal", on_rail=False),
    RecordType(PAPER_TEMPLATE, "file-text", N_("New template"), "file-text", on_rail=False),
    RecordType(ASSIGNMENT_RULE, "split", N_("New rule"), "split", on_rail=False),
)
NEW = {
    **{kind.entity.name: kind.new for kind in RECORDS if kind.has_page},
    IMPORT: N_("Import a list"),
}


def begin(window: MainWindow, entity: str, first: Mapping[str, Any]) -> None:
    """Open an empty form, with these values in it."""
    window.documents.open(entity, 0, title_of_new(entity))
    page = window.documents.page
    if isinstance(page, RecordPage) and first:
        page.start_with(first)


def bring_in(window: MainWindow, entity: str, file: Path | None) -> None:
    """Open the import of a list, with a file that is known already."""
    window.documents.open(IMPORT, 0, title_of_new(IMPORT))
    page = window.documents.page
    if isinstance(page, ImportPage):
        page.use_entity(entity)
        if file is not None:
            page.take_file(file)


def edit(window: MainWindow, entity: str, id_: int) -> None:
    """Open a record for editing."""
    window.documents.open(entity, id_, "")
    page = window.documents.page
    if isinstance(page, RecordPage):
        page.edit()


def fill_in(
    window: MainWindow,
    entity: str,
    id_: int,
    values: Mapping[str, Any],
    missing: Mapping[str, str],
) -> None:
    """Open a record at the fields that are missing, with these values in it."""
    window.documents.open(entity, id_, "")
    page = window.documents.page
    if isinstance(page, RecordPage):
        page.fill_in(values, missing)


def run(window: MainWindow, entity: str, id_: int, word: str) -> None:
    """Open a record and let its page do something."""
    window.documents.open(entity, id_, "")
    page = window.documents.page
    if isinstance(page, RecordPage):
        page.run(word)


def show_list(window: MainWindow, entity: str, where: Filter | None, title: str = "") -> None:
    """Show the list of a record type, narrowed by a filter; in a tab of its own if it has none."""
    kind = next(kind for kind in RECORDS if kind.entity.name == entity)
    if any(tab.id == kind.entity.plural for tab in window.navigation.tabs):
        window.show_tab(kind.entity.plural)
    else:
        window.documents.open(f"{LIST}{entity}", 0, title or _(kind.entity.label_plural))
    page = window.documents.page
    if isinstance(page, ListPage):
        page.show_only(where, title)


def search(window: MainWindow, words: str) -> None:
    """Look everywhere for what a list did not find."""
    window.top_bar.field.setText(words)
    window.palette_list.open()
    window.top_bar.field.textEdited.emit(words)


def title_of_new(entity: str) -> str:
    """What the tab of a new record says."""
    return _(NEW.get(entity, N_("New")))


def hits(office: "Office", seen: Sequence[RecordType], words: str) -> list[Hit]:
    """The best records of these types."""
    found: list[Hit] = []
    for kind in seen if words.strip() else ():
        if not kind.has_page:
            continue
        entity = kind.entity
        room = office.room(entity.name)
        for record in room.find(words, FOUND_AT_MOST)[:FOUND_AT_MOST]:
            title = str(record.values[entity.title]).split("\n", 1)[0]
            code = str(record.values["code"] or "")
            found.append(Hit(entity.name, record.id, title, code, kind.icon))
    if words.strip() and any(kind.entity.name == CUSTOMER.name for kind in seen):
        found += of_colleagues(office, words)
    return found


def of_colleagues(office: "Office", words: str) -> list[Hit]:
    """Customers of this whole name or number that one may not open: whose they are, no more."""
    doubles = list(office.customers.alike({"name": words}))
    if sum(letter.isdigit() for letter in words) >= WHOLE_NUMBER:
        doubles += office.callers.find(words).others
    hidden = {double.id: double for double in doubles if not double.readable}
    return [Hit(CUSTOMER.name, 0, double.name, whose(double), "lock") for double in hidden.values()]


def whose(double: Double) -> str:
    """What may be told of a colleague's customer."""
    if double.pooled:
        return _("In the pool: claim it there")
    if not double.owner:
        return _("A customer that you may not open")
    return _("{name} looks after this customer").format(name=double.owner)
