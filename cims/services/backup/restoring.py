"""A backup becomes an office again, in a place that holds none."""

import hashlib
import os
from pathlib import Path

from cims.services.audit import Chain
from cims.services.backup.errors import BackupDamaged, BackupIncomplete
from cims.services.backup.manifest import Manifest
from cims.services.backup.proving import by_password, by_sheet, examined
from cims.services.backup.unpacking import unpack, unpack_slots
from cims.services.carrying_on import (
    begin_segment,
    caught_up,
    head_writer,
    next_segment,
    office_database,
    state_of,
)
from cims.services.clock import Clock
from cims.services.migrations import is_older, upgrade
from cims.services.office import Office
from cims.services.opening import OpenOffice, open_office
from cims.services.progress import Progress, silent
from cims.services.vault.chain import BRANCH_BYTES, Reason
from cims.services.vault.creating import first_generation
from cims.services.vault.errors import Damaged
from cims.services.vault.keys import Buffer
from cims.services.vault.policy import KdfPolicy
from cims.services.vault.vault import HEAD_FILE, OpenVault, open_by_keys


def restore_into(
    file: Path,
    folder: Path,
    *,
    policy: KdfPolicy,
    clock: Clock,
    password: str = "",
    username: str | None = None,
    sheet: str = "",
    key_file: Buffer | None = None,
    progress: Progress = silent,
    accept_loss: bool = False,
) -> OpenOffice:
    """Restore where no vault is: the backup's passwords open it, a new branch begins.

    Opens with `sheet` (the recovery text) if given, else with `password` of `username` (without
    a name: of the only user). Raises VaultExists, FolderRefused, BackupDamaged, BackupIncomplete
    unless the loss is accepted, and what signing in raises; then nothing of the vault is left in
    the folder. The caller holds the instance lock of the folder.
    """
    if sheet:
        sign_in = by_sheet(sheet, policy=policy, clock=clock)
    else:
        sign_in = by_password(username, password, policy=policy, clock=clock, key_file=key_file)
    with first_generation(folder) as made:
        generation = made.data.generation(made.number)
        unpack_slots(file, generation)
        vault = made.vault = sign_in(made.data.path, made.number)
        manifest = unpack(file, generation, progress)
        refuse_bad(file, vault, manifest, accept_loss)
        begin_branch(vault, file, manifest, clock)
        try_to_open(vault, policy, clock)
    return open_office(vault, clock)


def refuse_bad(file: Path, vault: OpenVault, manifest: Manifest, accept_loss: bool) -> None:
    """Raise unless the backup that was unpacked is whole, or lacks only what is given up."""
    proof = examined(vault, manifest)
    if proof.problems:
        raise BackupDamaged(file, proof.problems[0])
    if proof.missing and not accept_loss:
        raise BackupIncomplete(file, proof.missing)


def begin_branch(vault: OpenVault, file: Path, manifest: Manifest, clock: Clock) -> None:
    """Go on as a branch of its own, with a seam in the audit that says where it comes from."""
    if is_older(state_of(vault).schema):
        upgrade(vault)
    (vault.path / HEAD_FILE).unlink(missing_ok=True)
    state = state_of(vault)
    vault.branch_id = os.urandom(BRANCH_BYTES)
    chain = Chain(next_segment(vault, state), head_writer(vault, state.rebase))
    database = office_database(vault, clock, chain)
    digest = hashlib.sha256(manifest.encode()).hexdigest()
    more: dict[str, object] = {
        "backup_seq": manifest.backup_seq,
        "branch_before": state.branch.hex(),
        "manifest_sha256": digest,
    }

    def note(office: Office) -> None:
        office.backup_log.restored(manifest.backup_seq, file.name, digest)

    begin_segment(vault, database, chain, Reason.RESTORED, more, also=note)
    database.dispose()


def try_to_open(vault: OpenVault, policy: KdfPolicy, clock: Clock) -> None:
    """Raise Damaged unless a second session reads the same state without anything to remark."""
    keys = vault.copy_of_keys()
    second = open_by_keys(
        vault.folder.path,
        keys,
        policy=policy,
        now=clock,
        slot_id=vault.slot.slot_id,
        generation=vault.generation,
    )
    keys.wipe()
    try:
        state = state_of(second)
        finding = second.check_commit_seq(state.commit_seq, state.branch)
        if not finding.fine or caught_up(second, finding, state) is None:
            raise Damaged(HEAD_FILE, finding.kind)
    finally:
        second.close()
