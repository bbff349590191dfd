"""Rotation: the database under new keys in the next generation, proved, then one switch."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlcipher3 import dbapi2

from cims.services.errors import reason_of
from cims.services.progress import Progress, silent
from cims.services.vault.connection import Connection
from cims.services.vault.errors import Damaged, NotRotated, NoVault, SwitchNotConfirmed
from cims.services.vault.evidence import HEAD_FILE
from cims.services.vault.factors import Factors
from cims.services.vault.files import flush_file
from cims.services.vault.proof import fold_log, prove_whole, rows_of
from cims.services.vault.recovery import read_sheet
from cims.services.vault.rotated_slots import RotatedSlots, Rotation, rotated_slots
from cims.services.vault.session import OpenVault
from cims.services.vault.signing_in import sign_in
from cims.services.vault.slot_copies import load_copies, save_copies
from cims.services.vault.slots import DATABASE_FILE, RECOVERY, Slot

Change = Callable[[OpenVault, str], None]
PAGES_AT_ONCE = 4096
GROWING = frozenset({"audit_entry", "audit_detail", "change_set"})


@dataclass(frozen=True)
class Rotated:
    """The session that goes on; `sheet` is the text of a new recovery sheet, or empty.

    `dropped` are the slots of users who have to be invited again.
    """

    vault: OpenVault
    sheet: str
    dropped: tuple[Slot, ...]


def rotate(
    vault: OpenVault,
    plan: Rotation,
    password: str,
    change: Change,
    *,
    changing: Collection[str] = (),
    progress: Progress = silent,
) -> Rotated:
    """Put the whole vault under new keys; `password` is the own one of the owner who does it.

    No other connection may be open. `change` gets the session of the copy and the text of the new
    sheet, writes what belongs to the event in one transaction and so the head file; `changing` are
    tables whose rows it may add or take besides those of the audit. When anything fails the copy
    goes and this session stays in force (NotRotated for the disk); else it is closed. It is closed
    too when the disk did not confirm the switch (SwitchNotConfirmed).
    """
    try:
        fold_log(vault)
    except dbapi2.Error as error:
        raise NotRotated(reason_of(error)) from error
    made = slots_of(vault, plan, password)
    data, number = vault.folder, vault.folder.begin()
    fresh = session_on(vault, made, number)
    try:
        rows = copied(vault, fresh, progress)
        change(fresh, made.sheet)
        save_copies(fresh.path, made.file, None, vault.policy)
        for name in (DATABASE_FILE, HEAD_FILE):
            flush_file(fresh.path / name)
        prove_rotated(fresh, made, password, rows, changing)
        data.finish(number, fresh.vault_id, fresh.key_epoch, fresh.db_salt)
        data.switch_to(number)
    except BaseException as error:
        fresh.close()
        data.abandon(number)
        if data.current() == number:
            vault.close()
            raise SwitchNotConfirmed from error
        if isinstance(error, OSError | dbapi2.Error):
            raise NotRotated(reason_of(error)) from error
        raise
    vault.close()
    return Rotated(fresh, made.sheet, made.dropped)


def slots_of(vault: OpenVault, plan: Rotation, password: str) -> RotatedSlots:
    """The slot file that will be in force."""
    keys = vault.copy_of_keys()
    try:
        with vault.counting():
            return rotated_slots(
                vault.slots,
                keys,
                vault.slot,
                plan,
                password,
                vault.factors,
                vault.policy,
                vault.clock(),
            )
    finally:
        keys.wipe()


def session_on(vault: OpenVault, made: RotatedSlots, number: int) -> OpenVault:
    """The session of the same owner on the new generation, in the same branch of the log."""
    own = made.file.slot(vault.slot.slot_id)
    assert own is not None
    fresh = OpenVault(
        vault.folder, number, made.file, own, made.keys, vault.policy, vault.clock, vault.factors
    )
    fresh.branch_id, fresh.rebase = vault.branch_id, vault.rebase
    return fresh


def copied(vault: OpenVault, fresh: OpenVault, progress: Progress) -> dict[str, int]:
    """Write the database into the copy under the new key and salt; the rows of its tables."""

    def told(_status: int, remaining: int, total: int) -> None:
        progress(total - remaining, total)

    source = vault.connect()
    target = fresh.connect(create=True)
    try:
        source.backup(target, pages=PAGES_AT_ONCE, progress=told)
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return rows_of(source)
    finally:
        target.close()
        source.close()


def prove_rotated(
    fresh: OpenVault,
    made: RotatedSlots,
    password: str,
    rows: Mapping[str, int],
    changing: Collection[str],
) -> None:
    """Open what lies on the disk by the password alone, and compare; raises Damaged."""
    trial = tried(fresh, fresh.slot, password, fresh.factors)
    try:
        prove_whole(trial)
        connection = trial.connect()
        try:
            refuse_lost_rows(connection, rows, changing)
        finally:
            connection.close()
    finally:
        trial.close()
    if made.sheet:
        sheet = next(slot for slot in made.file.slots if slot.kind == RECOVERY)
        tried(fresh, sheet, read_sheet(made.sheet), {}).close()


def tried(fresh: OpenVault, slot: Slot, password: str, factors: Factors) -> OpenVault:
    """A second session on the copy, from its files and what a person types."""
    copies = load_copies(fresh.path, fresh.policy)
    signed = sign_in(copies, lambda file: file.slot(slot.slot_id), password, factors)
    if signed is None:
        raise NoVault
    return OpenVault(
        fresh.folder,
        fresh.generation,
        signed.file,
        signed.slot,
        signed.keys,
        fresh.policy,
        fresh.clock,
    )


def refuse_lost_rows(
    connection: Connection, before: Mapping[str, int], changing: Collection[str]
) -> None:
    """Raise Damaged when a table holds more or fewer rows than the event explains."""
    after = rows_of(connection)
    for table in sorted({*before, *after} - set(changing)):
        was, is_now = before.get(table, -1), after.get(table, -1)
        if is_now < was or (is_now > was and table not in GROWING):
            raise Damaged(DATABASE_FILE, f"{table} has {is_now} rows instead of {was}")
