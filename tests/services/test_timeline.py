"""One timeline for each customer: what was done, what was changed, and what one has not read."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cims.models.app_user import UserState
from cims.models.opportunity import StageMeaning
from cims.models.sales_order import OrderState
from cims.services.contacts import PlaceRow
from cims.services.customer_care import OpenWork
from cims.services.entity import Link
from cims.services.errors import CimsError, NotFound
from cims.services.timeline import CHANGE
from tests.factories import valid


@pytest.fixture
def customer(write, acting):
    """A customer of the sales person's."""
    return write(lambda office: office.customers.add(valid("customer")), acting("sales"))


def logged(write, actor, customer, content="确认了数量", **values):
    given = {"content": content, "customer": Link(customer), **values}
    return write(lambda office: office.activities.add(given), actor)


def page(read, customer, actor=None, **how):
    return read(lambda office: office.timeline.page(customer, **how), actor)


def words(found):
    return [entry.text or f"{entry.entity} {entry.action}" for entry in found.entries]


def test_what_was_done_and_what_was_changed_stand_in_one_row(write, read, acting, clock, customer):
    sales = acting("sales")
    clock.pass_by(minutes=1)
    logged(write, sales, customer, "第一次电话")
    clock.pass_by(minutes=1)
    person = {"name": "张总", "customer": Link(customer)}
    write(lambda office: office.contacts.add(person), sales)
    clock.pass_by(minutes=1)
    write(
        lambda office: office.customers.save(office.customers.load(customer).changed(grade="B")),
        sales,
    )
    found = page(read, customer)
    assert words(found) == ["customer edit", "contact create", "第一次电话", "customer create"]
    (change,) = found.entries[0].changes
    assert (change.field.name, change.before, change.after) == ("grade", "A", "B")
    assert found.entries[0].by == "Sales"
    assert found.entries[1].title == "张总"
    assert found.next is None


def test_a_timeline_can_be_limited_to_kinds(write, read, acting, customer):
    sales = acting("sales")
    logged(write, sales, customer, "电话", kind="call")
    logged(write, sales, customer, "上门", kind="visit")
    assert words(page(read, customer, kinds=["visit"])) == ["上门"]
    assert {entry.kind for entry in page(read, customer, kinds=[CHANGE]).entries} == {CHANGE}
    assert len(page(read, customer, kinds=["visit", CHANGE]).entries) == 2
    assert page(read, customer, kinds=[]).entries == ()


def test_every_entry_stands_on_exactly_one_page(write, read, acting, clock, customer):
    sales = acting("sales")
    for number in range(7):
        at = clock() - timedelta(days=number % 3)
        logged(write, sales, customer, f"第{number}次", happened_at=at)
        clock.pass_by(seconds=1)
        grade = "BC"[number % 2]
        write(
            lambda office, grade=grade: office.customers.save(
                office.customers.load(customer).changed(grade=grade)
            ),
            sales,
        )
    whole = [*page(read, customer, limit=100).entries]
    assert len(whole) == 15
    found, place = [], None
    while True:
        some = page(read, customer, before=place, limit=2)
        found += some.entries
        place = some.next
        if place is None:
            break
    assert found == whole


def test_a_clock_set_back_hides_no_change(write, read, acting, clock, customer):
    for days in (1, -10, 3, -2):
        clock.pass_by(days=days)
        write(
            lambda office: office.customers.save(
                office.customers.load(customer).changed(remarks=str(clock()))
            )
        )
        logged(write, acting("sales"), customer)
    found, place = 0, None
    while True:
        some = page(read, customer, before=place, limit=1)
        found += len(some.entries)
        place = some.next
        if place is None:
            break
    assert found == 9


def test_a_customer_that_one_may_not_see_has_no_timeline(write, read, acting):
    foreign = write(lambda office: office.customers.add(valid("customer")))
    with pytest.raises(NotFound):
        page(read, foreign, acting("sales"))
    with pytest.raises(NotFound):
        write(lambda office: office.timeline.mark_read(foreign), acting("sales"))
    logged(write, acting("administrator"), foreign)
    assert read(lambda o: o.timeline.unread_among([foreign]), acting("sales")) == {}


