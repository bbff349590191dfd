"""How long work tells where it is, and hears that it should stop."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Protocol, TypeVar

T = TypeVar("T")


class Progress(Protocol):
    def __call__(self, done: int, total: int) -> None:
        """Report progress; raise Cancelled when the user wants to stop."""


def silent(done: int, total: int) -> None:
    """A Progress for work that nobody watches."""


def in_chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
