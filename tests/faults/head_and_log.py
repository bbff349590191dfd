"""A damaged write-ahead log is reported by the head file; so is a database put back.

`python -m tests.faults.head_and_log --full` runs 1,000 flips and 300 truncations of the log,
4,000 flips and 1,000 truncations of head.bin, and measures what head.bin costs a commit.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from sqlcipher3 import dbapi2

from cims.services.clock import system_now
from cims.services.vault.connection import Connection
from cims.services.vault.errors import Damaged
from cims.services.vault.head import PLACE, Head, HeadFile
from cims.services.vault.head_finding import Finding
from cims.services.vault.vault import OpenVault
from tests.faults.parts import commit, commit_seq, make_vault

COMMITS = 60
RECORD = 186


class Scene:
    """A vault with sixty commits in its log, as a kill leaves it."""

    def __init__(self, folder: Path) -> None:
        self.vault, _sheet = make_vault(folder, system_now)
        connection = self.vault.connect()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.execute("PRAGMA wal_autocheckpoint=0")
        for _ in range(COMMITS):
            commit(self.vault, connection)
        self._wal = self.vault.db_path.with_name("cims.db-wal")
        self._shm = self.vault.db_path.with_name("cims.db-shm")
        self.database = self.vault.db_path.read_bytes()
        self.log = self._wal.read_bytes()
        connection.close()

    def judged(self, log: bytes | None) -> str:
        """What is said when the database is opened with this log."""
        self.vault.db_path.write_bytes(self.database)
        self._shm.unlink(missing_ok=True)
        self._wal.unlink(missing_ok=True)
        if log is not None:
            self._wal.write_bytes(log)
        connection: Connection | None = None
        try:
            connection = self.vault.connect()
            reached = commit_seq(connection)
        except (Damaged, dbapi2.DatabaseError):
            return "error"
        finally:
            if connection is not None:
                connection.close()
        finding = self.vault.check_commit_seq(reached)
        if finding.kind is Finding.CHANGES_MISSING:
            return "reported"
        return "intact" if reached == COMMITS + 1 else "UNREPORTED"


def log_damage(scene: Scene, flips: int, cuts: int, chance: random.Random) -> Counter[str]:
    """Flip bits of the log, cut it, delete it."""
    found: Counter[str] = Counter()
    for _ in range(flips):
        spoilt = bytearray(scene.log)
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        found[scene.judged(bytes(spoilt))] += 1
    for _ in range(cuts):
        found[scene.judged(scene.log[: chance.randrange(len(scene.log))])] += 1
    found[scene.judged(None)] += 1
    return found


def head_damage(vault: OpenVault, flips: int, cuts: int, chance: random.Random) -> Counter[str]:
    """Flip bits of head.bin and cut it; a wrong value must never be read."""
    path = vault.path / "head.bin"
    raw, newest = path.read_bytes(), vault.head
    assert newest is not None
    found: Counter[str] = Counter()
    for number in range(flips + cuts):
        if number < flips:
            spoilt = bytearray(raw)
            at = chance.randrange(RECORD) + PLACE * chance.randrange(2)
            spoilt[at] ^= 1 << chance.randrange(8)
        else:
            spoilt = bytearray(raw[: chance.randrange(len(raw))])
        path.write_bytes(spoilt)
        found[_kind(_reread(vault), newest)] += 1
    path.write_bytes(raw)
    return found


def cost(vault: OpenVault, commits: int) -> tuple[float, float]:
    """Milliseconds of a bare commit and of one with its head record."""
    connection = vault.connect()
    start = time.perf_counter()
    for _ in range(commits):
        connection.execute("UPDATE counter SET commit_seq = commit_seq + 1")
    middle = time.perf_counter()
    for _ in range(commits):
        commit(vault, connection)
    end = time.perf_counter()
    connection.close()
    return (middle - start) * 1000 / commits, (end - middle) * 1000 / commits


def _reread(vault: OpenVault) -> Head | None:
    head_file = HeadFile(vault.path / "head.bin", vault.vault_id, vault.copy_of_keys()["dbk"])
    try:
        return head_file.read()[0]
    finally:
        head_file.close()


def _kind(head: Head | None, newest: Head) -> str:
    if head is None:
        return "lost"
    if head.commit_seq not in (newest.commit_seq, newest.commit_seq - 1):
        return "WRONG"
    if head.chain_key is None:
        return "chain key lost"
    same = head.commit_seq < newest.commit_seq or head == newest
    return "good" if same else "WRONG"


def main() -> int:
    """Run the full form, or a short one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true")
    scale = 1.0 if parser.parse_args().full else 0.05
    chance = random.Random(2)
    with tempfile.TemporaryDirectory() as place:
        scene = Scene(Path(place) / "office")
        control = scene.judged(scene.log)
        log = log_damage(scene, int(1000 * scale), int(300 * scale), chance)
        head = head_damage(scene.vault, int(4000 * scale), int(1000 * scale), chance)
        scene.judged(scene.log)
        bare, with_head = cost(scene.vault, int(500 * scale) + 1)
        scene.vault.close()
    sys.stdout.write(
        f"undamaged: {control}; log: {dict(log)}; head.bin: {dict(head)}; "
        f"commit {bare:.2f} ms, with head.bin {with_head:.2f} ms\n"
    )
    return bool(log["UNREPORTED"] or log["intact"] or head["WRONG"] or control != "intact")


if __name__ == "__main__":
    sys.exit(main())
