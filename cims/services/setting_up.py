"""What only the office itself does, when it is founded, restored or brought up to date."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import update

from cims.models.base import Base
from cims.models.change_set import VaultState
from cims.services.choices import seed
from cims.services.office import ROOMS, Office
from cims.services.rights import Right, refusal
from cims.services.vault.chain import Reason, seam_text


def write_seam(
    office: Office,
    reason: Reason,
    seed: bytes,
    more: Mapping[str, Any] | None = None,
    *,
    raise_rebase: bool = False,
) -> None:
    """Write the seam that begins a segment of the audit chain."""
    refuse_people(office)
    state = office._desk.audit.state
    office._desk.audit.note("seam", seam=seam_text(reason, state.branch_id, seed, dict(more or {})))
    table = Base.metadata.tables[VaultState.__tablename__]
    rebase = table.c.rebase + (1 if raise_rebase else 0)
    office._unit.session.execute(
        update(table).values(segment=state.segment, rebase=rebase, branch=state.branch_id)
    )


def make_ready(
    office: Office,
    lists: Mapping[str, Any],
    rights: Mapping[str, Mapping[str, Sequence[tuple[str, str]]]],
) -> None:
    """Write the ready lists, number series and roles' rights that the office does not have.

    `rights`: role → record type → (right, scope). A record type that a role knows stays as it
    is, and so does a list: the office may have worded it its own way.
    """
    refuse_people(office)
    known, numbering = office._desk.choices.all(), office._desk.numbering
    seed(office._unit, {name: entries for name, entries in lists.items() if name not in known})
    office._desk.choices.forget()
    for room in ROOMS:
        if room.entity.series and not numbering.has(room.entity.name):
            numbering.make(room.entity.name, room.entity.series)
    office.tax_rates._furnish()
    office.pipelines._furnish()
    office.paper_templates._furnish()
    office.roles.grant_new(rights)


def refuse_people(office: Office) -> None:
    """Whoever is signed in sets nothing up."""
    if not office.actor.is_office:
        raise refusal(Right.SETTINGS)
