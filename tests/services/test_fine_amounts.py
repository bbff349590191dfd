"""Amounts finer than their currency are told, never rounded in silence."""

from decimal import Decimal

import pytest

from cims.services.errors import ValidationFailed
from cims.services.order_fields import ORDER
from cims.services.spreadsheet.problems import ProblemKind
from tests.services.spreadsheet.lists import listed, stored, take_in


def test_an_amount_that_the_currency_has_no_coins_for_is_refused(write):
    with pytest.raises(ValidationFailed, match=r"CNY has 2 decimal places. Round 12.345") as told:
        write(lambda office: office.opportunities.add({"name": "A", "amount": Decimal("12.345")}))
    assert set(told.value.messages) == {"amount"}
    with pytest.raises(ValidationFailed, match="JPY has no decimal places"):
        values = {"currency": "jpy", "freight": Decimal("0.5")}
        write(lambda office: office.orders.add(values))
    write(lambda o: o.orders.add({"currency": "KWD", "freight": Decimal("0.125")}))


def test_another_currency_asks_for_the_amounts_that_stand_there(write, read):
    id_ = write(lambda office: office.orders.add({"freight": Decimal("0.50")}))
    with pytest.raises(ValidationFailed, match="JPY has no decimal places"):
        write(lambda o: o.orders.save(o.orders.load(id_).changed(currency="JPY")))
    both = {"currency": "JPY", "freight": Decimal(1)}
    write(lambda o: o.orders.save(o.orders.load(id_).changed(**both)))
    assert read(lambda o: o.orders.load(id_)).values["freight"] == 1


def test_a_list_with_finer_amounts_comes_in_rounded_with_a_warning(opened, tmp_path):
    headings = ("Name", "Amount", "Currency")
    rows = (("Pumps", "12.345", "CNY"), ("Valves", "12.5", "JPY"), ("Seals", "7.10", None))
    report = take_in(opened, listed(tmp_path / "in.xlsx", headings, *rows), "opportunities")
    assert report.created == 3
    assert [(one.row, one.kind) for one in report.problems] == [
        (2, ProblemKind.ROUNDED),
        (3, ProblemKind.ROUNDED),
    ]
    assert "comes in as 12.35" in report.problems[0].reason
    found = {name: record["amount"] for name, record in stored(opened, "opportunities").items()}
    assert found == {"Pumps": Decimal("12.35"), "Valves": 13, "Seals": Decimal("7.1")}


def test_the_form_says_it_while_one_types():
    told = ORDER.validate({"currency": "jpy", "freight": Decimal("0.5")})
    assert told == {"freight": "Freight: JPY has no decimal places. Round 0.5 to a whole number."}
    assert ORDER.validate({"currency": None, "freight": Decimal("0.5")}) == {}
