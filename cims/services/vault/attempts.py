"""Failed sign-ins: kept in the open until the next sign-in writes them into the audit."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from cims.services.clock import Clock, microseconds
from cims.services.vault.canon import NotCanonical, canon, read_canon
from cims.services.vault.errors import WaitFirst, WrongPassword
from cims.services.vault.files import replace_durably

ATTEMPTS = "attempts.json"
MOST = 1000
FREE_FAILURES = 2
LONGEST_WAIT = 60


@dataclass(frozen=True)
class Attempt:
    """One wrong password or sheet; `open` until its slot is signed in to.

    Anybody can change the file.

    One that the audit has `taken` over is kept for the waiting only.
    """

    at_us: int
    slot_id: str
    open: bool = True
    taken: bool = False


def delay_after(failures: int) -> int:
    """Seconds to wait after so many wrong passwords in a row: from the third 1, 2, 4 … 60."""
    if failures <= FREE_FAILURES:
        return 0
    return int(min(LONGEST_WAIT, 2 ** min(failures - FREE_FAILURES - 1, 10)))


def seconds_to_wait(folder: Path, slot_id: str, now: datetime) -> int:
    """How long this slot must still wait; never longer than the delay, whatever the clock says."""
    failures = [a for a in read_attempts(folder) if a.open and a.slot_id == slot_id]
    delay = delay_after(len(failures))
    if not delay:
        return 0
    passed = microseconds(now) - failures[-1].at_us
    if passed < 0:
        return delay
    return max(0, delay - passed // 1_000_000)


@contextmanager
def counted(folder: Path, slot_id: str, now: Clock) -> Iterator[None]:
    """Try a password of this slot: WaitFirst while it has to wait, and wrong ones make it wait."""
    if wait := seconds_to_wait(folder, slot_id, now()):
        raise WaitFirst(wait)
    try:
        yield
    except WrongPassword as wrong:
        note_failure(folder, slot_id, now())
        wrong.seconds = seconds_to_wait(folder, slot_id, now())
        raise
    note_success(folder, slot_id)


def note_failure(folder: Path, slot_id: str, now: datetime) -> None:
    """Add one failure, as far as the disk lets us; the oldest go beyond a thousand."""
    attempts = (*read_attempts(folder), Attempt(microseconds(now), slot_id))
    with suppress(OSError):
        _write(folder, attempts[-MOST:])


def note_success(folder: Path, slot_id: str) -> None:
    """End the waiting of a slot that was signed in to; what happened stays noted."""
    attempts = read_attempts(folder)
    closed = tuple(replace(a, open=a.open and a.slot_id != slot_id) for a in attempts)
    with suppress(OSError):
        if closed != attempts:
            _write(folder, closed)


def read_attempts(folder: Path) -> tuple[Attempt, ...]:
    """What is noted, oldest first; a missing or garbled file counts as empty."""
    try:
        found = read_canon((folder / ATTEMPTS).read_bytes())
        return tuple(Attempt(int(at), str(slot), *map(bool, marks)) for at, slot, *marks in found)
    except (OSError, NotCanonical, TypeError, ValueError):
        return ()


def forget(folder: Path, recorded: Iterable[Attempt]) -> None:
    """Drop what the audit has taken over, but for that which others have to wait for still."""
    taken = {(attempt.at_us, attempt.slot_id) for attempt in recorded}
    known = (
        replace(a, taken=a.taken or (a.at_us, a.slot_id) in taken) for a in read_attempts(folder)
    )
    left = tuple(attempt for attempt in known if attempt.open or not attempt.taken)
    if left:
        _write(folder, left)
    else:
        (folder / ATTEMPTS).unlink(missing_ok=True)


def _write(folder: Path, attempts: tuple[Attempt, ...]) -> None:
    replace_durably(
        folder / ATTEMPTS, canon([[a.at_us, a.slot_id, a.open, a.taken] for a in attempts])
    )
