"""What a currency is worth in the office's own one, from a day on: entered, never guessed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from cims.models.exchange_rate import ExchangeRate
from cims.services.entity import Entity, Field, Kind
from cims.services.errors import ValidationFailed
from cims.services.i18n import N_, _
from cims.services.records import RecordService
from cims.services.rights import Action, Actor, Shared, requires, visible
from cims.services.rules.currencies import Amount, paid
from cims.services.search_words import Texts
from cims.services.storage import Record, table_of

CODE = re.compile(r"[A-Za-z]{3}", re.ASCII)
GROUP = N_("Exchange rate")


def is_code(value: str) -> str | None:
    """A currency is named by the three letters of ISO 4217."""
    if CODE.fullmatch(value.strip()):
        return None
    return _("A currency is three letters, like USD. Type another one.")


def above_nothing(value: Decimal | int) -> str | None:
    """Nothing is worth nothing."""
    return None if value > 0 else _("This has to be more than 0. Type another number.")


EXCHANGE_RATE = Entity(
    "exchange_rate",
    "exchange_rates",
    N_("Exchange rate"),
    N_("Exchange rates"),
    ExchangeRate,
    fields=(
        Field("currency", N_("Currency"), required=True, listed=True, sortable=True, length=3,
              group=GROUP, check=is_code),
        Field("day", N_("From day"), Kind.DATE, listed=True, sortable=True, group=GROUP),
        Field("units", N_("For so many units"), Kind.WHOLE, listed=True, group=GROUP,
              check=above_nothing),
        Field("rate", N_("Exchange rate"), Kind.EXACT, required=True, listed=True, group=GROUP,
              check=above_nothing),
        Field("base", N_("In"), length=3, listed=True, read_only=True),
        Field("code", N_("Number"), group=GROUP, sortable=True, length=40),
        Field("remarks", N_("Remarks"), Kind.LONG_TEXT, group=GROUP),
        Field("created_on", N_("Created"), Kind.DATE, read_only=True, brought=True),
        Field("changed_at", N_("Last change"), Kind.MOMENT, read_only=True),
    ),
    scope=Shared(),
    title="currency",
    series="E{0000}",
    sort="day",
    newest_first=True,
    worked_by=("currency", "base", "day", "units", "rate"),
)  # fmt: skip


@dataclass(frozen=True)
class RateOnDay:
    """One unit of a currency in the office's own one, and the day since which that holds."""

    currency: str
    rate: Decimal
    day: date


@dataclass(frozen=True)
class Worth:
    """What an amount is worth in the office's currency; without a rate it stands apart."""

    amount: Amount
    in_base: Amount | None
    rate: RateOnDay | None


class Rates:
    """All rates of the office, in the order of their days."""

    def __init__(self, base: str, rows: Iterable[tuple[str, date, int, Decimal]]) -> None:
        self.base = base
        self._rates: dict[str, list[RateOnDay]] = {}
        for currency, day, units, rate in rows:
            one = RateOnDay(currency, rate / units, day)
            self._rates.setdefault(currency, []).append(one)

    @property
    def currencies(self) -> frozenset[str]:
        """The currencies that any rate was entered for."""
        return frozenset(self._rates)

    def on(self, currency: str, day: date) -> RateOnDay | None:
        """The latest rate on or before this day; the office's own currency is worth itself."""
        if currency == self.base:
            return RateOnDay(currency, Decimal(1), day)
        known = (one for one in reversed(self._rates.get(currency, ())) if one.day <= day)
        return next(known, None)


class ExchangeRateService(RecordService):
    """The rates that the office entered."""

    entity = EXCHANGE_RATE

    @requires(Action.READ)
    def worth(self, amount: Amount, day: date | None = None) -> Worth:
        """An amount in the office's currency, by the latest rate on or before the day, else today.

        It is rounded once, half up, to what that currency is paid in.
        """
        rate = self._rates().on(amount.currency, day or self.office.today)
        if rate is None:
            return Worth(amount, None, None)
        base = self.office.currency
        return Worth(amount, Amount(paid(amount * rate.rate, base), base), rate)

    @requires(Action.READ)
    def rated(self) -> frozenset[str]:
        """The currencies that have a rate today, the office's own one among them."""
        rates, today = self._rates(), self.office.today
        known = {one for one in rates.currencies if rates.on(one, today)}
        return frozenset({rates.base, *known})

    def _rates(self) -> Rates:
        """Every rate to the office's currency as it is now."""
        table = table_of(EXCHANGE_RATE)
        query = select(table.c.currency, table.c.day, table.c.units, table.c.rate)
        query = query.where(table.c.base == self.office.currency)
        query = query.order_by(table.c.day, table.c.id)
        seen = visible(query, EXCHANGE_RATE, Actor.office())
        rows = self._desk.unit.session.execute(seen)
        return Rates(self.office.currency, ((c, d, u, r) for c, d, u, r in rows))

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        values["currency"] = (values.get("currency") or "").strip().upper()
        values["day"] = values.get("day") or self.office.today
        values["units"] = values.get("units") or 1
        values["base"] = old.values["base"] if old else self.office.currency
        return values

    def _refuse_wrong(self, changed: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        super()._refuse_wrong(changed, values)
        if wrong := self._unfit(values):
            raise ValidationFailed(wrong)

    def _unfit(self, values: Mapping[str, Any]) -> dict[str, str]:
        base = values.get("base") or self.office.currency
        if (values.get("currency") or "").strip().upper() != base:
            return {}
        words = _("The office counts in {currency}: it needs no rate for it.")
        return {"currency": words.format(currency=base)}

    def _texts(self, record: Record) -> Texts:
        values = record.values
        code = values.get("code") or ""
        words = (values["currency"], f"{values['day']:%Y-%m-%d}", values.get("remarks"), code)
        return Texts(tuple(filter(None, words)), (values["currency"],), (code,))
