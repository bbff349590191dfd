"""A restore and a backup are killed at each flush to the disk: there is a whole one, or none.

`python -m tests.faults.restoring FOLDER KEYS` works beside the vault in FOLDER; POSIX only.
"""

import json
import shutil
import sys
from collections import Counter
from itertools import count
from pathlib import Path

from cims.services.backup import check, make, restore_into
from cims.services.clock import system_now
from cims.services.vault.errors import CurrentMissing, NoVault
from cims.services.vault.generations import DataFolder
from cims.services.vault.keys import KeySet
from tests.faults.killing import killed_at, opened
from tests.looking import audit_verdict, customers
from tests.weak_policy import WEAK


def restores(
    backup: Path, place: Path, password: str, keys: KeySet, due: list[str]
) -> Counter[str]:
    """What stands in the place after each kill of a restore; then it is restored once more."""
    found: Counter[str] = Counter()

    def restore() -> None:
        restore_into(backup, place, policy=WEAK, clock=system_now, password=password).close()

    for flush in count(1):
        is_done = killed_at(flush, restore)
        found["restores"] += 1
        try:
            DataFolder(place).current()
        except NoVault:
            found["none yet"] += 1
            restore()
        except CurrentMissing as missing:
            found["to be picked"] += 1
            DataFolder(place).switch_to(missing.generations[0])
        office = opened(place, keys)
        found["wrong"] += customers(office) != due or not audit_verdict(office).fine
        office.close()
        shutil.rmtree(place)
        if is_done:
            return found
    raise AssertionError


def backups(folder: Path, out: Path, keys: KeySet) -> Counter[str]:
    """What the target holds after each kill of a backup: the older one or the new one, whole."""
    found: Counter[str] = Counter()

    def back_up() -> None:
        office = opened(folder, keys)
        make(office, out, system_now)
        office.close()

    for flush in count(1):
        is_done = killed_at(flush, back_up)
        found["backups"] += 1
        check(out)
        office = opened(folder, keys)
        found["wrong"] += not audit_verdict(office).fine or bool(office.warnings)
        office.close()
        if is_done:
            return found
    raise AssertionError


def main() -> int:
    """Print what was found; 0 when nothing was wrong."""
    folder, password = Path(sys.argv[1]), sys.argv[3]
    keys = KeySet({name: bytes.fromhex(key) for name, key in json.loads(sys.argv[2]).items()})
    office = opened(folder, keys)
    due = customers(office)
    first = make(office, folder.parent / "first.cimsbak", system_now)
    office.close()
    out = Path(shutil.copy(first.file, folder.parent / "office.cimsbak"))
    found = restores(first.file, folder.parent / "restored", password, keys, due)
    found += backups(folder, out, keys)
    sys.stdout.write(json.dumps(found))
    return int(found["wrong"] > 0)


if __name__ == "__main__":
    sys.exit(main())
