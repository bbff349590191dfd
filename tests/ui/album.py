"""What makers of pictures share: every look there is, a real session, one window drawn as it is."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QEventLoop, QPoint, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from cims.services.i18n import LANGUAGES, use_language
from cims.services.opening import Founding, OpenOffice, found_office
from cims.ui.collecting import Collecting
from cims.ui.contents import Contents
from cims.ui.job import Job
from cims.ui.jobs import Jobs
from cims.ui.kept_session import read_kept
from cims.ui.main_window import MainWindow
from cims.ui.qt_words import use_qt_words
from cims.ui.session import Session
from cims.ui.theme import Appearance, Density, Mode
from cims.ui.window_state import WindowState
from tests.conftest import PASSWORD, SetClock
from tests.ui.doors.conftest import ReadyFiles
from tests.weak_policy import WEAK

SIZES = ((1280, 720), (1440, 900))
MODES = (Mode.LIGHT, Mode.DARK)
PATIENCE, CALM = 60_000, 230  # milliseconds; calm is longer than the pauses of most pages
LAYING_OUT = 80


def application() -> QApplication:
    """Qt without a display, on a screen larger than every window: its own is 800 wide."""
    screen = os.path.relpath(Path(__file__).with_name("screen.json"))  # a path without a colon
    made = QApplication([sys.argv[0], "-platform", f"offscreen:configfile={screen}"])
    Collecting(made)
    return made


def looks(appearance: Appearance) -> Iterator[str]:
    """Every language in every theme, with what the names of its pictures begin with."""
    for code, mode in product(LANGUAGES, MODES):
        use_language(code)
        use_qt_words(code)
        appearance.choose(mode=mode, density=Density.COMFORTABLE)
        yield f"{mode}-{code}"


def wait(done: Callable[[], bool]) -> None:
    """Let jobs and timers run until it is so."""
    clock = QElapsedTimer()
    clock.start()
    while not done():
        if clock.elapsed() > PATIENCE:
            raise TimeoutError
        rest(10)


def rest(milliseconds: int) -> None:
    """Let events and workers run (QTest.qWait would keep the workers' threads waiting)."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def settle(jobs: Jobs, pause: int = CALM) -> None:
    """Let everything that is under way arrive, and what that starts."""
    clock = QElapsedTimer()
    clock.start()

    def is_calm() -> bool:
        if jobs.findChildren(Job):
            clock.restart()
        return clock.elapsed() > pause

    wait(is_calm)


def new_office(folder: Path) -> OpenOffice:
    """An office without any customer."""
    use_language("zh_CN")
    founding = Founding("恒泰贸易", "boss", "王晓燕")
    office, _sheet = found_office(folder, founding, PASSWORD, policy=WEAK, clock=SetClock())
    return office


class Album:
    """Draws the window of one session into a folder, in every size."""

    def __init__(self, out: Path, prefix: str, office: OpenOffice, appearance: Appearance) -> None:
        self.out, self.prefix = out, prefix
        self.files = ReadyFiles()
        kept = replace(read_kept(office), look=None, language="", window=WindowState())
        self.session = Session(office, kept, lambda: Contents(self.files), appearance, "CIMS")
        self.session.window.resize(*SIZES[0])
        self.session.window.show()
        self.session.window.activateWindow()
        self.settle()

    @property
    def window(self) -> MainWindow:
        """The window that is drawn."""
        return self.session.window

    def settle(self) -> None:
        """Let everything that is under way arrive."""
        settle(self.session.jobs)

    def take(
        self,
        name: str,
        *over: QWidget,
        sizes: tuple[tuple[int, int], ...] = SIZES,
        is_held: bool = False,
    ) -> None:
        """The window as it is now, with dialogs over it; `is_held` while a job stands still."""
        if not over:
            self.window.activateWindow()
        for size in sizes:
            self._resize(size, is_held=is_held)
            self._draw(name, over)

    def pop(self, name: str, show: Callable[[], QWidget]) -> None:
        """What opens at a place that depends on the window's size, such as a menu."""
        for size in SIZES:
            self._resize(size)
            over = show()
            self.settle()
            self._draw(name, (over,))
            over.close()

    def _resize(self, size: tuple[int, int], *, is_held: bool = False) -> None:
        if self.window.size().toTuple() != size:
            self.window.resize(*size)
            rest(LAYING_OUT) if is_held else settle(self.session.jobs, LAYING_OUT)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        QCoreApplication.processEvents()

    def _draw(self, name: str, over: tuple[QWidget, ...]) -> None:
        window = self.window
        picture = window.grab()
        painter = QPainter(picture)
        for part in over:
            spot = part.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0))
            if isinstance(part, QDialog):
                spare = window.size() - part.size()
                spot = QPoint(spare.width() // 2, spare.height() // 2)
            painter.drawPixmap(spot, part.grab())
        painter.end()
        picture.save(str(self.out / f"{self.prefix}-{name}-{window.width()}x{window.height()}.png"))

    def close(self) -> None:
        """End the window and leave the office open for the next one."""
        session = self.session
        session.window.hide()
        session.jobs.close()
        session.window.deleteLater()
        session.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
