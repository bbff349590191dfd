"""The tour: the sample office opened without a display, every page drawn, a workbook written."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QTimer,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from cims.services import sample
from cims.services.clock import Clock
from cims.services.i18n import LANGUAGES, _
from cims.services.opening import OpenOffice
from cims.services.progress import Progress, silent
from cims.services.spreadsheet.exporter import export
from cims.services.vault.policy import KdfPolicy
from cims.ui.collecting import Collecting
from cims.ui.contents import TODAY, Contents
from cims.ui.file_asker import FileAsker
from cims.ui.jobs import Job
from cims.ui.kept_session import read_kept
from cims.ui.leaving import Ending
from cims.ui.pages.administration.administration_page import AdministrationPage
from cims.ui.pages.today_page import TodayPage
from cims.ui.session import Session
from cims.ui.theme import Appearance, Mode

WIDTH, HEIGHT = 1440, 900
LOOK_EVERY = 40  # milliseconds
CALM = 3  # looks without a running job, so that answers are painted
CHARTS, CALM_CHARTS = "dashboard", 40  # their library comes a while after the page is seen
WORKBOOK = "customers.xlsx"
MODES = (Mode.LIGHT, Mode.DARK)


@dataclass(frozen=True)
class Taken:
    """What a tour left in its folder."""

    pictures: tuple[Path, ...]
    workbook: Path
    customers: int
    contacts: int


class Walk(QObject):
    """Shows one page after the other in each language and theme, and keeps a picture of each."""

    ended = Signal()

    def __init__(self, session: Session, appearance: Appearance, out: Path) -> None:
        super().__init__()
        self.pictures: list[Path] = []
        self._session, self._appearance, self._out = session, appearance, out
        self._stops, self._here, self._calm = self._all_stops(), "", 0
        self._look = QTimer(self, interval=LOOK_EVERY)
        self._look.timeout.connect(self._go_on)

    def start(self) -> None:
        """Go to the first page."""
        self._look.start()

    def _all_stops(self) -> Iterator[str]:
        """Show the next page and say what its picture is called."""
        for code in LANGUAGES:
            for mode in MODES:
                self._session.rebuild(code)
                self._appearance.choose(mode=mode)
                window = self._session.window
                window.resize(WIDTH, HEIGHT)
                for tab in window.navigation.tabs:
                    window.show_tab(tab.id)
                    yield f"{tab.id}-{code}-{mode}"
                    page = window.documents.page
                    if isinstance(page, TodayPage):
                        page.show_part(1)
                        shown = CHARTS if tab.id == TODAY else f"{tab.id}-more"
                        yield f"{shown}-{code}-{mode}"
                    if isinstance(page, AdministrationPage):
                        for part in page.parts:
                            page.show_part(part.id)
                            yield f"{tab.id}-{part.id}-{code}-{mode}"
                records = (one.entity for one in window.navigation.documents if one.home)
                for entity in records:
                    window.documents.open(entity, 1, entity)
                    yield f"{entity}-{code}-{mode}"
                for creation in window.navigation.creations:
                    window.documents.open(creation.entity, 0, _(creation.title))
                    yield f"new-{creation.entity}-{code}-{mode}"

    def _go_on(self) -> None:
        self._calm = 0 if self._session.jobs.findChildren(Job) else self._calm + 1
        if self._calm < (CALM_CHARTS if self._here.startswith(CHARTS) else CALM):
            return
        self._calm = 0
        if self._here:
            picture = self._out / f"{self._here}.png"
            self._session.window.grab().save(str(picture))
            self.pictures.append(picture)
        self._here = next(self._stops, "")
        if not self._here:
            self._look.stop()
            self.ended.emit()


class Faults:
    """The first fault of a page, which would otherwise be a line on a terminal nobody reads."""

    def __init__(self) -> None:
        self.first: BaseException | None = None

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self.first = self.first or error
        QApplication.quit()


def take(out: Path, *, policy: KdfPolicy, clock: Clock, progress: Progress = silent) -> Taken:
    """Build the sample office in a temporary folder and walk through it; raises a page's fault."""
    out.mkdir(parents=True, exist_ok=True)
    application = walking_application()
    qInstallMessageHandler(tell_qt)
    with TemporaryDirectory(prefix="cims-tour-", ignore_cleanup_errors=True) as folder:
        opened = sample.build(
            Path(folder) / "office", policy=policy, clock=clock, progress=progress
        )
        workbook, customers, contacts = written(opened, out / WORKBOOK)
        appearance = Appearance(application)
        title = _("CIMS · Sample office")
        session = Session(
            opened, read_kept(opened), lambda: Contents(FileAsker()), appearance, title
        )
        session.ended.connect(application.quit)
        walk, faults = Walk(session, appearance, out), Faults()
        walk.ended.connect(application.quit)
        before, sys.excepthook = sys.excepthook, faults
        try:
            session.window.show()
            walk.start()
            application.exec()
        finally:
            sys.excepthook = before
            session.end(Ending.QUIT)
            application.exec()  # until the office is closed
            qInstallMessageHandler(None)
    if faults.first is not None:
        raise faults.first
    return Taken(tuple(walk.pictures), workbook, customers, contacts)


def tell_qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """What Qt remarks, but for what a platform without a display can't do."""
    if "propagateSizeHints" not in text:
        sys.stderr.write(f"{text}\n")


def walking_application() -> QApplication:
    """The application, without asking for a display where one may be missing."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    platform = ["-platform", "offscreen"] if sys.platform.startswith("linux") else []
    made = QApplication([sys.argv[0] or "cims", *platform])
    Collecting(made)
    return made


def written(opened: OpenOffice, workbook: Path) -> tuple[Path, int, int]:
    """The customers as a workbook; how many customers and contacts there are."""
    with opened.database.write(opened.actor) as office:
        export(office, "customers", workbook)
        return workbook, office.customers.count(), office.contacts.count()