def test_an_entry_in_the_bin_is_not_on_the_timeline(write, read, acting, customer):
    id_ = logged(write, acting("sales"), customer)
    write(lambda office: office.activities.remove([id_]), acting("sales"))
    assert page(read, customer, kinds=["call"]).entries == ()


def test_a_contact_that_went_elsewhere_takes_its_changes_along(write, read, acting, customer):
    other = write(lambda office: office.customers.add(valid("customer")))
    person = {"name": "张总", "customer": Link(customer)}
    contact = write(lambda office: office.contacts.add(person))
    write(
        lambda office: office.contacts.save(
            office.contacts.load(contact).changed(places=(PlaceRow(Link(other)),), owner=Link(1))
        )
    )
    found = page(read, customer, acting("sales"))
    assert {entry.entity for entry in found.entries} == {"customer"}


def test_what_others_wrote_is_unread_until_it_was_seen(write, read, acting, clock, customer):
    sales, service = acting("sales"), acting("service")
    logged(write, sales, customer, "自己写的")
    first = logged(write, service, customer, "同事写的")
    found = page(read, customer, sales)
    assert found.unread == 1
    assert [entry.record_id for entry in found.entries if entry.is_unread] == [first]
    assert read(lambda o: o.timeline.unread_among([customer]), sales) == {customer: 1}
    write(lambda office: office.timeline.mark_read(customer), sales)
    assert page(read, customer, sales).unread == 0
    clock.pass_by(days=-1)
    logged(write, service, customer, "时钟拨回以后")
    assert page(read, customer, sales).unread == 1
    write(lambda office: office.timeline.mark_read(customer), sales)
    assert read(lambda o: o.timeline.unread_among([customer]), sales) == {}


def test_what_is_old_does_not_call_for_reading(write, read, acting, clock, customer):
    logged(write, acting("service"), customer)
    clock.pass_by(days=31)
    assert page(read, customer, acting("sales")).unread == 0


def test_nothing_is_written_when_all_was_read(opened, write, acting, customer):
    sales = acting("sales")
    logged(write, acting("service"), customer)
    write(lambda office: office.timeline.mark_read(customer), sales)
    with opened.database.write(sales) as office:
        office.timeline.mark_read(customer)
    assert office.changes.by_entity == {}


def test_a_comment_says_what_it_answers_and_tells_whoever_wrote_that(
    write, read, acting, clock, customer
):
    sales, service = acting("sales"), acting("service")
    called = logged(write, sales, customer, "确认了数量\n下周报价", kind="call")
    clock.pass_by(minutes=1)
    write(lambda o: o.activities.comment(customer, "价格呢?", about=called), service)
    entry = page(read, customer, sales).entries[0]
    assert (entry.kind, entry.text, entry.about) == ("comment", "价格呢?", "确认了数量")
    (notice,) = read(lambda office: office.notices.newest(), sales)
    name = read(lambda o: o.customers.load(customer)).values["name"]
    assert notice.sentence == f"Service answered your entry about {name}"
    assert notice.excerpt == "价格呢?"
    write(lambda office: office.timeline.mark_read(customer), sales)
    assert read(lambda office: office.notices.unread(), sales) == 0


def test_a_comment_on_an_entry_of_another_customer_is_refused(write, acting, customer):
    sales = acting("sales")
    other = write(lambda office: office.customers.add(valid("customer")), sales)
    called = logged(write, sales, other)
    with pytest.raises(CimsError, match="not there any more"):
        write(lambda o: o.activities.comment(customer, "价格呢?", about=called), sales)


def test_a_comment_is_no_contact(write, read, acting, customer):
    write(lambda o: o.activities.comment(customer, "谁来跟?"), acting("sales"))
    values = read(lambda office: office.customers.load(customer)).values
    assert values["last_contact_on"] is None
    assert values["next_contact_on"] == date(2026, 12, 1)


