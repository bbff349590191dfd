"""What a currency is worth: the latest rate on or before the day, never a guess."""

from datetime import date
from decimal import Decimal

import pytest

from cims.services.errors import NotAllowed, ValidationFailed
from cims.services.rules.currencies import Amount
from tests.factories import valid


def rate(write, currency="USD", day=date(2026, 3, 1), rate=Decimal("7.1"), **more):
    values = {"currency": currency, "day": day, "rate": rate, **more}
    return write(lambda office: office.exchange_rates.add(values))


def worth(read, amount, currency, day=None):
    found = read(lambda office: office.exchange_rates.worth(Amount(Decimal(amount), currency), day))
    return found.in_base


def test_the_latest_rate_on_or_before_the_day_counts(write, read):
    rate(write)
    rate(write, day=date(2026, 6, 1), rate=Decimal("7.3"))
    assert worth(read, 100, "USD", date(2026, 2, 28)) is None
    assert worth(read, 100, "USD", date(2026, 3, 1)) == 710
    assert worth(read, 100, "USD", date(2026, 5, 31)) == 710
    assert worth(read, 100, "USD", date(2026, 6, 1)) == 730
    assert worth(read, 100, "USD") == 730
    assert worth(read, "12.34", "CNY") == Decimal("12.34")
    assert worth(read, 100, "EUR") is None


def test_a_rate_may_be_for_a_hundred_units_and_is_rounded_once(write, read):
    rate(write, "JPY", rate=Decimal("4.7321"), units=100)
    assert worth(read, 1000, "JPY") == Decimal("47.32")
    assert worth(read, 3333, "JPY") == Decimal("157.72")  # 157.720893
    found = read(lambda office: office.exchange_rates.worth(Amount(Decimal(7), "JPY")))
    assert (found.in_base.currency, found.rate.day) == ("CNY", date(2026, 3, 1))


def test_of_two_rates_of_one_day_the_later_entered_counts(write, read):
    rate(write)
    rate(write, rate=Decimal(7))
    assert worth(read, 100, "USD") == 700


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"currency": "Dollar"}, "currency", "3"),
        ({"currency": "美元一"}, "currency", "three letters"),
        ({"currency": "cny"}, "currency", "counts in CNY"),
        ({"rate": Decimal(0)}, "rate", "more than 0"),
        ({"rate": Decimal(-7)}, "rate", "more than 0"),
        ({"rate": Decimal("7.1234567")}, "rate", "6 decimal places"),
        ({"rate": None}, "rate", "missing"),
    ],
)
def test_a_wrong_rate_is_refused_with_a_sentence(write, values, field, words):
    with pytest.raises(ValidationFailed) as refused:
        write(lambda office: office.exchange_rates.add({**valid("exchange_rate"), **values}))
    assert words in refused.value.messages[field]


def test_rates_are_found_changed_and_taken_back(write, read, opened):
    id_ = rate(write, "usd", remarks="Bank of China")
    assert read(lambda office: office.exchange_rates.find("USD"))[0].id == id_
    with opened.database.write(opened.actor) as office:
        office.exchange_rates.save(office.exchange_rates.load(id_).changed(rate=Decimal(8)))
        change = office.changes.change_set_id
    assert worth(read, 1, "USD") == 8
    write(lambda office: office.undo(change))
    assert worth(read, 1, "USD") == Decimal("7.10")
    write(lambda office: office.exchange_rates.remove([id_]))
    assert worth(read, 1, "USD") is None


def test_sales_people_read_rates_and_enter_none(write, read, acting):
    rate(write)
    sales = acting("sales")
    assert read(lambda office: office.exchange_rates.count(), sales) == 1
    with pytest.raises(NotAllowed):
        write(lambda office: office.exchange_rates.add(valid("exchange_rate")), sales)
