"""A call is logged in the real window, and a long timeline is shown and scrolled. Offscreen.

`python -m benchmarks.log_call [ENTRIES]`: one customer with so many entries, among 500 others.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks.figures import median
from benchmarks.offices import PASSWORD, USERNAME
from benchmarks.timeline import furnish
from cims.services.clock import system_now
from cims.services.entity import Link
from cims.services.opening import Founding, OpenOffice, found_office
from cims.services.vault.policy import STRONG
from cims.ui.actions import Commands
from cims.ui.contents import Contents
from cims.ui.file_asker import FileAsker
from cims.ui.jobs import Jobs
from cims.ui.main_window import MainWindow
from cims.ui.messages import Messages
from cims.ui.navigation import Surroundings
from cims.ui.records.list_page import ListPage
from cims.ui.records.timeline_view import TimelineView
from cims.ui.theme import Appearance

ENTRIES, OTHERS, ROUNDS = 10_000, 500, 15
LOGGED, OPENED, FRAME = 150, 100, 50
CTRL = Qt.KeyboardModifier.ControlModifier


def wait(done: Callable[[], bool], patience: float = 60.0) -> None:
    """Let the window go on until it is so; workers get the processor while it has nothing to do."""
    begun = perf_counter()
    while not done():
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        sleep(0.0005)
        if perf_counter() - begun > patience:
            raise TimeoutError


def milliseconds(begun: float) -> float:
    return (perf_counter() - begun) * 1000


def tell(name: str, times: list[float], limit: int) -> None:
    print(f"{name:<52} median {median(times):6.1f} ms   most {max(times):6.1f} ms   ≤ {limit}")


def logged(window: MainWindow, contents: Contents, page: ListPage, number: int) -> float:
    """From Ctrl+Enter until the list has the keyboard again."""
    panel = contents.log_panel
    contents.log(window)
    wait(lambda: panel.is_ready)
    panel.body.text.setPlainText(f"第{number}次:确认了数量和交期")
    panel.body.fields["next_on"].set_value(None)
    begun = perf_counter()
    QTest.keyClick(panel.body.text, Qt.Key.Key_Return, CTRL)
    wait(lambda: not panel.isVisible() and page.view.hasFocus())
    took = milliseconds(begun)
    wait(lambda: contents.log_panel.customer is not None and not page.panel._jobs.is_busy())
    return took


def opened(view: TimelineView, customer: int) -> float:
    """From asking for a timeline until its first entries are painted."""
    view.feed.customer_id = 0
    shown: list[bool] = []
    view.filled.connect(lambda: shown.append(True), Qt.ConnectionType.SingleShotConnection)
    begun = perf_counter()
    view.show_customer(customer)
    wait(lambda: bool(shown))
    view.list.viewport().repaint()
    return milliseconds(begun)


def scrolled(view: TimelineView) -> list[float]:
    """The UI thread's work for each page that is appended, down to the last entry."""
    bar, times = view.list.verticalScrollBar(), []
    while view.feed.has_older:
        bar.setValue(0)
        QCoreApplication.processEvents()
        pages: list[Any] = []
        view.feed.older.disconnect(view._append)
        with_page = view.feed.older.connect(pages.append)
        bar.setValue(bar.maximum())
        view.feed.more()
        wait(lambda pages=pages: bool(pages))  # type: ignore[misc]
        view.feed.older.disconnect(with_page)
        view.feed.older.connect(view._append)
        begun = perf_counter()
        view._append(pages[0])
        view.list.viewport().repaint()
        times.append(milliseconds(begun))
    return times


def measure(office: OpenOffice, customer: int, appearance: Appearance) -> None:
    """Everything in one window."""
    messages = Messages()
    jobs = Jobs(office.database, office.actor, messages)
    around = Surroundings(jobs, messages, Commands(lambda _right: True), appearance)
    contents = Contents(FileAsker())
    window = MainWindow(contents.navigation(), around, lambda _right: True, "Wang Xiaoyan")
    contents.join(window, around)
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    window.show_tab("customers")
    page = window.documents.page
    assert isinstance(page, ListPage)
    wait(lambda: page.panel.content is not None and window.isActiveWindow())
    page.view.go_to(page.model.row_of(customer))
    page.view.setFocus()
    wait(lambda: page.customer() == Link(customer))
    view = page.panel.timeline
    assert view is not None
    wait(lambda: bool(view.model.rows))
    tell("a follow-up is logged, back in the list",
         [logged(window, contents, page, number) for number in range(ROUNDS)], LOGGED)  # fmt: skip
    tell("timeline opens and is painted",
         [opened(view, customer) for _round in range(ROUNDS)], OPENED)  # fmt: skip
    times = scrolled(view)
    tell(f"a page appended, {len(view.model.rows):,} entries in the end", times, FRAME)
    jobs.close()


def main() -> None:
    application = QApplication(sys.argv[:1])
    appearance = Appearance(application)
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    with TemporaryDirectory() as name:
        founding = Founding("Benchmark day", USERNAME, "Wang Xiaoyan")
        vault = Path(name) / "office"
        office = found_office(vault, founding, PASSWORD, policy=STRONG, clock=system_now)[0]
        customer = furnish(office, entries)[1]
        with office.database.write(office.actor) as inside:
            inside.customers.add_many([{"name": f"客户 {number}"} for number in range(OTHERS)])
        measure(office, customer, appearance)
        office.close()


if __name__ == "__main__":
    main()
