"""A process that saves customers is killed: whatever it acknowledged is there afterwards.

`python -m tests.faults.saves --full` runs 200 rounds, the default test run takes 8.
"""

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

from cims.services.clock import system_now
from cims.services.opening import Founding, OpenOffice, found_office, open_office
from cims.services.vault.keys import KeySet
from cims.services.vault.vault import open_by_keys
from tests.faults.killing import heard_until_killed
from tests.looking import audit_verdict, customers, found_by_search
from tests.weak_policy import WEAK

LONGEST_LIFE = 0.15  # seconds after the first save
PASSWORD = "a phrase for the fault run"


def opened(folder: Path, keys: dict[str, bytes]) -> OpenOffice:
    """The office, by its keys."""
    return open_office(open_by_keys(folder, KeySet(keys), policy=WEAK, now=system_now), system_now)


def save_until_killed(folder: Path, keys: dict[str, bytes], number: int, told: Connection) -> None:
    """The child: one customer after the other, each acknowledged once it is saved."""
    office = opened(folder, keys)
    while True:
        with office.database.write(office.actor) as inside:
            inside.customers.add({"name": name(number), "remarks": "r" * 500})
        told.send(number)
        number += 1


def name(number: int) -> str:
    """The name of a customer by its number."""
    return f"Acknowledged {number:06}"


def life(folder: Path, keys: dict[str, bytes], number: int, seconds: float) -> list[int]:
    """Let a child save from this number on and kill it; what it acknowledged."""
    return heard_until_killed(save_until_killed, (folder, keys, number), seconds)


def judged(folder: Path, keys: dict[str, bytes], saved: int) -> tuple[Counter[str], int]:
    """What is wrong with the office after a kill, `saved` customers being due; how many it has."""
    found: Counter[str] = Counter()
    office = opened(folder, keys)
    try:
        names = customers(office)
        found["lost"] += len({name(number) for number in range(saved)} - set(names))
        found["unexpected"] += max(0, len(names) - saved - 1)
        found["warned"] += bool(office.warnings)
        found["broken chain"] += not audit_verdict(office).fine
        found["search differs"] += found_by_search(office, "acknowledged") != len(names)
    finally:
        office.close()
    return found, len(names)


def rounds(
    folder: Path, keys: dict[str, bytes], number: int, chance: random.Random
) -> Counter[str]:
    """So many lives after each other in one office."""
    found: Counter[str] = Counter()
    due = 0
    for _round in range(number):
        heard = life(folder, keys, due, chance.random() * LONGEST_LIFE)
        found["rounds"] += 1
        found["acknowledged"] += len(heard)
        problems, due = judged(folder, keys, heard[-1] + 1)
        found.update(problems)
    return found


def main() -> int:
    """Print what was found; 0 when nothing was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true")
    number = 200 if parser.parse_args().full else 8
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "office"
        office, _sheet = found_office(
            folder, Founding("Fault run", "ada", "Ada"), PASSWORD, policy=WEAK, clock=system_now
        )
        held = office.vault.copy_of_keys()
        keys = {name: bytes(held[name]) for name in held.names}
        office.close()
        found = rounds(folder, keys, number, random.Random(3))
    sys.stdout.write(json.dumps(found) + "\n")
    bad = ("lost", "unexpected", "warned", "broken chain", "search differs")
    return int(any(found[what] for what in bad))


if __name__ == "__main__":
    sys.exit(main())
