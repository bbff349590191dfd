"""--where FIELD=VALUE as a filter: the office's words in, conditions out."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from cims.services.choices import Choice, spoken
from cims.services.codecs import from_text
from cims.services.entity import Entity, Field, Kind, Link
from cims.services.enum_words import enum_meant, enum_word
from cims.services.errors import CimsError
from cims.services.filters import OPERATORS, Condition, Filter, Group, Operator, both
from cims.services.i18n import _
from cims.services.office import Office
from cims.services.spans import Span

LARGEST = 10**12
SPANS = frozenset(Span)


def filter_of(office: Office, entity: Entity, conditions: Sequence[str]) -> Filter | None:
    """All conditions together; None without any."""
    where: Filter | None = None
    for text in conditions:
        where = both(where, condition_of(office, entity, text))
    return where


def condition_of(office: Office, entity: Entity, text: str) -> Filter:
    """One FIELD=VALUE; FIELD= means that the field is empty."""
    name, sign, word = (part.strip() for part in text.partition("="))
    if not sign:
        raise CimsError(
            _("“{text}” is not a condition. Write it as FIELD=VALUE.").format(text=text)
        )
    field = entity.by_name.get(name)
    if field is None:
        raise CimsError(
            _("There is no field “{name}”. Known are: {known}.").format(
                name=name, known=", ".join(entity.by_name)
            )
        )
    if not word and Operator.EMPTY in OPERATORS[field.kind]:
        return Condition(name, Operator.EMPTY)
    if not field.filterable or not word or field.kind not in BY_KIND:
        raise CimsError(
            _("The field “{name}” can't be filtered this way.").format(name=_(field.label))
        )
    return BY_KIND[field.kind](office, field, whole(field, word))


def whole(field: Field, word: str) -> str:
    """The word itself; refused when no column can hold it."""
    if any("\ud800" <= sign <= "\udfff" for sign in word) or "\0" in word:
        raise CimsError(
            _("{field} contains a broken character. Type it again.").format(field=_(field.label))
        )
    return word


def exactly(office: Office, field: Field, word: str) -> Filter:
    return Condition(field.name, Operator.IS, word)


def containing(office: Office, field: Field, word: str) -> Filter:
    return Condition(field.name, Operator.CONTAINS, word)


def plainly(office: Office, field: Field, word: str) -> Filter:
    value = from_text(field, word)
    if isinstance(value, int | Decimal) and not -LARGEST < value < LARGEST:
        raise CimsError(_("“{text}” is too large.").format(text=word))
    return Condition(field.name, Operator.IS, value)


def span_meant(word: str) -> Span | None:
    """A stretch of days; `last_month` is `last month`, which needs no quotes."""
    plain = word.casefold().replace("_", " ")
    return Span(plain) if plain in SPANS else None


def by_day(office: Office, field: Field, word: str) -> Filter:
    if (span := span_meant(word)) is not None:
        return Condition(field.name, Operator.WITHIN, span)
    return Condition(field.name, Operator.IS, from_text(field, word))


def by_moment(office: Office, field: Field, word: str) -> Filter:
    """A stretch of days, a whole day of the office, or one moment of it."""
    if (span := span_meant(word)) is not None:
        return Condition(field.name, Operator.WITHIN, span)
    zone = ZoneInfo(office.zone)
    moment: datetime = from_text(field, word)
    first = moment.replace(tzinfo=moment.tzinfo or zone)
    if "T" in word.upper() or " " in word:
        last = first
    else:
        last = datetime.combine(first.date(), time.max, first.tzinfo)
    return Group(
        (
            Condition(field.name, Operator.AT_LEAST, first.astimezone(UTC)),
            Condition(field.name, Operator.AT_MOST, last.astimezone(UTC)),
        )
    )


def by_choice(office: Office, field: Field, word: str) -> Filter:
    """A code, a label in any language, or a synonym."""
    code = code_meant(office, field, word)
    if code is None:
        known = office.settings.choices().get(field.choices, ())
        raise CimsError(
            _("“{word}” is not in the list of {field}. Known are: {known}.").format(
                word=word,
                field=_(field.label),
                known=", ".join(f"{choice.code} ({choice.label})" for choice in known),
            )
        )
    return Condition(field.name, Operator.IS, code)


def code_meant(office: Office, field: Field, word: str) -> str | None:
    known: Sequence[Choice] = office.settings.choices().get(field.choices, ())
    return next((choice.code for choice in known if choice.matches(spoken(word))), None)


def by_enum(office: Office, field: Field, word: str) -> Filter:
    """A code, a label in any language, or a synonym."""
    known = list(field.enum or ())
    value = enum_meant(field.enum, word) if field.enum else None
    if value is None:
        raise CimsError(
            _("“{word}” is not in the list of {field}. Known are: {known}.").format(
                word=word,
                field=_(field.label),
                known=", ".join(f"{each} ({enum_word(each)})" for each in known),
            )
        )
    return Condition(field.name, Operator.IS, value)


def by_link(office: Office, field: Field, word: str) -> Filter:
    """A colleague by user name or full name, another record by number, name or short name."""
    links = tuple(Link(id_) for id_ in ids_meant(office, field.target, word))
    if not links:
        raise CimsError(
            _("“{word}” is neither the number nor the name of anything that you may see.").format(
                word=word
            )
        )
    if field.kind is Kind.LINK:
        return Condition(field.name, Operator.ANY_OF, links)
    return Group(tuple(Condition(field.name, Operator.IS, link) for link in links), any=True)


def in_a_row(office: Office, field: Field, word: str) -> Filter:
    """A text in one of the rows, an entry of a list by its label, a record by number or name."""
    meant: list[Any] = [word]
    for column in field.rows.fields if field.rows else ():
        if column.kind is Kind.CHOICE:
            meant.append(code_meant(office, column, word))
        elif column.kind is Kind.LINK:
            meant += map(Link, ids_meant(office, column.target, word))
    parts = (Condition(field.name, Operator.CONTAINS, each) for each in meant if each)
    return Group(tuple(parts), any=True)


def ids_meant(office: Office, target: str, word: str) -> Sequence[int]:
    if target == "user":
        id_ = office.users.by_name(word)
        return [] if id_ is None else [id_]
    room = office.room(target)
    for name in ("code", room.entity.title, "short_name"):
        if name not in room.entity.by_name:
            continue
        if ids := room.listing(Condition(name, Operator.IS, word)).ids:
            return ids
    return []


Reader = Callable[[Office, Field, Any], Filter]
BY_KIND: dict[Kind, Reader] = {
    Kind.TEXT: exactly,
    Kind.TAGS: exactly,
    Kind.LONG_TEXT: containing,
    Kind.ROWS: in_a_row,
    Kind.WHOLE: plainly,
    Kind.EXACT: plainly,
    Kind.MONEY: plainly,
    Kind.YES_NO: plainly,
    Kind.DATE: by_day,
    Kind.MOMENT: by_moment,
    Kind.CHOICE: by_choice,
    Kind.ENUM: by_enum,
    Kind.LINK: by_link,
    Kind.LINKS: by_link,
}
