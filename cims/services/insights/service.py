"""The room of figures: what a dashboard may ask for, and the answers."""

from dataclasses import replace

from cims.services.errors import NotFound
from cims.services.i18n import _
from cims.services.insights.analyses import ANALYSES, Analysis, Offer
from cims.services.insights.counting import Counting
from cims.services.insights.figures import Asked, Part, Scope
from cims.services.rights import Action, Reach, Right, requires
from cims.services.service import Service


class InsightService(Service):
    """Figures over the records that the actor may see."""

    @requires(Right.SIGN_IN)
    def offered(self) -> tuple[Analysis, ...]:
        """The analyses of record types that the actor may see."""
        actor = self._desk.unit.actor
        seen = (each for each in ANALYSES if actor.may(Action.READ, each.entity))
        return tuple(replace(each, offers=self._open(each)) for each in seen)

    def _open(self, analysis: Analysis) -> tuple[Offer, ...]:
        """The parts that tell of no hidden field."""
        known = self.office.room(analysis.entity).entity.by_name
        return tuple(one for one in analysis.offers if not one.field or one.field in known)

    @requires(Right.SIGN_IN)
    def scopes(self) -> tuple[Scope, ...]:
        """Whose records the actor may have counted, the widest last."""
        actor = self._desk.unit.actor
        reach = {actor.reach(each.entity, Action.READ) for each in self.offered()}
        found = [Scope.ME] if actor.user_id else []
        if reach & {Reach.TEAM, Reach.ALL} and actor.team - {actor.user_id}:
            found.append(Scope.TEAM)
        return (*found, *([Scope.ALL] if Reach.ALL in reach else []))

    @requires(Right.SIGN_IN)
    def read(self, name: str, asked: Asked) -> tuple[Part, ...]:
        """The parts of one analysis; NotFound when the actor is not offered it."""
        for analysis in self.offered():
            if analysis.name == name:
                names = {offer.name for offer in analysis.offers}
                parts = analysis.run(Counting(self.office, self._desk, asked))
                return tuple(part for part in parts if part.name in names)
        raise NotFound(_("There is no such analysis, or you may not see it."))
