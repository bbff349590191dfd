"""The words of one paper in the language of its template: plain values and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as part
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from cims.models.paper import PaperKind
from cims.services.i18n import N_, text_in
from cims.services.paper_templates.letterhead import TERMS, Letterhead
from cims.services.rules.amount_words import spelled
from cims.services.rules.amounts_text import shown
from cims.services.rules.capital_amounts import capitals
from cims.services.rules.currencies import exponent
from cims.services.rules.discounts import discount_text

CHINESE = "zh_CN"
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}
FINEST_PRICE = 6
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Reached:
    """Somebody on the paper: what the reader of the paper may know."""

    name: str = ""
    contact: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True)
class Given:
    """What a paper says: values of the record and its lines, as far as whoever prints sees them.

    `units` words the code of a unit; `pictures` are addresses by the position of a line.
    """

    kind: PaperKind
    head: Row
    lines: Sequence[Row]
    letterhead: Letterhead
    language: str
    customer: Reached = Reached()
    seller: Reached = Reached()
    units: Callable[[str], str] = str
    logo: str = ""
    pictures: Mapping[int, str] = part(default_factory=dict)


def values_of(given: Given) -> dict[str, Any]:
    """Every placeholder of shape.PAPER with its words."""
    head, office = given.head, given.letterhead
    lines = [line_of(given, number, row) for number, row in enumerate(given.lines, 1)]
    groups = groups_of(given, lines)
    return {
        "office": {
            **{name: value for name, value in vars(office).items() if name != "terms"},
            "logo": given.logo,
        },
        "customer": vars(given.customer),
        "seller": {"name": given.seller.name, "phone": given.seller.phone},
        "paper": {
            "number": text(head.get("code")),
            "subject": text(head.get("name")),
            "date": day(head.get("opened_on"), given.language),
            "valid_until": day(head.get("valid_until"), given.language),
            "currency": head["currency"],
            "reference": text(head.get("customer_reference")),
            "ship_to": text(head.get("ship_to")),
            "ship_address": text(head.get("ship_address")),
            "remarks": text(head.get("remarks")) if given.kind is PaperKind.QUOTE else "",
            "tax_included": bool(head["tax_included"]),
            "is_quote": given.kind is PaperKind.QUOTE,
        },
        "lines": lines,
        "groups": groups,
        "has": {
            "groups": any(group["name"] for group in groups),
            **{
                name: any(line[one] for line in lines)
                for name, one in (
                    ("pictures", "picture"),
                    ("models", "model"),
                    ("brands", "brand"),
                    ("discounts", "discount"),
                    ("deliveries", "delivery"),
                    ("remarks", "remarks"),
                    ("options", "optional"),
                )
            },
        },
        "totals": totals_of(given),
        "rounding": rounding(given),
        "terms": terms_of(given),
    }


def line_of(given: Given, number: int, row: Row) -> dict[str, Any]:
    """One line in words."""
    currency, language = given.head["currency"], given.language
    planned = row.get("planned_on")
    rate, off = row.get("tax_rate"), row.get("discount")
    amount = row["total"] if given.head["tax_included"] else row["net"]
    return {
        "number": str(number),
        "picture": given.pictures.get(number, ""),
        "name": text(row.get("name")),
        "model": text(row.get("model")),
        "brand": text(row.get("brand")),
        "unit": given.units(row["unit"]) if row.get("unit") else "",
        "quantity": plain(row["quantity"] - (row.get("cancelled") or 0)),
        "price": price(row["unit_price"], currency),
        "discount": discount_text(off, language) if off else "",
        "tax_rate": "" if rate is None else share(rate),
        "amount": money(amount, currency),
        "delivery": text(row.get("delivery")) or day(planned, language, is_short=True),
        "remarks": text(row.get("remarks")),
        "optional": bool(row.get("optional")),
        "gift": bool(row.get("gift")),
    }


def groups_of(given: Given, lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines below the headings that they bear, as long as these are the same."""
    groups: list[dict[str, Any]] = []
    sums: list[Decimal] = []
    for row, line in zip(given.lines, lines, strict=True):
        heading = text(row.get("heading"))
        if not groups or heading != groups[-1]["name"]:
            groups.append({"name": heading, "lines": []})
            sums.append(Decimal(0))
        groups[-1]["lines"].append(line)
        if not line["optional"]:
            sums[-1] += row["total"] if given.head["tax_included"] else row["net"]
    for group, amount in zip(groups, sums, strict=True):
        group["subtotal"] = money(amount, given.head["currency"])
    return groups


