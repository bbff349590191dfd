"""The one filter language: chips, saved views, drill-down and `--where` use it and nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cims.services.codecs import from_json, to_json
from cims.services.entity import Entity, Field, Kind, Link
from cims.services.errors import CimsError
from cims.services.i18n import N_, _, _n, listed
from cims.services.spans import SPAN_WORDS, Span

VERSION = 1


class Operator(StrEnum):
    """How a field is compared."""

    IS = "is"
    IS_NOT = "is not"
    CONTAINS = "contains"
    BEGINS = "begins"
    ANY_OF = "any of"
    NONE_OF = "none of"
    BELOW = "below"
    AT_MOST = "at most"
    ABOVE = "above"
    AT_LEAST = "at least"
    BETWEEN = "between"
    EMPTY = "empty"
    FILLED = "filled"
    WITHIN = "within"
    IS_ME = "is me"


TEXTS = (Operator.CONTAINS, Operator.IS, Operator.IS_NOT, Operator.BEGINS)
ORDERED = (
    Operator.IS,
    Operator.BELOW,
    Operator.AT_MOST,
    Operator.ABOVE,
    Operator.AT_LEAST,
    Operator.BETWEEN,
)
LISTS = (Operator.IS, Operator.IS_NOT, Operator.ANY_OF, Operator.NONE_OF)
EITHER = (Operator.EMPTY, Operator.FILLED)
OPERATORS: Mapping[Kind, tuple[Operator, ...]] = {
    Kind.TEXT: (*TEXTS, *EITHER),
    Kind.LONG_TEXT: (Operator.CONTAINS, *EITHER),
    Kind.WHOLE: (*ORDERED, *EITHER),
    Kind.EXACT: (*ORDERED, *EITHER),
    Kind.MONEY: (*ORDERED, *EITHER),
    Kind.SHARE: (*ORDERED, *EITHER),
    Kind.DATE: (Operator.WITHIN, *ORDERED, *EITHER),
    Kind.MOMENT: (Operator.WITHIN, Operator.AT_MOST, Operator.AT_LEAST, *EITHER),
    Kind.YES_NO: (Operator.IS,),
    Kind.ENUM: (*LISTS, *EITHER),
    Kind.CHOICE: (*LISTS, *EITHER),
    Kind.LINK: (*LISTS, Operator.IS_ME, *EITHER),
    Kind.LINKS: (Operator.IS, Operator.IS_ME, *EITHER),
    Kind.TAGS: (Operator.IS, *EITHER),
    Kind.ROWS: (Operator.CONTAINS, *EITHER),
    Kind.SEALED: EITHER,
    Kind.PICTURE: EITHER,
}
WORDS = {
    Operator.IS: N_("{field} is {value}"),
    Operator.IS_NOT: N_("{field} is not {value}"),
    Operator.CONTAINS: N_("{field} contains {value}"),
    Operator.BEGINS: N_("{field} begins with {value}"),
    Operator.ANY_OF: N_("{field} is one of {value}"),
    Operator.NONE_OF: N_("{field} is none of {value}"),
    Operator.BELOW: N_("{field} below {value}"),
    Operator.AT_MOST: N_("{field} at most {value}"),
    Operator.ABOVE: N_("{field} above {value}"),
    Operator.AT_LEAST: N_("{field} at least {value}"),
    Operator.BETWEEN: N_("{field} between {value}"),
    Operator.EMPTY: N_("{field} is empty"),
    Operator.FILLED: N_("{field} is filled"),
    Operator.WITHIN: N_("{field}: {value}"),
    Operator.IS_ME: N_("{field} is me"),
}


@dataclass(frozen=True)
class Condition:
    """One field compared with a value (a tuple for ANY_OF, NONE_OF and BETWEEN).

    Rows CONTAIN a text in one of their cells, or the record that a Link names.
    """

    field: str
    operator: Operator
    value: Any = None


@dataclass(frozen=True)
class Group:
    """Conditions and groups of which all, or any, must hold."""

    parts: tuple["Filter", ...]
    any: bool = False


@dataclass(frozen=True)
class Among:
    """These very records: what a notice counted, for instance."""

    ids: tuple[int, ...]


Filter = Condition | Group | Among
Shown = Callable[[Field, Any], str]


def fields_in(where: Filter | None) -> frozenset[str]:
    """The names of the fields that a filter compares."""
    if isinstance(where, Group):
        return frozenset().union(*map(fields_in, where.parts))
    return frozenset({where.field}) if isinstance(where, Condition) else frozenset()


def both(first: Filter | None, second: Filter | None) -> Filter | None:
    """A filter for records that fit both."""
    if first is None or second is None:
        return first or second
    return Group((first, second))


def field_of(entity: Entity, condition: Condition) -> Field:
    """The field of a condition; a sentence when it is not there or can't be compared so."""
    field = known_field(entity, condition.field)
    if condition.operator not in OPERATORS[field.kind]:
        raise CimsError(
            _("The field “{name}” can't be filtered this way.").format(name=_(field.label))
        )
    return field


