"""Shows pages in the door window and does work for them off the UI thread."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from cims.services.i18n import _
from cims.services.progress import Progress
from cims.ui.doors.background import Background
from cims.ui.doors.door_page import DoorPage
from cims.ui.doors.door_window import DoorWindow
from cims.ui.messages import Messages

T = TypeVar("T")
P = TypeVar("P", bound=DoorPage)
Failed = Callable[[Exception], None]


class Stage(QObject):
    """What the doors do again and again: a page, some work, an answer."""

    def __init__(self, window: DoorWindow, parent: QObject) -> None:
        super().__init__(parent)
        self.window = window
        self.messages = Messages(window)
        self._background = Background(self)

    def page(self) -> DoorPage:
        """The page that is shown."""
        assert self.window.page is not None
        return self.window.page

    def is_busy(self) -> bool:
        """Whether a key is derived or an office is made."""
        return self._background.is_busy()

    def close(self) -> None:
        """Wait for what runs."""
        self._background.close()

    def show(self, make: Callable[[], P], connect: Callable[[P], None]) -> None:
        """Show a page; `connect` is called for each one that a switch of language builds."""

        def build() -> DoorPage:
            page = make()
            connect(page)
            return page

        self.window.show_page(build)

    def work(
        self,
        work: Callable[[Progress], T],
        then: Callable[[T], None],
        failed: Callable[[DoorPage, Exception], None],
        *,
        can_stop: bool = False,
    ) -> None:
        """Do work while the page that asked for it waits; with `can_stop` it may be given up."""
        page = self.page()
        page.say("")
        page.wait(is_waiting=True, can_stop=can_stop)

        def ended(result: T) -> None:
            page.wait(is_waiting=False)
            then(result)

        def refused(error: Exception) -> None:
            page.wait(is_waiting=False)
            failed(page, error)

        def stopped() -> None:
            page.wait(is_waiting=False)
            page.say(_("Stopped. Nothing was changed."), "info")

        job = self._background.run(page, work, ended, refused, page.show_progress, stopped)
        page.stop.clicked.connect(job.cancel)

    def wait_for(
        self,
        title: str,
        work: Callable[[Progress], T],
        then: Callable[[T], None],
        failed: Failed,
        cancelled: Callable[[], None] | None = None,
    ) -> None:
        """Do long work with a page of its own; with `cancelled` it can be given up."""
        from cims.ui.doors.wait_page import WaitPage

        def tell(done: int, total: int) -> None:
            self.page().show_progress(done, total)

        def connect(page: WaitPage) -> None:
            if cancelled is not None:
                page.cancelled.connect(job.cancel)
                page.cancelled.connect(cancelled)

        job = self._background.run(self, work, then, failed, tell)
        self.show(lambda: WaitPage(title, ends=cancelled is not None), connect)
