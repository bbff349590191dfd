"""Greetings as the office chose them: the same days for the bell and for My day, told once."""

from datetime import UTC, datetime

import pytest

from cims.models.contact import BirthdayCalendar
from cims.services.contact_fields import MOST
from cims.services.errors import CimsError, ValidationFailed
from cims.services.greetings import AHEAD, Wishes
from cims.services.rules.occasions import Festival
from cims.services.upkeep import run_due
from tests.factories import valid


def test_until_the_office_chooses_it_is_three_days_ahead():
    assert Wishes.read({}).ahead == AHEAD == 3
    chosen = Wishes(20, frozenset([Festival.NEW_YEAR]), (7,))
    assert Wishes.read(chosen.kept()) == chosen
    assert Wishes.read(Wishes(5, frozenset()).kept()).festivals == frozenset()


def test_my_day_shows_festivals_as_many_days_ahead_as_chosen(write, read, acting, clock):
    sales = acting("sales")
    write(lambda o: o.customers.add(valid("customer")), sales)
    clock.now = datetime(2026, 12, 12, 1, tzinfo=UTC)  # twenty days before New Year
    assert read(lambda o: o.my_day.today(), sales).festivals == ()
    wishes = Wishes(20)
    write(lambda o: o.settings.set_common("greetings", wishes.kept()))
    (line,) = read(lambda o: o.my_day.today(), sales).festivals
    assert line.festival == "new_year"


def test_a_festival_told_very_early_is_told_once(opened, write, read, acting, clock):
    sales = acting("sales")
    write(lambda o: o.customers.add(valid("customer")), sales)
    wishes = Wishes(MOST, frozenset([Festival.NEW_YEAR]))
    write(lambda o: o.settings.set_common("greetings", wishes.kept()))
    for day in (datetime(2026, 11, 2, 1, tzinfo=UTC), datetime(2027, 1, 1, 9, tzinfo=UTC)):
        clock.now = day
        run_due(opened.database)
    told = [line for line in read(lambda o: o.notices.newest(), sales) if line.kind == "festival"]
    assert len(told) == 1


def born(write, actor, name, month, day, **values):
    given = {"name": name, "birthday_calendar": BirthdayCalendar.SOLAR,
             "birthday_month": month, "birthday_day": day, **values}  # fmt: skip
    return write(lambda office: office.contacts.add(given), actor)


def test_a_contact_s_own_days_ahead_count_before_those_of_the_office(opened, write, read, acting):
    sales = acting("sales")
    born(write, sales, "张总", 11, 25)  # three days ahead: the office's number
    born(write, sales, "李工", 11, 26)
    born(write, sales, "王经理", 12, 2, birthday_ahead=10)
    born(write, sales, "赵主任", 12, 3, birthday_ahead=10)
    born(write, sales, "钱会计", 11, 23, birthday_ahead=0)
    names = [one.contact.text for one in read(lambda o: o.my_day.today(), sales).birthdays]
    assert names == ["张总", "王经理"]
    run_due(opened.database)
    told = {line.sentence for line in read(lambda o: o.notices.newest(), sales)}
    assert told == {"Birthday on 2026-11-25: 张总", "Birthday on 2026-12-02: 王经理"}


def test_more_days_ahead_than_sixty_are_refused(write, acting):
    with pytest.raises(ValidationFailed, match="at most 60 days"):
        born(write, acting("sales"), "张总", 11, 25, birthday_ahead=61)


def test_a_notice_of_many_birthdays_says_how_many_more_and_opens_all(opened, write, read, acting):
    sales = acting("sales")
    for number in range(23):
        born(write, sales, f"客户{number:02}", 11, 25)
    run_due(opened.database)
    (line,) = read(lambda o: o.notices.newest(), sales)
    assert line.sentence.endswith("客户19 and 3 more")
    assert "客户20" not in line.sentence
    assert read(lambda o: o.room(line.entity).count(line.where), sales) == 23


def test_a_festival_s_gift_is_logged_for_all_who_had_none_and_undone_as_one(
    opened, write, read, acting, clock
):
    sales = acting("sales")
    ids = [write(lambda o: o.customers.add(valid("customer")), sales) for _n in range(3)]
    clock.now = datetime(2026, 12, 30, 1, tzinfo=UTC)
    assert read(lambda o: o.greetings.coming(), sales) == (("new_year-2027", "New Year"),)
    code = "new_year-2027"
    assert write(lambda o: o.activities.greet_customers(ids[:1], code), sales) == 1
    (line,) = read(lambda o: o.my_day.today(), sales).festivals
    assert (line.total, line.sent, line.left) == (3, 1, tuple(ids[1:]))
    assert list(read(lambda o: o.customers.listing(line.rest).ids, sales)) == ids[1:]
    with opened.database.write(sales) as office:
        assert office.activities.greet_customers(ids, code) == 2
    (line,) = read(lambda o: o.my_day.today(), sales).festivals
    assert (line.sent, line.rest) == (3, line.where)
    (newest,) = read(lambda o: o.activities.rows(o.activities.listing().ids[:1]), sales)
    assert newest.values["content"] == "New Year 2027: gift sent"
    change = office.changes.change_set_id
    write(lambda o: o.undo(change), sales)
    assert read(lambda o: o.my_day.today(), sales).festivals[0].sent == 1


def test_who_may_not_make_settings_may_not_choose_greetings(write, acting):
    wishes = Wishes(5)
    with pytest.raises(CimsError):
        write(lambda o: o.settings.set_common("greetings", wishes.kept()), acting("sales"))
