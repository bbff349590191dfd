"""The orders of lists, and the statement that brings a whole list in one."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, bindparam, select

from cims.services.entity import Entity
from cims.services.prepared import Prepared
from cims.services.rights import unindexed, visible
from cims.services.storage import Asked, table_of

EVERYTHING = -1  # as a limit


@dataclass(frozen=True)
class Sort:
    """The order of a list."""

    field: str
    descending: bool = False


def ordering(entity: Entity, sort: Sort) -> list[Any]:
    """The column, then whatever follows it in its index, so that nothing is left to sort."""
    field, columns = entity.field(sort.field), table_of(entity).c
    if field.sort_by == "id":  # any narrow index and a sort beat reading the wide rows
        order = [unindexed(columns.id)]
    else:
        rest = ("owner_id", "deleted_at") if field.sortable and "owner_id" in columns else ()
        order = [columns[name] for name in (field.sort_by or field.column, *rest, "id")]
    return [column.desc() for column in order] if sort.descending else order


@lru_cache(maxsize=256)
def whole_list(chosen: Asked, sort: Sort) -> Prepared:
    """Up to `most` ids of all records that somebody sees, in an order.

    Compiled once: putting the row filter together takes longer than walking 10,000 rows.
    """
    query = select(table_of(chosen.entity).c.id).order_by(*ordering(chosen.entity, sort))
    query = query.limit(bindparam("most", type_=Integer))
    return Prepared(visible(query, chosen.entity, chosen.actor, binned=chosen.binned))
