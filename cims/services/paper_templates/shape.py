"""What a template may name: the placeholders of a paper, each with its meaning.

What is not here does not reach a template: cost, floor price, gross profit, internal remarks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from cims.services.errors import CimsError
from cims.services.i18n import N_

LONGEST = 200_000  # characters of a template


class WrongTemplate(CimsError):
    """A sentence for whoever worded the template; `line` is where."""

    def __init__(self, sentence: str, line: int) -> None:
        super().__init__(sentence)
        self.line = line


class Leaf(Enum):
    """What a placeholder holds: words, a claim for {% if %}, or the address of a picture."""

    TEXT = "text"
    FLAG = "flag"
    PICTURE = "picture"


@dataclass(frozen=True)
class Place:
    """A single placeholder."""

    meaning: str
    leaf: Leaf = Leaf.TEXT


@dataclass(frozen=True)
class Part:
    """Placeholders below one name."""

    meaning: str
    places: "Mapping[str, Shape]"


@dataclass(frozen=True)
class Rows:
    """Something that there may be several of, for {% for %}."""

    meaning: str
    row: Part


Shape = Place | Part | Rows

LINE = Part(
    N_("Line"),
    {
        "number": Place(N_("Position of the line, counted from 1")),
        "picture": Place(N_("Picture of the product"), Leaf.PICTURE),
        "name": Place(N_("Description")),
        "model": Place(N_("Model / specification")),
        "brand": Place(N_("Brand")),
        "unit": Place(N_("Unit")),
        "quantity": Place(N_("Quantity")),
        "price": Place(N_("Unit price before discount")),
        "discount": Place(N_("Discount, such as 9折 or 10%")),
        "tax_rate": Place(N_("Tax rate, such as 13 %")),
        "amount": Place(N_("Amount of the line")),
        "delivery": Place(N_("Delivery time")),
        "remarks": Place(N_("Remarks")),
        "optional": Place(N_("The line is offered as an option, outside the total"), Leaf.FLAG),
        "gift": Place(N_("The line is a gift"), Leaf.FLAG),
    },
)
LINES = Rows(N_("All lines"), LINE)

PAPER = Part(
    "",
    {
        "office": Part(
            N_("Our office"),
            {
                "name": Place(N_("Full name of the office")),
                "address": Place(N_("Address")),
                "phone": Place(N_("Phone")),
                "mobile": Place(N_("Mobile")),
                "email": Place(N_("E-mail")),
                "website": Place(N_("Website")),
                "tax_id": Place(N_("Taxpayer ID")),
                "bank": Place(N_("Bank")),
                "account": Place(N_("Account number")),
                "logo": Place(N_("Logo"), Leaf.PICTURE),
            },
        ),
        "customer": Part(
            N_("Customer"),
            {
                "name": Place(N_("Full name of the customer")),
                "contact": Place(N_("Contact")),
                "phone": Place(N_("Phone")),
                "address": Place(N_("Address")),
            },
        ),
        "seller": Part(
            N_("Owner of the paper"),
            {"name": Place(N_("Full name")), "phone": Place(N_("Phone"))},
        ),
        "paper": Part(
            N_("Paper"),
            {
                "number": Place(N_("Number")),
                "subject": Place(N_("Subject")),
                "date": Place(N_("Date")),
                "valid_until": Place(N_("Valid until")),
                "currency": Place(N_("Currency")),
                "reference": Place(N_("Customer's reference")),
                "ship_to": Place(N_("Consignee")),
                "ship_address": Place(N_("Shipping address")),
                "remarks": Place(N_("Remarks for the customer")),
                "tax_included": Place(N_("Prices include tax"), Leaf.FLAG),
                "is_quote": Place(N_("The paper is a quote"), Leaf.FLAG),
            },
        ),
        "lines": LINES,
        "groups": Rows(
            N_("Lines in their groups; without groups there is one without a name"),
            Part(
                N_("Group"),
                {
                    "name": Place(N_("Name of the group")),
                    "subtotal": Place(N_("Amount of the group")),
                    "lines": Rows(N_("Lines of the group"), LINE),
                },
            ),
        ),
        "has": Part(
            N_("What at least one line has, so that empty columns can be left out"),
            {
                name: Place(meaning, Leaf.FLAG)
                for name, meaning in (
                    ("groups", N_("Groups with names")),
                    ("pictures", N_("Pictures")),
                    ("models", N_("Models / specifications")),
                    ("brands", N_("Brands")),
                    ("discounts", N_("Discounts")),
                    ("deliveries", N_("Delivery times")),
                    ("remarks", N_("Remarks")),
                    ("options", N_("Options")),
                )
            },
        ),
        "totals": Part(
            N_("Totals"),
            {
                "net": Place(N_("Total without tax")),
                "tax": Place(N_("Tax")),
                "rebate": Place(N_("What is taken off the total")),
                "total": Place(N_("Total with tax")),
                "words": Place(N_("Total in words")),
                "freight": Place(N_("Freight")),
            },
        ),
        "rounding": Place(N_("How amounts were rounded")),
        "terms": Rows(
            N_("Terms: tax and invoice, delivery, payment, freight, warranty, validity"),
            Part(
                N_("Term"),
                {"label": Place(N_("What it is about")), "text": Place(N_("What was agreed"))},
            ),
        ),
    },
)


def placeholders(shape: Part = PAPER, before: str = "") -> Iterator[tuple[str, Place]]:
    """Every placeholder as it is written, with its meaning; rows under the name of one of them."""
    for name, found in shape.places.items():
        if isinstance(found, Place):
            yield f"{before}{name}", found
        elif isinstance(found, Part):
            yield from placeholders(found, f"{before}{name}.")
        elif found is LINES:
            yield from placeholders(found.row, "line.")
        elif found.row is not LINE:
            yield from placeholders(found.row, f"{name.removesuffix('s')}.")
