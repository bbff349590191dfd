"""What an open vault notes of each commit outside the database, so that a loss is seen."""

from pathlib import Path

from cims.services.clock import Clock, microseconds
from cims.services.errors import NotPossible, reason_of
from cims.services.i18n import _
from cims.services.vault import chain
from cims.services.vault.errors import HeadNotWritten
from cims.services.vault.evidence import HEAD_FILE
from cims.services.vault.head import Head, HeadFile
from cims.services.vault.head_finding import HeadFinding, compare
from cims.services.vault.keys import Buffer, wipe


class NotedHead:
    """The head file of one generation, and what it says."""

    def __init__(self, folder: Path, generation: int, vault_id: str, key: Buffer, now: Clock):
        self.generation = generation
        self.head: Head | None = None
        self.head_problem = ""
        self.chain_key: bytearray | None = None
        self.branch_id = b""
        self.rebase = 0
        self._now = now
        self._head_file = HeadFile(folder / HEAD_FILE, vault_id, key)
        self._read_head()

    def write_head(
        self,
        commit_seq: int,
        audit_seq: int,
        audit_tag: bytes,
        chain_key: Buffer,
        rebase: int | None = None,
    ) -> None:
        """Note a commit durably; `chain_key` is that of the row after `audit_seq`.

        A raised `rebase` overwrites both records, as after a loss that was accepted. Raises
        HeadNotWritten when the disk refuses.
        """
        raised = rebase is not None and rebase != self.rebase
        if rebase is not None:
            self.rebase = rebase
        if len(self.branch_id) != chain.BRANCH_BYTES:
            raise NotPossible(_("The head file needs the branch of the database first."))
        head = Head(
            self.generation,
            self.rebase,
            self.branch_id,
            commit_seq,
            audit_seq,
            audit_tag,
            microseconds(self._now()),
            chain_key,
        )
        try:
            if raised:
                self._head_file.write_both(head)
            else:
                self._head_file.write(head)
        except OSError as error:
            raise HeadNotWritten(reason_of(error)) from error
        self.head, self.head_problem = head, ""
        self.chain_key = bytearray(chain_key)

    def check_commit_seq(self, db_commit_seq: int, branch_id: bytes | None = None) -> HeadFinding:
        """Compare the head file with the database's counter and branch."""
        return compare(self.head, self.generation, db_commit_seq, branch_id)

    def _read_head(self) -> None:
        self.head, self.head_problem = self._head_file.read()
        if self.head is not None:
            self.branch_id, self.rebase = self.head.branch_id, self.head.rebase
            key = self.head.chain_key
            self.chain_key = None if key is None else bytearray(key)

    def _continue_head(self, before: "NotedHead") -> None:
        self.branch_id, self.rebase = before.branch_id, before.rebase
        head = before.head
        if head is not None and head.chain_key is not None:
            self.write_head(head.commit_seq, head.audit_seq, head.audit_tag, head.chain_key)

    def _close_head(self) -> None:
        self._head_file.close()
        if self.chain_key is not None:
            wipe(self.chain_key)
        self.head = None
