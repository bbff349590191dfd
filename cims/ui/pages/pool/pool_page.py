"""The list of the pool: Enter claims the customer that the keyboard is on."""

from typing import TYPE_CHECKING

from cims.services.i18n import _
from cims.services.pool_fields import POOL
from cims.services.rights import Action
from cims.ui.pages.pool.pool_panel import PoolPanel
from cims.ui.records.list_page import ListPage

if TYPE_CHECKING:
    from cims.ui.navigation import Surroundings


class PoolPage(ListPage):
    """Customers of nobody; none is opened before it is claimed."""

    panel_class = PoolPanel
    panel: PoolPanel

    def __init__(self, surroundings: "Surroundings") -> None:
        super().__init__(surroundings, POOL)
        self.pool = self.commands.pool
        self.panel.claim_asked.connect(self.claim)
        self.panel.assign_asked.connect(self.commands.assign)
        self.view.chosen_changed.connect(lambda: self.panel.show_chosen(self.view.chosen_count()))

    def claim(self) -> None:
        """Claim the selected customers at once."""
        self.commands.claim()

    def _record_opened(self, entity: str, id_: int) -> None:
        """Whoever opens a customer wants it: asked once, so that no click takes one by chance."""
        record = self.model.known(id_)
        if record is None or not self.commands.may(Action.CLAIM):
            return
        words = _("Claim “{name}”? It is yours then, with contacts and follow-ups.")
        self._surroundings.messages.ask(
            words.format(name=record.values["name"]),
            _("Claim"),
            lambda: self.pool.claim([id_]),
        )
