"""Families of products, one below another: what one looks like, and what it may stand below."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from cims.models.product import ProductFamily
from cims.services.entity import Entity, Field, Kind
from cims.services.errors import ValidationFailed
from cims.services.i18n import N_, _
from cims.services.named_records import NamedRecords, named
from cims.services.rights import Actor, Shared, visible
from cims.services.storage import Record, table_of

DEEPEST = 20  # families above each other

PRODUCT_FAMILY = Entity(
    "product_family",
    "product_families",
    N_("Product family"),
    N_("Product families"),
    ProductFamily,
    fields=named(
        N_("Product family"),
        Field(
            "parent",
            N_("Belongs to"),
            Kind.LINK,
            target="product_family",
            listed=True,
            group=N_("Product family"),
        ),
        Field("remarks", N_("Remarks"), Kind.LONG_TEXT, listed=True, group=N_("Product family")),
    ),
    scope=Shared(),
    series="F{000}",
)


class ProductFamilyService(NamedRecords):
    """Families of products."""

    entity = PRODUCT_FAMILY

    def _write(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        if values.get("parent") and self._closes(old.id, values["parent"].id):
            sentence = _("The family is above this one already. Choose another.")
            raise ValidationFailed({"parent": sentence})
        super()._write(old, values, changed)

    def _closes(self, family: int, above: int | None) -> bool:
        """Whether a family would stand below itself."""
        table = table_of(PRODUCT_FAMILY)
        for _step in range(DEEPEST):
            if above is None:
                return False
            if above == family:
                return True
            query = select(table.c.parent_id).where(table.c.id == above)
            seen = visible(query, PRODUCT_FAMILY, Actor.office())
            above = self._desk.unit.session.scalar(seen)
        return True
