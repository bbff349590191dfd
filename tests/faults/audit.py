"""Ten thousand ways to bend the log, by somebody who holds the database and old backups.

python -m tests.faults.audit [--full] [--seed N]: the attacker has the database's key, the public
auditor key and the tables as they were in every older backup, but not the head file. Each attempt
starts from the honest log; what the check of the log does not object to counts as undetected.
"""

import argparse
import hmac
import json
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlcipher3 import dbapi2

from cims.services.contact_points import ContactPointRow
from cims.services.entity import Link
from cims.services.log_verdict import Outcome, Written, judged
from cims.services.opening import Founding, OpenOffice, found_office
from cims.services.vault.audit_row import AuditRow, detail_digest, evolve, tag_of
from cims.services.vault.audit_walk import walked
from cims.services.vault.canon import canon
from cims.services.vault.chain import Anchor, Reason, seal_seed, seam_text
from tests.conftest import PASSWORD, SetClock
from tests.weak_policy import WEAK

COLUMNS = AuditRow._fields
ENTRIES = "INSERT INTO audit_entry VALUES (" + ",".join("?" * len(COLUMNS)) + ")"
FULL, SHORT = 10_000, 300
ODD: tuple[Any, ...] = (None, 0, 1, -1, 7, 2**60, 1.5, "", "x", "edit", b"", b"\0" * 16, b"\1" * 32)

Entries = list[list[Any]]
Details = dict[int, tuple[Any, Any]]


@dataclass
class Tables:
    """The log as its two tables hold it."""

    entries: Entries
    details: Details

    @classmethod
    def of(cls, connection: Any) -> "Tables":
        """Read from a database."""
        names = ", ".join(COLUMNS)
        entries = connection.execute(f"SELECT {names} FROM audit_entry ORDER BY seq").fetchall()
        details = connection.execute("SELECT seq, salt, diff FROM audit_detail").fetchall()
        return cls([list(row) for row in entries], {seq: (s, d) for seq, s, d in details})

    def copy(self) -> "Tables":
        """Something to bend."""
        return Tables([list(row) for row in self.entries], dict(self.details))

    def same_as(self, other: "Tables") -> bool:
        """Whether nothing was changed."""
        return sorted(map(repr, self.entries)) == sorted(map(repr, other.entries)) and (
            self.details == other.details
        )

    def written(self) -> Any:
        """A database that holds them, without the guards: the attacker dropped those."""
        connection = dbapi2.connect(":memory:")
        types = "seq INTEGER PRIMARY KEY, segment INTEGER, at_utc BIGINT, clock VARCHAR(8), "
        types += "actor INTEGER, session VARCHAR(36), change_set INTEGER, action VARCHAR(24), "
        types += "entity VARCHAR(40), record_id INTEGER, record_uuid BLOB, customer_id INTEGER, "
        types += "detail BLOB, seam TEXT, prev_tag BLOB, tag BLOB"
        connection.execute(f"CREATE TABLE audit_entry ({types})")
        connection.execute(
            "CREATE TABLE audit_detail (seq INTEGER PRIMARY KEY, salt BLOB, diff TEXT)"
        )
        for row in self.entries:
            connection.execute(ENTRIES.replace("INSERT", "INSERT OR REPLACE"), row)
        for seq, (salt, diff) in self.details.items():
            connection.execute("INSERT INTO audit_detail VALUES (?, ?, ?)", (seq, salt, diff))
        return connection


