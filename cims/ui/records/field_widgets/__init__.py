"""Kind → widget: every field of every record type is edited by one of these."""

from collections.abc import Mapping

from cims.services.entity import Field, Kind
from cims.ui.records.field_widgets.address_rows import AddressEditor
from cims.ui.records.field_widgets.base import FieldWidget, Finder, Place, as_typed
from cims.ui.records.field_widgets.calling import CallingTextField
from cims.ui.records.field_widgets.chosen import LinksField, TagsField
from cims.ui.records.field_widgets.invoice_rows import InvoiceEditor
from cims.ui.records.field_widgets.lines import LinesField
from cims.ui.records.field_widgets.moments import MomentField
from cims.ui.records.field_widgets.plain import ShownField
from cims.ui.records.field_widgets.row_editor import CELLS, RowEditor, plain_widget
from cims.ui.records.field_widgets.rows import RowsField
from cims.ui.records.field_widgets.sealed import SealedField

__all__ = [
    "FieldWidget",
    "Finder",
    "LINES",
    "LinesField",
    "Place",
    "RowsField",
    "SealedField",
    "WIDGETS",
    "as_typed",
    "widget_for",
]

LINES = "lines"  # of a paper, which are records of their own
EDITORS: Mapping[str, type[RowEditor]] = {
    "addresses": AddressEditor,
    "invoice_details": InvoiceEditor,
}
WIDGETS: Mapping[Kind, type[FieldWidget]] = {
    **CELLS,
    Kind.MOMENT: MomentField,
    Kind.LINKS: LinksField,
    Kind.TAGS: TagsField,
    Kind.ROWS: RowsField,
    Kind.SEALED: SealedField,
    Kind.PICTURE: ShownField,
}


def widget_for(field: Field, place: Place) -> FieldWidget:
    """The widget that edits a field; one that nobody enters is only shown."""
    if field.read_only:
        return ShownField(field, place)
    if field.name == LINES:
        return LinesField(field, place)
    if field.kind is Kind.ROWS:
        return RowsField(field, place, EDITORS.get(field.name, RowEditor))
    if field.calls:
        return CallingTextField(field, place)
    if field.kind in CELLS:
        return plain_widget(field, place)
    return WIDGETS[field.kind](field, place)
