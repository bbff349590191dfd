"""Every figure counts exactly the rows that its filter lists, for everybody."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cims.models.opportunity import StageMeaning
from cims.models.quote import QuoteState
from cims.models.sales_order import OrderState
from cims.services.changes import ChangeKind
from cims.services.entity import Link
from cims.services.errors import NotFound
from cims.services.filters import as_json, from_saved
from cims.services.insights.analyses import ANALYSES
from cims.services.insights.counting import MOST_BARS
from cims.services.insights.figures import Agenda, Asked, Chart, Scope, Tile
from cims.services.insights.periods import Days, Period
from cims.services.quote_fields import QuoteLineRow
from cims.services.rights import Actor, Rights
from tests.conftest import ROLES
from tests.factories import valid
from tests.services.insights.conftest import COUNT, TODAY

SPAN = Days(date(2026, 3, 5), date(2026, 10, 9))
SOME = (Period.THIS_MONTH, Period.LAST_12, Period.OWN)
ASKED = [Asked(period, scope, SPAN) for period in SOME for scope in Scope]


def parts_of(office, asked):
    """Everything that there is to see, by name."""
    read = [office.insights.read(each.name, asked) for each in office.insights.offered()]
    return {part.name: part for parts in read for part in parts}


def wrong_figures(office, asked):
    """The figures whose lists have another number of rows, or whose filter can't be kept."""
    found = []
    for name, part in parts_of(office, asked).items():
        for figure in part.figures():
            room = office.room(figure.entity)
            listed = len(room.listing(figure.where).ids)
            if not figure.count == listed == room.count(figure.where):
                found.append((name, figure, listed))
            if figure.where is not None:
                assert from_saved(as_json(figure.where, room.entity), room.entity)
    return found


@pytest.mark.parametrize("role", ROLES)
def test_every_figure_counts_the_rows_of_its_list(filled, acting, role):
    with filled.database.read(acting(role)) as office:
        for asked in ASKED:
            assert wrong_figures(office, asked) == [], asked


@pytest.mark.parametrize("period", sorted(set(Period) - set(SOME)))
def test_every_period_counts_the_rows_of_its_lists(filled, acting, period):
    with filled.database.read(acting("manager")) as office:
        assert wrong_figures(office, Asked(period, Scope.TEAM)) == []


@pytest.mark.parametrize("role", ["administrator", "manager", "sales"])
def test_figures_follow_what_is_removed_restored_and_given_away(filled, acting, role):
    actor = acting(role)
    with filled.database.write(filled.actor) as office:
        customers = office.customers.listing().ids
        issued = office.orders._kept_for(customers[:30])
        gone = [id_ for id_ in customers[:30] if id_ not in issued][:9]
        office.customers.remove(gone)
        office.activities.remove(list(office.activities.listing().ids[:5]))
        given = office.customers.load(next(id_ for id_ in customers if id_ not in gone))
        office.customers.save(given.changed(owner=Link(actor.user_id), collaborators=()))
    with filled.database.read(actor) as office:
        assert wrong_figures(office, Asked()) == []
    with filled.database.write(filled.actor) as office:
        office.customers.restore(gone[:4])
    with filled.database.read(actor) as office:
        assert wrong_figures(office, Asked(Period.THIS_YEAR)) == []


def test_the_figures_are_what_was_entered(filled, read):
    def told(office):
        parts = parts_of(office, Asked())
        return (
            parts["customers"].figure.count,
            office.customers.count(),
            sum(bar.figure.count for bar in parts["by_lifecycle"].bars),
            sum(bar.figure.count for bar in parts["by_grade"].bars),
            sum(bar.figure.count for bar in parts["by_source"].bars),
        )

    counts = set(read(told))
    assert len(counts) == 1
    assert 0 < counts.pop() < COUNT


def test_new_customers_are_compared_with_the_same_days_of_last_month(opened, read, write):
    def enter(office):
        for day in (date(2026, 11, 1), TODAY, date(2026, 10, 22), date(2026, 10, 23)):
            office.customers.add(valid("customer", created_on=day))

    write(enter)
    tile = read(lambda office: parts_of(office, Asked())["new_customers"])
    assert tile.figure.count == 2
    assert tile.change.before.count == 1
    assert tile.change.difference == 1


def test_notes_and_comments_are_no_contacts(opened, read, write):
    def enter(office):
        for kind in ("call", "note", "comment", "handover"):
            office.activities.add(valid("activity", kind=kind))

    write(enter)
    parts = read(lambda office: parts_of(office, Asked()))
    assert parts["contacts_made"].figure.count == 1
    assert [bar.figure.count for bar in parts["by_person"].bars] == [1]


def test_a_month_that_is_not_over_says_so(filled, read):
    chart = read(lambda office: parts_of(office, Asked())["new_by_month"])
    assert [bar.key for bar in chart.bars][::11] == ["2025-12", "2026-11"]
    assert [bar.is_unfinished for bar in chart.bars] == [False] * 11 + [True]


def test_many_sources_are_summed_up_and_missing_ones_stand_last(filled, read):
    chart = read(lambda office: parts_of(office, Asked())["by_source"])
    assert len(chart.bars) == MOST_BARS + 1
    assert [bar.key for bar in chart.bars[-2:]] == ["rest", "none"]
    assert [bar.is_rest for bar in chart.bars] == [False] * (MOST_BARS - 1) + [True, True]


