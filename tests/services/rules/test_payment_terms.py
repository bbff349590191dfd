from datetime import date

import pytest

from cims.services.rules.payment_terms import DueFrom, NotATerm, PaymentTerm, payment_term


@pytest.mark.parametrize(
    ("text", "start", "due"),
    [  # office.md 3.13
        ("月结30天", date(2026, 3, 5), date(2026, 4, 30)),
        ("票到30天", date(2026, 3, 10), date(2026, 4, 9)),
        ("次月25日付", date(2026, 3, 31), date(2026, 4, 25)),
        ("月结", date(2026, 2, 3), date(2026, 2, 28)),
        ("月结 60 天", date(2026, 1, 1), date(2026, 4, 1)),
        ("隔月31日", date(2026, 2, 28), date(2026, 4, 30)),
        ("次月10号", date(2026, 12, 31), date(2027, 1, 10)),
        ("Net 30", date(2026, 1, 31), date(2026, 3, 2)),
        ("货到付款", date(2026, 3, 5), date(2026, 3, 5)),
    ],
)
def test_terms_are_read_and_counted(text, start, due):
    assert payment_term(text).due_on(start) == due


@pytest.mark.parametrize(
    ("text", "due_from"),
    [
        ("款到发货", DueFrom.ADVANCE),
        ("In advance", DueFrom.ADVANCE),
        ("票到30天", DueFrom.INVOICE_RECEIVED),
        ("开票后15天内付款", DueFrom.INVOICE),
        ("验收后7天", DueFrom.ACCEPTANCE),
        ("货到30天", DueFrom.RECEIPT),
        ("发货后45天付", DueFrom.DELIVERY),
        ("月结45天", DueFrom.DELIVERY),
    ],
)
def test_a_term_says_from_which_day_it_counts(text, due_from):
    assert payment_term(text).due_from is due_from


@pytest.mark.parametrize("text", ["", "看情况", "次月0日", "次月32日", "月结9999天", "30%"])
def test_what_is_no_term_is_refused_with_a_way_out(text):
    with pytest.raises(NotATerm, match="月结30天"):
        payment_term(text)


def test_a_month_that_is_shorter_ends_the_term_on_its_last_day():
    assert PaymentTerm(months=1).due_on(date(2026, 1, 31)) == date(2026, 2, 28)