def known_field(entity: Entity, name: str) -> Field:
    """The field of this name; a sentence when it is not there."""
    field = entity.by_name.get(name)
    if field is None:
        raise CimsError(
            _("There is no field “{name}”. Known are: {known}.").format(
                name=name, known=", ".join(entity.by_name)
            )
        )
    return field


def described(where: Filter, entity: Entity, shown: Shown) -> str:
    """The filter in words, in the language shown now; `shown` writes one value of a field."""
    if isinstance(where, Group):
        parts = [described(part, entity, shown) for part in where.parts]
        between = _(" or ") if where.any else _(" and ")
        return between.join(
            f"({text})" if isinstance(part, Group) and len(part.parts) > 1 else text
            for part, text in zip(where.parts, parts, strict=True)
        )
    if isinstance(where, Among):
        count = len(where.ids)
        return _n("{n} chosen record", "{n} chosen records", count).format(n=f"{count:,}")
    field = field_of(entity, where)
    value = where.value
    if where.operator is Operator.WITHIN:
        text = _(SPAN_WORDS[Span(value)])
    elif isinstance(value, tuple):
        items = [shown(field, item) for item in value]
        text = " – ".join(items) if where.operator is Operator.BETWEEN else listed(items)
    else:
        text = "" if value is None else shown(field, value)
    return _(WORDS[where.operator]).format(field=_(field.label), value=text)


def as_json(where: Filter, entity: Entity) -> dict[str, Any]:
    """The filter for a saved view; with a version, so that later ones can still read it."""
    return {"v": VERSION, "filter": part_as_json(where, entity)}


def part_as_json(where: Filter, entity: Entity) -> dict[str, Any]:
    if isinstance(where, Group):
        parts = [part_as_json(part, entity) for part in where.parts]
        return {"any" if where.any else "all": parts}
    if isinstance(where, Among):
        return {"ids": list(where.ids)}
    field = field_of(entity, where)
    if isinstance(where.value, tuple):
        value: Any = [to_json(field, item) for item in where.value]
    else:
        value = to_json(field, where.value)
    return {"field": where.field, "is": where.operator.value, "value": value}


def from_saved(saved: Mapping[str, Any], entity: Entity) -> Filter:
    """The filter that as_json wrote; a sentence when a newer program wrote it."""
    if saved.get("v") != VERSION:
        raise CimsError(_("This view was saved by a newer program. Save it again."))
    try:
        return part_from_json(saved["filter"], entity)
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError, RecursionError):
        raise CimsError(_("The filter of this view can't be read. Save the view again.")) from None


def part_from_json(saved: Mapping[str, Any], entity: Entity) -> Filter:
    for word in ("all", "any"):
        if word in saved:
            parts = tuple(part_from_json(part, entity) for part in saved[word])
            return Group(parts, any=word == "any")
    if "ids" in saved:
        return Among(tuple(int(id_) for id_ in saved["ids"]))
    condition = Condition(saved["field"], Operator(saved["is"]))
    field = field_of(entity, condition)
    value = saved["value"]
    if condition.operator is Operator.WITHIN:
        return Condition(field.name, condition.operator, Span(value))
    if value is None:
        return Condition(field.name, condition.operator)
    if isinstance(value, list):
        return Condition(
            field.name, condition.operator, tuple(one_from_json(field, item) for item in value)
        )
    return Condition(field.name, condition.operator, one_from_json(field, value))


def one_from_json(field: Field, value: Any) -> Any:
    """One compared value: for a field with many rows, one of them."""
    if field.kind is Kind.LINKS or (field.kind is Kind.ROWS and isinstance(value, int)):
        return Link(value)
    return value if field.many else from_json(field, value)
