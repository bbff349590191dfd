"""F1: every command with its keys."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from cims.services.i18n import _
from cims.ui.actions import Commands, shown_shortcut
from cims.ui.widgets import column, label, resize_within


class ShortcutHelp(QDialog):
    """The registry as a table: what, and which keys."""

    def __init__(self, commands: Commands, window: QWidget | None = None) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Keyboard shortcuts"))
        resize_within(self, 460, 560)
        with_keys = [command for command in commands.known() if command.shortcut]
        self.table = QTableWidget(len(with_keys), 2)
        self.table.setHorizontalHeaderLabels([_("Command"), _("Keys")])
        self.table.setAccessibleName(_("Keyboard shortcuts"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setSectionResizeMode(
            1, QHeaderView.ResizeMode.ResizeToContents
        )
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        for row_number, command in enumerate(with_keys):
            self.table.setItem(row_number, 0, QTableWidgetItem(_(command.text)))
            keys = QTableWidgetItem(shown_shortcut(command.shortcut))
            self.table.setItem(row_number, 1, keys)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.setLayout(
            column(
                label(_("Keyboard shortcuts"), 15, QFont.Weight.DemiBold),
                self.table,
                buttons,
                margins=(20, 16, 20, 16),
                spacing=12,
            )
        )
