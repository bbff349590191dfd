"""What was asked for without the right: kept until it can be written into the log."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime, timedelta
from threading import Lock
from typing import Protocol

from cims.services.clock import Clock
from cims.services.errors import CimsError, NotAllowed
from cims.services.rights import Actor

AGAIN = timedelta(minutes=1)


class Noting(Protocol):
    """What an office can do about a refusal."""

    def note_refusal(self, refused: NotAllowed) -> None:
        """Write down that the actor asked for what is not theirs."""


class Refusals:
    """Writes each refusal in a transaction of its own, after the rollback of what was refused.

    Once a minute for each person and method, so that nobody floods the log. `writing` is held
    while somebody writes: a reader does not wait for that, the writer notes it at the end.
    """

    def __init__(
        self, clock: Clock, begin: Callable[[Actor], AbstractContextManager[Noting]]
    ) -> None:
        self._clock, self._begin = clock, begin
        self.writing = Lock()
        self._last: dict[tuple[int | None, str], datetime] = {}
        self._waiting: deque[tuple[Actor, NotAllowed]] = deque()

    @contextmanager
    def noted(self, actor: Actor) -> Iterator[None]:
        """Note what is refused inside; to be entered before anything else of a unit of work."""
        try:
            yield
        except NotAllowed as refused:
            self._keep(actor, refused)
            raise
        finally:
            if self._waiting and self.writing.acquire(blocking=False):
                self.writing.release()
                self._write()

    def _keep(self, actor: Actor, refused: NotAllowed) -> None:
        now, key = self._clock(), (actor.user_id, refused.door)
        before = self._last.get(key)
        if not actor.is_office and (before is None or abs(now - before) >= AGAIN):
            self._last[key] = now
            self._waiting.append((actor, refused))

    def _write(self) -> None:
        with suppress(IndexError):  # another thread may have taken the last one
            while True:
                actor, refused = self._waiting.popleft()
                with suppress(CimsError), self._begin(actor) as office:
                    office.note_refusal(refused)
