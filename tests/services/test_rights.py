"""Who may do what: rights on every method, one row filter, six roles at every door."""

import inspect
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select

from cims.models.base import Base
from cims.services import search
from cims.services.audit import AuditTrail
from cims.services.contact_points import ContactPointRow
from cims.services.contacts import PlaceRow
from cims.services.customers import CUSTOMER, CustomerService
from cims.services.entity import Link
from cims.services.errors import CimsError, NotAllowed, NotFound
from cims.services.filters import Condition, Operator
from cims.services.history import HistoryService
from cims.services.office import PARTS, ROOMS, Office, Room
from cims.services.reading import RecordReader, Sort
from cims.services.records import RecordService
from cims.services.rights import (
    Action,
    Actor,
    Double,
    Owned,
    Reach,
    Right,
    Rights,
    Shared,
    requires,
    scope_words,
)
from cims.services.seeds import ROLE_NAMES, role_rights, single_rights
from cims.services.service import Service
from tests.conftest import ROLES

OWNERS = ("administrator", "manager", "sales", "service")
EVERYBODY = set(OWNERS)
READS = {
    "administrator": EVERYBODY,
    "manager": {"manager", "sales"},
    "sales": {"sales"},
    "service": EVERYBODY,
    "finance": EVERYBODY,
    "auditor": EVERYBODY,
}
EXPORTS = {**READS, "sales": set(), "service": set(), "auditor": set()}
PRINTS = {**READS, "auditor": set()}
EDITS = {**READS, "service": {"service"}, "finance": set(), "auditor": set()}
DELETES = {**EDITS, "service": set()}
WORD = {"customers": "aurora", "contacts": "vega"}
PHONE = {owner: f"1380000100{number}" for number, owner in enumerate(OWNERS)}


@dataclass(frozen=True)
class World:
    """A customer with a contact for each of four owners, by the owner's role."""

    customers: dict[str, int]
    contacts: dict[str, int]
    people: dict[str, int]

    def ids(self, room):
        return self.customers if room == "customers" else self.contacts


@pytest.fixture
def world(write, template):
    def build(office):
        customers, contacts = {}, {}
        for owner in OWNERS:
            link = Link(template.people[owner])
            customers[owner] = office.customers.add(
                {
                    "name": f"Aurora {owner}",
                    "owner": link,
                    "credit_code": f"CODE-{owner}",
                    "contact_points": (ContactPointRow("mobile", PHONE[owner]),),
                }
            )
            contacts[owner] = office.contacts.add(
                {"name": f"Vega {owner}", "owner": link, "customer": Link(customers[owner])}
            )
        return World(customers, contacts, dict(template.people))

    return write(build)


def services():
    """Every service class there is."""
    found, left = set(), [Service]
    while left:
        for each in left.pop().__subclasses__():
            if each not in found:
                found.add(each)
                left.append(each)
    return sorted((s for s in found if s.__module__.startswith("cims.")), key=lambda s: s.__name__)


@pytest.mark.parametrize("service", services(), ids=lambda service: service.__name__)
def test_every_public_method_of_a_service_demands_a_right(service):
    public = [name for name in dir(service) if not name.startswith("_")]
    for name in public:
        member = inspect.getattr_static(service, name)
        if name == "entity":
            continue
        assert inspect.isfunction(member), f"{name} is neither a method nor the entity"
        assert isinstance(member.requires, Action | Right), name


def test_a_service_whose_method_demands_no_right_cannot_be_defined():
    with pytest.raises(TypeError, match="Careless.peek"):

        class Careless(Service):
            def peek(self):
                """Look."""

    for wrapped in (property, staticmethod, classmethod):
        with pytest.raises(TypeError, match="peek"):
            type("Sly", (Service,), {"peek": wrapped(lambda *_args: None)})


def test_a_demanded_right_is_asked_for_each_time(opened, acting):
    class Careful(Service):
        @requires(Right.BACKUP)
        def backup(self):
            return "done"

    with opened.database.read(opened.actor) as office:
        assert Careful(office, office.customers._desk).backup() == "done"
    with opened.database.read(acting("manager")) as office, pytest.raises(NotAllowed):
        Careful(office, office.customers._desk).backup()


