"""What the pages of single record types show besides facts and history: one shape for all."""

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from cims.services.storage import Record
from cims.ui.records.format import Words


class Extra(QObject):
    """Tabs and cards of one record type; belongs to the view of a record."""

    open_asked = Signal(str, int, str)
    asked = Signal(str)  # a word for the page, as buttons give it
    leads = False  # whether its tabs come before the overview

    def tabs(self) -> list[tuple[QWidget, str]]:
        """More parts of the record, with their titles."""
        return []

    def cards(self, record: Record, reading: Any, words: Words) -> list[QWidget]:
        """Cards that stand first in the overview, made anew each time."""
        return []

    def show(self, record: Record, reading: Any, words: Words) -> None:
        """Fill the tabs with what was read."""

    def image(self, reading: Any) -> QImage | None:
        """What stands for the record in the place of its first letter."""
        return None
