"""Import and export of a long list, beside openpyxl reading and writing the same cells.

`python -m benchmarks.import_100k [ROWS] [--contacts]`: the peers run in the same process before
and after, each step's memory is the peak of a child process of its own.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from cims.services.clock import system_now
from cims.services.opening import Founding, OpenOffice, found_office
from cims.services.spreadsheet.exporter import export
from cims.services.spreadsheet.importer import run
from cims.services.spreadsheet.writers import ExportColumn, write_xlsx
from cims.services.vault.policy import KdfPolicy

ROWS = 100_000
PASSWORD = "a phrase for measuring only"
CITIES = ("苏州", "无锡", "重庆", "上海", "东莞", "青岛", "杭州", "南京", "成都", "武汉")
TRADE = "恒泰华盛鑫源宏达瑞丰嘉和德诚信义兴隆昌顺利安康永福金玉银海天宇航星辰光明远大中正方圆"
LINES = ("智能装备", "电子科技", "机械", "国际贸易", "新材料", "物流", "环保工程", "食品")
STREETS = ("人民路", "工业园区星湖街", "解放东路", "科技大道", "建设南路")
SOURCES = ("展会", "网络询盘", "电话开发", "上门拜访", "朋友介绍")
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
# a password that costs no memory, so that the peak is the import's own
CHEAP = KdfPolicy(
    floor_kib=64,
    cap_kib=1024,
    floor_t=1,
    cap_t=10,
    cap_p=4,
    cap_kib_times_t=4096,
    write_kib=64,
    target_seconds=0,
)
HEADINGS = (
    *("客户编号", "客户名称", "电话", "地址", "级别"),
    *("来源", "业务员", "统一社会信用代码", "下次联系", "备注"),
)


def credit_code(chance: random.Random) -> str:
    """A unified social credit code with the right last character."""
    body = "91" + f"{chance.randrange(10**6):06}"
    body += "".join(chance.choice(ALPHABET) for _ in range(9))
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(body, WEIGHTS, strict=True))
    return body + ALPHABET[(31 - total % 31) % 31]


def lines(rows: int, *, contacts: bool) -> Iterator[list[Any]]:
    """The rows of the list, always the same."""
    chance = random.Random(1)
    for number in range(1, rows + 1):
        city = chance.choice(CITIES)
        core = "".join(chance.sample(TRADE, 3))
        mobile = f"1{chance.choice('3578')}{chance.randrange(10**9):09}"
        landline = f"0512-6{chance.randrange(10**7):07}"
        yield [
            f"K{number:06}",
            f"{city}{core}{chance.choice(LINES)}有限公司",
            chance.choice((mobile, landline, f"{mobile}/{landline}")),
            f"{city}市{chance.choice(STREETS)}{chance.randrange(1, 999)}号",
            chance.choice("ABCD"),
            chance.choice(SURNAMES) + "经理" if contacts else chance.choice(SOURCES),
            "Wang Xiaoyan",
            credit_code(chance),
            date(2027, chance.randrange(1, 13), chance.randrange(1, 29)),
            chance.choice(("", "老客户，月结30天", "样品已寄", "要求电子发票")),
        ]


def write_list(path: Path, rows: int, *, contacts: bool) -> None:
    """Write the list as a workbook."""
    headings = [*HEADINGS[:5], "联系人" if contacts else HEADINGS[5], *HEADINGS[6:]]
    columns = [ExportColumn(text, "date" if text == "下次联系" else "text") for text in headings]
    write_xlsx(path, columns, lines(rows, contacts=contacts), total=rows)


def founded(folder: Path) -> OpenOffice:
    """A new office."""
    founding = Founding("Hengtai Trading", "boss", "Wang Xiaoyan")
    return found_office(folder, founding, PASSWORD, policy=CHEAP, clock=system_now)[0]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds by the wall clock, and the result."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def openpyxl_read(path: Path) -> int:
    """How many cells openpyxl reads, at its quickest."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    return sum(len(row) for row in book.worksheets[0].iter_rows(values_only=True))


def openpyxl_write(path: Path, rows: int) -> None:
    """Write the same cells by openpyxl's write-only mode."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(HEADINGS))
    for line in lines(rows, contacts=False):
        sheet.append(line)
    book.save(path)


def imported(path: Path, folder: Path) -> dict[str, Any]:
    """Import into a new office, then export the same columns; seconds and peak memory in MB."""
    office = founded(folder)
    seconds, report = timed(lambda: run(office.database, office.actor, "customers", path))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    fields = ["code", "name", "contact_points", "addresses", "grade", "source", "owner"]
    fields += ["credit_code", "next_contact_on", "remarks"]
    with office.database.write(office.actor) as inside:
        out = folder.parent / "out.xlsx"
        export_seconds, result = timed(lambda: export(inside, "customers", out, fields=fields))
    office.close()
    return {
        "import": seconds,
        "created": report.created,
        "problems": len(report.problems),
        "peak": peak,
        "export": export_seconds,
        "exported": result.rows,
    }


def main() -> None:
    """Measure and print one table."""
    contacts = "--contacts" in sys.argv
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    rows = numbers[0] if numbers else ROWS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "list.xlsx"
        write_list(path, rows, contacts=contacts)
        before, _cells = timed(lambda: openpyxl_read(path))
        child = subprocess.run(
            [sys.executable, "-m", "benchmarks.import_100k", "--child", str(path)],
            check=True,
            capture_output=True,
            text=True,
        )
        found = json.loads(child.stdout)
        after, _cells = timed(lambda: openpyxl_read(path))
        write, _none = timed(lambda: openpyxl_write(folder / "peer.xlsx", rows))
    read = (before + after) / 2
    said = sys.stdout.write
    said(f"rows {rows}, created {found['created']}, problems {found['problems']}\n")
    said(f"openpyxl read  {before:6.2f} and {after:6.2f} s\n")
    said(f"import         {found['import']:6.2f} s, ratio {found['import'] / read:.2f}\n")
    said(f"peak memory    {found['peak']:6} MB\n")
    said(f"openpyxl write {write:6.2f} s\n")
    said(f"export         {found['export']:6.2f} s, ratio {found['export'] / write:.2f}\n")


if __name__ == "__main__":
    if "--child" in sys.argv:
        list_path = Path(sys.argv[-1])
        sys.stdout.write(json.dumps(imported(list_path, list_path.parent / "office")))
    else:
        main()