def test_a_hand_over_note_stays_on_top_until_the_new_owner_has_read_it(
    opened, write, read, acting, clock, customer
):
    sales, service = acting("sales"), acting("service")
    with opened.database.write(sales) as office:
        given = office.customers.hand_over([customer], service.user_id, "年底要续约")
    assert given == 1
    clock.pass_by(days=1)
    logged(write, service, customer)
    (note,) = page(read, customer).pinned
    assert (note.kind, note.text) == ("handover", "年底要续约")
    (notice,) = read(lambda o: o.notices.newest(), service)
    name = read(lambda o: o.customers.load(customer)).values["name"]
    assert notice.sentence == f"Sales handed {name} over to you"
    assert (notice.entity, notice.record_id) == ("customer", customer)
    with pytest.raises(NotFound):
        page(read, customer, sales)
    write(lambda o: o.timeline.mark_read(customer), service)
    assert page(read, customer).pinned == ()


def test_a_hand_over_is_undone_as_one(opened, write, read, acting):
    boss, sales = acting("administrator"), acting("sales")
    ids = [write(lambda office: office.customers.add(valid("customer"))) for _n in range(2)]
    with opened.database.write(boss) as office:
        office.customers.hand_over(ids, sales.user_id, "交给你")
    assert read(lambda o: o.customers.count(), sales) == 2
    (notice,) = read(lambda o: o.notices.newest(), sales)
    assert notice.sentence == "Wang Xiaoyan handed 2 customers over to you"
    assert (notice.entity, notice.record_id) == ("customer", None)
    write(lambda inside: inside.undo(office.changes.change_set_id), boss)
    assert read(lambda o: o.customers.count(), sales) == 0
    assert read(lambda o: o.activities.count()) == 0
    assert read(lambda o: o.notices.newest(), sales) == ()


def test_the_notice_of_several_customers_leads_to_exactly_these(write, read, acting):
    sales = acting("sales")
    write(lambda office: office.customers.add(valid("customer")), sales)  # one's own before
    ids = [write(lambda office: office.customers.add(valid("customer"))) for _n in range(3)]
    write(lambda o: o.customers.hand_over(ids, sales.user_id), acting("administrator"))
    (notice,) = read(lambda o: o.notices.newest(), sales)
    assert list(read(lambda o: o.customers.listing(notice.where).ids, sales)) == ids
    write(lambda o: o.timeline.mark_read(ids[0]), sales)
    assert read(lambda o: o.notices.unread(), sales) == 1


def test_the_notice_of_several_customers_stays_as_long_as_one_of_them_is_in_sight(
    write, read, acting
):
    sales, boss = acting("sales"), acting("administrator")
    ids = [write(lambda office: office.customers.add(valid("customer"))) for _n in range(3)]
    write(lambda o: o.customers.hand_over(ids, sales.user_id), boss)
    write(lambda o: o.customers.remove(ids[:1]), boss)  # in the recycle bin
    (notice,) = read(lambda o: o.notices.newest(), sales)
    assert notice.sentence == "Wang Xiaoyan handed 3 customers over to you"
    assert list(read(lambda o: o.customers.listing(notice.where).ids, sales)) == ids[1:]
    write(lambda o: o.erasing.erase("customer", ids[:1]), boss)
    write(lambda o: o.customers.hand_over(ids[1:2], boss.user_id), boss)  # given on
    assert read(lambda o: o.notices.unread(), sales) == 1
    write(lambda o: o.customers.hand_over(ids[2:], boss.user_id), boss)
    assert read(lambda o: o.notices.newest(), sales) == ()
    assert read(lambda o: o.notices.unread(), sales) == 0


