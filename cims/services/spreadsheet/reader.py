"""The rows of a list in batches, as far as they can be made without the vault.

A short list is read here, a long one in a second process, which puts its rows together, checks
them and makes their search words while this one writes. That process gets a path and the words
of the office, no vault and no keys; nothing of the list is written anywhere.
"""

import gc
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from cims.services.beginning import Beginning
from cims.services.errors import CimsError
from cims.services.fault_report import fault_report
from cims.services.field_rights import Closed
from cims.services.i18n import _, use_language
from cims.services.progress import Progress, in_chunks, silent
from cims.services.search_words import Made
from cims.services.spreadsheet.drafts import Draft
from cims.services.spreadsheet.finishing import Finishing, texts_of
from cims.services.spreadsheet.modes import Mode
from cims.services.spreadsheet.open_source import opened_source
from cims.services.spreadsheet.report import ImportOptions
from cims.services.spreadsheet.source import Source, described_by
from cims.services.spreadsheet.words import OfficeWords
from cims.services.vault.hardening import harden_process

BATCH = 500
WORTH_A_PROCESS = 400_000  # bytes of a file: some 4,000 rows
BETWEEN_LOOKS = 0.1  # seconds until the user's wish to stop is heard


@dataclass(frozen=True)
class Wanted:
    """Which list is to be read, and what reading it has to know of the office.

    `closed` are the fields closed to whoever imports, of the type and of the contact in its rows.
    """

    entity: str
    contact: str
    path: Path
    options: ImportOptions
    mode: Mode
    words: OfficeWords
    told: Beginning
    language: str
    closed: tuple[Closed, Closed] = ((), ())


class ReadingFault(Exception):
    """A fault of the program in the second process, told by its places there."""

    @property
    def places(self) -> str:
        """The report of the second process, for that of this one."""
        return str(self)


class Faults:
    """Hands a fault over without its words, which may quote a record, instead of printing it."""

    def __init__(self, pipe: "Connection[Any, Any]") -> None:
        self._pipe = pipe

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if not isinstance(error, Exception) or isinstance(error, OSError):
            return False
        self._pipe.send(ReadingFault(fault_report(error, "in the second process")))
        return True


class Batch(NamedTuple):
    """Some rows of a list; rows with links are left unfinished. `made` are their search words."""

    drafts: list[Draft]
    made: Made


@contextmanager
def list_read(
    wanted: Wanted, progress: Progress = silent
) -> Iterator[tuple[Source, Iterator[Batch]]]:
    """What is known of a list, and all its rows; UnusableFile says why it can't be read."""
    aside = begun_aside(wanted) if worth_a_process(wanted.path) else None
    if aside is None:
        with read_here(wanted, progress) as read:
            yield read
        return
    with aside:
        yield aside.source(progress), aside.batches(progress)


@contextmanager
def read_here(wanted: Wanted, progress: Progress) -> Iterator[tuple[Source, Iterator[Batch]]]:
    """Read a list in this process."""
    entity, contact = described_by(wanted.entity, wanted.contact, wanted.closed)
    with opened_source(wanted.path, entity, contact, wanted.options) as source:
        source.look_through(progress)
        finishing = Finishing(source, wanted.mode, wanted.told)
        batches = in_chunks(source.drafts(wanted.words), BATCH)
        yield source, (Batch(finished(finishing, drafts), Made()) for drafts in batches)


def finished(finishing: Finishing, drafts: list[Draft]) -> list[Draft]:
    """These rows, finished as far as they need no links."""
    for draft in drafts:
        if not draft.pending:
            finishing.finish(draft)
    return drafts


def worth_a_process(path: Path) -> bool:
    """Whether a file is long enough, and another processor there to read it."""
    try:
        return path.stat().st_size > WORTH_A_PROCESS and (os.cpu_count() or 1) > 1
    except OSError:  # reading it will say what is wrong
        return False


def begun_aside(wanted: Wanted) -> "ReadAside | None":
    """A second process that reads; None when the system has no room for one."""
    try:
        return ReadAside(wanted)
    except OSError:
        return None


class ReadAside:
    """A second process on a list; as a context it ends with it, whatever it still works on."""

    def __init__(self, wanted: Wanted) -> None:
        context = get_context("spawn")
        self._file, self._done, self._total = wanted.path.name, 0, 0
        self._pipe, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=serve, args=(theirs, wanted), daemon=True)
        try:
            self._process.start()
        finally:
            theirs.close()

    def __enter__(self) -> "ReadAside":
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.terminate()
        self._process.join()
        self._pipe.close()

    def source(self, progress: Progress) -> Source:
        """What is known of the list, once it was looked through."""
        source: Source = self._next(progress)
        self._total = source.total
        return source

    def batches(self, progress: Progress) -> Iterator[Batch]:
        """All rows."""
        while (batch := self._next(progress)) is not None:
            yield batch
            self._done += len(batch.drafts)

    def _next(self, progress: Progress) -> Any:
        """What comes next; the user may stop while it is waited for."""
        try:
            while not self._pipe.poll(BETWEEN_LOOKS):
                progress(self._done, self._total)
            found = self._pipe.recv()
        except (EOFError, OSError):
            raise CimsError(
                _(
                    "Reading {file} broke off; nothing was imported. Close other programs if "
                    "memory is short, and import again."
                ).format(file=self._file)
            ) from None
        if isinstance(found, CimsError | ReadingFault):
            raise found
        return found


def serve(pipe: "Connection[Any, Any]", wanted: Wanted) -> None:
    """What the second process does: it ends when its pipe is closed, however that came."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that began it decides
    harden_process()
    use_language(wanted.language)
    gc.disable()  # no cycles are made among all these rows
    with suppress(OSError), Faults(pipe):
        try:
            hand_over(pipe, wanted)
        except CimsError as refusal:
            pipe.send(refusal)


def hand_over(pipe: "Connection[Any, Any]", wanted: Wanted) -> None:
    """Send the list and its rows with their search words."""
    with read_here(wanted, silent) as (source, batches):
        pipe.send(source)
        source.codes.clear()
        for drafts, made in batches:
            for draft in drafts:
                for texts in texts_of(source, draft):
                    made.add(texts)
            pipe.send(Batch(drafts, made))
        pipe.send(None)
