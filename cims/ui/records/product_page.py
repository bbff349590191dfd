"""What a product's page shows besides its facts: its picture, its prices, where it stands."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from cims.services.i18n import _
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.order_fields import ORDER, ORDER_LINE
from cims.services.price_history import PriceHistory
from cims.services.product_usage import Usage, Use
from cims.services.quote_fields import QUOTE
from cims.services.storage import Record
from cims.ui import paint, theme
from cims.ui.pictures import small
from cims.ui.records.form_plans import FormPlan
from cims.ui.records.format import BETWEEN, Words, day
from cims.ui.records.price_words import line_price
from cims.ui.records.product_picture import ProductPicture
from cims.ui.records.product_prices import ProductPrices
from cims.ui.records.record_extras import Extra
from cims.ui.records.record_sales import wide
from cims.ui.widgets import (
    Button,
    Card,
    ElidedLabel,
    EmptyState,
    Hairline,
    Pill,
    Scrolled,
    column,
    label,
    row,
)

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Jobs

SHOWN_SIDE = 900  # pixels of the picture on the page, at twice the usual density
KIND, WORTH, DAY = 104, 170, 88


@dataclass(frozen=True)
class ProductReading:
    """What the page of a product shows besides the record itself."""

    picture: QImage | None
    prices: PriceHistory
    usage: Usage


def read_product(office: "Office", id_: int) -> ProductReading:
    """Read it inside a job; the picture is decoded there too."""
    return ProductReading(
        small(office.product_pictures.of(id_), SHOWN_SIDE),
        office.price_history.of(id_),
        office.product_usage.of(id_),
    )


class ProductPage(Extra):
    """Belongs to the view of a product."""

    def __init__(self, view: QWidget, plan: FormPlan, jobs: "Jobs") -> None:
        super().__init__(view)
        known = plan.entity.by_name
        self.picture = ProductPicture(view, jobs) if "picture" in known else None
        self.prices = ProductPrices(plan.entity)
        self.usage = ProductUsage()
        self.usage.open_asked.connect(self.open_asked)

    def tabs(self) -> list[tuple[QWidget, str]]:
        return [(self.prices, _("Prices")), (self.usage, _("Used in"))]

    def cards(self, record: Record, reading: ProductReading, _words: Words) -> list[QWidget]:
        if self.picture is None:
            return []
        return [self.picture.card(record.id, str(record.values["name"]), reading.picture)]

    def show(self, record: Record, reading: ProductReading, words: Words) -> None:
        self.prices.show_prices(record.values, reading.prices, words)
        self.usage.show_usage(reading.usage, words)

    def image(self, reading: ProductReading) -> QImage | None:
        return reading.picture


class ProductUsage(Scrolled):
    """Papers and opportunities with this product, the newest first."""

    open_asked = Signal(str, int, str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Used in"))

    def show_usage(self, usage: Usage, words: Words) -> None:
        """Show where another product stands."""
        lines = column(spacing=0)
        for number, use in enumerate(usage.newest):
            if number:
                lines.addWidget(Hairline())
            lines.addWidget(self._line(use, words))
        if not usage.newest:
            words_of_none = _("This product is on no paper and in no opportunity that you may see.")
            lines.addWidget(EmptyState("package", words_of_none))
        counts = [
            _("{type}: {n}").format(type=_(TYPES[name].label_plural), n=f"{count:,}")
            for name, count in usage.counts.items()
            if count
        ]
        told = label(BETWEEN.join(counts), 12, role="muted")
        told.setContentsMargins(4, 0, 0, 0)
        self.hold(column(Card(lines), told, None, margins=(0, 12, 0, 12), spacing=theme.px(8)))

    def _line(self, use: Use, words: Words) -> QWidget:
        names = QWidget()
        title = ElidedLabel(use.name, weight=paint.MEDIUM)
        customer = use.customer.text if use.customer else ""
        told = [words for words in (use.code, customer) if words != use.name]
        under = ElidedLabel(BETWEEN.join(filter(None, told)), 12, role="muted")
        names.setLayout(column(title, under, spacing=0))
        kind = wide(Pill(_(TYPES[use.entity].label), "muted"), KIND)
        right = Qt.AlignmentFlag.AlignRight
        worth = wide(label(worth_of(use, words)), WORTH, right)
        when = label(day(use.on, words.today) if use.on else "", role="muted")
        opened = Button(_("Open"), "external-link")
        opened.setAccessibleName(_("Open {name}").format(name=use.name))
        opened.clicked.connect(partial(self.open_asked.emit, use.entity, use.record_id, use.name))
        line = QWidget()
        laid = row(
            kind, names, worth, wide(when, DAY, right), opened,
            margins=(14, 8, 12, 8), spacing=theme.px(12),
        )  # fmt: skip
        laid.setStretch(1, 1)
        line.setLayout(laid)
        return line


TYPES = {entity.name: entity for entity in (OPPORTUNITY, QUOTE, ORDER)}


def worth_of(use: Use, words: Words) -> str:
    """How many at which price, or how far an opportunity is."""
    if use.entity == OPPORTUNITY.name:
        return words.text(OPPORTUNITY.field("stage"), use.values.get("stage"))
    fields = ORDER_LINE.by_name

    def text(name: str) -> str:
        return words.text(fields[name], use.values.get(name))

    price = line_price(text, discounted=bool(use.values.get("discount")))
    currency = use.values.get("currency")
    return f"{price} {currency}" if currency and currency != words.currency else price
