"""What a stage asks of an opportunity before it lets it in: a list of checks, each for itself."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cims.models.opportunity import StageMeaning
from cims.services.entity import Entity, required

Values = Mapping[str, Any]
Gate = Callable[[Entity, Values, Values], dict[str, str]]
"""(opportunities, stage, values of one) → a sentence for each field that keeps it out."""


def demanded_fields(entity: Entity, stage: Values, values: Values) -> dict[str, str]:
    """Fields that the office wants filled before this stage."""
    names = [name.strip() for name in (stage["demands"] or "").split(",")]
    return missing(entity, names, values)


def reason_of_loss(entity: Entity, stage: Values, values: Values) -> dict[str, str]:
    """What is lost says why."""
    is_lost = stage["meaning"] is StageMeaning.LOST
    return missing(entity, ("lost_reason",), values) if is_lost else {}


def missing(entity: Entity, names: Sequence[str], values: Values) -> dict[str, str]:
    """A sentence for each of these fields that is empty."""
    known = entity.by_name
    return {
        name: required(known[name])
        for name in names
        if name in known and values.get(name) in (None, "", ())
    }


GATES: Sequence[Gate] = (demanded_fields, reason_of_loss)  # documents and approval join here


def kept_out(entity: Entity, stage: Values, values: Values) -> dict[str, str]:
    """What all checks say; empty where the stage lets it in."""
    found: dict[str, str] = {}
    for gate in GATES:
        found |= gate(entity, stage, values)
    return found
