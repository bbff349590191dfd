"""Under which rules customers are claimed from the pool, and go back to it by themselves."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from dataclasses import field as part
from typing import Any

from cims.services.errors import ValidationFailed
from cims.services.i18n import N_, _

MOST = 3650  # days, and customers of one owner: what is more means never
LONGEST_NOTICE = 60
LABELS: Mapping[str, str] = {
    "cap": N_("Customers of one owner"),
    "per_day": N_("Claims a day"),
    "cooling": N_("Days before one's own former customer can be claimed"),
    "notice": N_("Days of notice"),
    "contact": N_("Days without contact"),
    "deal": N_("Days without a deal"),
}


@dataclass(frozen=True)
class PoolRules:
    """What the office has decided; 0 is no limit, and a state without days never returns.

    `contact` and `deal` give, by the code of a customer's state, after how many days without a
    follow-up or a deal it returns; `notice` is how many days before that its owner hears of it.
    """

    cap: int = 0
    per_day: int = 0
    cooling: int = 0
    returns: bool = False
    notice: int = 7
    contact: Mapping[str, int] = part(default_factory=dict)
    deal: Mapping[str, int] = part(default_factory=dict)
    spared_grades: tuple[str, ...] = ()
    spares_open_work: bool = True
    takes_imported: bool = False

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "PoolRules":
        """From the office's settings; what is not there is as in a new office."""
        known = {one.name for one in fields(cls)}
        given = {name: value for name, value in kept.items() if name in known}
        if "spared_grades" in given:
            given["spared_grades"] = tuple(given["spared_grades"])
        return cls(**given)

    def kept(self) -> dict[str, Any]:
        """As they lie in the office's settings."""
        return {**asdict(self), "spared_grades": list(self.spared_grades)}

    @property
    def days(self) -> tuple[tuple[str, Mapping[str, int]], ...]:
        """What is counted, and after how many days by state; days that never end are left out."""
        both = ("contact", self.contact), ("deal", self.deal)
        return tuple((name, {s: n for s, n in days.items() if n}) for name, days in both)

    def refuse_wrong(self) -> None:
        """A sentence for each number that is none of these rules."""
        numbers: dict[str, tuple[int, ...]] = {
            name: (getattr(self, name),) for name in ("cap", "per_day", "cooling")
        }
        numbers |= {name: tuple(days.values()) for name, days in self.days}
        messages = {
            name: _("{what}: type a number from 0 to {most}.").format(
                what=_(LABELS[name]), most=f"{MOST:,}"
            )
            for name, given in numbers.items()
            if any(not 0 <= number <= MOST for number in given)
        }
        if not 1 <= self.notice <= LONGEST_NOTICE:
            words = _("{what}: type a number from 1 to {most}.")
            label = LABELS["notice"]
            messages["notice"] = words.format(what=_(label), most=LONGEST_NOTICE)
        if messages:
            raise ValidationFailed(messages)
