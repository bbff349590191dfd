"""A new vault: generation 1 is built, proved, and only then put in force."""

import os
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from cims.services.clock import Clock
from cims.services.vault.chain import BRANCH_BYTES
from cims.services.vault.errors import VaultExists
from cims.services.vault.generations import DataFolder
from cims.services.vault.kdf import calibrated
from cims.services.vault.keys import OWNER_KEYS, fresh_keys
from cims.services.vault.passwords import check_password
from cims.services.vault.places import refuse_unsafe_place
from cims.services.vault.policy import KdfPolicy
from cims.services.vault.proof import prove_whole
from cims.services.vault.sealing import finished
from cims.services.vault.session import PASSWORD, OpenVault
from cims.services.vault.slot_changes import new_slot, sheet_slot
from cims.services.vault.slot_copies import save_copies
from cims.services.vault.slots import SlotFile, stamp

Build = Callable[[OpenVault], None]


def create_vault(
    folder: Path,
    *,
    username: str,
    user_id: str,
    password: str,
    policy: KdfPolicy,
    now: Clock,
    build: Build,
    names: Sequence[str] = (),
) -> tuple[OpenVault, str]:
    """Make a vault with its first owner; the session, and the text of the recovery sheet.

    `build` makes schema and first rows through the session's connections and writes the first
    head record. `names` are further words that the password must not be (the office's). When
    anything fails nothing is left behind. The caller holds the instance lock.
    """
    check_password(password, (username, *names))
    with first_generation(folder) as made:
        vault, sheet = _first_session(made, username, user_id, password, policy, now)
        vault.connect(create=True).close()
        build(vault)
    return vault, sheet


@dataclass
class FirstGeneration:
    """A generation where no vault is, in the making; `vault` is the session on it, once open."""

    data: DataFolder
    number: int
    vault: OpenVault | None = None


@contextmanager
def first_generation(folder: Path) -> Iterator[FirstGeneration]:
    """Make a first generation: proved and put in force at the end.

    When anything fails the session is closed and nothing of the generation stays.
    """
    data, number = begun_anew(folder)
    made = FirstGeneration(data, number)
    try:
        yield made
        vault = made.vault
        assert vault is not None
        prove_whole(vault)
        data.finish(number, vault.vault_id, vault.key_epoch, vault.db_salt)
        data.switch_to(number)
    except BaseException:
        if made.vault is not None:
            made.vault.close()
        data.abandon(number)
        raise


def begun_anew(folder: Path) -> tuple[DataFolder, int]:
    """The data folder for a vault where none is, and its first generation, just begun."""
    refuse_unsafe_place(folder)
    data = DataFolder(folder)
    if data.has_vault():
        raise VaultExists
    data.prepare()
    for left in data.numbers():
        data.abandon(left)
    return data, data.begin()


def _first_session(
    made: FirstGeneration,
    username: str,
    user_id: str,
    password: str,
    policy: KdfPolicy,
    now: Clock,
) -> tuple[OpenVault, str]:
    keys, moment = fresh_keys(), now()
    empty = SlotFile(
        vault_id=str(uuid.uuid4()),
        seq=0,
        key_epoch=1,
        created=stamp(moment),
        updated=stamp(moment),
        db_salt=os.urandom(16),
        slots=(),
        roster=b"",
        mac=b"",
    )
    owner = new_slot(
        empty,
        user_id=user_id,
        username=username,
        password=password,
        cost=calibrated(policy),
        keys=keys,
        names=OWNER_KEYS,
        now=moment,
    )
    recovery, sheet = sheet_slot(empty, keys, policy, moment)
    file = finished(replace(empty, slots=(owner, recovery)), keys, stamp(moment))
    save_copies(made.data.generation(made.number), file, None, policy)
    vault = made.vault = OpenVault(made.data, made.number, file, owner, keys, policy, now)
    vault.branch_id, vault.signed_in_by = os.urandom(BRANCH_BYTES), PASSWORD
    return vault, sheet
