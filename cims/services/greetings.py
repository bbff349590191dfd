"""Whom to greet: birthdays of contacts and festivals of customers that are near."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select

from cims.models.base import Base
from cims.models.contact import BirthdayCalendar
from cims.models.segment import CustomerSegment
from cims.services.activities import ACTIVITY
from cims.services.contact_fields import CONTACT
from cims.services.customer_fields import CUSTOMER
from cims.services.entity import Link
from cims.services.filters import Filter
from cims.services.i18n import _
from cims.services.notice_words import to_greet
from cims.services.rights import Action, Actor, Right, requires, visible
from cims.services.rules.birthdays import Calendar
from cims.services.rules.occasions import (
    FESTIVAL_WORDS,
    ComingFestival,
    DayKey,
    Festival,
    birthday_code,
    birthday_keys_within,
    festivals_within,
)
from cims.services.service import Service
from cims.services.storage import table_of

SETTING = "greetings"
AHEAD = 3  # days before a birthday on which a notice calls it to mind, until the office chooses
SHOWN = 7  # days ahead that My day shows, until the office chooses
LEAST, MOST = 1, 60  # days ahead that can be chosen


@dataclass(frozen=True)
class Wishes:
    """What the office chose: days ahead, festivals, and the segments that are greeted.

    Notices come `ahead` days before, My day shows the next `shown` days; who chooses makes them
    the same. Without segments all customers are greeted.
    """

    ahead: int = AHEAD
    festivals: frozenset[Festival] = frozenset(Festival)
    segments: tuple[int, ...] = ()
    shown: int = SHOWN

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Wishes":
        """The wishes from the setting; what this program does not know is passed over."""
        known = {festival.value: festival for festival in Festival}
        named = kept.get("festivals")
        chosen = known if named is None else {name for name in named if name in known}
        days = kept.get("ahead")
        within = None if days is None else min(max(int(days), LEAST), MOST)
        return cls(
            within or AHEAD,
            frozenset(known[name] for name in chosen),
            tuple(kept.get("segments", ())),
            within or SHOWN,
        )

    @classmethod
    def chosen(
        cls, days: int, festivals: Collection[Festival], segments: Sequence[int]
    ) -> "Wishes":
        """What somebody chose, with the same days for notices and for My day."""
        return cls(days, frozenset(festivals), tuple(segments), days)

    def kept(self) -> dict[str, Any]:
        """The wishes as the setting keeps them, once the days were chosen."""
        return {
            "ahead": self.shown,
            "festivals": [one.value for one in Festival if one in self.festivals],
            "segments": list(self.segments),
        }

    def festivals_within(self, today: date, days: int) -> list[ComingFestival]:
        """The chosen festivals that are near."""
        return [one for one in festivals_within(today, days) if one.festival in self.festivals]


@dataclass(frozen=True)
class Born:
    """A contact with a birthday that is near, and who looks after it."""

    contact_id: int
    customer_id: int | None
    owner_id: int
    day: date
    occasion: str


@dataclass(frozen=True)
class BirthdayLine:
    """A contact to congratulate."""

    contact: Link
    customer: Link | None
    day: date
    occasion: str
    gift_sent: bool


@dataclass(frozen=True)
class FestivalLine:
    """A festival, the customers to greet for it (`where` opens them) and how many had a gift."""

    festival: str
    name: str
    day: date
    occasion: str
    where: Filter
    total: int
    sent: int


class GreetingService(Service):
    """Birthdays and festivals of one's own contacts and customers."""

    @requires(Right.SIGN_IN)
    def wishes(self) -> Wishes:
        """What the office chose."""
        return Wishes.read(self.office.settings.common(SETTING))

    @requires(Right.SIGN_IN)
    def birthdays(self, ahead: int) -> tuple[BirthdayLine, ...]:
        """Whose birthday among one's own contacts is within so many days, the next one first."""
        me, actor = self._desk.unit.actor.user_id, self._desk.unit.actor
        if me is None or not actor.may(Action.READ, CONTACT.name):
            return ()
        born = self._born(birthday_keys_within(self.office.today, ahead), me)
        people = self.office.names_of(CONTACT.name, {one.contact_id for one in born})
        firms: Mapping[int, str] = {}
        if actor.may(Action.READ, CUSTOMER.name):
            firms = self.office.names_of(
                CUSTOMER.name, {one.customer_id for one in born if one.customer_id}
            )
        given = self._given([one.occasion for one in born])
        lines = []
        for one in born:
            if one.contact_id not in people:
                continue
            contact = Link(one.contact_id, people[one.contact_id])
            firm = one.customer_id if one.customer_id in firms else None
            customer = Link(firm, firms[firm]) if firm else None
            sent = one.occasion in given
            lines.append(BirthdayLine(contact, customer, one.day, one.occasion, sent))
        return tuple(lines)

    @requires(Right.SIGN_IN)
    def festivals(self, ahead: int) -> tuple[FestivalLine, ...]:
        """The festivals within so many days, with one's own customers to greet."""
        wishes = self.wishes()
        if not self._desk.unit.actor.may(Action.READ, CUSTOMER.name):
            return ()
        lines = []
        for coming in wishes.festivals_within(self.office.today, ahead):
            where = to_greet({"segments": wishes.segments})
            lines.append(
                FestivalLine(
                    coming.festival.value,
                    _(FESTIVAL_WORDS[coming.festival]),
                    coming.day,
                    coming.code,
                    where,
                    self.office.customers.count(where),
                    self._greeted(coming.code, wishes),
                )
            )
        return tuple(lines)

    def _born(self, keys: Mapping[DayKey, date], owner: int | None = None) -> list[Born]:
        """The contacts with these birthdays, of one colleague or of all, the next day first.

        Ids and days only: whoever shows their names asks for these under the reader's rights.
        """
        unit, table = self._desk.unit, table_of(CONTACT)
        carer = func.coalesce(table.c.customer_owner_id, table.c.owner_id)
        query = select(
            table.c.id,
            table.c.customer_id,
            carer.label("owner_id"),
            table.c.birthday_calendar,
            table.c.birthday_month,
            table.c.birthday_day,
            table.c.birthday_leap,
        ).where(born_on(table, keys), carer.is_not(None) if owner is None else carer == owner)
        found = []
        for row in unit.session.execute(visible(query, CONTACT, Actor.office())):
            key = key_of(row)
            if key in keys:
                day = keys[key]
                code = birthday_code(row.id, key[0], day)
                found.append(Born(row.id, row.customer_id, row.owner_id, day, code))
        return sorted(found, key=lambda one: (one.day, one.contact_id))

    def _given(self, occasions: Sequence[str]) -> set[str]:
        """Those of these occasions for which somebody has given something."""
        unit, table = self._desk.unit, table_of(ACTIVITY)
        if not occasions or not unit.actor.may(Action.READ, ACTIVITY.name):
            return set()
        query = select(table.c.occasion).where(table.c.occasion.in_(list(occasions))).distinct()
        return set(unit.session.scalars(visible(query, ACTIVITY, unit.actor)))

    def _greeted(self, occasion: str, wishes: Wishes) -> int:
        """How many of one's own customers to greet had a gift for it."""
        unit, table = self._desk.unit, table_of(ACTIVITY)
        if not unit.actor.may(Action.READ, ACTIVITY.name):
            return 0
        query = select(func.count(table.c.customer_id.distinct())).where(
            table.c.occasion == occasion, table.c.customer_owner_id == unit.actor.user_id
        )
        if wishes.segments:
            query = query.where(table.c.customer_id.in_(in_segments(wishes.segments)))
        return int(unit.session.scalar(visible(query, ACTIVITY, unit.actor)) or 0)

    def _to_greet(self, wishes: Wishes) -> dict[int, int]:
        """How many customers each colleague greets; for upkeep."""
        table = table_of(CUSTOMER)
        query = select(table.c.owner_id, func.count()).where(table.c.owner_id.is_not(None))
        if wishes.segments:
            query = query.where(table.c.id.in_(in_segments(wishes.segments)))
        seen = visible(query.group_by(table.c.owner_id), CUSTOMER, Actor.office())
        rows: Any = self._desk.unit.session.execute(seen).all()
        return dict(rows)


def in_segments(segments: Iterable[int]) -> Any:
    """The customers in any of these segments."""
    table = Base.metadata.tables[CustomerSegment.__tablename__]
    return select(table.c.customer_id).where(table.c.segment_id.in_(list(segments)))


def born_on(table: Any, keys: Collection[DayKey]) -> Any:
    """Contacts born in one of these months on one of its days; the calendar is looked at later."""
    months: dict[int, set[int]] = {}
    for _calendar, month, day, _leap in keys:
        months.setdefault(month, set()).add(day)
    return or_(
        False,
        *(
            and_(table.c.birthday_month == month, table.c.birthday_day.in_(sorted(days)))
            for month, days in sorted(months.items())
        ),
    )


def key_of(row: Any) -> DayKey:
    """On which day of which calendar this contact was born."""
    is_lunar = row.birthday_calendar is BirthdayCalendar.LUNAR
    calendar = Calendar.LUNAR if is_lunar else Calendar.SOLAR
    leap = is_lunar and bool(row.birthday_leap)
    return calendar, row.birthday_month, row.birthday_day, leap
