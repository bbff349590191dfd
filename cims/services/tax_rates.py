"""Tax rates as rows with the day from which they hold: never hard-wired, all can be changed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from cims.models.tax_rate import Taxpayer, TaxRate
from cims.services.entity import Entity, Field, Kind
from cims.services.i18n import N_
from cims.services.named_records import NamedRecords, named
from cims.services.rights import Action, Actor, Shared, requires, visible
from cims.services.seeds import TAX_RATES
from cims.services.storage import Record, table_of

TAX_RATE = Entity(
    "tax_rate",
    "tax_rates",
    N_("Tax rate"),
    N_("Tax rates"),
    TaxRate,
    fields=named(
        N_("Tax rate"),
        Field(
            "tax_class",
            N_("Tax class"),
            Kind.CHOICE,
            choices="tax_class",
            required=True,
            listed=True,
            group=N_("Tax rate"),
        ),
        Field(
            "taxpayer", N_("Taxpayer"), Kind.ENUM, enum=Taxpayer, listed=True, group=N_("Tax rate")
        ),
        Field("rate", N_("Rate"), Kind.SHARE, listed=True, group=N_("Tax rate")),
        Field("valid_from", N_("Valid from"), Kind.DATE, listed=True, group=N_("Tax rate")),
        Field("remarks", N_("Remarks"), Kind.LONG_TEXT, group=N_("Tax rate")),
    ),
    scope=Shared(),
    series="T{000}",
)


class TaxRateService(NamedRecords):
    """The tax rates of the office's trade."""

    entity = TAX_RATE

    @requires(Action.READ)
    def in_force(self, day: date, taxpayer: Taxpayer | None = None) -> Mapping[str, Any]:
        """Class → rate (None where no tax is charged) as they hold on this day."""
        kind = taxpayer or self._office_taxpayer()
        table = table_of(TAX_RATE)
        query = select(table.c.tax_class, table.c.rate)
        query = query.where(table.c.taxpayer == kind, table.c.valid_from <= day)
        query = query.order_by(table.c.valid_from, table.c.id)
        seen = visible(query, TAX_RATE, Actor.office())
        return dict(self._desk.unit.session.execute(seen).all())

    def _furnish(self) -> None:
        """Write the ready rates of an office that has none."""
        table = table_of(TAX_RATE)
        query = visible(select(table.c.id).limit(1), TAX_RATE, Actor.office())
        if self._desk.unit.session.scalar(query) is not None:
            return
        self._insert(
            [
                {
                    "name": f"{(Decimal(rate) * 100).normalize():f}%" if rate else str(taxed),
                    "tax_class": taxed,
                    "taxpayer": kind,
                    "rate": Decimal(rate) if rate else None,
                    "valid_from": date.fromisoformat(since),
                }
                for taxed, kind, rate, since in TAX_RATES
            ]
        )

    def _office_taxpayer(self) -> Taxpayer:
        kept = self.office.settings.common("office").get("taxpayer", Taxpayer.GENERAL)
        return Taxpayer(kept)

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        values = super()._prepared(values, old)
        values["taxpayer"] = values.get("taxpayer") or self._office_taxpayer()
        values["valid_from"] = values.get("valid_from") or self._today()
        return values
