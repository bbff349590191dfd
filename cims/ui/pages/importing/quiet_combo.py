"""A short list to choose from that the wheel does not change while one scrolls past."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox


class QuietCombo(QComboBox):
    """Entries with values; `activated` tells only of what the user chose."""

    def __init__(self, name: str, entries: Sequence[tuple[str, Any]] = ()) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.offer(entries)

    def offer(self, entries: Sequence[tuple[str, Any]]) -> None:
        """Offer other entries."""
        self.clear()
        for words, value in entries:
            self.addItem(words, value)

    def value(self) -> Any:
        """The value of the chosen entry."""
        return self.currentData()

    def set_value(self, value: Any) -> None:
        """Choose the entry with this value; an unknown one changes nothing."""
        places = [place for place in range(self.count()) if self.itemData(place) == value]
        if places:
            self.setCurrentIndex(places[0])

    def forbid(self, value: Any, reason: str) -> None:
        """Keep an entry from being chosen, with the reason as its tooltip; "" allows it again."""
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        for place in range(self.count()):
            if self.itemData(place) == value:
                model.item(place).setEnabled(not reason)
                model.item(place).setToolTip(reason)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
