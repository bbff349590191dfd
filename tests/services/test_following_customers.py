"""Follow-ups and tasks follow their customer: its owner, its collaborators, its bin."""

from datetime import UTC, date, datetime

import pytest

from cims.services.entity import Link
from cims.services.errors import CimsError, NotAllowed
from tests.factories import valid


@pytest.fixture
def customer(write, acting):
    """A customer of the sales person's."""
    return write(lambda office: office.customers.add(valid("customer")), acting("sales"))


def logged(write, actor, customer, **values):
    given = {"content": "确认了数量", "customer": Link(customer), **values}
    return write(lambda office: office.activities.add(given), actor)


def test_only_the_content_of_a_follow_up_is_required(write, read):
    id_ = write(lambda office: office.activities.add({"content": " 打了电话\n没接通 "}))
    values = read(lambda office: office.activities.load(id_)).values
    assert values["content"] == "打了电话\n没接通"
    assert values["name"] == "打了电话"
    assert values["kind"] == "call"
    assert values["contacted_on"] == date(2026, 11, 22)
    assert values["owner"] == Link(1)
    with pytest.raises(CimsError, match="Content is missing"):
        write(lambda office: office.activities.add({"content": "  "}))


def test_the_day_of_a_follow_up_is_the_offices_day(write, read):
    late = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)  # half past one in the night in Shanghai
    id_ = write(lambda office: office.activities.add({"content": "夜里", "happened_at": late}))
    assert read(lambda o: o.activities.load(id_)).values["contacted_on"] == date(2026, 11, 21)


def test_the_next_contact_goes_to_the_customer_and_undo_takes_both_back(
    opened, write, read, acting, customer
):
    sales = acting("sales")
    before = read(lambda office: office.customers.load(customer)).values
    with opened.database.write(sales) as office:
        id_ = office.activities.add(
            {
                "content": "报价",
                "customer": Link(customer),
                "next_on": date(2026, 11, 30),
                "next_step": "催回复",
            }
        )
    values = read(lambda office: office.customers.load(customer)).values
    assert values["next_contact_on"] == date(2026, 11, 30)
    assert values["next_step"] == "催回复"
    assert values["last_contact_on"] == date(2026, 11, 22)
    write(lambda inside: inside.undo(office.changes.change_set_id), sales)
    values = read(lambda office: office.customers.load(customer)).values
    assert values["next_contact_on"] == before["next_contact_on"]
    assert values["last_contact_on"] is None
    with pytest.raises(CimsError):
        read(lambda office: office.activities.load(id_))


def test_a_kept_word_is_no_longer_planned(write, read, acting, customer):
    sales = acting("sales")
    write(
        lambda o: o.customers.save(
            o.customers.load(customer).changed(next_contact_on=date(2026, 11, 22))
        ),
        sales,
    )
    logged(write, sales, customer, kind="note")
    assert read(lambda o: o.customers.load(customer)).values["next_contact_on"]
    logged(write, sales, customer, kind="wechat")
    assert read(lambda o: o.customers.load(customer)).values["next_contact_on"] is None


def test_who_may_not_change_the_customer_gets_a_task(write, read, acting, customer):
    service = acting("service")
    logged(write, service, customer, next_on=date(2026, 11, 25), next_step="上门看机器")
    assert read(lambda o: o.customers.load(customer)).values["next_contact_on"] == date(2026, 12, 1)
    (task,) = read(lambda o: o.tasks.rows(o.tasks.listing().ids), service)
    assert task.values["name"] == "上门看机器"
    assert task.values["due_on"] == date(2026, 11, 25)
    assert task.values["owner"] == Link(service.user_id)


def test_a_follow_up_is_read_by_the_customers_owner_and_by_no_other_seller(
    write, read, acting, customer, opened
):
    id_ = logged(write, acting("service"), customer)
    assert read(lambda o: o.activities.load(id_), acting("sales"))
    boss = write(lambda o: o.customers.add(valid("customer")))
    hidden = logged(write, acting("administrator"), boss)
    with pytest.raises(CimsError):
        read(lambda o: o.activities.load(hidden), acting("sales"))
    assert list(read(lambda o: o.activities.listing(words="确认了"), acting("sales")).ids) == [id_]


def test_a_new_owner_reads_what_was_written_before(write, read, acting, customer):
    id_ = logged(write, acting("sales"), customer)
    other = write(lambda o: o.customers.add(valid("customer")))
    mine = logged(write, acting("administrator"), other)
    found = lambda: set(read(lambda o: o.activities.listing(words="确认了"), acting("sales")).ids)  # noqa: E731
    assert found() == {id_}
    write(
        lambda o: o.customers.save(
            o.customers.load(other).changed(owner=Link(acting("sales").user_id))
        )
    )
    assert found() == {id_, mine}
    assert read(lambda o: o.activities.load(mine), acting("sales"))


def test_collaborators_read_along(write, read, acting):
    customer = write(lambda o: o.customers.add(valid("customer")))
    id_ = logged(write, acting("administrator"), customer)
    sales = acting("sales")
    helper = (Link(sales.user_id),)
    write(lambda o: o.customers.save(o.customers.load(customer).changed(collaborators=helper)))
    assert read(lambda o: o.activities.load(id_), sales)
    assert list(read(lambda o: o.activities.listing(words="确认了"), sales).ids) == [id_]


