"""Lines of an order: a chosen product fills in what it is and what it costs this customer."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from cims.services.entity import Field
from cims.services.i18n import _
from cims.services.line_offers import LineOffer
from cims.ui.records.field_widgets.base import Place
from cims.ui.records.field_widgets.row_editor import RowEditor
from cims.ui.records.format import number
from cims.ui.widgets import label, set_ink

FILLED = ("name", "quantity", "unit", "unit_price", "tax_rate", "model")


class LineEditor(RowEditor):
    """One line, with a word on its price: what was paid last, and whether it is too low."""

    def __init__(self, field: Field, place: Place, value: Any) -> None:
        super().__init__(field, place, value)
        self._offer: LineOffer | None = None
        self.about = label("", 12, role="muted")
        self.about.hide()
        self.body.addWidget(self.about)
        self.cells["product"].changed.connect(self._ask)
        self.cells["unit_price"].changed.connect(self._judge)

    def _ask(self) -> None:
        link = self.cells["product"].value()
        if link is None:
            self._offer = None
            self._judge()
            return
        quantity = self.cells["quantity"].value() or Decimal(1)
        self.place.offers(link.id, quantity, self._take)

    def _take(self, offer: LineOffer) -> None:
        """Fill in what the product says, over what another product had said."""
        if self.cells["product"].value() != offer.row.product:
            return
        before = self._offer.row if self._offer is not None else None
        for name in FILLED:
            cell = self.cells[name]
            said = getattr(before, name) if before is not None else None
            if cell.value() in (None, "", said):
                cell.set_value(getattr(offer.row, name))
        self._offer = replace(offer, row=replace(offer.row, quantity=None))
        self._judge()
        self.changed.emit()

    def _judge(self) -> None:
        """Say what is worth knowing of the price that stands there."""
        offer, price = self._offer, self.cells["unit_price"].value()
        words, ink = [], "muted"
        if offer is not None and not offer.is_sold:
            words.append(_("This product is not sold these days."))
            ink = "warn"
        if offer is not None and offer.last_price is not None:
            words.append(
                _("This customer paid {price} last.").format(price=number(offer.last_price))
            )
        floor = offer.floor_price if offer is not None else None
        if floor is not None and price is not None and price < floor:
            words.append(_("Below the floor price of {price}.").format(price=number(floor)))
            ink = "warn"
        self.about.setText(" ".join(words))
        self.about.setVisible(bool(words))
        set_ink(self.about, ink)