def test_the_office_hands_out_nothing_but_services_and_plain_facts(opened):
    plain = {"zone", "currency", "now", "today", "changes", "beginning", "actor"}
    with opened.database.read(opened.actor) as office:
        for name, member in inspect.getmembers(Office):
            if (
                isinstance(member, property | Room)
                and not name.startswith("_")
                and name not in plain
            ):
                assert isinstance(getattr(office, name), Service), name
        assert all(isinstance(office.room(s.entity.plural), RecordService) for s in ROOMS)
        assert not [n for n in vars(office) if not n.startswith("_")]
        public = {n for n in vars(office.customers) if not n.startswith("_")}
        assert public == {"office", "entity"}


def test_only_the_office_itself_begins_a_segment_or_furnishes(opened):
    from cims.services.setting_up import make_ready, write_seam
    from cims.services.vault.chain import Reason

    with opened.database.read(opened.actor) as office:
        with pytest.raises(NotAllowed):
            write_seam(office, Reason.HEAD_LOST, b"")
        with pytest.raises(NotAllowed):
            make_ready(office, {}, {})


def test_the_six_ready_roles_are_rows_with_their_rights(opened):
    assert set(ROLE_NAMES) == set(ROLES)
    role, right = (Base.metadata.tables[name] for name in ("role", "role_right"))
    with opened.database.readers.connect() as connection:
        rows = connection.execute(
            select(role.c.code, right.c.right, right.c.scope).join_from(role, right)
        ).all()
    for code in ROLES:
        held = {(row[1], row[2]) for row in rows if row[0] == code}
        expected = {
            (name, str(scope))
            for room in (*ROOMS, *PARTS)
            for name, scope in role_rights(code, room.entity.name)
        }
        assert held == expected | {(str(single), "all") for single in single_rights(code)}


def test_what_no_role_names_is_denied_and_the_widest_of_several_roles_wins():
    rights = Rights.of(
        [("customer:read", "own"), ("customer:read", "team"), ("customer:read", "own"),
         ("right:backup", "all")]
    )  # fmt: skip
    assert rights.reach("customer", Action.READ) is Reach.TEAM
    assert rights.reach("customer", Action.EDIT) is Reach.NONE
    assert rights.reach("contact", Action.READ) is Reach.NONE
    assert rights.single == {Right.SIGN_IN, Right.BACKUP}
    nobody = Actor(1, "Nobody", Rights())
    assert not nobody.may(Action.READ, "customer") and not nobody.may(Right.USERS)
    assert nobody.may(Right.SIGN_IN)
    assert scope_words(CUSTOMER, nobody) == ()


DOORS = {
    "listing": lambda room, _world: [*room.listing().ids],
    "listing by name": lambda room, _world: [*room.listing(sort=Sort("name", True)).ids],
    "listing with a filter": lambda room, _world: [
        *room.listing(Condition("name", Operator.CONTAINS, "a")).ids
    ],
    "listing with words": lambda room, _world: [*room.listing(words=WORD[plural(room)]).ids],
    "listing with a part of a name": lambda room, _world: [
        *room.listing(words=WORD[plural(room)][:2]).ids
    ],
    "listing with words and filter": lambda room, _world: [
        *room.listing(Condition("name", Operator.FILLED), WORD[plural(room)]).ids
    ],
    "find": lambda room, _world: [record.id for record in room.find(WORD[plural(room)])],
    "rows": lambda room, world: [r.id for r in room.rows([*world.ids(plural(room)).values()])],
    "some fields": lambda room, world: [
        r.id for r in room.rows([*world.ids(plural(room)).values()], ("name",))
    ],
    "named": lambda room, _world: [
        id_
        for ids in room.named(f"{WORD[plural(room)].title()} {owner}" for owner in OWNERS).values()
        for id_ in ids
    ],
    "titles": lambda room, world: [*room.titles(world.ids(plural(room)).values())],
    "names": lambda room, world: [
        *room.office.names_of(plural(room), world.ids(plural(room)).values())
    ],
    "history": lambda room, world: [
        id_
        for id_ in world.ids(plural(room)).values()
        if not raises(NotFound, room.office.history.history, room.entity.name, id_)
    ],
    "load": lambda room, world: [
        id_ for id_ in world.ids(plural(room)).values() if not raises(NotFound, room.load, id_)
    ],
}


# doors that other tests here watch, and doors that open on no record
WATCHED = {"count", "doubles", "holding", "editable", "exportable", "changeable_in_mass"}
NO_RECORD = {"extent", "free_from", "note_export"}


