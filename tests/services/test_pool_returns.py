"""What goes back to the pool by itself: after its notice, never before, and undone if need be."""

from datetime import date

import pytest

from cims.models.opportunity import StageMeaning
from cims.models.sales_order import OrderState
from cims.services.changes import ChangeKind
from cims.services.entity import Link
from cims.services.errors import NotAllowed
from cims.services.notice_words import POOL_REPORT, POOL_WARNING, POOLED
from cims.services.rights import Actor
from cims.services.rules.pool_rules import PoolRules
from cims.services.spreadsheet import importer
from cims.services.upkeep import STEPS, run_due
from tests.factories import valid

THE_POOL = tuple(step for step in STEPS if step.name == "pool")
RULES = PoolRules(returns=True, notice=7, contact={"interested": 30})


@pytest.fixture
def sales(acting):
    return acting("sales")


@pytest.fixture
def firm(write, sales):
    return write(lambda o: o.customers.add(valid("customer", grade="C")), sales)


@pytest.fixture
def days(opened, clock, read):
    """Let the office run on so many days, one after the other."""

    def run(number):
        for _day in range(number):
            clock.pass_by(days=1)
            run_due(opened.database, THE_POOL)

    return run


def decide(write, rules=RULES):
    write(lambda office: office.pool.set_rules(rules))


def promised(read, firm):
    return read(lambda office: office.customers.load(firm)).values["returns_on"]


def lies_in_pool(read, firm):
    return firm in read(lambda office: office.pool.listing().ids)


def told(read, kind, actor):
    lines = read(lambda office: office.notices.newest(), actor)
    return [line for line in lines if line.kind == kind]


def test_nothing_returns_while_the_rules_are_off(firm, days, read, write):
    days(60)
    assert not lies_in_pool(read, firm) and promised(read, firm) is None


def test_an_owner_hears_of_it_seven_days_before(firm, days, read, write, sales, acting):
    decide(write)
    days(22)
    assert promised(read, firm) is None
    days(1)
    assert promised(read, firm) == date(2026, 12, 22)
    (warning,) = told(read, POOL_WARNING, sales)
    assert warning.sentence == (
        "1 of your customers returns to the pool on 2026-12-22 unless something happens before."
    )
    assert warning.where.ids == (firm,)
    days(6)
    assert not lies_in_pool(read, firm)
    days(1)
    assert lies_in_pool(read, firm)
    record = read(lambda office: office.pool.load(firm))
    assert record.values["pool_reason"] == "no_contact"
    (line,) = told(read, POOLED, sales)
    assert line.sentence == (
        "1 customer that you looked after went back to the pool by the office's rules."
    )
    (report,) = told(read, POOL_REPORT, acting("manager"))
    assert report.sentence == "1 customer of Sales went back to the pool by the office's rules."
    assert report.entity == "pool" and report.where.ids == (firm,)


def test_a_contact_takes_the_warning_back(firm, days, read, write, sales, clock):
    decide(write)
    days(25)
    assert promised(read, firm)
    write(
        lambda office: office.activities.add(
            valid("activity", kind="call", customer=Link(firm), happened_at=clock())
        ),
        sales,
    )
    assert promised(read, firm) is None
    days(20)
    assert not lies_in_pool(read, firm)


@pytest.mark.parametrize("away", [2, 5, 21, 90])
def test_after_weeks_off_the_promised_days_are_given_all_the_same(
    firm, days, read, write, clock, opened, away
):
    decide(write)
    days(24)  # warned a day ago
    clock.pass_by(days=away)
    run_due(opened.database, THE_POOL)
    stood = 2  # days on which the office ran since the notice
    while stood < 7:
        assert not lies_in_pool(read, firm), stood
        days(1)
        stood += 1
    days(1)
    assert lies_in_pool(read, firm)


def test_an_office_that_was_off_warns_first(firm, days, read, write, clock, opened):
    decide(write)
    days(1)
    clock.pass_by(days=300)
    run_due(opened.database, THE_POOL)
    assert not lies_in_pool(read, firm) and promised(read, firm)
    days(6)
    assert not lies_in_pool(read, firm)
    days(1)
    assert lies_in_pool(read, firm)


def test_a_new_owner_has_the_whole_time(firm, days, read, write, template):
    decide(write)
    days(28)
    write(lambda office: office.customers.hand_over([firm], template.people["manager"]))
    assert promised(read, firm) is None
    days(20)
    assert not lies_in_pool(read, firm) and promised(read, firm) is None


def in_other_ways(firm, office):
    """For each way in which a customer is spared, what makes it so."""
    load = office.customers.load
    stages = {stage.values["meaning"]: stage.id for stage in office.stages._all()}
    deal = valid("opportunity", customer=Link(firm))
    return {
        "grade": lambda: office.customers.save(load(firm).changed(grade="A")),
        "state": lambda: office.customers.save(load(firm).changed(lifecycle="won")),
        "protected": lambda: office.customers.save(
            load(firm).changed(protected_until=date(2027, 6, 1))
        ),
        "deal": lambda: office.opportunities.add(
            {**deal, "stage": Link(stages[StageMeaning.OPEN])}
        ),
        "order": lambda: office.orders.add(
            valid("order", customer=Link(firm), state=OrderState.CONFIRMED)
        ),
    }


