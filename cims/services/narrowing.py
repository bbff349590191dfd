"""Filters as conditions of a query."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from operator import ge, gt, le, lt
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, func, not_, or_, select

from cims.models.base import Base
from cims.models.choice import Tag
from cims.services.child_rows import child_table
from cims.services.database import in_list
from cims.services.entity import Entity, Field, Kind, Link
from cims.services.filters import Among, Condition, Filter, Group, Operator, field_of
from cims.services.rights import Actor
from cims.services.rules.currencies import EXPONENTS, USUAL
from cims.services.spans import Calendar, Span, within
from cims.services.storage import CURRENCY, table_of

READABLE = (Kind.TEXT, Kind.LONG_TEXT, Kind.CHOICE)
COMPARED: Mapping[Operator, Callable[[Any, Any], Any]] = {
    Operator.BELOW: lt,
    Operator.AT_MOST: le,
    Operator.ABOVE: gt,
    Operator.AT_LEAST: ge,
}
DIALLED = re.compile(r"[\d\s()+\-]+", re.ASCII)
NO_DIGIT = re.compile(r"\D", re.ASCII)
FEWEST = 3  # digits that mean a number, as in the search


def compiled(
    where: Filter, entity: Entity, actor: Actor, calendar: Calendar
) -> ColumnElement[bool]:
    """The filter as a condition on the entity's table."""
    if isinstance(where, Group):
        parts = [compiled(part, entity, actor, calendar) for part in where.parts]
        return or_(False, *parts) if where.any else and_(True, *parts)
    if isinstance(where, Among):
        return in_list(table_of(entity).c.id, where.ids)
    field = field_of(entity, where)
    if where.operator is Operator.IS_ME:
        where = Condition(where.field, Operator.IS, Link(actor.user_id or 0))
    if field.many:
        return many_condition(entity, field, where)
    column = table_of(entity).c[field.column]
    if field.kind is Kind.MONEY and where.value is not None:
        return of_money(entity, column, field, where, calendar)
    return one_condition(column, field, where, calendar)


def of_money(
    entity: Entity,
    column: ColumnElement[Any],
    field: Field,
    condition: Condition,
    calendar: Calendar,
) -> ColumnElement[bool]:
    """An amount in whatever currency: columns hold smallest units, which differ in size."""
    currency = table_of(entity).c[CURRENCY]
    sizes: dict[int, list[str]] = {}
    for code, places in EXPONENTS.items():
        sizes.setdefault(places, []).append(code)
    usual = currency.not_in(sorted(EXPONENTS))
    pairs = [(usual, USUAL), *((currency.in_(codes), size) for size, codes in sizes.items())]
    return or_(
        False,
        *(
            and_(of, one_condition(column, field, scaled(condition, places), calendar))
            for of, places in pairs
        ),
    )


def scaled(condition: Condition, places: int) -> Condition:
    """The condition on numbers of smallest units; a limit between two of them is moved to one."""
    value, operator = condition.value, condition.operator
    if operator is Operator.BETWEEN:
        first, last = value
        units: Any = (whole(first, places, ROUND_CEILING), whole(last, places, ROUND_FLOOR))
    elif operator is Operator.IS:
        units = whole(value, places, ROUND_FLOOR)
        if units != value.scaleb(places):
            operator, units = Operator.ANY_OF, ()  # no amount of this currency is that
    else:
        upwards = operator in (Operator.BELOW, Operator.AT_LEAST)
        units = whole(value, places, ROUND_CEILING if upwards else ROUND_FLOOR)
    return Condition(condition.field, operator, units)


def whole(value: Decimal, places: int, rounding: str) -> int:
    """So many smallest units."""
    return int(value.scaleb(places).to_integral_value(rounding))


def one_condition(
    column: ColumnElement[Any], field: Field, condition: Condition, calendar: Calendar
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
            return within(column, Span(value), calendar, moments=field.kind is Kind.MOMENT)
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
        query = query.where(row_holds(child, field.rows.fields, value))
    found = table_of(entity).c.id.in_(query.where(mine.is_not(None)))
    return not_(found) if condition.operator is Operator.EMPTY else found


def row_holds(child: Table, columns: Iterable[Field], value: Any) -> ColumnElement[bool]:
    """Whether a row holds this text in one of its cells, or points to the record of this Link.

    Digits are found in whatever groups they are written there.
    """
    if isinstance(value, Link):
        links = (child.c[column.column] for column in columns if column.kind is Kind.LINK)
        return or_(False, *(link == value.id for link in links))
    texts = [child.c[column.column] for column in columns if column.kind in READABLE]
    found = [like(text, f"%{escaped(value)}%") for text in texts]
    if DIALLED.fullmatch(str(value)) and len(digits := NO_DIGIT.sub("", str(value))) >= FEWEST:
        closed = (func.replace(func.replace(text, " ", ""), "-", "") for text in texts)
        found += [text.like(f"%{digits}%") for text in closed]
    return or_(False, *found)
