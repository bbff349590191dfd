"""A page of figures: read when it is first seen, and anew after writes that concern it."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent

from cims.services.changes import Changes
from cims.ui.jobs import Jobs
from cims.ui.page import Page


class LivePage(Page):
    """Out of sight it only notes that it is stale; `SOON` milliseconds join several writes."""

    WATCHED: ClassVar[tuple[str, ...]]
    SOON: ClassVar[int] = 60

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs, self._is_stale = jobs, True
        self._soon = QTimer(self, singleShot=True, interval=self.SOON)
        self._soon.timeout.connect(self._read_if_seen)
        jobs.changed.connect(self._take_changes)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {"page.reload": self.reload}

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale and not event.spontaneous():
            self.reload()

    def reload(self) -> None:
        """Read everything anew; what stands there stays until then."""
        raise NotImplementedError

    def _take_changes(self, changes: Changes) -> None:
        if any(changes.touches(entity) for entity in self.WATCHED):
            self._is_stale = True
            self._soon.start()

    def _read_if_seen(self) -> None:
        if self._is_stale and self.isVisible():
            self.reload()
