"""How each public method of a service is tried: a recipe, or a call without arguments."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from inspect import Parameter, getmembers, signature
from typing import Any

from cims.models.sales_order import OrderState
from cims.services import storage
from cims.services.acting import actor_of
from cims.services.converting import Wanted
from cims.services.customer_care import OpenWork
from cims.services.entity import Link
from cims.services.errors import CimsError, NotAllowed
from cims.services.filters import Condition, Operator
from cims.services.forecast_fields import ForecastAsked
from cims.services.insights.figures import Asked
from cims.services.line_offers import WantedLine
from cims.services.log_entries import LogFilter
from cims.services.office import ROOMS, Office, Room
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.order_fields import ORDER
from cims.services.paper_templates.ready_word import ready_word
from cims.services.paper_templates.templates import PaperKind
from cims.services.price_reports import Paid
from cims.services.quote_fields import QUOTE
from cims.services.rights import Action, Actor
from cims.services.rules.currencies import Amount
from cims.services.rules.pool_rules import PoolRules
from cims.services.sales_reports import Sold
from cims.services.sample_pictures import drawn
from cims.services.service import Service
from cims.services.tasks import TASK
from cims.services.undo import UndoService
from tests.factories import valid
from tests.permissions.house import OWN, RELATIONS, House

CHANGED = {"customer": "remarks", "contact": "remarks", "activity": "next_step", "task": "remarks",
           "segment": "remarks", "user": "name", "product_family": "remarks",
           "product": "remarks", "tax_rate": "remarks", "order": "remarks",
           "order_line": "remarks", "pipeline": "name", "stage": "name",
           "opportunity": "remarks", "lead": "remarks", "assignment_rule": "name",
           "exchange_rate": "remarks", "target": "remarks",
           "quote": "remarks", "quote_line": "remarks", "paper_template": "remarks"}  # fmt: skip
LATER = date(2027, 1, 4)
OCCASION = "mid_autumn-2026"
ROWS = "contact_points"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class At:
    """Where a door is tried: at this house, as this role, about a record of this relation."""

    house: House
    office: Office
    role: str
    relation: str

    def id(self, kind: str) -> int:
        return self.house.ids[kind, self.role, self.relation]

    def key(self, kind: str) -> str:
        return self.house.keys[kind, self.role, self.relation]

    def stored(self, kind: str, name: str) -> Any:
        """What stands in the database now, whoever looks."""
        whole, session = type(self.office.room(kind)).entity, self.office._desk.unit.session
        found = storage.fetch(session, whole, Actor.office(), [self.id(kind)])
        return found[0].values[name] if found else None


Recipe = Callable[[At], Any]


def rooms() -> dict[str, type[Service]]:
    """Every service that an office hands out, by its property; undo is reached by two methods."""
    found = {name: room.service for name, room in getmembers(Office) if isinstance(room, Room)}
    return {**found, "undo": UndoService}


def doors() -> Iterator[str]:
    """Every public method of every service, and what it says of every right for records."""
    for room in ROOMS:
        for action in room.entity.actions:
            yield f"may {room.entity.name}:{action}"
    for name, service in rooms().items():
        for method in dir(service):
            if not method.startswith("_") and callable(getattr(service, method)):
                yield f"{name}.{method}"


def of_records(kind: str) -> dict[str, Recipe]:
    """The recipes that all rooms of records share."""

    def room(at: At) -> Any:
        return at.office.room(kind)

    def known_by(at: At) -> str:
        return str(room(at).entity.keys[0])

    def reached(rows: Any, at: At) -> bool:
        return any(row.id == at.id(kind) for row in rows)

    def save(at: At) -> Any:
        record = room(at).load(at.id(kind))
        return room(at).save(record.changed(**{CHANGED[kind]: "Tried"}))

    def holding(at: At) -> bool:
        hits = room(at).holding(known_by(at), [at.key(kind)]).get(at.key(kind), [])
        return any(hit.readable and hit.id == at.id(kind) for hit in hits)

    def doubles(at: At) -> bool:
        hits = room(at).doubles({known_by(at): at.key(kind)})
        return any(hit.readable and hit.id == at.id(kind) for hit in hits)

    def named(at: At) -> bool:
        return at.id(kind) in room(at).named([at.key(kind)]).get(at.key(kind), ())

    return {
        "load": lambda at: room(at).load(at.id(kind)),
        "rows": lambda at: room(at).rows([at.id(kind)]),
        "titles": lambda at: room(at).titles([at.id(kind)]),
        "find": lambda at: reached(room(at).find(at.key(kind)), at),
        "listing": lambda at: at.id(kind) in room(at).listing().ids,
        "named": named,
        "count": lambda at: room(at).count(Condition(known_by(at), Operator.IS, at.key(kind))),
        "doubles": doubles,
        "holding": holding,
        "editable": lambda at: room(at).editable([at.id(kind)]),
        "changeable_in_mass": lambda at: room(at).changeable_in_mass([at.id(kind)]),
        "exportable": lambda at: room(at).exportable([at.id(kind)]),
        "save": save,
        "remove": lambda at: room(at).remove([at.id(kind)]),
        "restore": lambda at: room(at).restore([at.id(kind)]),
    }


def postponed(at: At) -> bool:
    at.office.customers.postpone_contact([at.id("customer")], LATER)
    return bool(at.stored("customer", "next_contact_on") == LATER)


def lead_postponed(at: At) -> bool:
    at.office.leads.postpone_contact([at.id("lead")], LATER)
    return bool(at.stored("lead", "next_contact_on") == LATER)


def finished(at: At) -> bool:
    at.office.tasks.finish([at.id("task")])
    return bool(at.stored("task", "done"))


def of_work(kind: str) -> dict[str, Recipe]:
    """The doors of what is open for customers."""

    def given(at: At) -> bool:
        room(at).give([at.id(kind)], at.house.taker)
        return bool(at.stored(kind, "owner") == Link(at.house.taker))

    def room(at: At) -> Any:
        return at.office.room(kind)

    return {
        "give": given,
        "open_with_owners": lambda at: (
            at.id(kind) in room(at).open_with_owners([at.id("customer")])
        ),
    }


def of_papers(kind: str) -> dict[str, Recipe]:
    """The doors of quotes and orders."""
    return {
        "lines_of": lambda at: at.office.room(kind).lines_of(at.id(kind)) or True,
        "copy": lambda at: at.office.room(kind).copy(at.id(kind)),
        "copy_last": lambda at: at.office.room(kind).copy_last(at.id("customer")),
    }


def of_deliveries() -> dict[str, Recipe]:
    """The doors of an order on its way out, each tried with the order as the step wants it."""
    on = date(2026, 11, 21)

    def step(way: Callable[[Any, int, dict[int, Decimal]], Any], **values: Any) -> Recipe:
        def tried(at: At) -> bool:
            order, unit = at.id("order"), at.office._desk.unit
            if values:
                storage.set_computed(unit, ORDER, [{"root": order, **values}])
            lines = at.office.order_lines._lines_of([order])
            return way(at.office, order, {line.id: Decimal(1) for line in lines}) is not False

        return tried

    confirmed = {"state": OrderState.CONFIRMED}
    return {
        "deliveries.of": step(lambda o, id_, _many: o.deliveries.of(id_)),
        "deliveries.outside": step(lambda o, id_, _many: o.deliveries.outside(id_) is not None),
        "deliveries.plan": step(lambda o, id_, many: o.deliveries.plan(id_, LATER, many)),
        "deliveries.unplan": step(lambda o, id_, _many: o.deliveries.unplan(id_, LATER)),
        "deliveries.deliver": step(
            lambda o, id_, many: o.deliveries.deliver(id_, on, many), **confirmed
        ),
        "deliveries.cancel": step(lambda o, id_, many: o.deliveries.cancel(id_, many)),
        "deliveries.take_back": step(
            lambda o, id_, many: o.deliveries.take_back(id_, many), delivered_on=on
        ),
        "orders.confirm": step(lambda o, id_, _many: o.orders.confirm(id_)),
        "orders.complete": step(lambda o, id_, _many: o.orders.complete(id_), **confirmed),
        "orders.void": step(lambda o, id_, _many: o.orders.void(id_)),
        "orders.reopen": step(lambda o, id_, _many: o.orders.reopen(id_), state=OrderState.VOID),
    }


def moved(at: At) -> bool:
    at.office.opportunities.move(at.id("opportunity"), at.office.stages._of()[1].id)
    return bool(at.stored("opportunity", "stage") == Link(at.office.stages._of()[1].id))


def put_off(at: At) -> bool:
    at.office.tasks.postpone([at.id("task")], LATER)
    return bool(at.stored("task", "due_on") == LATER)


def written(at: At) -> Any:
    firm = at.id("customer")
    return at.office.activities.written([firm], LONG_AGO, at.office.now, 10**9)


def greeted(at: At) -> Any:
    values = {"content": "Moon cakes", "customer": Link(at.id("customer"))}
    return at.office.activities.greet(values, OCCASION)


def noted_view(at: At) -> bool:
    before = at.office._desk.audit.state.seq
    at.office.history.note_view(at.id("customer"))
    return at.office._desk.audit.state.seq > before


def marked_read(at: At) -> bool:
    at.office.timeline.mark_read(at.id("customer"))
    return True


def roles_set(at: At) -> bool:
    held = at.office.users.roles_of(at.id("user"))
    at.office.users.set_roles(at.id("user"), {*held, at.house.roles["auditor"]})
    return True


def done(work: Callable[[At], Any]) -> Recipe:
    """A door that returns nothing: not being refused is reaching it."""

    def run(at: At) -> bool:
        work(at)
        return True

    return run


def may(kind: str, action: Action, at: At) -> bool:
    """What the explanation of rights, which the window asks, says of oneself and this record."""
    me = at.office.actor.user_id or 0
    verdicts = at.office.effective_rights.of(me, kind, at.id(kind))
    return any(one.allowed for one in verdicts if one.action is action)


EACH: dict[str, Recipe] = {
    **of_deliveries(),
    **{
        f"{room.entity.plural}.{door}": recipe
        for room in ROOMS
        for door, recipe in of_records(room.entity.name).items()
    },
    **{
        f"{entity.plural}.{door}": recipe
        for entity in (TASK, OPPORTUNITY, QUOTE, ORDER)
        for door, recipe in of_work(entity.name).items()
    },
    "customers.alike": lambda at: any(
        hit.readable and hit.id == at.id("customer")
        for hit in at.office.customers.alike({"code": at.key("customer")})
    ),
    "contacts.alike": lambda at: any(
        hit.readable and hit.id == at.id("contact")
        for hit in at.office.contacts.alike({"code": at.key("contact")})
    ),
    "customers.contacts_of": lambda at: at.office.customers.contacts_of(at.id("customer")),
    "customers.hand_over": lambda at: at.office.customers.hand_over(
        [at.id("customer")], at.house.taker
    ),
    "customers.postpone_contact": postponed,
    "customers.open_work": lambda at: (
        at.office.customers.open_work([at.id("customer")]) != OpenWork()
    ),
    "customers.sheet": lambda at: at.office.customers.sheet(at.id("customer")),
    "activities.comment": lambda at: at.office.activities.comment(at.id("customer"), "Well done"),
    "activities.greet": greeted,
    "activities.greet_customers": lambda at: at.office.activities.greet_customers(
        [at.id("customer")], OCCASION
    ),
    "activities.written": written,
    "opportunities.move": moved,
    "opportunities.take_usual_probability": lambda at: (
        at.office.opportunities.take_usual_probability(at.id("opportunity"))
    ),
    "opportunities.visits": lambda at: at.office.opportunities.visits(at.id("opportunity")),
    "leads.alike": lambda at: any(
        hit.readable and hit.id == at.id("lead")
        for hit in at.office.leads.alike({"code": at.key("lead")})
    ),
    "leads.mark_invalid": lambda at: at.office.leads.mark_invalid([at.id("lead")], "no_need"),
    "leads.take_up_again": lambda at: at.office.leads.take_up_again([at.id("lead")]),
    "leads.hand_over": lambda at: at.office.leads.hand_over([at.id("lead")], at.house.taker),
    "leads.postpone_contact": lead_postponed,
    "converting.prospect": lambda at: at.office.converting.prospect(at.id("lead")),
    "converting.convert": lambda at: at.office.converting.convert(
        at.id("lead"), Wanted(with_contact=False, with_opportunity=False)
    ),
    "assignment_rules.move": done(
        lambda at: at.office.assignment_rules.move(at.id("assignment_rule"), 1)
    ),
    "boards.of": lambda at: any(
        card.id == at.id("opportunity")
        for lane in at.office.boards.of().lanes
        for card in lane.cards
    ),
    **{
        f"{entity.plural}.{door}": recipe
        for entity in (QUOTE, ORDER)
        for door, recipe in of_papers(entity.name).items()
    },
    "quotes.send": lambda at: at.office.quotes.send(at.id("quote")),
    "quotes.accept": lambda at: at.office.quotes.accept(at.id("quote")),
    "quotes.refuse": lambda at: at.office.quotes.refuse(at.id("quote"), "price"),
    "quotes.reopen": lambda at: at.office.quotes.reopen(at.office.quotes.send(at.id("quote"))),
    "quotes.void": lambda at: at.office.quotes.void(at.id("quote")),
    "quotes.revise": lambda at: at.office.quotes.revise(at.office.quotes.send(at.id("quote"))),
    "quotes.to_order": lambda at: at.office.quotes.to_order(at.id("quote")),
    "quotes.orders_of": lambda at: at.office.quotes.orders_of(at.id("quote")) or True,
    "quotes.follow_amount": lambda at: at.office.quotes.follow_amount(at.id("quote")),
    "quotes.from_opportunity": lambda at: at.office.quotes.from_opportunity(at.id("opportunity")),
    "paper_templates.usable": lambda at: at.office.paper_templates.usable(PaperKind.ORDER),
    "paper_templates.keep_file": lambda at: at.office.paper_templates.keep_file(ready_word("en")),
    "papers.page": lambda at: at.office.papers.page(PaperKind.ORDER, at.id("order")),
    "papers.word": lambda at: at.office.papers.word(PaperKind.ORDER, at.id("order")),
    "paper_templates.source": lambda at: at.office.paper_templates.source(valid("paper_template")),
    "papers.tried": lambda at: at.office.papers.tried(valid("paper_template")),
    "papers.keep_logo": lambda at: at.office.papers.keep_logo(drawn("KXT-DN80", 0) or b""),
    "tasks.finish": finished,
    "tasks.postpone": put_off,
    "segments.put_in": lambda at: at.office.segments.put_in(
        at.house.segments[0], [at.id("customer")]
    ),
    "segments.take_out": lambda at: at.office.segments.take_out(
        at.house.segments[1], [at.id("customer")]
    ),
    "users.by_name": lambda at: at.office.users.by_name(at.key("user")) == at.id("user"),
    "users.id_of": lambda at: at.office.users.id_of(at.house.uuids[at.id("user")]),
    "users.called": lambda at: any(
        one.id == at.id("user") for one in at.office.users.called(at.key("user"))
    ),
    "users.actor": lambda at: at.office.users.actor(at.id("user")),
    "users.roles_of": done(lambda at: at.office.users.roles_of(at.id("user"))),
    "users.join_team": done(lambda at: at.office.users.join_team(at.id("user"), at.house.team)),
    "users.give_role": done(lambda at: at.office.users.give_role(at.id("user"), "auditor")),
    "users.take_role": done(lambda at: at.office.users.take_role(at.id("user"), "finance")),
    "users.set_roles": roles_set,
    "effective_rights.of": lambda at: at.office.effective_rights.of(at.id("user"), "customer"),
    "effective_rights.single": lambda at: at.office.effective_rights.single(at.id("user")),
    "effective_rights.fields": done(
        lambda at: at.office.effective_rights.fields(at.id("user"), "customer")
    ),
    "effective_rights.why_not": lambda at: (
        not at.office.effective_rights.why_not("customer", Action.READ, at.id("customer"))
    ),
    "history.history": lambda at: at.office.history.history("customer", at.id("customer")),
    "history.on_customer": lambda at: at.office.history.on_customer(
        at.id("customer"), (), None, 10
    ),
    "history.note_view": noted_view,
    "history.removals": lambda at: at.office.history.removals("customer", [at.id("customer")]),
    "timeline.of_lead": lambda at: at.office.timeline.of_lead(at.id("lead")),
    "history.further": lambda at: at.office.history.further("lead", at.id("lead"), None, 10),
    "timeline.page": lambda at: at.office.timeline.page(at.id("customer")),
    "timeline.mark_read": marked_read,
    "timeline.unread_among": lambda at: at.office.timeline.unread_among([at.id("customer")]),
    "callers.find": lambda at: any(
        hit.customer and hit.customer.id == at.id("customer")
        for hit in at.office.callers.find(at.house.phones[at.role, at.relation]).hits
    ),
    "my_day.today": lambda at: any(
        one.id == at.id("task") for one in at.office.my_day.today().due_today.records
    ),
    "greetings.birthdays": lambda at: any(
        line.contact.id == at.id("contact") for line in at.office.greetings.birthdays()
    ),
    "sealed.reveal": lambda at: at.office.sealed.reveal(
        "contact", at.id("contact"), "identity_number"
    ),
    "undo.undo": lambda at: at.office.undo(at.house.edits[at.role, at.relation][0]).undone,
    "audit_log.put_back": lambda at: at.office.audit_log.put_back(
        at.house.edits[at.role, at.relation][1], "remarks"
    ),
    "erasing.would_go": lambda at: at.office.erasing.would_go("customer", [at.id("customer")]),
    "erasing.erase": lambda at: at.office.erasing.erase("customer", [at.id("customer")]),
}
EACH |= {
    f"may {room.entity.name}:{action}": partial(may, room.entity.name, action)
    for room in ROOMS
    for action in room.entity.actions
}


def new(at: At, kind: str) -> dict[str, Any]:
    """A new record of this type; a line belongs to a paper that is there."""
    paper = kind.removesuffix("_line")
    more = {paper: Link(at.id(paper))} if paper != kind else {}
    if kind == "target":
        more = {"owner": Link(at.office.actor.user_id or 0)}
    return valid(kind, **more)


def lying(at: At) -> int:
    """The customer of this relation, put into the pool by nobody in particular."""
    customers = at.office.customers
    customers._into_pool(customers._whole_ones([at.id("customer")]), "other")
    return at.id("customer")


def of_the_pool(look: Callable[[Any, int, At], Any]) -> Recipe:
    """A look at the pool in which this customer lies."""
    return lambda at: look(at.office.pool, lying(at), at)


EACH |= {
    f"pool.{door}": of_the_pool(look)
    for door, look in {
        "load": lambda pool, id_, at: pool.load(id_),
        "rows": lambda pool, id_, at: pool.rows([id_]),
        "titles": lambda pool, id_, at: pool.titles([id_]),
        "find": lambda pool, id_, at: any(r.id == id_ for r in pool.find(at.key("customer"))),
        "listing": lambda pool, id_, at: id_ in pool.listing().ids,
        "count": lambda pool, id_, at: pool.count(
            Condition("code", Operator.IS, at.key("customer"))
        ),
        "named": lambda pool, id_, at: (
            id_ in pool.named([at.key("customer")]).get(at.key("customer"), ())
        ),
        "doubles": lambda pool, id_, at: pool.doubles({"code": at.key("customer")}),
        "holding": lambda pool, id_, at: pool.holding("code", [at.key("customer")]),
        "exportable": lambda pool, id_, at: pool.exportable([id_]),
        "facts": lambda pool, id_, at: pool.facts(id_),
        "claim": lambda pool, id_, at: pool.claim([id_]),
        "why_not": lambda pool, id_, at: not pool.why_not([id_]),
        "assign": lambda pool, id_, at: pool.assign([id_], at.house.taker),
        "give_back": lambda pool, id_, at: pool.give_back([id_]),
    }.items()
}
EACH |= {
    "customers.return_to_pool": lambda at: at.office.customers.return_to_pool(
        [at.id("customer")], "other"
    ),
    "customers.stays_behind": lambda at: (
        at.office.customers.stays_behind([at.id("customer")]) != OpenWork()
    ),
}


ONCE: dict[str, Recipe] = {
    "pool.editable": lambda at: at.office.pool.editable([1]),
    "pool.changeable_in_mass": lambda at: at.office.pool.changeable_in_mass([1]),
    "pool.extent": lambda at: at.office.pool.extent("regions"),
    "pool.note_export": lambda at: at.office.pool.note_export("list.csv", ["Name"], 0),
    "pool.set_rules": lambda at: at.office.pool.set_rules(PoolRules()),
    "pool_returns.would_return": lambda at: at.office.pool_returns.would_return(PoolRules()),
    **{
        f"{room.entity.plural}.{door}": recipe
        for room in ROOMS
        for door, recipe in {
            "add": lambda at, kind=room.entity.name: at.office.room(kind).add(new(at, kind)),
            "add_many": lambda at, kind=room.entity.name: at.office.room(kind).add_many(
                [new(at, kind)]
            ),
            "extent": lambda at, kind=room.entity.name: at.office.room(kind).extent(ROWS),
            "keep_free": lambda at, kind=room.entity.name: at.office.room(kind).keep_free({"Q1"}),
            "note_export": lambda at, kind=room.entity.name: at.office.room(kind).note_export(
                "list.csv", ["Name"], 0
            ),
            "note_import": lambda at, kind=room.entity.name: at.office.room(kind).note_import(
                "list.csv", 0, 0
            ),
        }.items()
    },
    "products.price_for": lambda at: at.office.products.price_for(
        at.id("product"), "A", Decimal(1)
    ),
    "product_pictures.of": lambda at: at.office.product_pictures.of(at.id("product")),
    "product_pictures.put": lambda at: at.office.product_pictures.put(
        at.id("product"), drawn("WQ50-15", 0)
    ),
    "product_pictures.take_away": lambda at: at.office.product_pictures.take_away(at.id("product")),
    "product_usage.of": lambda at: at.office.product_usage.of(at.id("product")),
    "products.alike": lambda at: at.office.products.alike({"name": "Pump"}),
    "price_history.of": lambda at: at.office.price_history.of(at.id("product")),
    "line_offers.of": lambda at: at.office.line_offers.of(
        at.id("product"), None, Decimal(1), "CNY"
    ),
    "line_offers.of_all": lambda at: at.office.line_offers.of_all(
        [WantedLine(at.id("product"), Decimal(1))], None, "CNY"
    ),
    "line_offers.pasted": lambda at: at.office.line_offers.pasted("Pump\t2", ("name", "quantity")),
    "assigning.preview": lambda at: at.office.assigning.preview([at.id("lead")]),
    "assigning.assign": lambda at: at.office.assigning.assign([at.id("lead")]),
    "assigning.given": lambda at: at.office.assigning.given(at.id("lead")),
    "assigning.try_out": lambda at: at.office.assigning.try_out({"source": "fair"}),
    "tax_rates.in_force": lambda at: at.office.tax_rates.in_force(LATER),
    "exchange_rates.worth": lambda at: at.office.exchange_rates.worth(
        Amount(Decimal(1), "USD"), LATER
    ),
    "targets.year": lambda at: at.office.targets.year(LATER.year),
    "targets.set_year": lambda at: at.office.targets.set_year(
        LATER.year, {(at.office.actor.user_id or 0, 3): Decimal(7)}
    ),
    "sales_reports.orders_behind": lambda at: at.office.sales_reports.orders_behind(
        "customer", Sold("", "", "CNY", 0, Decimal(0), at.id("customer"))
    ),
    "price_reports.orders_behind": lambda at: at.office.price_reports.orders_behind(
        Paid(
            "",
            "",
            "CNY",
            0,
            *[Decimal(0)] * 2,
            LATER,
            *[Decimal(0)] * 2,
            None,
            at.id("product"),
            at.id("customer"),
        )
    ),
    "forecasts.of": lambda at: at.office.forecasts.of(ForecastAsked(LATER)),
    "forecasts.story": lambda at: at.office.forecasts.story(ForecastAsked(LATER)),
    "roles.of": lambda at: at.office.roles.of(1),
    "roles.coded": lambda at: at.office.roles.coded("sales"),
    "roles.is_as_it_came": lambda at: at.office.roles.is_as_it_came(1),
    "insights.read": lambda at: at.office.insights.read("customer_makeup", Asked()),
    "settings.common": lambda at: at.office.settings.common("office"),
    "settings.set_common": lambda at: at.office.settings.set_common("tried", {"a": 1}),
    "settings.mine": lambda at: at.office.settings.mine("tried"),
    "settings.set_mine": lambda at: at.office.settings.set_mine("tried", {"a": 1}),
    "views.list": lambda at: at.office.views.list("customer"),
    "views.save": lambda at: at.office.views.save("customer", "Tried", {"v": 1}),
    "drafts.keep": lambda at: at.office.drafts.keep(()),
    "notices.mark_read": lambda at: at.office.notices.mark_read([1]),
    "notices.mark_read_on": lambda at: at.office.notices.mark_read_on(1),
    "announcements.mark_read": lambda at: at.office.announcements.mark_read([1]),
    "customers.refresh": lambda at: at.office.customers.refresh([1]),
    "contacts.refresh": lambda at: at.office.contacts.refresh([1]),
    "handing_over.holdings": lambda at: at.office.handing_over.holdings(1),
    "life_cycle.person": lambda at: at.office.life_cycle.person(1),
    "life_cycle.keys_needed": lambda at: at.office.life_cycle.keys_needed(["sales"]),
    "life_cycle.keys_rotated": lambda at: at.office.life_cycle.keys_rotated(2, "tried"),
    "audit_log.entry": lambda at: at.office.audit_log.entry(at.house.edits[at.role, OWN][1]),
    "audit_log.unfolded": lambda at: at.office.audit_log.unfolded(LogFilter(), None, 500),
    "audit_log.who_saw": lambda at: at.office.audit_log.who_saw(at.id("customer")),
    "announcements.receipts": lambda at: at.office.announcements.receipts(1),
    "backup_log.restored": lambda at: at.office.backup_log.restored(1, "x", "y"),
    "undo.newest": lambda at: at.office.newest_change(),
}


def method_of(door: str, office: Office) -> Any:
    """The method itself; undo's service has no property."""
    name, method = door.split(".")
    room = office._room(UndoService) if name == "undo" else getattr(office, name)
    return getattr(room, method)