def test_next_contacts_are_mine_and_the_nearest_come_first(filled, acting):
    sales = acting("sales")
    with filled.database.read(sales) as office:
        agenda = parts_of(office, Asked(scope=Scope.ALL))["next_contacts"]
        owners = {
            record.values["owner"].id
            for record in office.customers.rows([row.id for row in agenda.rows])
        }
    days = [row.on for row in agenda.rows]
    assert days == sorted(days)
    assert days[0] >= TODAY
    assert owners == {sales.user_id}


@pytest.mark.parametrize(
    ("role", "scopes"),
    [
        ("administrator", (Scope.ME, Scope.ALL)),
        ("manager", (Scope.ME, Scope.TEAM)),
        ("sales", (Scope.ME,)),
        ("auditor", (Scope.ME, Scope.ALL)),
    ],
)
def test_scopes_are_offered_by_right(filled, acting, role, scopes):
    with filled.database.read(acting(role)) as office:
        assert office.insights.scopes() == scopes


def test_a_wider_scope_than_the_right_shows_nothing_more(filled, acting):
    with filled.database.read(acting("sales")) as office:
        seen = office.customers.count()
        assert parts_of(office, Asked(scope=Scope.ALL))["customers"].figure.count == seen


def test_who_may_not_see_a_record_type_is_offered_none_of_its_figures(filled, acting):
    sales = acting("sales")
    kept = {key: reach for key, reach in sales.rights.records.items() if key[0] != "activity"}
    without = replace(sales, rights=Rights(kept, sales.rights.single))
    with filled.database.read(without) as office:
        assert "by_person" not in parts_of(office, Asked())
        with pytest.raises(NotFound):
            office.insights.read("contacts_made", Asked())


def test_an_empty_office_has_figures_too(opened, read):
    parts = read(lambda office: parts_of(office, Asked()))
    for part in parts.values():
        assert isinstance(part, Tile | Chart | Agenda)
        assert all(figure.count == 0 for figure in part.figures())
    assert parts["by_grade"].bars == ()


def test_every_offered_part_is_delivered_under_its_name(filled, read):
    for analysis in ANALYSES:
        parts = read(lambda office, name=analysis.name: office.insights.read(name, Asked()))
        assert [part.name for part in parts] == [offer.name for offer in analysis.offers]


def test_the_office_itself_counts_everything(filled):
    with filled.database.write(Actor.office(), ChangeKind.UPKEEP) as office:
        assert office.insights.scopes() == (Scope.ALL,)
        assert parts_of(office, Asked())["customers"].figure.count == office.customers.count()


def test_only_open_opportunities_are_counted_by_stage(filled, read):
    parts = read(lambda office: parts_of(office, Asked()))
    tile, chart = parts["open_opportunities"], parts["by_stage"]
    assert 0 < tile.figure.count < COUNT
    assert sum(bar.figure.count for bar in chart.bars) == chart.total.count == tile.figure.count
    stages = read(lambda office: [office.stages.load(int(bar.key)).values for bar in chart.bars])
    assert {stage["meaning"] for stage in stages} == {StageMeaning.OPEN}
    places = [(stage["pipeline"].id, stage["position"]) for stage in stages]
    assert places == sorted(places) and len({place[0] for place in places}) == 2
    labels = [bar.label for bar in chart.bars]
    assert labels[-1] == "Service: Asked" and all(": " in one for one in labels)


def test_stages_of_one_pipeline_bear_their_bare_names(read, write):
    write(lambda office: office.opportunities.add({"name": "Pumps"}))
    chart = read(lambda office: parts_of(office, Asked())["by_stage"])
    (first, *_rest) = read(lambda office: office.stages.of())
    assert [(bar.label, bar.figure.count) for bar in chart.bars] == [(first.values["name"], 1)]


def test_orders_are_compared_with_the_same_days_of_last_month(read, write):
    def enter(office):
        for day, state in (
            (date(2026, 11, 1), OrderState.CONFIRMED),
            (TODAY, OrderState.CLOSED),
            (TODAY, OrderState.DRAFT),
            (TODAY, OrderState.VOID),
            (date(2026, 10, 22), OrderState.CONFIRMED),
            (date(2026, 10, 23), OrderState.CONFIRMED),
        ):
            office.orders.add({"name": "Pumps", "opened_on": day, "state": state})

    write(enter)
    tile = read(lambda office: parts_of(office, Asked())["orders_placed"])
    assert (tile.label, tile.figure.count) == ("Orders this month", 2)
    assert (tile.change.before.count, tile.change.difference) == (1, 1)
    assert [bar.figure.count for bar in tile.series[-2:]] == [2, 2]
    last = read(lambda office: parts_of(office, Asked(Period.LAST_MONTH))["orders_placed"])
    assert (last.label, last.figure.count) == ("Orders last month", 2)


def test_quotes_count_from_the_day_on_which_they_were_sent(write, read):
    line = QuoteLineRow(name="Pump", quantity=Decimal(1), unit_price=Decimal(113))

    def enter(office):
        about = {"customer": Link(office.customers.add(valid("customer"))), "lines": (line,)}
        for state in (QuoteState.DRAFT, QuoteState.SENT, QuoteState.ACCEPTED, QuoteState.VOID):
            office.quotes.add({**about, "state": state, "sent_on": TODAY})
        earlier = office.quotes.add({**about, "state": QuoteState.SENT})
        quote = office.quotes.load(earlier)
        office.quotes.save(quote.changed(sent_on=date(2026, 10, 5)))

    write(enter)
    tile = read(lambda office: parts_of(office, Asked())["quotes_sent"])
    assert (tile.figure.count, tile.change.before.count) == (2, 1)
    assert read(lambda office: office.quotes.count(tile.figure.where)) == 2
