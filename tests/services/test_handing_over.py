"""A colleague leaves: everything goes to colleagues, in one step that undo takes back."""

from datetime import date

import pytest

from cims.models.opportunity import StageMeaning
from cims.models.sales_order import OrderState
from cims.services.entity import Link
from cims.services.errors import NotAllowed, NotPossible
from cims.services.field_rights import closable
from cims.services.filters import Condition
from cims.services.granted import FieldAccess, Reach, Right
from cims.services.handing_over import Holdings, held_by, owned_by
from cims.services.notice_words import HANDOVER, TASK
from cims.services.rights import Action
from cims.services.role_drafts import RoleDraft
from tests.factories import valid


@pytest.fixture
def sales(template):
    return template.people["sales"]


@pytest.fixture
def takers(template):
    return [template.people["manager"], template.people["administrator"]]


@pytest.fixture
def held(write, acting, sales):
    """Five customers, a contact of the first, a private one, and three tasks, one of them done."""
    actor = acting("sales")

    def work(office):
        customers = [office.customers.add(valid("customer", name=f"客户 {n}")) for n in range(5)]
        tasks = [
            office.tasks.add({"name": f"回电 {n}", "customer": Link(customers[n])})
            for n in range(2)
        ]
        tasks.append(office.tasks.add({"name": "整理样品"}))
        office.tasks.finish(tasks[:1])
        office.contacts.add({"name": "张总", "owner": Link(sales)})
        return customers, tasks

    return write(work, actor)


def owners(read, room, ids):
    return [r.values["owner"].id for r in read(lambda office: getattr(office, room).rows(ids))]


def test_what_hangs_on_a_colleague_is_counted(held, read, sales):
    assert read(lambda office: office.handing_over.holdings(sales)) == Holdings(5, 1, 2)


def test_customers_are_shared_out_and_tasks_go_with_them(held, write, read, sales, takers):
    customers, tasks = held
    given = write(lambda office: office.handing_over.hand_over(sales, takers, "交接清楚"))
    assert given == Holdings(5, 1, 2)
    assert sorted(owners(read, "customers", customers).count(taker) for taker in takers) == [2, 3]
    (of_second,) = owners(read, "customers", customers[1:2])
    assert owners(read, "tasks", tasks[1:2]) == [of_second]
    assert owners(read, "tasks", tasks[:1]) == [sales]  # done: who did it stays
    assert read(lambda office: office.handing_over.holdings(sales)).nothing
    notes = read(lambda office: office.timeline.page(customers[0]).entries)
    assert any("交接清楚" in str(entry) for entry in notes)


@pytest.fixture
def selling(held, write, acting, read):
    """For the first customer an open and a lost opportunity, three orders, one of them shipped."""

    def work(office):
        firm = Link(held[0][0])
        stages = office.stages._of(None)
        lost = next(one for one in stages if one.values["meaning"] is StageMeaning.LOST)
        deals = [office.opportunities.add(valid("opportunity", customer=firm)) for _n in range(2)]
        office.opportunities.move(deals[1], lost.id, {"lost_reason": "price"})
        states = (OrderState.DRAFT, OrderState.CONFIRMED, OrderState.CONFIRMED)
        papers = [office.orders.add(valid("order", customer=firm, state=one)) for one in states]
        done = office.orders.load(papers[2])
        office.orders.save(done.changed(delivered_on=date(2026, 11, 21)))
        return deals, papers

    return write(work, acting("sales"))


def test_open_opportunities_and_orders_to_be_shipped_go_along(selling, write, read, sales, takers):
    deals, papers = selling
    assert read(lambda office: office.handing_over.holdings(sales)) == Holdings(5, 1, 2, 1, 0, 2)
    given = write(lambda office: office.handing_over.hand_over(sales, takers[:1]))
    assert given == Holdings(5, 1, 2, 1, 0, 2)
    assert owners(read, "opportunities", deals) == [takers[0], sales]
    assert owners(read, "orders", papers) == [takers[0], takers[0], sales]