def test_every_door_of_a_reader_is_watched_by_a_leak_test():
    doors = {name for name in dir(RecordReader) if not name.startswith("_") and name != "entity"}
    assert doors == {name.split()[0] for name in DOORS if name.split()[0] in doors} | (
        WATCHED | NO_RECORD
    )


def plural(room):
    return room.entity.plural


def raises(kind, work, *values):
    try:
        work(*values)
    except kind:
        return True
    return False


def seen(world, room, ids):
    """The owners whose records these are."""
    owner_of = {id_: owner for owner, id_ in world.ids(room).items()}
    return {owner_of[id_] for id_ in ids}


@pytest.mark.parametrize("room", ["customers", "contacts"])
@pytest.mark.parametrize("role", ROLES)
def test_a_role_meets_its_own_records_and_no_others_at_every_door(
    role, room, world, opened, acting
):
    with opened.database.read(acting(role)) as office:
        for name, door in DOORS.items():
            ids = door(office.room(room), world)
            assert seen(world, room, ids) == READS[role], name


@pytest.mark.parametrize("role", ROLES)
def test_counts_and_searches_for_people_know_the_scope_too(role, world, opened, acting):
    with opened.database.read(acting(role)) as office:
        assert office.customers.count() == len(READS[role])
        assert office.contacts.count() == len(READS[role])
        assert office.customers.count(words="aurora") == len(READS[role])
        assert office.customers.count(words="vega") == len(READS[role])
        assert office.contacts.count(words="vega") == len(READS[role])
        where = Condition("owner", Operator.IS, Link(world.people["administrator"]))
        assert office.customers.count(where) == len(READS[role] & {"administrator"})
        assert seen(world, "contacts", office.contacts.listing(words="vega").ids) == READS[role]
        for owner in OWNERS:
            found = [record.id for record in office.customers.find(PHONE[owner][3:])]
            assert (world.customers[owner] in found) == (owner in READS[role])


@pytest.mark.parametrize("role", ROLES)
def test_a_role_takes_out_and_prints_no_more_than_it_may(role, world, opened, acting):
    ids = [*world.customers.values()]
    with opened.database.read(acting(role)) as office:

        def printed(id_):
            return not raises(CimsError, office.customers.sheet, id_)

        room = office.customers
        assert seen(world, "customers", filter(printed, ids)) == PRINTS[role]
        if EXPORTS[role]:
            assert seen(world, "customers", room.exportable(ids)) == EXPORTS[role]
        else:
            with pytest.raises(NotAllowed):
                room.exportable(ids)
        assert seen(world, "customers", room.editable(ids)) == EDITS[role]


def test_who_holds_a_key_is_told_by_name_and_owner_only(world, opened, acting):
    with opened.database.read(acting("sales")) as office:
        for key, word in (("code", "C000001"), ("core_name", "auroraadministrator")):
            ((hit,),) = office.customers.holding(key, [word, word[:-1], "%"]).values()
            assert (hit.name, hit.owner) == ("Aurora administrator", "Wang Xiaoyan")
            assert not hit.readable
        with pytest.raises(CimsError):
            office.customers.holding("remarks", ["x"])


@pytest.mark.parametrize("role", ROLES)
def test_a_role_changes_its_own_records_and_no_others(role, world, opened, acting, read):
    actor = acting(role)
    for owner, id_ in world.customers.items():
        record = read(lambda office, i=id_: office.customers.load(i))

        def save(record=record):
            with opened.database.write(actor) as office:
                office.customers.save(record.changed(remarks=f"by {role}"))

        if owner in EDITS[role]:
            save()
            assert read(lambda o, i=id_: o.customers.load(i)).values["remarks"] == f"by {role}"
        else:
            with pytest.raises(NotAllowed if owner in READS[role] else CimsError):
                save()
            assert read(lambda o, i=id_: o.customers.load(i)) == record


@pytest.mark.parametrize("role", ROLES)
def test_a_role_bins_and_brings_back_its_own_records_and_no_others(
    role, world, opened, acting, read
):
    actor = acting(role)
    for room in ("contacts", "customers"):
        for owner, id_ in world.ids(room).items():

            def act(name, room=room, id_=id_):
                with opened.database.write(actor) as office:
                    getattr(office.room(room), name)([id_])

            if owner in DELETES[role]:
                act("remove")
                assert read(lambda o, r=room, i=id_: o.room(r).load(i, binned=True)).deleted_at
                act("restore")
            else:
                with pytest.raises(CimsError):
                    act("remove")
            assert not read(lambda o, r=room, i=id_: o.room(r).load(i)).deleted_at


