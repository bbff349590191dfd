"""What the office sells: what a product looks like, and which price holds for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from cims.models.product import Product, ProductPrice
from cims.services.entity import Entity, Field, Kind, Link, Rows, Values
from cims.services.errors import ValidationFailed
from cims.services.i18n import N_, _
from cims.services.records import RecordService
from cims.services.rights import Action, Double, Shared, requires, visible
from cims.services.rules.currencies import currency_code, unknown_currency
from cims.services.rules.sorting import sort_key
from cims.services.search_words import Texts
from cims.services.storage import Record, table_of

PRICES = N_("Prices")


@dataclass(frozen=True)
class PriceRow:
    """A price for customers of a grade, from a quantity on, or from a day on."""

    grade: str | None = None
    from_quantity: Decimal | None = None
    price: Decimal | None = None
    valid_from: date | None = None


def not_below_nothing(value: Decimal) -> str | None:
    """Prices, costs and limits are not negative."""
    return _("A price can't be negative. Type another one.") if value < 0 else None


def unlikely_span(values: Values) -> Mapping[str, str]:
    """A product is not sold until a day before the first one."""
    first, last = values.get("active_from"), values.get("active_until")
    if first and last and last < first:
        return {"active_until": _("The last day lies before the first one. Correct one of them.")}
    return {}


def doubtful_price(values: Values) -> Mapping[str, str]:
    """A usual price below the floor price deserves a look."""
    price, floor = values.get("price"), values.get("floor_price")
    if price is not None and floor is not None and price < floor:
        return {"price": _("The price is below the floor price.")}
    return {}


FIELDS = (
    Field("name", N_("Name"), required=True, listed=True, sortable=True, length=200,
          sort_by="name_sort", group=N_("Product")),
    Field("code", N_("Number"), group=N_("Product"), listed=True, sortable=True, length=40),
    Field("model", N_("Model / specification"), listed=True, length=200, group=N_("Product")),
    Field("brand", N_("Brand"), length=100, group=N_("Product")),
    Field("family", N_("Product family"), Kind.LINK, target="product_family", listed=True,
          group=N_("Product")),
    Field("unit", N_("Unit"), Kind.CHOICE, choices="unit", listed=True, group=N_("Product")),
    Field("price", N_("Price"), Kind.EXACT, listed=True, sortable=True, group=PRICES,
          check=not_below_nothing),
    Field("currency", N_("Currency"), length=3, group=PRICES, warn=unknown_currency),
    Field("tax_class", N_("Tax class"), Kind.CHOICE, choices="tax_class", group=PRICES),
    Field("floor_price", N_("Floor price"), Kind.EXACT, group=PRICES, check=not_below_nothing),
    Field("cost", N_("Cost"), Kind.EXACT, group=PRICES, check=not_below_nothing),
    Field("prices", N_("Price list"), Kind.ROWS, group=PRICES,
          rows=Rows(ProductPrice, "product_id", PriceRow, (
              Field("grade", N_("Customer grade"), Kind.CHOICE, choices="grade"),
              Field("from_quantity", N_("From quantity"), Kind.EXACT, check=not_below_nothing),
              Field("price", N_("Price"), Kind.EXACT, required=True, check=not_below_nothing),
              Field("valid_from", N_("Valid from"), Kind.DATE),
          ))),
    Field("active_from", N_("Sold from"), Kind.DATE, group=N_("Sale")),
    Field("active_until", N_("Sold until"), Kind.DATE, group=N_("Sale")),
    Field("discontinued", N_("Discontinued"), Kind.YES_NO, listed=True, group=N_("Sale")),
    Field("successor", N_("Replaced by"), Kind.LINK, target="product", group=N_("Sale")),
    Field("picture", N_("Picture"), Kind.PICTURE, read_only=True),
    Field("remarks", N_("Remarks"), Kind.LONG_TEXT, group=N_("Sale")),
    Field("created_on", N_("Created"), Kind.DATE, read_only=True, brought=True),
    Field("changed_at", N_("Last change"), Kind.MOMENT, read_only=True),
)  # fmt: skip

PRODUCT = Entity(
    "product",
    "products",
    N_("Product"),
    N_("Products"),
    Product,
    FIELDS,
    scope=Shared(),
    series="P{0000}",
    rule=unlikely_span,
    remark=doubtful_price,
)


class ProductService(RecordService):
    """The products of the office."""

    entity = PRODUCT

    @requires(Action.READ)
    def price_for(
        self, product_id: int, grade: str | None, quantity: Decimal, on: date | None = None
    ) -> Decimal | None:
        """The price of a day (today's) for a customer of this grade who takes so many.

        None when there is none.
        """
        product = self.load(product_id).values
        in_force = prices_on(product["prices"], on or self.office.today)
        return best_price(in_force, grade, quantity, product["price"])

    @requires(Action.READ)
    def alike(self, values: Mapping[str, Any], id_: int = 0) -> list[Double]:
        """Other products with the same number, or the same name and model."""
        hits = {hit.id: hit for hit in self._doubles([values])[0]}
        name, model = (" ".join(str(values.get(one) or "").split()) for one in ("name", "model"))
        if name:
            columns, unit = table_of(PRODUCT).c, self._desk.unit
            query = select(columns.id, columns.name).where(
                columns.name == name, func.coalesce(columns.model, "") == model
            )
            for other, called in unit.session.execute(visible(query, PRODUCT, unit.actor)):
                hits[other] = Double(other, called, called, "", readable=True)
        return [hit for hit in hits.values() if hit.id != id_]

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        values["name"] = " ".join(str(values.get("name") or "").split())
        values["currency"] = currency_code(values.get("currency") or self.office.currency)
        values["discontinued"] = bool(values.get("discontinued"))
        return values

    def _enterable(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Which picture is shown, the room of the pictures says, and an undo."""
        entered = super()._enterable(values)
        return {**entered, "picture": values["picture"]} if "picture" in values else entered

    def _write(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        if changed.get("successor") == Link(old.id):
            sentence = _("A product does not replace itself. Choose another one.")
            raise ValidationFailed({"successor": sentence})
        super()._write(old, values, changed)

    def _derived(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {"name_sort": sort_key(values["name"])}

    def _texts(self, record: Record) -> Texts:
        values = record.values
        words = tuple(
            filter(
                None,
                [values.get(name) for name in ("name", "model", "brand", "code", "remarks")],
            )
        )
        numbers = tuple(filter(None, (values.get("code"), values.get("model"))))
        return Texts(words, (values["name"],), numbers)


def prices_on(rows: Sequence[PriceRow], day: date) -> tuple[PriceRow, ...]:
    """The prices in force on a day: for one grade and quantity the newest that has begun."""
    newest: dict[tuple[str | None, Decimal | None], PriceRow] = {}
    for row in sorted(rows, key=lambda one: one.valid_from or date.min):
        if row.valid_from is None or row.valid_from <= day:
            newest[row.grade, row.from_quantity] = row
    return tuple(newest.values())


def usual_on(values: Mapping[str, Any], day: date) -> Decimal | None:
    """The usual price of a product on a day: the one of its list for everybody, else its own."""
    rows = prices_on(values["prices"], day)
    usual: Decimal | None = values["price"]
    return next((row.price for row in rows if not row.grade and row.from_quantity is None), usual)


def best_price(
    rows: Sequence[PriceRow], grade: str | None, quantity: Decimal, usual: Decimal | None
) -> Decimal | None:
    """The lowest price of those that hold for a grade and a quantity; else the usual one."""
    fitting = [
        row.price
        for row in rows
        if row.price is not None
        and row.grade in (None, grade)
        and (row.from_quantity is None or quantity >= row.from_quantity)
    ]
    return min(fitting, default=usual)


def sold_on(values: Mapping[str, Any], day: date) -> bool:
    """Whether a product may be offered on this day."""
    first, last = values.get("active_from"), values.get("active_until")
    is_active = (first is None or first <= day) and (last is None or day <= last)
    return is_active and not values.get("discontinued")
