"""Where the database of an open vault stands, and the audit chain carried on from there."""

import json
import os
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlcipher3 import dbapi2

from cims.services.acting import Present
from cims.services.audit import Chain, ChainState
from cims.services.changes import ChangeKind
from cims.services.clock import Clock
from cims.services.database import Database, Unit, schema_of
from cims.services.migrations import refuse_newer
from cims.services.office import Office
from cims.services.rights import Actor
from cims.services.setting_up import write_seam
from cims.services.vault.chain import FIRST_PREV_TAG, AuditRow, Reason, catch_up
from cims.services.vault.connection import refuse_damage
from cims.services.vault.head_finding import Finding, HeadFinding
from cims.services.vault.sealing import NotSealedByUs
from cims.services.vault.slots import DATABASE_FILE
from cims.services.vault.vault import OpenVault

WriteHead = Callable[[int, ChainState], None]


@dataclass(frozen=True)
class State:
    """What the database says of itself: counters, branch, schema, zone, end of the audit chain.

    `newer` are the audit rows that the head file did not learn of; `latest` is the time of the
    newest row that was written under a clock to be believed.
    """

    schema: int
    commit_seq: int
    branch: bytes
    rebase: int
    segment: int
    last_seq: int
    last_tag: bytes
    newer: tuple[AuditRow, ...]
    zone: str
    slot_seq: int
    slot_mac: str
    latest: int = 0


def state_of(vault: OpenVault) -> State:
    """Where the database stands now; refuses a newer schema."""
    with standing(vault) as state:
        return state


@contextmanager
def standing(vault: OpenVault) -> Iterator[State]:
    """Read by plain SQL that every schema understands; all files stay as found meanwhile.

    Closing the last connection folds the log into the database, so evidence is taken inside.
    """
    head = vault.head.audit_seq if vault.head else 0
    columns = ", ".join(AuditRow._fields)
    connection = vault.connect()
    try:
        schema = schema_of(connection)
        refuse_newer(schema)
        counters = connection.execute(
            "SELECT commit_seq, branch, rebase, segment, slot_seq, slot_mac FROM vault_state"
        ).fetchone()
        last = connection.execute(
            "SELECT seq, tag FROM audit_entry ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        newer = connection.execute(
            f"SELECT {columns} FROM audit_entry WHERE seq > ? ORDER BY seq", (head,)
        ).fetchall()
        latest = connection.execute(
            "SELECT at_utc FROM audit_entry WHERE clock = 'ok' ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        office = connection.execute("SELECT value FROM setting WHERE name = 'office'").fetchone()
        commit_seq, branch, rebase, segment, slot_seq, slot_mac = counters
        yield State(
            schema=schema,
            commit_seq=commit_seq,
            branch=bytes(branch),
            rebase=rebase,
            segment=segment,
            last_seq=last[0] if last else 0,
            last_tag=bytes(last[1]) if last else FIRST_PREV_TAG,
            newer=tuple(AuditRow(*row) for row in newer),
            zone=json.loads(office[0])["zone"] if office else "UTC",
            latest=latest[0] if latest else 0,
            slot_seq=slot_seq,
            slot_mac=slot_mac,
        )
    except dbapi2.DatabaseError as error:
        refuse_damage(error, DATABASE_FILE)
        raise
    finally:
        connection.close()


def caught_up(vault: OpenVault, finding: HeadFinding, state: State) -> ChainState | None:
    """The chain after the newest row; None when the head file can't carry it on."""
    if vault.head is None or vault.chain_key is None or finding.chain_key_lost:
        return None
    if finding.kind not in (Finding.FINE, Finding.DATABASE_AHEAD):
        return None
    try:
        key, seq, tag = catch_up(
            state.newer,
            vault.vault_id,
            state.branch,
            vault.chain_key,
            vault.head.audit_seq,
            vault.head.audit_tag,
        )
    except NotSealedByUs:
        return None
    if (seq, tag) != (state.last_seq, state.last_tag):
        return None
    return ChainState(vault.vault_id, state.branch, state.segment, key, seq, tag)


def next_segment(vault: OpenVault, state: State) -> ChainState:
    """A chain that goes on after the newest row with a new key, in the branch of the session."""
    return ChainState(
        vault.vault_id,
        vault.branch_id,
        state.segment + 1,
        os.urandom(32),
        state.last_seq,
        state.last_tag,
    )


def office_database(vault: OpenVault, clock: Clock, chain: Chain) -> Database[Office]:
    """The database that hands out offices on this chain."""
    chain.auditor = vault
    present = Present()

    def slot_keys() -> Mapping[bytes, frozenset[str]]:
        slots = (slot for slot in vault.slots.slots if slot.user_id)
        return {uuid.UUID(slot.user_id).bytes: frozenset(slot.keys) for slot in slots}

    def build(unit: Unit) -> Office:
        return Office(unit, chain, present, slot_keys, vault.sealing)

    return Database(vault, clock, build)


def begin_segment(
    vault: OpenVault,
    database: Database[Office],
    chain: Chain,
    reason: Reason,
    more: Mapping[str, object],
    *,
    raise_rebase: bool = False,
    also: Callable[[Office], None] | None = None,
    actor: Actor | None = None,
) -> None:
    """Begin a new segment of the audit chain, as a seam that owners get to see."""
    state = chain.state
    sealed = vault.seal_seed(state.segment, state.seq + 1, state.key)
    with database.write(actor or Actor.office(), ChangeKind.SETUP) as office:
        write_seam(office, reason, sealed, more, raise_rebase=raise_rebase)
        if also is not None:
            also(office)


def head_writer(vault: OpenVault, rebase: int | None = None) -> WriteHead:
    """What writes the head file after each commit."""

    def write(commit_seq: int, state: ChainState) -> None:
        vault.write_head(commit_seq, state.seq, state.tag, state.key, rebase)

    return write
