"""Reads figures on the readers, keeps them until records that they count change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from cims.services.changes import Changes
from cims.services.insights.analyses import Analysis
from cims.services.insights.figures import Asked, Part, Scope
from cims.services.lead_fields import LEAD
from cims.ui.modules import is_off
from cims.ui.pages.dashboard.arrangement import SETTING

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Job, Jobs

PAUSE = 250  # milliseconds: several changes at once are one
NAMED = ("user", "stage", "pipeline")  # their names stand in figures of other records


@dataclass(frozen=True)
class Start:
    """What has to be known before anything can be asked for."""

    analyses: Sequence[Analysis]
    scopes: Sequence[Scope]
    kept: dict[str, Any]
    today: date

    @classmethod
    def read(cls, office: "Office") -> "Start":
        """To be called inside a job."""
        insights = office.insights
        kept = office.settings.mine(SETTING)
        offered = insights.offered()
        if is_off(office, LEAD.name):
            offered = tuple(one for one in offered if one.entity != LEAD.name)
        return cls(offered, insights.scopes(), kept, office.today)


class FiguresFeed(QObject):
    """One job for each analysis, so that three of them are read at a time."""

    arrived = Signal(str, object)  # analysis, its parts
    failed = Signal(str, object)
    stale = Signal()
    busy_changed = Signal(bool)

    def __init__(self, jobs: "Jobs", parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._kept: dict[tuple[str, Asked], tuple[Part, ...]] = {}
        self._running: dict[str, Job] = {}
        self._asked: dict[str, Asked] = {}
        self._entities: dict[str, str] = {}
        self.today: date | None = None
        self._soon = QTimer(self, singleShot=True, interval=PAUSE)
        self._soon.timeout.connect(self.stale)
        jobs.changed.connect(self._changed)

    def know(self, start: Start) -> None:
        """Learn which analyses there are; figures of another day are not kept."""
        self._entities = {each.name: each.entity for each in start.analyses}
        if start.today != self.today:
            self._kept.clear()
        self.today = start.today

    def forget(self) -> None:
        """Read everything anew when it is asked for next."""
        self._kept.clear()

    def ask(self, names: Iterable[str], asked: Asked) -> None:
        """Deliver these analyses: at once what is kept, else as soon as it is read."""
        for name in names:
            if name in self._running and self._asked.get(name) == asked:
                continue
            self._stop(name)
            self._asked[name] = asked
            if (name, asked) in self._kept:
                self.arrived.emit(name, self._kept[name, asked])
            else:
                self._read(name, asked)
        self.busy_changed.emit(bool(self._running))

    def _read(self, name: str, asked: Asked) -> None:
        def come(parts: tuple[Part, ...]) -> None:
            self._end(name)
            self._kept[name, asked] = parts
            self.arrived.emit(name, parts)

        def refused(error: Exception) -> None:
            self._end(name)
            self.failed.emit(name, error)

        self._running[name] = self._jobs.read(
            self, lambda office: office.insights.read(name, asked), come, refused
        )

    def _end(self, name: str) -> None:
        self._running.pop(name, None)
        self.busy_changed.emit(bool(self._running))

    def _stop(self, name: str) -> None:
        job = self._running.pop(name, None)
        if job is not None:
            job.cancel()

    def _changed(self, changes: Changes) -> None:
        touched = {
            name
            for name, entity in self._entities.items()
            if any(map(changes.touches, (entity, *NAMED)))
        }
        if not touched:
            return
        for key in [key for key in self._kept if key[0] in touched]:
            del self._kept[key]
        for name in touched:  # what runs looks at the state before the change
            self._stop(name)
        self.busy_changed.emit(bool(self._running))
        self._soon.start()
