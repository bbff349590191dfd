"""Greetings as the office chose them: the same days for the bell and for My day, told once."""

from datetime import UTC, datetime

import pytest

from cims.services.errors import CimsError
from cims.services.greetings import AHEAD, MOST, SHOWN, Wishes
from cims.services.rules.occasions import Festival
from cims.services.upkeep import run_due
from tests.factories import valid


def test_until_the_office_chooses_the_bell_comes_later_than_my_day():
    fresh = Wishes.read({})
    assert (fresh.ahead, fresh.shown) == (AHEAD, SHOWN)
    chosen = Wishes.chosen(20, [Festival.NEW_YEAR], [])
    assert (chosen.ahead, chosen.shown) == (20, 20)
    assert Wishes.read(chosen.kept()) == chosen
    assert Wishes.read(Wishes.chosen(5, [], []).kept()).festivals == frozenset()


def test_my_day_shows_festivals_as_many_days_ahead_as_chosen(write, read, acting, clock):
    sales = acting("sales")
    write(lambda o: o.customers.add(valid("customer")), sales)
    clock.now = datetime(2026, 12, 12, 1, tzinfo=UTC)  # twenty days before New Year
    assert read(lambda o: o.my_day.today(), sales).festivals == ()
    wishes = Wishes.chosen(20, list(Festival), [])
    write(lambda o: o.settings.set_common("greetings", wishes.kept()))
    (line,) = read(lambda o: o.my_day.today(), sales).festivals
    assert line.festival == "new_year"


def test_a_festival_told_very_early_is_told_once(opened, write, read, acting, clock):
    sales = acting("sales")
    write(lambda o: o.customers.add(valid("customer")), sales)
    wishes = Wishes.chosen(MOST, [Festival.NEW_YEAR], [])
    write(lambda o: o.settings.set_common("greetings", wishes.kept()))
    for day in (datetime(2026, 11, 2, 1, tzinfo=UTC), datetime(2027, 1, 1, 9, tzinfo=UTC)):
        clock.now = day
        run_due(opened.database)
    told = [line for line in read(lambda o: o.notices.newest(), sales) if line.kind == "festival"]
    assert len(told) == 1


def test_who_may_not_make_settings_may_not_choose_greetings(write, acting):
    wishes = Wishes.chosen(5, [], [])
    with pytest.raises(CimsError):
        write(lambda o: o.settings.set_common("greetings", wishes.kept()), acting("sales"))
