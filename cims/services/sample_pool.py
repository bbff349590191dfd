"""The pool of the sample office: sleeping customers that somebody let go of, and mild rules."""

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from cims.services.filters import Condition, Group, Operator
from cims.services.rules.pool_rules import PoolRules

if TYPE_CHECKING:
    from cims.services.office import Office

MANY, LONGEST = 60, 150
REASONS = ("no_time", "no_need", "unreachable", "not_mine", "left", "no_contact", "no_deal")
RULES = PoolRules(
    cap=400,
    per_day=10,
    cooling=15,
    returns=True,
    contact={"lost": 365, "dormant": 365},
    spared_grades=("A",),
)


def fill(office: "Office", random: Random, today: date) -> None:
    """Let sleeping customers lie in the pool since some days or weeks, and decide about it."""
    office.pool.set_rules(RULES)
    sleeping = Group(
        (
            Condition("lifecycle", Operator.ANY_OF, ("dormant", "lost")),
            Condition("grade", Operator.IS_NOT, "A"),
        )
    )
    ids = sorted(office.customers.listing(sleeping).ids)
    chosen = sorted(random.sample(ids, min(MANY, len(ids) // 2)))
    for record in office.customers._whole_ones(chosen):
        since = today - timedelta(days=random.randint(0, random.choice((6, LONGEST))))
        moved: dict[str, Any] = {
            "owner": None,
            "collaborators": (),
            "pooled_on": since,
            "pool_reason": random.choice(REASONS),
            "former_owner": record.values["owner"],
        }
        office.customers._move(record, moved)
