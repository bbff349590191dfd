"""Verbs that only look: list, count, search."""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from cims.commands.signing_in import signed_in
from cims.commands.terminal import Terminal
from cims.commands.values import objects, text_of
from cims.commands.where import filter_of
from cims.services.entity import Entity, Field
from cims.services.errors import CimsError
from cims.services.granted import Action, Taking
from cims.services.i18n import _
from cims.services.office import Office
from cims.services.progress import in_chunks
from cims.services.storage import Record

CHUNK = 500
SEARCHED = (
    "customers",
    "contacts",
    "activities",
    "tasks",
    "leads",
    "opportunities",
    "quotes",
    "orders",
    "products",
)
BRIEF = ("owner", "customer", "job_title", "main_contact", "main_phone", "contacted_on", "due_on")


def show_list(terminal: Terminal, given: Namespace) -> int:
    """list ENTITY: the records that fit, in the order of their names; they count as copied."""
    with signed_in(terminal, given) as opened:
        with opened.database.write(opened.actor) as office:
            room = office.room(given.entity)
            where = filter_of(office, room.entity, given.where)
            ids = room.listing(where, limit=given.limit).ids
            handed_out(office, room.entity, ids, () if terminal.json else shown_fields(room.entity))
        with opened.database.read(opened.actor) as office:
            tell(terminal, office, given.entity, ids)
    return 0


def handed_out(
    office: Office, entity: Entity, ids: Sequence[int], fields: Sequence[Field] = ()
) -> None:
    """Count and note what leaves for a terminal or a file behind it; without `fields` all of it."""
    if ids:
        columns = [_(field.label) for field in fields or entity.fields]
        office.day_use.take(Taking.COPY, entity.name, ids, columns)


def tell(terminal: Terminal, office: Office, plural: str, ids: Sequence[int]) -> None:
    """These records, as JSON with all fields or as a table."""
    room = office.room(plural)
    if terminal.json:
        terminal.give_each(
            found
            for some in in_chunks(ids, CHUNK)
            for found in objects(office, room.entity, room.rows(some))
        )
        return
    fields = shown_fields(room.entity)
    lists, zone = office.settings.choices(), ZoneInfo(office.zone)
    terminal.show(
        [_(field.label) for field in fields],
        (
            [text_of(field, record.values[field.name], lists, zone) for field in fields]
            for some in in_chunks(ids, CHUNK)
            for record in room.rows(some, [field.name for field in fields])
        ),
    )


def shown_fields(entity: Entity) -> list[Field]:
    """The columns of a table for people: the number, then what every list shows."""
    code = [entity.by_name["code"]] if "code" in entity.by_name else []
    return code + [field for field in entity.fields if field.listed]


def count(terminal: Terminal, given: Namespace) -> int:
    """count ENTITY: the digits and nothing else."""
    with signed_in(terminal, given) as opened, opened.database.read(opened.actor) as office:
        room = office.room(given.entity)
        terminal.give(room.count(filter_of(office, room.entity, given.where)))
    return 0


def search(terminal: Terminal, given: Namespace) -> int:
    """search TEXT: records of every type that one works with; the best hits of each first."""
    if any("\ud800" <= sign <= "\udfff" for sign in given.text) or "\0" in given.text:
        raise CimsError(_("The text contains a broken character. Type it again."))
    with signed_in(terminal, given) as opened, opened.database.write(opened.actor) as office:
        hits = list(found(office, given.text, given.limit))
        for entity in {hit["entity"]: office.room(hit["entity"]).entity for hit in hits}.values():
            ids = [hit["id"] for hit in hits if hit["entity"] == entity.plural]
            named = [entity.by_name[name] for name in ("name", *BRIEF) if name in entity.by_name]
            handed_out(office, entity, ids, named)
    if terminal.json:
        terminal.give(hits)
        return 0
    terminal.show(
        [_("Type"), _("Number"), _("Name"), _("Phone")],
        ([hit["entity"], hit["code"], hit["name"], hit.get("main_phone") or ""] for hit in hits),
    )
    return 0


def found(office: Office, words: str, limit: int) -> Iterator[dict[str, Any]]:
    """At most `limit` hits over all searched types."""
    left = limit
    for plural in SEARCHED:
        room = office.room(plural)
        if not left or not words.strip():
            return
        if not office.actor.may(Action.READ, room.entity.name):
            continue
        for record in room.find(words, left):
            left -= 1
            yield hit_of(room.entity, record)


def hit_of(entity: Entity, record: Record) -> dict[str, Any]:
    """What a hit tells: enough to recognise it and to ask for it."""
    brief = {name: record.values[name] for name in BRIEF if name in entity.by_name}
    return {
        "entity": entity.plural,
        "id": record.id,
        "code": record.values["code"],
        "name": record.values["name"],
        **{name: plainly(value) for name, value in brief.items()},
    }


def plainly(value: Any) -> Any:
    """What JSON can hold: of a link its name, a day in ISO form."""
    return value.isoformat() if isinstance(value, date) else getattr(value, "text", value)