@pytest.mark.parametrize("role", ROLES)
def test_the_recycle_bin_shows_each_role_its_own(role, world, opened, write, acting):
    write(lambda office: office.customers.remove([*world.customers.values()]))
    with opened.database.read(acting(role)) as office:
        assert office.customers.count() == 0
        binned = office.customers.listing(binned=True).ids
        assert seen(world, "customers", binned) == READS[role]
        removals = office.history.removals("customer", [*world.customers.values()])
        assert seen(world, "customers", removals) == READS[role]


@pytest.mark.parametrize("role", ROLES)
def test_a_role_adds_and_imports_what_it_may(role, opened, acting, world):
    actor = acting(role)
    for right, method, value in (
        (Action.CREATE, "add", {"name": "Zenith"}),
        (Action.IMPORT, "add_many", [{"name": "Zenith"}]),
    ):
        with opened.database.write(actor) as office:
            add = getattr(office.customers, method)
            if actor.may(right, "customer"):
                assert add(value)
            else:
                with pytest.raises(NotAllowed):
                    add(value)


def test_a_hidden_record_cannot_be_told_from_one_that_never_was(world, opened, acting):
    with opened.database.read(acting("sales")) as office:
        texts = []
        for id_ in (world.customers["administrator"], 99_999):
            with pytest.raises(NotFound) as hidden:
                office.customers.load(id_)
            texts.append(str(hidden.value))
            with pytest.raises(NotFound):
                office.customers.contacts_of(id_)
        assert texts[0] == texts[1]


def test_a_double_out_of_scope_gives_name_and_owner_and_nothing_else(world, opened, acting):
    hidden = world.customers["administrator"]
    values = {
        "name": "aurora ADMINISTRATOR Ltd",
        "credit_code": "code-administrator",
        "contact_points": (ContactPointRow("mobile", PHONE["administrator"]),),
    }
    with opened.database.read(acting("sales")) as office:
        (hit,) = office.customers.alike(values)
        assert (hit.id, hit.name, hit.owner) == (hidden, "Aurora administrator", "Wang Xiaoyan")
        assert not hit.readable
        for single in ("name", "credit_code", "contact_points"):
            assert [h.id for h in office.customers.alike({single: values[single]})] == [hidden]
        (double,) = office.customers.doubles({"credit_code": "CODEADMINISTRATOR"})
        assert double == Double(
            hidden, "CODEADMINISTRATOR", "Aurora administrator", "Wang Xiaoyan", False, "customer"
        )
        (own,) = office.customers.alike({"credit_code": "CODE-sales"})
        assert own.readable
        assert office.customers.alike({"credit_code": "CODE-sales"}, own.id) == []


def test_fragments_of_keys_are_no_doubles(world, opened, acting):
    with opened.database.read(acting("sales")) as office:
        for values in (
            {"name": "Aurora"},
            {"credit_code": "CODE-"},
            {"contact_points": (ContactPointRow("mobile", PHONE["administrator"][:7]),)},
            {"name": "%"},
            {"name": "！"},
            {},
        ):
            assert office.customers.alike(values) == []


def test_doubles_are_looked_for_in_every_room(opened, world):
    with opened.database.read(opened.actor) as office:
        (boss,) = office.users.doubles({"username": "boss"})
        assert (boss.name, boss.owner) == ("Wang Xiaoyan", "")
        code = office.contacts.load(world.contacts["sales"]).values["code"]
        assert [hit.name for hit in office.contacts.doubles({"code": code})] == ["Vega sales"]


def test_a_collaborator_sees_and_edits_a_customer_as_an_own_one(world, opened, write, acting):
    id_ = world.customers["administrator"]
    sales = acting("sales")

    def share(office, *who):
        record = office.customers.load(id_)
        office.customers.save(record.changed(collaborators=tuple(Link(w) for w in who)))

    write(lambda office: share(office, sales.user_id))
    with opened.database.write(sales) as office:
        assert office.customers.count() == 2
        assert office.customers.count(words="aurora") == 2
        assert id_ in office.customers.listing(words="administrator").ids
        office.customers.save(office.customers.load(id_).changed(remarks="called"))
    write(share)
    with opened.database.read(sales) as office:
        assert office.customers.count() == 1 == office.customers.count(words="aurora")
        assert id_ not in office.customers.listing(words="administrator").ids


