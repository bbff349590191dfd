"""Faults of the slot file: flips, truncations and kills during saves.

`python -m tests.faults.slots --full` runs 10,000 flips and 2,000 truncations of a file with eight
slots of every kind, and 300 kills; the default test run takes a few hundred of each.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from pathlib import Path

from cims.services.clock import system_now
from cims.services.vault.errors import Damaged, WrongPassword
from cims.services.vault.keys import OWNER_KEYS
from cims.services.vault.rotated_slots import Rotation
from cims.services.vault.rotation import rotate
from cims.services.vault.signing_in import sign_in
from cims.services.vault.slot_copies import load_copies, mend_copies
from cims.services.vault.slot_reader import read_slot_file
from cims.services.vault.slots import COPIES
from cims.services.vault.vault import OpenVault, open_vault
from tests.faults.parts import PASSWORD, commit, make_vault
from tests.weak_policy import WEAK

ROOT = Path(__file__).parents[2]


def flips(vault: OpenVault, rounds: int, chance: random.Random) -> int:
    """How many flips of one bit went undetected."""
    raw = vault.slots.encode()
    missed = 0
    for _ in range(rounds):
        flipped = bytearray(raw)
        flipped[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        missed += _is_read(bytes(flipped))
    return missed


def peopled(vault: OpenVault) -> OpenVault:
    """The vault with users of every kind: owner, auditor, sealed, plain, disabled, and waiting."""
    kinds = (("ap", "dbk"), ("ap", "dbk", "vk"), ("ap", "av", "dbk"), OWNER_KEYS)
    for number, names in enumerate(kinds):
        vault.invite(str(uuid.uuid4()), f"早 {number}", password(number + 1), names)
    fresh = rotate(vault, Rotation(new_sheet=True), PASSWORD, build_again).vault
    late = [
        fresh.invite(str(uuid.uuid4()), f"晚 {number}", password(number + 5), names)
        for number, names in enumerate(kinds[:2])
    ]
    fresh.disable(late[0])
    slots = fresh.slots.slots
    assert len(slots) == 8
    assert sum(slot.waiting for slot in slots) == 4
    assert sum(slot.sealed is None for slot in slots) == 1
    return fresh


def build_again(vault: OpenVault, _sheet: str) -> None:
    """The change in the copy: one commit."""
    connection = vault.connect()
    commit(vault, connection)
    connection.close()


def truncations(vault: OpenVault, rounds: int, chance: random.Random) -> int:
    """How many cut files, or files with a tail of zeros, went undetected."""
    raw = vault.slots.encode()
    missed = 0
    for _ in range(rounds):
        cut = chance.randrange(len(raw))
        tail = b"\0" * (len(raw) - cut) if chance.random() < 0.5 else b""
        missed += _is_read(raw[:cut] + tail)
    return missed


def spoilt_copies(folder: Path, vault: OpenVault, rounds: int, chance: random.Random) -> int:
    """How often one spoilt copy of two kept the right password from opening."""
    lockouts = 0
    raw = vault.slots.encode()
    for _ in range(rounds):
        spoilt = bytearray(raw)
        spoilt[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        (vault.path / chance.choice(COPIES)).write_bytes(spoilt)
        try:
            open_vault(
                folder, username="ada", password=PASSWORD, policy=WEAK, now=system_now
            ).close()
        except (Damaged, WrongPassword):
            lockouts += 1
        lockouts += any((vault.path / name).read_bytes() != raw for name in COPIES)
    return lockouts


def kills(folder: Path, rounds: int, chance: random.Random) -> Counter[str]:
    """Kill a process that saves new passwords; count lockouts and acknowledged saves lost."""
    found: Counter[str] = Counter()
    number = 0
    for _ in range(rounds):
        with subprocess.Popen(
            [sys.executable, "-m", "tests.faults.slots", "--save-in", str(folder), str(number)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
        ) as child:
            assert child.stdout is not None
            save_takes = float(child.stdout.readline())
            number += 1
            try:
                child.wait(timeout=chance.random() * save_takes * 3)
            except subprocess.TimeoutExpired:
                child.kill()
            acknowledged = [int(line) for line in child.stdout.read().split(b"\n")[:-1] if line]
        known = acknowledged[-1] if acknowledged else number
        number = _password_in_force(folder, known, found)
        found["rounds"] += 1
        found["saves"] += 1 + len(acknowledged)
    return found


def save_until_killed(folder: Path, number: int) -> None:
    """The child: one new password after the other, each acknowledged on stdout.

    The first is acknowledged by the seconds that a save takes.
    """
    vault = open_vault(
        folder, username="ada", password=password(number), policy=WEAK, now=system_now
    )
    vault.change_password(password(number), password(number + 1))
    start = time.perf_counter()
    vault.change_password(password(number + 1), password(number + 1))
    os.write(1, b"%f\n" % (time.perf_counter() - start))
    number += 1
    while True:
        vault.change_password(password(number), password(number + 1))
        number += 1
        os.write(1, b"%d\n" % number)


def password(number: int) -> str:
    """The password after so many changes."""
    return PASSWORD if number == 0 else f"password number {number} of ada"


def _password_in_force(folder: Path, known: int, found: Counter[str]) -> int:
    """Which password opens now: the last acknowledged one, or the one that was being saved."""
    generation = folder / "gen-000001"
    copies = load_copies(generation, WEAK)
    found["one copy damaged"] += bool(copies.bad)
    found["copies differ"] += len({copy.file.seq for copy in copies.good}) > 1
    opened = []
    for number in (known, known + 1):
        try:
            signed = sign_in(copies, lambda file: file.slots[0], password(number), {})
        except WrongPassword:
            continue
        except Damaged:
            found["damaged"] += 1
            continue
        assert signed is not None
        opened.append(number)
        mend_copies(generation, signed.file)
        signed.wipe()
    if len(opened) != 1:
        found["lockouts" if not opened else "two passwords"] += 1
    return opened[-1] if opened else known


def _is_read(raw: bytes) -> bool:
    try:
        read_slot_file(raw, COPIES[0], WEAK)
    except Damaged:
        return False
    return True


def main() -> int:
    """Run the full form, or be the child of `kills`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="10,000 flips, 300 kills")
    parser.add_argument("--save-in", nargs=2, metavar=("FOLDER", "NUMBER"))
    asked = parser.parse_args()
    if asked.save_in:
        save_until_killed(Path(asked.save_in[0]), int(asked.save_in[1]))
    scale = 1.0 if asked.full else 0.03
    chance = random.Random(3)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "office"
        vault, _sheet = make_vault(folder, system_now)
        vault.close()
        killed = kills(folder, int(300 * scale), chance)
        vault = peopled(make_vault(Path(place) / "people", system_now)[0])
        missed = flips(vault, int(10_000 * scale), chance)
        cut = truncations(vault, int(2_000 * scale), chance)
        locked = spoilt_copies(Path(place) / "people", vault, int(1_000 * scale), chance)
        vault.close()
    sys.stdout.write(
        f"flips undetected {missed}, truncations undetected {cut}, "
        f"lockouts by one spoilt copy {locked}, kills {dict(killed)}\n"
    )
    return bool(missed or cut or locked or killed["lockouts"] or killed["damaged"])


if __name__ == "__main__":
    sys.exit(main())