@dataclass
class Attacker:
    """What is in the attacker's hands."""

    dice: random.Random
    backups: list[Tables]
    vault_id: str
    branch: bytes
    ap: bytes

    def bend(self, tables: Tables) -> str:
        """Do one thing, or two one after the other; its name is returned."""
        kinds: list[Callable[[Tables], object]] = [
            self.edit, self.edit, self.delete, self.swap, self.insert, self.reforge, self.close_gap,
            self.change_detail, self.drop_detail, self.add_detail, self.swap_details,
            self.roll_back, self.splice, self.own_section, self.edit_seam, self.own_erasure,
        ]  # fmt: skip
        done = []
        for _step in range(1 if self.dice.random() < 0.8 else 2):
            kind = self.dice.choice(kinds)
            if tables.entries:
                kind(tables)
                done.append(kind.__name__)
        return "+".join(done)

    def place(self, tables: Tables) -> int:
        return self.dice.randrange(len(tables.entries))

    def edit(self, tables: Tables) -> None:
        row = tables.entries[self.place(tables)]
        column = self.dice.randrange(1, len(COLUMNS))
        other = tables.entries[self.place(tables)][column]
        row[column] = self.dice.choice((*ODD, other, other))

    def delete(self, tables: Tables) -> None:
        first = self.place(tables)
        last = min(len(tables.entries), first + self.dice.choice((1, 1, 3, 50, 1000)))
        if self.dice.random() < 0.2:
            first = 0
        for row in tables.entries[first:last]:
            if self.dice.random() < 0.8:
                tables.details.pop(row[0], None)
        del tables.entries[first:last]

    def swap(self, tables: Tables) -> None:
        a, b = (tables.entries[self.place(tables)] for _both in range(2))
        a[0], b[0] = b[0], a[0]
        if self.dice.random() < 0.5:
            one, two = tables.details.pop(a[0], None), tables.details.pop(b[0], None)
            if one:
                tables.details[b[0]] = one
            if two:
                tables.details[a[0]] = two

    def insert(self, tables: Tables) -> None:
        row = list(tables.entries[self.place(tables)])
        row[0] = tables.entries[-1][0] + self.dice.choice((1, 1, 1, 2, 100))
        row[14], row[12] = tables.entries[-1][15], None
        row[15] = self.tag(os.urandom(32), row)
        tables.entries.append(row)

    def reforge(self, tables: Tables) -> None:
        """Rewrite everything from some row on, with a key that is not the chain's."""
        self.chain_on(tables, self.place(tables), os.urandom(32))

    def close_gap(self, tables: Tables) -> None:
        """Take a row out and number the following ones anew."""
        first = self.place(tables)
        del tables.entries[first]
        moved = {}
        for row in tables.entries[first:]:
            if row[0] in tables.details:
                moved[row[0] - 1] = tables.details.pop(row[0])
            row[0] -= 1
        tables.details.update(moved)

    def change_detail(self, tables: Tables) -> None:
        seq = self.dice.choice(sorted(tables.details) or [1])
        salt, diff = tables.details.get(seq, (b"", "{}"))
        told = json.loads(diff)
        told["name"] = [None, "somebody else"]
        new = self.dice.choice((canon(told).decode(), diff + " ", "{}", None, b"{}", 5))
        tables.details[seq] = (self.dice.choice((salt, salt, os.urandom(32), None)), new)

    def drop_detail(self, tables: Tables) -> None:
        for seq in self.dice.sample(sorted(tables.details), min(3, len(tables.details))):
            tables.details.pop(seq)

    def add_detail(self, tables: Tables) -> None:
        seq = self.dice.choice([row[0] for row in tables.entries] + [10**6])
        tables.details[seq] = (os.urandom(32), '{"name":[null,"made up"]}')

    def swap_details(self, tables: Tables) -> None:
        if len(tables.details) > 1:
            a, b = self.dice.sample(sorted(tables.details), 2)
            tables.details[a], tables.details[b] = tables.details[b], tables.details[a]

    def roll_back(self, tables: Tables) -> None:
        """Put the tables of an older backup in their place."""
        older = self.dice.choice(self.backups).copy()
        tables.entries, tables.details = older.entries, older.details

    def splice(self, tables: Tables) -> None:
        """Rows of an older backup, then today's from somewhere."""
        older = self.dice.choice(self.backups).copy()
        at = self.place(tables)
        known = {row[0] for row in older.entries}
        later = [row for row in tables.entries[at:] if row[0] not in known]
        tables.entries = older.entries + later
        tables.details = {**older.details, **{
            row[0]: tables.details[row[0]] for row in later if row[0] in tables.details
        }}  # fmt: skip

    def own_section(self, tables: Tables) -> None:
        """Cut the log somewhere and go on with a section of one's own, sealed to the auditors."""
        at = self.place(tables)
        old = [list(row) for row in tables.entries[at:]]
        for row in old:
            tables.details.pop(row[0], None)
        del tables.entries[at:]
        last = tables.entries[-1] if tables.entries else None
        seq, segment = (last[0] + 1, last[1] + 1) if last else (1, 1)
        key = os.urandom(32)
        reason = self.dice.choice(list(Reason))
        seed = seal_seed(self.ap, self.vault_id, self.branch, segment, seq, key)
        seam = seam_text(reason, self.branch, seed, {"why": "head lost"})
        self.append(tables, key, seq, segment, "seam", {}, seam)
        for number in range(self.dice.randrange(3)):
            key = evolve(key)
            told = {"seam": [None, seq], "proof": [None, os.urandom(32).hex()]}
            action = self.dice.choice(("seam confirmed", "edit", "refused"))
            self.append(tables, key, seq + 1 + number, segment, action, told, None)

    def own_erasure(self, tables: Tables) -> None:
        """Erase details and say so, in a row that no key of the chain made."""
        self.drop_detail(tables)
        last = tables.entries[-1]
        told = {"details": [None, f"1-{last[0]}"], "entity": [None, "customer"]}
        key = os.urandom(32)
        self.append(tables, key, last[0] + 1, last[1], "details erased", told, None)

    def edit_seam(self, tables: Tables) -> None:
        seams = [row for row in tables.entries if isinstance(row[13], str) and row[13]]
        if not seams:
            return
        row = self.dice.choice(seams)
        try:
            told = json.loads(row[13])
        except ValueError:
            return
        how = self.dice.choice(("reason", "branch", "seed", "more"))
        told[how] = {
            "reason": str(self.dice.choice(list(Reason))),
            "branch": os.urandom(16).hex(),
            "seed": told.get("seed", "")[::-1],
            "more": "x",
        }[how]
        row[13] = canon(told).decode()

    def append(
        self, tables: Tables, key: bytes, seq: int, segment: int, action: str, told: Any, seam: Any
    ) -> None:
        salt = os.urandom(32)
        prev = tables.entries[-1][15] if tables.entries else bytes(32)
        row = [seq, segment, 10**15, "ok", 1, "s", None, action, None, None, None, None,
               detail_digest(salt, told) if told else None, seam, prev, b""]  # fmt: skip
        row[15] = self.tag(key, row)
        tables.entries.append(row)
        if told:
            tables.details[seq] = (salt, canon(told).decode())

    def chain_on(self, tables: Tables, at: int, key: bytes) -> None:
        prev = tables.entries[at - 1][15] if at else bytes(32)
        for row in tables.entries[at:]:
            row[14], row[4] = prev, 99
            prev = row[15] = self.tag(key, row)
            key = evolve(key)

    def tag(self, key: bytes, row: list[Any]) -> bytes:
        try:
            return tag_of(key, self.vault_id, self.branch, AuditRow(*row))
        except (ValueError, TypeError, AttributeError):
            return hmac.digest(key, repr(row).encode(), "sha256")


