"""Units of work, and the guard that no statement goes round the row filter or the records room."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import (
    column,
    delete,
    exists,
    func,
    insert,
    lambda_stmt,
    literal_column,
    select,
    text,
    union,
    update,
)
from sqlalchemy.orm import Session, aliased

from cims.models.base import Base, uuid7
from cims.models.change_set import AuditEntry, ChangeSet, Setting, VaultState
from cims.models.choice import NumberSeries
from cims.models.contact import Contact
from cims.models.customer import Customer
from cims.services import search
from cims.services.changes import FULL, ChangeKind, Collected
from cims.services.contact_points import ContactPointRow
from cims.services.customers import CUSTOMER
from cims.services.database import custom_value, first_free_id
from cims.services.errors import Cancelled, EditConflict, NotPossible
from cims.services.office import ROOMS
from cims.services.rights import permit, visible
from cims.services.row_guard import Unfiltered
from tests.factories import valid

CUSTOMERS = Base.metadata.tables["customer"]
SETTINGS = Base.metadata.tables["setting"]
NAME = CUSTOMERS.c.name
READS = {
    "a plain select": lambda: select(NAME),
    "a count": lambda: select(func.count()).select_from(CUSTOMERS),
    "contacts": lambda: select(Contact.__table__.c.name),
    "a mapped class": lambda: select(Customer),
    "an alias": lambda: select(aliased(Customer).name),
    "a subquery": lambda: select(select(NAME).subquery().c.name),
    "a scalar subquery": lambda: select(select(func.max(NAME)).scalar_subquery()),
    "a condition": lambda: select(SETTINGS.c.name).where(exists().where(NAME == "A")),
    "a list of ids": lambda: select(SETTINGS.c.name).where(
        SETTINGS.c.user_id.in_(select(CUSTOMERS.c.id))
    ),
    "a join": lambda: select(SETTINGS.c.name).join_from(SETTINGS, CUSTOMERS, NAME == "A"),
    "a common table expression": lambda: select(select(NAME).cte("some").c.name),
    "a union": lambda: union(select(NAME), select(SETTINGS.c.name)),
    "a text": lambda: text("SELECT name FROM customer"),
    "a text with columns": lambda: text('SELECT name FROM "Customer"').columns(column("name")),
    "a text in a select": lambda: select(literal_column("name")).select_from(text("customer")),
    "a literal": lambda: select(literal_column("(SELECT name FROM customer LIMIT 1)")),
    "a lambda": lambda: lambda_stmt(lambda: select(Customer.__table__.c.name)),
    "a filter for another type": lambda: permit(select(NAME), CUSTOMER).where(
        exists(select(Contact.__table__.c.id))
    ),
}
WRITES = {
    "an insert": lambda: insert(CUSTOMERS).values(name="A"),
    "an update": lambda: update(CUSTOMERS).values(name="A"),
    "a removal": lambda: delete(CUSTOMERS),
    "an update of a mapped class": lambda: update(Customer).values(name="A"),
    "a removal of a mapped class": lambda: delete(Contact).where(Contact.id == 1),
    "a name copied into a setting": lambda: update(SETTINGS).values(
        name=select(func.max(NAME)).scalar_subquery()
    ),
    "names copied into settings": lambda: insert(SETTINGS).from_select(
        ["name"], select(CUSTOMERS.c.name)
    ),
    "a text": lambda: text("UPDATE customer SET name = 'A'"),
}


@pytest.fixture
def session(opened):
    with Session(opened.database.writer) as session:
        yield session


@pytest.mark.parametrize("make", READS.values(), ids=READS)
def test_a_query_round_the_row_filter_is_refused(make, session):
    with pytest.raises(Unfiltered, match="customer|contact"):
        session.execute(make())


@pytest.mark.parametrize("make", WRITES.values(), ids=WRITES)
def test_a_write_round_the_records_room_is_refused(make, session):
    with pytest.raises(Unfiltered, match="customer|contact"):
        session.execute(make())


def test_a_mapped_record_is_neither_fetched_nor_stored_by_the_session(session, clock):
    with pytest.raises(Unfiltered):
        session.get(Customer, 1)
    with pytest.raises(Unfiltered):
        session.query(Customer).all()
    now = clock()
    session.add(
        Contact(code="x", name="A", name_sort="a", uuid=uuid7(now), version=1, created_at=now,
                created_on=now.date(), changed_at=now)
    )  # fmt: skip
    with pytest.raises(Unfiltered):
        session.flush()


def test_a_query_through_the_row_filter_runs(session, opened):
    assert session.execute(visible(select(NAME), CUSTOMER, opened.actor)).all() == []
    assert session.execute(select(SETTINGS.c.name)).all()


def test_a_custom_value_is_reached_by_a_checked_key_only(session, opened):
    query = visible(select(custom_value(CUSTOMERS, "f12")), CUSTOMER, opened.actor)
    assert session.execute(query).all() == []
    for key in ("f0", "name", "f1') --"):
        with pytest.raises(ValueError, match=re.escape(key)):
            custom_value(CUSTOMERS, key)


def test_an_exception_leaves_nothing_behind(opened, write, read):
    before = state(opened)
    with pytest.raises(NotPossible), opened.database.write(opened.actor) as office:
        office.customers.add(valid("customer", name="Aurora Ltd"))
        raise NotPossible("no")
    assert state(opened) == before
    assert read(lambda office: office.customers.count(words="aurora")) == 0
    assert read(lambda office: office.customers.count()) == 0
    id_ = write(lambda office: office.customers.add({"name": "Borealis"}))
    assert read(lambda office: office.customers.load(id_)).values["code"] == "C000001"


def test_a_cancelled_unit_leaves_nothing_behind(opened, read):
    before = state(opened)

    def stop(done, total):
        raise Cancelled

    with (
        pytest.raises(Cancelled),
        opened.database.write(opened.actor, progress=stop) as office,
    ):
        office.customers.add({"name": "Aurora"})
        office.customers.reindex()
    assert state(opened) == before


def test_a_unit_is_one_change_set_however_many_records_it_writes(opened, write):
    sets, entries = counted(opened, ChangeSet), counted(opened, AuditEntry)

    def work(office):
        first = office.customers.add({"name": "Aurora"})
        office.customers.add({"name": "Borealis"})
        office.customers.save(office.customers.load(first).changed(name="Aurora Ltd"))
        return office.changes

    changes = write(work)
    assert counted(opened, ChangeSet) == sets + 1
    assert counted(opened, AuditEntry) == entries + 3
    assert changes.by_entity == {"customer": frozenset({1, 2})}
    assert changes.touches("customer") and not changes.touches("contact")


def test_the_change_set_says_who_did_what_and_when(opened, clock):
    with opened.database.write(opened.actor, ChangeKind.MASS, "new grade") as office:
        office.customers.add({"name": "Aurora"})
        number = office.changes.change_set_id
    table = Base.metadata.tables["change_set"]
    with Session(opened.database.readers) as session:
        row = session.execute(select(table).where(table.c.id == number)).mappings().one()
    assert (row["kind"], row["label"], row["at"]) == (ChangeKind.MASS, "new grade", clock())
    assert row["user_id"] == opened.actor.user_id


def test_every_commit_is_counted_and_noted_in_the_head_file(opened, write):
    before = state(opened)["vault_state"]
    write(lambda office: office.customers.add({"name": "Aurora"}))
    write(lambda office: office.settings.set_mine("theme", {"dark": True}))
    assert state(opened)["vault_state"] == before + 2
    assert opened.vault.head.commit_seq == before + 2
    assert opened.vault.head.audit_seq == counted(opened, AuditEntry)


def test_a_unit_that_changes_nothing_writes_nothing(opened, write):
    id_ = write(lambda office: office.customers.add(valid("customer")))
    before, head = state(opened), opened.vault.head
    write(lambda office: office.customers.save(office.customers.load(id_)))
    write(lambda office: None)
    assert state(opened) == before
    assert opened.vault.head == head


def test_two_people_edit_the_same_phone_and_the_second_is_told(opened, write, read):
    id_ = write(lambda office: office.customers.add(valid("customer")))
    first, second = (read(lambda office: office.customers.load(id_)) for _n in range(2))
    phone = (ContactPointRow("mobile", "13900000001"),)
    write(lambda office: office.customers.save(first.changed(contact_points=phone)))
    assert read(lambda office: office.customers.load(id_)).version == first.version + 1
    other = (ContactPointRow("mobile", "13900000002"),)
    with pytest.raises(EditConflict):
        write(lambda office: office.customers.save(second.changed(contact_points=other)))
    assert read(lambda office: office.customers.load(id_)).values["main_phone"] == "139 0000 0001"


def test_changes_of_more_than_a_thousand_records_are_no_longer_listed():
    changed = Collected()
    changed.add("customer", range(FULL))
    assert changed.frozen(None).by_entity["customer"] == frozenset(range(FULL))
    changed.add("customer", [FULL])
    changed.add("customer", [1])
    changed.add("contact", [7])
    assert changed.frozen(3).by_entity == {"customer": None, "contact": frozenset({7})}


def test_a_reader_sees_one_moment_and_cannot_write(opened, write):
    write(lambda office: office.customers.add({"name": "Aurora"}))
    with opened.database.read(opened.actor) as office:
        assert office.customers.count() == 1
        write(lambda other: other.customers.add({"name": "Borealis"}))
        assert office.customers.count() == 1
    with (
        pytest.raises(Exception, match="read-only"),
        opened.database.read(opened.actor) as office,
    ):
        office.customers.add({"name": "Cassiopeia"})


def test_ids_are_never_given_twice(opened, write):
    ids = write(lambda office: office.customers.add_many([{"name": "A"}, {"name": "B"}]))
    with Session(opened.database.readers) as session:
        assert first_free_id(session, "customer") == ids[-1] + 1


def test_times_are_of_the_offices_clock_and_days_of_its_zone(write, read, clock):
    clock.now = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    id_ = write(lambda office: office.customers.add({"name": "Aurora"}))
    values = read(lambda office: office.customers.load(id_)).values
    assert values["created_on"].isoformat() == "2026-11-23"
    assert values["changed_at"] == clock.now


def state(opened):
    """What a failed unit must leave as it was: rows of every table and the commit number."""
    with Session(opened.database.readers) as session:
        by_table = {room.entity.model.__tablename__: room.entity for room in ROOMS}
        tables = {
            name: session.scalar(
                permit(select(func.count()).select_from(table), by_table.get(name, CUSTOMER))
            )
            for name, table in Base.metadata.tables.items()
        }
        tables["search"] = len(search.indexed_ids(session, CUSTOMER))
        tables["vault_state"] = session.scalar(select(VaultState.__table__.c.commit_seq))
        tables["next number"] = session.scalar(select(func.sum(NumberSeries.__table__.c.next)))
        assert session.scalar(select(func.count()).select_from(Setting.__table__))
    return tables


def counted(opened, model):
    with Session(opened.database.readers) as session:
        return session.scalar(select(func.count()).select_from(model.__table__))
