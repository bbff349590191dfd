"""A customer's sheet on paper or as PDF, made from what the print right lets one see."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from cims.services.contacts import CONTACT
from cims.services.customers import CUSTOMER, CustomerSheet
from cims.services.granted import Taking
from cims.services.i18n import _
from cims.services.storage import Record
from cims.services.watermark import watermark
from cims.ui.clipboard import take_out
from cims.ui.printing.paper import save_pdf_as, show_preview
from cims.ui.printing.sheet import Line, Part, Sheet
from cims.ui.records.format import BETWEEN, Words
from cims.ui.records.record_facts import fact_groups
from cims.ui.records.record_reading import named_rows

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Jobs
    from cims.ui.messages import Messages


class RecordPrinting(QObject):
    """Prints for one page."""

    def __init__(self, page: QWidget, jobs: "Jobs", messages: "Messages") -> None:
        super().__init__(page)
        self._page, self._jobs, self._messages = page, jobs, messages

    def preview(self, customer_id: int) -> None:
        """Show the paper, from where it goes to a printer."""

        def show(sheet: Sheet) -> None:
            show_preview(sheet, self._page, lambda then: self._take(customer_id, sheet, then))

        self._jobs.read(self._page, lambda office: read_sheet(office, customer_id), show)

    def save_pdf(self, customer_id: int) -> None:
        """Ask for a place and write the sheet there."""

        def save(sheet: Sheet) -> None:
            self._take(customer_id, sheet, lambda: save_pdf_as(sheet, self._page, self._messages))

        self._jobs.read(self._page, lambda office: read_sheet(office, customer_id), save)

    def _take(self, customer_id: int, sheet: Sheet, then: Callable[[], None]) -> None:
        """Let the sheet leave once it is counted among what was printed today."""
        columns = list(dict.fromkeys(line.label for part in sheet.parts for line in part.lines))
        ids, entity = [customer_id], CUSTOMER.name
        take_out(self._jobs, self._page, Taking.PRINT, entity, ids, columns, then)


def read_sheet(office: "Office", customer_id: int) -> Sheet:
    """Everything that stands on the sheet, in words."""
    found: CustomerSheet = office.customers.sheet(customer_id)
    words = Words.load(office)
    record = named_rows(office, "customer", found.customer)
    parts = [
        Part(group.title, tuple(Line(fact.label, fact.text) for fact in group.facts))
        for group in fact_groups(CUSTOMER, record, words)
    ]
    people = tuple(contact_line(one, words) for one in found.contacts)
    if people:
        parts.append(Part(_(CONTACT.label_plural), people))
    return Sheet(
        str(record.values["name"]),
        BETWEEN.join(filter(None, (_("Customer sheet"), record.values["code"]))),
        tuple(parts),
        _("Printed on {date}").format(date=words.today.isoformat()),
        watermark(office),
    )


def contact_line(record: Record, words: Words) -> Line:
    """A contact on the customer's sheet: name, then what is known."""
    values = record.values
    field = CONTACT.field("contact_points")
    known = [values["salutation"], values["job_title"]]
    known += words.all_rows(field, values["contact_points"])
    return Line(str(values["name"]), BETWEEN.join(filter(None, known)))
