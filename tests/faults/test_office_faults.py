"""The whole stack under faults, in its short form; what a session leaves on the disk."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import canaries

ROOT = Path(__file__).parents[2]


def test_a_kill_during_saves_loses_no_acknowledged_customer():
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.saves"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found["rounds"] == 8
    assert found["acknowledged"] >= 8


@pytest.fixture(scope="module")
def traces(tmp_path_factory):
    """The folder in which a whole working session left its files, and what it told at the end."""
    place = tmp_path_factory.mktemp("session")
    (place / "temp").mkdir()
    surroundings = {**os.environ} | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(place / "temp"))
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.canaries", str(place)],
        cwd=ROOT, capture_output=True, check=False, env=surroundings,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    (place / "stderr").write_bytes(done.stderr)
    return place, json.loads(done.stdout)


def test_no_word_and_no_key_of_a_session_stands_in_any_file(traces):
    place, told = traces
    files = [file for file in place.rglob("*") if file.is_file()]
    assert {"cims.db", "head.bin", "log.txt", "office.cimsbak", "left.db-wal"} <= {
        file.name for file in files
    }
    assert (place / "log.txt").stat().st_size
    found = [
        (file.name, word)
        for file in files
        for raw in [file.read_bytes()]
        for word, forms in canaries.forms_of(told["secrets"])
        if any(form in raw for form in forms)
    ]
    assert found == []


def test_the_search_for_words_finds_one_that_does_stand_there(traces):
    _place, told = traces
    forms = dict(canaries.forms_of(told["secrets"]))
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        text = f"name: {canaries.NAME};".encode(encoding)
        assert any(form in text for form in forms[canaries.NAME])
    logging.getLogger(__name__).debug("searched for %d words", len(forms))
