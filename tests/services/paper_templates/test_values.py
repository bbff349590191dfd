"""What stands on a paper: figures, capitals, groups, options, gifts, terms."""

from datetime import date
from decimal import Decimal

import pytest

from cims.services.paper_templates.checking import LOOP
from cims.services.paper_templates.letterhead import Letterhead, completed, letterhead
from cims.services.paper_templates.sample import sample
from cims.services.paper_templates.shape import PAPER, Leaf, Part, Place, Rows
from cims.services.paper_templates.templates import PaperKind
from cims.services.paper_templates.values import Given, values_of
from cims.services.rules.amount_words import spelled

DAY = date(2026, 11, 21)


def paper(*lines, language="zh_CN", kind=PaperKind.ORDER, **head):
    known = {"currency": "CNY", "tax_included": True, "code": "S202611-0001", "opened_on": DAY}
    rows = [
        {"name": "泵", "quantity": Decimal(1), "unit_price": Decimal(0), "discount": Decimal(0),
         "net": Decimal(0), "tax": Decimal(0), "total": Decimal(0), **row}
        for row in lines
    ]  # fmt: skip
    sums = {name: sum((row[name] for row in rows), Decimal(0)) for name in ("net", "tax", "total")}
    return values_of(Given(kind, {**known, **sums, **head}, rows, Letterhead(), language))


@pytest.mark.parametrize("kind", PaperKind)
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_placeholder_has_a_value_of_its_sort_and_there_are_no_others(kind, language):
    def same(shape, value):
        if isinstance(shape, Place):
            assert isinstance(value, bool if shape.leaf is Leaf.FLAG else str)
        elif isinstance(shape, Part):
            assert set(shape.places) == set(value)
            for name, part in shape.places.items():
                same(part, value[name])
        else:
            assert isinstance(shape, Rows) and value
            for row in value:
                same(shape.row, row)

    same(PAPER, values_of(sample(kind, language, DAY)))
    assert set(LOOP.places) >= {"index", "last"}


def test_totals_stand_in_figures_and_capitals():
    third = {"net": Decimal("29.50"), "tax": Decimal("3.83"), "total": Decimal("33.33")}
    totals = paper(third, third, third)["totals"]
    assert (totals["net"], totals["tax"], totals["total"]) == ("¥88.50", "¥11.49", "¥99.99")
    assert totals["words"] == "人民币玖拾玖元玖角玖分"
    yen = paper(currency="JPY", total=Decimal(1200), net=Decimal(1200), tax=Decimal(0))["totals"]
    assert (yen["total"], yen["words"]) == ("JPY 1,200", "")
    english = paper(third, language="en")["totals"]
    assert english["words"] == "CNY Thirty-three and 33/100"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "Zero and 00/100"),
        ("1409.50", "One thousand four hundred nine and 50/100"),
        ("-12.05", "Minus twelve and 05/100"),
        ("1000010000", "One billion ten thousand and 00/100"),
        ("999999.99", "Nine hundred ninety-nine thousand nine hundred ninety-nine and 99/100"),
    ],
)
def test_english_amounts_are_spelled(amount, words):
    assert spelled(Decimal(amount)) == words
    assert spelled(Decimal(15), 0) == "Fifteen"


def test_groups_have_sums_without_what_is_optional():
    def row(total, heading="", **more):
        return {"total": Decimal(total), "heading": heading, **more}

    groups = paper(
        row("10", "设备"),
        row("5", "设备"),
        row("7", "设备", optional=True),
        row("3", "安装"),
        row("0", "安装", gift=True),
        row("2"),
    )["groups"]
    assert [(g["name"], g["subtotal"], len(g["lines"])) for g in groups] == [
        ("设备", "15.00", 3),
        ("安装", "3.00", 2),
        ("", "2.00", 1),
    ]
    assert [line["number"] for group in groups for line in group["lines"]] == list("123456")
    assert groups[0]["lines"][2]["optional"] is True
    assert groups[1]["lines"][1]["gift"] is True
    assert paper(row("1"), row("2"))["groups"][0]["name"] == ""


def test_prices_have_the_places_they_need_and_quantities_no_zeros():
    line = paper(
        {"quantity": Decimal("1200.500000"), "unit_price": Decimal("0.123450"),
         "discount": Decimal("0.125"), "cancelled": Decimal("0.5")}
    )["lines"][0]  # fmt: skip
    assert line["quantity"] == "1,200"
    assert line["price"] == "0.12345"
    assert line["discount"] == "8.75折"
    assert paper({"discount": Decimal("0.125")}, language="en")["lines"][0]["discount"] == "12.5%"
    assert paper({"unit_price": Decimal(6800)})["lines"][0]["price"] == "6,800.00"
    assert paper({"unit_price": Decimal(6800)}, currency="JPY")["lines"][0]["price"] == "6,800"


def test_dates_are_written_as_the_language_does():
    assert paper()["paper"]["date"] == "2026年11月21日"
    assert paper(language="en")["paper"]["date"] == "21 November 2026"


def test_terms_are_those_of_the_paper_then_the_usual_ones():
    usual = Letterhead(terms={"invoice": "专票", "payment": "现结", "warranty": "一年"})
    one, none = Decimal(1), Decimal(0)
    row = {"name": "泵", "quantity": one, "unit_price": one, "discount": none, "net": one,
           "tax": none, "total": one, "tax_rate": Decimal("0.13")}  # fmt: skip
    head = {"currency": "CNY", "tax_included": True, "net": Decimal(1), "tax": Decimal(0),
            "total": Decimal(1), "payment_term": "月结30天", "freight": Decimal(50)}  # fmt: skip
    terms = values_of(Given(PaperKind.QUOTE, head, [row], usual, "zh_CN"))["terms"]
    assert {term["label"]: term["text"] for term in terms} == {
        "税率与票种": "含 13% 税；专票",
        "付款方式": "月结30天",
        "运费": "¥50.00",
        "质保": "一年",
    }


def test_an_orders_remarks_stay_in_the_office():
    assert paper(remarks="客户难缠")["paper"]["remarks"] == ""
    assert paper(kind=PaperKind.QUOTE, remarks="含税")["paper"]["remarks"] == "含税"


def test_what_is_said_in_one_language_only_holds_in_the_other_too():
    kept = {"zh_CN": {"name": "示例", "phone": "1", "terms": {"payment": "现结"}}}
    assert completed(kept, "en", "Office").phone == "1"
    assert completed(kept, "en", "Office").terms == {}
    assert completed({}, "en", "Office").name == "Office"
    assert letterhead(kept, "zh_CN").kept() == kept["zh_CN"]
