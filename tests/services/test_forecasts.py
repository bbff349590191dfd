"""What a forecast adds up: by hand, against a second computation, and for whom."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from cims.models.forecast_sums import SHARES_ANEW, SUMS_ANEW
from cims.models.opportunity import ForecastCategory
from cims.services.entity import Link
from cims.services.errors import NotAllowed
from cims.services.forecast_fields import ForecastAsked, GroupBy, Measure
from cims.services.granted import FieldAccess
from cims.services.insights.figures import Scope
from cims.services.opportunity_fields import WishRow
from tests.factories import valid
from tests.services.forecast_rows import TODAY, Deal, expected, split_by_product

YEAR = ForecastAsked(date(2026, 7, 1), 12)
MONTHS = [*(f"2026-{n:02}" for n in range(7, 13)), *(f"2027-{n:02}" for n in range(1, 7))]
RATES = [
    ("USD", date(2026, 8, 10), Decimal("7.1")),
    ("USD", date(2026, 10, 31), Decimal("7.25")),
    ("USD", date(2026, 12, 1), Decimal(9)),
    ("EUR", date(2026, 1, 1), Decimal("7.8125")),
]


@pytest.fixture
def stages(read):
    """The ready stages by their codes."""
    return {stage.values["code"]: stage.id for stage in read(lambda office: office.stages.of())}


@pytest.fixture
def put(write, stages):
    """Enter an opportunity: `put("negotiation", 100, close_on=…)`; its id."""

    def run(stage, amount, **values):
        given = {"close_on": date(2026, 12, 10), **values}
        more = {"amount": None if amount is None else Decimal(amount)}
        if stage == "lost":
            more["lost_reason"] = "price"
        whole = {**valid("opportunity"), **given, **more, "stage": Link(stages[stage])}
        return write(lambda office: office.opportunities.add(whole))

    return run


@pytest.fixture
def ask(read):
    """The forecast of a year, as somebody sees it."""

    def run(actor=None, **how):
        return read(lambda office: office.forecasts.of(replace(YEAR, **how)), actor)

    return run


def amounts(line):
    return {str(measure): line.cells[measure].amount for measure in Measure}


def month(forecast, key):
    return next(line for line in forecast.months if line.key == key)


def change(write, id_, **values):
    write(lambda o: o.opportunities.save(o.opportunities.load(id_).changed(**values)))


def listed(read, cell, actor=None):
    return set(read(lambda office: office.opportunities.listing(cell.where).ids, actor))


def enter_rates(write, rates=RATES):
    def fill(office):
        for currency, day, rate in rates:
            office.exchange_rates.add({"currency": currency, "day": day, "rate": rate})

    write(fill)


def test_each_sum_is_what_its_word_says(put, ask):
    put("won", 1000, closed_on=date(2026, 12, 3))
    put("negotiation", 200)  # committed, 80 %
    put("proposal", 300)  # best case, 50 %
    put("need", 400)  # in the pipeline, 30 %
    put("negotiation", 500, forecast=ForecastCategory.OMITTED)
    put("lost", 9000, closed_on=date(2026, 12, 3))
    december = month(ask(), "2026-12")
    assert amounts(december) == {
        "closed": 1000,
        "committed": 1200,
        "best_case": 1500,
        "weighted": 1000 + 160 + 150 + 120,
        "slipped": 0,
    }
    assert [december.cells[measure].count for measure in Measure] == [1, 2, 3, 4, 0]


def test_what_is_late_has_slipped_and_so_has_what_was_put_off(put, ask, write, read):
    late = put("negotiation", 200, close_on=TODAY - timedelta(days=1))
    put("negotiation", 70, close_on=TODAY)
    moved = put("proposal", 300, close_on=date(2026, 11, 28))
    ahead = put("proposal", 40, close_on=date(2026, 12, 5))

    def put_off(id_, day):
        return lambda office: office.opportunities.save(
            office.opportunities.load(id_).changed(close_on=day)
        )

    write(put_off(moved, date(2027, 2, 1)))
    write(put_off(ahead, date(2027, 3, 1)))  # December has not begun
    slipped = month(ask(), "2026-11").cells[Measure.SLIPPED]
    assert (slipped.amount, slipped.count) == (500, 2)
    assert listed(read, slipped) == {late, moved}
    assert month(ask(), "2026-12").cells[Measure.SLIPPED].count == 0
    write(put_off(moved, date(2026, 11, 30)))
    assert month(ask(), "2026-11").cells[Measure.SLIPPED].count == 1


def test_an_undo_takes_the_slip_back(put, ask, write, opened):
    moved = put("proposal", 300, close_on=date(2026, 11, 28))
    with opened.database.write(opened.actor) as office:
        record = office.opportunities.load(moved)
        office.opportunities.save(record.changed(close_on=date(2027, 2, 1)))
        change = office.changes.change_set_id
    assert month(ask(), "2026-11").cells[Measure.SLIPPED].amount == 300
    write(lambda office: office.undo(change))
    assert month(ask(), "2026-11").cells[Measure.SLIPPED].amount == 0
    assert month(ask(), "2026-11").cells[Measure.BEST_CASE].amount == 300


def test_what_has_no_day_or_no_amount_is_counted_and_named(put, ask, read):
    nowhere = put("proposal", 300, close_on=None)
    put("need", 10, close_on=None, forecast=ForecastCategory.OMITTED)
    empty = put("proposal", None, wishes=())
    found = ask()
    assert found.no_day.count == 1
    assert found.no_amount.count == 1
    assert listed(read, found.no_day) == {nowhere}
    assert listed(read, found.no_amount) == {empty}
    assert found.total.cells[Measure.BEST_CASE].count == 1
    assert found.total.cells[Measure.BEST_CASE].amount == 0


def test_a_month_is_converted_at_its_end_and_what_has_no_rate_stands_apart(put, ask, write, read):
    enter_rates(write)
    july = put("won", 100, currency="USD", closed_on=date(2026, 7, 5))
    put("won", 100, currency="USD", closed_on=date(2026, 8, 5))
    put("won", 100, currency="USD", closed_on=date(2026, 10, 5))
    put("negotiation", 100, currency="USD", close_on=date(2027, 1, 5))
    yen = [put("won", 5, currency="JPY", closed_on=date(2026, 10, 5)) for _n in range(3)]
    found = ask()
    closed = {line.key: line.cells[Measure.CLOSED].amount for line in found.months}
    assert [closed[key] for key in MONTHS[:4]] == [0, 710, 0, 725]
    assert found.total.cells[Measure.COMMITTED].amount == 710 + 725 + 725
    told = [(one.currency, one.rate, one.day, one.first, one.last) for one in found.converted]
    assert told == [
        ("USD", Decimal("7.1"), date(2026, 8, 10), "2026-08", "2026-08"),
        ("USD", Decimal("7.25"), date(2026, 10, 31), "2026-10", "2027-01"),
    ]
    left = {one.currency: one for one in found.no_rate}
    assert (left["JPY"].count, left["JPY"].months) == (3, ("2026-10",))
    assert listed(read, left["JPY"]) == set(yen)
    assert listed(read, left["USD"]) == {july}
    assert not listed(read, found.total.cells[Measure.BEST_CASE]) & {*yen, july}
    yens = ask(currency="JPY")
    assert yens.total.cells[Measure.CLOSED].amount == 15
    assert yens.no_rate == ()


def test_what_slipped_without_a_rate_is_in_no_sum_and_no_list(put, ask, write, read):
    yuan, euro = (
        put("proposal", 300, close_on=date(2026, 11, 28), currency=c) for c in ("CNY", "EUR")
    )

    def put_off(office):
        for id_ in (yuan, euro):
            deal = office.opportunities.load(id_)
            office.opportunities.save(deal.changed(close_on=date(2027, 2, 1)))

    write(put_off)
    slipped = month(ask(), "2026-11").cells[Measure.SLIPPED]
    assert slipped.count == 1
    assert listed(read, slipped) == {yuan}
    (apart,) = ask().no_rate
    assert (apart.currency, apart.count, apart.months) == ("EUR", 1, ("2027-02",))
    (apart,) = ask(first=date(2026, 11, 1), months=1).no_rate
    assert (apart.currency, apart.count, apart.months) == ("EUR", 1, ("2026-11",))
    assert listed(read, apart) == {euro}


def wish(dice, goods):
    """A line of a product, or of none."""
    price = Decimal(dice.randrange(0, 10**7)) / 100
    return WishRow(dice.choice([None, *goods]), "Line", Decimal(dice.randrange(1, 9)), price)


def fill(write, template, stages, count=1000, goods=()):
    """Random opportunities of three currencies; what the test knows of them."""
    dice, people = Random(7), [template.people[r] for r in ("administrator", "manager", "sales")]
    codes = {id_: code for code, id_ in stages.items()}
    first = date(2026, 5, 1)

    def firms(office):
        return {
            owner: office.customers.add(valid("customer", owner=Link(owner))) for owner in people
        }

    customers = write(firms)
    rows, known = [], []
    for _n in range(count):
        stage, owner = dice.choice(list(stages)), dice.choice(people)
        customer = dice.choice([None, owner, owner, *people])
        amount = None if dice.random() < 0.05 else Decimal(dice.randrange(1, 10**8)) / 100
        currency = dice.choice(["CNY", "CNY", "USD", "EUR", "JPY"])
        day = None if dice.random() < 0.05 else first + timedelta(days=dice.randrange(500))
        values = {
            **valid("opportunity"),
            "owner": Link(owner),
            "customer": Link(customers[customer]) if customer else None,
            "stage": Link(stages[stage]),
            "amount": amount.quantize(Decimal(1)) if amount and currency == "JPY" else amount,
            "currency": currency,
            "close_on": day,
        }
        if dice.random() < 0.3:
            values["forecast"] = dice.choice(list(ForecastCategory))
        if dice.random() < 0.3:
            values["probability"] = Decimal(dice.randrange(101)) / 100
        if stage in ("won", "lost"):
            values["closed_on"] = first + timedelta(days=dice.randrange(200))
        if stage == "lost":
            values["lost_reason"] = "price"
        if goods and dice.random() < 0.6:
            values["wishes"] = tuple(wish(dice, goods) for _n in range(dice.randrange(1, 4)))
        rows.append(values)
        known.append(customer)
    ids = write(lambda office: office.opportunities.add_many(rows))

    def deals(office):
        return [
            Deal(
                row.values["owner"].id,
                customer,
                codes[row.values["stage"].id],
                str(row.values["forecast"]),
                row.values["probability"],
                row.values["amount"],
                row.values["currency"],
                row.values["close_on"],
                row.values["closed_on"],
                tuple(
                    (line.product.id if line.product else 0, line.quantity * line.unit_price)
                    for line in row.values["wishes"]
                ),
            )
            for row, customer in zip(office.opportunities.rows(ids), known, strict=True)
        ]

    return write(deals)


@pytest.mark.parametrize("role", ["administrator", "manager", "sales"])
@pytest.mark.parametrize("scope", list(Scope))
def test_a_thousand_random_ones_come_to_what_a_second_computation_says(
    write, read, template, stages, acting, role, scope
):
    enter_rates(write)
    deals = fill(write, template, stages)
    actor, people = acting(role), template.people
    me = people[role]
    team = {me, *actor.team} if role == "manager" else {me}
    asked = {Scope.ME: {me}, Scope.TEAM: {me, *actor.team}, Scope.ALL: None}[scope]

    def seen(deal):
        covers = role == "administrator" or {deal.owner, deal.customer_owner} & team
        return covers and (asked is None or deal.owner in asked)

    found = read(lambda office: office.forecasts.of(replace(YEAR, scope=scope)), actor)
    of_months = expected(deals, RATES, MONTHS, seen)
    for line in (*found.months, replace(found.total, key="all")):
        for measure, cell in line.cells.items():
            wanted = of_months.get((None, line.key, str(measure)), (Decimal(0), 0))
            assert (cell.amount, cell.count) == wanted, (line.key, measure)
            assert len(listed(read, cell, actor)) == cell.count, (line.key, measure)
    of_people = expected(deals, RATES, MONTHS, seen, lambda deal: str(deal.owner))
    for line in found.rows:
        for measure, cell in line.cells.items():
            wanted = of_people.get((line.key, "all", str(measure)), (Decimal(0), 0))
            assert (cell.amount, cell.count) == wanted
            assert len(listed(read, cell, actor)) == cell.count


@pytest.mark.parametrize("role", ["administrator", "sales"])
def test_products_get_what_a_second_computation_gives_them(
    write, read, template, stages, acting, role
):
    enter_rates(write)
    goods = [Link(write(lambda o: o.products.add(valid("product")))) for _n in range(4)]
    deals = fill(write, template, stages, 500, goods)
    me = template.people[role]

    def seen(deal):
        return role == "administrator" or me in (deal.owner, deal.customer_owner)

    actor = acting(role)
    asked = replace(YEAR, by=GroupBy.PRODUCT)
    found = read(lambda office: office.forecasts.of(asked), actor)
    pieces = [piece for deal in deals for piece in split_by_product(deal)]
    wanted = expected(pieces, RATES, MONTHS, seen, lambda deal: str(deal.product))
    assert len(found.rows) == 5
    for line in found.rows:
        for measure, cell in line.cells.items():
            told = wanted.get((line.key, "all", str(measure)), (Decimal(0), 0))
            assert (cell.amount, cell.count) == told, (line.key, measure)
            assert len(listed(read, cell, actor)) == cell.count, (line.key, measure)


def test_the_sums_follow_every_way_of_writing(write, read, template, stages, opened):
    goods = [Link(write(lambda o: o.products.add(valid("product")))) for _n in range(4)]
    fill(write, template, stages, 300, goods)
    manager, sales = template.people["manager"], template.people["sales"]

    def change(office):
        ids = list(office.opportunities.listing().ids)
        office.opportunities.remove(ids[:40])
        office.opportunities.restore(ids[:20])
        office.opportunities.give(ids[60:90], sales)
        for id_ in ids[140:160]:
            deal = office.opportunities.load(id_)
            office.opportunities.save(deal.changed(wishes=deal.values["wishes"][:1]))
        for id_ in ids[160:190]:
            deal = office.opportunities.load(id_)
            days = {"close_on": date(2027, 5, 1), "amount": Decimal(7)}
            office.opportunities.save(deal.changed(**days))
        for id_ in ids[100:130]:
            office.opportunities.move(id_, stages["won"])
        customers = list(office.customers.listing().ids)
        office.customers.hand_over(customers[:1], manager)
        office.customers.remove(customers[1:2])
        stage = office.stages.load(stages["need"])
        office.stages.save(stage.changed(forecast=ForecastCategory.BEST_CASE))

    before = kept_and_counted(opened)
    assert before[0] == before[1]
    write(change)
    after = kept_and_counted(opened)
    assert after[0] == after[1]
    assert after != before


def kept_and_counted(opened):
    """The sums that triggers keep, and the same counted anew, by the driver alone."""
    connection = opened.vault.connect()
    tables = {"forecast_sum": SUMS_ANEW, "forecast_share": SHARES_ANEW}

    def rows():
        return {name: set(connection.execute(f"SELECT * FROM {name}")) for name in tables}

    try:
        kept = rows()
        connection.execute("BEGIN")
        for name, statement in tables.items():
            connection.execute(f"DELETE FROM {name}")
            connection.execute(statement)
        counted = rows()
        connection.execute("ROLLBACK")
    finally:
        connection.close()
    return kept, counted


def test_a_stage_decides_until_somebody_says_it(put, read, write, stages):
    usual, own = put("need", 10), put("need", 10, forecast=ForecastCategory.COMMITTED)

    def forecast(id_):
        return read(lambda office: office.opportunities.load(id_)).values["forecast"]

    assert (forecast(usual), forecast(own)) == ("pipeline", "committed")
    stage = read(lambda office: office.stages.load(stages["need"]))
    write(lambda o: o.stages.save(stage.changed(forecast=ForecastCategory.BEST_CASE)))
    assert (forecast(usual), forecast(own)) == ("best_case", "committed")
    write(lambda office: office.opportunities.move(own, stages["initial"]))
    assert forecast(own) == "pipeline"


def test_a_product_gets_its_share_of_the_amount(write, read, put, ask):
    def goods(office):
        return [Link(office.products.add(valid("product", name=name))) for name in "AB"]

    a, b = write(goods)
    lines = (
        WishRow(a, None, Decimal(2), Decimal(100)),
        WishRow(b, None, Decimal(1), Decimal(100)),
        WishRow(None, "Transport", Decimal(1), Decimal(100)),
    )
    put("negotiation", 400, wishes=lines)
    alone, rest = put("negotiation", 33, product=a), put("negotiation", 7)
    found = ask(by=GroupBy.PRODUCT)
    committed = {line.label: line.cells[Measure.COMMITTED] for line in found.rows}
    assert {name: cell.amount for name, cell in committed.items()} == {
        "A": 233,
        "B": 100,
        "Without product": 107,
    }
    assert {name: cell.count for name, cell in committed.items()} == {
        "A": 2,
        "B": 1,
        "Without product": 2,
    }
    assert alone in listed(read, committed["A"])
    assert rest in listed(read, committed["Without product"])
    weighted = sum(line.cells[Measure.WEIGHTED].amount for line in found.rows)
    assert weighted == found.total.cells[Measure.WEIGHTED].amount


def test_a_product_that_is_cleared_beside_its_line_stays(write, read, put, ask):
    product = Link(write(lambda office: office.products.add(valid("product", name="A"))))
    named, rest = put("negotiation", 33, product=product), put("negotiation", 7)
    change(write, named, product=None)
    rows = {line.label: line.cells[Measure.COMMITTED] for line in ask(by=GroupBy.PRODUCT).rows}
    assert {label: listed(read, cell) for label, cell in rows.items()} == {
        "A": {named},
        "Without product": {rest},
    }
    change(write, named, product=None, wishes=())
    assert [line.label for line in ask(by=GroupBy.PRODUCT).rows] == ["Without product"]


def test_the_target_of_the_month_counts_what_it_adds(put, write, read, template):
    put("won", 600, closed_on=TODAY)
    person = template.people["sales"]
    write(lambda office: office.targets.set_year(2026, {(person, 11): Decimal(1000)}))
    dollars = {"owner": Link(person), "month": TODAY, "currency": "USD", "amount": Decimal(5)}
    write(lambda office: office.targets.add(dollars))
    target = read(lambda office: office.forecasts.this_month()).bars[-1].figure
    assert (target.amount, target.count) == (1000, 1)
    assert len(read(lambda office: office.targets.listing(target.where).ids)) == 1


def test_teams_and_pipelines_are_grouped_too(put, ask, template):
    put("negotiation", 100, owner=Link(template.people["manager"]))
    put("negotiation", 30, owner=Link(template.people["sales"]))
    put("negotiation", 7, owner=Link(template.people["service"]))
    committed = {
        line.label: line.cells[Measure.COMMITTED].amount for line in ask(by=GroupBy.TEAM).rows
    }
    assert committed == {"Sales": 130, "No team": 7}
    pipelines = ask(by=GroupBy.PIPELINE).rows
    assert [line.cells[Measure.COMMITTED].amount for line in pipelines] == [137]
    one = ask(pipeline=int(pipelines[0].key))
    assert one.total.cells[Measure.COMMITTED].amount == 137
    assert ask(pipeline=99).total.cells[Measure.COMMITTED].amount == 0


def test_targets_stand_beside_what_is_closed(put, ask, write, template, acting):
    manager, sales = template.people["manager"], template.people["sales"]

    def set_targets(office):
        cells = {(manager, 12): Decimal(1000), (sales, 12): Decimal(500)}
        office.targets.set_year(2026, cells)

    write(set_targets)
    put("won", 600, closed_on=date(2026, 12, 3), owner=Link(sales))
    found = ask()
    assert month(found, "2026-12").target == 1500
    assert found.total.reached == Decimal(600) / 1500
    rows = {line.label: (line.target, line.gap) for line in found.rows}
    assert rows == {"Manager": (1000, 1000), "Sales": (500, 0)}
    assert [line.target for line in ask(by=GroupBy.TEAM).rows] == [1500]
    own = ask(acting("sales"))
    assert own.total.target == 500
    assert ask(currency="USD").total.target is None


def test_a_collaborator_sees_what_the_customer_brings(put, ask, write, template, acting):
    stranger, me = template.people["administrator"], template.people["sales"]

    def firm(office):
        values = valid("customer", owner=Link(stranger), collaborators=(Link(me),))
        return Link(office.customers.add(values))

    customer = write(firm)
    put("negotiation", 100, owner=Link(stranger), customer=customer)
    put("negotiation", 30, owner=Link(stranger))
    found = ask(acting("sales"))
    assert found.total.cells[Measure.COMMITTED].amount == 100
    assert found.total.cells[Measure.COMMITTED].count == 1
    assert ask(acting("sales"), by=GroupBy.PRODUCT).rows[0].cells[Measure.WEIGHTED].amount == 80


def test_a_role_that_hides_the_days_has_no_forecast(acting, read):
    sales = acting("sales")
    hidden = {("opportunity", "close_on"): FieldAccess.HIDDEN}
    blind = replace(sales, rights=replace(sales.rights, closed=hidden), rights_seq=None)
    with pytest.raises(NotAllowed, match="Expected close"):
        read(lambda office: office.forecasts.of(YEAR), blind)
