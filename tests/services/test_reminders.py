"""Reminders: once each, however late, whatever the clock does and whoever left."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cims.models.app_user import UserState
from cims.models.contact import BirthdayCalendar
from cims.services.changes import ChangeKind
from cims.services.entity import Link
from cims.services.upkeep import run_due
from tests.factories import valid

MORNING = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def task(write, actor, **values):
    given = {"name": "寄样", "due_on": date(2026, 11, 22), **values}
    return write(lambda office: office.tasks.add(given), actor)


def sentences(read, actor):
    return [line.sentence for line in read(lambda office: office.notices.newest(), actor)]


def birthday(write, actor, name, month, day, *, lunar=False, leap=False, customer=None):
    values = {
        "name": name,
        "birthday_calendar": BirthdayCalendar.LUNAR if lunar else BirthdayCalendar.SOLAR,
        "birthday_month": month,
        "birthday_day": day,
        "birthday_leap": leap,
        "customer": customer,
    }
    return write(lambda office: office.contacts.add(values), actor)


def test_a_due_task_is_called_to_mind_once(opened, write, read, acting, clock):
    sales = acting("sales")
    id_ = task(write, sales, remind_at=datetime(2026, 11, 22, 9, tzinfo=UTC))
    run_due(opened.database)
    assert sentences(read, sales) == []
    clock.pass_by(hours=1)
    assert run_due(opened.database) == ("reminders",)
    assert run_due(opened.database) == ()
    assert sentences(read, sales) == ["Task due: 寄样"]
    record = read(lambda office: office.tasks.load(id_))
    assert record.values["reminded_at"] == clock()
    assert record.version == 1
    clock.pass_by(days=-3)
    run_due(opened.database)
    assert sentences(read, sales) == ["Task due: 寄样"]


def test_reminders_missed_while_the_office_was_closed_come_at_the_next_run(
    opened, write, read, acting, clock
):
    sales = acting("sales")
    for day in (23, 24, 29):
        task(write, sales, name=str(day), due_on=date(2026, 11, day))
    clock.pass_by(days=4)
    run_due(opened.database)
    assert sentences(read, sales) == ["Task due: 24", "Task due: 23"]


def test_a_task_that_is_done_or_binned_is_not_called_to_mind(opened, write, read, acting):
    sales = acting("sales")
    done, gone = task(write, sales), task(write, sales)
    write(lambda office: office.tasks.finish([done]), sales)
    write(lambda office: office.tasks.remove([gone]), sales)
    run_due(opened.database)
    assert sentences(read, sales) == []


def test_a_put_off_task_is_called_to_mind_again_and_an_undo_of_that_is_not(
    opened, write, read, acting, clock
):
    sales = acting("sales")
    id_ = task(write, sales)
    run_due(opened.database)
    with opened.database.write(sales) as office:
        office.tasks.postpone([id_], date(2026, 11, 23))
    assert read(lambda o: o.notices.unread(), sales) == 0
    clock.pass_by(days=1)
    run_due(opened.database)
    assert len(sentences(read, sales)) == 2
    write(lambda inside: inside.undo(office.changes.change_set_id), sales)
    run_due(opened.database)
    assert len(sentences(read, sales)) == 2


def test_an_undone_snooze_does_not_remind_once_more(opened, write, read, acting):
    sales = acting("sales")
    id_ = task(write, sales)
    run_due(opened.database)
    with opened.database.write(sales) as office:
        office.tasks.postpone([id_], date(2026, 11, 30))
    change = office.changes.change_set_id
    with opened.database.write(sales) as office:
        office.undo(change)
    assert read(lambda o: o.tasks.load(id_)).values["due_on"] == date(2026, 11, 22)
    run_due(opened.database)
    assert sentences(read, sales) == ["Task due: 寄样"]


def test_ten_thousand_due_reminders_are_sent_at_once(opened, read, acting):
    sales = acting("sales")
    rows = [
        {"name": f"任务{n}", "due_on": date(2026, 11, 20), "owner": Link(sales.user_id)}
        for n in range(10_000)
    ]
    with opened.database.write(opened.actor, ChangeKind.IMPORT) as office:
        office.tasks.add_many(rows)
    run_due(opened.database, ())
    run_due(opened.database, [step for step in steps() if step.name == "reminders"])
    assert read(lambda office: office.notices.unread(), sales) == 10_000
    assert len(read(lambda office: office.notices.newest(), sales)) == 50


def steps():
    from cims.services.upkeep import STEPS

    return STEPS


@pytest.mark.parametrize("state", [UserState.DISABLED, UserState.REMOVED])
def test_the_tasks_of_who_left_are_told_to_who_is_responsible(
    opened, write, read, acting, clock, template, state
):
    sales, manager = acting("sales"), acting("manager")
    task(write, sales)
    task(write, sales, due_on=date(2026, 11, 20))
    write(lambda o: o.users.save(o.users.load(sales.user_id).changed(state=state)))
    run_due(opened.database)
    words = "2 tasks of Sales, who can't sign in any more, are due. Give them to somebody else."
    assert sentences(read, manager) == [words]
    (line,) = read(lambda office: office.notices.newest(), manager)
    assert read(lambda office: office.room(line.entity).count(line.where), manager) == 2
    clock.pass_by(days=1)
    run_due(opened.database)
    assert sentences(read, manager) == [words]
    active = UserState.ACTIVE
    write(lambda o: o.users.save(o.users.load(sales.user_id).changed(state=active)))
    run_due(opened.database)
    assert len(sentences(read, sales)) == 2


@pytest.mark.parametrize("state", [UserState.DISABLED, UserState.REMOVED])
def test_the_next_contacts_of_who_left_are_told_to_who_is_responsible(
    opened, write, read, acting, clock, template, state
):
    sales, manager = acting("sales"), acting("manager")
    for day in (20, 22, 24):
        values = valid("customer", next_contact_on=date(2026, 11, day))
        write(lambda office, values=values: office.customers.add(values), sales)
    write(lambda o: o.users.save(o.users.load(sales.user_id).changed(state=state)))
    run_due(opened.database)
    words = "2 customers of Sales, who can't sign in any more, are to be contacted. "
    assert sentences(read, manager) == [words + "Hand them over."]
    (line,) = read(lambda office: office.notices.newest(), manager)
    assert read(lambda office: office.room(line.entity).count(line.where), manager) == 2
    clock.pass_by(days=1)
    run_due(opened.database)
    assert len(sentences(read, manager)) == 1
    clock.pass_by(days=1)
    run_due(opened.database)
    assert sentences(read, manager)[0].startswith("3 customers of Sales")


def test_a_reminder_without_a_day_of_who_left_is_told_too(
    opened, write, read, acting, clock, template
):
    sales, manager = acting("sales"), acting("manager")
    for hour in (7, 23):
        at = datetime(2026, 11, 22, hour, tzinfo=UTC)
        task(write, sales, due_on=None, remind_at=at)
    write(lambda o: o.users.save(o.users.load(sales.user_id).changed(state=UserState.DISABLED)))
    run_due(opened.database)
    (line,) = read(lambda office: office.notices.newest(), manager)
    assert line.sentence.startswith("1 task of Sales")
    assert read(lambda office: office.tasks.count(line.where), manager) == 1
    for days, told in ((1, 2), (1, 2)):
        clock.pass_by(days=days)
        run_due(opened.database)
        assert len(sentences(read, manager)) == told


def test_what_was_due_before_somebody_left_is_told_too(opened, write, read, acting, clock):
    sales, manager = acting("sales"), acting("manager")
    task(write, sales, due_on=date(2026, 11, 20))
    values = valid("customer", next_contact_on=date(2026, 11, 20))
    write(lambda office: office.customers.add(values), sales)
    run_due(opened.database)
    assert sentences(read, manager) == []
    clock.pass_by(days=3)
    write(lambda o: o.users.save(o.users.load(sales.user_id).changed(state=UserState.DISABLED)))
    run_due(opened.database)
    assert len(sentences(read, manager)) == 2
    clock.pass_by(days=1)
    run_due(opened.database)
    assert len(sentences(read, manager)) == 2


def test_without_a_leader_in_the_team_the_administrators_hear_of_it(
    opened, write, read, acting, template
):
    service, boss = acting("service"), acting("administrator")
    task(write, service)
    removed = UserState.REMOVED
    write(lambda o: o.users.save(o.users.load(service.user_id).changed(state=removed)))
    run_due(opened.database)
    words = "1 task of Service, who can't sign in any more, is due. Give it to somebody else."
    assert sentences(read, boss) == [words]
    assert sentences(read, acting("manager")) == []


def test_upkeep_sweeps_old_notices(opened, write, read, acting, clock):
    sales = acting("sales")
    task(write, sales)
    run_due(opened.database)
    write(lambda office: office.notices.mark_all_read(), sales)
    clock.pass_by(days=91)
    run_due(opened.database)
    assert sentences(read, sales) == []


def test_the_day_s_next_contacts_are_one_notice(opened, write, read, acting, clock):
    sales = acting("sales")
    for day in (20, 22, 24):
        values = valid("customer", next_contact_on=date(2026, 11, day))
        write(lambda office, values=values: office.customers.add(values), sales)
    run_due(opened.database)
    assert sentences(read, sales) == ["2 customers to contact by 2026-11-22"]
    (line,) = read(lambda office: office.notices.newest(), sales)
    assert read(lambda office: office.customers.count(line.where), sales) == 2
    clock.pass_by(days=1)
    run_due(opened.database)
    assert len(sentences(read, sales)) == 1
    clock.pass_by(days=3)
    run_due(opened.database)
    assert sentences(read, sales)[0] == "3 customers to contact by 2026-11-26"
    clock.pass_by(days=-4)
    run_due(opened.database)
    clock.pass_by(days=4)
    run_due(opened.database)
    assert len(sentences(read, sales)) == 2


def test_birthdays_are_told_some_days_before_once(opened, write, read, acting, clock):
    sales = acting("sales")
    birthday(write, sales, "张总", 11, 25)
    birthday(write, sales, "李工", 11, 25)
    birthday(write, sales, "王经理", 11, 26)
    run_due(opened.database)
    assert sentences(read, sales) == ["Birthday on 2026-11-25: 张总, 李工"]
    clock.pass_by(days=1)
    run_due(opened.database)
    assert sentences(read, sales)[0] == "Birthday on 2026-11-26: 王经理"
    clock.pass_by(days=1)
    run_due(opened.database)
    assert len(sentences(read, sales)) == 2


def test_a_lunar_thirtieth_and_a_leap_month_are_kept_before(opened, write, read, acting, clock):
    sales = acting("sales")
    birthday(write, sales, "除夕", 12, 30, lunar=True)
    birthday(write, sales, "闰六月", 6, 15, lunar=True, leap=True)
    clock.now = datetime(2027, 2, 2, 1, tzinfo=UTC)  # the lunar year's last month has 29 days
    run_due(opened.database)
    assert sentences(read, sales) == ["Birthday on 2027-02-05: 除夕"]
    clock.now = datetime(2026, 7, 25, 1, tzinfo=UTC)
    run_due(opened.database)
    assert sentences(read, sales)[0] == "Birthday on 2026-07-28: 闰六月"


def test_festivals_are_told_to_who_has_customers_to_greet(opened, write, read, acting, clock):
    sales = acting("sales")
    segment = write(lambda o: o.segments.add({"name": "送礼"}))
    chosen = write(lambda o: o.customers.add(valid("customer")), sales)
    write(lambda o: o.customers.add(valid("customer")), sales)
    write(lambda o: o.segments.put_in(segment, [chosen]))
    wishes = {"festivals": ["new_year"], "segments": [segment], "ahead": 7}
    write(lambda o: o.settings.set_common("greetings", wishes))
    clock.now = datetime(2026, 12, 25, 1, tzinfo=UTC)
    run_due(opened.database)
    told = [line for line in read(lambda o: o.notices.newest(), sales) if line.kind == "festival"]
    assert [line.sentence for line in told] == [
        "New Year 2027 on 2027-01-01: 1 of your customers to greet"
    ]
    assert read(lambda o: o.customers.count(told[0].where), sales) == 1
    assert read(lambda o: o.notices.newest(), acting("service")) == ()


def test_nothing_is_written_when_nothing_is_due(opened, read):
    run_due(opened.database)
    before = read(lambda office: office.settings.common("upkeep"))
    assert run_due(opened.database) == ()
    assert read(lambda office: office.settings.common("upkeep")) == before


def test_the_tasks_of_a_colleague_in_the_bin_are_told_too(opened, write, read, acting):
    service, boss = acting("service"), acting("administrator")
    task(write, service)
    write(lambda o: o.users.remove([service.user_id]))
    run_due(opened.database)
    words = "1 task of a colleague, who can't sign in any more, is due. Give it to somebody else."
    assert sentences(read, boss) == [words]


def test_a_birthday_of_who_went_elsewhere_names_nobody(opened, write, read, acting):
    sales, boss = acting("sales"), acting("administrator")
    customer = write(lambda o: o.customers.add(valid("customer")), sales)
    id_ = birthday(write, sales, "张总", 11, 24, customer=Link(customer))
    run_due(opened.database)
    assert sentences(read, sales) == ["Birthday on 2026-11-24: 张总"]

    def give_away(office):
        office.customers.hand_over([customer], boss.user_id)
        office.contacts.save(office.contacts.load(id_).changed(owner=Link(boss.user_id)))

    write(give_away)
    words = ["Birthday on 2026-11-24, of nobody you look after any more"]
    assert sentences(read, sales)[-1:] == words


def test_who_may_not_see_contacts_reads_the_bell_without_their_names(opened, write, read, acting):
    sales = acting("sales")
    birthday(write, sales, "张总", 11, 24)
    run_due(opened.database)
    held = {key: reach for key, reach in sales.rights.records.items() if key[0] != "contact"}
    blind = replace(sales, rights=replace(sales.rights, records=held))
    assert sentences(read, blind) == ["Birthday on 2026-11-24, of nobody you look after any more"]


def test_what_who_left_had_done_is_nobodys_task(opened, write, read, acting):
    service = acting("service")
    task(write, service, done=True)
    removed = UserState.REMOVED
    write(lambda o: o.users.save(o.users.load(service.user_id).changed(state=removed)))
    run_due(opened.database)
    assert sentences(read, acting("administrator")) == []
