"""The answer of the row filter, with its reason: never another answer, never without a reason."""

import pytest

from cims.services import storage
from cims.services.entity import Link
from cims.services.errors import NotAllowed, NotFound
from cims.services.granted import UNSCOPED, USUAL, Action, FieldAccess, Reach, Right
from cims.services.office import ROOMS
from cims.services.role_drafts import RoleDraft
from tests.conftest import ROLES
from tests.factories import valid

OWNERS = ("administrator", "manager", "sales", "service")


@pytest.fixture
def world(write, template):
    """For each of four owners a customer with a record of each kind; one segment."""

    def make(office):
        found = {}
        for owner in OWNERS:
            link = Link(template.people[owner])
            firm = office.customers.add(valid("customer", owner=link))
            found["customer", owner] = firm
            for kind in ("contact", "activity", "task", "order", "opportunity"):
                values = valid(kind, owner=link, customer=Link(firm))
                found[kind, owner] = office.room(kind).add(values)
        found["segment", "sales"] = office.segments.add({"name": "VIP"})
        found["user", "sales"] = template.people["sales"]
        return found

    return write(make)


def verdict(read, user, entity, id_, action, actor=None):
    rows = read(lambda office: office.effective_rights.of(user, entity, id_), actor)
    return {row.action: row for row in rows}[action]


@pytest.mark.parametrize("role", ROLES)
def test_the_answer_is_that_of_the_row_filter_and_bears_a_reason(
    role, world, read, acting, template
):
    actor, user = acting(role), template.people[role]
    for (entity, owner), id_ in world.items():
        for row in read(lambda o, e=entity, i=id_: o.effective_rights.of(user, e, i)):

            def covered(office, entity=entity, id_=id_, action=row.action):
                whole = type(office.room(entity)).entity
                session = office.customers._desk.unit.session
                if action in UNSCOPED:
                    return actor.may(action, entity)
                return bool(storage.covered(session, whole, actor, [id_], action))

            assert row.allowed == read(covered), (entity, owner, row)
            assert row.reason.endswith(".") and "{" not in row.reason


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.entity.name)
@pytest.mark.parametrize("role", ROLES)
def test_the_answer_for_a_type_is_whether_there_is_any_right(room, role, read, acting, template):
    actor = acting(role)
    for row in read(lambda o: o.effective_rights.of(template.people[role], room.entity.name)):
        assert row.allowed == actor.may(row.action, room.entity.name), row


def test_reasons_name_role_reach_and_owner(world, read, template):
    people = template.people

    def reason(role, entity, owner, action):
        return verdict(read, people[role], entity, world[entity, owner], action).reason

    assert reason("sales", "customer", "sales", Action.EDIT) == (
        "Sales: own records, and Sales is the owner."
    )
    assert reason("sales", "customer", "manager", Action.EDIT) == (
        "Sales: own records only, and this one belongs to Manager."
    )
    assert reason("manager", "customer", "sales", Action.EDIT) == (
        "Manager: records of the team, and the owner Sales belongs to it."
    )
    assert reason("service", "customer", "sales", Action.READ) == "Service staff: all records."
    assert reason("auditor", "customer", "sales", Action.EDIT) == "No role of Auditor gives it."
    assert reason("sales", "segment", "sales", Action.READ) == "Sales: all records."


def test_collaborators_and_owners_of_the_customer_are_reasons_too(world, read, write, template):
    firm, sales = world["customer", "manager"], template.people["sales"]

    def help_out(office):
        record = office.customers.load(firm)
        office.customers.save(record.changed(collaborators=(Link(sales),)))
        task = valid("task", owner=Link(template.people["service"]))
        return office.tasks.add({**task, "customer": Link(world["customer", "sales"])})

    theirs = write(help_out)
    edit = verdict(read, sales, "customer", firm, Action.EDIT)
    assert edit.allowed and edit.reason == "Sales: own records, and Sales is a collaborator."
    contact = world["contact", "manager"]
    seen = verdict(read, sales, "contact", contact, Action.READ)
    assert seen.allowed and "a collaborator of the customer" in seen.reason
    assert not verdict(read, sales, "contact", contact, Action.EDIT).allowed
    hanging = verdict(read, sales, "task", theirs, Action.READ)
    assert hanging.allowed and "the customer is in this reach" in hanging.reason
    assert not verdict(read, sales, "task", theirs, Action.EDIT).allowed


def test_a_record_in_the_bin_is_brought_back_first(world, read, write, template):
    owner = Link(template.people["sales"])
    firm = write(lambda office: office.customers.add(valid("customer", owner=owner)))
    write(lambda office: office.customers.remove([firm]))
    rows = read(lambda o: o.effective_rights.of(template.people["sales"], "customer", firm))
    allowed = {row.action for row in rows if row.allowed}
    assert allowed - UNSCOPED == {Action.READ, Action.DELETE}
    assert (
        "recycle bin"
        in verdict(read, template.people["sales"], "customer", firm, Action.EDIT).reason
    )


def test_who_was_disabled_may_do_nothing(world, read, write, template):
    sales = template.people["sales"]
    write(lambda o: o.users.save(o.users.load(sales).changed(state="disabled")))
    rows = read(lambda o: o.effective_rights.of(sales, "customer", world["customer", "sales"]))
    assert not any(row.allowed for row in rows)
    assert rows[0].reason == "Sales may not sign in."
    assert not any(one.allowed for one in read(lambda o: o.effective_rights.single(sales)))


def test_only_own_rights_are_explained_to_everybody(world, read, acting, template):
    sales = acting("sales")
    for work in (
        lambda o: o.effective_rights.of(template.people["manager"], "customer"),
        lambda o: o.effective_rights.single(template.people["manager"]),
        lambda o: o.effective_rights.fields(template.people["manager"], "customer"),
    ):
        with pytest.raises(NotAllowed):
            read(work, sales)
    mine = template.people["sales"]
    assert len(read(lambda o: o.effective_rights.of(mine, "customer"), sales)) == len(USUAL)
    with pytest.raises(NotFound):
        read(lambda o: o.effective_rights.of(mine, "customer", world["customer", "manager"]), sales)


def test_a_refusal_is_explained_by_the_same_answer(world, read, acting):
    service = acting("service")
    firm = world["customer", "sales"]
    assert read(lambda o: o.effective_rights.why_not("customer", Action.EDIT, firm), service) == (
        "Service staff: own records only, and this one belongs to Sales."
    )
    assert read(lambda o: o.effective_rights.why_not("customer", Action.READ, firm), service) == ""


def test_single_rights_and_closed_fields_name_their_roles(read, write, template):
    user = template.people["finance"]
    fields = {("customer", "needs"): FieldAccess.HIDDEN}
    records = {("customer", Action.READ): Reach.ALL}
    only = RoleDraft(name="Only", records=records, fields=fields, single=frozenset({Right.AUDIT}))
    role = write(lambda office: office.roles.save(only))
    held = {one.right: one for one in read(lambda o: o.effective_rights.single(user))}
    assert held[Right.SEALED].roles == ("Finance",) and not held[Right.AUDIT].allowed
    write(lambda office: office.users.set_roles(user, [role]))
    held = {one.right: one for one in read(lambda o: o.effective_rights.single(user))}
    assert held[Right.AUDIT].roles == ("Only",) and not held[Right.SEALED].roles
    closed = read(lambda office: office.effective_rights.fields(user, "customer"))
    assert closed["needs"] is FieldAccess.HIDDEN
