"""How the rows of ROWS fields are laid out: which columns side by side, and on how many lines."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cims.services.entity import Field
from cims.services.i18n import N_


@dataclass(frozen=True)
class Cell:
    """A column in its line; `stretch` is its share of the width."""

    column: str
    stretch: int = 2


@dataclass(frozen=True)
class RowPlan:
    """The lines of one row; with captions and a frame where there are several lines.

    `new` is the button that adds a row, `only_for` names columns that belong to some entries of
    the first column only.
    """

    lines: tuple[tuple[Cell, ...], ...]
    new: str = N_("Add")
    captions: bool = False
    only_for: Mapping[str, frozenset[str]] | None = None


CHATS = frozenset({"wechat", "qq"})
CALLED = frozenset({"mobile", "landline", "400", "fax", "foreign", "short", "other"})

ROW_PLANS: Mapping[str, RowPlan] = {
    "former_names": RowPlan(((Cell("name"),),), N_("Add former name")),
    "contact_points": RowPlan(
        (
            (Cell("kind", 3), Cell("value", 6), Cell("note", 3), Cell("extension", 2)),
            (
                Cell("nickname", 3),
                Cell("friend_state", 3),
                Cell("friend_of", 3),
                Cell("group_name", 3),
            ),
        ),
        N_("Add phone or message"),
        only_for={
            "extension": CALLED,
            "nickname": CHATS,
            "friend_state": CHATS,
            "friend_of": CHATS,
            "group_name": CHATS,
        },
    ),
    "addresses": RowPlan(
        (
            (Cell("use", 3),),
            (Cell("province", 3), Cell("city", 3), Cell("district", 3), Cell("postal_code", 2)),
            (Cell("detail", 9), Cell("country", 2)),
            (Cell("consignee", 4), Cell("phone", 4)),
        ),
        N_("Add address"),
        captions=True,
    ),
    "identifiers": RowPlan(((Cell("kind", 3), Cell("value", 6)),), N_("Add number")),
    "invoice_details": RowPlan(
        (
            (Cell("title", 4), Cell("taxpayer_id", 4)),
            (Cell("address", 4), Cell("phone", 4)),
            (Cell("bank", 4), Cell("bank_account", 4)),
            (Cell("receiver", 4), Cell("receiver_email", 4), Cell("receiver_phone", 4)),
            (Cell("invoice_kind", 4), Cell("tax_rate", 2), Cell("is_default", 2)),
        ),
        N_("Add invoice details"),
        captions=True,
    ),
    "wishes": RowPlan(
        (
            (
                Cell("product", 5),
                Cell("name", 4),
                Cell("quantity", 2),
                Cell("unit_price", 2),
                Cell("discount", 2),
            ),
        ),
        N_("Add product"),
    ),
    "voices": RowPlan(((Cell("contact", 5), Cell("decision_role", 4)),), N_("Add person")),
    "competitors": RowPlan(((Cell("name", 4), Cell("remarks", 5)),), N_("Add competitor")),
    "prices": RowPlan(
        ((Cell("grade", 3), Cell("from_quantity", 3), Cell("price", 3), Cell("valid_from", 3)),),
        N_("Add price"),
        captions=True,
    ),
    "relations": RowPlan(
        ((Cell("related", 5), Cell("kind", 3), Cell("note", 4)),), N_("Add company")
    ),
    "places": RowPlan(
        ((Cell("customer", 5), Cell("role", 3), Cell("decision_role", 3), Cell("inactive", 2)),),
        N_("Add customer"),
    ),
}


def row_plan(field: Field) -> RowPlan:
    """The plan of a field with the columns that it has; without a plan all stand on one line."""
    assert field.rows
    there = {column.name for column in field.rows.fields}
    if field.name not in ROW_PLANS:
        return RowPlan((tuple(Cell(column.name) for column in field.rows.fields),))
    plan = ROW_PLANS[field.name]
    lines = (tuple(cell for cell in line if cell.column in there) for line in plan.lines)
    return replace(plan, lines=tuple(lines))
