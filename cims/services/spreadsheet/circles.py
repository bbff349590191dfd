"""Who stands above whom: in the vault, and in rows of a list that a check does not store."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cims.services.customer_fields import CUSTOMER
from cims.services.entity import Entity, Link
from cims.services.spreadsheet.drafts import Draft

if TYPE_CHECKING:
    from cims.services.customers import CustomerService

PARENT, RELATIONS = "parent", "relations"


class Circles:
    """Foresees which links the customers' room would refuse; rows without a record count below 0.

    What is stored is asked of the vault. A check tells besides which rows would have come in.
    """

    def __init__(self, customers: "CustomerService", entity: Entity) -> None:
        self._customers, self._is_asked = customers, entity is CUSTOMER
        self._above: dict[int, int] = {}
        self._rows: dict[str, list[int]] = defaultdict(list)

    def wrong_links(self, node: int, values: Mapping[str, Any]) -> list[str]:
        """Which of these fields would put a customer below itself or relate it to itself."""
        if not self._is_asked:
            return []
        parent, own = values.get(PARENT), Link(node)
        closes = parent and self._customers._is_below(parent.id, node, self._above)
        wrong = [PARENT] if closes else []
        related = any(row.related == own for row in values.get(RELATIONS) or ())
        return [*wrong, RELATIONS] if related else wrong

    def would_come_in(self, drafts: Iterable[Draft]) -> None:
        """Remember rows of a check by their numbers and names, and what they stand below."""
        for draft in drafts:
            if not draft.refused and not draft.record_id:
                for word in {draft.values.get("code"), draft.values.get("name")} - {None}:
                    self._rows[str(word)].append(node_of(draft))
                self.put(draft)

    def put(self, draft: Draft) -> None:
        """Remember what a row stands below."""
        if parent := draft.values.get(PARENT):
            self._above[node_of(draft)] = parent.id

    def rows_called(self, word: str) -> list[int]:
        """The rows of a check so far that have this number or name."""
        return self._rows.get(word, [])


def node_of(draft: Draft) -> int:
    """The record's id, or for a row that has none a number below 0."""
    return draft.record_id or -draft.number
