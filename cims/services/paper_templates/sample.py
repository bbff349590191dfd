"""A paper of nobody, on which templates are tried."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cims.models.paper import PaperKind
from cims.services.paper_templates.letterhead import Letterhead
from cims.services.paper_templates.values import CHINESE, Given, Reached
from cims.services.rules.line_amounts import exact_value, paper_amounts

RATE = Decimal("0.13")
PEOPLE = {
    CHINESE: (
        Reached("苏州恒泰智能装备有限公司", "张建国", "138 0000 1234", "苏州市星湖街 328 号"),
        Reached("李明", phone="139 0000 5678"),
    ),
    "en": (
        Reached("Hengtai Machinery Co., Ltd.", "Mr Zhang", "+86 138 0000 1234", "328 Xinghu St."),
        Reached("Li Ming", phone="+86 139 0000 5678"),
    ),
}  # fmt: skip
OFFICE = {
    CHINESE: Letterhead(
        "示例贸易有限公司",
        "上海市浦东新区世纪大道 100 号",
        "021-5888 0000",
        email="sales@example.com",
        bank="示例银行上海分行",
        account="0000 0000 0000 0000",
        tax_id="00000000000000000X",
        terms={
            "invoice": "增值税专用发票",
            "delivery": "合同签订后 15 个工作日",
            "payment": "月结30天",
            "freight": "卖方承担",
            "warranty": "自验收之日起 12 个月",
        },
    ),
    "en": Letterhead(
        "Example Trading Co., Ltd.",
        "100 Century Avenue, Shanghai",
        "+86 21 5888 0000",
        email="sales@example.com",
        bank="Example Bank, Shanghai",
        account="0000 0000 0000 0000",
        tax_id="00000000000000000X",
        terms={
            "invoice": "VAT invoice",
            "delivery": "15 working days after signing",
            "payment": "Net 30",
            "freight": "borne by the seller",
            "warranty": "12 months from acceptance",
        },
    ),
}
LINES = {  # heading, name, model, brand, unit, quantity, price, discount, remarks, optional, gift
    CHINESE: (
        ("设备", "立式多级离心泵", "CDLF32-80", "南方泵业", "unit", 2, "6800", "0", "含底座", 0, 0),
        ("设备", "变频控制柜", "ACS510-15KW", "ABB", "set", 1, "12500", "0.1", "", 0, 0),
        ("安装", "现场安装与调试", "", "", "time", 1, "3600", "0", "含两次上门", 0, 0),
        ("安装", "备用机械密封", "32-80", "博格曼", "piece", 2, "1280.5", "0", "按需选", 1, 0),
        ("安装", "操作培训", "", "", "time", 1, "0", "0", "", 0, 1),
    ),
    "en": (
        ("Equipment", "Multistage pump", "CDLF32-80", "CNP", "unit", 2, "6800", "0", "base", 0, 0),
        ("Equipment", "Control cabinet", "ACS510-15KW", "ABB", "set", 1, "12500", "0.1", "", 0, 0),
        ("Services", "Installation", "", "", "time", 1, "3600", "0", "two visits", 0, 0),
        ("Services", "Spare seal", "32-80", "Burgmann", "piece", 2, "1280.5", "0", "spare", 1, 0),
        ("Services", "Training of operators", "", "", "time", 1, "0", "0", "", 0, 1),
    ),
}  # fmt: skip
NAMES = ("heading", "name", "model", "brand", "unit", "quantity", "unit_price", "discount",
         "remarks", "optional", "gift")  # fmt: skip


def sample(
    kind: PaperKind,
    language: str,
    today: date,
    units: Callable[[str], str] = str,
    letterhead: Letterhead | None = None,
    logo: str = "",
) -> Given:
    """A paper with everything that a template may meet; `letterhead` is the office's own."""
    lines = [line_of(dict(zip(NAMES, row, strict=True)), today) for row in LINES[language]]
    counted = [row for row in lines if not row["optional"]]
    sums = {n: sum((row[n] for row in counted), Decimal(0)) for n in ("net", "tax", "total")}
    customer, seller = PEOPLE[language]
    head = {
        "code": "Q202611-0023" if kind is PaperKind.QUOTE else "S202611-0023",
        "name": lines[0]["name"],
        "opened_on": today,
        "valid_until": today + timedelta(days=30) if kind is PaperKind.QUOTE else None,
        "currency": "CNY",
        "tax_included": True,
        **sums,
    }
    usual = OFFICE[language]
    own = letterhead or usual
    if letterhead and not letterhead.terms:
        own = replace(letterhead, terms=usual.terms)
    return Given(kind, head, lines, own, language, customer, seller, units, logo)


def line_of(row: dict[str, Any], today: date) -> dict[str, Any]:
    """One line with what it comes to."""
    quantity, price, off = (Decimal(row[n]) for n in ("quantity", "unit_price", "discount"))
    worth = paper_amounts(exact_value(quantity, price, off), RATE, "CNY", tax_included=True)
    return {
        **row,
        "quantity": quantity,
        "unit_price": price,
        "discount": off,
        "tax_rate": RATE,
        "planned_on": None if row["gift"] else today + timedelta(days=21),
        **vars(worth),
    }
