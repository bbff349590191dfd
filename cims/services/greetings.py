"""Whom to greet: birthdays of contacts and festivals of customers that are near."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select

from cims.models.base import Base
from cims.models.contact import BirthdayCalendar
from cims.models.segment import CustomerSegment
from cims.services.activities import ACTIVITY
from cims.services.contact_fields import CONTACT, MOST
from cims.services.customer_fields import CUSTOMER
from cims.services.entity import Link
from cims.services.filters import Among, Filter
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
AHEAD = 3  # days ahead, until the office or a contact has a number of its own
LEAST = 1


@dataclass(frozen=True)
class Wishes:
    """What the office chose: days ahead, festivals, and the segments that are greeted.

    Notices come `ahead` days before, and from then on My day shows it. Without segments all
    customers are greeted.
    """

    ahead: int = AHEAD
    festivals: frozenset[Festival] = frozenset(Festival)
    segments: tuple[int, ...] = ()

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Wishes":
        """The wishes from the setting; what this program does not know is passed over."""
        known = {festival.value: festival for festival in Festival}
        named = kept.get("festivals")
        chosen = known if named is None else {name for name in named if name in known}
        days = min(max(int(kept.get("ahead", AHEAD)), LEAST), MOST)
        festivals = frozenset(known[name] for name in chosen)
        return cls(days, festivals, tuple(kept.get("segments", ())))

    def kept(self) -> dict[str, Any]:
        """The wishes as the setting keeps them."""
        return {
            "ahead": self.ahead,
            "festivals": [one.value for one in Festival if one in self.festivals],
            "segments": list(self.segments),
        }

    def coming(self, today: date) -> list[ComingFestival]:
        """The chosen festivals that are near."""
        near = festivals_within(today, self.ahead)
        return [one for one in near if one.festival in self.festivals]


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
    """A festival, the customers to greet for it (`where` opens them), and who had no gift yet."""

    festival: str
    name: str
    day: date
    occasion: str
    where: Filter
    total: int
    left: tuple[int, ...]

    @property
    def sent(self) -> int:
        """How many of them had a gift."""
        return self.total - len(self.left)

    @property
    def rest(self) -> Filter:
        """Those who had none yet; all when everybody had one."""
        return Among(self.left) if self.left else self.where


class GreetingService(Service):
    """Birthdays and festivals of one's own contacts and customers."""

    @requires(Right.SIGN_IN)
    def wishes(self) -> Wishes:
        """What the office chose."""
        return Wishes.read(self.office.settings.common(SETTING))

    @requires(Right.SIGN_IN)
    def birthdays(self) -> tuple[BirthdayLine, ...]:
        """Whose birthday among one's own contacts is near, the next one first."""
        me, actor = self._desk.unit.actor.user_id, self._desk.unit.actor
        if me is None or not actor.may(Action.READ, CONTACT.name):
            return ()
        born = self._born(me)
        people = self.office.names_of(CONTACT.name, {one.contact_id for one in born})
        at = {one.customer_id for one in born if one.customer_id}
        firms = self.office.names_of(CUSTOMER.name, at)
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
    def festivals(self) -> tuple[FestivalLine, ...]:
        """The festivals that are near, with one's own customers to greet."""
        wishes = self.wishes()
        if not self._desk.unit.actor.may(Action.READ, CUSTOMER.name):
            return ()
        lines = []
        where = to_greet({"segments": wishes.segments})
        for coming in wishes.coming(self.office.today):
            ids = self.office.customers.listing(where).ids
            greeted = self._greeted(coming.code)
            lines.append(
                FestivalLine(
                    coming.festival.value,
                    _(FESTIVAL_WORDS[coming.festival]),
                    coming.day,
                    coming.code,
                    where,
                    len(ids),
                    tuple(id_ for id_ in ids if id_ not in greeted),
                )
            )
        return tuple(lines)

    @requires(Right.SIGN_IN)
    def coming(self) -> tuple[tuple[str, str], ...]:
        """The festivals that are near: their codes and names."""
        near = self.wishes().coming(self.office.today)
        return tuple((one.code, _(FESTIVAL_WORDS[one.festival])) for one in near)

    def _born(self, owner: int | None = None) -> list[Born]:
        """The contacts whose birthday is near, of one colleague or of all, the next day first.

        Near is what the contact says, else the office. Ids and days only: whoever shows their
        names asks for these under the reader's rights.
        """
        unit, table, today = self._desk.unit, table_of(CONTACT), self.office.today
        near = today + timedelta(days=self.wishes().ahead)
        keys = birthday_keys_within(today, MOST)
        soon = [key for key, day in keys.items() if day <= near]
        own = and_(table.c.birthday_ahead.is_not(None), born_on(table, keys))
        usual = born_on(table, soon)
        carer = func.coalesce(table.c.customer_owner_id, table.c.owner_id)
        query = select(
            table.c.id,
            table.c.customer_id,
            carer.label("owner_id"),
            table.c.birthday_calendar,
            table.c.birthday_month,
            table.c.birthday_day,
            table.c.birthday_leap,
            table.c.birthday_ahead,
        ).where(or_(usual, own), carer.is_not(None) if owner is None else carer == owner)
        found = []
        for row in unit.session.execute(visible(query, CONTACT, Actor.office())):
            key, ahead = key_of(row), row.birthday_ahead
            last = near if ahead is None else today + timedelta(days=ahead)
            if (day := keys.get(key)) is not None and day <= last:
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

    def _greeted(self, occasion: str) -> set[int]:
        """Which customers had a gift for it."""
        unit, table = self._desk.unit, table_of(ACTIVITY)
        if not unit.actor.may(Action.READ, ACTIVITY.name):
            return set()
        query = select(table.c.customer_id).where(table.c.occasion == occasion).distinct()
        return set(unit.session.scalars(visible(query, ACTIVITY, unit.actor)))

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
