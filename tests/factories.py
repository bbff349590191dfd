"""One valid record of every record type: `valid("customer")` gives values that may be stored."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from cims.models.app_user import UserState
from cims.models.contact import BirthdayCalendar
from cims.models.customer import CustomerKind
from cims.services.contact_points import ContactPointRow
from cims.services.customers import AddressRow, FormerNameRow, IdentifierRow, InvoiceRow

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


FACTORIES: Mapping[str, Callable[[], dict[str, Any]]] = {
    "customer": customer,
    "contact": contact,
    "activity": activity,
    "task": task,
    "segment": segment,
    "user": user,
}


def valid(entity: str, **values: Any) -> dict[str, Any]:
    """Values of a valid record of this type, some of them replaced."""
    return {**FACTORIES[entity](), **values}
