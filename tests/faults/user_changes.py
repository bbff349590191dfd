"""A process that changes users and rotates keys is killed: nobody is locked out, nothing is lost.

`python -m tests.faults.user_changes --full` runs 300 rounds, the default test run takes 6.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

from cims.models.app_user import UserState
from cims.services.accounts import Accounts, Standing, Turned, UnfinishedKind
from cims.services.clock import system_now
from cims.services.errors import CimsError
from cims.services.opening import Founding, OpenOffice, found_office, open_office
from cims.services.vault.errors import WrongPassword
from cims.services.vault.generations import DataFolder
from cims.services.vault.vault import open_vault
from tests.faults.killing import heard_until_killed
from tests.looking import audit_verdict
from tests.weak_policy import WEAK

BOSS = "boss"
LONGEST_LIFE = 1.2  # seconds after the first change was begun
MOST_PEOPLE = 8
ROLES = ("sales", "finance", "auditor", "administrator")
KINDS = ("invite", "disable", "enable", "reset", "roles", "roles", "remove", "password", "rotate")


@dataclass(frozen=True)
class Person:
    """A user as the test remembers."""

    user_id: int
    password: str
    role: str
    is_open: bool = True


@dataclass(frozen=True)
class Op:
    """One change: to whom, with which new password, into which role."""

    kind: str
    name: str
    password: str
    role: str


People = dict[str, Person]


def entered(folder: Path, name: str, password: str) -> OpenOffice:
    """The office, opened by a password."""
    vault = open_vault(folder, username=name, password=password, policy=WEAK, now=system_now)
    return open_office(vault, system_now)


def chosen(people: People, chance: random.Random, number: int) -> Op | None:
    """What is done next; None when there is nobody to do it to."""
    kind, password = chance.choice(KINDS), f"phrase number {number} of somebody"
    role = chance.choice(ROLES)
    if kind == "invite":
        return Op(kind, f"user {number}", password, role) if len(people) < MOST_PEOPLE else None
    if kind in ("password", "rotate"):
        return Op(kind, BOSS, password, "")
    others = [n for n, p in people.items() if n != BOSS and p.is_open == (kind != "enable")]
    return Op(kind, chance.choice(others), password, role) if others else None


def done(accounts: Accounts, op: Op, people: People) -> Turned | int | str | None:
    """Do it by the real accounts."""
    own, person = people[BOSS].password, people.get(op.name)
    if op.kind == "invite":
        return accounts.invite(op.name, op.name, [op.role], None, op.password, own).user_id
    assert person is not None
    match op.kind:
        case "disable":
            return accounts.disable(person.user_id)
        case "enable":
            return accounts.enable(person.user_id, own)
        case "reset":
            return accounts.reset(person.user_id, op.password, own)
        case "roles":
            return accounts.set_roles(person.user_id, [op.role], own)
        case "remove":
            return accounts.remove(person.user_id, own)
        case "password":
            return accounts.change_own_password(own, op.password)
    return accounts.rotate(own)


def remembered(people: People, op: Op, told: object) -> People:
    """The people after a change that was acknowledged; `told` is what it answered."""
    after, person = dict(people), people.get(op.name)
    if op.kind == "invite":
        assert isinstance(told, int)
        return after | {op.name: Person(told, op.password, op.role)}
    assert person is not None
    match op.kind:
        case "disable":
            after[op.name] = replace(person, is_open=False)
        case "enable":
            after[op.name] = replace(person, is_open=True, password=told or person.password)
        case "reset" | "password":
            after[op.name] = replace(person, password=op.password)
        case "roles":
            after[op.name] = replace(person, role=op.role)
        case "remove":
            del after[op.name]
    return after


def work_until_killed(folder: Path, people: People, number: int, tell: Connection) -> None:
    """The child: one change after the other, told before it is begun and after it is done."""
    chance = random.Random(number)
    office = entered(folder, BOSS, people[BOSS].password)
    slotless: list[str] = []
    while True:
        number += 1
        op = chosen(people, chance, number)
        if slotless:
            op = Op("reset", slotless.pop(), f"phrase number {number} of somebody", "")
        if op is None:
            continue
        tell.send(op)
        answer, dropped = done(Accounts(office), op, people), ()
        if isinstance(answer, Turned):
            office, dropped, answer = answer.office, answer.dropped, None
        people = remembered(people, op, answer)
        slotless = [n for n in (*slotless, *dropped) if n in people and people[n].is_open]
        tell.send((answer, dropped))


def killed(
    folder: Path, people: People, number: int, seconds: float, seen: Counter[str]
) -> tuple[People, Op | None, set[str]]:
    """Let a child work and kill it.

    Answers the people due, the change that was cut off, and whose slot was dropped.
    """
    heard = heard_until_killed(work_until_killed, (folder, people, number), seconds)
    cut: Op | None = None
    dropped: set[str] = set()
    for op, answer in zip(heard[::2], [*heard[1::2], None], strict=False):
        if answer is None:
            cut = op
            break
        people = remembered(people, op, answer[0])
        dropped = (dropped | set(answer[1])) - {op.name}
        seen[op.kind] += 1
    seen["cut off"] += cut is not None
    return people, cut, dropped


def boss_comes_in(folder: Path, people: People, cut: Op | None, seen: Counter[str]) -> OpenOffice:
    """Sign in as the boss, whose password may just have been changed."""
    candidates = [people[BOSS].password]
    if cut is not None and cut.kind == "password":
        candidates.append(cut.password)
    for password in candidates:
        try:
            office = entered(folder, BOSS, password)
        except WrongPassword:
            continue
        people[BOSS] = replace(people[BOSS], password=password)
        seen["warned"] += bool(office.warnings)
        return office
    seen["lockouts"] += 1
    raise SystemExit("the boss is locked out")


def judged(
    folder: Path, people: People, cut: Op | None, dropped: set[str], seen: Counter[str]
) -> People:
    """Look at the office after a kill, finish what was left half done; the people as they are."""
    people = dict(people)
    office = boss_comes_in(folder, people, cut, seen)
    accounts = Accounts(office)
    seen["left half done"] += len(accounts.unfinished())
    allowed = {UnfinishedKind.NO_SLOT, UnfinishedKind.KEYS_MISSING}
    seen["not finished"] += sum(each.kind not in allowed for each in accounts.finish())
    seen["audit broken"] += not audit_verdict(office).fine
    subject = cut.name if cut else ""
    with office.database.read(office.actor) as inside:
        rows = {person.username: person for person in inside.life_cycle.people()}
    standing = {line.username: line.standing for line in accounts.slots()}
    for name, person in list(people.items()):
        if name in (subject, BOSS):
            continue
        row, is_open = rows[name], rows[name].state is UserState.ACTIVE
        seen["lost"] += is_open != person.is_open or row.roles != (person.role,)
        if standing[name] is Standing.NONE and person.is_open:
            seen["dropped"] += 1
            seen["lost"] += name not in dropped and cut is None
            dropped.add(name)
    for name in {*dropped, subject} - {BOSS, ""}:
        settle(accounts, people, name, rows)
    seen["not finished"] += len(accounts.unfinished())
    office.close()
    look(folder, people, seen)
    return people


def settle(accounts: Accounts, people: People, name: str, rows: dict) -> None:
    """Bring somebody whose change was cut off, or whose slot went, to a state that is known."""
    row, own = rows.get(name), people[BOSS].password
    if row is None or row.state is UserState.REMOVED:
        people.pop(name, None)
        return
    role = row.roles[0] if row.roles else "sales"
    accounts.set_roles(row.id, [role], own)
    if row.state is UserState.DISABLED:
        accounts.enable(row.id, own)
    password = accounts.reset(row.id, None, own)
    people[name] = Person(row.id, password, role)


def look(folder: Path, people: People, seen: Counter[str]) -> None:
    """Everybody signs in who may; nobody who may not."""
    for name, person in people.items():
        seen["sign-ins"] += 1
        try:
            entered(folder, name, person.password).close()
        except CimsError:
            seen["lockouts"] += person.is_open
        else:
            seen["disabled who open"] += not person.is_open


def rounds(folder: Path, times: int, chance: random.Random) -> Counter[str]:
    """Kill so many times; what was seen."""
    seen: Counter[str] = Counter()
    founding, password = Founding("Hengtai Trading", BOSS, "Boss"), "a phrase for the fault run"
    office, _sheet = found_office(folder, founding, password, policy=WEAK, clock=system_now)
    people = {BOSS: Person(office.actor.user_id or 0, password, "administrator")}
    office.close()
    for number in range(1, times + 1):
        life = chance.random() * LONGEST_LIFE
        people, cut, dropped = killed(folder, people, number * 1000, life, seen)
        people = judged(folder, people, cut, dropped, seen)
        seen["rounds"] += 1
        if cut:
            seen[f"cut off: {cut.kind}"] += 1
        forget_old_generations(folder)
    return seen


def forget_old_generations(folder: Path) -> None:
    """The disk would be full of them."""
    current = DataFolder(folder).current()
    for number in DataFolder(folder).numbers():
        if number != current:
            shutil.rmtree(DataFolder(folder).generation(number))


BAD = ("lockouts", "lost", "warned", "not finished", "audit broken", "disabled who open")


def main() -> int:
    """Print what was seen; 0 when nothing was bad."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="300 rounds")
    times = 300 if parser.parse_args().full else 6
    with tempfile.TemporaryDirectory() as place:
        seen = rounds(Path(place) / "office", times, random.Random(5))
    sys.stdout.write(json.dumps({name: seen[name] for name in (*sorted(seen), *BAD)}) + "\n")
    return int(any(seen[name] for name in BAD))


if __name__ == "__main__":
    sys.exit(main())
