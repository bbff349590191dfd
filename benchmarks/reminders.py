"""10,000 reminders due at sign-in, in the real window: until they stand there, the longest freeze.

`python -m benchmarks.reminders [COUNT]`; offscreen, on an office made for it.
"""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QElapsedTimer, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks.figures import HEADING, Figure
from cims.services.changes import ChangeKind
from cims.services.clock import system_now
from cims.services.entity import Link
from cims.services.opening import Founding, OpenOffice, found_office
from cims.services.vault.policy import STRONG, KdfPolicy
from cims.ui.collecting import Collecting
from cims.ui.contents import Contents
from cims.ui.dialogs.away_card import AwayCard
from cims.ui.file_asker import FileAsker
from cims.ui.kept_session import read_kept
from cims.ui.pages.my_day import MyDayPage
from cims.ui.pages.today_page import TodayPage
from cims.ui.session import Session
from cims.ui.theme import Appearance

COUNT = 10_000
SHOWN, FRAME = 1000.0, 50.0  # milliseconds
PATIENCE = 30_000
PASSWORD = "a long enough phrase"  # noqa: S105 - of an office that is thrown away


class Heartbeat(QTimer):
    """Notes how long the window stood still between two turns, and how long it worked in each."""

    def __init__(self) -> None:
        super().__init__(interval=1)
        self.gaps: list[float] = []
        self.worked: list[float] = []
        self._last, self._busy = time.perf_counter(), time.thread_time()
        self.timeout.connect(self._beat)

    def begin(self) -> None:
        """Forget what was before."""
        self.gaps, self.worked = [], []
        self._last, self._busy = time.perf_counter(), time.thread_time()
        self.start()

    def _beat(self) -> None:
        now, busy = time.perf_counter(), time.thread_time()
        self.gaps.append((now - self._last) * 1000)
        self.worked.append((busy - self._busy) * 1000)
        self._last, self._busy = now, busy


def furnish(opened: OpenOffice, count: int) -> None:
    """So many tasks of the person who signs in, all with a reminder in the past."""
    today = system_now().date()
    me = Link(opened.actor.user_id or 0)
    with opened.database.write(opened.actor, ChangeKind.SETUP) as office:
        customer = Link(office.customers.add({"name": "苏州恒泰智能装备有限公司", "owner": me}))
    tasks = [
        {
            "name": f"回访 {number}",
            "due_on": today - timedelta(days=1 + number % 300),
            "customer": customer,
            "owner": me,
        }
        for number in range(count)
    ]
    with opened.database.write(opened.actor, ChangeKind.IMPORT) as office:
        office.tasks.add_many(tasks)


def is_shown(session: Session, count: int) -> bool:
    """Whether bell, card and the page all tell of them."""
    page = session.window.documents.page
    day = page.page if isinstance(page, TodayPage) else None
    has_day = isinstance(day, MyDayPage) and day.read is not None
    bell, read = session.window.findChildren(AwayCard), session.noticing.read
    return bool(bell) and has_day and read is not None and read.unread >= count


def measure(count: int, policy: KdfPolicy = STRONG) -> list[Figure]:
    """From the moment the window appears until everything stands there."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    appearance, _collecting = Appearance(application), Collecting(application)
    with TemporaryDirectory() as name:
        founding = Founding("Benchmark reminders", "boss", "Wang Xiaoyan")
        vault = Path(name) / "office"
        opened = found_office(vault, founding, PASSWORD, policy=policy, clock=system_now)[0]
        furnish(opened, count)
        session = Session(
            opened, read_kept(opened), lambda: Contents(FileAsker()), appearance, "CIMS"
        )
        session.window.resize(1280, 720)
        empty, still = first_paint(session)
        took, heart = until_shown(session, count)
        session.jobs.close()
        opened.close()
    gaps, longest, worked = heart.gaps, max(heart.gaps), max(heart.worked)
    note = f"{sum(gap > FRAME for gap in gaps)} of {len(gaps)} turns above {FRAME:.0f} ms"
    return [
        Figure("reminders shown", count, took, "window's first paint", empty,
               f"≤ {SHOWN:.0f} ms", took <= SHOWN, "bell, card and my day"),
        Figure("longest frozen frame", count, longest, "window's first paint", still,
               f"≤ {FRAME:.0f} ms", longest <= FRAME, note),
        Figure("longest work in one frame", count, worked, "window's first paint", still,
               f"≤ {FRAME:.0f} ms", worked <= FRAME, "without what other programs took"),
    ]  # fmt: skip


def first_paint(session: Session) -> tuple[float, float]:
    """How long the window takes to appear at all, which no reminder adds to."""
    begun = time.perf_counter()
    session.window.show()
    session.window.grab()
    took = (time.perf_counter() - begun) * 1000
    return took, took


def until_shown(session: Session, count: int) -> tuple[float, Heartbeat]:
    """The time from the start of upkeep, and every turn of the loop until then."""
    heart, clock, loop = Heartbeat(), QElapsedTimer(), QEventLoop()
    look = QTimer(interval=5)

    def see() -> None:
        if is_shown(session, count) or clock.elapsed() > PATIENCE:
            loop.quit()

    look.timeout.connect(see)
    clock.start()
    heart.begin()
    session.start()
    look.start()
    loop.exec()
    took = float(clock.elapsed())
    rest = QEventLoop()
    QTimer.singleShot(300, rest.quit)  # what follows must not freeze it either
    rest.exec()
    return took, heart


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    print(HEADING, *(figure.line() for figure in measure(size)), sep="\n")
