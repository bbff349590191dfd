"""A board of many open opportunities: read, opened in the real window, a card dropped. Offscreen.

`python -m benchmarks.board [COUNT]`; rows come into the file by plain SQL, as the dashboard's do;
the sums of the board are compared with what Python adds up.
"""

import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep, thread_time
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import (
    QByteArray,
    QCoreApplication,
    QEvent,
    QMimeData,
    QObject,
    QPoint,
    QPointF,
    Qt,
)
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.dashboard import CUSTOMER_COLUMNS, customers, days_before, insert
from benchmarks.figures import HEADING, Figure, median, timed
from benchmarks.offices import PASSWORD, USERNAME, colleagues
from cims.services.boards import Board
from cims.services.clock import system_now
from cims.services.opening import Founding, OpenOffice, found_office
from cims.services.rights import Actor
from cims.services.vault.policy import STRONG, KdfPolicy
from cims.ui.actions import Commands
from cims.ui.collecting import Collecting
from cims.ui.contents import Contents
from cims.ui.file_asker import FileAsker
from cims.ui.jobs import Jobs
from cims.ui.main_window import MainWindow
from cims.ui.messages import Messages
from cims.ui.navigation import Surroundings
from cims.ui.pages.board import BoardPage
from cims.ui.pages.board.lane_card import LaneCard
from cims.ui.pages.board.lane_view import MIME
from cims.ui.theme import Appearance

COUNT, ROUNDS = 100_000, 15
OPENED, FRAME = 300.0, 50.0  # milliseconds
OPEN_STAGES = 4
COLUMNS = (
    *("id", "uuid", "version", "created_at", "created_on", "changed_at", "code", "name"),
    *("name_sort", "customer_id", "customer_owner_id", "owner_id", "pipeline_id", "stage_id"),
    *("meaning", "entered_stage_at", "probability", "own_probability", "currency", "amount"),
    *("weighted", "opened_on", "close_on"),
)
MICROSECONDS = 1_000_000
Totals = Counter[tuple[int, str]]


def measure(count: int, policy: KdfPolicy = STRONG, rounds: int = ROUNDS) -> list[Figure]:
    """The board as the page reads it, for who sees all and for own rows, against the bare sums."""
    figures = []
    with TemporaryDirectory() as folder:
        office, totals, seller = furnish(Path(folder) / "office", count, policy)
        try:
            assert_right(board_of(office, office.actor), totals)
            bare = bare_sums(office)
            for scope, actor in (("all", office.actor), ("own", seller)):
                office.database.readers.dispose()  # their caches go with them, as after unlocking
                read = partial(board_of, office, actor)
                first, again = timed(read), median([timed(read) for _round in range(rounds)])
                for name, took in (("unlocked", first), ("warm", again)):
                    figures.append(
                        Figure(f"board read ({scope}): {name}", count, took, "bare sums", bare,
                               f"≤ {OPENED:.0f} ms", took <= OPENED)
                    )  # fmt: skip
        finally:
            office.close()
    return figures


def board_of(office: OpenOffice, actor: Actor) -> Board:
    """What the page reads."""
    with office.database.read(actor) as inside:
        return inside.boards.of()


def assert_right(board: Board, totals: Totals) -> None:
    """Counts and sums are those that Python added while the rows were made."""
    assert board.count == sum(n for (_stage, name), n in totals.items() if name == "rows")
    for lane in board.lanes:
        for one in lane.sums:
            at = lane.stage.id
            units = {"amount": one.amount * 100, "weighted": one.weighted * 100, "rows": one.count}
            assert all(totals[at, name] == value for name, value in units.items()), lane.stage


def bare_sums(office: OpenOffice) -> float:
    """Counting and adding by stage and currency by the driver alone, the second time."""
    connection: Any = office.vault.connect(query_only=True)
    statement = (
        "SELECT stage_id, currency, count(*), sum(amount), sum(weighted) FROM opportunity"
        " WHERE deleted_at IS NULL GROUP BY stage_id, currency"
    )
    connection.execute(statement).fetchall()
    took = timed(lambda: connection.execute(statement).fetchall())
    connection.close()
    return took