def totals_of(given: Given) -> dict[str, str]:
    """What the paper comes to, in figures and in words."""
    head, currency = given.head, given.head["currency"]
    optional = {name: head.get(name) for name in ("rebate", "freight")}
    return {
        **{name: amount(head[name], currency) for name in ("net", "tax", "total")},
        **{name: amount(value, currency) if value else "" for name, value in optional.items()},
        "words": in_words(head["total"], currency, given.language),
    }


def in_words(total: Decimal, currency: str, language: str) -> str:
    """The total in capitals where it is in yuan; in English in words, whatever the currency."""
    if language != CHINESE:
        return f"{currency} {spelled(total, exponent(currency))}"
    return capitals(total) if currency == "CNY" else ""


def terms_of(given: Given) -> list[dict[str, str]]:
    """The terms that there are; what the paper says goes before what usually holds."""
    head, usual = given.head, given.letterhead.terms
    say = partial(text_in, given.language)
    wanted = day(head.get("required_on"), given.language)
    freight = [text(head.get("freight_terms")) or usual.get("freight", "")]
    if head.get("freight"):
        freight.append(amount(head["freight"], head["currency"]))
    valid = day(head.get("valid_until"), given.language)
    found = (
        (say(N_("Tax and invoice")), tax_words(given)),
        (
            say(TERMS["delivery"]),
            text(head.get("delivery_terms")) or wanted or usual.get("delivery", ""),
        ),
        (say(TERMS["payment"]), text(head.get("payment_term")) or usual.get("payment", "")),
        (say(TERMS["freight"]), " ".join(filter(None, freight))),
        (
            say(TERMS["warranty"]),
            text(head.get("warranty_terms")) or usual.get("warranty", ""),
        ),
        (say(N_("Validity")), say(N_("valid until {day}")).format(day=valid) if valid else ""),
        (say(N_("Others")), text(head.get("terms"))),
    )
    return [{"label": label, "text": words} for label, words in found if words]


def tax_words(given: Given) -> str:
    """Whether the prices hold the tax, which rates there are, which invoice comes."""
    say = partial(text_in, given.language)
    rates = sorted({row["tax_rate"] for row in given.lines if row.get("tax_rate") is not None})
    words = ""
    if rates:
        included = given.head["tax_included"]
        sentence = (
            N_("Prices include {rates} tax") if included else N_("Prices exclude {rates} tax")
        )
        words = say(sentence).format(rates=say(N_(", ")).join(share(rate) for rate in rates))
    invoice = given.letterhead.terms.get("invoice", "")
    return say(N_("; ")).join(filter(None, (words, invoice)))


def rounding(given: Given) -> str:
    """How the amounts of the paper came about."""
    say, places = partial(text_in, given.language), exponent(given.head["currency"])
    if given.head["currency"] == "CNY":
        return say(N_("Amounts and tax are rounded to the cent line by line, then added."))
    sentence = N_("Amounts and tax are rounded to {n} decimal places line by line, then added.")
    return say(sentence).format(n=places)


def text(value: Any) -> str:
    """Words as they were entered."""
    return str(value or "").strip()


def plain(number: Decimal) -> str:
    """A quantity without zeros at its end: 1,200 or 2.5."""
    whole = f"{number:,f}"
    return whole.rstrip("0").rstrip(".") if "." in whole else whole


def price(value: Decimal, currency: str) -> str:
    """A unit price with as many places as it needs, at least those of its currency."""
    digits = -int(value.normalize().as_tuple().exponent)
    return shown(value, min(max(digits, exponent(currency)), FINEST_PRICE))


def money(value: Decimal, currency: str) -> str:
    """An amount in a column, whose currency stands elsewhere."""
    return shown(value, exponent(currency))


def amount(value: Decimal, currency: str) -> str:
    """An amount on its own, with its currency: ¥1,234.50, JPY 1,234."""
    sign = SIGNS.get(currency)
    return f"{sign or currency + ' '}{money(value, currency)}"


def share(value: Decimal) -> str:
    """13% for 0.13."""
    return f"{plain(value * 100)}%"


def day(value: date | None, language: str, *, is_short: bool = False) -> str:
    """2026年11月21日, 21 November 2026; in a narrow column 2026-11-21."""
    if value is None:
        return ""
    if is_short:
        return value.isoformat()
    if language == CHINESE:
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
