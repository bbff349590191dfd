"""Pictures of orders and products: python -m tests.ui.pages.sales_pictures OUT.

Lists with sums, the board of opportunities with the question why one is lost, an order with its
lines to read and to enter, a product with its prices, what a customer's page shows of them, the
lists in the settings, nothing yet, what is wrong.
"""

import sys
import tempfile
from datetime import timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path

from cims.models.sales_order import OrderState
from cims.services.entity import Link
from cims.services.office import Office
from cims.services.opening import OpenOffice
from cims.services.opportunity_fields import CompetitorRow
from cims.services.products import PriceRow
from cims.services.quote_fields import QuoteLineRow
from cims.ui.pages.administration import AdministrationPage
from cims.ui.pages.board import BoardPage
from cims.ui.records.field_widgets.lines.product_box import Pick
from cims.ui.records.list_page import ListPage
from cims.ui.records.record_page import RecordPage
from cims.ui.records.stage_course import OpportunityPage
from cims.ui.theme import Appearance
from tests.conftest import SetClock
from tests.factories import valid
from tests.ui.album import Album, application, looks, new_office

FIRMS = ("苏州恒泰智能装备有限公司", "Müller & Söhne GmbH", "杭州云栖软件技术有限公司")
PRODUCTS = (
    ("不锈钢离心泵", "CDL-32-20", "台", "1130"),
    ("机械密封圈(氟橡胶,耐高温,含备用弹簧与安装工具套装)", "MG1-45", "只", "86.50"),
    ("Frequency converter", "VFD-7.5 kW", "台", "2980"),
    ("年度维保服务", "现场 4 次", "项", "12000"),
)
TRADES = ("精锐智能装备", "瑞丰实业", "锐科科技")
LONG_NAME = "三期扩建项目及配套离心泵、密封件与变频器整体采购（含安装调试）"
KEPT = ("product", "name", "quantity", "unit", "unit_price", "tax_rate", "model")
DEALS = ("二期产线改造", "年度维保续签", "质检设备采购", "能耗监测平台")


