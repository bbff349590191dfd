"""F1: every command with its keys."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHeaderView, QWidget

from cims.services.i18n import N_, _
from cims.ui.actions import Command, Commands, shown_shortcut
from cims.ui.widgets import Button, Index, PlainRows, PlainTable, column, label, resize_within, row

TITLES = (N_("Command"), N_("Keys"))
DisplayRole = Qt.ItemDataRole.DisplayRole


class Shortcuts(PlainRows[Command]):
    """Commands with the keys that do them."""

    def data(self, index: Index, role: int = DisplayRole) -> Any:
        command = self.rows[index.row()]
        texts = (_(command.text), shown_shortcut(command.shortcut))
        return texts[index.column()] if role == DisplayRole else None


class ShortcutHelp(QDialog):
    """The registry as a table: what, and which keys."""

    def __init__(self, commands: Commands, window: QWidget | None = None) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Keyboard shortcuts"))
        resize_within(self, 460, 560)
        self.model = Shortcuts(TITLES, self)
        self.model.put(command for command in commands.known() if command.shortcut)
        self.table = PlainTable(_("Keyboard shortcuts"), self.model)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        close = Button(_("Close"), "x")
        close.clicked.connect(self.reject)
        body = column(
            label(_("Keyboard shortcuts"), 15, QFont.Weight.DemiBold), self.table, row(None, close),
            margins=(20, 16, 20, 16), spacing=12,
        )  # fmt: skip
        body.setStretch(1, 1)
        self.setLayout(body)
