"""A colleague leaves: everything goes to colleagues, in one step that undo takes back."""

import pytest

from cims.services.entity import Link
from cims.services.errors import NotAllowed, NotPossible
from cims.services.handing_over import Holdings, open_of, owned_by
from cims.services.notice_words import HANDOVER, TASK
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
    assert read(lambda office: office.tasks.count(open_of(sales))) == 2
