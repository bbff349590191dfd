"""What the system says of a file, in the words of who reads it."""

import errno
import os
from pathlib import Path

import pytest

from cims.services.backup.errors import not_written
from cims.services.errors import REASONS, reason_of
from cims.services.i18n import use_language


@pytest.mark.parametrize("number", REASONS)
def test_a_reason_is_told_in_the_readers_language(number: int) -> None:
    said = OSError(number, os.strerror(number))
    assert reason_of(said) != said.strerror
    use_language("zh_CN")
    assert not any(letter.isascii() for letter in reason_of(said))
    assert f"（{reason_of(said)}）" in str(not_written(Path("备份"), said))


def test_what_has_no_words_is_told_as_the_system_says_it() -> None:
    assert reason_of(OSError(errno.EMLINK, "Too many links")) == "Too many links"
    assert reason_of(OSError("no number")) == "no number"
    assert reason_of(ValueError()) == "ValueError"
