"""The six lines of 开票资料 that a customer's bookkeeper asks for."""

from dataclasses import dataclass

from cims.services.i18n import _


@dataclass(frozen=True, slots=True)
class InvoiceDetails:
    """What stands on an invoice about its buyer; account numbers are text, zeros and all."""

    name: str
    tax_number: str = ""
    address: str = ""
    phone: str = ""
    bank: str = ""
    account: str = ""


def as_lines(details: InvoiceDetails, *, filled_only: bool = False) -> str:
    """Six lines "item：value" to paste into a chat; an empty one stays to be filled in."""
    lines = (
        (_("Name"), details.name),
        (_("Taxpayer ID"), details.tax_number),
        (_("Address"), details.address),
        (_("Phone"), details.phone),
        (_("Bank"), details.bank),
        (_("Account number"), details.account),
    )
    return "\n".join(
        _("{field}: {value}").format(field=item, value=value).rstrip()
        for item, value in lines
        if value or not filled_only
    )