def test_who_may_not_change_all_of_it_hands_nothing_over(
    selling, write, read, acting, template, sales, takers
):
    everything = {
        (kind, action): Reach.ALL
        for kind in ("customer", "contact", "task", "opportunity", "user")
        for action in (Action.READ, Action.EDIT)
    }
    only = RoleDraft(name="Keeper", records=everything, single=frozenset({Right.USERS}))
    role = write(lambda office: office.roles.save(only))
    write(lambda office: office.users.set_roles(template.people["finance"], [role]))
    keeper = acting("finance")
    held = read(lambda office: office.handing_over.holdings(sales), keeper)
    assert held == Holdings(5, 1, 2, 1, 0)  # as far as it may be seen
    with pytest.raises(NotAllowed, match="Orders"):
        write(lambda office: office.handing_over.hand_over(sales, takers), keeper)


def test_nobody_takes_over_who_cannot_sign_in(held, write, read, sales, takers):
    write(lambda office: office.life_cycle.disable(takers[0]))
    with pytest.raises(NotPossible, match="can't sign in"):
        write(lambda office: office.handing_over.hand_over(sales, takers))
    assert read(lambda office: office.handing_over.holdings(sales)) == Holdings(5, 1, 2)


def test_one_undo_takes_all_of_it_back(opened, held, write, read, sales, takers):
    with opened.database.write(opened.actor) as office:
        office.handing_over.hand_over(sales, takers[:1])
    write(lambda inside: inside.undo(office.changes.change_set_id))
    assert read(lambda office: office.handing_over.holdings(sales)) == Holdings(5, 1, 2)


def test_the_takers_hear_of_it_once(held, write, read, acting, sales, takers):
    write(lambda office: office.handing_over.hand_over(sales, takers[:1]))
    told = read(lambda office: office.notices.newest(), acting("manager"))
    assert [line.kind for line in told].count(HANDOVER) == 1
    assert TASK not in [line.kind for line in told]


def test_nobody_takes_over_from_oneself_and_somebody_has_to(held, write, sales):
    for to in ([], [sales]):
        with pytest.raises(NotPossible, match="other colleague"):
            write(lambda office, to=to: office.handing_over.hand_over(sales, to))


@pytest.mark.parametrize("role", ["manager", "sales", "service", "finance", "auditor"])
def test_only_who_keeps_the_users_hands_everything_over(
    role, held, write, read, acting, sales, takers
):
    with pytest.raises(NotAllowed):
        write(lambda office: office.handing_over.hand_over(sales, takers), acting(role))
    with pytest.raises(NotAllowed):
        read(lambda office: office.handing_over.holdings(sales), acting(role))


def test_the_filters_mean_what_they_say(held, read, sales):
    assert read(lambda office: office.tasks.count(owned_by(sales))) == 3
    assert read(lambda office: office.tasks.count(held_by(sales)["tasks"])) == 2


def fields_of(where):
    return [where.field] if isinstance(where, Condition) else sum(map(fields_of, where.parts), [])


def test_what_is_handed_over_is_found_by_fields_that_no_role_hides(read, sales):
    for name, where in held_by(sales).items():
        how = closable(read(lambda office, name=name: type(office.room(name)).entity))
        for field in fields_of(where):
            assert FieldAccess.HIDDEN not in how.get(field, ()), (name, field)


def test_the_customers_of_who_leaves_can_go_to_the_pool(held, write, read, sales, takers):
    customers, tasks = held
    given = write(lambda o: o.handing_over.hand_over(sales, takers[:1], "在跟进合同", to_pool=True))
    assert (given.customers, given.contacts, given.tasks) == (5, 1, 2)
    assert set(read(lambda office: office.pool.listing().ids)) == set(customers)
    record = read(lambda office: office.pool.load(customers[0]))
    assert record.values["pool_reason"] == "left" and record.values["former_owner"].id == sales
    assert owners(read, "tasks", tasks[1:]) == [takers[0]] * 2


def test_what_is_not_a_customer_needs_somebody_all_the_same(held, write, read, sales):
    with pytest.raises(NotPossible, match="needs a colleague who takes over"):
        write(lambda office: office.handing_over.hand_over(sales, [], to_pool=True))
    assert not read(lambda office: office.pool.count()), "all of it or nothing"
