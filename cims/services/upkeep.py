"""What the office does by itself from time to time; nothing else runs by time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cims.services.changes import ChangeKind
from cims.services.database import Database
from cims.services.office import ROOMS, Office
from cims.services.progress import Progress, silent
from cims.services.rights import Actor
from cims.services.sign_ins import CLOCK

SETTING = "upkeep"


@dataclass(frozen=True)
class Step:
    """One piece of upkeep: when it is due again, and what it does in a short transaction.

    It must do no harm when it is done twice, and catch up all periods that were missed at once.
    A step with `needed` has no period: this quick look says every minute whether to work.
    """

    name: str
    period: timedelta | None
    work: Callable[[Office], object]
    needed: Callable[[Office], bool] | None = None


def mend_search(office: Office) -> None:
    """Let the search index know exactly the records that are there (words: the verb `check`)."""
    for room in ROOMS:
        office.room(room.entity.name).index_missing()


STEPS = (
    Step("search", timedelta(days=7), mend_search),
    Step(CLOCK, None, lambda o: o.sign_ins.note_clock(), lambda o: o.sign_ins.has_clock_jumped()),
    Step("reminders", None, lambda o: o.reminders.send_due(), lambda o: o.reminders.has_due()),
    Step("forecast", None, lambda o: o.forecasts.keep_day(), lambda o: o.forecasts.has_new_day()),
    Step("quotes", None, lambda o: o.quotes.expire(), lambda o: o.quotes.has_ended()),
    Step(
        "announcements",
        None,
        lambda o: o.announcements.tell_newcomers(),
        lambda o: o.announcements.has_newcomers(),
    ),
    Step("pool", None, lambda o: o.pool_returns.apply_rules(), lambda o: o.pool_returns.has_work()),
    Step(
        "morning", None, lambda o: o.reminders.send_morning(), lambda o: o.reminders.has_new_day()
    ),
)


def due(steps: tuple[Step, ...], last: dict[str, str], now: datetime) -> tuple[Step, ...]:
    """The steps whose time has come; one that never ran is due at once."""
    return tuple(
        step
        for step in steps
        if step.period is not None
        and (step.name not in last or now - datetime.fromisoformat(last[step.name]) >= step.period)
    )


def run_due(
    database: Database[Office], steps: tuple[Step, ...] = STEPS, progress: Progress = silent
) -> tuple[str, ...]:
    """Run what is due, each step in a transaction of its own; the names of what ran."""
    with database.read(Actor.office()) as office:
        last = office.settings.common(SETTING)
        wanted = [step for step in steps if step.needed is not None and step.needed(office)]
    ran = []
    for step in (*wanted, *due(steps, last, database.clock())):
        with database.write(Actor.office(), ChangeKind.UPKEEP, step.name, progress) as office:
            step.work(office)
            if step.period is None:
                ran.append(step.name)
                continue
            done = office.settings.common(SETTING)
            office.settings.note_common(SETTING, {**done, step.name: database.clock().isoformat()})
        ran.append(step.name)
    return tuple(ran)
