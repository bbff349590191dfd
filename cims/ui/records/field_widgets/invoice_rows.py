"""Invoice details: six items to paste into a chat, one set being the default."""

from typing import Any

from cims.services.entity import Field
from cims.services.i18n import _
from cims.services.rules.invoice_details import InvoiceDetails, as_lines
from cims.ui.records.field_widgets.base import Place
from cims.ui.records.field_widgets.row_editor import RowEditor
from cims.ui.widgets import Button, row


class InvoiceEditor(RowEditor):
    """One set of invoice details with a button that copies it."""

    def __init__(self, field: Field, place: Place, value: Any) -> None:
        super().__init__(field, place, value)
        self.copy = Button(_("Copy as six lines"), "copy")
        self.copy.clicked.connect(lambda: place.copy(_(field.label), six_lines(self.row())))
        self.body.addLayout(row(self.copy, None))

    def tab_order(self) -> list[Any]:
        return [*super().tab_order(), self.copy]


def six_lines(details: Any, *, filled_only: bool = False) -> str:
    """A set of invoice details as the lines that a bookkeeper asks for."""
    return as_lines(
        InvoiceDetails(
            details.title,
            details.taxpayer_id or "",
            details.address or "",
            details.phone or "",
            details.bank or "",
            details.bank_account or "",
        ),
        filled_only=filled_only,
    )
