"""How the page speaks of days and of what is due."""

from datetime import date

from cims.services.i18n import N_, _, _n
from cims.ui.pages.my_day.day_reading import CONTACTED, CUSTOMER, LEAD, Count, Entry, Stretch
from cims.ui.records.day_words import weekday as weekday_name
from cims.ui.records.format import day as day_text

SHORT_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
HEADS = {
    Stretch.LATE: N_("Overdue"),
    Stretch.TODAY: N_("Today"),
    Stretch.SOON: N_("Next 7 days"),
}
BETWEEN = " · "


def whole_day(day: date, lunar: str) -> str:
    """Today at the head of the page: the date, the weekday, the lunar day where it is read."""
    told = _("Lunar calendar {day}").format(day=lunar) if lunar else ""
    parts = (day.isoformat(), weekday_name(day), told)
    return BETWEEN.join(part for part in parts if part)


def when(day: date, today: date) -> str:
    """A day near today: today, tomorrow, else its weekday and date."""
    apart = (day - today).days
    if apart == 0:
        return _("Today")
    if apart == 1:
        return _("Tomorrow")
    if apart == -1:
        return _("Yesterday")
    return weekday(day) if 1 < apart < 7 else day_text(day, today)


def weekday(day: date) -> str:
    """A near day with its weekday."""
    return f"{_(SHORT_WEEKDAYS[day.weekday()])} {day:%m-%d}"


def lateness(entry: Entry, today: date) -> str:
    """When an entry was due and how long ago that is."""
    days = (today - entry.due).days
    return _n("{n} day late", "{n} days late", days).format(n=days)


def count_words(count: Count) -> str:
    """A total that can be pressed."""
    if count.entity == LEAD:
        words = _n("{n} lead", "{n} leads", count.total)
    elif count.entity == CUSTOMER:
        words = _n("{n} to contact", "{n} to contact", count.total)
    else:
        words = _n("{n} task", "{n} tasks", count.total)
    return words.format(n=f"{count.total:,}")


def list_title(stretch: Stretch, entity: str) -> str:
    """What the chip says above the list that a total opens."""
    words = {
        (Stretch.LATE, True): _("Overdue contacts"),
        (Stretch.TODAY, True): _("Contacts today"),
        (Stretch.SOON, True): _("Contacts in 7 days"),
        (Stretch.LATE, False): _("Overdue tasks"),
        (Stretch.TODAY, False): _("Tasks today"),
        (Stretch.SOON, False): _("Tasks in 7 days"),
    }
    return words[stretch, entity in CONTACTED]


def under(entry: Entry) -> str:
    """The second line of a row: what is planned, about whom, with whom."""
    about = entry.customer or entry.lead
    firm = about.text if about and entry.entity not in CONTACTED else ""
    return BETWEEN.join(part for part in (entry.step, firm, entry.person) if part)


def spoken(entry: Entry, today: date) -> str:
    """The whole row for a screen reader."""
    due = lateness(entry, today) if entry.stretch is Stretch.LATE else when(entry.due, today)
    kind = {CUSTOMER: _("Next contact"), LEAD: _("Lead")}.get(entry.entity, _("Task"))
    return BETWEEN.join(p for p in (kind, entry.title, under(entry), entry.phone, due) if p)
