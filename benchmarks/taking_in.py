"""One import in a process of its own, so that its memory and time hold nothing else."""

import json
import multiprocessing
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.offices import BenchOffice
from cims.services.spreadsheet import importer
from cims.services.vault.policy import KdfPolicy

SAMPLED_EVERY = 0.02
PAGE = 4096


@dataclass(frozen=True)
class Taken:
    """What an import needed: milliseconds by the clock and by the processor, MB at most."""

    wall: float
    main_cpu: float
    second_cpu: float
    megabytes: float


def taken_in(folder: Path, file: Path, rows: int, policy: KdfPolicy) -> Taken:
    """Import `file` into the vault in `folder`; `rows` customers have to come of it."""
    words = [sys.executable, "-c", "from benchmarks.taking_in import main; main()"]
    asked = pickle.dumps((folder, file, rows, policy))
    done = subprocess.run(words, input=asked, stdout=subprocess.PIPE, check=True)
    return Taken(**json.loads(done.stdout))


def main() -> None:
    """What the process does that taken_in begins."""
    folder, file, rows, policy = pickle.load(sys.stdin.buffer)
    opened = BenchOffice(folder, rows, 0).open(policy)
    try:
        peak: list[float] = []
        begun, before = time.perf_counter(), os.times()
        with watched(peak):
            report = importer.run(opened.database, opened.actor, "customers", file)
        wall, after = time.perf_counter() - begun, os.times()
        assert report.created == rows, report
    finally:
        opened.close()
    main_cpu = after.user + after.system - before.user - before.system
    second = after.children_user + after.children_system
    second -= before.children_user + before.children_system
    taken = Taken(wall * 1000, main_cpu * 1000, second * 1000, max(peak, default=0.0))
    sys.stdout.write(json.dumps(asdict(taken)))


@contextmanager
def watched(peak: list[float]) -> Iterator[None]:
    """Put the most memory that the process and its children hold into `peak`, in MB (Linux)."""
    ended = threading.Event()

    def look() -> None:
        highest = 0
        while not ended.wait(SAMPLED_EVERY):
            pids = [os.getpid(), *(child.pid for child in multiprocessing.active_children())]
            with suppress(OSError, IndexError):  # a child ended just now
                pages = [Path(f"/proc/{pid}/statm").read_text().split()[1] for pid in pids]
                highest = max(highest, sum(map(int, pages)))
        peak.append(highest * PAGE / 1e6)

    watcher = threading.Thread(target=look)
    if sys.platform == "linux":
        watcher.start()
    try:
        yield
    finally:
        ended.set()
        if watcher.is_alive():
            watcher.join()
