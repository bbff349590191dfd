"""Sealed values under new keys, beside the bare cipher: python -m benchmarks.reseal [VALUES].

Both are the processor's time, which repeats better than the clock on the wall beside other work.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.figures import HEADING, Figure
from cims.services.changes import ChangeKind
from cims.services.clock import system_now
from cims.services.database import driver_of
from cims.services.opening import Founding, OpenOffice, found_office
from cims.services.progress import in_chunks
from cims.services.resealing import reseal
from cims.services.rights import Actor
from cims.services.vault.keys import derive
from cims.services.vault.policy import STRONG, KdfPolicy
from cims.services.vault.sealed_values import Sealing

VALUES = 200_000
MOST_EACH = 10.0  # microseconds: 200,000 in 2 s
AT_ONCE = 10_000


def measure(values: int = VALUES, policy: KdfPolicy = STRONG) -> Figure:
    """Two values per contact, with their blind indexes; the commit is not counted."""
    with tempfile.TemporaryDirectory() as place:
        founding = Founding("Bench", "boss", "Boss")
        password = "a long enough phrase for a bench"
        office, _sheet = found_office(
            Path(place) / "office", founding, password, policy=policy, clock=system_now
        )
        try:
            fill(office, values // 2)
            return resealed(office, values)
        finally:
            office.close()


def fill(office: OpenOffice, contacts: int) -> None:
    """Contacts with an identity number and a bank card each."""
    rows = (
        {
            "name": f"Person {number}",
            "identity_number": f"11010519491231{number:06}",
            "private_bank_card": f"6222021234567{number:06}",
        }
        for number in range(contacts)
    )
    with office.database.write(office.actor, ChangeKind.IMPORT) as inside:
        for some in in_chunks(rows, AT_ONCE):
            inside.contacts.add_many(some)


def resealed(office: OpenOffice, values: int) -> Figure:
    """The whole work, then as many bare openings and sealings of 32 bytes."""
    key, old = os.urandom(32), office.vault.sealing
    assert old is not None
    new = Sealing(lambda name: derive(key, office.vault.vault_id, name), 2)
    with office.database.write(Actor.office(), ChangeKind.SETUP) as inside:
        driver = driver_of(inside._unit.session)
        measured = busy(lambda: reseal(driver, old, new))
    peer = busy(lambda: bare(values))
    each = measured / values * 1000
    return Figure(
        "sealed values under new keys", values, measured, "AES-GCM alone", peer,
        f"≤ {MOST_EACH:.0f} µs each", each <= MOST_EACH, f"{each:.1f} µs each",
    )  # fmt: skip


def busy(work: Callable[[], object]) -> float:
    """How many milliseconds of the processor the work takes."""
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


def bare(values: int) -> None:
    """What the cipher takes for it."""
    old, new = (AESGCM(os.urandom(32)) for _n in range(2))
    nonce, bound = os.urandom(12), bytes(110)
    sealed = old.encrypt(nonce, bytes(32), bound)
    for _n in range(values):
        new.encrypt(nonce, old.decrypt(nonce, sealed, bound), bound)


if __name__ == "__main__":
    print(HEADING)
    print(measure(int(sys.argv[1]) if len(sys.argv) > 1 else VALUES).line())
