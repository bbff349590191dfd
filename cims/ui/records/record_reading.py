"""What a record's page reads in one snapshot: the record, what its values mean, its contacts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cims.services.entity import Kind, Link
from cims.services.filters import Condition, Group, Operator
from cims.services.lead_fields import FIRST_STATE, LEAD
from cims.services.link_names import named, names_for
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.order_fields import ORDER
from cims.services.paper_fields import LINES
from cims.services.paper_records import PaperService
from cims.services.products import PRODUCT
from cims.services.quote_fields import QUOTE
from cims.services.reading import Sort
from cims.services.rights import Action, Owned
from cims.services.storage import Record
from cims.ui.records.customer_sales import Sales, sales_of
from cims.ui.records.format import BETWEEN, Words
from cims.ui.records.paper_page import read_paper
from cims.ui.records.product_page import read_product
from cims.ui.records.stage_course import read_course

if TYPE_CHECKING:
    from cims.services.office import Office

FOUND_AT_MOST, SHOWN_TASKS = 20, 50
LAST_USED = "form:{entity}"
EXTRAS: Mapping[str, Callable[["Office", int], Any]] = {
    PRODUCT.name: read_product,
    OPPORTUNITY.name: read_course,
    QUOTE.name: lambda office, id_: read_paper(office, QUOTE.name, id_),
    ORDER.name: lambda office, id_: read_paper(office, ORDER.name, id_),
}


@dataclass(frozen=True)
class Reading:
    """A record as its page shows it; without a record it is what a new one starts with."""

    words: Words
    record: Record | None = None
    contacts: tuple[Record, ...] = ()
    tasks: tuple[Record, ...] = ()
    sales: Mapping[str, Sales] = field(default_factory=dict)
    first_values: Mapping[str, Any] | None = None
    extra: Any = None


def read_page(
    office: "Office", entity: str, id_: int, *, with_contacts: bool, user: int | None = None
) -> Reading:
    """Read everything that the page of a record needs; id 0 is a new one, entered by `user`."""
    words = replace(Words.load(office), tags=office.settings.tags())
    if not id_:
        return Reading(words, first_values=first_values(office, entity, words, user))
    record = load_record(office, entity, id_)
    contacts: tuple[Record, ...] = ()
    if with_contacts:
        contacts = tuple(
            named_rows(office, "contact", one)
            for one in office.contacts.rows(office.customers.contacts_of(id_))
        )
    sales = sales_of(office, id_) if entity == "customer" else {}
    extra = EXTRAS[entity](office, id_) if entity in EXTRAS else None
    tasks = tasks_of(office, entity, id_)
    return Reading(words, record, contacts, tasks, sales, extra=extra)


def tasks_of(office: "Office", entity: str, id_: int) -> tuple[Record, ...]:
    """The tasks about a customer or a lead: open ones first, by the day when they are due."""
    if entity not in ("customer", "lead") or not office.actor.may(Action.READ, "task"):
        return ()
    room, about = office.tasks, Condition(entity, Operator.IS, Link(id_))
    found: list[int] = []
    for state in (Operator.EMPTY, Operator.FILLED):
        where = Group((about, Condition("done_on", state)))
        found += room.listing(where, sort=Sort("due_on"), limit=SHOWN_TASKS).ids[:SHOWN_TASKS]
    fields = ("name", "owner", "due_on", "done")
    return tuple(room.rows(found[:SHOWN_TASKS], fields))


def first_values(office: "Office", entity: str, words: Words, user: int | None) -> dict[str, Any]:
    """What a new record starts with: what the office would put there itself, and what was last."""
    known = office.room(entity).entity.by_name
    scope = office.room(entity).entity.scope
    is_shared_out = isinstance(scope, Owned) and scope.unowned
    found: dict[str, Any] = {}
    if "owner" in known and not is_shared_out:
        found = owned_by(words, user)
    if "lifecycle" in known:
        entries = words.choices.get(known["lifecycle"].choices, ())
        found["lifecycle"] = next((one.code for one in entries if one.meaning == "potential"), None)
    if office.room(entity).entity.lines is not None:
        found |= {"tax_included": True, "opened_on": words.today}
        if states := known["state"].enum:
            found["state"] = states("draft")
    if "kind" in known and (kinds := known["kind"].enum):
        found["kind"] = kinds("organisation")
    if entity == QUOTE.name:
        found |= office.quotes.usual()
    if entity == LEAD.name:
        found["state"] = FIRST_STATE
    return {**found, **office.settings.mine(LAST_USED.format(entity=entity))}


def owned_by(words: Words, user: int | None) -> dict[str, Any]:
    """The owner that the office gives to a record for which none was chosen."""
    if user is None or user not in words.people:
        return {}
    return {"owner": Link(user, words.people[user])}


def load_record(office: "Office", entity: str, id_: int) -> Record:
    """A record with the names of everything that it points to, in its rows too."""
    room = office.room(entity)
    record = named_rows(office, entity, room.load(id_))
    if isinstance(room, PaperService):
        record = record.changed(**{LINES: room.lines_of(id_)})
    return record


def customer_of(record: Record) -> Link | None:
    """The customer that a record is, or is about."""
    if record.entity == "customer":
        return Link(record.id, str(record.values["name"]))
    link = record.values.get("customer")
    return link if isinstance(link, Link) else None


def lead_of(record: Record) -> Link | None:
    """The lead that a record is, as long as it is no customer."""
    if record.entity != "lead" or record.values.get("customer"):
        return None
    return Link(record.id, str(record.values["name"]))


def find_records(office: "Office", entity: str, words: str) -> list[tuple[int, str, str]]:
    """Records (id, name, number) for a box that links to them."""
    room = office.room(entity)
    title = room.entity.title
    ids = room.listing(words=words.strip(), limit=FOUND_AT_MOST).ids[:FOUND_AT_MOST]
    known = [name for name in ("code", "model") if name in room.entity.by_name]
    rows = room.rows(ids, (title, *known))
    return [
        (row.id, row.values[title], BETWEEN.join(filter(None, map(row.values.get, known))))
        for row in rows
    ]


def named_rows(office: "Office", entity: str, record: Record) -> Record:
    """The record with names in the links of its ROWS fields."""
    fields = [f for f in office.room(entity).entity.fields if f.columns_of(Kind.LINK)]
    names = names_for(office.names_of, ((one, record.values.get(one.name)) for one in fields))
    return record.changed(
        **{one.name: named(one, record.values.get(one.name), names) for one in fields}
    )
