"""A list of ten columns in and out, against what openpyxl needs to read or write the bare file.

`python -m benchmarks.imports [ROWS] [--contacts]` measures it alone; with `--contacts` every row
brings a person along, and two records are stored for it.
"""

import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import Workbook, load_workbook

from benchmarks.figures import HEADING, Figure
from benchmarks.offices import (
    CITIES,
    PASSWORD,
    USERNAME,
    BenchOffice,
    chinese_name,
    mobile,
    next_contact,
    person,
    street,
    western_name,
)
from benchmarks.taking_in import taken_in
from cims.services.clock import system_now
from cims.services.opening import Founding, OpenOffice, found_office
from cims.services.rules.credit_code import check_character
from cims.services.spreadsheet import exporter
from cims.services.vault.policy import STRONG, KdfPolicy

ROWS = 100_000
MOST_TIMES, MOST_MEGABYTES, EXPORT_TIMES = 1.75, 400, 0.5
BOSS = "Wang Xiaoyan"
FIRM = ("客户编号", "客户名称", "电话", "地址", "客户等级", "客户来源", "业务员")
HEADINGS = (*FIRM, "统一社会信用代码", "下次联系时间", "备注")
WITH_CONTACTS = (*FIRM[:5], "联系人", *HEADINGS[6:])
GRADES = ("A", "B", "C", "D")
SOURCES = ("展会", "老客户转介绍", "电话开发", "网络询盘")
IN_A_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
EXPORTED = ("code", "name", "contact_points", "addresses", "grade", "source", "owner",
            "credit_code", "next_contact_on", "remarks")  # fmt: skip


def measure(rows: int, policy: KdfPolicy = STRONG, *, contacts: bool = False) -> list[Figure]:
    """Import into an empty vault, then export the same rows; the peer reads before and after."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "customers.xlsx"
        write, write_cpu = timed(lambda: write_workbook(file, rows, contacts=contacts))
        before, before_cpu = timed(lambda: read_workbook(file))
        founding = Founding("Benchmark import", USERNAME, BOSS)
        vault = folder / "office"
        found_office(vault, founding, PASSWORD, policy=policy, clock=system_now)[0].close()
        taken = taken_in(vault, file, rows, policy)
        office = BenchOffice(vault, rows, 0).open(policy)
        try:
            given, given_cpu = timed(lambda: give_out(office, folder / "out.xlsx"))
        finally:
            office.close()
        after, after_cpu = timed(lambda: read_workbook(file))
    read, read_cpu = (before + after) / 2, (before_cpu + after_cpu) / 2
    kind = "with a contact each" if contacts else "with keys"
    return [
        Figure(f"import, 10 columns {kind}", rows, taken.wall, "openpyxl's bare read", read,
               f"≤ {MOST_TIMES} times", taken.wall <= MOST_TIMES * read,
               f"by CPU {taken.main_cpu / read_cpu:.2f}, the second process "
               f"{taken.second_cpu / read_cpu:.2f}; "
               f"peak memory of both {taken.megabytes:.0f} MB (≤ {MOST_MEGABYTES})"),
        Figure("export of the same list", rows, given, "openpyxl write-only", write,
               f"≤ {EXPORT_TIMES} times", given <= EXPORT_TIMES * write,
               f"by CPU {given_cpu / write_cpu:.2f}"),
    ]  # fmt: skip


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock on the wall and by the processor's."""
    begun, begun_cpu = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - begun) * 1000, (time.process_time() - begun_cpu) * 1000


def give_out(office: OpenOffice, file: Path) -> None:
    with office.database.write(office.actor) as inside:
        exporter.export(inside, "customers", file, fields=list(EXPORTED))


def write_workbook(file: Path, rows: int, *, contacts: bool) -> None:
    """The list as an office keeps it, by openpyxl's fastest way."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(WITH_CONTACTS if contacts else HEADINGS)
    for line in lines(rows, contacts=contacts):
        sheet.append(line)
    book.save(file)


def lines(rows: int, *, contacts: bool) -> Iterator[tuple[object, ...]]:
    """The rows of the list, always the same."""
    dice = random.Random(3)
    for number in range(1, rows + 1):
        city = dice.choice(CITIES)
        name = western_name(dice) if dice.random() < 0.1 else chinese_name(dice, city)
        landline = f"0512-6{dice.randrange(10**7):07}"
        yield (
            f"K{number:06}",
            f"{name[:8]}{dice.randrange(10**6)}{name[8:]}",
            dice.choice((mobile(dice), landline, f"{mobile(dice)}/{landline}")),
            f"{city}市{street(dice)}",
            dice.choice(GRADES),
            person(dice) if contacts else dice.choice(SOURCES),
            BOSS,
            credit_code(dice),
            next_contact(dice),
            dice.choice((None, "展会上认识，等报价", "老客户，月结30天")),
        )


def credit_code(dice: random.Random) -> str:
    """A unified social credit code with the right last character."""
    body = f"91{dice.randrange(10**6):06}" + "".join(dice.choices(IN_A_CODE, k=9))
    return body + check_character(body)


def read_workbook(file: Path) -> None:
    """Every cell, read and thrown away."""
    book = load_workbook(file, read_only=True, data_only=True)
    for sheet in book.worksheets:
        for _row in sheet.iter_rows(values_only=True):
            pass
    book.close()


def main(words: list[str]) -> None:
    rows = next((int(word) for word in words if word.isdigit()), ROWS)
    print(HEADING)
    for figure in measure(rows, contacts="--contacts" in words):
        print(figure.line(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
