"""Is the log as it was written? A clear verdict for whoever holds the auditor key."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import select

from cims.services.auditor import Auditor
from cims.services.database import among, listed
from cims.services.entity import Entity, Kind
from cims.services.i18n import _, _n
from cims.services.rights import Actor, visible
from cims.services.service import CHUNK
from cims.services.storage import table_of
from cims.services.vault.audit_walk import Walk
from cims.services.vault.chain import Anchor, Reason


class Outcome(StrEnum):
    """What a check of the log came to."""

    WHOLE = "whole"
    FOUND = "found"
    UNCHECKED = "unchecked"


@dataclass(frozen=True)
class Written:
    """What backups have noted of the log: rows, the files' names, files that don't count."""

    anchors: tuple[Anchor, ...] = ()
    files: tuple[str, ...] = ()
    unusable: tuple[str, ...] = ()


Noting = Callable[[Auditor, Sequence[Path]], Written]


def nowhere(_auditor: Auditor, _places: Sequence[Path]) -> Written:
    """Compare with no backup."""
    return Written()


@dataclass(frozen=True)
class LogCheck:
    """The verdict: what is wrong, from which entry on, what was not looked at.

    `unconfirmed` are sections whose beginning no owner has vouched for yet.
    """

    outcome: Outcome
    rows: int = 0
    problems: tuple[str, ...] = ()
    bad_seq: int | None = None
    unconfirmed: tuple[int, ...] = ()
    erased: int = 0
    backups: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        if self.outcome is Outcome.UNCHECKED:
            return _("The log can't be checked: that needs an owner or an auditor.")
        if self.outcome is Outcome.FOUND:
            return " ".join(self.problems) or _(
                "The log is whole, but a section begins without an owner having confirmed it."
            )
        return _n(
            "The log is whole: {n} entry is as it was written.",
            "The log is whole: {n} entries are as they were written.",
            self.rows,
        ).format(n=f"{self.rows:,}")


def judged(
    walk: Walk, written: Written, sealed: Sequence[str], unchecked: Sequence[str]
) -> LogCheck:
    """The verdict over what a walk found; `sealed` are sentences about sealed values."""
    problems = tuple(filter(None, (walk.problem, *sealed)))
    confirmed = {one.seam for one in walk.confirmed}
    unconfirmed = tuple(
        seam.seq
        for seam in walk.seams
        if seam.reason is not Reason.NEW and seam.seq not in confirmed
    )
    return LogCheck(
        Outcome.FOUND if problems or unconfirmed else Outcome.WHOLE,
        walk.rows,
        problems,
        walk.bad_seq,
        unconfirmed,
        walk.erased,
        written.files,
        (*unchecked, *written.unusable),
    )


def sealed_names(entities: Sequence[Entity]) -> dict[str, tuple[str, ...]]:
    """The sealed fields of each record type that has some."""
    found = {
        entity.name: tuple(one.name for one in entity.fields if one.kind is Kind.SEALED)
        for entity in entities
    }
    return {name: fields for name, fields in found.items() if fields}


def sealed_changed(
    session: Any,
    entities: Sequence[Entity],
    told: Mapping[tuple[str, int, str], str | None],
) -> Iterator[str]:
    """Sentences for sealed cells that are not as the log saw them last, one for each type."""
    for entity in entities:
        mine = {(id_, name): kept for (type_, id_, name), kept in told.items()
                if type_ == entity.name}  # fmt: skip
        wrong = sorted({id_ for id_, name in changed_cells(session, entity, mine)})
        if wrong:
            yield _n(
                "A sealed value of {n} record ({type}) is not the one last saved, first number "
                "{id}.",
                "Sealed values of {n} records ({type}) are not those last saved, first number "
                "{id}.",
                len(wrong),
            ).format(n=len(wrong), type=_(entity.label_plural), id=wrong[0])


def changed_cells(
    session: Any, entity: Entity, told: Mapping[tuple[int, str], str | None]
) -> Iterator[tuple[int, str]]:
    """Cells (record, field) of one type that differ from what the log remembers."""
    table, ids = table_of(entity), sorted({id_ for id_, _name in told})
    names = sorted({name for _id, name in told})
    columns = [table.c[entity.field(name).column] for name in names]
    query = select(table.c.id, *columns).where(among(table.c.id))
    for start in range(0, len(ids), CHUNK):
        asked = {"ids": listed(ids[start : start + CHUNK])}
        for binned in (False, True):
            seen = visible(query, entity, Actor.office(), binned=binned)
            for id_, *cells in session.execute(seen, asked):
                for name, cell in zip(names, cells, strict=True):
                    if (id_, name) in told and digest_of(cell) != told[id_, name]:
                        yield id_, name


def digest_of(cell: Any) -> str | None:
    """What the log keeps of a sealed value: its bytes as they are stored, not readable."""
    if cell is None:
        return None
    stored = getattr(cell, "stored", cell)
    return hashlib.sha256(bytes(stored)).hexdigest()