def test_a_contact_is_read_through_its_customers_and_changed_by_its_owner_only(
    world, opened, write, acting
):
    sales = acting("sales")
    id_ = world.contacts["administrator"]
    own = world.customers["sales"]

    def place(office):
        record = office.contacts.load(id_)
        places = (*record.values["places"], PlaceRow(Link(own)))
        office.contacts.save(record.changed(places=places))

    write(place)
    with opened.database.write(sales) as office:
        record = office.contacts.load(id_)
        assert {row.customer.id for row in record.values["places"]} >= {own}
        assert id_ in office.contacts.listing(words="vega").ids
        assert office.contacts.count(words="vega") == 2
        assert id_ in office.customers.contacts_of(own)
        places = {row.customer.id for row in record.values["places"]}
        assert len(places) == 2
        assert office.names_of("customer", places) == {own: "Aurora sales"}
        with pytest.raises(NotAllowed):
            office.contacts.save(record.changed(remarks="mine"))


def test_a_new_owner_takes_the_contacts_into_sight(world, opened, write, acting):
    id_, contact = world.customers["administrator"], world.contacts["administrator"]
    sales = acting("sales")
    with opened.database.read(sales) as office, pytest.raises(NotFound):
        office.contacts.load(contact)

    def hand_over(office):
        record = office.customers.load(id_)
        office.customers.save(record.changed(owner=Link(sales.user_id)))

    write(hand_over)
    with opened.database.read(sales) as office:
        assert office.contacts.load(contact).values["name"] == "Vega administrator"
        assert contact in office.contacts.listing(words="administrator").ids
        assert id_ in office.customers.listing(words="administrator").ids


def test_an_owner_gives_a_customer_away_and_then_no_longer_sees_it(world, opened, acting, read):
    id_ = world.customers["sales"]
    with opened.database.write(acting("sales")) as office:
        record = office.customers.load(id_)
        office.customers.save(record.changed(owner=Link(world.people["service"])))
    with opened.database.read(acting("sales")) as office:
        assert office.customers.count() == 0 == office.customers.count(words="aurora")
    assert read(lambda o: o.customers.load(id_)).values["owner"].id == world.people["service"]


def test_a_manager_sees_the_teams_below_too(world, opened, write, acting):
    def below(office):
        table = Base.metadata.tables["team"]
        session = office.users._desk.unit.session
        team = session.scalar(select(table.c.id).where(table.c.name == "Sales"))
        office.users.join_team(world.people["service"], office.users.add_team("Field", team))

    write(below)
    with opened.database.read(acting("manager")) as office:
        assert seen(world, "customers", office.customers.listing().ids) == {
            "manager", "sales", "service",
        }  # fmt: skip
    with opened.database.read(acting("service")) as office:
        assert acting("service").team == {world.people["service"]}


def test_somebody_who_was_disabled_can_no_longer_act(write, acting, world):
    def disable(office):
        record = office.users.load(world.people["sales"])
        office.users.save(record.changed(state="disabled"))

    write(disable)
    with pytest.raises(NotFound):
        acting("sales")


@pytest.mark.parametrize("role", ROLES)
def test_settings_of_the_office_and_the_search_index_are_the_administrators(role, opened, acting):
    with opened.database.write(acting(role)) as office:
        work = (
            lambda: office.settings.set_common("office", {"zone": "Asia/Shanghai"}),
            lambda: office.customers.reindex(),
        )
        for each in work:
            if role == "administrator":
                each()
            else:
                with pytest.raises(NotAllowed):
                    each()


def test_every_scope_is_one_of_the_three_ways_to_an_owner():
    assert isinstance(CUSTOMER.scope, Owned)
    assert [s.entity.name for s in ROOMS if isinstance(s.entity.scope, Shared)] == [
        "segment",
        "product_family",
        "product",
        "tax_rate",
        "exchange_rate",
        "pipeline",
        "stage",
        "assignment_rule",
        "paper_template",
        "user",
    ]


def test_nothing_but_services_and_the_trail_meets_the_session():
    assert issubclass(CustomerService, RecordService) and issubclass(HistoryService, Service)
    assert "session" not in vars(AuditTrail)


