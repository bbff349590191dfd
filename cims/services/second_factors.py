"""What somebody is asked for besides the password: shown, changed, noted in the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cims.services.errors import NotPossible
from cims.services.i18n import _
from cims.services.rights import Right, requires
from cims.services.service import Service
from cims.services.vault.device_secret import KeyringTrouble, back_end_name, kept_secret
from cims.services.vault.factors import DEVICE, KEY_FILE
from cims.services.vault.slots import USER
from cims.services.vault.typing_back import SETTING as SHEET
from cims.services.vault.vault import OpenVault

if TYPE_CHECKING:
    from cims.services.database import Database
    from cims.services.office import Office
    from cims.services.rights import Actor

SETTING = "device_secret"
CHANGED = "factors changed"
OWNER_KEY = "ok"
ALONE = "password"


@dataclass(frozen=True)
class FactorState:
    """What is asked for now; `no_device` says why this computer can keep no secret."""

    key_file: bool
    device: bool
    back_end: str
    no_device: str = ""


class SecondFactorService(Service):
    """What the database knows of somebody's factors: never a secret."""

    @requires(Right.SIGN_IN)
    def back_end(self) -> str:
        """The keyring in which the own secret was put, empty when there is none."""
        return str(self.office.settings.mine(SETTING).get("back_end", ""))

    @requires(Right.SIGN_IN)
    def is_sheet_confirmed(self) -> bool:
        """Whether somebody has shown that the recovery sheet is at hand."""
        return bool(self.office.settings.common(SHEET).get("confirmed_on"))

    @requires(Right.SIGN_IN)
    def note(self, before: Sequence[str], after: Sequence[str], back_end: str) -> None:
        """Keep the keyring's name, and enter the change of the own slot in the audit trail."""
        self.office.settings.set_mine(SETTING, {"back_end": back_end} if DEVICE in after else {})
        told = {"factors": [", ".join(side) or ALONE for side in (before, after)]}
        self._desk.audit.note(CHANGED, told)


def factor_state(vault: OpenVault, database: "Database[Office]", actor: "Actor") -> FactorState:
    """What is asked for now, and whether this computer can keep a secret; may wait for it."""
    with database.read(actor) as office:
        known, confirmed = (
            office.second_factors.back_end(),
            office.second_factors.is_sheet_confirmed(),
        )
    factors = vault.slot.factors
    back_end, refusal = known, ""
    if DEVICE not in factors:
        back_end, refusal = offered(vault, confirmed)
    return FactorState(KEY_FILE in factors, DEVICE in factors, back_end, refusal)


def device_ready(vault: OpenVault, database: "Database[Office]", actor: "Actor") -> str:
    """Have a secret in the keyring, which may wait for a person; the keyring's name.

    Raises NotPossible where the only owner could lock the office, and KeyringTrouble.
    """
    state = factor_state(vault, database, actor)
    if state.no_device:
        raise NotPossible(state.no_device)
    if not state.device:
        kept_secret(vault.vault_id, vault.slot.slot_id)
    return state.back_end


def set_factors(
    vault: OpenVault,
    database: "Database[Office]",
    actor: "Actor",
    password: str,
    key_file: bytes | None,
    *,
    device: bool,
) -> None:
    """Ask for these factors from the next sign-in on: the slot file first, then the audit trail.

    Raises what `device_ready` and the vault raise.
    """
    before = vault.slot.factors
    back_end = device_ready(vault, database, actor) if device else ""
    vault.set_factors(password, key_file, device=device)
    with database.write(actor) as office:
        office.second_factors.note(before, vault.slot.factors, back_end)
        office.life_cycle.slots_seen(vault.slot_seq, vault.slot_mac.hex())


def offered(vault: OpenVault, sheet_confirmed: bool) -> tuple[str, str]:
    """The keyring of this computer, empty when there is none; and why it may not be used."""
    try:
        name = back_end_name()
    except KeyringTrouble as trouble:
        return "", str(trouble)
    if not is_only_owner(vault) or sheet_confirmed:
        return name, ""
    return name, _(
        "You are the only owner: first confirm the recovery sheet, "
        "or a broken computer would lock everybody out."
    )


def is_only_owner(vault: OpenVault) -> bool:
    """Whether nobody else could let this person in again."""
    owners = [
        slot.slot_id for slot in vault.slots.slots if slot.kind == USER and OWNER_KEY in slot.keys
    ]
    return owners == [vault.slot.slot_id]


def changed_back_end(vault: OpenVault, database: "Database[Office]", actor: "Actor") -> str:
    """A sentence when the secret comes from another keyring than the one it was put in."""
    if DEVICE not in vault.slot.factors:
        return ""
    with database.read(actor) as office:
        known = office.second_factors.back_end()
    try:
        now = back_end_name()
    except KeyringTrouble as trouble:
        return str(trouble)
    if known in ("", now):
        return ""
    return _(
        "The secret of this computer was put into {before} and now comes from {now}. "
        "Set your second factors again."
    ).format(before=known, now=now)
