"""Chooses which columns a list shows and in which order; it stays open while one ticks."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem, QWidget

from cims.services.i18n import _
from cims.ui import paint, theme
from cims.ui.records.list_plan import ListPlan
from cims.ui.widgets import Button, IconButton, Popup, column, label, row

SIZE = (270, 420)


class ColumnsMenu(Popup):
    """Ticked columns are shown, in the order of the list."""

    columns_chosen = Signal(object)  # names in their order
    reset_asked = Signal()

    def __init__(self, plan: ListPlan, shown: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(theme.px(SIZE[0]), theme.px(SIZE[1]))
        self.list = _Ticks()
        self.list.setAccessibleName(_("Columns"))
        fields = {field.name: field for field in plan.listable()}
        order = [*shown, *(name for name in fields if name not in shown)]
        for name in order:
            entry = QListWidgetItem(_(fields[name].label), self.list)
            entry.setData(Qt.ItemDataRole.UserRole, name)
            entry.setFlags(entry.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            entry.setFlags(entry.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
            state = Qt.CheckState.Checked if name in shown else Qt.CheckState.Unchecked
            entry.setCheckState(state)
        self.list.setCurrentRow(0)
        self.up = IconButton("arrow-up", _("Move up"), quiet=True)
        self.down = IconButton("arrow-down", _("Move down"), quiet=True)
        self.reset = Button(_("Reset view"), "rotate-ccw")
        self.up.clicked.connect(lambda: self.list.step(-1))
        self.down.clicked.connect(lambda: self.list.step(1))
        self.reset.clicked.connect(self._reset)
        self.list.itemChanged.connect(lambda _item: self._tell())
        self.list.moved.connect(self._tell)
        head = row(label(_("Columns"), 14, paint.BOLD), None, self.up, self.down)
        self.setLayout(
            column(head, self.list, row(self.reset, None), margins=(12, 10, 12, 12), spacing=8)
        )
        self.setFocusProxy(self.list)

    def open_below(self, spot: QPoint) -> None:
        """Show it with its right upper corner here, inside the screen."""
        screen = self.screen().availableGeometry()
        left = max(screen.left(), min(spot.x() - self.width(), screen.right() - self.width()))
        top = max(screen.top(), min(spot.y(), screen.bottom() - self.height()))
        self.move(left, top)
        self.show()
        self.list.setFocus()

    def shown(self) -> tuple[str, ...]:
        """The ticked columns in their order."""
        entries = [self.list.item(place) for place in range(self.list.count())]
        return tuple(
            entry.data(Qt.ItemDataRole.UserRole)
            for entry in entries
            if entry.checkState() == Qt.CheckState.Checked
        )

    def _tell(self) -> None:
        self.columns_chosen.emit(self.shown())

    def _reset(self) -> None:
        self.reset_asked.emit()
        self.close()


class _Ticks(QListWidget):
    """Entries to tick with Space and to move by dragging or with Alt+Up and Alt+Down."""

    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSpacing(2)
        self.model().rowsMoved.connect(lambda *_where: self.moved.emit())

    def step(self, step: int) -> None:
        """Move the current entry up or down."""
        place = self.currentRow()
        if not 0 <= place + step < self.count():
            return
        self.insertItem(place + step, self.takeItem(place))
        self.setCurrentRow(place + step)
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and key in steps:
            self.step(steps[key])
        else:
            super().keyPressEvent(event)
