"""A migration is killed at each flush to the disk: afterwards the old state opens or the new one.

`python -m tests.faults.migrating FOLDER KEYS` works on copies of the vault in FOLDER; POSIX only.
"""

import json
import os
import shutil
import signal
import sys
from collections import Counter
from contextlib import suppress
from itertools import count
from pathlib import Path

from cims.services.clock import system_now
from cims.services.opening import OpenOffice, open_office
from cims.services.vault.generations import DataFolder
from cims.services.vault.keys import KeySet
from cims.services.vault.vault import open_by_keys
from tests.faults.schema_two import schema_two
from tests.looking import audit_verdict, customers
from tests.weak_policy import WEAK


def opened(folder: Path, keys: KeySet) -> OpenOffice:
    """The office in a folder, brought up to date if need be."""
    return open_office(open_by_keys(folder, keys, policy=WEAK, now=system_now), system_now)


def migrate_until(flush: int, folder: Path, keys: KeySet) -> bool:
    """Open in a child that is killed at its n-th flush; whether it got to its end instead."""
    child = os.fork()
    if not child:
        flushes, real = count(1), os.fsync

        def counted(descriptor: int) -> None:
            if next(flushes) == flush:
                os.kill(os.getpid(), signal.SIGKILL)
            real(descriptor)

        os.fsync = counted
        try:
            opened(folder, keys)
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFEXITED(status)


def main() -> int:
    """Print what was found after each kill; 0 when every round left the old or the new state."""
    source = Path(sys.argv[1])
    keys = KeySet({name: bytes.fromhex(key) for name, key in json.loads(sys.argv[2]).items()})
    work = source.parent / "killed"
    office = opened(source, keys)
    expected = customers(office)
    office.close()
    found: Counter[str] = Counter()
    with schema_two(source.parent / "versions"):
        for flush in count(1):
            shutil.copytree(source, work)
            is_done = migrate_until(flush, work, keys)
            DataFolder(work).sweep()
            in_force = (work / "CURRENT").read_text().strip()
            office = opened(work, keys)
            is_whole = customers(office) == expected and audit_verdict(office).fine
            found["rounds"] += 1
            found[in_force] += 1
            found["lost"] += not is_whole
            data = office.vault.folder
            found["unswept"] += data.numbers() != data.complete()
            office.close()
            shutil.rmtree(work)
            if is_done:
                break
    with suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(found))
    return bool(found["lost"] or found["unswept"])


if __name__ == "__main__":
    sys.exit(main())
