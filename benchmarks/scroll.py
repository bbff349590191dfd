"""A list of 1,000,000 rows: model reset, frames while scrolling, jumps. Offscreen, rows made up."""

import os
import statistics
import sys
import time
from array import array
from collections.abc import Callable, Sequence
from datetime import date, timedelta

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

from cims.services.choices import Choice
from cims.services.customers import CUSTOMER
from cims.services.entity import Link
from cims.services.storage import Record
from cims.ui.records.column_layout import ColumnLayout
from cims.ui.records.format import Words
from cims.ui.records.list_plans import plan_of
from cims.ui.records.list_query import PAGE, Loaded
from cims.ui.records.list_view import ListView
from cims.ui.records.table_model import Deliver, TableModel
from cims.ui.theme import Appearance

ROWS, FRAMES, JUMPS, STEP = 1_000_000, 200, 60, 104
STATES = {"potential": "info", "interested": "accent", "won": "ok", "dormant": "warn"}
TODAY = date(2026, 11, 22)


class Answer:
    """An answer that comes with the next turn of the event loop, unless it is cancelled."""

    def __init__(self, deliver: Callable[[], None]) -> None:
        self._timer = QTimer(singleShot=True, interval=0)
        self._timer.timeout.connect(deliver)
        self._timer.start()

    def cancel(self) -> None:
        self._timer.stop()


def record(id_: int) -> Record:
    values = {
        "name": f"苏州恒泰智能装备第{id_}有限公司",
        "code": f"C{id_:06d}",
        "grade": "A",
        "industry": "machinery",
        "lifecycle": list(STATES)[id_ % 4],
        "owner": Link(1, "王晓燕"),
        "next_contact_on": TODAY + timedelta(days=id_ % 90 - 30),
        "main_contact": "张卫东",
        "main_phone": "138 1234 5678",
    }
    return Record("customer", id_, 1, values)


def page(ids: Sequence[int], deliver: Deliver) -> Answer:
    return Answer(lambda: deliver([record(id_) for id_ in ids]))


def words() -> Words:
    choices = {
        ("lifecycle", code): Choice("lifecycle", code, None, {"en": code}, (), colour, False)
        for code, colour in STATES.items()
    }
    return Words(today=TODAY, codes=choices)


def milliseconds(work: Callable[[], object]) -> float:
    """How long the UI thread works for it; other programs on the machine do not count."""
    begun = time.thread_time()
    work()
    return (time.thread_time() - begun) * 1000


def tell(name: str, times: list[float], limit: str = "") -> None:
    ordered = sorted(times)
    p95 = ordered[int(len(ordered) * 0.95) - 1]
    print(f"{name:<34} median {statistics.median(times):6.2f} ms   p95 {p95:6.2f} ms   {limit}")


def main() -> None:
    application = QApplication(sys.argv[:1])
    Appearance(application)
    plan = plan_of(CUSTOMER)
    model = TableModel(page)
    view = ListView(plan, model, "Customers")
    view.cells.words = words()
    fields = (plan.title, *(CUSTOMER.field(name) for name in plan.columns))
    model.use(fields, words(), None)
    view.use_layout(ColumnLayout.first(plan))
    view.resize(1000, 800)
    view.show()
    ids = array("q", range(1, ROWS + 1))

    def reset() -> None:
        model.show(Loaded(ids, False, 0), None)
        view.verticalScrollBar().maximum()
        view.rowViewportPosition(ROWS - 1)  # lays the rows out, as the next paint would

    resets = [milliseconds(reset) for _turn in range(20)]
    QCoreApplication.processEvents()
    tell("model reset, 1 M ids", resets, "limit 5")

    bar = view.verticalScrollBar()
    frames = []
    for frame in range(FRAMES):
        bar.setValue(frame * STEP)
        frames.append(milliseconds(view.viewport().repaint))
        QCoreApplication.processEvents()
    tell("frame while scrolling by two rows", frames, "limit 16")

    jumps, filled = [], []
    for jump in range(JUMPS):
        row = (jump * 7_919 * PAGE) % ROWS
        jumps.append(
            milliseconds(lambda to=row: (bar.setValue(to * 52), view.viewport().repaint()))
        )
        begun = time.perf_counter()
        while model.record(row) is None:
            QCoreApplication.processEvents()
        view.viewport().repaint()
        filled.append((time.perf_counter() - begun) * 1000)
    tell("jump to rows not read, frame", jumps, "limit 16")
    tell("until those rows stand there", filled)

    place = view.place()
    view.selectAll()
    tell("return to place by id", [milliseconds(lambda: view.return_to(place)) for _t in range(10)])


if __name__ == "__main__":
    main()
