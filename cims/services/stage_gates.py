"""What a stage asks of an opportunity before it lets it in: a list of checks, each for itself."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cims.models.opportunity import StageMeaning
from cims.services.entity import Entity, required
from cims.services.i18n import LANGUAGES, text_in

BETWEEN_FIELDS = re.compile("[,，、;；\n]")
Values = Mapping[str, Any]
Gate = Callable[[Entity, Values, Values], dict[str, str]]
"""(opportunities, stage, values of one) → a sentence for each field that keeps it out."""


def demanded_fields(entity: Entity, stage: Values, values: Values) -> dict[str, str]:
    """Fields that the office wants filled before this stage."""
    names, _unknown = fields_meant(entity, stage["demands"] or "")
    return missing(entity, names, values)


def fields_meant(entity: Entity, words: str) -> tuple[list[str], list[str]]:
    """The fields that a list of titles or names means, and the words that mean none."""
    known = {
        text_in(spoken, field.label).casefold(): field.name
        for field in entity.fields
        for spoken in LANGUAGES
    } | {name.casefold(): name for name in entity.by_name}
    asked = [word.strip() for word in BETWEEN_FIELDS.split(words) if word.strip()]
    unknown = [word for word in asked if word.casefold() not in known]
    return [known[word.casefold()] for word in asked if word not in unknown], unknown


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
