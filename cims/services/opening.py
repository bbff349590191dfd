"""An office on its vault: founded once, opened at every sign-in."""

import json
import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlcipher3 import dbapi2

from cims.models.app_user import Role, RoleRight, UserState
from cims.models.base import Base
from cims.models.change_set import VaultState
from cims.services.audit import ChainState
from cims.services.changes import ChangeKind
from cims.services.clock import Clock
from cims.services.database import Database, schema_of
from cims.services.errors import CimsError
from cims.services.i18n import _, language
from cims.services.migrations import create_schema, refuse_newer
from cims.services.office import ROOMS, Chain, Office
from cims.services.rights import Actor, Reach
from cims.services.seeds import ADMINISTRATOR, LISTS, ROLE_NAMES, role_rights, single_rights
from cims.services.vault.chain import FIRST_PREV_TAG, AuditRow, Reason, catch_up
from cims.services.vault.connection import refuse_damage
from cims.services.vault.head_finding import Finding, HeadFinding
from cims.services.vault.policy import KdfPolicy
from cims.services.vault.sealing import NotSealedByUs
from cims.services.vault.slots import DATABASE_FILE
from cims.services.vault.vault import OpenVault, create_vault

FIRST_SEGMENT = 1


@dataclass(frozen=True)
class Founding:
    """What a new office tells about itself."""

    office: str
    username: str
    name: str
    currency: str = "CNY"
    zone: str = "Asia/Shanghai"


class ChangesMissing(CimsError):
    """The database is older than the head file says; the evidence has been copied."""

    def __init__(self, finding: HeadFinding, evidence: Path, zone: str) -> None:
        super().__init__(
            _("{missing} The files as found were kept in {folder}.").format(
                missing=finding.sentence(zone), folder=evidence
            )
        )
        self.finding = finding


@dataclass
class OpenOffice:
    """An open vault with its database and the one who is signed in."""

    vault: OpenVault
    database: Database[Office]
    actor: Actor
    warnings: tuple[str, ...] = ()

    def close(self) -> None:
        """Close all connections and wipe the keys."""
        self.database.dispose()
        self.vault.close()


def found_office(
    folder: Path, founding: Founding, password: str, *, policy: KdfPolicy, clock: Clock
) -> tuple[OpenOffice, str]:
    """Make a vault with an empty office in it; the second value is the recovery sheet's text."""
    user = uuid.uuid4()
    vault, sheet = create_vault(
        folder,
        username=founding.username,
        user_id=str(user),
        password=password,
        policy=policy,
        now=clock,
        names=(founding.office, founding.name),
        build=lambda vault: furnish(vault, founding, user.bytes, clock),
    )
    return open_office(vault, clock), sheet


def furnish(vault: OpenVault, founding: Founding, owner: bytes, clock: Clock) -> None:
    """Write schema, ready lists, roles and the first user into an empty file."""
    seed = os.urandom(32)
    chain = Chain(
        ChainState(vault.vault_id, vault.branch_id, FIRST_SEGMENT, seed, 0, FIRST_PREV_TAG),
        head_writer(vault),
    )
    database: Database[Office] = Database(vault, clock, lambda unit: Office(unit, chain))
    with database.writer.connect() as connection:
        create_schema(connection, [room.entity for room in ROOMS])
        connection.execute(
            insert(Base.metadata.tables[VaultState.__tablename__]).values(
                id=1,
                commit_seq=0,
                branch=vault.branch_id,
                rebase=0,
                segment=FIRST_SEGMENT,
                head_known=1,
                slot_seq=vault.slot_seq,
                slot_mac=vault.slot_mac.hex(),
                backup_seq=0,
            )
        )
        seed_roles(connection)
        connection.commit()
    with database.write(Actor.office(), ChangeKind.SETUP) as office:
        office.begin_segment(Reason.NEW, vault.seal_seed(FIRST_SEGMENT, 1, seed))
        office.furnish(LISTS)
        office.settings.set_common(
            "office",
            {"name": founding.office, "currency": founding.currency, "zone": founding.zone,
             "language": language()},
        )  # fmt: skip
        user = office.users.add(
            {
                "username": founding.username,
                "name": founding.name,
                "state": UserState.ACTIVE,
                "uuid": owner,
            }
        )
        office.users.give_role(user, ADMINISTRATOR)
    database.dispose()


def seed_roles(connection: Any) -> None:
    """The six ready roles with their rights."""
    roles, rights = (Base.metadata.tables[model.__tablename__] for model in (Role, RoleRight))
    for number, (code, name) in enumerate(ROLE_NAMES.items(), 1):
        connection.execute(insert(roles).values(id=number, code=code, name=name))
        granted = [
            (right, str(scope))
            for room in ROOMS
            for right, scope in role_rights(code, room.entity.name)
        ]
        granted += [(str(right), str(Reach.ALL)) for right in single_rights(code)]
        connection.execute(
            insert(rights),
            [{"role_id": number, "right": right, "scope": scope} for right, scope in granted],
        )


