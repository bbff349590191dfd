"""The one filter language: chips, saved views, drill-down and `--where` use it and nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import ge, gt, le, lt
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select

from cims.models.base import Base
from cims.models.choice import Tag
from cims.services.codecs import from_json, to_json
from cims.services.entity import Entity, Field, Kind, Link
from cims.services.errors import CimsError
from cims.services.i18n import N_, _
from cims.services.rights import Actor
from cims.services.spans import SPAN_WORDS, Span, within
from cims.services.storage import child_table, table_of

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
READABLE = (Kind.TEXT, Kind.LONG_TEXT, Kind.CHOICE)
EITHER = (Operator.EMPTY, Operator.FILLED)
OPERATORS: Mapping[Kind, tuple[Operator, ...]] = {
    Kind.TEXT: (*TEXTS, *EITHER),
    Kind.LONG_TEXT: (Operator.CONTAINS, *EITHER),
    Kind.WHOLE: (*ORDERED, *EITHER),
    Kind.EXACT: (*ORDERED, *EITHER),
    Kind.MONEY: (*ORDERED, *EITHER),
    Kind.DATE: (Operator.WITHIN, *ORDERED, *EITHER),
    Kind.MOMENT: (Operator.AT_MOST, Operator.AT_LEAST, *EITHER),
    Kind.YES_NO: (Operator.IS,),
    Kind.ENUM: LISTS,
    Kind.CHOICE: (*LISTS, *EITHER),
    Kind.LINK: (*LISTS, Operator.IS_ME, *EITHER),
    Kind.LINKS: (Operator.IS, Operator.IS_ME, *EITHER),
    Kind.TAGS: (Operator.IS, *EITHER),
    Kind.ROWS: (Operator.CONTAINS, *EITHER),
    Kind.SEALED: EITHER,
}
COMPARED: Mapping[Operator, Callable[[Any, Any], Any]] = {
    Operator.BELOW: lt,
    Operator.AT_MOST: le,
    Operator.ABOVE: gt,
    Operator.AT_LEAST: ge,
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
    """One field compared with a value (a tuple for ANY_OF, NONE_OF and BETWEEN)."""

    field: str
    operator: Operator
    value: Any = None


@dataclass(frozen=True)
class Group:
    """Conditions and groups of which all, or any, must hold."""

    parts: tuple["Filter", ...]
    any: bool = False


Filter = Condition | Group
Shown = Callable[[Field, Any], str]


def both(first: Filter | None, second: Filter | None) -> Filter | None:
    """A filter for records that fit both."""
    if first is None or second is None:
        return first or second
    return Group((first, second))


def compiled(where: Filter, entity: Entity, actor: Actor, today: date) -> ColumnElement[bool]:
    """The filter as a condition on the entity's table."""
    if isinstance(where, Group):
        parts = [compiled(part, entity, actor, today) for part in where.parts]
        return or_(False, *parts) if where.any else and_(True, *parts)
    field = field_of(entity, where)
    if where.operator is Operator.IS_ME:
        where = Condition(where.field, Operator.IS, Link(actor.user_id or 0))
    if field.many:
        return many_condition(entity, field, where)
    return one_condition(table_of(entity).c[field.column], field, where, today)


def field_of(entity: Entity, condition: Condition) -> Field:
    """The field of a condition; a sentence when it is not there or can't be compared so."""
    field = entity.by_name.get(condition.field)
    if field is None:
        raise CimsError(
            _("There is no field “{name}”. Known are: {known}.").format(
                name=condition.field, known=", ".join(entity.by_name)
            )
        )
    if condition.operator not in OPERATORS[field.kind]:
        raise CimsError(
            _("The field “{name}” can't be filtered this way.").format(name=_(field.label))
        )
    return field


def one_condition(
    column: ColumnElement[Any], field: Field, condition: Condition, today: date
) -> ColumnElement[bool]:
    """A condition on a column of the record's own table."""
    value = bare(condition.value)
    match condition.operator:
        case Operator.IS:
            if value is False:
                return column.is_not(True)
            return column.is_(None) if value is None else column == value
        case Operator.IS_NOT:
            return or_(column.is_(None), column != value)
        case Operator.CONTAINS:
            return like(column, f"%{escaped(value)}%")
        case Operator.BEGINS:
            return like(column, f"{escaped(value)}%")
        case Operator.ANY_OF:
            return column.in_(value)
        case Operator.NONE_OF:
            return or_(column.is_(None), column.not_in(value))
        case Operator.BELOW | Operator.AT_MOST | Operator.ABOVE | Operator.AT_LEAST:
            return and_(COMPARED[condition.operator](column, value))
        case Operator.BETWEEN:
            return column.between(*value)
        case Operator.WITHIN:
            return within(column, Span(value), today)
    empty: ColumnElement[bool] = column.is_(None)
    if field.kind in (Kind.TEXT, Kind.LONG_TEXT):
        empty = or_(empty, column == "")
    return empty if condition.operator is Operator.EMPTY else not_(empty)


def like(column: ColumnElement[Any], pattern: str) -> ColumnElement[bool]:
    """Whether the text fits a pattern, in any case: the database lowers both sides alike."""
    return func.lower(column).like(func.lower(pattern), escape="/")


def escaped(value: Any) -> str:
    """The value as it stands in a pattern of LIKE."""
    return str(value).replace("/", "//").replace("%", "/%").replace("_", "/_")


def bare(value: Any) -> Any:
    """The value as columns hold it: links are ids there."""
    if isinstance(value, tuple | list):
        return [bare(item) for item in value]
    return value.id if isinstance(value, Link) else value


def many_condition(entity: Entity, field: Field, condition: Condition) -> ColumnElement[bool]:
    """A condition on the rows of a child table."""
    assert field.rows
    child = child_table(field)
    mine = child.c[field.rows.parent]
    query = select(mine)
    value = condition.value
    if condition.operator is Operator.IS and field.kind is Kind.TAGS:
        tag = Base.metadata.tables[Tag.__tablename__]
        query = query.join_from(child, tag, tag.c.id == child.c.tag_id).where(tag.c.name == value)
    elif condition.operator is Operator.IS:
        query = query.where(child.c[field.rows.link] == bare(value))
    elif condition.operator is Operator.CONTAINS:
        pattern = f"%{escaped(value)}%"
        texts = [c for c in field.rows.fields if c.kind in READABLE]
        query = query.where(or_(False, *(like(child.c[c.column], pattern) for c in texts)))
    found = table_of(entity).c.id.in_(query.where(mine.is_not(None)))
    return not_(found) if condition.operator is Operator.EMPTY else found


def described(where: Filter, entity: Entity, shown: Shown) -> str:
    """The filter in words, in the language shown now; `shown` writes one value of a field."""
    if isinstance(where, Group):
        parts = [described(part, entity, shown) for part in where.parts]
        between = _(" or ") if where.any else _(" and ")
        return between.join(
            f"({text})" if isinstance(part, Group) and len(part.parts) > 1 else text
            for part, text in zip(where.parts, parts, strict=True)
        )
    field = field_of(entity, where)
    value = where.value
    if where.operator is Operator.WITHIN:
        text = _(SPAN_WORDS[Span(value)])
    elif isinstance(value, tuple):
        between = " – " if where.operator is Operator.BETWEEN else ", "
        text = between.join(shown(field, item) for item in value)
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
    if field.kind is Kind.LINKS:
        return Link(value)
    return value if field.many else from_json(field, value)
