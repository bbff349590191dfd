"""What the sample office sells and sold: families, products, two years of orders."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

from cims.models.sales_order import DeliveryState, OrderState
from cims.services.entity import Link
from cims.services.filters import Condition, Group, Operator
from cims.services.products import PriceRow
from cims.services.sample_day import Known
from cims.services.sample_pictures import drawn
from cims.services.sample_words import NEXT_STEPS

if TYPE_CHECKING:
    from cims.services.office import Office

FAMILIES: Mapping[str, Sequence[tuple[str, str, str, str]]] = {
    "水泵": (
        ("不锈钢离心泵", "CDL-32-20", "unit", "6800"),
        ("立式管道泵", "ISG65-160", "unit", "3450"),
        ("潜水排污泵", "WQ50-15", "unit", "2980"),
        ("化工磁力泵", "CQB40-25", "unit", "5260"),
    ),
    "电气与控制": (
        ("变频控制柜", "VFD-15kW", "set", "12800"),
        ("Frequency converter 7.5 kW", "VFD-7.5", "unit", "4200"),
        ("压力变送器", "PT-124", "item", "680"),
        ("可编程控制器", "S7-1214", "unit", "3150"),
    ),
    "配件": (
        ("机械密封", "MG1-45", "single", "86.5"),
        ("止回阀", "H76X-DN65", "item", "420"),
        ("防震软接头", "KXT-DN80", "item", "165"),
        ("轴承", "6308-2Z", "single", "78"),
    ),
    "服务": (
        ("安装调试", "每台", "time", "1500"),
        ("年度维保", "现场四次", "entry", "12000"),
    ),
}
CLASSES = {"服务": "services"}
TERMS = ("月结30天", "款到发货", "票到30天", "货到付款")
BOUGHT = {"won": 3, "dormant": 2, "lost": 1}
WAYS = {"initial": 26, "need": 22, "proposal": 18, "negotiation": 10, "won": 14, "lost": 10}
FEW = 40
PUT_OFF = timedelta(days=150)
LEFT_AFTER = 9  # days
ON_THE_WAY = 12  # orders that leave in parts
SHARES = ("0", "0", "0", "0.05", "0.1", "0.15")


def products(office: "Office") -> list[tuple[int, Decimal]]:
    """Enter families and products; their ids and prices."""
    found = []
    for family, entries in FAMILIES.items():
        above = Link(office.product_families.add({"name": family}))
        for name, model, unit, listed in entries:
            price = Decimal(listed)
            values = {
                "name": name,
                "model": model,
                "unit": unit,
                "family": above,
                "price": price,
                "floor_price": price * Decimal("0.88"),
                "cost": price * Decimal("0.62"),
                "tax_class": CLASSES.get(family, "goods"),
                "prices": (
                    PriceRow("A", None, price * Decimal("0.95")),
                    PriceRow(None, None, price * Decimal("1.04"), office.today + PUT_OFF),
                ),
            }
            id_ = office.products.add(values)
            if picture := drawn(model, id_):
                office.product_pictures.put(id_, picture)
            found.append((id_, price))
    return found


def orders(random: Random, customers: Sequence[Known], today: date) -> Iterator[dict[str, Any]]:
    """The orders of these customers, oldest first for each."""
    for customer in customers:
        span = (today - customer.created_on).days
        most = BOUGHT.get(customer.lifecycle, 0)
        for day in sorted(random.randint(0, span) for _each in range(random.randint(0, most))):
            on = customer.created_on + timedelta(days=day)
            age = (today - on).days
            state = OrderState.CLOSED if age > 60 else OrderState.CONFIRMED
            has_left = age > 60 or (age > 14 and (customer.id + age) % 5)
            yield {
                "customer": Link(customer.id),
                "owner": customer.owner,
                "opened_on": on,
                "created_on": on,
                "required_on": on + timedelta(days=random.randint(7, 40)),
                "delivered_on": on + timedelta(days=LEFT_AFTER) if has_left else None,
                "state": OrderState.DRAFT if age < 4 else state,
                "payment_term": random.choice(TERMS),
            }


def opportunities(
    random: Random,
    customers: Sequence[Known],
    sold: Sequence[tuple[int, Decimal]],
    stages: Mapping[str, int],
    today: date,
) -> Iterator[dict[str, Any]]:
    """What these customers might buy, bought or did not: most of it is still open."""
    for customer in customers[:: 1 if len(customers) < FEW else 4]:
        stage = random.choices(tuple(WAYS), tuple(WAYS.values()))[0]
        product, price = random.choice(list(sold))
        opened = today - timedelta(days=random.randint(3, 150))
        opened = max(opened, customer.created_on)
        values: dict[str, Any] = {
            "customer": Link(customer.id),
            "owner": customer.owner,
            "stage": Link(stages[stage]),
            "product": Link(product),
            "amount": price * random.choice((1, 2, 5, 10)),
            "opened_on": opened,
            "created_on": opened,
            "close_on": opened + timedelta(days=random.randint(30, 160)),
            "next_step": random.choice(NEXT_STEPS) if random.random() < 0.6 else None,
        }
        if values["close_on"] < today and customer.id // 4 % 4:
            values["close_on"] += PUT_OFF
        if stage in ("won", "lost"):
            values["closed_on"] = min(today, opened + timedelta(days=random.randint(10, 90)))
        if stage == "lost":
            values["lost_reason"] = random.choice(("price", "delivery", "competitor", "budget"))
        yield values


def lines(
    random: Random, ids: Sequence[int], sold: Sequence[tuple[int, Decimal]]
) -> Iterator[dict[str, Any]]:
    """One to four lines for each of these orders."""
    for id_ in ids:
        for product, price in random.sample(list(sold), random.randint(1, 4)):
            yield {
                "order": Link(id_),
                "product": Link(product),
                "quantity": Decimal(random.choice((1, 1, 2, 2, 4, 10))),
                "unit_price": price,
                "discount": Decimal(random.choice(SHARES)),
                "tax_rate": Decimal("0.13"),
            }


def on_the_way(office: "Office", today: date) -> None:
    """Some orders leave in parts; of one something comes back, of another a part is cancelled."""
    waiting = Group(
        (
            Condition("state", Operator.IS, OrderState.CONFIRMED),
            Condition("delivery", Operator.IS, DeliveryState.NONE),
        )
    )
    for place, id_ in enumerate(office.orders.listing(waiting, limit=ON_THE_WAY).ids):
        lines = office.deliveries.of(id_)
        first = {lines[0].id: lines[0].rest}
        rest = {line.id: line.rest for line in lines[1:]}
        office.deliveries.deliver(id_, today - timedelta(days=place % 4), first, "SF1400216")
        if rest and place % 3:
            office.deliveries.plan(id_, today + timedelta(days=5 - 2 * (place % 4)), rest)
        elif rest and place == 0:
            office.deliveries.cancel(id_, rest, "客户改期")
        if place == 1:
            office.deliveries.take_back(id_, {lines[0].id: Decimal(1)}, "运输破损")


def change_prices(office: "Office", sold: Sequence[tuple[int, Decimal]]) -> None:
    """What some products cost by now is not what they did."""
    for id_, price in sold[::4]:
        values = {"price": price * Decimal("1.02"), "cost": price * Decimal("0.63")}
        office.products.save(office.products.load(id_).changed(**values))
