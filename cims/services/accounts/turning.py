"""An office under new keys: the vault's rotation with the event's change in the database."""

from collections.abc import Callable
from dataclasses import dataclass

from cims.services.audit import Chain
from cims.services.carrying_on import (
    begin_segment,
    head_writer,
    next_segment,
    office_database,
    state_of,
)
from cims.services.errors import NotPossible
from cims.services.i18n import N_, _
from cims.services.office import Office
from cims.services.opening import OpenOffice, open_office, refuse_without_room
from cims.services.progress import Progress, silent
from cims.services.resealing import reseal
from cims.services.vault.chain import Reason
from cims.services.vault.errors import SwitchNotConfirmed
from cims.services.vault.rotated_slots import Rotation
from cims.services.vault.rotation import rotate
from cims.services.vault.vault import OpenVault

CHANGING = ("draft", "setting", "user_role")
NO_ROOM = N_(
    "New keys are given to a copy of the data, which needs {needed} MB; {free} MB are free. "
    "Make room on the disk first. Nothing was changed."
)


class OwnPasswordNeeded(NotPossible):
    """The step moves keys, so the own password is asked for again; `granted` are those given."""

    def __init__(self, granted: tuple[str, ...] = ()) -> None:
        words = _("This takes keys away, so the whole vault gets new ones. Type your own password.")
        if granted:
            words = _("This hands out keys that not everybody holds. Type your own password.")
        super().__init__(words)
        self.granted = granted


@dataclass(frozen=True)
class Turned:
    """The office that goes on; another one than before when the vault has new keys.

    `sheet` is the text of a new recovery sheet, which has to be shown now, or empty; `dropped`
    are the names of users who have to be given a temporary password again, `damaged` the cells
    (record type, field, id) whose sealed values did not open and stayed as they were.
    """

    office: OpenOffice
    sheet: str = ""
    dropped: tuple[str, ...] = ()
    damaged: tuple[tuple[str, str, int], ...] = ()


def turned(
    office: OpenOffice,
    plan: Rotation,
    own_password: str,
    why: str,
    work: Callable[[Office], None],
    progress: Progress = silent,
) -> Turned:
    """Give the vault new keys; `work` is what else belongs to the event, in the same transaction.

    The office is closed and another one returned. When anything fails it goes on as it was.
    """
    vault = office.vault
    refuse_without_room(vault, NO_ROOM)
    damaged: list[tuple[str, str, int]] = []

    def change(fresh: OpenVault, sheet: str) -> None:
        def written(inside: Office) -> None:
            work(inside)
            damaged.extend(resealed(inside, vault, fresh, progress))
            inside.life_cycle.keys_rotated(fresh.key_epoch, why, len(damaged))
            if sheet:
                inside.life_cycle.sheet_replaced(sheet)
            inside.life_cycle.slots_seen(fresh.slot_seq, fresh.slot_mac.hex())

        write_rotated(office, fresh, why, written)

    office.database.dispose()
    try:
        done = rotate(vault, plan, own_password, change, changing=CHANGING, progress=progress)
    except SwitchNotConfirmed:
        office.hand_over()
        raise
    office.hand_over()
    names = tuple(slot.username for slot in done.dropped)
    return Turned(open_office(done.vault, office.database.clock), done.sheet, names, tuple(damaged))


def resealed(
    inside: Office, before: OpenVault, fresh: OpenVault, progress: Progress
) -> tuple[tuple[str, str, int], ...]:
    """Seal all values anew in the transaction of the rotation; those that did not open."""
    old, new = before.sealing, fresh.sealing
    assert old is not None and new is not None  # only owners rotate, and they hold every key
    return reseal(inside.life_cycle.driver(), old, new, progress).damaged


def write_rotated(
    before: OpenOffice, fresh: OpenVault, why: str, work: Callable[[Office], None]
) -> None:
    """One transaction in the copy: the seam, with the auditor key so far, and the event's work.

    Who rotates is an owner and knows why the section begins: that is confirmed at once.
    """
    clock, state = before.database.clock, state_of(fresh)
    chain = Chain(next_segment(fresh, state), head_writer(fresh))
    more: dict[str, object] = {"key_epoch": fresh.key_epoch, "why": why}
    place = chain.state.segment, chain.state.seq + 1
    if sealed := before.vault.auditor_key_for(fresh, *place):
        more["av"] = sealed

    def confirmed(office: Office) -> None:
        office.audit_log.confirm_seam(place[1])
        work(office)

    database = office_database(fresh, clock, chain)
    try:
        begin_segment(
            fresh,
            database,
            chain,
            Reason.ROTATED,
            more,
            also=confirmed,
            actor=before.actor.in_charge(),
        )
    finally:
        database.dispose()