def test_only_who_keeps_the_users_gives_roles_makes_teams_or_sees_others_rights(
    world, write, read, acting
):
    sales, mine = acting("sales"), world.people["sales"]
    with_edit = replace(
        sales, rights=Rights({**sales.rights.records, ("user", Action.EDIT): Reach.ALL})
    )
    for actor in (sales, with_edit):
        for work in (
            lambda o: o.users.give_role(mine, "administrator"),
            lambda o: o.users.add_team("Mine"),
            lambda o: o.users.join_team(mine, 1),
            lambda o: o.users.actor(world.people["administrator"]),
        ):
            with pytest.raises(NotAllowed):
                write(work, actor)
        assert read(lambda o: o.users.actor(mine), actor).user_id == mine


def test_roles_and_teams_are_given_only_to_and_from_what_is_there(world, write):
    for work in (
        lambda o: o.users.give_role(4711, "sales"),
        lambda o: o.users.join_team(world.people["sales"], 4711),
        lambda o: o.users.add_team("Below nothing", 4711),
    ):
        with pytest.raises(NotFound):
            write(work)
    write(lambda office: office.users.give_role(world.people["sales"], "sales"))


def test_how_many_phones_others_have_shows_in_no_export(world, write, read, acting):
    points = tuple(ContactPointRow("mobile", f"1390000200{n}") for n in range(4))
    values = {"name": "Many phones", "owner": Link(world.people["service"])}
    write(lambda office: office.customers.add({**values, "contact_points": points}))
    extent = lambda office: office.customers.extent("contact_points")["phone"][0]  # noqa: E731
    assert read(extent, acting("manager")) == 1
    assert read(extent, acting("finance")) == 4


def test_a_collaborator_works_on_a_customer_and_takes_it_not_over(world, write, read, acting):
    firm, sales = world.customers["manager"], acting("sales")
    helping = (Link(sales.user_id),)

    def change(**values):
        def save(office):
            office.customers.save(office.customers.load(firm).changed(**values))

        return save

    write(change(collaborators=helping))
    write(change(remarks="Called"), sales)
    for attempt in (
        change(owner=Link(sales.user_id)),
        change(owner=None),
        change(collaborators=()),
        change(collaborators=(*helping, Link(world.people["service"]))),
        lambda office: office.customers.hand_over([firm], world.people["service"]),
    ):
        with pytest.raises(NotAllowed, match="Only Manager decides"):
            write(attempt, sales)
    values = read(lambda office: office.customers.load(firm)).values
    assert values["owner"] == Link(world.people["manager"]) and values["collaborators"] == helping
    write(change(collaborators=(), owner=Link(sales.user_id)), acting("manager"))
    assert read(lambda o: o.customers.load(firm)).values["owner"] == Link(sales.user_id)


def test_a_team_finds_the_same_by_whichever_way_the_search_takes(
    write, read, acting, template, monkeypatch
):
    """Looking at the newest hits first is a short cut: where it does not suffice, it is none."""
    others = [template.people[role] for role in ("administrator", "service", "finance")]

    def fill(office):
        team = next(one.id for one in office.users.teams() if one.name == "Sales")
        office.users.join_team(template.people["auditor"], team)
        mine = [template.people[role] for role in ("manager", "sales", "auditor")]
        for number in range(60):
            people = mine if number % 9 == 0 or number < 6 else others
            owner = Link(people[number % 3])
            office.customers.add({"name": f"Aurora {number % 7}", "owner": owner})

    write(fill)
    manager = acting("manager")
    assert len(scope_words(CUSTOMER, manager)) >= search.MANY_SCOPES
    asked = [(words, limit) for words in ("aurora", "aurora 3", "rora") for limit in (1, 3, 8, 50)]

    def found():
        return [
            read(lambda o, w=words, n=limit: o.customers.listing(words=w, limit=n), manager)
            for words, limit in asked
        ]

    now = found()
    monkeypatch.setattr(search, "MANY_SCOPES", 99)
    assert now == found()
    assert {len(listing.ids) for listing in now} > {1, 3}


def test_a_refusal_says_why(world, write, acting):
    firm = world.customers["sales"]

    def edit(office):
        office.customers.save(office.customers.load(firm).changed(remarks="mine"))

    with pytest.raises(NotAllowed) as refused:
        write(edit, acting("service"))
    assert str(refused.value) == (
        "You may not change this. Ask its owner or your administrator. "
        "Service staff: own records only, and this one belongs to Sales."
    )
    with pytest.raises(NotAllowed, match="administrator.$"):  # no role gives it at all
        write(edit, acting("auditor"))
