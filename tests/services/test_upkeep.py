"""What the office does by itself."""

from datetime import timedelta

import pytest

from cims.services import search
from cims.services.customers import CUSTOMER
from cims.services.rights import Actor
from cims.services.upkeep import STEPS, Step, due, run_due


def test_a_step_runs_at_once_and_again_only_after_its_period(opened, clock):
    assert run_due(opened.database) == ("forecast", "pool", "morning", "search")
    assert run_due(opened.database) == ()
    clock.pass_by(days=6, hours=23)
    assert run_due(opened.database) == ("forecast", "pool", "morning")
    clock.pass_by(hours=1)
    assert run_due(opened.database) == ("search",)


def test_a_clock_set_back_runs_nothing_twice(clock):
    last = {"search": clock().isoformat()}
    assert due(STEPS, last, clock() - timedelta(days=30)) == ()


def test_upkeep_mends_a_search_index_that_lost_a_customer(opened, write, read):
    id_ = write(lambda office: office.customers.add({"name": "苏州恒泰有限公司"}))
    with opened.database.write(Actor.office()) as office:
        search.drop(office.customers._desk.unit.session, CUSTOMER, [id_])
    assert list(read(lambda office: office.customers.listing(words="恒泰")).ids) == []
    run_due(opened.database)
    assert list(read(lambda office: office.customers.listing(words="恒泰")).ids) == [id_]


def test_a_step_that_fails_changes_nothing_and_is_due_again(opened, read):
    def fail(office):
        office.settings.set_common("half", {"done": True})
        raise ZeroDivisionError

    steps = (Step("broken", timedelta(days=1), fail),)
    with pytest.raises(ZeroDivisionError):
        run_due(opened.database, steps)
    assert read(lambda office: office.settings.common("half")) == {}
    last = read(lambda office: office.settings.common("upkeep"))
    assert due(steps, last, opened.database.clock()) == steps
