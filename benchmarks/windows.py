"""The window in another language, and the import page for the first time. Offscreen.

`python -m benchmarks.windows`: the longest stretch of the UI thread, in milliseconds of its
processor time, with one page or another in front.
"""

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from benchmarks.log_call import wait
from benchmarks.offices import PASSWORD, USERNAME
from benchmarks.timeline import furnish
from cims.services.clock import system_now
from cims.services.opening import Founding, OpenOffice, found_office
from cims.services.vault.policy import STRONG
from cims.ui.collecting import Collecting
from cims.ui.contents import Contents
from cims.ui.file_asker import FileAsker
from cims.ui.job import Job
from cims.ui.kept_session import read_kept
from cims.ui.records.record_page import RecordPage
from cims.ui.session import Session
from cims.ui.theme import Appearance

ENTRIES, TURNS, LIMIT = 500, 80, 150


def longest(work: Callable[[], object]) -> float:
    """The longest stretch: the work itself, or a turn of the event loop after it."""
    stretches = []
    for turn in range(TURNS):
        begun = time.thread_time()
        if turn == 0:
            work()
        else:
            QCoreApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        stretches.append((time.thread_time() - begun) * 1000)
        time.sleep(0.003)
    return max(stretches)


def measure(session: Session, customer: int) -> None:
    """Each page in front once, in both languages."""

    def settle() -> None:
        wait(lambda: not session.jobs.findChildren(Job))

    def tell(name: str, work: Callable[[], object]) -> None:
        took = longest(work)
        settle()
        print(f"{name:<44} {took:6.1f} ms   ≤ {LIMIT}")

    def edit() -> None:
        page = session.window.documents.page
        assert isinstance(page, RecordPage)
        page.edit()

    settle()
    tell("import page opened for the first time",
         lambda: session.window.documents.open("import", 0, "Import"))  # fmt: skip
    fronts: tuple[tuple[str, Callable[[], object]], ...] = (
        ("import", lambda: None),
        ("list", lambda: session.window.show_tab("customers")),
        ("record", lambda: session.window.documents.open("customer", customer, "A")),
        ("form", edit),
        ("my day", lambda: session.window.show_tab("today")),
    )
    for name, show in fronts:
        show()
        settle()
        for code in ("zh_CN", "en"):
            tell(f"another language, {name} in front: {code}", lambda c=code: session.rebuild(c))  # type: ignore[misc]


def opened(folder: Path) -> tuple[OpenOffice, int]:
    """An office with one busy customer."""
    founding = Founding("Benchmark windows", USERNAME, "Wang Xiaoyan")
    office = found_office(folder, founding, PASSWORD, policy=STRONG, clock=system_now)[0]
    return office, furnish(office, ENTRIES)[1]


def main() -> None:
    application = QApplication(sys.argv[:1])
    Collecting(application)
    appearance = Appearance(application)
    with TemporaryDirectory() as name:
        office, customer = opened(Path(name) / "office")
        kept = ThreadPoolExecutor(1).submit(read_kept, office).result()
        kept = replace(kept, look=None, language="en")
        session = Session(office, kept, lambda: Contents(FileAsker()), appearance, "CIMS")
        session.window.resize(1280, 720)
        session.window.show()
        session.window.activateWindow()
        measure(session, customer)
        session.jobs.close()
        office.close()


if __name__ == "__main__":
    main()
