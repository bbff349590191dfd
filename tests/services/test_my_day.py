"""My day: what is late, due and near, with numbers that the lists confirm."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cims.models.contact import BirthdayCalendar
from cims.services.changes import ChangeKind
from cims.services.entity import Link
from tests.factories import valid

TODAY = date(2026, 11, 22)


def day_of(read, actor, **how):
    return read(lambda office: office.my_day.today(**how), actor)


def add_tasks(write, actor, *days):
    def add(office):
        for number in days:
            due = TODAY + timedelta(days=number)
            office.tasks.add({"name": f"寄样 {number}", "due_on": due})

    write(add, actor)


def names(block):
    return [record.values["name"] for record in block.records]


def test_tasks_stand_under_late_today_and_the_days_ahead(write, read, acting):
    sales = acting("sales")
    add_tasks(write, sales, -9, -1, 0, 1, 7, 8)
    add_tasks(write, acting("manager"), -1, 0, 1)
    found = day_of(read, sales)
    assert names(found.overdue) == ["寄样 -9", "寄样 -1"]
    assert names(found.due_today) == ["寄样 0"]
    assert names(found.this_week) == ["寄样 1", "寄样 7"]
    assert names(day_of(read, sales, ahead=1).this_week) == ["寄样 1"]


def test_every_number_opens_exactly_its_rows(write, read, acting):
    sales = acting("sales")
    add_tasks(write, sales, *(-1 for _n in range(60)), 0, 3)
    for number in range(3):
        on = TODAY + timedelta(days=number - 1)
        values = valid("customer", next_contact_on=on)
        write(lambda office, values=values: office.customers.add(values), sales)
    found = day_of(read, sales)
    assert (found.overdue.total, len(found.overdue.records)) == (60, 50)
    blocks = (found.overdue, found.due_today, found.this_week)
    calls = (found.calls_overdue, found.calls_today, found.calls_week)
    assert [block.total for block in calls] == [1, 1, 1]
    for block in (*blocks, *calls):
        ids = read(lambda o, b=block: list(o.room(b.entity).listing(b.where).ids), sales)
        assert len(ids) == block.total
        assert {record.id for record in block.records} <= set(ids)


def test_done_and_put_off_leave_the_day_and_undo_brings_them_back(opened, write, read, acting):
    sales = acting("sales")
    add_tasks(write, sales, -2, -1)
    customer = write(lambda o: o.customers.add(valid("customer", next_contact_on=TODAY)), sales)
    first, second = (record.id for record in day_of(read, sales).overdue.records)
    with opened.database.write(sales) as office:
        office.tasks.finish([first])
        office.tasks.postpone([second], TODAY + timedelta(days=1))
        office.customers.postpone_contact([customer], TODAY + timedelta(days=2))
    found = day_of(read, sales)
    assert (found.overdue.total, found.calls_today.total) == (0, 0)
    assert (found.this_week.total, found.calls_week.total) == (1, 1)
    write(lambda inside: inside.undo(office.changes.change_set_id), sales)
    found = day_of(read, sales)
    assert (found.overdue.total, found.calls_today.total) == (2, 1)


def test_birthdays_of_ones_own_contacts_are_near(write, read, acting, clock):
    sales = acting("sales")
    customer = write(lambda o: o.customers.add(valid("customer")), sales)
    born = {"birthday_calendar": BirthdayCalendar.SOLAR, "birthday_month": 11}
    for actor, name, day in ((sales, "张总", 24), (sales, "李工", 30), (None, "别人的", 24)):
        values = {"name": name, **born, "birthday_day": day}
        if name == "张总":
            values["customer"] = Link(customer)
        write(lambda office, values=values: office.contacts.add(values), actor)
    (line,) = day_of(read, sales).birthdays
    assert (line.contact.text, line.customer, line.day) == (
        "张总",
        Link(customer),
        date(2026, 11, 24),
    )
    assert not line.gift_sent
    gift = {"content": "寄了茶", "customer": line.customer, "contact": line.contact}
    id_ = write(lambda office: office.activities.greet(gift, line.occasion), sales)
    assert day_of(read, sales).birthdays[0].gift_sent
    assert read(lambda office: office.activities.load(id_)).values["kind"] == "gift"
    clock.pass_by(days=365)
    assert not day_of(read, sales).birthdays[0].gift_sent


def test_a_festival_counts_whom_to_greet_and_who_had_a_gift(write, read, acting, clock):
    sales = acting("sales")
    ids = [write(lambda o: o.customers.add(valid("customer")), sales) for _n in range(3)]
    clock.now = datetime(2026, 12, 29, tzinfo=UTC)
    (line,) = day_of(read, sales).festivals
    assert (line.festival, line.name, line.total, line.sent) == ("new_year", "New Year", 3, 0)
    gift = {"content": "贺卡", "customer": Link(ids[0])}
    write(lambda office: office.activities.greet(gift, line.occasion), sales)
    (line,) = day_of(read, sales).festivals
    assert line.sent == 1
    assert read(lambda office: office.customers.count(line.where), sales) == line.total


def test_an_unread_announcement_stands_there_until_it_is_read(write, read, acting):
    id_ = write(lambda o: o.announcements.publish("停电", "周六停电"))
    sales = acting("sales")
    assert [one.title for one in day_of(read, sales).announcements] == ["停电"]
    write(lambda o: o.announcements.mark_read([id_]), sales)
    assert day_of(read, sales).announcements == ()


def test_of_ten_thousand_late_tasks_all_are_counted_and_fifty_shown(opened, read, acting):
    sales = acting("sales")
    rows = [
        {"name": f"任务{n}", "due_on": date(2026, 11, 20), "owner": Link(sales.user_id)}
        for n in range(10_000)
    ]
    with opened.database.write(opened.actor, ChangeKind.IMPORT) as office:
        office.tasks.add_many(rows)
    found = day_of(read, sales)  # how fast: benchmarks/timeline.py
    assert (found.overdue.total, len(found.overdue.records)) == (10_000, 50)


@pytest.mark.parametrize("role", ["administrator", "manager", "service", "finance", "auditor"])
def test_everybody_has_a_day(read, acting, role):
    assert day_of(read, acting(role)).day == TODAY


def report(read, actor, **how):
    return read(lambda office: office.my_day.report(**how).text, actor)


@pytest.fixture
def busy(write, acting):
    """A day of the sales person's: two customers, three calls, a note, a comment, plans."""
    sales = acting("sales")

    def work(office):
        ids = [
            office.customers.add(valid("customer", name=name, next_contact_on=None))
            for name in ("苏州恒泰", "无锡机械")
        ]
        for place, content in ((0, "要报价\n三台"), (0, "催图纸"), (1, "暂无需求")):
            office.activities.add({"content": content, "customer": Link(ids[place])})
        office.activities.add({"content": "展会资料", "kind": "note"})
        office.activities.comment(ids[0], "价格谁定")
        office.tasks.add({"name": "寄样", "due_on": TODAY + timedelta(days=1)})
        record = office.customers.load(ids[1])
        office.customers.save(
            record.changed(next_contact_on=TODAY + timedelta(days=1), next_step="回访")
        )

    write(work, sales)
    return sales


