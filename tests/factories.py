"""One valid record of every record type: `valid("customer")` gives values that may be stored."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from cims.models.app_user import UserState
from cims.models.contact import BirthdayCalendar
from cims.models.customer import CustomerKind
from cims.models.lead import AssignmentMethod, LeadState
from cims.models.opportunity import StageMeaning
from cims.models.paper import PaperFormat, PaperKind, PaperLanguage
from cims.models.quote import QuoteState
from cims.models.sales_order import OrderState
from cims.models.tax_rate import Taxpayer
from cims.services.assignment_rules import ConditionRow
from cims.services.contact_points import ContactPointRow
from cims.services.customers import AddressRow, FormerNameRow, IdentifierRow, InvoiceRow
from cims.services.entity import Kind, Link
from cims.services.office import Office
from cims.services.opportunity_fields import CompetitorRow
from cims.services.products import PriceRow

NUMBERS = count(1)


def customer() -> dict[str, Any]:
    """A company with something in every field that needs no other record."""
    number = next(NUMBERS)
    return {
        "name": f"苏州恒泰{number}号智能装备有限公司",
        "former_names": (FormerNameRow("苏州泰恒机械厂"),),
        "kind": CustomerKind.ORGANISATION,
        "lifecycle": "interested",
        "grade": "A",
        "industry": "machinery",
        "source": "fair",
        "size": "100",
        "tags": ("展会", "VIP"),
        "next_contact_on": date(2026, 12, 1),
        "contact_points": (
            ContactPointRow("mobile", f"138{number:08}"),
            ContactPointRow("email", f"info{number}@hengtai.example"),
        ),
        "website": "hengtai.example",
        "addresses": (AddressRow("registered", city="苏州市", detail="星湖街 328 号"),),
        "credit_code": f"9132059408690A{number:04}",
        "identifiers": (IdentifierRow("registration", f"3205{number}"),),
        "invoice_details": (InvoiceRow(title="苏州恒泰", tax_rate=Decimal("0.13")),),
        "needs": "两条装配线",
        "preferences": "下午联系",
        "remarks": "Met at the fair",
    }


def contact() -> dict[str, Any]:
    """A person with a phone and a birthday, at no customer yet."""
    number = next(NUMBERS)
    return {
        "name": f"张伟{number}",
        "job_title": "采购经理",
        "department": "采购部",
        "contact_points": (
            ContactPointRow("mobile", f"139{number:08}"),
            ContactPointRow("wechat", f"zhangwei{number}", nickname="老张", friend_state="added"),
        ),
        "birthday_calendar": BirthdayCalendar.LUNAR,
        "birthday_month": 8,
        "birthday_day": 15,
        "birthday_leap": False,
        "remarks": "喜欢茶",
    }


def user() -> dict[str, Any]:
    """A colleague who may sign in."""
    number = next(NUMBERS)
    return {"username": f"user{number}", "name": f"Li Na {number}", "state": UserState.ACTIVE}


def activity() -> dict[str, Any]:
    """A call, about nobody in particular yet."""
    return {
        "content": f"第{next(NUMBERS)}次电话:确认了装配线的数量\n下周报价",
        "kind": "call",
        "happened_at": datetime(2026, 11, 20, 2, 30, tzinfo=UTC),
        "result": "quote",
        "next_on": date(2026, 11, 27),
        "next_step": "发报价单",
    }


def task() -> dict[str, Any]:
    """Something to do next week."""
    return {
        "name": f"寄样品 {next(NUMBERS)}",
        "due_on": date(2026, 11, 27),
        "remind_at": datetime(2026, 11, 27, 1, 0, tzinfo=UTC),
        "done": False,
        "remarks": "Two pieces",
    }


def segment() -> dict[str, Any]:
    """A group without customers yet."""
    return {"name": f"中秋送礼 {next(NUMBERS)}", "remarks": "Every year"}


def product_family() -> dict[str, Any]:
    """A family of products below no other one."""
    return {"name": f"水泵 {next(NUMBERS)}", "remarks": "Pumps of all sizes"}


def product() -> dict[str, Any]:
    """A product with prices for grades and quantities."""
    return {
        "name": f"不锈钢离心泵 {next(NUMBERS)}",
        "model": "CDL-32-20",
        "brand": "恒泰",
        "unit": "unit",
        "price": Decimal("1130.5"),
        "currency": "CNY",
        "tax_class": "goods",
        "floor_price": Decimal(990),
        "cost": Decimal("812.345678"),
        "prices": (PriceRow("A", None, Decimal(1080)), PriceRow(None, Decimal(10), Decimal(1050))),
        "active_from": date(2026, 1, 1),
        "active_until": date(2027, 12, 31),
        "discontinued": False,
        "remarks": "两年质保",
    }


def tax_rate() -> dict[str, Any]:
    """A rate that holds from a day on."""
    return {
        "name": f"13% {next(NUMBERS)}",
        "tax_class": "goods",
        "taxpayer": Taxpayer.GENERAL,
        "rate": Decimal("0.13"),
        "valid_from": date(2026, 1, 1),
        "remarks": "Standard",
    }


def exchange_rate() -> dict[str, Any]:
    """What a hundred dollars are worth, each time on another day."""
    return {
        "currency": "USD",
        "day": date(2026, 1, 1) + timedelta(days=next(NUMBERS) % 300),
        "units": 100,
        "rate": Decimal("712.35"),
        "remarks": "Middle rate",
    }


def target() -> dict[str, Any]:
    """A target of a month that nobody has one of yet; of whoever enters it."""
    number = next(NUMBERS)
    return {
        "month": date(2030 + number // 12 % 60, number % 12 + 1, 1),
        "amount": Decimal(300_000),
        "currency": "CNY",
        "remarks": "As agreed",
    }


def order() -> dict[str, Any]:
    """An order of no customer yet, without lines."""
    return {
        "name": f"装配线配件 {next(NUMBERS)}",
        "state": OrderState.CONFIRMED,
        "opened_on": date(2026, 11, 20),
        "customer_reference": "PO-7",
        "payment_term": "月结30天",
        "currency": "CNY",
        "tax_included": True,
        "freight": Decimal("12.50"),
        "required_on": date(2026, 12, 1),
        "ship_to": "王收货",
        "ship_address": "苏州市星湖街 328 号",
        "remarks": "Call before delivery",
    }


def order_line() -> dict[str, Any]:
    """A line, of the order that `valid` is told."""
    return {
        "name": f"密封圈 {next(NUMBERS)}",
        "quantity": Decimal(3),
        "unit": "piece",
        "unit_price": Decimal("33.33"),
        "discount": Decimal("0.1"),
        "tax_rate": Decimal("0.13"),
        "cost": Decimal(20),
        "planned_on": date(2026, 12, 1),
        "remarks": "Grey",
    }


def quote() -> dict[str, Any]:
    """A draft for no customer yet, without lines."""
    return {
        "name": f"装配线报价 {next(NUMBERS)}",
        "state": QuoteState.DRAFT,
        "opened_on": date(2026, 11, 20),
        "valid_until": date(2026, 12, 20),
        "customer_reference": "RFQ-7",
        "payment_term": "月结30天",
        "currency": "CNY",
        "tax_included": True,
        "freight": Decimal("12.50"),
        "delivery_terms": "收款后 30 天",
        "freight_terms": "卖方承担",
        "warranty_terms": "一年",
        "terms": "价格含 13% 增值税",
        "remarks": "Prices for both machines",
        "internal_remarks": "Ask the boss before a rebate",
    }


def quote_line() -> dict[str, Any]:
    """A line, of the quote that `valid` is told."""
    return {
        "name": f"轴承 {next(NUMBERS)}",
        "heading": "备件",
        "quantity": Decimal(3),
        "unit": "piece",
        "unit_price": Decimal("33.33"),
        "discount": Decimal("0.1"),
        "tax_rate": Decimal("0.13"),
        "cost": Decimal(20),
        "delivery": "现货",
        "optional": False,
        "gift": False,
        "remarks": "Grey",
    }


def pipeline() -> dict[str, Any]:
    """A way of selling without stages yet."""
    return {"name": f"老客户复购 {next(NUMBERS)}", "retired": False}


def stage() -> dict[str, Any]:
    """One more open stage of the ready pipeline."""
    return {
        "name": f"样机试用 {next(NUMBERS)}",
        "position": 9,
        "meaning": StageMeaning.OPEN,
        "probability": Decimal("0.6"),
        "stalled_days": 20,
        "demands": "contact",
        "retired": False,
    }


def opportunity() -> dict[str, Any]:
    """A sale that might come about, with nobody yet."""
    return {
        "name": f"装配线改造 {next(NUMBERS)}",
        "close_on": date(2027, 1, 15),
        "next_step": "发方案",
        "source": "fair",
        "amount": Decimal("280000.50"),
        "currency": "CNY",
        "competitors": (CompetitorRow("同行泵业", "便宜"),),
        "opened_on": date(2026, 11, 1),
        "remarks": "Two lines",
    }


def lead() -> dict[str, Any]:
    """An enquiry that came in, with somebody to be asked about it."""
    number = next(NUMBERS)
    return {
        "name": f"无锡宏远机械有限公司 {number}",
        "contact_name": "张建国",
        "salutation": "张总",
        "job_title": "总经理",
        "source": "fair",
        "state": LeadState.NEW,
        "industry": "machinery",
        "contact_points": (ContactPointRow("mobile", f"137{20000000 + number}"),),
        "province": "江苏省",
        "city": "无锡市",
        "amount": Decimal("80000.50"),
        "currency": "CNY",
        "next_contact_on": date(2026, 12, 3),
        "next_step": "寄样本",
        "remarks": "Saw us at the fair",
    }


def assignment_rule() -> dict[str, Any]:
    """A rule for leads of one source and region, given to nobody yet."""
    return {
        "name": f"华东展会 {next(NUMBERS)}",
        "position": 3,
        "method": AssignmentMethod.IN_TURN,
        "conditions": (ConditionRow("fair", "江苏省", "苏州市", "machinery"),),
        "retired": False,
    }


def paper_template() -> dict[str, Any]:
    """A template with a wording of its own."""
    return {
        "name": f"出口报价 {next(NUMBERS)}",
        "paper_kind": PaperKind.QUOTE,
        "language": PaperLanguage.ENGLISH,
        "format": PaperFormat.PAGE,
        "content": "<p>{{ paper.number }}</p>",
        "is_default": False,
        "retired": False,
        "remarks": "For exports",
    }


FACTORIES: Mapping[str, Callable[[], dict[str, Any]]] = {
    "customer": customer,
    "contact": contact,
    "activity": activity,
    "task": task,
    "segment": segment,
    "user": user,
    "product_family": product_family,
    "product": product,
    "tax_rate": tax_rate,
    "exchange_rate": exchange_rate,
    "target": target,
    "quote": quote,
    "quote_line": quote_line,
    "order": order,
    "order_line": order_line,
    "pipeline": pipeline,
    "stage": stage,
    "opportunity": opportunity,
    "lead": lead,
    "assignment_rule": assignment_rule,
    "paper_template": paper_template,
}


def valid(entity: str, **values: Any) -> dict[str, Any]:
    """Values of a valid record of this type, some of them replaced."""
    return {**FACTORIES[entity](), **values}


def complete(office: Office, entity: str, **values: Any) -> dict[str, Any]:
    """The same with the records that this type can't be without, made in this office."""
    whole = valid(entity, **values)
    for field in office.room(entity).entity.demanded.values():
        if field.kind is Kind.LINK and field.name not in whole:
            room = office.room(field.target)
            whole[field.name] = Link(room.add(complete(office, field.target)))
    return whole
