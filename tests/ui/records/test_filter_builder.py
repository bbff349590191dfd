"""The filter builder: what it is given it gives back, and what it builds the list shows."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from cims.services.contacts import CONTACT
from cims.services.customers import CUSTOMER
from cims.services.entity import Link
from cims.services.filters import OPERATORS, Condition, Filter, Group, Operator
from cims.services.i18n import use_language
from cims.services.opening import OpenOffice
from cims.services.rights import Actor
from cims.services.spans import Span
from cims.ui.jobs import Jobs
from cims.ui.records.condition_row import OPERATOR_WORDS, ConditionRow
from cims.ui.records.filter_builder import FilterBuilder
from cims.ui.records.format import Words
from cims.ui.records.list_page import ListPage
from tests.conftest import Acting
from tests.ui.records.conftest import MakePage
from tests.ui.walk import problems

FILTERS = (
    Condition("name", Operator.CONTAINS, "恒泰 & <b>"),
    Condition("lifecycle", Operator.ANY_OF, ("won", "lost")),
    Condition("next_contact_on", Operator.WITHIN, Span.NEXT_30),
    Condition("next_contact_on", Operator.BETWEEN, (date(2026, 1, 2), date(2026, 3, 4))),
    Condition("owner", Operator.IS_ME),
    Condition("owner", Operator.IS, Link(1)),
    Condition("parent", Operator.IS, Link(7, "Acme")),
    Condition("tags", Operator.IS, "重点"),
    Condition("contact_points", Operator.CONTAINS, "138"),
    Condition("credit_code", Operator.EMPTY),
    Group(
        (
            Condition("grade", Operator.IS, "A"),
            Group(
                (Condition("remarks", Operator.FILLED), Condition("kind", Operator.IS, "person")),
            ),
        ),
        any=True,
    ),
)


def test_a_sealed_field_is_only_asked_whether_it_is_filled(qtbot: QtBot, words: Words) -> None:
    row = ConditionRow(CONTACT, words, lambda *_asked: None)
    qtbot.addWidget(row)
    row.set_value(Condition("identity_number", Operator.FILLED))
    offered = [row.operator.itemData(place) for place in range(row.operator.count())]
    assert offered == [Operator.EMPTY, Operator.FILLED]
    assert row.value() == Condition("identity_number", Operator.FILLED)


@pytest.fixture
def words(opened: OpenOffice, read: Callable[..., Any]) -> Words:
    return read(Words.load)  # type: ignore[no-any-return]


@pytest.fixture
def builder(qtbot: QtBot, words: Words) -> Iterator[FilterBuilder]:
    made = FilterBuilder(CUSTOMER, words, lambda *_asked: None, lambda _w, then: then(3))
    yield made
    made.deleteLater()


@pytest.mark.parametrize("where", FILTERS, ids=str)
def test_a_filter_comes_back_as_it_was_given(builder: FilterBuilder, where: Filter) -> None:
    builder.show_filter(where)
    assert builder.group.value() == where


def test_every_field_offers_its_operators_with_words(builder: FilterBuilder) -> None:
    row = builder.group.add_condition()
    for field in CUSTOMER.fields:
        row.field.set_value(field.name)
        row.field.chosen.emit(field.name)
        offered = [row.operator.itemData(place) for place in range(row.operator.count())]
        assert set(offered) <= {operator.value for operator in OPERATORS[field.kind]}
        assert offered
    assert set(OPERATOR_WORDS) == set(Operator)


def test_conditions_that_are_not_complete_are_left_out(builder: FilterBuilder) -> None:
    builder.show_filter(None)
    assert builder.group.value() is None
    builder.group.add_condition(Condition("grade", Operator.IS, "A"))
    assert builder.group.value() == Condition("grade", Operator.IS, "A")


def test_a_wrong_number_is_told_and_nothing_is_applied(
    qtbot: QtBot, words: Words, messages: object
) -> None:
    made = FilterBuilder(CONTACT, words, lambda *_asked: None, lambda _w, then: then(0))
    qtbot.addWidget(made)
    row = made.group.add_condition(Condition("birthday_year", Operator.IS, 1990))
    assert made.group.value() == Condition("birthday_year", Operator.IS, 1990)
    row.editor._line.setText("nineteen")  # type: ignore[attr-defined]
    with qtbot.assertNotEmitted(made.applied):
        made.apply.click()
    assert made._found.text() == "“nineteen” is not a whole number."


def test_the_built_filter_narrows_the_list_and_is_told_below(qtbot: QtBot, page: ListPage) -> None:
    builder = page.filters.build()
    builder.show_filter(Condition("name", Operator.CONTAINS, "安达"))
    with qtbot.waitSignal(page.shown):
        builder.apply.click()
    assert page.model.rowCount() == 3
    assert page.bar.filter.text() == "Filter (1)"
    assert page.footer.filter.text() == "Name contains 安达"
    with qtbot.waitSignal(page.shown):
        page.footer.clear.click()
    assert page.model.rowCount() == 12


def test_a_filter_is_kept_as_a_view_and_found_again(
    qtbot: QtBot, page: ListPage, jobs: Jobs, list_of: MakePage
) -> None:
    builder = page.filters.build()
    builder.show_filter(Condition("name", Operator.CONTAINS, "安达"))
    builder.name.setText("安达 & Co")
    with qtbot.waitSignal(page.shown):
        builder.keep.click()
    assert page.model.rowCount() == 3
    again = list_of(jobs)
    chip = next(plan for plan in again.bar.chips.plans if plan.words == "安达 & Co")
    qtbot.waitUntil(lambda: again.bar.chips.count_of(chip.key) == 3)
    with qtbot.waitSignal(again.shown):
        again.bar.chips.choose(chip.key)
    with qtbot.waitSignal(again.shown):
        again.filters.remove_view(int(chip.key.removeprefix("view:")))
    assert chip not in again.bar.chips.plans
    assert again.bar.chips.current == "all"


def test_only_who_may_change_settings_shares_views(
    page: ListPage,
    acting: Acting,
    jobs_of: Callable[[Actor], Jobs],
    list_of: MakePage,
) -> None:
    assert not page.filters.build().shared.isHidden()
    assert list_of(jobs_of(acting("sales"))).filters.build().shared.isHidden()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_nothing_in_the_builder_is_clipped_or_unnamed(
    qtbot: QtBot, words: Words, language: str
) -> None:
    use_language(language)
    made = FilterBuilder(CUSTOMER, words, lambda *_asked: None, lambda _w, then: then(0))
    qtbot.addWidget(made)
    made.show_filter(Group(tuple(FILTERS)))
    made.show()
    assert problems(made) == []


def test_a_removed_view_of_the_office_comes_back_by_undo(
    qtbot: QtBot, page: ListPage, jobs: Jobs
) -> None:
    builder = page.filters.build()
    builder.show_filter(Condition("name", Operator.CONTAINS, "安达"))
    builder.name.setText("Ours")
    builder.shared.setChecked(True)
    with qtbot.waitSignal(page.shown):
        builder.keep.click()
    qtbot.waitUntil(lambda: "Ours" in [plan.words for plan in page.bar.chips.plans])
    chip = next(plan for plan in page.bar.chips.plans if plan.words == "Ours")
    page.filters.remove_view(int(chip.key.removeprefix("view:")))
    qtbot.waitUntil(lambda: "Ours" not in [plan.words for plan in page.bar.chips.plans])
    jobs.undo_last()
    qtbot.waitUntil(lambda: "Ours" in [plan.words for plan in page.bar.chips.plans])
