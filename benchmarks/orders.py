"""An order book of two sheets brought in, against what openpyxl needs to read them.

`python -m benchmarks.orders [ORDERS]` measures it; every order has three lines.
"""

import random
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import Workbook, load_workbook

from benchmarks.figures import HEADING, Figure
from benchmarks.imports import timed
from benchmarks.offices import PASSWORD, USERNAME
from cims.services.clock import system_now
from cims.services.entity import Link
from cims.services.opening import Founding, OpenOffice, found_office
from cims.services.spreadsheet.importer import run
from cims.services.spreadsheet.report import ImportOptions
from cims.services.vault.policy import STRONG, KdfPolicy

ORDERS, LINES_EACH, MOST_TIMES = 100_000, 3, 2.5
CUSTOMERS, PRODUCTS = 2_000, 200
ORDER_HEADINGS = ("订单编号", "客户", "业务员", "订单日期", "要求交期", "发货日期", "账期",
                  "收货人", "收货地址", "备注")  # fmt: skip
LINE_HEADINGS = ("订单编号", "产品编号", "单价", "数量", "折扣", "税率")
FIRST_DAY = date(2024, 1, 1)


def measure(orders: int, policy: KdfPolicy = STRONG) -> list[Figure]:
    """Import both sheets into an office with customers and products; the peer reads both."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "orders.xlsx"
        write_workbook(file, orders)
        before, before_cpu = timed(lambda: read_workbook(file))
        founding = Founding("Benchmark orders", USERNAME, "Wang Xiaoyan")
        opened, _sheet = found_office(
            folder / "office", founding, PASSWORD, policy=policy, clock=system_now
        )
        try:
            furnish(opened)
            papers, papers_cpu = timed(lambda: take(opened, file, "orders", orders))
            lines, lines_cpu = timed(lambda: take(opened, file, "order_lines", LINES_EACH * orders))
            check_totals(opened, orders)
        finally:
            opened.close()
        after, after_cpu = timed(lambda: read_workbook(file))
    read, read_cpu = (before + after) / 2, (before_cpu + after_cpu) / 2
    taken, cpu = papers + lines, papers_cpu + lines_cpu
    return [
        Figure(f"import of orders with {LINES_EACH} lines each", orders, taken,
               "openpyxl's bare read of both sheets", read, f"≤ {MOST_TIMES} times",
               taken <= MOST_TIMES * read,
               f"orders {papers / 1000:.1f} s, lines {lines / 1000:.1f} s; by CPU of this process "
               f"{cpu / read_cpu:.2f}"),
    ]  # fmt: skip


def furnish(opened: OpenOffice) -> None:
    """Customers and products that the order book names."""
    with opened.database.write(opened.actor) as office:
        me = Link(opened.actor.user_id or 0)
        office.customers.add_many(
            [
                {"code": f"K{n:05}", "name": f"客户{n}有限公司", "owner": me}
                for n in range(CUSTOMERS)
            ]
        )
        office.products.add_many(
            [{"code": f"P{n:04}", "name": f"产品 {n}", "price": Decimal(n + 1)}
             for n in range(PRODUCTS)]
        )  # fmt: skip


def take(opened: OpenOffice, file: Path, entity: str, rows: int) -> None:
    report = run(opened.database, opened.actor, entity, file, ImportOptions(sheet=entity))
    assert (report.created, report.problems) == (rows, ())


def check_totals(opened: OpenOffice, orders: int) -> None:
    """All lines came in, and the orders know what they come to."""
    with opened.database.read(opened.actor) as office:
        (total,) = office.orders.sums()["total"]
        (lines,) = office.order_lines.sums()["total"]
        assert total == lines > 0
        assert office.orders.count() == orders


def write_workbook(file: Path, orders: int) -> None:
    dice = random.Random(5)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("orders")
    sheet.append(ORDER_HEADINGS)
    for number in range(orders):
        day = FIRST_DAY + timedelta(days=dice.randrange(700))
        sheet.append(
            (f"S{number:07}", f"K{dice.randrange(CUSTOMERS):05}", "Wang Xiaoyan", day,
             day + timedelta(days=20), None, dice.choice(("月结30天", "款到发货")), "王收货",
             f"星湖街 {dice.randrange(900)} 号", None)
        )  # fmt: skip
    sheet = book.create_sheet("order_lines")
    sheet.append(LINE_HEADINGS)
    for number in range(orders):
        for _line in range(LINES_EACH):
            sheet.append(
                (f"S{number:07}", f"P{dice.randrange(PRODUCTS):04}",
                 dice.randrange(100, 900_000) / 100, dice.randrange(1, 40),
                 dice.choice((0, 0, 0.05, 0.15)), 0.13)
            )  # fmt: skip
    book.save(file)


def read_workbook(file: Path) -> None:
    book = load_workbook(file, read_only=True)
    for sheet in book.worksheets:
        for _row in sheet.iter_rows(values_only=True):
            pass
    book.close()


if __name__ == "__main__":
    print(HEADING)
    for figure in measure(int(sys.argv[1]) if len(sys.argv) > 1 else ORDERS):
        print(figure.line())