def open_office(vault: OpenVault, clock: Clock, *, accept_loss: bool = False) -> OpenOffice:
    """Put the office on a vault that was signed in to; closes the vault when it can't be.

    Raises ChangesMissing when the head file knows of commits that the database lacks, unless the
    loss was accepted.
    """
    try:
        return opened(vault, clock, accept_loss)
    except BaseException:
        vault.close()
        raise


def opened(vault: OpenVault, clock: Clock, accept_loss: bool) -> OpenOffice:
    """open_office without the closing on failure."""
    state = state_of(vault)
    finding = vault.check_commit_seq(state["commit_seq"], state["branch"])
    vault.branch_id = state["branch"]
    missing = finding.kind is Finding.CHANGES_MISSING
    if missing and not accept_loss:
        raise ChangesMissing(finding, vault.save_evidence(), state["zone"])
    chain_state = None if missing else caught_up(vault, finding, state)
    chain = Chain(
        chain_state or broken_chain(vault, state),
        head_writer(vault, state["rebase"] + 1 if missing else None),
    )
    database: Database[Office] = Database(vault, clock, lambda unit: Office(unit, chain))
    warnings = [finding.sentence(state["zone"])] if not finding.fine else []
    if chain_state is None:
        reason = "changes missing" if missing else "head lost"
        new_segment(vault, database, chain, reason, raise_rebase=missing)
        warnings = warnings or [_("The audit log did not fit the head file: a new section begins.")]
    with database.read(Actor.office()) as office:
        id_ = office.users.id_of(uuid.UUID(vault.user_id).bytes) if vault.user_id else None
        actor = office.users.actor(id_, uuid.uuid4().hex[:16]) if id_ else Actor.office()
    return OpenOffice(vault, database, actor, tuple(filter(None, warnings)))


def state_of(vault: OpenVault) -> Mapping[str, Any]:
    """What the database says of itself: counters, branch, schema, zone, end of the audit chain."""
    connection = vault.connect()
    try:
        refuse_newer(schema_of(connection))
        row = connection.execute(
            "SELECT commit_seq, branch, rebase, segment FROM vault_state"
        ).fetchone()
        last = connection.execute(
            "SELECT seq, tag FROM audit_entry ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        head = vault.head.audit_seq if vault.head else 0
        columns = ", ".join(AuditRow._fields)
        newer = connection.execute(
            f"SELECT {columns} FROM audit_entry WHERE seq > ? ORDER BY seq", (head,)
        ).fetchall()
        zone = connection.execute("SELECT value FROM setting WHERE name = 'office'").fetchone()
    except dbapi2.DatabaseError as error:
        refuse_damage(error, DATABASE_FILE)
        raise
    finally:
        connection.close()
    return {
        "commit_seq": row[0],
        "branch": bytes(row[1]),
        "rebase": row[2],
        "segment": row[3],
        "last_seq": last[0] if last else 0,
        "last_tag": bytes(last[1]) if last else FIRST_PREV_TAG,
        "newer": [AuditRow(*entry) for entry in newer],
        "zone": json.loads(zone[0])["zone"] if zone else "UTC",
    }


def caught_up(
    vault: OpenVault, finding: HeadFinding, state: Mapping[str, Any]
) -> ChainState | None:
    """The chain after the newest row; None when the head file can't carry it on."""
    if vault.head is None or vault.chain_key is None or finding.chain_key_lost:
        return None
    if finding.kind not in (Finding.FINE, Finding.DATABASE_AHEAD):
        return None
    try:
        key, seq, tag = catch_up(
            state["newer"],
            vault.vault_id,
            state["branch"],
            vault.chain_key,
            vault.head.audit_seq,
            vault.head.audit_tag,
        )
    except NotSealedByUs:
        return None
    if (seq, tag) != (state["last_seq"], state["last_tag"]):
        return None
    return ChainState(vault.vault_id, state["branch"], state["segment"], key, seq, tag)


def broken_chain(vault: OpenVault, state: Mapping[str, Any]) -> ChainState:
    """A chain that goes on after the newest row with a new key, from a new segment."""
    return ChainState(
        vault.vault_id,
        state["branch"],
        state["segment"] + 1,
        os.urandom(32),
        state["last_seq"],
        state["last_tag"],
    )


def new_segment(
    vault: OpenVault, database: Database[Office], chain: Chain, reason: str, *, raise_rebase: bool
) -> None:
    """Begin a new segment of the audit chain, as a seam that owners get to see."""
    state = chain.state
    sealed = vault.seal_seed(state.segment, state.seq + 1, state.key)
    with database.write(Actor.office(), ChangeKind.SETUP) as office:
        office.begin_segment(Reason.HEAD_LOST, sealed, {"why": reason}, raise_rebase=raise_rebase)


def head_writer(vault: OpenVault, rebase: int | None = None) -> Any:
    """What writes the head file after each commit."""

    def write(commit_seq: int, state: ChainState) -> None:
        vault.write_head(commit_seq, state.seq, state.tag, state.key, rebase)

    return write
