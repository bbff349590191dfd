"""What a list can do with tasks besides: tick off, put off."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from cims.services.i18n import _, _n
from cims.services.rights import Action, refusal
from cims.ui.icons import icon
from cims.ui.records.format import Words
from cims.ui.records.postpone_row import STEPS, days_of
from cims.ui.widgets import doubled

if TYPE_CHECKING:
    from cims.ui.jobs import Jobs


class TaskCommands(QObject):
    """Belongs to the tasks' list."""

    def __init__(self, owner: QWidget, jobs: "Jobs") -> None:
        super().__init__(owner)
        self._jobs = jobs
        self.words = Words()

    def fill(self, menu: QMenu, ids: Sequence[int]) -> None:
        """The entries for these tasks."""
        chosen = list(ids)
        done = menu.addAction(icon("circle-check"), doubled(_("Done")))
        done.triggered.connect(lambda: self.finish(chosen))
        reopen = menu.addAction(icon("circle"), doubled(_("Not done")))
        reopen.triggered.connect(lambda: self.finish(chosen, done=False))
        later = menu.addMenu(icon("calendar-clock"), doubled(_("Put off")))
        for words, day in zip(STEPS, days_of(self.words.today), strict=True):
            entry = later.addAction(doubled(_(words)))
            entry.triggered.connect(partial(self.postpone, chosen, day))
        for one in (done, reopen, later.menuAction()):
            one.setEnabled(bool(chosen))
            if not self._jobs.actor.may(Action.EDIT, "task"):
                one.setEnabled(False)
                one.setToolTip(str(refusal(Action.EDIT)))

    def finish(self, ids: Sequence[int], *, done: bool = True) -> None:
        """Tick tasks off, or take the tick away; the toast takes it back."""
        words = _n("{n} task done", "{n} tasks done", len(ids)) if done else _("Open again")
        self._jobs.write(
            lambda office: office.tasks.finish(ids, done=done), toast=words.format(n=len(ids))
        )

    def postpone(self, ids: Sequence[int], day: date) -> None:
        """Put tasks off to a day; the toast takes it back."""
        words = _("Put off to {day}").format(day=day.isoformat())
        self._jobs.write(lambda office: office.tasks.postpone(ids, day), toast=words)
