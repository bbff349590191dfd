"""Addresses: regions of China looked up by name, pinyin or code, pasted lines taken apart."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from cims.services.entity import Field
from cims.services.i18n import _
from cims.services.rules.addresses import split_address
from cims.services.rules.regions import Region, find_regions, region
from cims.ui.matching import Item
from cims.ui.records.field_widgets.base import Place
from cims.ui.records.field_widgets.plain import TextField
from cims.ui.records.field_widgets.row_editor import RowEditor
from cims.ui.widgets import SearchCombo, column, label, row

LEVELS = ("province", "city", "district")
OFFERED = 30
LOOK_UP_SHARE = 6


class AddressEditor(RowEditor):
    """An address in a card of its own; abroad, province and city are typed freely."""

    def __init__(self, field: Field, place: Place, value: Any) -> None:
        self._code: str | None = value.region_code
        self._filling = False
        super().__init__(field, place, value)
        self.look_up = SearchCombo(_("Look up region"), source=regions_found)
        self.look_up.setPlaceholderText(_("Name, pinyin or code"))
        self.look_up.chosen.connect(self.take_region)
        caption = label(_("Look up region"), 12, role="muted")
        self._code_shown = label("", 12, role="muted")
        finder = column(row(caption, None, self._code_shown), self.look_up, spacing=3)
        self.head.insertLayout(1, finder, LOOK_UP_SHARE)
        detail = self.cells["detail"]
        assert isinstance(detail, TextField)
        detail.line.editingFinished.connect(self.take_apart)
        self.cells["country"].changed.connect(self._show_code)
        for name in LEVELS:
            self.cells[name].changed.connect(self._level_typed)
        self._show_code()

    def row(self) -> Any:
        return replace(super().row(), region_code=self._code)

    def show_row(self, value: Any) -> None:
        self._filling = True
        super().show_row(value)
        self._code = value.region_code
        self._filling = False

    def take_region(self, chosen: Region | None) -> None:
        """Fill in province, city, district and code."""
        if chosen is not None:
            self._fill(chosen)
            self.changed.emit()

    def take_apart(self) -> None:
        """Split an address that was pasted whole into the street's box."""
        if self._code or any(self.cells[name].value() for name in LEVELS):
            return
        found = split_address(self.cells["detail"].value() or "")
        chosen = region(found.region_code)
        if chosen is not None:
            self._fill(chosen)
            self.cells["detail"].set_value(found.detail or None)
            self.changed.emit()

    def tab_order(self) -> list[Any]:
        before, after = super().tab_order()[:1], super().tab_order()[1:]
        return [*before, self.look_up, *after]

    def _fill(self, chosen: Region) -> None:
        self._filling = True
        for name in LEVELS:
            self.cells[name].set_value(getattr(chosen, name) or None)
        self._code = chosen.code
        self._filling = False
        self.look_up.set_item(None)
        self._show_code()

    def _level_typed(self) -> None:
        """A name typed by hand keeps the code only while it is that region's name."""
        if self._filling:
            return
        known = region(self._code)
        if known is None or any(
            (self.cells[name].value() or "") != getattr(known, name) for name in LEVELS
        ):
            self._code = None
        self._show_code()

    def _show_code(self) -> None:
        self._code_shown.setText(_("Code {code}").format(code=self._code) if self._code else "")


def regions_found(words: str, then: Callable[[Sequence[Item]], None]) -> None:
    """Regions as entries of a box; they come from a file, so at once."""
    found = find_regions(words, limit=OFFERED)
    then([Item(one, " ".join(dict.fromkeys(filter(None, parts(one)))), one.code) for one in found])


def parts(one: Region) -> tuple[str, str, str]:
    """Province, city and district."""
    return one.province, one.city, one.district