def test_a_customer_takes_its_follow_ups_into_the_bin_and_back(
    opened, write, read, acting, customer, clock
):
    sales = acting("sales")
    kept, lost = logged(write, sales, customer), logged(write, sales, customer)
    task = write(lambda o: o.tasks.add({"name": "寄样", "customer": Link(customer)}), sales)
    write(lambda o: o.activities.remove([lost]), sales)
    clock.pass_by(minutes=1)
    with opened.database.write(sales) as office:
        office.customers.remove([customer])
    for room in ("activities", "tasks"):
        assert read(lambda o, room=room: o.room(room).count(), sales) == 0
        assert read(lambda o, room=room: list(o.room(room).listing(words="样 确").ids), sales) == []
    write(lambda inside: inside.undo(office.changes.change_set_id), sales)
    assert list(read(lambda o: o.activities.listing(), sales).ids) == [kept]
    assert list(read(lambda o: o.activities.listing(words="确认"), sales).ids) == [kept]
    assert list(read(lambda o: o.tasks.listing(words="寄样"), sales).ids) == [task]
    assert write(lambda o: o.activities.drift()) == 0


def test_the_last_contact_follows_edits_and_the_bin(write, read, acting, customer):
    sales = acting("sales")
    first = logged(write, sales, customer, happened_at=datetime(2026, 11, 3, 2, tzinfo=UTC))
    second = logged(write, sales, customer, happened_at=datetime(2026, 11, 9, 2, tzinfo=UTC))
    last = lambda: read(lambda o: o.customers.load(customer)).values["last_contact_on"]  # noqa: E731
    assert last() == date(2026, 11, 9)
    write(lambda o: o.activities.remove([second]), sales)
    assert last() == date(2026, 11, 3)
    write(lambda o: o.activities.restore([second]), sales)
    assert last() == date(2026, 11, 9)
    write(lambda o: o.activities.save(o.activities.load(second).changed(kind="note")), sales)
    assert last() == date(2026, 11, 3)
    write(lambda o: o.activities.remove([first]), sales)
    assert last() is None


def test_a_task_is_done_and_put_off_with_its_reminder(write, read, acting):
    sales = acting("sales")
    id_ = write(lambda o: o.tasks.add({"name": "寄样", "due_on": date(2026, 11, 24)}), sales)
    values = read(lambda o: o.tasks.load(id_), sales).values
    assert values["remind_at"] == datetime(2026, 11, 24, 1, tzinfo=UTC)
    write(lambda o: o.tasks.postpone([id_], date(2026, 11, 26)), sales)
    values = read(lambda o: o.tasks.load(id_), sales).values
    assert (values["due_on"], values["remind_at"].day) == (date(2026, 11, 26), 26)
    write(lambda o: o.tasks.finish([id_]), sales)
    assert read(lambda o: o.tasks.load(id_), sales).values["done_on"] == date(2026, 11, 22)
    write(lambda o: o.tasks.finish([id_], done=False), sales)
    assert read(lambda o: o.tasks.load(id_), sales).values["done_on"] is None


def test_only_customers_that_may_be_changed_go_into_a_segment(write, read, acting, customer):
    sales = acting("sales")
    foreign = write(lambda o: o.customers.add(valid("customer")))
    segment = write(lambda o: o.segments.add({"name": "中秋送礼"}), sales)
    assert write(lambda o: o.segments.put_in(segment, [customer, foreign]), sales) == 1
    assert read(lambda o: o.customers.load(customer)).values["segments"] == (Link(segment),)
    with pytest.raises(NotAllowed):  # service staff see all customers and change their own
        write(lambda o: o.segments.put_in(segment, [foreign]), acting("service"))
    assert write(lambda o: o.segments.put_in(segment, [customer]), sales) == 0
    assert write(lambda o: o.segments.take_out(segment, [customer]), sales) == 1
    assert read(lambda o: o.customers.load(customer)).values["segments"] == ()


def test_a_contact_before_its_day_leaves_the_plan(write, read, acting, customer):
    before = read(lambda o: o.customers.load(customer)).values["next_contact_on"]
    assert before > date(2026, 11, 22)
    logged(write, acting("sales"), customer, kind="call")
    assert read(lambda o: o.customers.load(customer)).values["next_contact_on"] == before


def test_a_corrected_plan_is_corrected_at_the_customer_and_undone_with_it(
    opened, write, read, acting, customer
):
    sales = acting("sales")
    id_ = logged(write, sales, customer, next_on=date(2026, 12, 3), next_step="催回复")

    def plan():
        values = read(lambda o: o.customers.load(customer)).values
        return values["next_contact_on"], values["next_step"]

    with opened.database.write(sales) as office:
        known = office.activities.load(id_)
        office.activities.save(known.changed(next_on=date(2026, 12, 4), next_step="报价"))
    assert plan() == (date(2026, 12, 4), "报价")
    write(lambda inside: inside.undo(office.changes.change_set_id), sales)
    assert plan() == (date(2026, 12, 3), "催回复")
    assert read(lambda o: o.activities.load(id_)).values["next_on"] == date(2026, 12, 3)


def test_an_edit_of_an_old_entry_leaves_the_plan_that_came_after_it(write, read, acting, customer):
    sales = acting("sales")
    id_ = logged(write, sales, customer, next_on=date(2026, 12, 3))
    logged(write, sales, customer, next_on=date(2026, 12, 20))
    write(
        lambda o: o.activities.save(o.activities.load(id_).changed(next_on=date(2026, 12, 5))),
        sales,
    )
    values = read(lambda o: o.customers.load(customer)).values
    assert values["next_contact_on"] == date(2026, 12, 20)


def test_of_several_entries_written_at_once_the_newest_plans(write, read, acting, customer):
    entries = [
        {
            "content": "电话",
            "customer": Link(customer),
            "happened_at": datetime(2026, 11, day, 2, tzinfo=UTC),
            "next_on": date(2026, 12, day),
        }
        for day in (20, 10)
    ]
    write(lambda office: office.activities.add_many(entries), acting("sales"))
    values = read(lambda o: o.customers.load(customer)).values
    assert values["next_contact_on"] == date(2026, 12, 20)
