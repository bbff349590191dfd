"""Lets the log be checked off the UI thread, and keeps what an owner confirms."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.log_entries import SeamLine
from cims.services.log_verdict import LogCheck
from cims.services.progress import Progress
from cims.ui.pages.audit_log.verdict_card import VerdictCard
from cims.ui.records.format import Words

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Job, Jobs

Verdict = tuple[LogCheck, tuple[SeamLine, ...]]


class LogChecker(QObject):
    """`checked` once a verdict stands in the log."""

    checked = Signal()

    def __init__(self, jobs: "Jobs", parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.card = VerdictCard()
        self.check: LogCheck | None = None
        self._words = Words()
        self._running: Job | None = None
        self.card.confirm_asked.connect(self.confirm)
        self.card.cancelled.connect(self.stop)

    def begin(self, words: Words) -> None:
        """Start, unless it runs."""
        if self._running is not None:
            return
        self._words = words
        self.card.begin()

        def work(office: "Office", progress: Progress) -> Verdict:
            from cims.services.backup.anchors import reachable

            return office.audit_log.verify(progress, reachable), office.audit_log.seams()

        self._running = self._jobs.read(self, work, self._show, self._failed, progress=True)
        self._running.progressed.connect(self.card.progress)
        self._running.ended.connect(self._ended)

    def stop(self) -> None:
        """Break off; nothing is said then."""
        if self._running is not None:
            self._running.cancel()
            self.card.hide()

    def confirm(self, seq: int) -> None:
        """Confirm as an owner where a section begins, and look again."""
        self._jobs.write(
            lambda office: office.audit_log.confirm_seam(seq),
            owner=self,
            label=_("Section confirmed"),
            then=lambda _done: self.begin(self._words),
        )

    def _show(self, verdict: Verdict) -> None:
        check, seams = verdict
        self.check = check
        self.card.show_verdict(check, seams, self._words)
        self._jobs.write(
            lambda office: office.audit_log.note_check(check),
            owner=self,
            then=lambda _done: self.checked.emit(),
        )

    def _failed(self, error: Exception) -> None:
        words = str(error) if isinstance(error, CimsError) else _("This could not be read.")
        self.card.fail(words)

    def _ended(self) -> None:
        self._running = None
