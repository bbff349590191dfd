"""What the head file says about the database beside it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from cims.services.clock import EPOCH
from cims.services.i18n import _, _n
from cims.services.vault.head import Head


class Finding(StrEnum):
    """The kinds of findings."""

    FINE = "fine"
    DATABASE_AHEAD = "database ahead"
    CHANGES_MISSING = "changes missing"
    HEAD_LOST = "head lost"
    WRONG_GENERATION = "wrong generation"
    WRONG_BRANCH = "wrong branch"


@dataclass(frozen=True)
class HeadFinding:
    """A finding; `changes` by how many, `last_saved` when the head file was last written.

    `chain_key_lost` means that a new audit segment has to begin.
    """

    kind: Finding
    changes: int = 0
    last_saved: datetime | None = None
    chain_key_lost: bool = False

    @property
    def fine(self) -> bool:
        """Whether nothing has to be said: one commit ahead is an ordinary crash."""
        ahead = self.kind is Finding.DATABASE_AHEAD and self.changes == 1
        return (self.kind is Finding.FINE or ahead) and not self.chain_key_lost

    def sentence(self, zone: str = "UTC") -> str:
        """The finding for the user; empty when there is nothing to say."""
        if self.kind is Finding.CHANGES_MISSING:
            return self._missing(zone)
        if self.kind is Finding.WRONG_GENERATION:
            return _("The head file belongs to another state of this vault.")
        if self.kind is Finding.WRONG_BRANCH:
            return _("The head file belongs to a copy of this vault.")
        if self.kind is Finding.HEAD_LOST:
            return _(
                "The head file is missing or unreadable: "
                "whether the last changes are all there cannot be checked."
            )
        if self.chain_key_lost:
            return _("The key of the audit log is unreadable: a new section begins.")
        return ""

    def _missing(self, zone: str) -> str:
        at = self.last_saved.astimezone(ZoneInfo(zone)) if self.last_saved else None
        return _n(
            "{n} saved change is missing; the last one was saved at {time}.",
            "{n} saved changes are missing; the last one was saved at {time}.",
            self.changes,
        ).format(n=self.changes, time=at.strftime("%Y-%m-%d %H:%M") if at else "?")


def compare(
    head: Head | None, generation: int, db_commit_seq: int, db_branch_id: bytes | None
) -> HeadFinding:
    """Judge a head record against the database's own counter and branch."""
    if head is None:
        return HeadFinding(Finding.HEAD_LOST, chain_key_lost=True)
    saved = EPOCH + timedelta(microseconds=head.at_us)
    lost = head.chain_key is None
    if db_commit_seq < head.commit_seq:
        missing = head.commit_seq - db_commit_seq
        return HeadFinding(Finding.CHANGES_MISSING, missing, saved, lost)
    if head.generation != generation:
        return HeadFinding(Finding.WRONG_GENERATION, 0, saved, lost)
    if db_branch_id is not None and head.branch_id != db_branch_id:
        return HeadFinding(Finding.WRONG_BRANCH, 0, saved, lost)
    if db_commit_seq > head.commit_seq:
        ahead = db_commit_seq - head.commit_seq
        return HeadFinding(Finding.DATABASE_AHEAD, ahead, saved, lost)
    return HeadFinding(Finding.FINE, 0, saved, lost)