def furnish(office: OpenOffice) -> tuple[int, int, int]:
    """Products and orders of three customers; an order and a product to open."""
    with office.database.write(office.actor) as inside:
        inside.settings.set_common("modules", {"shown": ["products"]})
        firms = [inside.customers.add(valid("customer", name=name, grade="A")) for name in FIRMS]
        inside.customers.add(valid("customer", name="宁波新客户有限公司"))
        family = inside.product_families.add({"name": "水泵与配件"})
        inside.product_families.add({"name": "离心泵", "parent": Link(family)})
        units = {choice.label: choice.code for choice in inside.settings.choices()["unit"]}
        products = [
            inside.products.add(
                {
                    "name": name,
                    "model": model,
                    "brand": "恒泰",
                    "family": Link(family),
                    "unit": units.get(unit),
                    "price": Decimal(price),
                    "floor_price": Decimal(price) * Decimal("0.9"),
                    "cost": Decimal(price) * Decimal("0.6"),
                    "tax_class": "goods",
                    "prices": (
                        PriceRow("A", None, Decimal(price) * Decimal("0.95")),
                        PriceRow(None, Decimal(10), Decimal(price) * Decimal("0.92")),
                    ),
                }
            )
            for name, model, unit, price in PRODUCTS
        ]
        deal = deals(inside, firms, products)
        order = 0
        for number in range(14):
            lines = [
                inside.line_offers.of(
                    products[(number + n) % 4], firms[number % 3], Decimal(n + 1), "CNY"
                ).row
                for n in range(1 + number % 4)
            ]
            made = inside.orders.add(
                {
                    "customer": Link(firms[number % 3]),
                    "state": list(OrderState)[number // 3 % len(OrderState)],
                    "opened_on": inside.today - timedelta(days=9 * number),
                    "required_on": inside.today + timedelta(days=20 - number),
                    "payment_term": ("月结30天", "款到发货", "Net 30")[number % 3],
                    "customer_reference": f"PO-{7100 + number}",
                    "currency": "EUR" if number == 4 else "CNY",
                    "ship_to": "王收货",
                    "ship_address": "江苏省苏州市工业园区星湖街 328 号",
                    "lines": tuple(lines),
                }
            )
            order = made if number == 3 else order
        for number in range(14):
            offered(inside, firms[number % 3], products, number)
        return order, products[0], deal


def offered(inside: Office, firm: int, products: list[int], number: int) -> None:
    """A quote, of each state one after the other; one of them revised."""
    goods = [products[(number + n) % 4] for n in range(1 + number % 4)]
    rows = [inside.line_offers.of(one, firm, Decimal(1), "CNY").row for one in goods]
    day = inside.today - timedelta(days=2 * number)
    values = {
        "customer": Link(firm),
        "opened_on": day,
        "valid_until": day + timedelta(days=28),
        "currency": "EUR" if number == 4 else "CNY",
        "lines": tuple(QuoteLineRow(**{name: getattr(row, name) for name in KEPT}) for row in rows),
    }
    id_ = inside.quotes.add(values)
    if number % 5:
        inside.quotes.accept(id_) if number % 5 == 3 else inside.quotes.send(id_)
    if number % 5 == 4:
        inside.quotes.refuse(id_, "price", "同行便宜 8%")
    if number == 1:
        inside.quotes.revise(id_)


def deals(inside: Office, firms: list[int], products: list[int]) -> int:
    """Opportunities in every stage; one to open."""
    stages = [stage.id for stage in inside.stages.of()]
    made = [
        inside.opportunities.add(
            {
                "name": ("二期产线改造", "年度维保续签", "质检设备采购", "能耗监测平台")[
                    number % 4
                ],
                "customer": Link(firms[number % 3]),
                "stage": Link(stages[number % len(stages)]),
                "product": Link(products[number % 4]),
                "amount": Decimal(28_000 + 7_350 * number),
                "close_on": inside.today + timedelta(days=40 - 9 * number),
                "next_step": "发方案" if number % 2 else None,
                "lost_reason": "price" if number % len(stages) == 5 else None,
                "competitors": (CompetitorRow("同行泵业", "报价低"),),
            }
        )
        for number in range(11)
    ]
    return made[2]


def go_on(office: OpenOffice, deal: int) -> None:
    """Let an opportunity go through two more stages, days apart."""
    clock = office.database.clock
    assert isinstance(clock, SetClock)
    for days in (11, 6):
        clock.pass_by(days=days)
        with office.database.write(office.actor) as inside:
            old = inside.opportunities.load(deal)
            stages = [stage.id for stage in inside.stages.of()]
            further = stages[stages.index(old.values["stage"].id) + 1]
            inside.opportunities.save(old.changed(stage=Link(further)))


def crowd(office: OpenOffice) -> None:
    """A board as it looks on a busy day: many cards, every mark, two currencies, long names."""
    with office.database.write(office.actor) as inside:
        stages = [stage.id for stage in inside.stages.of()]
        people = [
            inside.users.add(valid("user", name=name)) for name in ("赵敏", "Grace Liu", "李建国")
        ]
        firms = [
            inside.customers.add(
                valid(
                    "customer",
                    name=f"{city}{trade}有限公司",
                    next_contact_on=None if n % 3 == 0 else inside.today + timedelta(5 * n - 12),
                )
            )
            for n, (city, trade) in enumerate(product(("杭州", "佛山", "成都"), TRADES))
        ]
        for number in range(46):
            place = (number * number + number // 5) % 4 if number < 40 else 4 + number % 2
            inside.opportunities.add(
                {
                    "name": DEALS[number % 4] if number % 7 else LONG_NAME,
                    "customer": Link(firms[number % len(firms)]) if number % 11 else None,
                    "owner": Link(people[number % 3]),
                    "stage": Link(stages[place]),
                    "amount": Decimal(40_000 + 187_350 * (number % 23)) if number % 9 else None,
                    "currency": "EUR" if number % 13 == 5 else "CNY",
                    "close_on": inside.today + timedelta(days=7 * number - 1),
                    "lost_reason": "price" if place == len(stages) - 1 else None,
                }
            )
    clock = office.database.clock
    assert isinstance(clock, SetClock)
    clock.pass_by(days=20)


def draw_board(album: Album) -> None:
    """The board, a part of it, the menu of a card, what is asked before one is lost."""
    album.window.show_tab("board")
    album.settle()
    page = album.window.documents.page
    assert isinstance(page, BoardPage)
    page.focus_first()
    album.settle()
    album.take("board")
    first, lost = page.lanes[0], page.lanes[-1]
    page.move_card(first.model.cards[1].id, lost)
    dialog = page.moving.dialog
    assert dialog is not None
    dialog.give.click()
    album.settle()
    album.take("board-lost", dialog)
    dialog.close()
    page.head.chips.choose("stalled")
    album.settle()
    album.take("board-stalled")
    page.head.chips.choose("mine")
    album.settle()
    album.take("board-none-of-it")
    page.head.chips.choose("all")
    album.settle()


def draw_lists(album: Album, order: int, product: int, deal: int) -> None:
    """The lists, a record of each, the settings' lists."""
    window = album.window
    for tab in ("opportunities", "quotes", "orders", "products"):
        window.show_tab(tab)
        album.settle()
        page = window.documents.page
        assert isinstance(page, ListPage)
        page.view.go_to(3 if tab == "orders" else 0)
        album.settle()
        album.take(tab)
    for entity, id_ in (("opportunity", deal), ("order", order), ("product", product)):
        window.documents.open(entity, id_, "")
        album.settle()
        album.take(entity)
        page = window.documents.page
        assert isinstance(page, RecordPage)
        if isinstance(page.view.extra, OpportunityPage):
            page.view.tabs.setCurrentIndex(page.view.place_of(page.view.extra.course))
            album.settle()
            album.take("opportunity-stages")
        page.edit()
        album.settle()
        album.take(f"{entity}-edit")
        if entity == "order":
            draw_line(album, page)
        page.form.left.emit()
        album.settle()
    draw_customer(album)
    for place in ("product_families", "tax_rates", "pipelines", "stages"):
        window.show_tab("settings")
        settings = window.documents.page
        assert isinstance(settings, AdministrationPage)
        settings.show_part(place)
        album.settle()
        album.take(place)


def draw_customer(album: Album) -> None:
    """What was sold to a customer, on its page: with much, handed over, and with nothing."""
    for id_, what in ((1, ""), (4, "-none")):
        album.window.documents.open("customer", id_, "")
        album.settle()
        page = album.window.documents.page
        assert isinstance(page, RecordPage)
        for name, part in page.view.sales.items():
            page.view.tabs.setCurrentIndex(page.view.place_of(part))
            album.settle()
            album.take(f"customer-{name}{what}")
        if not what:
            page.commands.hand_over()
            album.settle()
            dialog = page.commands._customers.dialog
            assert dialog is not None
            album.take("hand-over-work", dialog)
            dialog.reject()


def draw_line(album: Album, page: RecordPage) -> None:
    """A line just added: a product chosen, a price below its floor, then what is wrong."""
    assert page.form is not None
    lines = page.form.lines
    assert lines is not None
    lines.focus_new()
    row = lines.table.currentIndex().row()
    lines.table.chosen.emit(row, Pick(Link(1, PRODUCTS[0][0])))
    album.settle()
    lines.sheet.set_cell(row, "unit_price", Decimal(800))
    lines.model.step()
    lines.table.go_to(row, lines.model.place_of("unit_price"))
    album.settle()
    album.take("order-line")
    lines.sheet.set_cell(row, "quantity", None)
    lines.model.step()
    page.form.save()
    album.settle()
    album.take("order-wrong")


def main() -> None:
    """Draw everything in every look."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    appearance = Appearance(application())
    with tempfile.TemporaryDirectory() as folder:
        office = new_office(Path(folder) / "full")
        order, pump, deal = furnish(office)
        go_on(office, deal)
        crowded = new_office(Path(folder) / "crowded")
        crowd(crowded)
        empty = new_office(Path(folder) / "empty")
        for prefix in looks(appearance):
            album = Album(out, prefix, office, appearance)
            draw_lists(album, order, pump, deal)
            album.close()
            album = Album(out, prefix, crowded, appearance)
            draw_board(album)
            album.close()
            album = Album(out, prefix, empty, appearance)
            album.window.show_tab("orders")
            album.settle()
            album.take("orders-none")
            album.window.show_tab("board")
            album.settle()
            album.take("board-empty")
            album.close()
        office.close()
        crowded.close()
        empty.close()


if __name__ == "__main__":
    main()
