"""The one place where a value of any kind becomes text in the language that is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as part
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from time import monotonic
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cims.services.choices import Choice
from cims.services.clock import EPOCH, office_date
from cims.services.entity import Field, Kind, Link
from cims.services.enum_words import enum_word
from cims.services.i18n import _
from cims.services.rights import Action
from cims.services.rules.amounts_text import shown
from cims.services.rules.currencies import paid
from cims.services.rules.discounts import discount_text
from cims.services.rules.folding import sound_tokens
from cims.services.rules.readings import usual
from cims.services.users import Colleague
from cims.ui.matching import Item

if TYPE_CHECKING:
    from cims.services.office import Office

SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "TWD": "NT$", "HKD": "HK$"}
BETWEEN = " · "
DISCOUNT = "discount"  # the name of such fields
PRICES = frozenset({"price", "unit_price", "floor_price", "cost"})  # and of these
MASK = "••••••"


@dataclass(frozen=True)
class Words:
    """A snapshot of what values mean: lists of the office, colleagues, day, zone, currency."""

    choices: Mapping[str, tuple[Choice, ...]] = part(default_factory=dict)
    people: Mapping[int, str] = part(default_factory=dict)
    zone: str = "UTC"
    today: date = EPOCH.date()
    currency: str = "CNY"
    codes: Mapping[tuple[str, str], Choice] = part(default_factory=dict)
    tags: tuple[str, ...] = ()  # offered in forms; lists do without
    read_at: datetime = EPOCH
    ticks: float = 0.0  # of the running clock when this was read
    colleagues: tuple[Colleague, ...] = ()  # whom an @ may call upon
    rated: frozenset[str] | None = None  # currencies with a rate today; None where they are hidden
    sealed_closed: str = ""  # why this person can't open sealed fields

    @classmethod
    def load(cls, office: "Office") -> "Words":
        """Read the snapshot; to be called inside a job."""
        lists = office.settings.choices()
        users = office.users
        people = {row.id: row.values["name"] for row in users.rows(users.listing().ids, ("name",))}
        currency = office.settings.common("office").get("currency", "CNY")
        codes = {(name, one.code): one for name, entries in lists.items() for one in entries}
        may_know = office.actor.may(Action.READ, "exchange_rate")
        return cls(
            lists,
            people,
            office.zone,
            office.today,
            currency,
            codes,
            read_at=office.now,
            ticks=monotonic(),
            colleagues=users.called(),
            rated=office.exchange_rates.rated() if may_know else None,
            sealed_closed=office.sealed.closed_because() or "",
        )

    @property
    def is_known(self) -> bool:
        """Whether the office has told its day; before that no word means one."""
        return self.today != EPOCH.date()

    def known_today(self) -> date | None:
        """From where days in words are seen; None until the office has told it."""
        return self.today if self.is_known else None

    def now(self) -> datetime:
        """What time it is in the office, without its zone, as rules for typed times take it."""
        passed = timedelta(seconds=monotonic() - self.ticks) if self.ticks else timedelta()
        return (self.read_at + passed).astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    def choice(self, field: Field, code: str | None) -> Choice | None:
        """The entry of the field's list with this code."""
        return self.codes.get((field.choices, code or ""))

    def text(self, field: Field, value: Any, *, short: bool = False) -> str:
        """The value as one line; `short` leaves out the year of dates in this one."""
        if value is None or value == ():
            return ""
        match field.kind:
            case Kind.DATE:
                return day(value, self.today if short else None)
            case Kind.MOMENT:
                return self.moment(value, short=short)
            case Kind.CHOICE:
                found = self.choice(field, value)
                return found.label if found else str(value)
            case Kind.ENUM:
                return enum_word(value)
            case Kind.YES_NO:
                return _("Yes") if value else _("No")
            case Kind.MONEY:
                return money(value, getattr(value, "currency", self.currency))
            case Kind.SHARE if field.name == DISCOUNT:
                return discount_text(value)
            case Kind.SHARE:
                return f"{number(value * 100)}%"
            case Kind.EXACT if field.name in PRICES:
                return price(value)
            case Kind.WHOLE | Kind.EXACT:
                return number(value)
            case Kind.LINK:
                return link_text(value)
            case Kind.LINKS | Kind.TAGS | Kind.ROWS:
                return self._many(field, value, short=short)
            case Kind.SEALED:
                return MASK
            case Kind.PICTURE:
                return _("Picture {number}").format(number=value)
        return str(value)

    def moment(self, value: datetime, *, short: bool = False) -> str:
        """A time in the office's zone, to the minute."""
        local = value.astimezone(ZoneInfo(self.zone))
        today = self.today if short else None
        if today == local.date():
            return _("Today {time}").format(time=f"{local:%H:%M}")
        return f"{day(local.date(), today)} {local:%H:%M}"

    def on(self, value: datetime) -> date:
        """The office's calendar day at this time."""
        return office_date(value, self.zone)

    def row(self, field: Field, row: Any) -> str:
        """One row of a ROWS field: its filled columns one after the other."""
        assert field.rows
        if field.name == "addresses":
            return address(row)
        if field.name == "contact_points":
            return str(row.value)
        cells = (
            self.text(column, getattr(row, column.name))
            for column in field.rows.fields
            if column.kind is not Kind.YES_NO and not is_told(column, row)
        )
        return BETWEEN.join(cell for cell in cells if cell)

    def all_rows(self, field: Field, value: Any) -> list[str]:
        """Every row, link or tag of a value; a filter names a single one."""
        if isinstance(value, Link | str):
            value = (value,)
        if field.kind is Kind.TAGS:
            return [str(tag) for tag in value]
        if field.kind is Kind.LINKS:
            return [link_text(link) for link in value]
        return [self.row(field, row) for row in value]

    def items(self, field: Field) -> list[Item]:
        """What a box for this field offers: entries of its list, colleagues, words of an enum."""
        if field.kind is Kind.CHOICE:
            entries = self.choices.get(field.choices, ())
            return [coded(one.code, one.label, one.code) for one in entries if not one.retired]
        if field.kind is Kind.ENUM and field.enum:
            return [coded(word, enum_word(word), str(word)) for word in field.enum]
        if field.kind is Kind.YES_NO:
            return [item(True, _("Yes")), item(False, _("No"))]
        if field.target == "user":
            people = sorted(self.people.items(), key=lambda pair: pair[1])
            codes = {one.id: one.username for one in self.colleagues}
            return [coded(Link(id_, name), name, codes.get(id_, "")) for id_, name in people]
        return []

    def _many(self, field: Field, value: Any, *, short: bool) -> str:
        rows = self.all_rows(field, value)
        if not short or len(rows) == 1:
            return "; ".join(rows)
        return _("{first} and {n} more").format(first=rows[0], n=len(rows) - 1)


