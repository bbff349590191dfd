"""Targets by person and month: set in a grid, by managers for their teams, seen by each."""

from datetime import date
from decimal import Decimal

import pytest

from cims.services.entity import Link
from cims.services.errors import NotAllowed, NotPossible, ValidationFailed
from cims.services.target_fields import TARGET
from tests.factories import valid


def set_for(write, cells, actor=None, year=2026):
    return write(lambda office: office.targets.set_year(year, cells), actor)


def year(read, actor=None):
    found = read(lambda office: office.targets.year(2026), actor)
    return {row.person.text: row for row in found.rows}


def test_a_grid_sets_changes_and_clears_in_one_change(write, read, template, opened):
    sales, manager = template.people["sales"], template.people["manager"]
    cells = {(sales, 1): Decimal(100), (sales, 2): Decimal(200), (manager, 1): Decimal(300)}
    assert set_for(write, cells) == 3
    with opened.database.write(opened.actor) as office:
        changes = {(sales, 1): Decimal(150), (sales, 2): None, (manager, 1): Decimal(300)}
        assert office.targets.set_year(2026, changes) == 2
        change = office.changes.change_set_id
    assert year(read)["Sales"].amounts[:3] == (150, None, None)
    assert year(read)["Manager"].amounts[0] == 300
    write(lambda office: office.undo(change))
    assert year(read)["Sales"].amounts[:3] == (100, 200, None)


def test_a_manager_sets_targets_of_the_team_only(write, read, template, acting):
    manager, sales = acting("manager"), template.people["sales"]
    assert set_for(write, {(sales, 3): Decimal(100)}, manager) == 1
    with pytest.raises(ValidationFailed) as refused:
        set_for(write, {(template.people["service"], 3): Decimal(100)}, manager)
    assert "whom your role covers" in refused.value.messages["owner"]
    assert {name for name, row in year(read, manager).items() if row.may_edit} == {
        "Manager",
        "Sales",
    }


def test_everybody_sees_the_own_ones_and_sets_none(write, read, template, acting):
    people = template.people
    set_for(write, {(people["sales"], 3): Decimal(100), (people["manager"], 3): Decimal(900)})
    seen = year(read, acting("sales"))
    assert {name: row.amounts[2] for name, row in seen.items()} == {"Sales": 100}
    assert not seen["Sales"].may_edit
    with pytest.raises(NotAllowed):
        set_for(write, {(people["sales"], 3): Decimal(1)}, acting("sales"))


def test_a_month_has_one_target_of_each_person(write, template):
    values = valid("target", owner=Link(template.people["sales"]), month=date(2026, 5, 17))
    id_ = write(lambda office: office.targets.add(values))
    record = write(lambda office: office.targets.load(id_))
    assert (record.values["month"], record.values["name"]) == (date(2026, 5, 1), "2026-05")
    with pytest.raises(ValidationFailed) as refused:
        write(lambda office: office.targets.add({**values, "month": date(2026, 5, 2)}))
    assert "already" in refused.value.messages["month"]


def test_a_target_is_not_negative(write, template):
    with pytest.raises(ValidationFailed):
        set_for(write, {(template.people["sales"], 3): Decimal(-1)})


@pytest.mark.parametrize(
    ("year", "month", "words"),
    [
        (2026, 13, "from 1 to 12"),
        (2026, 0, "from 1 to 12"),
        (9, 1, "from 2000 to 2099"),
        (10000, 1, "from 2000 to 2099"),
    ],
)
def test_a_month_that_is_none_gets_a_sentence(write, template, year, month, words):
    with pytest.raises(ValidationFailed) as refused:
        set_for(write, {(template.people["sales"], month): Decimal(100)}, year=year)
    assert words in refused.value.messages["month"]


def test_a_year_typed_in_a_hurry_gets_a_sentence(write, read, template):
    with pytest.raises(ValidationFailed, match="from 2000 to 2099"):
        read(lambda office: office.targets.year(0))
    values = valid("target", owner=Link(template.people["sales"]), month=date(26, 5, 17))
    assert "from 2000 to 2099" in TARGET.validate(values)["month"]  # what an import asks row by row
    with pytest.raises(ValidationFailed) as refused:
        write(lambda office: office.targets.add(values))
    assert "from 2000 to 2099" in refused.value.messages["month"]


def test_a_target_comes_back_only_where_there_is_no_other_by_now(write, read, template):
    sales = template.people["sales"]
    set_for(write, {(sales, 3): Decimal(100)})
    (first,) = read(lambda office: office.targets.listing().ids)
    set_for(write, {(sales, 3): None})
    set_for(write, {(sales, 3): Decimal(200)})
    with pytest.raises(NotPossible, match="Sales has two targets of 2026-03"):
        write(lambda office: office.targets.restore([first]))
    assert year(read)["Sales"].amounts[2] == 200
    set_for(write, {(sales, 3): None})
    write(lambda office: office.targets.restore([first]))
    assert year(read)["Sales"].amounts[2] == 100


def test_a_list_names_a_month_of_a_person_once(write, read, template):
    values = {"owner": Link(template.people["sales"]), "month": date(2026, 3, 1)}
    rows = [{**values, "amount": Decimal(amount)} for amount in (100, 200)]
    with pytest.raises(NotPossible, match="Sales has two targets of 2026-03"):
        write(lambda office: office.targets.add_many(rows))
    assert read(lambda office: office.targets.count()) == 0
