"""What a command says: results to stdout, sentences to stderr."""

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from cims.services.clock import Clock
from cims.services.vault.policy import KdfPolicy

WIDEST = 40
STEP = 1000


@dataclass
class Terminal:
    """The two streams of a command, and what the composition root chose for it."""

    policy: KdfPolicy
    clock: Clock
    json: bool = False

    def say(self, sentence: str) -> None:
        """Tell the person something; never part of the result."""
        self.hide_progress()
        lines = map(plain, sentence.split("\n"))
        print_to(sys.stderr, "\n".join(lines) + "\n")

    def give(self, value: Any) -> None:
        """The result as one JSON value."""
        put(json.dumps(value, ensure_ascii=False) + "\n")

    def line(self, text: str) -> None:
        """One line of the result as it is, such as a password."""
        put(plain(text) + "\n")

    def give_each(self, values: Iterable[Any]) -> None:
        """The result as one JSON list, written while it is read."""
        before = "["
        for value in values:
            put(f"{before}\n{json.dumps(value, ensure_ascii=False)}")
            before = ","
        put("[]\n" if before == "[" else "\n]\n")

    def show(
        self, heads: Sequence[str], rows: Iterable[Sequence[str]], *, whole: bool = False
    ) -> None:
        """The result as a table for people, its last column uncut where `whole`."""
        cells = [[plain(cell) for cell in row] for row in (heads, *rows)]
        longest = [max(map(columns_of, column)) for column in zip(*cells, strict=True)]
        widths = [min(width, WIDEST) for width in longest]
        if whole:
            widths[-1] = longest[-1]
        for row in cells:
            line = "  ".join(fitted(cell, width) for cell, width in zip(row, widths, strict=True))
            put(line.rstrip() + "\n")

    def progress(self, done: int, total: int) -> None:
        """Progress of long work, where somebody watches."""
        if total >= STEP and sys.stderr.isatty():
            print_to(sys.stderr, f"\r{done:,} / {total:,}  ")

    def hide_progress(self) -> None:
        """Give the line of the progress free for a sentence."""
        if sys.stderr.isatty():
            print_to(sys.stderr, "\r\x1b[K")


def put(text: str) -> None:
    """Write to stdout in UTF-8, whatever the console's code page says of files and pipes."""
    if sys.stdout.isatty():
        print_to(sys.stdout, text)
    else:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))


def print_to(stream: TextIO, text: str) -> None:
    """Write what the stream can show; the rest becomes question marks."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "replace").decode(encoding, "replace"))
    stream.flush()


def plain(text: str) -> str:
    """One line without signs that move a terminal's cursor or turn its text round."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def columns_of(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def fitted(text: str, width: int) -> str:
    """The text in exactly `width` columns, cut with … where it is longer."""
    if columns_of(text) > width:
        while columns_of(text) > width - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (width - columns_of(text))
