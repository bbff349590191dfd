"""Search words, made in a second process while the first one writes the rows of a long import.

The process gets the texts of records and gives their words back; it knows no vault and no keys,
and ends when its pipe is closed, also by the death of the process that began it.
"""

from collections import deque
from collections.abc import Callable, Iterable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from typing import Any, NamedTuple

from cims.services.rules.folding import digit_tokens, sound_tokens, text_tokens
from cims.services.vault.hardening import harden_process


class Texts(NamedTuple):
    """What a record is found by: words of every kind, Chinese names, numbers."""

    words: tuple[str, ...]
    names: tuple[str, ...]
    numbers: tuple[str, ...]


class Document(NamedTuple):
    """The words under which a record is found, one string per search column."""

    text: str
    sound: str
    digits: str


def document_of(texts: Texts) -> Document:
    """The search words for the texts of a record."""
    return Document(
        text_tokens(*texts.words), sound_tokens(*texts.names), digit_tokens(*texts.numbers)
    )


class WordsProcess:
    """Takes texts in pieces; the words of each piece are called for by its number.

    Should the process die, what it still owes is made here: an import goes on.
    """

    def __init__(self) -> None:
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self._pieces: deque[list[Texts]] = deque()
        self._made: dict[int, list[Document]] = {}
        self._received: SimpleQueue[list[Document] | None] = SimpleQueue()
        self._handed_out = self._called_for = 0
        Thread(target=receive, args=(self._pipe, self._received.put), daemon=True).start()

    @property
    def pid(self) -> int | None:
        """The number of the process."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process.is_alive()

    def hand_out(self, texts: list[Texts]) -> int:
        """Let words be made; the number to call for them by."""
        try:
            self._pipe.send(texts)
        except OSError:
            self._received.put(None)
        self._pieces.append(texts)
        self._handed_out += 1
        return self._handed_out

    def documents(self, number: int) -> list[Document]:
        """The words of one piece, each called for once; waits for them."""
        while number not in self._made:
            received, texts = self._received.get(), self._pieces.popleft()
            if received is None:
                self._received.put(None)
                received = [document_of(one) for one in texts]
            self._called_for += 1
            self._made[self._called_for] = received
        return self._made.pop(number)

    def close(self) -> None:
        """End the process, whatever it still works on."""
        self._process.terminate()
        self._process.join()
        self._pipe.close()


def serve(pipe: "Connection[Any, Any]") -> None:
    """What the second process does. A thread takes texts in, so that neither side waits."""
    harden_process()
    pieces: SimpleQueue[list[Texts] | None] = SimpleQueue()
    Thread(target=receive, args=(pipe, pieces.put), daemon=True).start()
    for piece in iter(pieces.get, None):
        pipe.send([document_of(texts) for texts in piece])


def receive(pipe: "Connection[Any, Any]", put: Callable[[Any], None]) -> None:
    """Take in what comes through the pipe until it is closed; None is the end."""
    for piece in arrivals(pipe):
        put(piece)
    put(None)


def arrivals(pipe: "Connection[Any, Any]") -> Iterable[Any]:
    """All that comes through a pipe until the other side is gone."""
    while True:
        try:
            yield pipe.recv()
        except (EOFError, OSError):
            return
