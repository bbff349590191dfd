"""How the lists of what is sold look: quotes, orders, products, their families, tax rates."""

from collections.abc import Iterator
from datetime import timedelta

from cims.services.entity import Entity
from cims.services.enum_words import enum_word
from cims.services.exchange_rates import EXCHANGE_RATE
from cims.services.filters import Condition, Group, Operator
from cims.services.i18n import N_, _
from cims.services.opportunity_fields import (
    IS_COMMITTED,
    IS_LOST,
    IS_OPEN,
    IS_WON,
    OPPORTUNITY,
)
from cims.services.order_fields import ORDER
from cims.services.paper_templates.templates import PAPER_TEMPLATE
from cims.services.pipelines import PIPELINE, STAGE
from cims.services.product_families import PRODUCT_FAMILY
from cims.services.products import PRODUCT
from cims.services.quote_fields import IS_SENT, IS_WAITING, QUOTE
from cims.services.spans import Span
from cims.services.target_fields import TARGET
from cims.services.tax_rates import TAX_RATE
from cims.ui.records.format import Words
from cims.ui.records.list_plan import ChipPlan, ListPlan, no_chips

ENDS_SOON = timedelta(days=4)


def state_chips(entity: Entity) -> Iterator[ChipPlan]:
    """One for each state of a paper."""
    for state in entity.field("state").enum or ():
        yield ChipPlan(f"state:{state}", enum_word(state), Condition("state", Operator.IS, state))


def order_chips(words: Words) -> tuple[ChipPlan, ...]:
    """All orders, mine, this month's, and one for each state."""
    month = Condition("opened_on", Operator.WITHIN, Span.THIS_MONTH)
    return (
        ChipPlan("all", _("All"), None),
        ChipPlan("mine", _("My orders"), Condition("owner", Operator.IS_ME)),
        ChipPlan("month", _("This month"), month),
        *state_chips(ORDER),
    )


def quote_chips(words: Words) -> tuple[ChipPlan, ...]:
    """What waits for an answer, mine, what ends soon, this month's, and one for each state."""
    mine = Condition("owner", Operator.IS_ME)
    soon = Condition("valid_until", Operator.BELOW, words.today + ENDS_SOON)
    return (
        ChipPlan("open", _("In progress"), IS_WAITING),
        ChipPlan("mine", _("My quotes"), Group((IS_WAITING, mine))),
        ChipPlan("soon", _("End soon"), Group((IS_SENT, soon))),
        ChipPlan("month", _("This month"), Condition("opened_on", Operator.WITHIN,
                                                     Span.THIS_MONTH)),
        *state_chips(QUOTE),
        ChipPlan("every", _("All quotes"), None),
    )  # fmt: skip


def product_chips(_words: Words) -> tuple[ChipPlan, ...]:
    """What is sold, what is not any more, everything."""
    gone = Condition("discontinued", Operator.IS, True)
    there = Condition("discontinued", Operator.IS, False)
    return (
        ChipPlan("all", _("Sold"), there),
        ChipPlan("gone", _("Discontinued"), gone),
        ChipPlan("every", _("All products"), None),
    )


def opportunity_chips(words: Words) -> tuple[ChipPlan, ...]:
    """What is open, mine, late, to be closed this month, what was won and lost."""
    mine = Condition("owner", Operator.IS_ME)
    late = Condition("close_on", Operator.BELOW, words.today)
    month = Condition("close_on", Operator.WITHIN, Span.THIS_MONTH)
    return (
        ChipPlan("open", _("In progress"), IS_OPEN),
        ChipPlan("mine", _("My opportunities"), Group((IS_OPEN, mine))),
        ChipPlan("late", _("Late"), Group((IS_OPEN, late))),
        ChipPlan("month", _("Close this month"), Group((IS_OPEN, month))),
        ChipPlan("committed", _("Committed"), Group((IS_OPEN, IS_COMMITTED))),
        ChipPlan("won", _("Won"), IS_WON),
        ChipPlan("lost", _("Lost"), IS_LOST),
        ChipPlan("every", _("All opportunities"), None),
    )


def target_chips(_words: Words) -> tuple[ChipPlan, ...]:
    """All targets, mine, this year's."""
    year = Condition("month", Operator.WITHIN, Span.THIS_YEAR)
    return (
        ChipPlan("all", _("All"), None),
        ChipPlan("mine", _("My targets"), Condition("owner", Operator.IS_ME)),
        ChipPlan("year", _("This year"), year),
    )


