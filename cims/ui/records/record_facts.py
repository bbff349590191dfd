"""A record in words, group by group: what its page, a copied text and the printed sheet show."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cims.services.entity import Entity, Field, Kind, Link
from cims.services.i18n import _
from cims.services.order_fields import LINES
from cims.services.rules.addresses import consignee_line
from cims.services.storage import Record
from cims.ui.records.field_widgets.invoice_rows import six_lines
from cims.ui.records.form_plans import FORM_PLANS
from cims.ui.records.format import BETWEEN, Words, address
from cims.ui.records.price_words import line_price, price_words

OPENED = frozenset({"customer", "contact"})


@dataclass(frozen=True)
class Fact:
    """One line of a record; `copied` is what its copy button takes, `link` what can be opened.

    `sealed` is the field whose value stands masked there.
    """

    label: str
    text: str
    copied: str = ""
    target: str = ""
    link: Link | None = None
    sealed: Field | None = None


@dataclass(frozen=True)
class FactGroup:
    """The facts below one heading."""

    title: str
    facts: tuple[Fact, ...]


def fact_groups(entity: Entity, record: Record, words: Words) -> list[FactGroup]:
    """Everything that is filled in, in the order of the form."""
    found: dict[str, list[Fact]] = {}
    for field in entity.entered_with.values():
        if field.read_only and not field.closed:
            continue
        value = record.values.get(field.name)
        found.setdefault(field.group, []).extend(facts_of(field, value, words))
    plan = FORM_PLANS.get(entity.name)
    for group, note in (plan.notes if plan else {}).items():
        if text := note(record.values, words.today):
            said = Fact("" if group == LINES.group else _(group), text, text)
            found[group] = [*found.get(group, ()), said] if group == LINES.group else [said]
    return [FactGroup(_(title), tuple(facts)) for title, facts in found.items() if facts]


def all_facts(entity: Entity, record: Record, words: Words) -> list[Fact]:
    """The facts of all groups, and when the program itself noted something."""
    found = [fact for group in fact_groups(entity, record, words) for fact in group.facts]
    for field in entity.fields:
        if field.read_only and not field.closed and field.kind in (Kind.DATE, Kind.MOMENT):
            found.extend(facts_of(field, record.values.get(field.name), words))
    return found


def facts_of(field: Field, value: Any, words: Words) -> Iterator[Fact]:
    """The lines of one field: one for each row, none when it is empty."""
    if value is None or value in ((), ""):
        return
    if field.kind is Kind.SEALED:
        yield Fact(_(field.label), words.text(field, value), sealed=field)
        return
    if field.kind is Kind.ROWS:
        made = ROW_FACTS.get(field.name, row_fact)
        for row in value:
            yield made(field, row, words)
        return
    text = words.text(field, value)
    if field.kind is Kind.LINK and field.target in OPENED:
        yield Fact(_(field.label), text, target=field.target, link=value)
    else:
        yield Fact(_(field.label), text, text if field.kind is Kind.TEXT else "")


def row_fact(field: Field, row: Any, words: Words) -> Fact:
    """A row as its filled columns one after the other."""
    assert field.rows
    for column in field.rows.fields:
        if column.kind is Kind.LINK and column.target in OPENED:
            link = getattr(row, column.name)
            text = words.row(field, row)
            return Fact(_(field.label), text, target=column.target, link=link)
    text = words.row(field, row)
    return Fact(_(field.label), text, text)


def point_fact(field: Field, row: Any, words: Words) -> Fact:
    """A phone under its kind, with extension, nickname and note."""
    assert field.rows
    columns = {column.name: column for column in field.rows.fields}
    kind = words.text(columns["kind"], row.kind)
    number = row.value
    if row.extension:
        number = _("{number} ext. {extension}").format(number=number, extension=row.extension)
    more = [row.nickname, words.text(columns["friend_state"], row.friend_state), row.friend_of]
    more += [row.group_name, row.note]
    text = BETWEEN.join([number, *filter(None, more)])
    return Fact(kind, text, number)


def address_fact(field: Field, row: Any, words: Words) -> Fact:
    """An address under its use; copied with consignee and phone, as a courier needs it."""
    assert field.rows
    use = words.text(field.rows.fields[0], row.use)
    line = BETWEEN.join(filter(None, (address(row), row.postal_code, row.consignee, row.phone)))
    parts = (row.consignee, row.phone, row.province, row.city, row.district, row.detail)
    copied = consignee_line(*(part or "" for part in parts)) if not row.country else line
    return Fact(use, line, copied)


def identifier_fact(field: Field, row: Any, words: Words) -> Fact:
    """A number under its kind."""
    assert field.rows
    return Fact(words.text(field.rows.fields[0], row.kind), row.value, row.value)


def invoice_fact(field: Field, row: Any, words: Words) -> Fact:
    """Invoice details as lines, and who receives the invoice; copied it is always six lines."""
    lines = six_lines(row, filled_only=True)
    assert field.rows
    columns = {column.name: column for column in field.rows.fields}
    kind = words.text(columns["invoice_kind"], row.invoice_kind)
    more = BETWEEN.join(filter(None, (kind, row.receiver, row.receiver_phone, row.receiver_email)))
    return Fact(_(field.label), "\n".join(filter(None, (lines, more))), six_lines(row))


def line_fact(field: Field, row: Any, words: Words) -> Fact:
    """A line of an order: what, how many, at which price."""
    assert field.rows
    columns = {column.name: column for column in field.rows.fields}

    def text(name: str) -> str:
        return words.text(columns[name], getattr(row, name))

    price = line_price(text, discounted=bool(row.discount))
    more = (row.model, price, text("tax_rate"), row.remarks)
    what = BETWEEN.join(filter(None, (row.name, *more)))
    return Fact(_(field.label), what, what)


def price_fact(field: Field, row: Any, words: Words) -> Fact:
    """A price of the list: for whom, from when on, how much."""
    text = price_words(field, row, words)
    return Fact(_(field.label), text, text)


ROW_FACTS: Mapping[str, Callable[[Field, Any, Words], Fact]] = {
    "contact_points": point_fact,
    "addresses": address_fact,
    "identifiers": identifier_fact,
    "invoice_details": invoice_fact,
    "lines": line_fact,
    "prices": price_fact,
}


def as_lines(groups: list[FactGroup]) -> str:
    """The record as text for a message, one fact to a line."""
    return "\n".join(
        _("{field}: {value}").format(field=fact.label, value=fact.text)
        for group in groups
        for fact in group.facts
    )
