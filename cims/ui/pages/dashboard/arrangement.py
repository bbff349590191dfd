"""What a user's dashboard shows, in which order, for which days and whose records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cims.services.insights.analyses import Analysis, Offer, Shape
from cims.services.insights.figures import Asked, Scope
from cims.services.insights.periods import Days, Period

SETTING = "dashboard"


@dataclass(frozen=True)
class Arrangement:
    """The names of the parts that are shown, in their order."""

    shown: tuple[str, ...]
    asked: Asked = Asked()

    @classmethod
    def first(cls, offers: Iterable[Offer], scopes: Sequence[Scope]) -> "Arrangement":
        """What everybody begins with: as much as a window holds, over all that may be seen."""
        ordered = sorted((o for o in offers if o.at_first), key=lambda offer: offer.place)
        return cls(tuple(offer.name for offer in ordered), Asked(scope=scopes[-1]))

    @classmethod
    def of(
        cls, kept: Mapping[str, Any], offers: Sequence[Offer], scopes: Sequence[Scope]
    ) -> "Arrangement":
        """What lies in the user's settings, without what is not offered any more."""
        begun = cls.first(offers, scopes)
        if not kept:
            return begun
        names = {offer.name for offer in offers}
        shown = tuple(name for name in kept.get("shown", ()) if name in names)
        fresh = tuple(n for n in begun.shown if n not in kept.get("known", ()))
        scope = Scope(kept["scope"]) if kept.get("scope") in scopes else begun.asked.scope
        period = (
            Period(kept["period"]) if kept.get("period") in tuple(Period) else Period.THIS_MONTH
        )
        own = [date.fromisoformat(day) for day in kept.get("own") or ()]
        asked = Asked(period, scope, Days(*own) if len(own) == 2 else None)
        return cls((*shown, *fresh), asked)

    def kept(self, offers: Iterable[Offer]) -> dict[str, Any]:
        """What is to lie in the user's settings."""
        own = self.asked.own
        return {
            "shown": list(self.shown),
            "known": [offer.name for offer in offers],
            "period": self.asked.period.value,
            "scope": self.asked.scope.value,
            "own": [own.first.isoformat(), own.last.isoformat()] if own else None,
        }

    def moved(self, name: str, beside: Sequence[str], by: int) -> "Arrangement":
        """The part one place earlier or later among those of its sort."""
        place = beside.index(name) + by
        if not 0 <= place < len(beside):
            return self
        other, shown = beside[place], list(self.shown)
        one, two = shown.index(name), shown.index(other)
        shown[one], shown[two] = other, name
        return replace(self, shown=tuple(shown))

    def without(self, name: str) -> "Arrangement":
        """The part hidden."""
        return replace(self, shown=tuple(n for n in self.shown if n != name))

    def with_part(self, name: str) -> "Arrangement":
        """The part shown, at the end."""
        return replace(self, shown=(*self.without(name).shown, name))


def offers_of(analyses: Iterable[Analysis]) -> list[Offer]:
    """Every part that can be shown."""
    return [offer for analysis in analyses for offer in analysis.offers]


def split(shown: Iterable[str], offers: Iterable[Offer]) -> tuple[list[str], list[str]]:
    """The names of the tiles, and those of the cards."""
    tiles = {offer.name for offer in offers if offer.shape is Shape.TILE}
    names = list(shown)
    return [n for n in names if n in tiles], [n for n in names if n not in tiles]
