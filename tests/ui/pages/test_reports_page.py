"""The page of reports: its tabs, days, chart, and the orders behind a row."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from cims.services.entity import Link
from cims.services.filters import Among
from cims.services.insights.periods import Period
from cims.ui.actions import Commands
from cims.ui.jobs import Jobs
from cims.ui.navigation import Surroundings
from cims.ui.pages.reports import ReportsPage
from tests.factories import valid
from tests.ui.doors.conftest import ReadyFiles

LONG = 20_000


@pytest.fixture
def orders(write):
    """Two orders of two years, one of them in euros besides."""

    def fill(office):
        pump = Link(office.products.add(valid("product", name="Pump", floor_price=Decimal(90))))
        firm = Link(office.customers.add(valid("customer", name="Hengtai")))
        made = []
        for day, price, currency in (
            (date(2025, 5, 1), 100, "CNY"),
            (date(2026, 11, 2), 80, "CNY"),
            (date(2026, 11, 3), 7, "EUR"),
        ):
            values = valid("order", customer=firm, opened_on=day, currency=currency)
            made.append(office.orders.add(values))
            line = valid("order_line", order=Link(made[-1]), product=pump, discount=Decimal(0))
            line |= {"quantity": Decimal(2), "unit_price": Decimal(price)}
            office.order_lines.add(line)
        return made

    return write(fill)


@pytest.fixture
def page(qtbot, opened, messages, appearance):
    jobs = Jobs(opened.database, opened.actor, messages)
    around = Surroundings(jobs, messages, Commands(lambda _right: True), appearance)
    made = ReportsPage(around, ReadyFiles())
    qtbot.addWidget(made)
    made.resize(1240, 640)
    with qtbot.waitSignal(made.shown, timeout=LONG):
        made.show()
    yield made
    jobs.close()


def told(page):
    model = page.model
    columns = range(model.columnCount())
    return [[model.index(r, c).data() for c in columns] for r in range(model.rowCount())]


def choose(qtbot, page, place):
    with qtbot.waitSignal(page.shown, timeout=LONG):
        page.tabs.setCurrentIndex(place)


def test_each_currency_stands_alone(orders, page):
    assert told(page) == [["2025", "CNY", "1", "200.00"], ["2026", "CNY", "1", "160.00"]]
    assert page.foot.text() == "2 rows, 360.00 CNY together"
    page.currency.setCurrentText("EUR")
    page.currency.activated.emit(page.currency.currentIndex())
    assert told(page) == [["2026", "EUR", "1", "14.00"]]
    assert page.chart.summary() == "2026: 14.00 EUR"


def test_the_days_narrow_every_report(qtbot, orders, page):
    choose(qtbot, page, 1)
    page.period.setCurrentIndex(page.period.findData(Period.THIS_MONTH))
    with qtbot.waitSignal(page.shown, timeout=LONG):
        page.period.activated.emit(page.period.currentIndex())
    assert [row[3:] for row in told(page)] == [["1", "160.00"]]


def test_a_row_opens_its_orders_by_keyboard(qtbot, orders, page):
    page.table.setFocus()
    with qtbot.waitSignal(page.rows_asked, timeout=LONG) as asked:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert asked.args == ["order", Among((orders[0],)), "2025"]


def test_prices_paid_show_the_floor_and_what_lies_below(qtbot, orders, page):
    choose(qtbot, page, 3)
    assert told(page)[0][:2] == ["Pump", "Hengtai"]
    assert not any(page.table.isColumnHidden(place) for place in range(page.model.columnCount()))
    assert told(page)[0][3:] == ["2", "4.00", "80.00", "2026-11-02", "80.00", "90.00", "90.00"]
    last = page.model.index(0, 5)
    assert "below the floor" in last.data(Qt.ItemDataRole.ToolTipRole)
    assert "Last price: 80 CNY" in page.chart.summary()
    page.search.setText("nothing like it")
    page.search.searched.emit("nothing like it")
    assert told(page) == []


def test_an_office_without_orders_says_so(page):
    assert page.body.currentWidget() is page.state


def test_words_typed_while_another_report_is_read_narrow_the_one_that_is_shown(qtbot, orders, page):
    choose(qtbot, page, 1)
    page.tabs.setCurrentIndex(3)
    page.search.setText("heng")
    page.search.searched.emit("heng")
    assert [row[0] for row in told(page)] == ["Hengtai"]
    with qtbot.waitSignal(page.shown, timeout=LONG):
        pass
    assert [row[:2] for row in told(page)] == [["Pump", "Hengtai"]]


def test_a_price_keeps_its_places(qtbot, page, write, orders):
    def fine(office):
        line = office.order_lines.rows(office.order_lines.listing().ids, ("unit_price",))[1]
        office.order_lines.save(line.changed(unit_price=Decimal("79.000125")))

    write(fine)
    choose(qtbot, page, 3)
    row = told(page)[0]
    assert row[4:6] == ["4.00", "79.000125"]
    assert row[8] == "89.500063"


def test_the_sums_of_all_reports_agree_and_the_chart_rounds_as_the_table(
    qtbot, page, write, orders
):
    def fine(office):
        for name in ("A", "B"):
            firm = Link(office.customers.add(valid("customer", name=name)))
            order = Link(office.orders.add(valid("order", customer=firm, currency="CNY")))
            line = valid("order_line", order=order, discount=Decimal(0), quantity=Decimal(1))
            office.order_lines.add({**line, "unit_price": Decimal("500.504")})

    write(fine)
    choose(qtbot, page, 1)
    assert page.foot.text() == "3 rows, 1,361.01 CNY together"
    assert {row[4] for row in told(page)} == {"360.00", "500.50"}
    assert {bar.figure.size for bar in page.chart.bars} == {360, 501}
    choose(qtbot, page, 0)
    assert page.foot.text() == "2 rows, 1,361.01 CNY together"


def test_words_that_narrow_another_report_leave_the_years_alone(qtbot, orders, page):
    choose(qtbot, page, 1)
    page.search.setText("heng")
    choose(qtbot, page, 0)
    assert [row[0] for row in told(page)] == ["2025", "2026"]
