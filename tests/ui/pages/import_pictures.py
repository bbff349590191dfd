"""Pictures of every step of an import: python -m tests.ui.pages.import_pictures OUT."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

from cims.ui.pages.importing import ImportPage, work
from cims.ui.pages.importing.import_body import COLUMNS, FILE, ROWS
from cims.ui.theme import Appearance
from tests.messy import messy_list, write
from tests.ui.album import Album, application, looks, new_office, rest, wait

TICK = 0.02  # seconds


def steps(album: Album, page: ImportPage, path: Path) -> None:
    """From the empty page to the import that was taken back."""
    album.take("import-1-drop")
    page.take_file(path.with_name("gone.xlsx"))
    wait(lambda: not page.is_reading())
    album.take("import-2-refused")
    page.take_file(path)
    wait(lambda: not page.is_reading())
    for name, tab in (("3-columns", COLUMNS), ("4-rows", ROWS), ("5-file", FILE)):
        page.body.tabs.setCurrentIndex(tab)
        page.body.tabs.setFocus()
        album.take(f"import-{name}")
    page.body.tabs.setCurrentIndex(COLUMNS)
    album.settle()
    foot = page.body.mapping.verticalScrollBar()
    foot.setValue(foot.maximum())
    album.take("import-3-columns-below")
    page.check()
    wait(lambda: not page.is_importing())
    album.take("import-6-checked")
    with held_at(63, 120) as arrived:
        page.bring_in()
        wait(arrived)
        rest(50)
        album.take("import-7-running", is_held=True)
        page.setFocus()  # as Cancel does
        page.run.cancelling()
        album.take("import-7-cancelling", is_held=True)
    wait(lambda: not page.is_importing())
    album.settle()
    album.take("import-8-summary")
    page.summary.undo.click()
    album.settle()
    album.take("import-9-undone")


@contextmanager
def held_at(done: int, total: int) -> Iterator[Callable[[], bool]]:
    """Let an import stand still there; what is given says whether it has come so far."""
    real, here, go = work.take_in, Event(), Event()

    def take_in(office: Any, actor: Any, order: Any, progress: Any, *, writes: bool) -> Any:
        while not go.wait(TICK):
            progress(done, total)
            here.set()
        return real(office, actor, order, writes=writes)

    work.take_in = take_in  # type: ignore[assignment] # the same arguments
    try:
        yield here.is_set
    finally:
        go.set()
        work.take_in = real


def main() -> int:
    """Render every step."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    appearance = Appearance(application())
    with tempfile.TemporaryDirectory() as folder:
        office = new_office(Path(folder) / "office")
        path = Path(folder) / "客户表.xlsx"
        write(messy_list(), path)
        for prefix in looks(appearance):
            album = Album(out, prefix, office, appearance)
            album.session.contents.import_asked.emit("customer", None)
            page = album.window.documents.page
            assert isinstance(page, ImportPage)
            steps(album, page, path)
            album.close()
        office.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
