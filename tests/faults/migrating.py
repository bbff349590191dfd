"""A migration is killed at each flush to the disk: afterwards the old state opens or the new one.

`python -m tests.faults.migrating FOLDER KEYS` works on copies of the vault in FOLDER; POSIX only.
"""

import json
import shutil
import sys
from collections import Counter
from contextlib import nullcontext, suppress
from itertools import count
from pathlib import Path

from cims.services.vault.generations import DataFolder
from cims.services.vault.keys import KeySet
from tests.faults.killing import killed_at, opened
from tests.faults.schema_next import schema_next
from tests.looking import audit_verdict, customers


def judged(folder: Path, keys: KeySet, expected: list[str]) -> Counter[str]:
    """What is wrong with the state that a kill left in force."""
    DataFolder(folder).sweep()
    office = opened(folder, keys)
    is_whole = customers(office) == expected and audit_verdict(office).fine
    data = office.vault.folder
    office.close()
    return Counter(
        {"rounds": 1, "lost": not is_whole, "unswept": data.numbers() != data.complete()}
    )


def main() -> int:
    """Print what was found after each kill; 0 when every round left the old or the new state."""
    source = Path(sys.argv[1])
    keys = KeySet({name: bytes.fromhex(key) for name, key in json.loads(sys.argv[2]).items()})
    work = source.parent / "killed"
    office = opened(source, keys)
    expected = customers(office)
    office.close()
    found: Counter[str] = Counter()
    for flush in count(1):
        shutil.copytree(source, work)
        with schema_next(source.parent / "versions"):
            is_done = killed_at(flush, lambda: opened(work, keys))
        in_force = DataFolder(work).current()
        found[f"generation {in_force}"] += 1
        with schema_next(source.parent / "versions") if in_force > 1 else nullcontext():
            found.update(judged(work, keys, expected))
        shutil.rmtree(work)
        if is_done:
            break
    with suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(found))
    return bool(found["lost"] or found["unswept"])


if __name__ == "__main__":
    sys.exit(main())
