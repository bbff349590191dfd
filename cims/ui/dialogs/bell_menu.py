"""What the bell opens: the things to look after, each with the way to do it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from cims.services.i18n import _
from cims.ui.actions import Commands
from cims.ui.icons import icon
from cims.ui.widgets.labels import doubled

if TYPE_CHECKING:
    from cims.services.attention import Attention

WAYS = {"backup": ("office.backup", "archive"), "sheet": ("", "key-round")}


class BellMenu(QMenu):
    """A short list under the bell; it goes when it is closed."""

    def __init__(self, commands: Commands, matters: "Iterable[Attention]", bell: QWidget) -> None:
        super().__init__(bell)
        self.setAccessibleName(_("Things to look after"))
        for attention in matters:
            command, picture = WAYS[attention.matter.value]
            action = QAction(icon(picture), doubled(attention.sentence), self)
            if command:
                action.triggered.connect(lambda _checked, name=command: commands.run(name))
            self.addAction(action)
        if self.isEmpty():
            nothing = QAction(_("Nothing to look after"), self)
            nothing.setEnabled(False)
            self.addAction(nothing)
        self.aboutToHide.connect(self.deleteLater)

    def show_under(self, bell: QWidget) -> None:
        """Open below the bell, with the right edges in line."""
        corner = bell.mapToGlobal(QPoint(bell.width(), bell.height() + 4))
        self.popup(corner - QPoint(self.sizeHint().width(), 0))
