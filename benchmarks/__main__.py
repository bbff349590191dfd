"""Measure everything that was promised: python dev.py bench [SIZE …] [--full] [--only NAME …].

Sizes are numbers of customers; without any 10,000 and 100,000, with --full also 1,000,000. Every
figure stands beside a peer that was measured in the same run, because machines differ.
"""

import argparse
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import audit, dashboard, imports, lists, pool, save, scopes, search, unlock
from benchmarks.figures import HEADING, Figure
from benchmarks.offices import BenchOffice, bench_office
from cims.services.opening import OpenOffice
from cims.services.vault.policy import STRONG, KdfPolicy

SIZES = (10_000, 100_000)
FULL = 1_000_000
MOST_IMPORTED = 100_000
ON_AN_OFFICE: dict[str, Callable[[BenchOffice, OpenOffice], list[Figure]]] = {
    "save": save.measure,
    "search": search.measure,
    "lists": lists.measure,
    "scopes": scopes.measure,
    "audit": audit.measure,
    "pool": pool.measure,
}
WINDOWS = ("scroll", "start", "timeline", "reminders", "board", "papers", "paper_lines", "forecast")
NAMES = (*ON_AN_OFFICE, "unlock", "dashboard", "imports", *WINDOWS)


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, metavar="SIZE")
    parser.add_argument("--full", action="store_true", help="also 1,000,000 customers")
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES, metavar="NAME")
    parser.add_argument("--out", type=Path, help="write the table into this file, too")
    chosen = parser.parse_args(words)
    sizes = tuple(chosen.sizes) or SIZES
    sizes += (FULL,) if chosen.full and FULL not in sizes else ()
    table = [f"{time.strftime('%Y-%m-%d %H:%M')}, {machine()}", "", HEADING]
    print("\n".join(table))
    for size in sizes:
        for figure in figures(size, tuple(chosen.only)):
            table.append(figure.line())
            print(table[-1], flush=True)
    for name in WINDOWS:  # each in a fresh process: a start is only measured once in a process
        if name in chosen.only:
            command = [sys.executable, "-m", f"benchmarks.{name}"]
            told = subprocess.run(command, capture_output=True, text=True, check=False)
            table += ["", f"{name}:", told.stdout.strip() or told.stderr.strip()]
            print("\n".join(table[-3:]), flush=True)
    if chosen.out:
        chosen.out.write_text("\n".join(table) + "\n", "utf-8")
    return 0


def figures(size: int, names: tuple[str, ...], policy: KdfPolicy = STRONG) -> list[Figure]:
    """All figures of these names for one size."""
    office = bench_office(size, policy)
    found: list[Figure] = []
    if "unlock" in names:
        found += unlock.measure(office, policy)
    opened = office.open(policy)
    try:
        for name, measure in ON_AN_OFFICE.items():
            if name in names:
                found += measure(office, opened)
    finally:
        opened.close()
    if "dashboard" in names:
        found += dashboard.measure(dashboard.dashboard_office(size, policy), policy)
    if "imports" in names:
        found += imports.measure(min(size, MOST_IMPORTED), policy)
    return found


def machine() -> str:
    """Where this was measured, as far as it matters: system, processor, Python."""
    return f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
