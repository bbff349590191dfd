"""The tree of teams: dragged, or moved by buttons; Enter and F2 rename."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeWidget, QTreeWidgetItem

from cims.services.i18n import _, _n
from cims.services.users import TeamLine
from cims.ui import theme
from cims.ui.widgets import plain_tooltip

ID = Qt.ItemDataRole.UserRole
ROW = 36


class TeamTree(QTreeWidget):
    """Nothing moves by itself: what is asked for comes back when it was stored."""

    move_asked = Signal(int, object)  # team, the team above it or None
    rename_asked = Signal(int)
    delete_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Teams"))
        self.setColumnCount(2)
        self.setHeaderLabels([_("Team"), _("People")])
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformRowHeights(True)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, self.header().ResizeMode.Stretch)
        self.itemDoubleClicked.connect(lambda _item, _column: self._ask_to_rename())

    def show_teams(self, teams: Sequence[TeamLine], chosen: int | None) -> None:
        """Show the tree anew, everything unfolded."""
        self.clear()
        made: dict[int, QTreeWidgetItem] = {}
        for team in teams:
            people = _n("{n} person", "{n} people", team.people).format(n=team.people)
            item = made[team.id] = QTreeWidgetItem([team.name, people])
            item.setData(0, ID, team.id)
            item.setToolTip(0, plain_tooltip(team.name))
            item.setSizeHint(0, QSize(80, theme.px(ROW)))
        for team in teams:
            above = made.get(team.parent_id) if team.parent_id is not None else None
            if above is None:
                self.addTopLevelItem(made[team.id])
            else:
                above.addChild(made[team.id])
        self.expandAll()
        if chosen in made:
            self.setCurrentItem(made[chosen])
        elif (first := self.topLevelItem(0)) is not None:
            self.setCurrentItem(first)

    def chosen(self) -> int | None:
        """The team that is chosen."""
        item = self.currentItem()
        return None if item is None else int(item.data(0, ID))

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask for the move; the tree itself stays as it is until that was stored."""
        moved, spot = self.chosen(), event.position().toPoint()
        onto = self.itemAt(spot)
        place = self.dropIndicatorPosition()
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.ignore()
        if moved is None:
            return
        is_inside = place == QAbstractItemView.DropIndicatorPosition.OnItem
        above = onto if onto is None or is_inside else onto.parent()
        parent = None if above is None else int(above.data(0, ID))
        if parent != moved:
            self.move_asked.emit(moved, parent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask_to_rename()
        elif event.key() == Qt.Key.Key_Delete and self.chosen() is not None:
            self.delete_asked.emit(self.chosen())
        else:
            super().keyPressEvent(event)

    def _ask_to_rename(self) -> None:
        if self.chosen() is not None:
            self.rename_asked.emit(self.chosen())
