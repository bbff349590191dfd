"""The board: lanes over all rows, cards up to a limit, parts, marks, and who sees what."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from cims.services import boards
from cims.services.boards import NextContact, Part
from cims.services.entity import Link
from cims.services.errors import NotAllowed, NotPossible
from cims.services.granted import FieldAccess, Rights
from cims.services.rights import Actor
from tests.factories import valid

TODAY = date(2026, 11, 22)


@pytest.fixture
def stages(read):
    """The ready stages by their codes."""
    return {stage.values["code"]: stage.id for stage in read(lambda office: office.stages.of())}


def deal(office, stage=None, **values):
    given = {"amount": Decimal(100), "close_on": TODAY + timedelta(days=60), **values}
    if stage:
        given["stage"] = Link(stage)
    return office.opportunities.add({**valid("opportunity"), **given})


def board(read, *words, actor=None, **how):
    return read(lambda office: office.boards.of(*words, **how), actor)


def lane(shown, stage):
    return next(lane for lane in shown.lanes if lane.stage.id == stage)


def ids(shown):
    return {card.id for lane in shown.lanes for card in lane.cards}


def test_the_lanes_are_the_stages_in_their_order_with_what_they_come_to(write, read, stages):
    def fill(office):
        deal(office, amount=Decimal(100))
        deal(office, amount=Decimal("50.5"))
        deal(office, amount=Decimal(7), currency="JPY")
        deal(office, stages["proposal"], amount=Decimal(200))
        deal(office, stages["proposal"], amount=None, wishes=())

    write(fill)
    shown = board(read)
    assert [one.stage.id for one in shown.lanes] == list(stages.values())
    assert [one.count for one in shown.lanes] == [3, 0, 2, 0, 0, 0]
    first = lane(shown, stages["initial"]).sums
    assert [(one.currency, one.amount) for one in first] == [
        ("CNY", Decimal("150.5")),
        ("JPY", Decimal(7)),
    ]
    assert [(one.currency, one) for one in shown.weighted] == [
        ("CNY", Decimal("115.05")),
        ("JPY", Decimal(1)),
    ]
    assert shown.pipeline in shown.pipelines


def test_a_lane_shows_what_closes_soonest_and_counts_all(write, read, stages, monkeypatch):
    monkeypatch.setattr(boards, "MOST", 3)

    def fill(office):
        undated = deal(office, close_on=None)
        days = [deal(office, close_on=TODAY + timedelta(days=n)) for n in (9, -2, 5, 30)]
        return undated, days

    undated, days = write(fill)
    shown = lane(board(read), stages["initial"])
    assert shown.count == 5
    assert [card.id for card in shown.cards] == [days[1], days[2], days[0]]
    monkeypatch.setattr(boards, "MOST", 10)
    cards = lane(board(read), stages["initial"]).cards
    assert [card.id for card in cards] == [days[1], days[2], days[0], days[3], undated]


@pytest.mark.parametrize("most", [1, 4, 100])
def test_both_ways_to_the_first_cards_find_the_same(write, read, stages, monkeypatch, most):
    """Few rows are sorted, many are walked: `MOST` decides which."""
    monkeypatch.setattr(boards, "MOST", most)
    write(lambda office: [deal(office, close_on=TODAY + timedelta(days=n)) for n in range(9)])
    found = lane(board(read), stages["initial"]).cards
    days = [TODAY + timedelta(days=n) for n in range(9)][:most]
    assert [card.close_on for card in found] == days


def test_what_is_closed_comes_latest_first(write, read, stages, clock):
    first = write(lambda office: deal(office, stages["won"]))
    clock.pass_by(days=3)
    second = write(lambda office: deal(office, stages["won"]))
    cards = lane(board(read), stages["won"]).cards
    assert [card.id for card in cards] == [second, first]
    assert cards[1].closed_on == TODAY
    assert not any(card.is_late or card.is_stalled or card.contact for card in cards)


def test_cards_say_what_is_late_and_what_stalls(write, read, stages, clock):
    def fill(office):
        stage = office.stages.load(stages["initial"])
        office.stages.save(stage.changed(stalled_days=14))
        return deal(office, close_on=TODAY + timedelta(days=15))

    clock.pass_by(hours=8)  # midnight in the office: the first moment of a day counts with it
    id_ = write(fill)
    clock.pass_by(days=14)
    (card,) = lane(board(read), stages["initial"]).cards
    assert (card.days, card.is_late, card.is_stalled) == (14, False, False)
    assert ids(board(read, part=Part.STALLED)) == set()
    clock.pass_by(days=1)
    (card,) = lane(board(read), stages["initial"]).cards
    assert (card.days, card.is_late, card.is_stalled) == (15, True, True)
    stalled = board(read, part=Part.STALLED)
    assert (stalled.part, ids(stalled), stalled.count) == (Part.STALLED, {id_}, 1)
    assert read(lambda office: office.boards.counts())[Part.STALLED] == 1


def test_a_part_that_no_stage_has_is_not_offered(write, read, stages):
    def forget(office):
        for stage in office.stages.of():
            office.stages.save(stage.changed(stalled_days=None))

    write(forget)
    shown = board(read, part=Part.STALLED)
    assert shown.part is Part.ALL and Part.STALLED not in shown.parts


def test_hidden_days_and_customers_neither_show_nor_sort_nor_narrow(write, read, opened, stages):
    def fill(office):
        firm = office.customers.add(valid("customer"))
        days = (30, 5, 9)
        return [deal(office, customer=Link(firm), close_on=TODAY + timedelta(days=n)) for n in days]

    made = write(fill)
    won = write(lambda office: [deal(office, stages["won"], closed_on=d) for d in (TODAY, None)])
    hidden = (("opportunity", "close_on"), ("opportunity", "closed_on"))
    closed, rights = dict.fromkeys(hidden, FieldAccess.HIDDEN), opened.actor.rights
    seen = {key: reach for key, reach in rights.records.items() if key[0] != "customer"}
    who = replace(
        opened.actor, rights=replace(rights, closed=closed, records=seen), rights_seq=None
    )
    shown = board(read, actor=who, part=Part.MONTH)
    assert shown.part is Part.ALL and Part.MONTH not in shown.parts
    assert Part.MONTH not in read(lambda office: office.boards.counts(), who)
    cards = lane(shown, stages["initial"]).cards
    assert [card.id for card in cards] == sorted(made, reverse=True)
    assert {(c.close_on, c.closed_on, c.contact, c.is_late) for c in cards} == {
        (None, None, None, False)
    }
    assert [card.id for card in lane(shown, stages["won"]).cards] == sorted(won, reverse=True)


def test_colours_follow_the_customers_next_contact(write, read, stages):
    def fill(office):
        found = {}
        for kind, day in (
            (NextContact.NONE, None),
            (NextContact.PAST, TODAY - timedelta(days=1)),
            (NextContact.PLANNED, TODAY),
        ):
            firm = office.customers.add(valid("customer", next_contact_on=day))
            found[deal(office, customer=Link(firm))] = kind
        found[deal(office, customer=None)] = None
        return found

    kinds = write(fill)
    cards = lane(board(read), stages["initial"]).cards
    assert {card.id: card.contact for card in cards} == kinds


def test_parts_are_filters_whose_lists_have_as_many_rows(write, read, opened, stages):
    def fill(office):
        other = office.users.add(valid("user"))
        deal(office, close_on=TODAY)
        deal(office, owner=Link(other), close_on=TODAY)
        deal(office, stages["won"])
        deal(office)

    write(fill)
    counts = read(lambda office: office.boards.counts())
    for part, count in ((Part.MINE, 2), (Part.MONTH, 2)):
        shown = board(read, part=part)
        assert counts[part] == count
        listed = read(lambda o, w=shown.parts[part]: set(o.opportunities.listing(w).ids))
        assert ids(shown) == listed and len(listed) == shown.count
    assert Part.ALL not in counts


def test_another_pipeline_has_its_own_lanes(write, read, stages):
    def fill(office):
        pipeline = office.pipelines.add({"name": "Service"})
        stage = office.stages.add({"name": "Asked", "pipeline": Link(pipeline)})
        deal(office)
        return pipeline, stage, deal(office, stage)

    pipeline, stage, id_ = write(fill)
    shown = board(read, pipeline)
    assert [one.stage for one in shown.lanes] == [Link(stage, "Asked")]
    assert ids(shown) == {id_}
    assert shown.pipeline == Link(pipeline, "Service")
    assert {one.id for one in shown.pipelines} == {pipeline, board(read).pipeline.id}


def test_somebody_sees_counts_and_moves_only_what_is_theirs(write, read, acting, stages):
    seller = acting("sales")
    mine = write(lambda office: deal(office, owner=Link(seller.user_id)))
    write(lambda office: deal(office, customer=None))
    shown = board(read, actor=seller)
    assert ids(shown) == {mine} and shown.count == 1
    assert [card.may_move for card in lane(shown, stages["initial"]).cards] == [True]
    seen = board(read, actor=acting("auditor"))
    assert seen.count == 2
    assert not any(card.may_move for card in lane(seen, stages["initial"]).cards)
    with pytest.raises(NotAllowed):
        board(read, actor=Actor(seller.user_id, "Nobody", Rights()))


def test_who_moves_a_card_that_was_moved_meanwhile_is_told(write, read, stages):
    id_ = write(deal)
    move = {"seen_in": stages["initial"]}
    write(lambda office: office.opportunities.move(id_, stages["need"], **move))
    with pytest.raises(NotPossible, match="somebody else"):
        write(lambda office: office.opportunities.move(id_, stages["proposal"], **move))
    assert ids(board(read)) == {id_} and lane(board(read), stages["need"]).count == 1