def furnish(folder: Path, count: int, policy: KdfPolicy) -> tuple[OpenOffice, Totals, Actor]:
    """An office with so many open opportunities, a tenth as many customers, twelve colleagues.

    The totals by stage, and one of those who sell, come with it.
    """
    founding = Founding("Benchmark board", USERNAME, "Wang Xiaoyan")
    office = found_office(folder, founding, PASSWORD, policy=policy, clock=system_now)[0]
    people, totals = colleagues(office), Counter[tuple[int, str]]()
    connection: Any = office.vault.connect(cache_kib=262_144)
    query = "SELECT id, pipeline_id, probability FROM stage ORDER BY position LIMIT ?"
    stages = connection.execute(query, (OPEN_STAGES,)).fetchall()
    connection.execute("BEGIN IMMEDIATE")
    firms = max(count // 10, 1)
    insert(connection, "customer", CUSTOMER_COLUMNS, customers(firms, people))
    insert(connection, "opportunity", COLUMNS, opportunities(count, firms, people, stages, totals))
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with office.database.read(Actor.office()) as inside:
        return office, totals, inside.users.actor(people[1], session="benchmark")


def opportunities(
    count: int, firms: int, people: tuple[int, ...], stages: list[Any], totals: Totals
) -> Iterator[tuple[Any, ...]]:
    """Open ones that close within a year or are late; one in twenty has no day or amount."""
    dice, now = random.Random(3), system_now()
    closing = days_before(now.date() + timedelta(days=300), 365)
    for number in range(1, count + 1):
        stage, pipeline, probability = dice.choice(stages)
        amount = None if dice.random() < 0.05 else dice.randrange(100_000, 500_000_000)
        weighted = None if amount is None else round_half_up(amount * probability)
        totals[stage, "rows"] += 1
        totals[stage, "amount"] += amount or 0
        totals[stage, "weighted"] += weighted or 0
        owner, at = dice.choice(people), int(now.timestamp() * MICROSECONDS)
        close_on = None if dice.random() < 0.05 else dice.choice(closing)
        yield (
            number, number.to_bytes(16, "big"), 1, at, closing[-1], at, f"D{number:07d}",
            f"二期产线改造 {number}", f"erqi{number:07d}", number % firms + 1, owner, owner,
            pipeline, stage, "open", at - dice.randrange(60) * 86_400 * MICROSECONDS, probability,
            0, "CNY", amount, weighted, closing[-1], close_on,
        )  # fmt: skip


def round_half_up(millionths: int) -> int:
    """An amount times a share in millionths, in smallest units."""
    return (millionths + 500_000) // 1_000_000


def wait(done: Callable[[], bool], patience: float = 60.0) -> None:
    """Let the window go on until it is so; workers get the processor while it has nothing to do."""
    begun = perf_counter()
    while not done():
        QCoreApplication.processEvents()
        sleep(0.0005)
        if perf_counter() - begun > patience:
            raise TimeoutError


def milliseconds(begun: float) -> float:
    return (perf_counter() - begun) * 1000


def opened(window: MainWindow) -> tuple[BoardPage, float]:
    """From asking for the tab until the cards are painted, the page built on the way."""
    begun = perf_counter()
    window.show_tab("board")
    page = window.documents.page
    assert isinstance(page, BoardPage)
    wait(lambda: page.board is not None)
    page.body.repaint()
    return page, milliseconds(begun)


class Frame(QObject):
    """Notes when a widget is painted next."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.is_painted = False
        widget.installEventFilter(self)

    def eventFilter(self, _widget: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.is_painted = self.is_painted or event.type() == QEvent.Type.Paint
        return False


def dropped(page: BoardPage, source: LaneCard, target: LaneCard) -> tuple[float, float]:
    """From letting go of a card until it is painted in its new lane: by the clock, of processor."""
    held, viewport = QMimeData(), target.view.viewport()
    held.setData(MIME, QByteArray(str(source.model.cards[0].id).encode()))
    more = held, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    action = Qt.DropAction.MoveAction
    QApplication.sendEvent(viewport, QDragEnterEvent(QPoint(20, 20), action, *more))
    frame = Frame(viewport)
    begun, busy = perf_counter(), thread_time()
    QApplication.sendEvent(viewport, QDropEvent(QPointF(20, 20), action, *more))
    while not frame.is_painted:
        QCoreApplication.processEvents()
    took = milliseconds(begun), (thread_time() - busy) * 1000
    wait(lambda: not (page.moving.is_under_way or page._is_stale or page._reading))
    return took


def in_a_window(count: int) -> list[Figure]:
    """A fresh window on a fresh office: the board for the first time, then drops back and forth."""
    application = QApplication(sys.argv[:1])
    Collecting(application)  # garbage is collected as in the program
    appearance = Appearance(application)
    with TemporaryDirectory() as folder:
        office, totals, _seller = furnish(Path(folder) / "office", count, STRONG)
        bare = bare_sums(office)
        office.database.readers.dispose()
        messages = Messages()
        jobs = Jobs(office.database, office.actor, messages)
        around = Surroundings(jobs, messages, Commands(lambda _right: True), appearance)
        contents = Contents(FileAsker())
        window = MainWindow(contents.navigation(), around, lambda _right: True, "Wang Xiaoyan")
        contents.join(window, around)
        window.resize(1440, 900)
        window.show()
        window.activateWindow()
        wait(window.isActiveWindow)
        page, first = opened(window)
        assert page.board is not None
        assert_right(page.board, totals)
        one, other = page.lanes[:2]
        drops = [dropped(page, *((one, other) if n % 2 else (other, one))) for n in range(ROUNDS)]
        jobs.close()
        office.close()
    clock, busy = zip(*drops, strict=True)
    most = (
        f"most {max(clock):.1f}; processor of the UI thread {median(busy):.1f} to {max(busy):.1f}"
    )
    return [
        Figure("board opened in the window", count, first, "bare sums", bare,
               f"≤ {OPENED:.0f} ms", first <= OPENED, "page built on the way"),
        Figure("drop to next frame, median", count, median(clock), "bare sums", bare,
               f"≤ {FRAME:.0f} ms", median(clock) <= FRAME, most),
    ]  # fmt: skip


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    print(HEADING)
    for figure in (*measure(asked), *in_a_window(asked)):
        print(figure.line(), flush=True)
