"""An office on its vault: founded once, opened at every sign-in."""

import os
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from cims.models.app_user import Role, RoleRight, UserState
from cims.models.base import Base
from cims.models.change_set import VaultState
from cims.services.audit import Chain, ChainState
from cims.services.carrying_on import (
    State,
    begin_segment,
    caught_up,
    head_writer,
    next_segment,
    office_database,
    standing,
    state_of,
)
from cims.services.changes import ChangeKind
from cims.services.clock import Clock
from cims.services.database import Database
from cims.services.database_errors import understood
from cims.services.errors import CimsError
from cims.services.i18n import N_, _, language
from cims.services.migrations import create_schema, is_older, upgrade
from cims.services.office import PARTS, ROOMS, Office
from cims.services.rights import Actor, Reach
from cims.services.seeds import ADMINISTRATOR, LISTS, ROLE_NAMES, role_rights, single_rights
from cims.services.setting_up import make_ready, write_seam
from cims.services.sign_ins import note_sign_in
from cims.services.vault.chain import FIRST_PREV_TAG, Reason
from cims.services.vault.ciphertext import Ciphertext
from cims.services.vault.head_finding import Finding, HeadFinding
from cims.services.vault.policy import KdfPolicy
from cims.services.vault.vault import OpenVault, create_vault

FIRST_SEGMENT = 1
OLDER_SLOTS = N_(
    "An older list of who may sign in was put back. Ask an administrator to look through the users."
)


@dataclass(frozen=True)
class Founding:
    """What a new office tells about itself."""

    office: str
    username: str
    name: str
    currency: str = "CNY"
    zone: str = "Asia/Shanghai"
    area_code: str = ""


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
    file: Ciphertext
    warnings: tuple[str, ...] = ()
    is_open: bool = True

    def close(self) -> None:
        """Close all connections, then the file, and wipe the keys; once."""
        if not self.is_open:
            return
        self.is_open = False
        try:
            self.database.dispose()
        finally:
            self.file.close()
            self.vault.close()

    def hand_over(self) -> None:
        """Let another office go on from here: its vault has closed this one's, after a rotation."""
        self.is_open = False
        self.file.close()


def found_office(
    folder: Path, founding: Founding, password: str, *, policy: KdfPolicy, clock: Clock
) -> tuple[OpenOffice, str]:
    """Make a vault with an empty office in it; the second value is the recovery sheet's text."""
    user = uuid.uuid4()
    with understood(writes=True):
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


READY_RIGHTS = {
    code: {room.entity.name: role_rights(code, room.entity.name) for room in (*ROOMS, *PARTS)}
    for code in ROLE_NAMES
}


