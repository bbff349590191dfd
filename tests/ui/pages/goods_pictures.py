"""Pictures of goods and their way out: python -m tests.ui.pages.goods_pictures OUT.

Products with pictures, prices and where they stand; orders with deliveries, returns, cancellations.
"""

import sys
import tempfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from cims.models.sales_order import OrderState
from cims.services.entity import Link
from cims.services.office import Office
from cims.services.opening import OpenOffice
from cims.services.order_fields import LineRow
from cims.services.products import PriceRow
from cims.services.sample_pictures import drawn
from cims.ui.records.list_page import ListPage
from cims.ui.records.record_page import RecordPage
from cims.ui.theme import Appearance
from tests.conftest import SetClock
from tests.factories import valid
from tests.ui.album import Album, application, looks, new_office

PRODUCTS = (
    ("不锈钢离心泵", "CDL-32-20", "1130"),
    ("Frequency converter for pumps and fans, IP55, with filter and display", "VFD-7.5", "2980"),
    ("止回阀", "H76X-DN65", "420"),
    ("轴承", "6308-2Z", "78"),
)
FIRMS = ("苏州恒泰智能装备有限公司", "Müller & Söhne GmbH")


def furnish(office: OpenOffice) -> tuple[list[int], list[int]]:
    """Products, one with a long history; orders and an opportunity with them."""
    with office.database.write(office.actor) as inside:
        inside.settings.set_common("modules", {"shown": ["products"]})
        firms = [inside.customers.add(valid("customer", name=name, grade="A")) for name in FIRMS]
        made = [
            inside.products.add(
                {
                    "name": name,
                    "model": model,
                    "brand": "恒泰",
                    "price": Decimal(price),
                    "floor_price": Decimal(price) * Decimal("0.9"),
                    "cost": Decimal(price) * Decimal("0.6"),
                    "tax_class": "goods",
                    "remarks": "样本见资料室",
                }
            )
            for name, model, price in PRODUCTS
        ]
        for number, (_name, model, _price) in enumerate(PRODUCTS[:3]):
            data = drawn(model, number)
            assert data is not None
            inside.product_pictures.put(made[number], data)
    course(office, made[0])
    with office.database.write(office.actor) as inside:
        for number in range(7):
            line = inside.line_offers.of(made[number % 2], firms[number % 2], Decimal(4), "CNY").row
            inside.orders.add(
                {
                    "customer": Link(firms[number % 2]),
                    "state": OrderState.CONFIRMED,
                    "opened_on": inside.today - timedelta(days=30 * number),
                    "lines": (line,),
                }
            )
        inside.opportunities.add(
            {"name": "二期产线改造", "customer": Link(firms[0]), "product": Link(made[0])}
        )
        orders = list(inside.orders.listing().ids)
    with office.database.write(office.actor) as inside:
        on_the_way(inside, orders)
    return made, orders


def on_the_way(inside: Office, orders: list[int]) -> None:
    """One order in every state of delivery."""
    today = inside.today
    new = {"state": OrderState.DRAFT}
    inside.orders.save(inside.orders.load(orders[0]).changed(**new))
    partly = inside.orders.lines_of(orders[1])
    long = LineRow(name="机械密封圈(氟橡胶,耐高温,含备用弹簧与安装工具套装,两年质保)",
                   quantity=Decimal(30), unit_price=Decimal("86.5"))  # fmt: skip
    lines = (*partly, long, LineRow(name="Bearing", quantity=Decimal(8), unit_price=Decimal(78)))
    inside.orders.save(inside.orders.load(orders[1]).changed(lines=lines))
    first, second, third = (one.id for one in inside.deliveries.of(orders[1]))
    ways = inside.deliveries
    ways.deliver(orders[1], today - timedelta(days=6), {first: Decimal(4), second: Decimal(10)},
                 "SF1400216078")  # fmt: skip
    ways.plan(orders[1], today - timedelta(days=2), {second: Decimal(10)})
    ways.plan(orders[1], today + timedelta(days=12), {second: Decimal(5), third: Decimal(5)})
    ways.cancel(orders[1], {third: Decimal(3)}, "客户改期")
    ways.take_back(orders[1], {first: Decimal(1)}, "运输破损")
    whole = {one.id: one.rest for one in ways.of(orders[2])}
    ways.deliver(orders[2], today, whole)


