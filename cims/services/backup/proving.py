"""Can it be restored? A backup is opened with a password and looked through (L2)."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cims.services.backup.manifest import Manifest
from cims.services.backup.unpacking import unpack, unpack_slots
from cims.services.carrying_on import State, state_of
from cims.services.clock import Clock
from cims.services.errors import CimsError
from cims.services.i18n import _, _n, listed
from cims.services.migrations import is_older
from cims.services.progress import Progress, silent
from cims.services.resealing import unreadable
from cims.services.vault.audit_walk import AUDITOR_KEY, walked
from cims.services.vault.chain import Anchor
from cims.services.vault.connection import Connection
from cims.services.vault.generations import DataFolder
from cims.services.vault.keys import Buffer, KeySet
from cims.services.vault.policy import KdfPolicy
from cims.services.vault.proof import check_database, counted
from cims.services.vault.vault import (
    OpenVault,
    open_by_keys,
    open_vault,
    open_with_recovery,
    unlock_names_of,
)

SignIn = Callable[[Path, int], OpenVault]


@dataclass(frozen=True)
class Proof:
    """What a backup was found to be: `problems` and `unchecked` are sentences for the user.

    `missing` counts commits that the vault had lost already when it was copied.
    """

    manifest: Manifest
    problems: tuple[str, ...]
    missing: int
    unchecked: tuple[str, ...]

    @property
    def fine(self) -> bool:
        """Whether everything that could be checked is in order."""
        return not self.problems and not self.missing


def by_password(
    username: str | None,
    password: str,
    *,
    policy: KdfPolicy,
    clock: Clock,
    key_file: Buffer | None = None,
) -> SignIn:
    """Open as a user of the backup; without a name as the only one."""

    def sign_in(folder: Path, generation: int) -> OpenVault:
        return open_vault(
            folder,
            username=username or only_user(folder, generation),
            password=password,
            policy=policy,
            now=clock,
            generation=generation,
            key_file=key_file,
        )

    return sign_in


def by_sheet(sheet: str, *, policy: KdfPolicy, clock: Clock) -> SignIn:
    """Open with the recovery sheet of the backup."""
    return lambda folder, generation: open_with_recovery(
        folder, sheet, policy=policy, now=clock, generation=generation
    )


def by_keys(keys: KeySet, *, policy: KdfPolicy, clock: Clock) -> SignIn:
    """Open with the keys of a session of the same key epoch, without asking anybody."""
    return lambda folder, generation: open_by_keys(
        folder, keys, policy=policy, now=clock, generation=generation
    )


def only_user(folder: Path, generation: int) -> str:
    """The one who can sign in; a sentence when there are several."""
    names = [name for _slot, name in unlock_names_of(DataFolder(folder).generation(generation))]
    if len(names) != 1:
        raise CimsError(
            _("Say whose password it is. The backup knows: {names}.").format(
                names=listed(sorted(names))
            )
        )
    return names[0]


def prove(file: Path, sign_in: SignIn, progress: Progress = silent) -> Proof:
    """Open a staged copy and look through all of it; the backup itself is only read.

    Raises BackupDamaged, and what signing in raises.
    """
    with tempfile.TemporaryDirectory(prefix="cims-proof-") as place:
        data = DataFolder(Path(place))
        number = data.begin()
        unpack_slots(file, data.generation(number))
        vault = sign_in(data.path, number)
        try:
            return examined(vault, unpack(file, data.generation(number), progress))
        finally:
            vault.close()


def examined(vault: OpenVault, manifest: Manifest) -> Proof:
    """Look through a backup that was laid out and signed in to."""
    problems, unchecked = [], []
    if manifest.mac is None:
        unchecked.append(_("Nobody vouches for the list of contents: it was made without a key."))
    elif not manifest.is_vouched_for(vault):
        problems.append(_("The list of contents was changed after the backup was made."))
    state = state_of(vault)
    missing = max(0, expected_commits(vault, manifest) - state.commit_seq)
    connection = vault.connect()
    try:
        problems += check_database(connection)
        if not problems:
            problems += miscounted(connection, manifest)
            problems += misplaced(state, manifest)
        if vault.sealing is None:
            unchecked.append(_("Sealed values were not opened: that needs who may see them."))
        elif not problems and not is_older(state.schema):
            problems += [
                _("Sealed values do not open: {field}.").format(field=_(field.label))
                for field in unreadable(connection, vault.sealing)
            ]
        if AUDITOR_KEY not in vault.key_names:
            unchecked.append(_("The audit log was not checked: that needs an owner or an auditor."))
        elif not problems:
            walk = walked(vault, connection, () if missing else anchors(manifest))
            problems += [walk.problem] if walk.problem else []
    finally:
        connection.close()
    return Proof(manifest, tuple(problems), missing, tuple(unchecked))


def expected_commits(vault: OpenVault, manifest: Manifest) -> int:
    """The commit that the database must have reached: the manifest's, or a genuine head's."""
    head = vault.head.commit_seq if vault.head else 0
    return max(head, manifest.commit_seq or 0)


def miscounted(connection: Connection, manifest: Manifest) -> Iterator[str]:
    """A sentence for each table with more or fewer rows than were copied."""
    for table, rows in (manifest.rows or {}).items():
        found = counted(connection, table)
        if found != rows:
            yield _n(
                "The table {table} has {found} row instead of {rows}.",
                "The table {table} has {found} rows instead of {rows}.",
                found,
            ).format(table=table, found=found, rows=rows)


def misplaced(state: State, manifest: Manifest) -> Iterator[str]:
    """Sentences for a database that is not of the branch or schema named."""
    if manifest.branch_id is not None and state.branch.hex() != manifest.branch_id:
        yield _("The database belongs to a copy of this vault.")
    if manifest.schema is not None and state.schema != manifest.schema:
        yield _("The database has another schema than the list of contents says.")


def anchors(manifest: Manifest) -> tuple[Anchor, ...]:
    """The row of the audit that the manifest has noted."""
    if manifest.audit is None or manifest.branch_id is None:
        return ()
    seq, tag = manifest.audit
    return (Anchor(bytes.fromhex(manifest.branch_id), seq, bytes.fromhex(tag)),)
