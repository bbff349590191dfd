"""What is known of a list to import, as options and guesses say that it is to be read."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from cims.services.activities import ACTIVITY
from cims.services.contact_fields import CONTACT
from cims.services.customer_fields import CUSTOMER
from cims.services.entity import Entity, Kind
from cims.services.exchange_rates import EXCHANGE_RATE
from cims.services.field_rights import Closed, closed_in, restricted
from cims.services.lead_fields import LEAD
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.order_fields import ORDER, ORDER_LINE
from cims.services.paper_templates.templates import PAPER_TEMPLATE
from cims.services.product_families import PRODUCT_FAMILY
from cims.services.products import PRODUCT
from cims.services.quote_fields import QUOTE, QUOTE_LINE
from cims.services.segments import SEGMENT
from cims.services.spreadsheet.headings import Layout
from cims.services.spreadsheet.map_file import MappedColumn
from cims.services.spreadsheet.report import ImportOptions
from cims.services.spreadsheet.targets import INTO_REMARKS, Target, numbered, targets_of
from cims.services.target_fields import TARGET
from cims.services.tasks import TASK
from cims.services.tax_rates import TAX_RATE
from cims.services.user_fields import USER

NOTHING_THERE = Layout("", 1, 1, 1, 0, {})
TELLING = frozenset(one.name for one in (ACTIVITY, TASK, LEAD, OPPORTUNITY, QUOTE, ORDER))
HANDED_OVER = ("title", "layout", "columns", "said", "words_in_file", "codes")
DESCRIBED = {
    entity.name: entity
    for entity in (
        *(CUSTOMER, CONTACT, ACTIVITY, TASK, SEGMENT, USER),
        *(PRODUCT_FAMILY, PRODUCT, TAX_RATE, EXCHANGE_RATE, TARGET),
        *(QUOTE, QUOTE_LINE, ORDER, ORDER_LINE, OPPORTUNITY, LEAD, PAPER_TEMPLATE),
    )
}


class Source:
    """What is known of a list: which column feeds which field, and what it says as a whole.

    It can be handed to another process.
    """

    def __init__(self, entity: Entity, contact: Entity | None, options: ImportOptions) -> None:
        self.entity, self.contact, self.options = entity, contact, options
        self.targets = targets_of(entity, contact)
        self.title = ""
        self.layout = NOTHING_THERE
        self.columns: dict[int, MappedColumn] = {}
        self.said: tuple[str, ...] = ()
        self.words_in_file: set[str] = set()
        self.codes: set[str] = set()

    def __reduce__(self) -> tuple[Any, ...]:
        contact = self.contact.name if self.contact else ""
        closed = closed_of(self.entity, self.contact)
        known = {name: getattr(self, name) for name in HANDED_OVER}
        return restored, (self.entity.name, contact, closed, self.options, known)

    @property
    def total(self) -> int:
        """How many rows there are to go through."""
        return max(self.layout.last_row - self.layout.first_row + 1, 0)

    @property
    def keeps_words(self) -> bool:
        """Whether names that are unknown here stay in the text or the remarks of the record."""
        return self.entity.name in TELLING

    @property
    def feeds_contact(self) -> bool:
        """Whether a row makes a contact besides."""
        return any(target.of_contact for target, _number in self.feeding.values())

    @cached_property
    def feeding(self) -> dict[int, tuple[Target, int]]:
        """The target of each column that feeds a field, with its number among several."""
        found = {}
        for column, told in self.columns.items():
            if told.field != INTO_REMARKS:
                path, number = numbered(told.field)
                found[column] = self.targets[path], number
        return found

    @property
    def masked(self) -> frozenset[str]:
        """The headings of columns that feed sealed fields."""
        return frozenset(
            self.layout.headings[column]
            for column, (target, _number) in self.feeding.items()
            if target.field.kind is Kind.SEALED
        )

    def heading_of(self, *paths: str) -> str:
        """The heading of the first column that feeds one of these paths, "" when none does."""
        for path in paths:
            for column, (target, _number) in self.feeding.items():
                if target.path == path:
                    return self.layout.headings[column]
        return ""


def closed_of(entity: Entity, contact: Entity | None) -> tuple[Closed, Closed]:
    """The fields closed to whoever imports, of the type and of the contact in its rows."""
    of_contact = closed_in(DESCRIBED[contact.name], contact) if contact else ()
    return closed_in(DESCRIBED[entity.name], entity), of_contact


def described_by(
    entity: str, contact: str, closed: tuple[Closed, Closed]
) -> tuple[Entity, Entity | None]:
    """The descriptions of these names, without what is closed."""
    found = restricted(DESCRIBED[entity], closed[0])
    return found, restricted(DESCRIBED[contact], closed[1]) if contact else None


def restored(
    entity: str,
    contact: str,
    closed: tuple[Closed, Closed],
    options: ImportOptions,
    known: Mapping[str, Any],
) -> Source:
    """A Source as another process handed it over."""
    source = Source(*described_by(entity, contact, closed), options)
    vars(source).update(known)
    return source