def draw_orders(album: Album, orders: list[int]) -> None:
    """The list, an order of each state, the questions of its steps, my day."""
    window, steps = album.window, album.session.contents.steps.orders
    for tab in ("orders", "today"):
        window.show_tab(tab)
        album.settle()
        album.take(tab)
    for id_, what in ((orders[0], "draft"), (orders[1], "partly"), (orders[2], "whole")):
        window.documents.open("order", id_, "")
        album.settle()
        page = window.documents.page
        assert isinstance(page, RecordPage)
        album.take(f"order-{what}")
        page.view.tabs.setCurrentIndex(1)
        album.settle()
        album.take(f"order-{what}-delivery")
        page.view.tabs.setCurrentIndex(0)
    for word in ("deliver", "plan_delivery", "cancel_part", "take_back"):
        steps.take(word, orders[1])
        album.settle()
        dialog = steps.dialog
        assert dialog is not None
        if word == "deliver":
            next(iter(dialog.boxes.values())).set_value(Decimal(99))
            dialog.give.click()
            album.settle()
        album.take(f"order-{word}", dialog)
        dialog.reject()


def course(office: OpenOffice, product: int) -> None:
    """The price of a product over the last years, as it was entered then."""
    clock = office.database.clock
    assert isinstance(clock, SetClock)
    for days, price, cost in ((120, "1180", "690"), (200, "1160", "690"), (90, "1250", "742.5")):
        clock.pass_by(days=days)
        with office.database.write(office.actor) as inside:
            old = inside.products.load(product)
            values = {"price": Decimal(price), "cost": Decimal(cost)}
            inside.products.save(old.changed(**values))
    with office.database.write(office.actor) as inside:
        soon = inside.today + timedelta(days=20)
        rows = (
            PriceRow("A", None, Decimal("1190")),
            PriceRow("A", None, Decimal("1240"), soon),
            PriceRow(None, Decimal(10), Decimal("1150")),
            PriceRow(None, None, Decimal("1290"), soon),
        )
        inside.products.save(inside.products.load(product).changed(prices=rows))


def draw_products(album: Album, products: list[int]) -> None:
    """The list with a thumbnail, a product's parts, its form, one without a picture."""
    window = album.window
    window.show_tab("products")
    album.settle()
    page = window.documents.page
    assert isinstance(page, ListPage)
    page.view.go_to(0)
    album.settle()
    album.take("products")
    for id_, what in ((products[0], "product"), (products[3], "product-bare")):
        window.documents.open("product", id_, "")
        album.settle()
        shown = window.documents.page
        assert isinstance(shown, RecordPage)
        album.take(what)
        for place, part in enumerate(("overview", "prices", "used", "history")):
            if place:
                shown.view.tabs.setCurrentIndex(place)
                album.settle()
                album.take(f"{what}-{part}")
    shown.edit()
    album.settle()
    form = shown.form
    assert form is not None
    form.take_values({"name": PRODUCTS[2][0], "model": PRODUCTS[2][1]})
    form._paused()
    album.settle()
    album.take("product-alike")
    form.left.emit()
    album.settle()


def main() -> None:
    """Draw everything in every look."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    appearance = Appearance(application())
    with tempfile.TemporaryDirectory() as folder:
        office = new_office(Path(folder) / "goods")
        products, orders = furnish(office)
        for prefix in looks(appearance):
            album = Album(out, prefix, office, appearance)
            draw_products(album, products)
            draw_orders(album, orders)
            album.close()
        office.close()


if __name__ == "__main__":
    main()
