"""A list of ten columns in and out, against what openpyxl needs to read or write the bare file."""

import random
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import Workbook, load_workbook

from benchmarks.figures import Figure, timed
from benchmarks.offices import (
    CITIES,
    PASSWORD,
    USERNAME,
    chinese_name,
    mobile,
    next_contact,
    person,
    street,
    western_name,
)
from cims.services.clock import system_now
from cims.services.opening import Founding, OpenOffice, found_office
from cims.services.spreadsheet import exporter, importer
from cims.services.vault.policy import STRONG, KdfPolicy

MOST_TIMES, MOST_MEGABYTES, EXPORT_TIMES = 1.75, 400, 0.5
SAMPLED_EVERY = 0.02
HEADINGS = (
    "客户名称",
    "联系人",
    "手机",
    "地址",
    "客户等级",
    "所属行业",
    "客户来源",
    "状态",
    "下次联系时间",
    "备注",
)
GRADES = ("A", "B", "C", "D")
INDUSTRIES = ("机械制造", "电子信息", "医药健康", "化工材料", "食品餐饮")
SOURCES = ("展会", "老客户转介绍", "电话开发", "网络询盘")
STATES = ("潜在", "意向", "成交", "沉睡")
EXPORTED = ("name", "code", "main_contact", "main_phone", "lifecycle", "grade", "industry",
            "source", "next_contact_on", "remarks")  # fmt: skip


def measure(rows: int, policy: KdfPolicy = STRONG) -> list[Figure]:
    """Import into an empty vault, then export the same rows."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "customers.xlsx"
        write = timed(lambda: write_workbook(file, rows))
        read = timed(lambda: read_workbook(file))
        founding = Founding("Benchmark import", USERNAME, "Wang Xiaoyan")
        office, _sheet = found_office(
            folder / "office", founding, PASSWORD, policy=policy, clock=system_now
        )
        try:
            peak: list[float] = []
            with watched(peak):
                taken = timed(lambda: take_in(office, file, rows))
            given = timed(lambda: give_out(office, folder / "out.xlsx"))
        finally:
            office.close()
    megabytes = max(peak, default=0.0)
    return [
        Figure("import of a 10-column list", rows, taken, "openpyxl's bare read", read,
               f"≤ {MOST_TIMES} times", taken <= MOST_TIMES * read,
               f"peak memory {megabytes:.0f} MB (≤ {MOST_MEGABYTES})"),
        Figure("export of the same list", rows, given, "openpyxl write-only", write,
               f"≤ {EXPORT_TIMES} times", given <= EXPORT_TIMES * write),
    ]  # fmt: skip


def take_in(office: OpenOffice, file: Path, rows: int) -> None:
    report = importer.run(office.database, office.actor, "customers", file)
    assert report.created == rows, report


def give_out(office: OpenOffice, file: Path) -> None:
    with office.database.write(office.actor) as inside:
        exporter.export(inside, "customers", file, fields=list(EXPORTED))


def write_workbook(file: Path, rows: int) -> None:
    """The list as an office keeps it, by openpyxl's fastest way."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADINGS)
    for line in lines(rows):
        sheet.append(line)
    book.save(file)


def lines(rows: int) -> Iterator[tuple[object, ...]]:
    dice = random.Random(3)
    for _number in range(rows):
        city = dice.choice(CITIES)
        name = western_name(dice) if dice.random() < 0.1 else chinese_name(dice, city)
        yield (
            f"{name[:8]}{dice.randrange(10**6)}{name[8:]}",
            person(dice),
            mobile(dice),
            f"{city}市{street(dice)}",
            dice.choice(GRADES),
            dice.choice(INDUSTRIES),
            dice.choice(SOURCES),
            dice.choice(STATES),
            next_contact(dice),
            dice.choice((None, "展会上认识，等报价")),
        )


def read_workbook(file: Path) -> None:
    """Every cell, read and thrown away."""
    book = load_workbook(file, read_only=True, data_only=True)
    for sheet in book.worksheets:
        for _row in sheet.iter_rows(values_only=True):
            pass
    book.close()


@contextmanager
def watched(peak: list[float]) -> Iterator[None]:
    """Put the most memory that the process holds meanwhile into `peak`, in megabytes (Linux)."""
    statm, ended = Path("/proc/self/statm"), threading.Event()

    def look() -> None:
        highest = 0
        while not ended.wait(SAMPLED_EVERY):
            highest = max(highest, int(statm.read_text().split()[1]))
        peak.append(highest * 4096 / 1e6)

    watcher = threading.Thread(target=look)
    if sys.platform == "linux":
        watcher.start()
    try:
        yield
    finally:
        ended.set()
        if watcher.is_alive():
            watcher.join()
