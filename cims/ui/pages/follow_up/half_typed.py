"""What was typed and not saved, customer by customer."""

from collections.abc import Mapping
from typing import Any

from cims.services.drafts import FormDraft
from cims.services.entity import Link

CUSTOMER = "customer"  # the field that names whom a text is about; else it is lead


def id_of(customer: Link | None) -> int:
    """The customer's id; 0 while none is chosen."""
    return customer.id if customer else 0


class HalfTyped:
    """One text for each customer, and one for which none is chosen yet."""

    def __init__(self) -> None:
        self._texts: dict[tuple[str, int], dict[str, Any]] = {}

    def keep(self, customer: Link | None, typed: Mapping[str, Any], field: str = CUSTOMER) -> None:
        """Keep what stands in the boxes; without any words there is nothing to keep."""
        if typed.get("content"):
            whose = {field: customer} if customer else {}
            self._texts[field, id_of(customer)] = {**typed, **whose}
        else:
            self.forget(customer, field)

    def of(self, customer: Link | None, field: str = CUSTOMER) -> dict[str, Any]:
        """What was left for this customer, or lead."""
        return self._texts.get((field, id_of(customer)), {})

    def forget(self, customer: Link | None, field: str = CUSTOMER) -> None:
        """It was saved, or taken out."""
        self._texts.pop((field, id_of(customer)), None)

    def forms(self) -> list[FormDraft]:
        """All of it as forms that are kept while the office is locked."""
        return [FormDraft("activity", None, None, values) for values in self._texts.values()]