def is_told(column: Field, row: Any) -> bool:
    """Whether a line says this otherwise: its product by its name, and no number of the program."""
    is_named = bool(getattr(row, "name", None))
    return column.name == "id" or (column.name == "product" and is_named)


def item(value: Any, text: str, code: str = "") -> Item:
    """An entry of a box, found by its sound too."""
    return Item(value, text, code if code != text else "", spoken(text))


def coded(value: Any, text: str, code: str) -> Item:
    """An entry that is found by its code too, which nobody outside the program has to read."""
    return Item(value, text, "", f"{spoken(text)} {code}")


@lru_cache(maxsize=2000)
def spoken(text: str) -> str:
    """The pinyin and the initials of some words, for what is found by its sound."""
    syllables = [usual().get(character, character) for character in text]
    whole = ("".join(syllables), "".join(syllable[:1] for syllable in syllables))
    return " ".join((*whole, sound_tokens(text)))


def day(value: date, today: date | None = None) -> str:
    """A date; without its year when that is today's."""
    if today is not None and value.year == today.year:
        return f"{value:%m-%d}"
    return value.isoformat()


def number(value: int | Decimal) -> str:
    """A number with thousands marks and no zeros at its end."""
    if isinstance(value, int):
        return f"{value:,}"
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def price(value: Decimal) -> str:
    """A price with two places, or with as many as it has."""
    return shown(value, max(2, -int(value.normalize().as_tuple().exponent)))


def money(value: Decimal, currency: str) -> str:
    """An amount with the sign of its own currency, whatever the language."""
    sign = SYMBOLS.get(currency, f"{currency} ")
    return f"{'-' if value < 0 else ''}{sign}{abs(paid(value, currency)):,f}"


def link_text(link: Link) -> str:
    """The name of what a link points to; a number when the name may not be seen."""
    return link.text or f"#{link.id}"


def address(row: Any) -> str:
    """An address on one line, the Chinese way when it is a Chinese one."""
    parts = [row.province, row.city, row.district, row.detail]
    western = all(part is None or part.isascii() for part in parts)
    if not western:
        seen = dict.fromkeys(part for part in parts if part)
        return "".join(seen)
    return ", ".join(part for part in (row.detail, *parts[2::-1], row.country) if part)
