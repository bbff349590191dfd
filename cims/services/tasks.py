"""What has to be done: what a task looks like, and what can be done with it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement

from cims.models.customer import Collaborator
from cims.models.task import Task
from cims.services.changes import ChangeKind
from cims.services.clock import EPOCH, out_of_reach
from cims.services.entity import Entity, Field, Kind, Link
from cims.services.i18n import N_
from cims.services.notice_words import REMINDER
from cims.services.notice_words import TASK as TASK_GIVEN
from cims.services.notices import Message
from cims.services.on_customers import CustomerWork
from cims.services.rights import Action, Owned, requires
from cims.services.search_words import Texts
from cims.services.storage import Record, table_of

MORNING = time(9)

FIELDS = (
    Field("name", N_("What"), required=True, listed=True, group=N_("Task"), length=200,
          synonyms=("待办", "事项", "任务", "内容", "标题", "what", "subject")),
    Field("code", N_("Number"), group=N_("Task"), sortable=True, length=40),
    Field("customer", N_("Customer"), Kind.LINK, target="customer", listed=True,
          group=N_("Task")),
    Field("contact", N_("Contact"), Kind.LINK, target="contact", group=N_("Task")),
    Field("lead", N_("Lead"), Kind.LINK, target="lead", read_only=True, brought=True),
    Field("owner", N_("Who"), Kind.LINK, target="user", listed=True, group=N_("Task"),
          synonyms=("负责人", "执行人", "谁", "owner")),
    Field("due_on", N_("Due"), Kind.DATE, listed=True, sortable=True, group=N_("Task"),
          synonyms=("到期", "截止日期", "日期", "due date")),
    Field("remind_at", N_("Reminder"), Kind.MOMENT, group=N_("Task"), check=out_of_reach,
          synonyms=("提醒", "提醒时间")),
    Field("done", N_("Done"), Kind.YES_NO, listed=True, group=N_("Task"), synonyms=("完成",)),
    Field("done_on", N_("Done on"), Kind.DATE, read_only=True),
    Field("reminded_at", N_("Reminded"), Kind.MOMENT, read_only=True),
    Field("remarks", N_("Remarks"), Kind.LONG_TEXT, group=N_("Task")),
    Field("created_on", N_("Created"), Kind.DATE, read_only=True, brought=True),
    Field("changed_at", N_("Last change"), Kind.MOMENT, read_only=True),
)  # fmt: skip

TASK = Entity(
    "task",
    "tasks",
    N_("Task"),
    N_("Tasks"),
    Task,
    FIELDS,
    Owned(through="customer_id", collaborators=Collaborator),
    series="T{0000000}",
    sort="due_on",
    customer_column="customer_id",
    worked_by=("done", "done_on", "remind_at", "reminded_at", "lead"),
)


class TaskService(CustomerWork):
    """Tasks of colleagues."""

    entity = TASK
    _is_told = False  # whoever gives the tasks tells of them

    @requires(Action.EDIT)
    def finish(self, ids: Sequence[int], *, done: bool = True) -> None:
        """Tick tasks off, or take the tick away."""
        for record in self.rows(ids):
            self.save(record.changed(done=done))

    @requires(Action.EDIT)
    def postpone(self, ids: Sequence[int], to: date) -> None:
        """Put tasks off to a day; the reminder goes along."""
        for record in self.rows(ids):
            self.save(record.changed(due_on=to, remind_at=None))

    @requires(Action.EDIT)
    def give(self, ids: Sequence[int], user_id: int) -> None:
        """Let a colleague do these tasks; whoever calls this tells the colleague of them."""
        self._is_told = True
        try:
            super().give(ids, user_id)
        finally:
            self._is_told = False

    def _is_open(self) -> ColumnElement[bool]:
        return table_of(TASK).c.done_on.is_(None)

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        values["name"] = " ".join(str(values.get("name") or "").split())
        if old is None and not values.get("owner") and self._desk.unit.actor.user_id:
            values["owner"] = Link(self._desk.unit.actor.user_id)
        values["done"] = bool(values.get("done"))
        if not values["done"]:
            values["done_on"] = None
        elif not values.get("done_on"):
            values["done_on"] = self.office.today
        moved = old is None or values.get("due_on") != old.values["due_on"]
        if moved and values.get("due_on") and unmoved(values.get("remind_at"), old):
            values["remind_at"] = morning_of(values["due_on"], self._desk.zone)
        if old is not None and values.get("remind_at") != old.values["remind_at"]:
            values["reminded_at"] = self._reminded_before(values.get("remind_at"))
        return values

    def _reminded_before(self, remind_at: datetime | None) -> datetime | None:
        """An undo that brings back a reminder of the past does not remind once more."""
        unit = self._desk.unit
        is_past = remind_at is not None and remind_at <= unit.now
        return unit.now if is_past and unit.kind is ChangeKind.UNDO else None

    def _after_insert(self, ids: list[int], rows: list[dict[str, Any]], uuids: list[bytes]) -> None:
        super()._after_insert(ids, rows, uuids)
        given = [(id_, row) for id_, row in zip(ids, rows, strict=True) if not row["done"]]
        self._tell_owners(given)

    def _write(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        super()._write(old, values, changed)
        if "owner" in changed:
            self._tell_owners([(old.id, values)])
        if values["done"] or "remind_at" in changed or "owner" in changed:
            settled = (REMINDER, TASK_GIVEN) if values["done"] else (REMINDER,)
            self.office.notices._settle(TASK.name, [old.id], settled)

    def _tell_owners(self, given: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
        """Tell colleagues of tasks that somebody gave them; a list of old ones tells nobody."""
        if self._desk.unit.kind is not ChangeKind.EDIT or self._is_told:
            return
        self.office.notices._send(
            [
                Message(row["owner"].id, TASK_GIVEN, TASK.name, id_, customer_of(row))
                for id_, row in given
                if row.get("owner")
            ]
        )

    def _texts(self, record: Record) -> Texts:
        values = record.values
        words = (values["name"], values.get("remarks"), values.get("code"))
        numbers = (values["name"], values.get("code") or "")
        return Texts(tuple(filter(None, words)), (values["name"],), numbers)


def customer_of(values: Mapping[str, Any]) -> int | None:
    """The customer that a task is about, if any."""
    link = values.get("customer")
    return link.id if link else None


def unmoved(remind_at: datetime | None, old: Record | None) -> bool:
    """Whether nobody chose a reminder for the new day."""
    return remind_at is None or (old is not None and remind_at == old.values["remind_at"])


def morning_of(day: date, zone: str) -> datetime | None:
    """When a task due on this day is called to mind, in UTC; None in years that nobody keeps."""
    local = datetime.combine(day, MORNING, ZoneInfo(zone))
    if out_of_reach(local):
        return None
    return local.astimezone(EPOCH.tzinfo)