SALES_PLANS = (
    ListPlan(
        OPPORTUNITY,
        "handshake",
        ("stage", "amount", "probability", "close_on", "owner", "next_step"),
        under=("customer", "code"),
        widths={"stage": 96, "amount": 120, "probability": 92, "close_on": 116, "owner": 84},
        chips=opportunity_chips,
        facts=(
            *("customer", "contact", "stage", "amount", "weighted", "probability"),
            *("forecast", "close_on", "next_step", "source", "lost_reason"),
        ),
        pills=("meaning",),
        due=("close_on",),
        search_hint=N_("Search name, customer or pinyin"),
        empty=N_("There are no opportunities yet. Import a list or enter the first one."),
        new=N_("New opportunity"),
        can_import=True,
        also=("board", N_("Board"), "square-kanban"),
    ),
    ListPlan(
        PIPELINE,
        "workflow",
        ("code", "retired"),
        chips=no_chips,
        facts=("code", "retired"),
        search_hint=N_("Search this list"),
        empty=N_("There are no pipelines. Make the first one."),
        new=N_("New pipeline"),
        begins_here=True,
    ),
    ListPlan(
        STAGE,
        "milestone",
        ("pipeline", "position", "meaning", "probability", "forecast", "stalled_days"),
        widths={"pipeline": 120, "position": 72, "meaning": 84, "probability": 96},
        chips=no_chips,
        facts=(
            *("pipeline", "position", "meaning", "probability", "forecast"),
            *("stalled_days", "demands"),
        ),
        search_hint=N_("Search this list"),
        empty=N_("There are no stages. Make the first one."),
        new=N_("New stage"),
        begins_here=True,
    ),
    ListPlan(
        QUOTE,
        "file-text",
        ("code", "state", "total", "valid_until", "opened_on", "owner"),
        under=("customer", "customer_reference"),
        widths={"code": 136, "total": 120, "owner": 96, "state": 92},
        chips=quote_chips,
        facts=(
            *("customer", "contact", "opportunity", "opened_on", "valid_until"),
            *("net", "tax", "total", "gross_profit", "revision_of"),
        ),
        pills=("state",),
        due=("valid_until",),
        search_hint=N_("Search number, customer, product or pinyin"),
        empty=N_("There are no quotes yet. Import a list or enter the first one."),
        new=N_("New quote"),
        can_import=True,
    ),
    ListPlan(
        PAPER_TEMPLATE,
        "file-text",
        ("paper_kind", "language", "is_default", "format", "code"),
        widths={"paper_kind": 96, "language": 96, "format": 150, "is_default": 104, "code": 84},
        chips=no_chips,
        facts=("paper_kind", "language", "format", "is_default", "retired", "remarks"),
        search_hint=N_("Search this list"),
        empty=N_("There are no templates. Make the first one."),
        new=N_("New template"),
        begins_here=True,
    ),
    ListPlan(
        ORDER,
        "receipt-text",
        ("code", "state", "opened_on", "total", "delivery", "owner", "required_on"),
        under=("customer", "customer_reference"),
        widths={"code": 124, "total": 120, "owner": 96, "state": 92, "delivery": 128},
        chips=order_chips,
        facts=(
            *("customer", "contact", "opened_on", "required_on", "delivery", "next_delivery_on"),
            *("net", "tax", "total", "payment_term", "ship_to", "ship_address"),
        ),
        pills=("state", "delivery"),
        due=("next_delivery_on",),
        search_hint=N_("Search number, customer or pinyin"),
        empty=N_("There are no orders yet. Import a list or enter the first one."),
        new=N_("New order"),
        can_import=True,
    ),
    ListPlan(
        PRODUCT,
        "package",
        ("code", "family", "unit", "price", "currency", "discontinued"),
        under=("model", "brand"),
        widths={"code": 96, "price": 110, "unit": 72, "currency": 80, "family": 140},
        chips=product_chips,
        facts=(
            *("code", "model", "brand", "family", "unit", "price", "floor_price", "cost"),
            *("prices", "remarks"),
        ),
        search_hint=N_("Search name, model or pinyin"),
        empty=N_("There are no products yet. Import a list or enter the first one."),
        new=N_("New product"),
        can_import=True,
    ),
    ListPlan(
        PRODUCT_FAMILY,
        "boxes",
        ("code", "parent", "remarks"),
        widths={"remarks": 320, "parent": 180, "code": 96},
        chips=no_chips,
        facts=("code", "parent", "remarks"),
        search_hint=N_("Search this list"),
        empty=N_("There are no product families yet. Make the first one."),
        new=N_("New product family"),
        can_import=True,
        begins_here=True,
    ),
    ListPlan(
        TAX_RATE,
        "percent",
        ("tax_class", "taxpayer", "rate", "valid_from"),
        widths={"tax_class": 130, "taxpayer": 120, "rate": 64, "valid_from": 96},
        chips=no_chips,
        facts=("tax_class", "taxpayer", "rate", "valid_from", "remarks"),
        search_hint=N_("Search this list"),
        empty=N_("There are no tax rates. Enter those of your trade."),
        new=N_("New tax rate"),
        begins_here=True,
    ),
    ListPlan(
        EXCHANGE_RATE,
        "arrow-left-right",
        ("day", "rate", "units", "base"),
        widths={"day": 112, "units": 110, "rate": 110, "base": 72},
        chips=no_chips,
        facts=("currency", "day", "units", "rate", "base", "remarks"),
        search_hint=N_("Search this list"),
        empty=N_("There are no exchange rates. Enter one before sums in that currency are needed."),
        new=N_("New exchange rate"),
        can_import=True,
        begins_here=True,
    ),
    ListPlan(
        TARGET,
        "goal",
        ("owner", "amount", "remarks"),
        widths={"owner": 130, "amount": 130},
        chips=target_chips,
        facts=("owner", "name", "amount", "remarks"),
        search_hint=N_("Search this list"),
        empty=N_("There are no targets. Set them on the page of the forecast."),
        new=N_("New target"),
        can_import=True,
        begins_here=True,
    ),
)