def test_open_tasks_go_along_when_that_is_wished(opened, write, read, acting, customer):
    sales, service, boss = acting("sales"), acting("service"), acting("administrator")
    other = write(lambda office: office.customers.add(valid("customer")), sales)

    def task(name, actor, customer_id, **values):
        given = {"name": name, "customer": Link(customer_id), "due_on": date(2026, 12, 1)}
        return write(lambda office: office.tasks.add({**given, **values}), actor)

    along = task("寄样", sales, customer)
    kept = [
        task("已办", sales, customer, done=True),
        task("经理自己的", boss, customer),
        task("另一家", sales, other),
    ]
    assert read(lambda o: o.customers.open_work([customer]), boss) == OpenWork(tasks=1)
    with opened.database.write(boss) as office:
        office.customers.hand_over([customer], service.user_id, work=True)
    rows = read(lambda o: o.tasks.rows([along, *kept]))
    owners = {row.id: row.values["owner"].text for row in rows}
    assert owners[along] == "Service"
    assert "Service" not in [owners[id_] for id_ in kept]
    (notice,) = read(lambda o: o.notices.newest(), service)
    assert notice.sentence.endswith(" over to you, with 1 open task")
    write(lambda inside: inside.undo(office.changes.change_set_id), boss)
    assert read(lambda o: o.tasks.load(along)).values["owner"].text == "Sales"
    write(lambda o: o.customers.hand_over([customer], service.user_id), boss)
    assert read(lambda o: o.tasks.load(along)).values["owner"].text == "Sales"


def test_open_opportunities_and_orders_to_be_shipped_go_along_too(
    opened, write, read, acting, customer
):
    sales, service, boss = acting("sales"), acting("service"), acting("administrator")

    def enter(office):
        stages = {stage.values["meaning"]: Link(stage.id) for stage in office.stages.of()}
        about = {"customer": Link(customer)}
        deals = [
            office.opportunities.add({**about, "name": "open"}),
            office.opportunities.add({**about, "name": "won", "stage": stages[StageMeaning.WON]}),
        ]
        papers = [office.orders.add({**about, "state": state}) for state in OrderState]
        papers.append(office.orders.add({**about, "delivered_on": office.today}))
        return deals, papers

    deals, orders = write(enter, sales)
    expected = OpenWork(opportunities=1, orders=2)
    assert read(lambda o: o.customers.open_work([customer]), boss) == expected
    with opened.database.write(boss) as office:
        office.customers.hand_over([customer], service.user_id, work=True)

    def owners(office):
        rows = [*office.opportunities.rows(deals), *office.orders.rows(orders)]
        return [row.values["owner"].text for row in rows]

    assert read(owners) == ["Service", "Sales", "Service", "Service", *["Sales"] * 3]
    (notice,) = read(lambda o: o.notices.newest(), service)
    assert notice.sentence.endswith(", with 1 open opportunity, 2 orders to be shipped")
    write(lambda inside: inside.undo(office.changes.change_set_id), boss)
    assert read(owners) == ["Sales"] * 7


def test_nothing_is_handed_over_to_somebody_who_left(write, read, acting, template, customer):
    left = template.people["service"]
    write(lambda o: o.users.save(o.users.load(left).changed(state="removed")))
    with pytest.raises(CimsError, match="Service can't sign in any more"):
        write(lambda o: o.customers.hand_over([customer], left))
    assert page(read, customer, acting("sales")).pinned == ()


def test_a_follow_up_about_a_customer_that_went_meanwhile_is_refused_in_a_sentence(
    write, read, acting, customer
):
    write(lambda office: office.customers.remove([customer]))
    with pytest.raises(CimsError, match="not there any more"):
        logged(write, acting("sales"), customer)
    with pytest.raises(CimsError, match="not there any more"):
        write(lambda o: o.activities.comment(customer, "在吗"), acting("sales"))
    with pytest.raises(NotFound):
        page(read, customer)
    assert read(lambda office: office.activities.count()) == 0


def test_an_entry_planned_for_a_later_day_stands_first(write, read, acting, customer):
    logged(write, acting("sales"), customer, "下周", happened_at=datetime(2027, 1, 1, tzinfo=UTC))
    assert words(page(read, customer))[0] == "下周"


def test_nothing_is_handed_over_to_somebody_who_may_not_see_customers(write, read, customer):
    values = {"username": "new", "name": "New", "state": UserState.ACTIVE}
    newcomer = write(lambda office: office.users.add(values))  # without any role yet
    with pytest.raises(CimsError, match="New may not see customers"):
        write(lambda office: office.customers.hand_over([customer], newcomer))
    owner = read(lambda office: office.customers.load(customer)).values["owner"]
    assert owner.text == "Sales"
