"""What long work does: it tells where it is, hears that it should stop, goes on in chunks."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no cycles among the rows of an import or export: it takes a sixth of their time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