@pytest.mark.parametrize("way", ["grade", "state", "protected", "deal", "order"])
def test_what_is_spared_stays(way, firm, days, read, write):
    decide(write, PoolRules(**{**RULES.kept(), "spared_grades": ("A",)}))
    write(lambda office: in_other_ways(firm, office)[way]())
    days(60)
    assert not lies_in_pool(read, firm) and promised(read, firm) is None


def test_a_customer_that_bought_stays_as_long_as_that(firm, days, read, write, opened):
    decide(write, PoolRules(returns=True, deal={"interested": 40}))
    bought = valid("order", customer=Link(firm), state=OrderState.CLOSED)
    bought["opened_on"] = date(2026, 12, 2)
    write(lambda office: office.orders.add(bought))
    days(48)
    assert not lies_in_pool(read, firm), "40 days after the order are 2027-01-11"
    days(2)
    assert lies_in_pool(read, firm)
    assert read(lambda o: o.pool.load(firm)).values["pool_reason"] == "no_deal"


def test_a_dry_run_counts_what_the_rules_would_return(firm, days, read, write, sales):
    write(lambda office: office.customers.add(valid("customer", lifecycle="won")), sales)
    days(31)
    found = read(lambda office: office.pool_returns.would_return(RULES))
    assert found.ids == (firm,)
    assert read(lambda office: office.customers.count(found)) == 1
    assert not lies_in_pool(read, firm), "it changes nothing"


def test_one_run_is_one_change_that_a_manager_takes_back(
    firm, days, read, write, sales, acting, opened
):
    others = [
        write(lambda office: office.customers.add(valid("customer")), sales) for _n in range(2)
    ]
    decide(write)
    days(30)
    assert all(lies_in_pool(read, one) for one in (firm, *others))
    (run,) = read(lambda office: office.pool_returns.runs())
    assert (run.count, run.is_undone) == (3, False)
    manager = acting("manager")
    assert write(lambda office: office.undo(run.change_set_id), manager).undone == 3
    assert read(lambda office: office.customers.load(firm), sales).values["owner"]
    (run,) = read(lambda office: office.pool_returns.runs())
    assert run.is_undone
    days(20)
    assert not lies_in_pool(read, firm), "whoever gets it back has the whole time"


def test_rules_switched_off_forget_their_warnings(firm, days, read, write):
    decide(write)
    days(25)
    decide(write, PoolRules(**{**RULES.kept(), "returns": False}))
    days(1)
    assert promised(read, firm) is None
    days(30)
    assert not lies_in_pool(read, firm)


def test_many_go_in_several_transactions_none_twice(write, read, sales, days, monkeypatch, opened):
    monkeypatch.setattr("cims.services.pool_returns.AT_ONCE", 2)
    write(lambda o: [o.customers.add(valid("customer")) for _n in range(5)], sales)
    decide(write)
    days(30)
    assert read(lambda office: office.pool.count()) == 2
    run_due(opened.database, THE_POOL)
    run_due(opened.database, THE_POOL)
    assert read(lambda office: office.pool.count()) == 5
    assert "pool" not in run_due(opened.database, THE_POOL)
    assert [run.count for run in read(lambda o: o.pool_returns.runs())] == [1, 2, 2]


def test_imported_customers_of_nobody_go_to_the_pool_where_the_office_says_so(opened, write, read):
    def bring(name):
        with opened.database.write(opened.actor, ChangeKind.IMPORT) as office:
            return office.customers.add_many([valid("customer", name=name)])[0]

    first = bring("恒泰")
    assert read(lambda office: office.customers.load(first)).values["owner"]
    decide(write, PoolRules(takes_imported=True))
    second = bring("远洋")
    assert lies_in_pool(read, second) and not lies_in_pool(read, first)
    assert read(lambda office: office.pool.find("yuanyang"))
    assert write(lambda office: office.pool.claim([second])).ids == (second,)


def test_people_in_a_list_wait_with_their_customer_for_whoever_claims_it(
    opened, write, read, acting, tmp_path
):
    decide(write, PoolRules(takes_imported=True))
    file = tmp_path / "list.csv"
    file.write_text("客户名称,联系人,手机\n苏州恒泰,张总,13355557777\n", encoding="utf-8")
    report = importer.run(opened.database, opened.actor, "customers", file)
    assert report.created == 1
    (firm,) = read(lambda office: office.pool.listing().ids)
    seller = acting("sales")
    assert not read(lambda office: office.contacts.listing().ids, seller)
    write(lambda office: office.pool.claim([firm]), seller)
    (person,) = read(lambda office: office.contacts.rows(office.contacts.listing().ids), seller)
    assert person.values["owner"] == Link(seller.user_id) and person.values["name"] == "张总"


def test_the_office_itself_claims_nothing(opened, firm, write):
    write(lambda office: office.customers.return_to_pool([firm], "other"))
    with opened.database.write(Actor.office()) as office, pytest.raises(NotAllowed, match="claim"):
        office.pool.claim([firm])
