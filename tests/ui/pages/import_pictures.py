"""Pictures of every step of an import: python -m tests.ui.pages.import_pictures OUT."""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from cims.services.i18n import LANGUAGES, use_language
from cims.services.opening import OpenOffice
from cims.ui.actions import Commands
from cims.ui.contents import Contents
from cims.ui.jobs import Jobs
from cims.ui.main_window import MainWindow
from cims.ui.messages import Messages
from cims.ui.navigation import Surroundings
from cims.ui.pages.importing import ImportPage
from cims.ui.pages.importing.import_body import COLUMNS, FILE, ROWS
from cims.ui.qt_words import use_qt_words
from cims.ui.theme import Appearance, Mode
from tests.messy import messy_list, write
from tests.ui.doors.conftest import ReadyFiles
from tests.ui.records.pictures import new_office, settle, wait

SIZES = ((1280, 720), (1440, 900))


class Album:
    """One window after the other, in every size."""

    def __init__(self, out: Path, window: MainWindow, prefix: str) -> None:
        self._out, self._window, self._prefix = out, window, prefix

    def take(self, name: str, sizes: tuple[tuple[int, int], ...] = SIZES) -> None:
        """The window as it is now."""
        for width, height in sizes:
            self._window.resize(width, height)
            self._window.show()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            settle(60)
            file = self._out / f"{self._prefix}-{name}-{width}x{height}.png"
            self._window.grab().save(str(file))


def steps(album: Album, page: ImportPage, path: Path) -> None:
    """From the empty page to the import that was taken back."""
    album.take("1-drop")
    page.take_file(path.with_name("gone.xlsx"))
    wait(lambda: not page.is_reading())
    album.take("2-refused")
    page.take_file(path)
    wait(lambda: not page.is_reading())
    for name, tab in (("3-columns", COLUMNS), ("4-rows", ROWS), ("5-file", FILE)):
        page.body.tabs.setCurrentIndex(tab)
        album.take(name)
    page.body.tabs.setCurrentIndex(COLUMNS)
    settle(60)
    foot = page.body.mapping.verticalScrollBar()
    foot.setValue(foot.maximum())
    album.take("3-columns-below")
    page.check()
    wait(lambda: not page.is_importing())
    album.take("6-checked")
    page.bring_in()
    album.take("7-importing", SIZES[:1])  # it is soon over
    wait(lambda: not page.is_importing())
    album.take("8-summary")
    page.summary.undo.click()
    wait(lambda: not page.summary.undo.isEnabled() and not page._jobs.is_busy())
    album.take("9-undone")


def shoot(out: Path, office: OpenOffice, appearance: Appearance, path: Path, prefix: str) -> None:
    """All steps in one language and theme."""
    messages, files = Messages(), ReadyFiles()
    jobs = Jobs(office.database, office.actor, messages)
    around = Surroundings(jobs, messages, Commands(lambda _right: True), appearance)
    contents = Contents(files)
    window = MainWindow(contents.navigation(), around, lambda _right: True, "王晓燕")
    contents.join(window, around)
    contents.import_asked.emit("customer", None)
    page = window.documents.page
    assert isinstance(page, ImportPage)
    steps(Album(out, window, prefix), page, path)
    jobs.close()
    window.deleteLater()
    settle(60)


def main() -> int:
    """Render every step."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    appearance = Appearance(application)
    with tempfile.TemporaryDirectory() as folder:
        office = new_office(Path(folder) / "office")
        path = Path(folder) / "客户表.xlsx"
        write(messy_list(), path)
        for code in LANGUAGES:
            use_language(code)
            use_qt_words(code)
            for mode in (Mode.LIGHT, Mode.DARK):
                appearance.choose(mode=mode)
                shoot(out, office, appearance, path, f"{mode}-{code}")
        office.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
