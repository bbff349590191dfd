"""Opportunities: stages, gates, probabilities, what follows from moving and from lines."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cims.models.opportunity import StageMeaning
from cims.services.changes import ChangeKind
from cims.services.entity import Link
from cims.services.errors import NotPossible, ValidationFailed
from cims.services.opportunity_fields import WishRow
from tests.factories import valid


@pytest.fixture
def stages(read):
    """The ready stages by their codes."""
    return {stage.values["code"]: stage.id for stage in read(lambda office: office.stages.of())}


@pytest.fixture
def deal(write):
    return write(lambda office: office.opportunities.add(valid("opportunity")))


def load(read, id_):
    return read(lambda office: office.opportunities.load(id_)).values


def move(write, id_, stage, **closing):
    return write(lambda office: office.opportunities.move(id_, stage, closing))


def change(write, id_, **values):
    return write(lambda o: o.opportunities.save(o.opportunities.load(id_).changed(**values)))


def test_a_new_opportunity_stands_in_the_first_open_stage(write, read, stages):
    id_ = write(lambda office: office.opportunities.add({"amount": Decimal(1000)}))
    values = load(read, id_)
    assert values["stage"].id == stages["initial"]
    assert values["meaning"] is StageMeaning.OPEN
    assert values["probability"] == Decimal("0.1")
    assert values["weighted"] == 100
    assert values["opened_on"] == date(2026, 11, 22)
    assert values["name"]


def test_the_stage_says_the_probability_until_somebody_does(write, read, deal, stages):
    move(write, deal, stages["proposal"])
    assert load(read, deal)["probability"] == Decimal("0.5")
    own = Decimal("0.65")
    write(
        lambda office: office.opportunities.save(
            office.opportunities.load(deal).changed(probability=own)
        )
    )
    assert load(read, deal)["own_probability"] is True
    write(lambda office: office.opportunities.take_usual_probability(deal))
    values = load(read, deal)
    assert (values["probability"], values["own_probability"]) == (Decimal("0.5"), False)
    move(write, deal, stages["negotiation"])
    assert load(read, deal)["probability"] == Decimal("0.8")


def test_what_is_lost_says_why(write, read, deal, stages):
    with pytest.raises(ValidationFailed) as refused:
        move(write, deal, stages["lost"])
    assert set(refused.value.messages) == {"lost_reason"}
    move(write, deal, stages["lost"], lost_reason="price", lost_note="Half the price elsewhere")
    values = load(read, deal)
    assert (values["probability"], values["weighted"]) == (0, 0)
    assert values["closed_on"] == date(2026, 11, 22)
    move(write, deal, stages["need"])  # opened again
    values = load(read, deal)
    assert (values["closed_on"], values["lost_reason"]) == (None, None)


def test_a_stage_may_demand_fields_and_says_which_are_missing(write, read, deal, stages):
    def demand(office):
        stage = office.stages.load(stages["proposal"])
        office.stages.save(stage.changed(demands="contact, close_on, next_step"))

    write(demand)
    write(
        lambda office: office.opportunities.save(
            office.opportunities.load(deal).changed(next_step=None, close_on=None)
        )
    )
    with pytest.raises(ValidationFailed) as refused:
        move(write, deal, stages["proposal"])
    assert set(refused.value.messages) == {"contact", "close_on", "next_step"}
    assert load(read, deal)["stage"].id == stages["initial"]


@pytest.mark.parametrize("words", ["Next step, contact", "下一步、联系人", "next_step；联系人"])
def test_a_stage_demands_fields_by_their_titles_in_either_language(write, deal, stages, words):
    write(
        lambda office: office.stages.save(
            office.stages.load(stages["proposal"]).changed(demands=words)
        )
    )
    write(
        lambda office: office.opportunities.save(
            office.opportunities.load(deal).changed(next_step=None)
        )
    )
    with pytest.raises(ValidationFailed) as refused:
        move(write, deal, stages["proposal"])
    assert set(refused.value.messages) == {"contact", "next_step"}


def test_a_stage_that_demands_what_is_no_field_is_refused(write, stages):
    with pytest.raises(ValidationFailed) as refused:
        write(
            lambda office: office.stages.save(
                office.stages.load(stages["proposal"]).changed(demands="Contact, budget")
            )
        )
    assert set(refused.value.messages) == {"demands"}
    assert "“budget”" in str(refused.value) and "Next step" in str(refused.value)


def test_a_list_of_old_ones_is_not_held_by_gates(opened, read, stages):
    rows = [{"name": "Old", "stage": Link(stages["lost"]), "closed_on": date(2025, 5, 1)}]
    with opened.database.write(opened.actor, ChangeKind.IMPORT, "old.csv") as office:
        id_ = office.opportunities.add_many(rows)[0]
    values = load(read, id_)
    assert (values["lost_reason"], values["closed_on"]) == (None, date(2025, 5, 1))


def test_every_stage_that_it_was_in_is_kept(write, read, deal, stages, clock):
    clock.pass_by(days=3)
    move(write, deal, stages["need"])
    clock.pass_by(days=5)
    move(write, deal, stages["won"])
    visits = read(lambda office: office.opportunities.visits(deal))
    assert [visit.stage.id for visit in visits] == [
        stages["initial"],
        stages["need"],
        stages["won"],
    ]
    assert (visits[1].left_at - visits[1].entered_at).days == 5
    assert visits[2].left_at is None


def test_moving_is_taken_back_whole(write, read, deal, stages):
    def lose(office):
        office.opportunities.move(deal, stages["lost"], {"lost_reason": "price"})
        return office.changes.change_set_id

    number = write(lose)
    write(lambda office: office.undo(number))
    values = load(read, deal)
    assert values["stage"].id == stages["initial"]
    assert (values["lost_reason"], values["closed_on"]) == (None, None)


def test_lines_say_what_it_is_worth_and_a_product_makes_one(write, read):
    product = write(lambda office: office.products.add(valid("product")))
    alone = {"product": Link(product, "Pump"), "amount": Decimal(900)}
    first = write(lambda office: office.opportunities.add(alone))
    values = load(read, first)
    assert [(row.product.id, row.unit_price) for row in values["wishes"]] == [(product, 900)]
    wishes = (
        WishRow(Link(product), "Pump", Decimal(3), Decimal("33.335"), Decimal("0.1")),
        WishRow(None, "Valve", None, Decimal(10)),
    )
    second = write(lambda office: office.opportunities.add({"name": "Two", "wishes": wishes}))
    values = load(read, second)
    assert values["amount"] == Decimal("100.00")
    assert values["product"] == Link(product)


def test_sums_of_a_board_are_over_all_rows_and_never_mix_currencies(write, read, stages):
    def fill(office):
        for amount, currency, stage in (
            ("100", "CNY", "initial"),
            ("50.5", "CNY", "initial"),
            ("7", "JPY", "initial"),
            ("200", "CNY", "proposal"),
        ):
            office.opportunities.add(
                {
                    "name": "Deal",
                    "amount": Decimal(amount),
                    "currency": currency,
                    "stage": Link(stages[stage]),
                }
            )

    write(fill)
    sums = read(lambda office: office.opportunities.sums_by_stage())
    assert [(one.stage_id, one.currency, one.count, one.amount, one.weighted) for one in sums] == [
        (stages["initial"], "CNY", 2, Decimal("150.50"), Decimal("15.05")),
        (stages["initial"], "JPY", 1, 7, 1),
        (stages["proposal"], "CNY", 1, 200, 100),
    ]


def test_stages_are_understood_in_every_language(read, stages):
    found = read(lambda office: office.stages.named(["赢单", "Negotiation", "nothing"]))
    assert found == {"赢单": [stages["won"]], "Negotiation": [stages["negotiation"]]}


def test_a_stage_in_use_keeps_its_meaning(write, deal, stages):
    def turn(office):
        stage = office.stages.load(stages["initial"])
        office.stages.save(stage.changed(meaning=StageMeaning.WON))

    with pytest.raises(NotPossible):
        write(turn)


def test_a_stage_retires_only_when_nothing_stands_in_it(write, deal, stages):
    """The board has no lane for it: what stood there would be in no sum."""

    def retire(code):
        def turn(office):
            office.stages.save(office.stages.load(stages[code]).changed(retired=True))

        return turn

    with pytest.raises(NotPossible, match="another stage first"):
        write(retire("initial"))
    write(retire("negotiation"))


@pytest.mark.parametrize("how", ["removed", "retired"])
def test_a_stage_that_is_gone_meanwhile_is_told_and_nothing_moves(write, read, deal, stages, how):
    before, gone = load(read, deal)["stage"], stages["negotiation"]
    if how == "removed":
        write(lambda office: office.stages.remove([gone]))
    else:
        write(lambda o: o.stages.save(o.stages.load(gone).changed(retired=True)))
    with pytest.raises(NotPossible, match="not there any more"):
        move(write, deal, stages["negotiation"])
    with pytest.raises(NotPossible, match="not there any more"):
        write(lambda office: office.opportunities.add({"stage": Link(4242)}))
    assert load(read, deal)["stage"] == before


def test_the_last_line_can_be_taken_off(write, read):
    pump = write(lambda office: office.products.add(valid("product", name="Pump")))
    values = valid("opportunity", product=Link(pump), amount=Decimal(500))
    deal = write(lambda office: office.opportunities.add(values))
    assert len(load(read, deal)["wishes"]) == 1
    change(write, deal, wishes=())
    values = load(read, deal)
    assert (values["wishes"], values["product"], values["amount"]) == ((), None, 500)


def test_what_was_lost_and_is_won_after_all_is_won_today(write, read, deal, stages, clock):
    change(write, deal, stage=Link(stages["lost"]), lost_reason="price")
    first = load(read, deal)["closed_on"]
    clock.now += timedelta(days=100)
    change(write, deal, next_step="Call again")
    assert load(read, deal)["closed_on"] == first
    change(write, deal, stage=Link(stages["won"]))
    assert load(read, deal)["closed_on"] == first + timedelta(days=100)
    change(write, deal, stage=Link(stages["lost"]), lost_reason="price", closed_on=first)
    assert load(read, deal)["closed_on"] == first, "who names a day means it"
