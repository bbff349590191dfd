"""What was done with customers: what an entry looks like, and what follows from it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from cims.models.activity import Activity, ActivityMention
from cims.models.customer import Collaborator
from cims.services.changes import ChangeKind
from cims.services.clock import office_date, out_of_reach
from cims.services.contact_plans import HOLDING, ContactPlans, Held
from cims.services.database import among, listed
from cims.services.entity import Entity, Field, Kind, Link, Rows
from cims.services.errors import NotFound, ValidationFailed
from cims.services.i18n import N_, _
from cims.services.mentions import called_in, has_at
from cims.services.notice_words import COMMENT, MENTION
from cims.services.notices import Message
from cims.services.rights import Action, Actor, Owned, requires, visible
from cims.services.rules.occasions import occasion_words
from cims.services.search_words import Texts
from cims.services.storage import Record, table_of

HANDED_OVER = "handover"  # the meaning of notes that go with a customer to its new owner
COMMENTED = "comment"  # the meaning of words between colleagues
USUAL, GIFT = "call", "gift"
FIRST_LINE = 120

FIELDS = (
    Field("content", N_("Content"), Kind.LONG_TEXT, required=True, listed=True,
          calls=True, group=N_("Follow-up"),
          synonyms=("内容", "跟进内容", "跟进记录", "记录", "note")),
    Field("code", N_("Number"), group=N_("Follow-up"), sortable=True, length=40),
    Field("name", N_("First line"), read_only=True, length=120),
    Field("kind", N_("Kind"), Kind.CHOICE, choices="activity_kind", listed=True,
          group=N_("Follow-up"), synonyms=("方式", "跟进方式", "类型", "type")),
    Field("happened_at", N_("Time"), Kind.MOMENT, listed=True, sortable=True, check=out_of_reach,
          stamped=True, group=N_("Follow-up"),
          synonyms=("时间", "跟进时间", "日期", "联系日期", "date")),
    Field("contacted_on", N_("Day"), Kind.DATE, read_only=True, sortable=True),
    Field("customer", N_("Customer"), Kind.LINK, target="customer", listed=True,
          group=N_("Follow-up")),
    Field("contact", N_("Contact"), Kind.LINK, target="contact", group=N_("Follow-up")),
    Field("lead", N_("Lead"), Kind.LINK, target="lead", read_only=True, brought=True),
    Field("result", N_("Result"), Kind.CHOICE, choices="activity_result", listed=True,
          group=N_("Follow-up"), synonyms=("结果", "跟进结果")),
    Field("owner", N_("Colleague"), Kind.LINK, target="user", listed=True, group=N_("Follow-up"),
          synonyms=("跟进人", "负责人", "owner", "by")),
    Field("next_on", N_("Next contact"), Kind.DATE, listed=True, group=N_("Next step"),
          synonyms=("下次联系", "下次跟进", "下次联系日期")),
    Field("next_step", N_("Next step"), group=N_("Next step"), length=200,
          synonyms=("下一步", "下步计划")),
    Field("mentions", N_("Called upon"), Kind.LINKS, target="user", read_only=True,
          rows=Rows(ActivityMention, "activity_id", link="user_id")),
    Field("occasion", N_("Occasion"), read_only=True, length=40),
    Field("created_on", N_("Created"), Kind.DATE, read_only=True, brought=True),
    Field("changed_at", N_("Last change"), Kind.MOMENT, read_only=True),
)  # fmt: skip

ACTIVITY = Entity(
    "activity",
    "activities",
    N_("Follow-up"),
    N_("Follow-ups"),
    Activity,
    FIELDS,
    Owned(through="customer_id", collaborators=Collaborator),
    title="content",
    series="A{0000000}",
    sort="happened_at",
    newest_first=True,
    customer_column="customer_id",
    about="activity",
    worked_by=(
        "name",
        "kind",
        "contacted_on",
        "contact",
        "result",
        "next_on",
        "next_step",
        "mentions",
        "occasion",
        "lead",
    ),
)


class ActivityService(ContactPlans):
    """The follow-ups that colleagues wrote."""

    entity = ACTIVITY
    _occasion: str | None = None

    @requires(Action.CREATE)
    def greet(self, values: Mapping[str, Any], occasion: str) -> int:
        """Write down a gift or greeting for an occasion, such as mid_autumn-2026; the id."""
        self._occasion = occasion
        try:
            return self.add({"kind": GIFT, **values})
        finally:
            self._occasion = None

    @requires(Action.CREATE)
    def greet_customers(self, ids: Sequence[int], occasion: str) -> int:
        """Write down a festival's gift to each of these customers that had none; how many."""
        table, unit = table_of(ACTIVITY), self._desk.unit
        query = select(table.c.customer_id).where(
            among(table.c.customer_id), table.c.occasion == occasion
        )
        had = set(unit.session.scalars(visible(query, ACTIVITY, unit.actor), {"ids": listed(ids)}))
        words = _("{occasion}: gift sent").format(occasion=occasion_words(occasion))
        left = [id_ for id_ in ids if id_ not in had]
        for id_ in left:
            self.greet({"content": words, "customer": Link(id_)}, occasion)
        return len(left)

    @requires(Action.CREATE)
    def comment(self, customer_id: int, text: str, about: int | None = None) -> int:
        """Say something to colleagues about a customer, or about an entry of its timeline."""
        customer = Link(customer_id)
        if about is not None and self.load(about).values["customer"] != customer:
            raise NotFound(_("The entry that you answer is not there any more. Reload the page."))
        kind = next(iter(self._desk.choices.with_meaning("activity_kind", COMMENTED)), COMMENTED)
        return self.add({"content": text, "customer": customer, "kind": kind, "about": about})

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        content = str(values.get("content") or "").strip()
        values["content"] = content
        values["name"] = first_line(content)
        if not values.get("kind"):
            values["kind"] = USUAL
        if not values.get("happened_at"):
            values["happened_at"] = self._desk.unit.now
        values["contacted_on"] = office_date(values["happened_at"], self._desk.zone)
        if old is None and not values.get("owner") and self._desk.unit.actor.user_id:
            values["owner"] = Link(self._desk.unit.actor.user_id)
        values["mentions"] = self._mentioned(content, old)
        if old is None:
            values["occasion"] = self._occasion
        return values

    def _mentioned(self, content: str, old: Record | None) -> tuple[Link, ...]:
        """Whom the content calls upon; a list of old entries calls upon nobody."""
        known: tuple[Link, ...] = old.values["mentions"] if old else ()
        kind = self._desk.unit.kind
        if kind is ChangeKind.IMPORT:
            return known
        if not has_at(content):
            return ()
        asking = kind is ChangeKind.EDIT
        people = called_in(content, self.office.users._colleagues_named(), asking=asking)
        for one in people:
            if asking and not one.is_active and Link(one.id) not in known:
                words = _("{name} can't sign in any more. Take the @ away, or call somebody else.")
                raise ValidationFailed({"content": words.format(name=one.name)})
        me = self._desk.unit.actor.user_id
        return tuple(Link(one.id) for one in people if one.id != me)

    def _derived(self, values: Mapping[str, Any]) -> dict[str, Any]:
        about = values.get("about")
        return {"about_entity": ACTIVITY.name if about else None, "about_id": about}

    def _call_upon(self, id_: int, customer: Link | None, called: Sequence[Link]) -> None:
        """Tell colleagues that an entry calls upon them; each of them must be able to read it."""
        unit, table = self._desk.unit, table_of(ACTIVITY)
        if unit.kind is not ChangeKind.EDIT or not called:
            return
        for link in called:
            query = select(table.c.id).where(table.c.id == id_)
            theirs = visible(query, ACTIVITY, self.office.users._actor(link.id))
            if unit.session.execute(theirs).scalar() is None:
                name = self.office.names_of("user", [link.id]).get(link.id, "")
                words = _("{name} may not see this entry. Say which customer it is about.")
                if customer is not None:
                    words = _(
                        "{name} may not see this customer. Take the @ away, or make {name} a "
                        "collaborator of the customer first."
                    )
                raise ValidationFailed({"content": words.format(name=name)})
        self._tell(MENTION, id_, customer, {link.id for link in called})

    def _tell(
        self,
        kind: str,
        id_: int,
        customer: Link | None,
        people: Collection[int],
        values: Mapping[str, Any] | None = None,
    ) -> None:
        about = ACTIVITY.name, id_, customer.id if customer else None
        messages = [Message(person, kind, *about, values or {}) for person in sorted(people)]
        self.office.notices._send(messages)

    def _tell_of_comment(self, id_: int, row: Mapping[str, Any]) -> None:
        """A comment concerns whoever wrote the entry that it answers, else the customer's owner."""
        if self._desk.unit.kind is not ChangeKind.EDIT or row.get("customer") is None:
            return
        if row["kind"] not in self._desk.choices.with_meaning("activity_kind", COMMENTED):
            return
        answered = row.get("about")
        known = self.load(answered) if answered else self.office.customers.load(row["customer"].id)
        owner = known.values["owner"]
        if owner and owner not in row["mentions"]:
            told = {"answers": True} if answered else {}
            self._tell(COMMENT, id_, row["customer"], {owner.id}, told)

    def _texts(self, record: Record) -> Texts:
        values = record.values
        words = (values["content"], values.get("next_step"), values.get("code"))
        return Texts(tuple(filter(None, words)), (), (values["content"], values.get("code") or ""))

    def _after_insert(self, ids: list[int], rows: list[dict[str, Any]], uuids: list[bytes]) -> None:
        super()._after_insert(ids, rows, uuids)
        if self._put_off is None:
            self._tell_customers(rows)
            self._plan(rows)
        else:
            self._keep_for_later(rows)
        for id_, row in zip(ids, rows, strict=True):
            self._call_upon(id_, row.get("customer"), row["mentions"])
            self._tell_of_comment(id_, row)

    def _write(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        super()._write(old, values, changed)
        new = [link for link in values["mentions"] if link not in old.values["mentions"]]
        self._call_upon(old.id, values["customer"], new)
        self._tell_customers([old.values, values])
        self._correct(old.values, values)

    def _bin(self, ids: Sequence[int], action: str, *, binned: bool) -> int:
        reached = self._held_by(ids, binned=binned)
        done = super()._bin(ids, action, binned=binned)
        self._show_last_contact(reached)
        return done

    def _held_by(self, ids: Sequence[int], *, binned: bool) -> set[Held]:
        """The customers and leads that these entries are about."""
        table = table_of(ACTIVITY)
        query = select(*(table.c[f"{name}_id"] for name in HOLDING)).where(among(table.c.id))
        seen = visible(query.distinct(), ACTIVITY, Actor.office(), binned=binned)
        rows = self._desk.unit.session.execute(seen, {"ids": listed(ids)})
        return {held for row in rows for held in zip(HOLDING, row, strict=True) if held[1]}


def first_line(content: str) -> str:
    """Under which a follow-up is listed."""
    return next(iter(content.strip().splitlines()), "")[:FIRST_LINE]
