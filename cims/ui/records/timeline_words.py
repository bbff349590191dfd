"""What an entry of a timeline says: icon, title, who and when, words, next step."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from cims.services.activities import ACTIVITY
from cims.services.i18n import N_, _, listed
from cims.services.timeline import CHANGE, TimelineEntry
from cims.ui.records.format import BETWEEN, Words, day
from cims.ui.records.history_view import ACTIONS, OTHER, sentence

ICONS = {
    "call": "phone",
    "wechat": "message-circle",
    "visit": "map-pin",
    "visited": "building-complex",
    "meeting": "users",
    "email": "mail",
    "sms": "message-square",
    "gift": "gift",
    "note": "sticky-note",
    "comment": "message-square-text",
    "handover": "arrow-right-left",
}
ANY_ICON = "pencil"
KINDS = {CHANGE: N_("Changes")}
MENTION = re.compile(r"[@\uff20]")


@dataclass(frozen=True)
class Told:
    """One entry in words; `calls` are the places in the text where a colleague is called."""

    entry: TimelineEntry
    icon: str
    tone: str
    title: str
    time: str
    on: date
    who: str
    text: str
    next: str = ""
    about: str = ""
    calls: tuple[tuple[int, int], ...] = ()
    begins_day: bool = False

    @property
    def key(self) -> tuple[str, int, int]:
        """What tells this entry from all others of the timeline."""
        return self.entry.entity, self.entry.record_id, self.entry.seq

    def spoken(self) -> str:
        """Everything on one line, for a screen reader."""
        unread = _("unread") if self.entry.is_unread else ""
        parts = (unread, self.title, self.on.isoformat(), self.time, self.who, self.text, self.next)
        return listed(" ".join(part.split()) for part in parts if part)

    def plain(self) -> str:
        """The entry as text for the clipboard."""
        head = " ".join((self.on.isoformat(), self.time, self.title, self.who))
        return "\n".join(part for part in (head, self.text, self.next) if part)


def told(entry: TimelineEntry, words: Words) -> Told:
    """The entry in the language that is shown."""
    local = entry.at.astimezone(ZoneInfo(words.zone))
    time, on = f"{local:%H:%M}", local.date()
    if entry.kind == CHANGE:
        return of_change(entry, words, time, on)
    values = entry.values
    kind = words.choice(ACTIVITY.field("kind"), entry.kind)
    title = kind.label if kind else entry.kind
    contact = values.get("contact")
    if contact is not None and contact.text:
        title = BETWEEN.join((title, contact.text))
    result = words.text(ACTIVITY.field("result"), values.get("result"))
    return Told(
        entry,
        ICONS.get(entry.kind, ANY_ICON),
        (kind.colour if kind else "") or "muted",
        title,
        time,
        on,
        BETWEEN.join(part for part in (entry.by, result) if part),
        entry.text,
        next_words(values, words),
        _("Answers: {words}").format(words=entry.about) if entry.about else "",
        called(entry.text, values),
    )


def of_change(entry: TimelineEntry, words: Words, time: str, on: date) -> Told:
    """What was changed, one line per field."""
    title, icon, tone = ACTIONS.get(entry.action, OTHER)
    heading = _(title)
    if entry.title:
        heading = _("{name}: {action}").format(name=entry.title, action=heading)
    changes = () if entry.action == "create" else entry.changes
    lines = "\n".join(sentence(change, words) for change in changes)
    return Told(entry, icon, tone, heading, time, on, entry.by, lines)


def next_words(values: Mapping[str, object], words: Words) -> str:
    """What was planned: Next 11-27 send the quotation."""
    on, step = values.get("next_on"), str(values.get("next_step") or "")
    if isinstance(on, date):
        planned = " ".join(part for part in (day(on, words.today), step) if part)
        return _("Next: {plan}").format(plan=planned)
    return _("Next: {plan}").format(plan=step) if step else ""


def called(text: str, values: Mapping[str, object]) -> tuple[tuple[int, int], ...]:
    """Where the text calls upon a colleague, as start and length in UTF-16 units, as Qt counts."""
    mentions = values.get("mentions")
    links = mentions if isinstance(mentions, tuple) else ()
    names = sorted({link.text for link in links if link.text}, key=len, reverse=True)
    found = []
    for at in MENTION.finditer(text) if names else ():
        rest = text[at.end() :]
        name = next((one for one in names if rest.casefold().startswith(one.casefold())), None)
        if name is not None:
            start = utf16(text[: at.start()])
            found.append((start, utf16(text[at.start() : at.end() + len(name)])))
    return tuple(found)


def utf16(text: str) -> int:
    """How many units a text has in Qt."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def with_days(rows: list[Told]) -> list[Told]:
    """The entries, the first one of each day marked."""
    marked: list[Told] = []
    before: date | None = None
    for row in rows:
        begins = row.on != before
        marked.append(row if row.begins_day == begins else replace(row, begins_day=begins))
        before = row.on
    return marked
