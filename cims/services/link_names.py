"""The links in a value and the names that they bear: one rule for whatever shows a link.

A link keeps its id, or saving would lose it. Its name is what Office.names_of tells: nothing where
the record is out of sight.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from cims.services.entity import Field, Kind, Link, linked, linked_in

Names = Mapping[str, Mapping[int, str]]  # record type → id → name


def links_of(field: Field, value: Any) -> Iterator[tuple[str, Link]]:
    """Every link in a value, in its rows too, with the record type that it leads to."""
    if field.kind in (Kind.LINK, Kind.LINKS):
        yield from ((field.target, link) for link in linked(value))
    for column in field.columns_of(Kind.LINK):
        yield from ((column.target, link) for link in linked_in(column.name, value))


def names_for(
    names_of: Callable[[str, Iterable[int]], dict[int, str]], values: Iterable[tuple[Field, Any]]
) -> Names:
    """The names for all links in these values, asked of Office.names_of."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for field, value in values:
        for target, link in links_of(field, value):
            wanted[target].add(link.id)
    return {target: names_of(target, ids) for target, ids in wanted.items()}


def named(field: Field, value: Any, names: Names) -> Any:
    """The value with the names of its links."""
    if field.kind is Kind.LINK:
        return value and with_name(value, names.get(field.target, {}))
    if field.kind is Kind.LINKS:
        return tuple(with_name(link, names.get(field.target, {})) for link in value)
    for column in field.columns_of(Kind.LINK):
        known = names.get(column.target, {})
        value = tuple(
            row if link is None else replace(row, **{column.name: with_name(link, known)})
            for row in value or ()
            for link in (getattr(row, column.name),)
        )
    return value


def with_name(link: Link, known: Mapping[int, str]) -> Link:
    """The link with its name."""
    return Link(link.id, known.get(link.id, ""))