def furnish(vault: OpenVault, founding: Founding, owner: bytes, clock: Clock) -> None:
    """Write schema, ready lists, roles and the first user into an empty file."""
    seed = os.urandom(32)
    chain = Chain(
        ChainState(vault.vault_id, vault.branch_id, FIRST_SEGMENT, seed, 0, FIRST_PREV_TAG),
        head_writer(vault),
    )
    database = office_database(vault, clock, chain)
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
        make_roles(connection)
        connection.commit()
    with database.write(Actor.office(), ChangeKind.SETUP) as office:
        write_seam(office, Reason.NEW, vault.seal_seed(FIRST_SEGMENT, 1, seed))
        make_ready(office, LISTS, READY_RIGHTS)
        office.settings.set_common(
            "office",
            {"name": founding.office, "currency": founding.currency, "zone": founding.zone,
             "area_code": founding.area_code or None,
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


def make_roles(connection: Any) -> None:
    """The six ready roles with their single rights; those for records come by make_ready()."""
    roles, rights = (Base.metadata.tables[model.__tablename__] for model in (Role, RoleRight))
    for number, (code, name) in enumerate(ROLE_NAMES.items(), 1):
        connection.execute(insert(roles).values(id=number, code=code, name=name, ready=True))
        for right in single_rights(code):
            scope = str(Reach.ALL)
            connection.execute(insert(rights).values(role_id=number, right=right, scope=scope))


def open_office(vault: OpenVault, clock: Clock, *, accept_loss: bool = False) -> OpenOffice:
    """Put the office on a vault that was signed in to; closes the vault when it can't be.

    Raises ChangesMissing when the head file knows of commits that the database lacks, unless the
    loss was accepted. A file of an older schema is brought up to date in a new generation first.
    """
    held = [vault]
    try:
        refuse_read_only(vault)
        with understood():
            return opened(held, clock, accept_loss)
    except BaseException:
        held[-1].close()
        raise


def opened(held: list[OpenVault], clock: Clock, accept_loss: bool) -> OpenOffice:
    """open_office without the closing on failure; `held` ends with the vault to close."""
    vault = held[-1]
    with standing(vault) as state:
        finding = vault.check_commit_seq(state.commit_seq, state.branch)
        missing = finding.kind is Finding.CHANGES_MISSING
        if missing and not accept_loss:
            raise ChangesMissing(finding, vault.save_evidence(), state.zone)
    vault.branch_id = state.branch
    warnings = [] if finding.fine else [finding.sentence(state.zone)]
    known = None if missing else caught_up(vault, finding, state)
    if known is None and not warnings:
        warnings = [_("The audit log did not fit the head file: a new section begins.")]
    if is_older(state.schema):
        refuse_without_room(vault)
        held.append(vault.next_generation(lambda fresh: migrate(fresh, clock, known, missing)))
        vault = held[-1]
        state = state_of(vault)
        finding = vault.check_commit_seq(state.commit_seq, state.branch)
        known, missing = caught_up(vault, finding, state), False
    database = carried_on(vault, clock, state, known, missing)
    warnings.append(slots_compared(vault, state, database))
    with database.read(Actor.office()) as office:
        id_ = office.users.id_of(uuid.UUID(vault.user_id).bytes) if vault.user_id else None
        session = uuid.uuid4().hex[:16]
        actor = office.users.actor(id_, session) if id_ else Actor.office(session)
    warnings += note_sign_in(database, vault, actor)
    file = Ciphertext(vault.db_path)
    return OpenOffice(vault, database, actor, file, tuple(filter(None, warnings)))


def slots_compared(vault: OpenVault, state: State, database: Database[Office]) -> str:
    """Let the database know a newer slot file; a sentence when an older one was put back."""
    seen = vault.slot_seq, vault.slot_mac.hex()
    if seen == (state.slot_seq, state.slot_mac):
        return ""
    if vault.slot_seq <= state.slot_seq:
        return _(OLDER_SLOTS)
    with database.write(Actor.office(), ChangeKind.UPKEEP) as office:
        office.life_cycle.slots_seen(*seen)
    return ""


def carried_on(
    vault: OpenVault, clock: Clock, state: State, known: ChainState | None, missing: bool
) -> Database[Office]:
    """The database on its audit chain; a new segment begins where the old chain is not known."""
    rebase = state.rebase + 1 if missing else None
    chain = Chain(known or next_segment(vault, state), head_writer(vault, rebase), state.latest)
    database = office_database(vault, clock, chain)
    if known is None:
        why = {"why": "changes missing" if missing else "head lost"}
        begin_segment(vault, database, chain, Reason.HEAD_LOST, why, raise_rebase=missing)
    return database


def migrate(fresh: OpenVault, clock: Clock, known: ChainState | None, missing: bool) -> None:
    """Bring the copy up to date; its head file and audit chain go on as they would have."""
    upgrade(fresh)
    state = state_of(fresh)
    fresh.branch_id = state.branch
    if known is not None:
        head_writer(fresh)(state.commit_seq, known)
    database = carried_on(fresh, clock, state, known, missing and known is None)
    with database.write(Actor.office(), ChangeKind.SETUP) as office:
        make_ready(office, LISTS, READY_RIGHTS)
        office.orders.reindex()  # older files know no goods of theirs
    database.dispose()


def refuse_read_only(vault: OpenVault) -> None:
    """Say why nothing can be opened where nothing can be written: every session writes."""
    for place in (vault.folder.path, vault.path, vault.db_path):
        if not os.access(place, os.W_OK):
            raise CimsError(
                _(
                    "{place} is read-only, so the office can't be opened there. "
                    "Allow writing to it, or copy the whole data folder to another place."
                ).format(place=place)
            )


NEWER_PROGRAM = N_(
    "This CIMS is newer than the data and brings it up to date in a copy, which needs "
    "{needed} MB; {free} MB are free. Make room on the disk first."
)


def refuse_without_room(vault: OpenVault, words: str = NEWER_PROGRAM) -> None:
    """A new generation is a second copy of the database; `words` say what it is needed for."""
    needed = vault.db_path.stat().st_size * 2
    free = shutil.disk_usage(vault.path).free
    if free < needed:
        raise CimsError(_(words).format(needed=(needed >> 20) + 1, free=free >> 20))