def unopened(office: Office) -> set[str]:
    """The doors that want to be told something, and that no recipe opens."""
    return {
        door
        for door in doors()
        if not door.startswith("may ") and door not in EACH and door not in ONCE
        if any(
            parameter.default is Parameter.empty
            for parameter in signature(method_of(door, office)).parameters.values()
        )
    }


def reaches(
    house: House, door: str, role: str, relation: str, before: Recipe | None = None
) -> bool:
    """Whether this door opens on a record of this relation, or at all.

    `before` changes what there is, and the rights are worked out anew.
    """
    found, actor = False, house.actors[role]
    with house.trial(actor) as office:
        if before is not None:
            before(At(house, office, role, relation))
            office._unit.actor = actor_of(office._unit.session, actor.user_id or 0, actor.session)
        at = At(house, office, role, relation)
        if door in EACH:
            try:
                found = bool(EACH[door](at))
            except CimsError:
                found = False
            return found
        try:
            if door in ONCE:
                ONCE[door](at)
            else:
                method_of(door, office)()
        except NotAllowed:
            return False
        except (CimsError, TypeError):
            pass  # the right was there; what came after is other tests' matter
    return True


def cells(house: House, door: str, role: str, before: Recipe | None = None) -> str:
    """What a row of the matrix says of this role: yes or no for each relation, or once."""
    relations = RELATIONS if door in EACH else RELATIONS[:1]
    return "".join("yn"[not reaches(house, door, role, one, before)] for one in relations)
