"""Checks, imports, takes back and saves problems, one at a time, for the page that asks."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from cims.services.changes import ChangeKind
from cims.services.i18n import _, _n
from cims.services.progress import Progress
from cims.services.spreadsheet.problem_book import save_problems
from cims.services.spreadsheet.report import Report
from cims.ui.jobs import Job, Jobs
from cims.ui.messages import Messages
from cims.ui.pages.importing import work
from cims.ui.pages.importing.work import Order

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.file_asker import FileAsker


class Runner(QObject):
    """The long work of an import; closing the page that owns it does not stop an import."""

    started = Signal(str)  # what runs, in words
    progressed = Signal(int, int)
    checked = Signal(object)  # Report
    imported = Signal(object)  # Report
    ended = Signal(bool)  # whether it was cancelled before it came to an end
    undone = Signal()

    def __init__(self, jobs: Jobs, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._messages = jobs, messages
        self._job: Job | None = None
        self._has_arrived = False

    def is_running(self) -> bool:
        """Whether a check or an import runs."""
        return self._job is not None

    def check(self, order: Order) -> None:
        """Go through the whole list without writing."""
        actor = self._jobs.actor

        def check(office: "Office", progress: Progress) -> Report:
            return work.take_in(office, actor, order, progress, writes=False)

        job = self._jobs.read(self, check, self._take_check, self._refused, progress=True)
        self._watch(job, _("Checking {file}…").format(file=order.path.name))

    def bring_in(self, order: Order) -> None:
        """Import in one transaction, then tell it with Undo, whatever page is open by then."""
        actor, jobs, messages = self._jobs.actor, self._jobs, self._messages

        def bring(office: "Office", progress: Progress) -> Report:
            return work.take_in(office, actor, order, progress, writes=True)

        def take_back(set_id: int) -> None:
            if isValid(self):
                self.undo(set_id)
            else:
                jobs.undo(set_id)

        def told(report: Report) -> None:
            count, set_id = report.created + report.updated, report.change_set_id
            words = _n("{n} row imported from {file}", "{n} rows imported from {file}", count)
            words = words.format(n=f"{count:,}", file=order.path.name)
            if set_id is None or not count:
                messages.toast(words)
            else:
                messages.toast(words, lambda: take_back(set_id))
            if isValid(self):
                self._take_import(report)

        name = order.path.name
        kind = ChangeKind.IMPORT
        job = jobs.write(
            bring, kind=kind, label=name, then=told, failed=messages.error, progress=True
        )
        self._watch(job, _("Import of {file}").format(file=name))

    def cancel(self) -> None:
        """Stop what runs at its next step."""
        if self._job is not None:
            self._job.cancel()

    def undo(self, change_set_id: int) -> None:
        """Take an import back."""
        self._jobs.undo(change_set_id).ended.connect(self._undo_ended)

    def ask_to_save(
        self, window: QWidget, files: "FileAsker", order: Order, report: Report
    ) -> None:
        """Ask where the rows with problems are to be written, as a workbook to correct."""
        title = _("Save problems as Excel")
        name = _("{file} - problems.xlsx").format(file=order.path.stem)

        def save(out: Path) -> None:
            if isValid(self):
                self._save(order, report, out)

        files.to_save(window, title, name, "Excel (*.xlsx)", save)

    def _save(self, order: Order, report: Report, out: Path) -> None:

        def saved(count: int) -> None:
            words = _n("{n} row saved in {file}", "{n} rows saved in {file}", count)
            self._messages.toast(words.format(n=f"{count:,}", file=out.name))

        self._jobs.background(
            self,
            lambda progress: save_problems(order.path, report, out, order.options, progress),
            saved,
        )

    def _watch(self, job: Job, words: str) -> None:
        self._job, self._has_arrived = job, False
        job.progressed.connect(self.progressed)
        job.ended.connect(self._run_ended)
        self.started.emit(words)

    def _take_check(self, report: Report) -> None:
        self._has_arrived = True
        self.checked.emit(report)

    def _take_import(self, report: Report) -> None:
        self._has_arrived = True
        self.imported.emit(report)

    def _refused(self, error: Exception) -> None:
        self._messages.error(error)

    def _run_ended(self) -> None:
        if self._job is self.sender():
            is_cancelled = self._job.is_cancelled and not self._has_arrived
            self._job = None
            self.ended.emit(is_cancelled)

    def _undo_ended(self) -> None:
        job = self.sender()
        if isinstance(job, Job) and job.changes.by_entity:
            self.undone.emit()
