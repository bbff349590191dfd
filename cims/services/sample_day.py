"""Two years of work in the sample office: follow-ups, tasks and segments, the same every time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from cims.services.entity import Link
from cims.services.sample_words import FOLLOW_UPS, NEXT_STEPS, TASKS

ZONE = ZoneInfo("Asia/Shanghai")
DAYS = 730
BUSY = {"potential": 2, "interested": 5, "won": 7, "dormant": 3, "lost": 2}
SILENT = {"dormant": 200, "lost": 120}  # days since anybody called
SEGMENTS = (("重点客户", "每月至少联系一次"), ("中秋送礼", "每年中秋前寄出"), ("展会邀请", None))
ANNOUNCEMENT = ("月底盘点样品间", "周五下午四点起盘点样品间，借出的样品请在此之前归还。")


@dataclass(frozen=True)
class Known:
    """A customer of the sample office, as far as its work needs it."""

    id: int
    owner: Link
    lifecycle: str
    created_on: date


def created_on(random: Random, lifecycle: str, today: date) -> date:
    """When a customer came: rather lately, those who bought or left somewhat earlier."""
    earliest = 60 if lifecycle in ("won", *SILENT) else 0
    return today - timedelta(days=int(earliest + (DAYS - earliest) * random.random() ** 1.4))


def follow_ups(random: Random, customers: Sequence[Known], now: datetime) -> Iterator[Any]:
    """The follow-ups of these customers, oldest first for each."""
    today = now.astimezone(ZONE).date()
    for customer in customers:
        last = today - timedelta(days=SILENT.get(customer.lifecycle, 0))
        span = (last - customer.created_on).days
        if span < 0:
            continue
        count = min(random.randint(0, 2 * BUSY[customer.lifecycle]), span + 1)
        for day in sorted(random.sample(range(span + 1), count)):
            kind, result, content = random.choice(FOLLOW_UPS)
            on = customer.created_on + timedelta(days=day)
            moment = datetime.combine(on, time(random.randint(9, 16), random.randint(0, 59)), ZONE)
            if moment > now:
                continue
            yield {
                "content": content,
                "kind": kind,
                "result": result,
                "happened_at": moment,
                "customer": Link(customer.id),
                "owner": customer.owner,
                "next_step": random.choice(NEXT_STEPS) if random.random() < 0.5 else None,
            }


def tasks(random: Random, customers: Sequence[Known], today: date) -> Iterator[Mapping[str, Any]]:
    """For every eighth customer a task: some late, some due these days, many done."""
    for customer in customers[::8]:
        due = today + timedelta(days=random.randint(-60, 21))
        done = due < today - timedelta(days=4) or random.random() < 0.3
        yield {
            "name": random.choice(TASKS),
            "customer": Link(customer.id),
            "owner": customer.owner,
            "due_on": due,
            "done": done,
        }
