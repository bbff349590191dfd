"""New records made ready without a look into the vault: completed and checked.

A long import does this in a second process.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cims.services.entity import Entity, Values


@dataclass(frozen=True)
class Beginning:
    """What new records take over from their office and from whoever enters them."""

    user_id: int | None = None
    area_code: str | None = None
    lifecycle: str | None = None
    pools: tuple[date, str] | None = None  # since when and why customers without owner lie there
    currency: str | None = None


class Ready(dict[str, Any]):
    """The values of a new record, completed and checked; `derived` are the columns that follow."""

    __slots__ = ("derived",)

    def __init__(self, values: Values, derived: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.derived = derived

    def __reduce__(self) -> tuple[Any, ...]:
        return Ready, (dict(self), self.derived)


def enterable(entity: Entity, values: Values) -> dict[str, Any]:
    """The values without what nobody enters, because it follows from others.

    Records are told apart by their keys, so that these have no blanks around them.
    """
    known = entity.by_name
    entered = {
        name: value
        for name, value in values.items()
        if name not in known or not known[name].read_only or known[name].brought
    }
    for name in entity.keys:
        if isinstance(key := entered.get(name), str):
            entered[name] = key.strip() or None
    return entered


def wrong_with(entity: Entity, values: Values) -> dict[str, str]:
    """The sentences for which a new record would be refused, by field."""
    return {**entity.missing(values), **entity.validate(values)}
