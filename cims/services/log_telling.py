"""Entries of the log as sentences in the language shown, as far as the reader may know."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from cims.models.app_user import Role, Team
from cims.models.base import Base
from cims.models.change_set import ChangeSet
from cims.services.audit_events import SEAMS, event_of
from cims.services.audit_words import ROOMS, SETTING_WORDS, WORDS, Event, Held, Sort
from cims.services.clock import EPOCH
from cims.services.entity import Entity, Link
from cims.services.history import change_of, moment, named, sides_of
from cims.services.i18n import N_, _, listed
from cims.services.link_names import links_of
from cims.services.log_entries import Fact, LogEntry, Told
from cims.services.rights import Action, Reach
from cims.services.role_drafts import shown_name
from cims.services.role_words import told_in_words
from cims.services.service import Desk
from cims.services.settings import SETTINGS
from cims.services.vault.audit_row import AuditRow
from cims.services.vault.canon import NotCanonical
from cims.services.vault.chain import read_seam
from cims.services.views import VIEWS

if TYPE_CHECKING:
    from cims.services.office import Office

OTHER_KINDS = {SETTINGS: (N_("Setting"), N_("Settings")), VIEWS: (N_("View"), N_("Views"))}
NAMED_FIELDS = 4
KEPT = "setting"  # what the program itself remembers: nobody's values
LONGEST = 300
SHEET = N_("Recovery sheet")


class Teller:
    """Tells entries to the actor of one unit of work."""

    def __init__(self, office: "Office", desk: Desk) -> None:
        self._office, self._desk = office, desk
        self._types: dict[str, Entity] = {one.name: one for one in office.record_types()}

    def told(self, rows: Sequence[Any]) -> list[LogEntry]:
        """The entries of these rows; a row that stands for many has their `count` and `kinds`."""
        diffs = [json.loads(row.diff) if row.diff else {} for row in rows]
        known = self._known(rows, diffs)
        return [self._entry(row, diff, known) for row, diff in zip(rows, diffs, strict=True)]

    def _entry(self, row: Any, diff: Mapping[str, Any], known: Told) -> LogEntry:
        event, count = event_of(row.action), getattr(row, "count", 1)
        entity = self._types.get(row.entity or "")
        is_change = row.change_set is not None
        title = known.titles.get(row.entity or "", {}).get(row.record_id or 0, "")
        is_closed = is_change and not self._may_read(row, known)
        changes, facts = [], []
        if is_change and entity is not None and not is_closed:
            fields = entity.by_name
            changes = [
                named(change_of(fields[name], before, after), known.titles)
                for name, (before, after) in diff.items()
                if name in fields
            ]
        elif row.action != KEPT and (not is_change or row.entity == SETTINGS) and not is_closed:
            facts = list(self._facts(event, row, diff, known))
        values = self._values(row, title, diff, known)
        values["fields"] = self._fields_told(row, diff, is_closed)
        values |= {
            name: self._text(event.holds[name], pair[pair[1] is not None], row, known)
            for name, pair in diff.items()
            if name in event.holds
        }
        if is_change and count > 1:
            values |= {"n": f"{count:,}", "kind": row.kinds}
        return LogEntry(
            row.seq,
            moment(row.at_utc),
            values["who"],
            row.action,
            event.icon,
            event.tone,
            sentence_of(event, row, values, many=count > 1),
            row.entity or "",
            row.record_id,
            title,
            self._customer(row, known),
            row.change_set,
            count,
            tuple(changes),
            tuple(facts),
            is_closed,
            row.detail is not None and row.diff is None and count == 1,
            row.clock != "ok",
            row.change_set in known.undone,
        )

    def _values(self, row: Any, title: str, diff: Mapping[str, Any], known: Told) -> dict[str, str]:
        """What every sentence may name."""
        kind = known.kinds.get(row.entity or "", (row.entity or "", ""))[0]
        record = title or (f"#{row.record_id}" if row.record_id else "")
        if row.entity == SETTINGS:
            record = listed(_(SETTING_WORDS.get(name, name)) for name in sorted(diff))
        who = known.people.get(row.actor) or f"#{row.actor}"
        if row.actor is None and row.session:
            who = _(SHEET)
        return {"who": who, "action": row.action, "kind": _(kind), "record": record}

    def _fields_told(self, row: Any, diff: Mapping[str, Any], is_closed: bool) -> str:
        """The names of the changed fields, the first few of them."""
        entity = self._types.get(row.entity or "")
        if is_closed:
            return _("closed to you")
        if entity is None:
            names = [_(SETTING_WORDS.get(name, name)) for name in sorted(diff)]
        else:
            names = [_(entity.by_name[name].label) for name in diff if name in entity.by_name]
        if row.diff is None:
            return _("the values were erased") if row.detail is not None else ""
        more = "…" if len(names) > NAMED_FIELDS else ""
        return listed(names[:NAMED_FIELDS]) + more

    def _facts(
        self, event: Event, row: Any, diff: Mapping[str, Any], known: Told
    ) -> Iterable[Fact]:
        words = SETTING_WORDS if row.entity == SETTINGS else {}
        unknown = {n: Held(words.get(n, n)) for n in diff if n not in event.holds}
        for name, held in {**event.holds, **unknown}.items():
            if name in diff:
                sides = diff[name]
                if held.sort is Sort.GRANTED:
                    sides = [self._granted(name, sides[n], sides[1 - n]) for n in (0, 1)]
                before, after = (self._text(held, side, row, known) for side in sides)
                if before or after:
                    yield Fact(_(held.label), before, after)

    def _granted(self, name: str, side: Any, other: Any) -> str:
        """What one side of a changed role gives and the other does not, in plain words."""
        if not isinstance(side, list):
            return "" if side is None else str(side)
        apart = [one for one in side if one not in (other or ())]
        return "\n".join(told_in_words(name, apart, self._types.values()))

    def _text(self, held: Held, value: Any, row: Any, known: Told) -> str:
        """One value of an event in words."""
        if value is None or value == "":
            return ""
        match held.sort:
            case Sort.USER:
                return known.people.get(value) or f"#{value}"
            case Sort.ROLE:
                return known.roles.get(value) or str(value)
            case Sort.TEAM:
                return known.teams.get(value) or f"#{value}"
            case Sort.ENTITY:
                return _(known.kinds[value][1]) if value in known.kinds else str(value)
            case Sort.MOMENT:
                local = EPOCH + timedelta(microseconds=value)
                return f"{local.astimezone(ZoneInfo(known.zone)):%Y-%m-%d %H:%M:%S}"
            case Sort.FIELD:
                entity = self._types.get(row.entity or "")
                is_known = entity is not None and value in entity.by_name
                return _(entity.by_name[value].label) if entity and is_known else str(value)
            case Sort.ROOM:
                return self._room(str(value))
            case Sort.WORD:
                return listed(_(WORDS.get(word, word)) for word in str(value).split(", "))
        text = listed(map(str, value)) if isinstance(value, list) else str(value)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"

    def _room(self, door: str) -> str:
        """What was asked for at a door, stored as CustomerService.remove: the kind of records."""
        service = door.partition(".")[0]
        for name, entity in self._types.items():
            if type(self._office.room(name)).__name__ == service:
                return _(entity.label_plural)
        return _(ROOMS.get(service, service))

    def _may_read(self, row: Any, known: Told) -> bool:
        """Whether the values are for the reader: the record is seen, or all of its type are."""
        if row.entity not in self._types:
            return True
        actor = self._desk.unit.actor
        everything = actor.reach(row.entity, Action.READ) is Reach.ALL
        return everything or row.record_id in known.titles.get(row.entity, {})

    def _customer(self, row: Any, known: Told) -> Link | None:
        if row.customer_id is None:
            return None
        title = known.titles.get("customer", {}).get(row.customer_id)
        return Link(row.customer_id, title) if title else None

    def _known(self, rows: Sequence[Any], diffs: Sequence[Mapping[str, Any]]) -> Told:
        """All names that these entries need, in one query for each kind of name."""
        session = self._desk.unit.session
        wanted: dict[str, set[int]] = defaultdict(set)
        for row, diff in zip(rows, diffs, strict=True):
            if row.entity in self._types and row.record_id:
                wanted[row.entity].add(row.record_id)
            if row.customer_id:
                wanted["customer"].add(row.customer_id)
            for field, value in sides_of(self._changes(row, diff)):
                for target, link in links_of(field, value):
                    wanted[target].add(link.id)
        roles, teams, sets = (
            Base.metadata.tables[m.__tablename__] for m in (Role, Team, ChangeSet)
        )
        of_roles = session.execute(select(roles)).all()
        numbers = sorted({row.change_set for row in rows if row.change_set is not None})
        undone = select(sets.c.id).where(sets.c.id.in_(numbers), sets.c.undone_by_id.is_not(None))
        history = self._office.history
        titles = {
            entity: history._seen(entity, sorted(ids)) for entity, ids in wanted.items() if ids
        }
        return Told(
            {None: "CIMS", **{one.id: one.name for one in self._office.users._colleagues_named()}},
            titles,
            {role.code: shown_name(role.code, role.name, ready=role.ready) for role in of_roles},
            {row.id: row.name for row in session.execute(select(teams.c.id, teams.c.name))},
            {**{n: (e.label, e.label_plural) for n, e in self._types.items()}, **OTHER_KINDS},
            self._desk.zone,
            frozenset(session.scalars(undone)),
        )  # fmt: skip

    def _changes(self, row: Any, diff: Mapping[str, Any]) -> Iterable[Any]:
        entity = self._types.get(row.entity or "")
        if entity is None or row.change_set is None:
            return ()
        fields = entity.by_name
        return [change_of(fields[n], *diff[n]) for n in diff if n in fields]


def sentence_of(event: Event, row: Any, values: Mapping[str, str], *, many: bool) -> str:
    """The sentence of an entry; names that it lacks are left empty."""
    sentence = event.many if many and event.many else event.sentence
    if row.seam is not None:
        columns = (getattr(row, name) for name in AuditRow._fields[:-2])
        try:
            sentence = SEAMS[read_seam(AuditRow(*columns)).reason]
        except NotCanonical:
            sentence = event.sentence
    return _(sentence).format_map(Lenient(values))


class Lenient(dict[str, str]):
    """Values of a sentence, of which an entry of another CIMS may lack some."""

    def __missing__(self, _name: str) -> str:
        return "?"
