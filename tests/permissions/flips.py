"""Each right of the ready roles, given otherwise than it came: the matrix must notice every time.

All of them: `python -m tests.permissions.flips`; the tests try some.
"""

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import delete, insert

from cims.models.base import Base
from cims.services.granted import WIDTH, Action, Reach, Right
from cims.services.office import ROOMS
from cims.services.rights import Shared
from cims.services.seeds import role_rights, single_rights
from tests.conftest import ROLES, template_in
from tests.permissions.doors import At, cells, doors, rooms
from tests.permissions.house import House, furnished

MATRIX = Path(__file__).parent / "matrix.csv"


@dataclass(frozen=True)
class Flip:
    """A right of a role, and the reach that it gets instead of its own."""

    role: str
    right: str
    reach: Reach

    def __str__(self) -> str:
        return f"{self.role} {self.right} {self.reach}"

    def make(self, at: At) -> None:
        """Change the role so, as an administrator might."""
        table, session = Base.metadata.tables["role_right"], at.office._desk.unit.session
        mine = (table.c.role_id == at.house.roles[self.role], table.c.right == self.right)
        session.execute(delete(table).where(*mine))
        if self.reach is not Reach.NONE:
            values = {"role_id": at.house.roles[self.role], "right": self.right}
            session.execute(insert(table).values(**values, scope=str(self.reach)))


def matrix() -> dict[str, dict[str, str]]:
    """door → role → yes or no; a record's door has four: own, team, foreign, deleted."""
    with MATRIX.open(encoding="utf-8", newline="") as stream:
        return {row.pop("door"): row for row in csv.DictReader(stream)}


def flips() -> Iterator[Flip]:
    """Every right of every ready role with every other reach that makes a difference."""
    for role in ROLES:
        for room in ROOMS:
            held = dict(role_rights(role, room.entity.name))
            for action in room.entity.actions:
                right = f"{room.entity.name}:{action}"
                read = held.get(f"{room.entity.name}:{Action.READ}", Reach.NONE)
                yield from of_records(role, right, held.get(right, Reach.NONE), read, room)
        for single in Right:
            if single is not Right.SIGN_IN:
                has = single in single_rights(role)
                yield Flip(role, str(single), Reach.NONE if has else Reach.ALL)


def of_records(role: str, right: str, now: Reach, read: Reach, room: type) -> Iterator[Flip]:
    """Of what is shared, and of what is not there yet, there is all or nothing.

    A reach beyond that of reading makes no difference: it ends there.
    """
    if right.endswith((":create", ":import")) or isinstance(room.entity.scope, Shared):  # type: ignore[attr-defined] # a room's class
        yield Flip(role, right, Reach.ALL if now is Reach.NONE else Reach.NONE)
        return
    ends = WIDTH[Reach.ALL if right.endswith(":read") else read]
    for reach in Reach:
        if min(WIDTH[reach], ends) != min(WIDTH[now], ends):
            yield Flip(role, right, reach)


def likely(flip: Flip) -> list[str]:
    """All doors, those first that demand the right, then those of the same room."""
    services, kind = rooms(), flip.right.partition(":")[0]

    def distance(door: str) -> int:
        if door.startswith("may "):
            return 1 if door == f"may {flip.right}" else 4
        room, method = door.split(".")
        demanded = str(getattr(services[room], method).requires)
        entity = getattr(services[room], "entity", None)
        asked = f"{entity.name}:{demanded}" if entity and ":" not in demanded else demanded
        return 0 if asked == flip.right else 2 if entity and entity.name == kind else 3

    return sorted(doors(), key=distance)


def noticed(house: House, flip: Flip, written: dict[str, dict[str, str]]) -> str:
    """The first door whose row fails under this flip; empty when the matrix is blind to it."""
    for door in likely(flip):
        if cells(house, door, flip.role, flip.make) != written[door][flip.role]:
            return door
    return ""


def tell(line: str) -> None:
    """One line for whoever waits."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Try every flip; the figures are printed."""
    began, by_method, by_explanation, blind = perf_counter(), 0, 0, []
    with (
        TemporaryDirectory() as folder,
        furnished(template_in(Path(folder) / "first"), Path(folder) / "office") as house,
    ):
        written = matrix()
        for number, flip in enumerate(flips(), 1):
            door = noticed(house, flip, written)
            by_explanation += door.startswith("may ")
            by_method += bool(door) and not door.startswith("may ")
            if not door:
                blind.append(str(flip))
            if number % 50 == 0:
                tell(f"{number} in {perf_counter() - began:.0f} s")
    total = by_method + by_explanation + len(blind)
    tell(f"{total} rights flipped in {perf_counter() - began:.0f} s:")
    tell(f"{by_method} noticed by a method, {by_explanation} by what is said of a right alone,")
    tell("\n  ".join([f"{len(blind)} by nobody", *blind]))
    return int(bool(blind))


if __name__ == "__main__":
    sys.exit(main())
