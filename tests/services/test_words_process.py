"""The second process that makes the search words of a long import."""

import os
import signal
import sys

import pytest

from cims.services.words_process import Texts, WordsProcess, document_of

PIECES = [
    [Texts((f"苏州恒泰{number}", f"K{number}"), (f"苏州恒泰{number}",), (f"1381234{number:04}",))]
    * 3
    for number in range(5)
]


@pytest.fixture
def process():
    begun = WordsProcess()
    yield begun
    begun.close()


def test_the_words_made_aside_are_those_made_here_in_whatever_order_they_are_called_for(process):
    numbers = [process.hand_out(piece) for piece in PIECES]
    found = {number: process.documents(number) for number in reversed(numbers)}
    for number, piece in zip(numbers, PIECES, strict=True):
        assert found[number] == [document_of(texts) for texts in piece]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_what_a_dead_process_owes_is_made_here(process):
    first = process.hand_out(PIECES[0])
    assert process.documents(first) == [document_of(texts) for texts in PIECES[0]]
    os.kill(process.pid, signal.SIGKILL)
    numbers = [process.hand_out(piece) for piece in PIECES]
    assert [process.documents(number) for number in numbers] == [
        [document_of(texts) for texts in piece] for piece in PIECES
    ]


def test_closing_ends_the_process_while_it_works():
    process = WordsProcess()
    process.hand_out(PIECES[0])
    process.close()
    assert not process.running
