"""After lock no key stands in memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.memory import masked


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc/self/mem")
def test_no_root_key_and_no_database_key_stays_in_memory_after_close(folder, vault):
    keys = {name: bytes(vault.copy_of_keys()[name]) for name in ("av", "dbk", "ok", "vk")}
    keys["database"] = bytes(vault.sqlcipher_key())
    keys["database in hex"] = keys["database"].hex().encode()
    text = json.dumps({name: masked(key).hex() for name, key in keys.items()})
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.memory", str(folder), text],
        capture_output=True,
        cwd=Path(__file__).parents[3],
        check=True,
    )
    while_open, closed = json.loads(done.stdout)
    assert while_open["dbk"] >= 1, "the search itself must find a key that is there"
    assert closed == dict.fromkeys(keys, 0)
