"""A rotation is killed, or the disk fails, at each flush: then the old state opens, or the new.

`python -m tests.faults.turning` works on copies of an office in a temporary folder; POSIX only.
Each event runs: somebody is removed, an owner leaves.
"""

import argparse
import errno
import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from cims.models.app_user import UserState
from cims.services.accounts import Accounts
from cims.services.clock import system_now
from cims.services.errors import CimsError
from cims.services.opening import Founding, OpenOffice, found_office, open_office
from cims.services.vault.errors import Damaged
from cims.services.vault.generations import DataFolder
from cims.services.vault.keys import KeySet
from cims.services.vault.vault import open_by_keys, open_vault
from tests.faults.killing import killed_at
from tests.looking import audit_verdict, customers
from tests.weak_policy import WEAK

PASSWORD = "a phrase for the fault run"
NUMBER = "11010519491231002X"
PEOPLE = {"sales": ("sales",), "owner": ("administrator",), "finance": ("finance",)}
LEAVERS = ("sales", "owner")


def password_of(name: str) -> str:
    """The password of somebody."""
    return f"{PASSWORD} of {name}"


def entered(folder: Path, name: str) -> OpenOffice:
    """The office, opened by somebody's password."""
    vault = open_vault(
        folder, username=name, password=password_of(name), policy=WEAK, now=system_now
    )
    return open_office(vault, system_now)


def prepare(folder: Path) -> dict[str, int]:
    """Found an office with some people, customers and a sealed value; the ids of the people."""
    founding = Founding("Hengtai Trading", "boss", "Wang Xiaoyan")
    office, _sheet = found_office(
        folder, founding, password_of("boss"), policy=WEAK, clock=system_now
    )
    accounts = Accounts(office)
    ids = {
        name: accounts.invite(
            name, name.title(), roles, None, password_of(name), password_of("boss")
        ).user_id
        for name, roles in PEOPLE.items()
    }
    with office.database.write(office.actor) as inside:
        for number in range(30):
            inside.customers.add({"name": f"Customer {number}", "remarks": "r" * 200})
        inside.contacts.add({"name": "Li Wei", "identity_number": NUMBER})
    office.close()
    return ids


def removed(folder: Path, user_id: int) -> None:
    """What is killed: somebody is removed, the vault gets new keys."""
    office = entered(folder, "boss")
    Accounts(office).remove(user_id, password_of("boss")).office.close()


def judged(folder: Path, leaver: str, keys: KeySet, expected: list[str]) -> Counter[str]:
    """What is wrong with the state that a kill left in force; both keys are tried."""
    found: Counter[str] = Counter(rounds=1)
    in_force = DataFolder(folder).current()
    is_new = in_force > 1
    found["new" if is_new else "old"] += 1
    found["mixed"] += opens_by(folder, keys, in_force) == is_new
    found["mixed"] += comes_in(folder, leaver) == is_new
    try:
        office = entered(folder, "boss")
    except CimsError:
        found["lockouts"] += 1
        return found
    with office.database.read(office.actor) as inside:
        state = {person.username: person.state for person in inside.life_cycle.people()}[leaver]
    found["mixed"] += (state is UserState.REMOVED) != is_new
    found["lost"] += customers(office) != expected or not sealed_opens(office)
    found["warned"] += bool(office.warnings)
    found["half done"] += len(Accounts(office).unfinished())
    found["audit broken"] += not audit_verdict(office).fine
    data = office.vault.folder
    found["unswept"] += data.numbers() != data.complete()
    found["unreported"] += bool(data.beyond(in_force)) and is_new
    office.close()
    found["lockouts"] += not comes_in(folder, "finance")
    return found


def opens_by(folder: Path, keys: KeySet, generation: int) -> bool:
    """Whether the keys of before open the generation in force."""
    try:
        vault = open_by_keys(folder, keys, policy=WEAK, now=system_now, generation=generation)
    except Damaged:
        return False
    try:
        vault.connect().close()
    except Damaged:
        return False
    finally:
        vault.close()
    return True


def comes_in(folder: Path, name: str) -> bool:
    """Whether somebody's password opens the office."""
    try:
        entered(folder, name).close()
    except CimsError:
        return False
    return True


def sealed_opens(office: OpenOffice) -> bool:
    """Whether the sealed value can be read."""
    with office.database.write(office.actor) as inside:
        (id_,) = inside.contacts.listing().ids
        return bool(inside.sealed.reveal("contact", id_, "identity_number") == NUMBER)


def turned(source: Path, work: Path, leaver: str, user_id: int) -> Counter[str]:
    """Kill the removal of somebody at each flush in turn."""
    office = entered(source, "boss")
    keys, expected = office.vault.copy_of_keys(), customers(office)
    office.close()
    found: Counter[str] = Counter()
    for flush in count(1):
        shutil.copytree(source, work)
        is_done = killed_at(flush, lambda: removed(work, user_id))
        found.update(judged(work, leaver, keys, expected))
        shutil.rmtree(work)
        if is_done:
            return found
    raise AssertionError


def refused(source: Path, work: Path, leaver: str, user_id: int) -> Counter[str]:
    """Let the disk refuse each flush in turn: the session goes on, or the new state is in force."""
    office = entered(source, "boss")
    keys, expected = office.vault.copy_of_keys(), customers(office)
    office.close()
    found: Counter[str] = Counter()
    for flush in count(1):
        shutil.copytree(source, work)
        office = entered(work, "boss")
        with failing_at(flush) as failed:
            try:
                office = Accounts(office).remove(user_id, password_of("boss")).office
            except CimsError:
                found["failed"] += 1
        if DataFolder(work).current() == 1:
            found["dead sessions"] += not goes_on(office)
        office.close()
        found.update(judged(work, leaver, keys, expected))
        shutil.rmtree(work)
        if not failed:
            return found
    raise AssertionError


@contextmanager
def failing_at(flush: int) -> Iterator[list[int]]:
    """Let the n-th flush fail; the list holds its number once it did."""
    real, calls, failed = os.fsync, count(1), []

    def failing(descriptor: int) -> None:
        if next(calls) == flush:
            failed.append(flush)
            raise OSError(errno.EIO, "Input/output error")
        real(descriptor)

    os.fsync = failing
    try:
        yield failed
    finally:
        os.fsync = real


def goes_on(office: OpenOffice) -> bool:
    """Whether the session can still save; it takes back what it saved."""
    if not office.is_open:
        return False
    with office.database.write(office.actor) as inside:
        id_ = inside.customers.add({"name": "Later"})
    with office.database.write(office.actor) as inside:
        inside.customers.remove([id_])
    return True


BAD = (
    "dead sessions", "mixed", "lockouts", "lost", "warned", "half done", "audit broken", "unswept",
    "unreported",
)  # fmt: skip


def main() -> int:
    """Print what was found after each kill; 0 when every round left the old or the new state."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.parse_args()
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / "office"
        ids = prepare(source)
        for leaver in LEAVERS:
            for faulty in (turned, refused):
                found.update(faulty(source, Path(place) / "work", leaver, ids[leaver]))
    sys.stdout.write(json.dumps({name: found[name] for name in (*sorted(found), *BAD)}) + "\n")
    return int(any(found[name] for name in BAD))


if __name__ == "__main__":
    sys.exit(main())