def test_the_daily_report_is_made_from_what_was_logged(read, busy):
    assert report(read, busy) == (
        "2026-11-22 Sales, daily report: 2 customers contacted 3 times, 2 new customers. "
        "Highlights: 苏州恒泰 要报价; 苏州恒泰 催图纸; 无锡机械 暂无需求; 展会资料. "
        "Tomorrow: 寄样; 无锡机械 回访."
    )
    assert report(read, busy, day=date(2026, 11, 21)).startswith("2026-11-21 Sales, daily report")


def test_a_report_tells_which_customers_it_names(write, read, busy):
    named = read(lambda o: o.my_day.report().customers, busy)
    assert list(named) == sorted(read(lambda o: o.customers.listing().ids, busy))
    write(lambda o: o.settings.set_mine("templates", {"daily_report": "{家数} 家"}), busy)
    assert read(lambda o: o.my_day.report().customers, busy) == ()


def test_ones_own_wording_comes_before_the_offices(write, read, busy):
    write(lambda o: o.settings.set_common("templates", {"daily_report": "{姓名}:{次数} 次"}))
    assert report(read, busy) == "Sales:3 次"
    write(lambda o: o.settings.set_mine("templates", {"daily_report": "{家数} 家"}), busy)
    assert report(read, busy) == "2 家"


def test_a_day_without_work_is_told_without_highlights(read, acting):
    text = report(read, acting("finance"))
    assert "0 customers contacted 0 times" in text
    assert "Highlights" not in text


def test_the_day_of_who_sees_more_is_ones_own_all_the_same(write, read, acting):
    sales, manager = acting("sales"), acting("manager")
    born = {"birthday_calendar": BirthdayCalendar.SOLAR, "birthday_month": 11, "birthday_day": 24}

    def work(office):
        customer = Link(office.customers.add(valid("customer", next_contact_on=TODAY)))
        office.tasks.add({"name": "寄样", "due_on": TODAY, "customer": customer})
        office.activities.add({"content": "展会资料", "kind": "note", "customer": customer})
        office.contacts.add({"name": "张总", "customer": customer, **born})

    write(work, sales)
    own = day_of(read, sales)
    assert (own.due_today.total, own.calls_today.total, len(own.birthdays)) == (1, 1, 1)
    for other in (manager, acting("administrator")):
        assert read(lambda office: office.tasks.count(), other) == 1  # it may be seen
        found = day_of(read, other)
        assert (found.due_today.total, found.calls_today.total, found.birthdays) == (0, 0, ())
        assert "展会资料" not in report(read, other)


def test_the_gifts_of_colleagues_are_not_counted_among_ones_own(write, read, acting, clock):
    sales, manager = acting("sales"), acting("manager")
    theirs = write(lambda office: office.customers.add(valid("customer")), sales)
    write(lambda office: office.customers.add(valid("customer")), manager)
    clock.now = datetime(2026, 12, 29, tzinfo=UTC)
    (line,) = day_of(read, sales).festivals
    gift = {"content": "贺卡", "customer": Link(theirs)}
    write(lambda office: office.activities.greet(gift, line.occasion), sales)
    (line,) = day_of(read, manager).festivals
    assert (line.total, line.sent) == (1, 0)
