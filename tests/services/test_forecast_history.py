"""What was thought on earlier days: kept once a day, by whom it is seen, what changes nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cims.services.entity import Link
from cims.services.errors import NotFound
from cims.services.forecast_fields import ForecastAsked, GroupBy, Measure
from cims.services.upkeep import STEPS, run_due
from tests.factories import valid

TODAY = date(2026, 11, 22)
DECEMBER = date(2026, 12, 1)
STEP = tuple(step for step in STEPS if step.name == "forecast")


@pytest.fixture
def put(write, template):
    """Enter a committed opportunity of December; its id."""

    def run(amount, owner="sales", **more):
        def work(office):
            stage = next(s for s in office.stages.of() if s.values["code"] == "negotiation")
            values = {"amount": Decimal(amount), "close_on": date(2026, 12, 10), **more}
            owned = {"owner": Link(template.people[owner]), "stage": Link(stage.id)}
            return office.opportunities.add({**valid("opportunity"), **values, **owned})

        return write(work)

    return run


def change(write, id_, **values):
    write(lambda o: o.opportunities.save(o.opportunities.load(id_).changed(**values)))


def committed(read, day, actor=None, **how):
    asked = ForecastAsked(DECEMBER, 3, day=day, **how)
    found = read(lambda office: office.forecasts.of(asked), actor)
    return found.months[0].cells[Measure.COMMITTED].amount


def keep(opened):
    return run_due(opened.database, STEP)


def test_a_day_is_kept_once_and_stays_as_it_was(opened, clock, put, read, write):
    first = put(100)
    assert keep(opened) == ("forecast",)
    put(30)
    assert keep(opened) == ()
    clock.pass_by(days=1)
    keep(opened)
    write(lambda office: office.opportunities.remove([first]))
    clock.pass_by(days=1)
    keep(opened)
    days = [TODAY + timedelta(days=n) for n in range(3)]
    assert [committed(read, day) for day in days] == [100, 130, 30]
    assert committed(read, None) == 30


def test_days_when_the_program_did_not_run_stay_empty(opened, clock, put, read):
    put(100)
    keep(opened)
    clock.pass_by(days=5)
    assert keep(opened) == ("forecast",)
    kept = read(lambda office: office.forecasts.kept_days())
    assert kept == (TODAY, TODAY + timedelta(days=5))
    with pytest.raises(NotFound, match="did not run"):
        committed(read, TODAY + timedelta(days=2))


def test_a_clock_that_jumps_changes_no_kept_day(opened, clock, put, read, write):
    id_ = put(100)
    keep(opened)
    clock.pass_by(days=400)  # ahead
    change(write, id_, amount=Decimal(200))
    keep(opened)
    clock.pass_by(days=-399)  # and set right
    change(write, id_, amount=Decimal(300))
    keep(opened)
    clock.pass_by(days=-3000)  # far back
    keep(opened)
    clock.pass_by(days=3001)
    change(write, id_, amount=Decimal(400))
    keep(opened)
    days = (TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=2))
    assert [committed(read, day) for day in days] == [100, 300, 400]
    assert committed(read, TODAY + timedelta(days=400)) == 200


def test_an_undo_rewrites_nothing(opened, clock, put, read, write):
    id_ = put(100)
    keep(opened)
    with opened.database.write(opened.actor) as office:
        office.opportunities.save(office.opportunities.load(id_).changed(amount=Decimal(900)))
        undone = office.changes.change_set_id
    clock.pass_by(days=1)
    keep(opened)
    write(lambda office: office.undo(undone))
    clock.pass_by(days=1)
    keep(opened)
    assert [committed(read, TODAY + timedelta(days=n)) for n in range(3)] == [100, 900, 100]


def test_own_scope_sees_nothing_of_colleagues(opened, put, read, acting, template):
    put(100, "sales")
    put(7000, "administrator")
    put(20, "manager")
    keep(opened)
    assert committed(read, TODAY, acting("sales")) == 100
    assert committed(read, TODAY, acting("manager")) == 120
    assert committed(read, TODAY) == 7120
    asked = ForecastAsked(DECEMBER, 1)
    story = read(lambda office: office.forecasts.story(asked), acting("sales"))
    assert [(point.day, point.committed) for point in story] == [(TODAY, 100)]
    rows = read(
        lambda office: office.forecasts.of(ForecastAsked(DECEMBER, 1, day=TODAY)), acting("sales")
    ).rows
    assert [line.label for line in rows] == ["Sales"]


def test_the_story_of_a_month_tells_every_kept_day(opened, clock, put, read, write):
    id_ = put(100)
    keep(opened)
    clock.pass_by(days=3)
    change(write, id_, forecast="best_case")
    keep(opened)
    clock.pass_by(days=1)
    change(write, id_, close_on=date(2027, 3, 1))
    keep(opened)
    points = read(lambda office: office.forecasts.story(ForecastAsked(DECEMBER)))
    told = [(p.day.day, p.committed, p.best_case, p.weighted) for p in points]
    assert told == [(22, 100, 100, 80), (25, 0, 100, 80), (26, 0, 0, 0)]


def test_what_slipped_is_kept_too(opened, clock, put, read):
    put(100, close_on=TODAY - timedelta(days=1))
    keep(opened)
    asked = ForecastAsked(date(2026, 11, 1), 1, day=TODAY)
    line = read(lambda office: office.forecasts.of(asked)).months[0]
    assert line.cells[Measure.SLIPPED].amount == 100
    assert line.cells[Measure.SLIPPED].where is None


def test_a_day_writes_down_only_what_changed(opened, clock, put, write):
    ids = [put(100 + n, close_on=date(2026, 12, 1) + timedelta(days=31 * n)) for n in range(6)]
    keep(opened)
    clock.pass_by(days=1)
    keep(opened)
    clock.pass_by(days=1)
    change(write, ids[0], amount=Decimal(5))
    keep(opened)
    connection = opened.vault.connect()
    query = "SELECT forecast_day_id, count(*) FROM forecast_change GROUP BY forecast_day_id"
    assert connection.execute(query).fetchall() == [(1, 6), (3, 1)]
    connection.close()


def test_products_are_not_kept(opened, put, read):
    put(100)
    keep(opened)
    with pytest.raises(NotFound, match="Products are not kept"):
        committed(read, TODAY, by=GroupBy.PRODUCT)
