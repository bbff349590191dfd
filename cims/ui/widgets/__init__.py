"""The widgets that every page is made of, painted with the theme's tokens."""

from cims.ui.matching import Item
from cims.ui.widgets.buttons import (
    Bell,
    Button,
    DangerButton,
    IconButton,
    PersonButton,
    PrimaryButton,
)
from cims.ui.widgets.chips import Avatar, Chip, Pill
from cims.ui.widgets.countdown import Countdown
from cims.ui.widgets.empty_state import EmptyState
from cims.ui.widgets.flow_layout import FlowLayout, flowing
from cims.ui.widgets.labels import (
    ElidedLabel,
    doubled,
    inset,
    label,
    plain_tooltip,
    set_ink,
    set_tooltip,
    wrapped,
)
from cims.ui.widgets.plain_table import PlainRows, PlainTable
from cims.ui.widgets.row_delegate import Index, RowDelegate
from cims.ui.widgets.search_combo import ListBelow, SearchCombo, is_escape
from cims.ui.widgets.search_field import SearchField
from cims.ui.widgets.surfaces import (
    Card,
    Ground,
    Hairline,
    Popup,
    Scrolled,
    Splitter,
    column,
    field_row,
    resize_within,
    row,
    titled_card,
)
from cims.ui.widgets.tab_order import chain, focus_before
from cims.ui.widgets.tab_strip import TabStrip

__all__ = [
    "Avatar",
    "Bell",
    "Button",
    "Card",
    "Chip",
    "Countdown",
    "DangerButton",
    "ElidedLabel",
    "EmptyState",
    "FlowLayout",
    "Ground",
    "Hairline",
    "IconButton",
    "Index",
    "Item",
    "ListBelow",
    "Pill",
    "PersonButton",
    "PlainRows",
    "PlainTable",
    "Popup",
    "PrimaryButton",
    "RowDelegate",
    "Scrolled",
    "SearchCombo",
    "SearchField",
    "Splitter",
    "TabStrip",
    "chain",
    "column",
    "doubled",
    "field_row",
    "flowing",
    "focus_before",
    "inset",
    "is_escape",
    "label",
    "plain_tooltip",
    "resize_within",
    "row",
    "set_ink",
    "set_tooltip",
    "titled_card",
    "wrapped",
]