def honest(folder: Path) -> tuple[OpenOffice, Tables, list[Tables]]:
    """An office after some work, with what three backups on the way hold of its log."""
    clock = SetClock()
    founding = Founding("Hengtai", "boss", "Wang Xiaoyan")
    opened, _sheet = found_office(folder, founding, PASSWORD, policy=WEAK, clock=clock)
    older = []

    def write(work: Callable[[Any], Any]) -> Any:
        clock.pass_by(minutes=7)
        with opened.database.write(opened.actor) as office:
            return work(office)

    for number in range(60):
        id_ = write(lambda o, n=number: o.customers.add({"name": f"Customer {n}", "grade": "B"}))
        phone = (ContactPointRow("mobile", f"139{number:08}"),)
        write(lambda o, i=id_: o.customers.save(o.customers.load(i).changed(grade="A")))
        write(lambda o, i=id_, p=phone: o.contacts.add(
            {"name": "Ada", "customer": Link(i), "contact_points": p}
        ))  # fmt: skip
        if number % 7 == 0:
            write(lambda o: o.sign_ins.left("lock"))
        if number % 20 == 10:
            older.append(tables_of(opened))
    write(lambda o: o.audit_log.erase_details("customer", [3, 4, 9]))
    return opened, tables_of(opened), older


def tables_of(opened: OpenOffice) -> Tables:
    connection = opened.vault.connect(query_only=True)
    try:
        return Tables.of(connection)
    finally:
        connection.close()


def outcome(opened: OpenOffice, tables: Tables) -> Outcome:
    """What the check of the log says to these tables."""
    head = opened.vault.head
    assert head is not None
    anchor = Anchor(opened.vault.branch_id, head.audit_seq, head.audit_tag)
    connection = tables.written()
    try:
        walk = walked(opened.vault, connection, (anchor,))
    finally:
        connection.close()
    return judged(walk, Written(), (), ()).outcome


def attempts(
    opened: OpenOffice, kept: Tables, older: list[Tables], count: int, seed: int
) -> Counter[str]:
    """Bend the log so often; how many attempts of each kind nobody noticed."""
    vault = opened.vault
    attacker = Attacker(
        random.Random(seed), older, vault.vault_id, vault.branch_id, bytes(vault.ap)
    )
    undetected: Counter[str] = Counter()
    done = 0
    while done < count:
        bent = kept.copy()
        name = attacker.bend(bent)
        if bent.same_as(kept):
            continue
        done += 1
        if outcome(opened, bent) is Outcome.WHOLE:
            undetected[name] += 1
    return undetected


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    count = FULL if chosen.full else SHORT
    with tempfile.TemporaryDirectory() as folder:
        opened, kept, older = honest(Path(folder) / "office")
        started = perf_counter()
        assert outcome(opened, kept) is Outcome.WHOLE
        undetected = attempts(opened, kept, older, count, chosen.seed)
        opened.close()
    sys.stdout.write(
        f"{count:,} manipulations of a log of {len(kept.entries)} rows: "
        f"{sum(undetected.values())} undetected {dict(undetected)}, "
        f"{perf_counter() - started:.0f} s\n"
    )
    return 1 if undetected else 0


if __name__ == "__main__":
    raise SystemExit(main())
