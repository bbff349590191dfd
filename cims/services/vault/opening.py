"""Sign-in to an existing vault, in the opening order of the design up to the head file."""

import hmac
from collections.abc import Mapping
from pathlib import Path

from cims.services.clock import Clock
from cims.services.i18n import _
from cims.services.vault.attempts import (
    counted,
    note_failure,
    note_success,
    read_attempts,
    seconds_to_wait,
)
from cims.services.vault.errors import (
    Damaged,
    UnknownName,
    WaitFirst,
    WrongPassword,
    WrongRecoveryText,
)
from cims.services.vault.factors import Brought
from cims.services.vault.generations import DataFolder
from cims.services.vault.keys import Buffer, KeySet, wipe
from cims.services.vault.policy import LISTING, KdfPolicy
from cims.services.vault.recovery import read_sheet
from cims.services.vault.sealing import mac_of
from cims.services.vault.session import PASSWORD, OpenVault
from cims.services.vault.signing_in import Choose, SignedIn, sign_in
from cims.services.vault.slot_changes import finished_at, parameters_raised
from cims.services.vault.slot_copies import Copies, load_copies, mend_copies, save_copies
from cims.services.vault.slots import COPIES, RECOVERY, USER, SlotFile


def unlock_names(folder: Path) -> list[tuple[str, str]]:
    """Slot id and user name of everybody who may sign in, without any key."""
    data = DataFolder(folder)
    return unlock_names_of(data.generation(data.current()))


def unlock_names_of(generation: Path) -> list[tuple[str, str]]:
    """The same for a generation that is not in force."""
    newest = load_copies(generation, LISTING).good[0].file
    return [
        (slot.slot_id, slot.username)
        for slot in newest.slots
        if slot.kind == USER and slot.sealed is not None
    ]


def open_vault(
    folder: Path,
    *,
    password: str,
    policy: KdfPolicy,
    now: Clock,
    username: str | None = None,
    slot_id: str | None = None,
    generation: int | None = None,
    key_file: Buffer | None = None,
) -> OpenVault:
    """Sign in by user name or slot id and read the head file.

    Raises NoVault, CurrentMissing, WaitFirst, WrongPassword, FactorMissing, UnknownName,
    Disabled, Damaged (Tampered) or TooNew. The caller holds the instance lock. `generation`
    opens a state other than the one in force, without sweeping.
    """
    data, number, copies, swept = _found(folder, generation, policy)
    choose = _chooser(username, slot_id)
    known = next((slot for copy in copies.good if (slot := choose(copy.file))), None)
    if known is None:
        raise UnknownName(username or slot_id or "?")
    with counted(folder, known.slot_id, now):
        signed = sign_in(copies, choose, password, Brought(key_file))
    assert signed is not None
    in_force = generation is None
    vault = _session(data, number, signed, password, policy, now, in_force)
    vault.swept, vault.signed_in_by = swept, PASSWORD
    return vault


def open_with_recovery(
    folder: Path,
    typed: str,
    *,
    policy: KdfPolicy,
    now: Clock,
    generation: int | None = None,
) -> OpenVault:
    """Sign in with the text of the recovery sheet; the session holds every key, but no user.

    Raises WrongRecoveryText, WaitFirst, and for the files what open_vault raises. A text with a
    typing error counts as no try.
    """
    symbols = read_sheet(typed)
    data, number, copies, swept = _found(folder, generation, policy)
    sheets = tuple(
        dict.fromkeys(
            slot.slot_id
            for copy in copies.good
            for slot in copy.file.slots
            if slot.kind == RECOVERY
        )
    )
    wait = max((seconds_to_wait(folder, sheet, now()) for sheet in sheets), default=0)
    if wait:
        raise WaitFirst(wait, sheet=True)
    for sheet in sheets:
        try:
            signed = sign_in(copies, _chooser(None, sheet), symbols, {})
        except WrongPassword:
            continue
        if signed is not None:
            for known in sheets:
                note_success(folder, known)
            vault = _session(data, number, signed, symbols, policy, now, generation is None)
            vault.swept, vault.signed_in_by = swept, RECOVERY
            return vault
    for sheet in sheets[:1]:  # the newest: one try, however many sheets the copies know
        note_failure(folder, sheet, now())
    raise WrongRecoveryText(
        _("This sheet does not open this vault. Look for the newest sheet of this office.")
    )


def open_by_keys(
    folder: Path,
    keys: KeySet | Mapping[str, Buffer],
    *,
    policy: KdfPolicy,
    now: Clock,
    slot_id: str | None = None,
    generation: int | None = None,
) -> OpenVault:
    """A session from keys at hand, without a password: after maintenance, and in tests.

    Takes the slot named, else the first user's with these keys. Raises Damaged when the keys
    are not those of any copy of the slot file.
    """
    held = keys.copy() if isinstance(keys, KeySet) else KeySet(keys)
    data = DataFolder(folder)
    number = data.current() if generation is None else generation
    for copy in load_copies(data.generation(number), policy).good:
        file = copy.file
        if not hmac.compare_digest(file.mac, mac_of(file, held["dbk"])):
            continue
        for slot in file.slots:
            named = slot.slot_id == slot_id
            if named or (slot_id is None and slot.kind == USER and slot.keys == held.names):
                return OpenVault(data, number, file, slot, held, policy, now)
    held.wipe()
    raise Damaged(COPIES[0], "not the file of these keys")


def _found(
    folder: Path, generation: int | None, policy: KdfPolicy
) -> tuple[DataFolder, int, Copies, tuple[str, ...]]:
    data = DataFolder(folder)
    if generation is not None:
        return data, generation, load_copies(data.generation(generation), policy), ()
    number = data.current()
    swept = data.sweep()
    return data, number, load_copies(data.generation(number), policy), swept


def _session(
    data: DataFolder,
    number: int,
    signed: SignedIn,
    password: str,
    policy: KdfPolicy,
    now: Clock,
    in_force: bool,
) -> OpenVault:
    """Mend the copies, raise weak parameters, and hand out the session."""
    folder = data.generation(number)
    mended = mend_copies(folder, signed.file)
    file = signed.file
    changed = parameters_raised(signed, password, policy)
    if changed is not None:
        file = finished_at(changed, signed.keys, now())
        save_copies(folder, file, signed.file, policy)
    if in_force:
        _mend_marker(data, number, file)
    wipe(signed.sa)
    slot = file.slot(signed.slot.slot_id)
    assert slot is not None
    vault = OpenVault(data, number, file, slot, signed.keys, policy, now, signed.factors)
    vault.mended_copies = mended
    vault.parameters_raised = changed is not None
    vault.failed_attempts = read_attempts(data.path)
    return vault


def _mend_marker(data: DataFolder, number: int, file: SlotFile) -> None:
    """CURRENT names complete generations only, so a lost marker is written again."""
    try:
        data.check_marker(number, file.vault_id)
    except Damaged:
        data.finish(number, file.vault_id, file.key_epoch, file.db_salt)


def _chooser(username: str | None, slot_id: str | None) -> Choose:
    if slot_id is not None:
        return lambda file: file.slot(slot_id)
    return lambda file: next(
        (slot for slot in file.slots if slot.kind == USER and slot.username == username), None
    )
