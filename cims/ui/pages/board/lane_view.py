"""The cards of one lane, for mouse and keyboard."""

from PySide6.QtCore import QByteArray, QMimeData, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import QFrame, QListView

from cims.services.boards import Card
from cims.ui.pages.board.card_model import CardModel
from cims.ui.pages.board.card_rows import CardRows

MIME = "application/x-cims-opportunity"
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
SIDES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class LaneView(QListView):
    """Arrows choose, left and right also beside; Enter opens, Ctrl with left or right moves."""

    opened = Signal(Card)
    beside_asked = Signal(int)  # the keyboard goes on to the lane at this side
    move_asked = Signal(Card, int)  # to the lane at this side
    menu_asked = Signal(Card, QPoint)
    dropped = Signal(int)  # the card of this id
    held_over = Signal(bool)  # whether a card is held over the lane
    entered = Signal()  # the keyboard is here

    def __init__(self, model: CardModel) -> None:
        super().__init__()
        self.cards = model
        self.setModel(model)
        self.setItemDelegate(CardRows(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)

    def current(self) -> Card | None:
        """The card that the keyboard is on."""
        return self.cards.card(self.currentIndex())

    def choose(self, row: int) -> bool:
        """Choose the card in this row, else the nearest one; False in an empty lane."""
        count = self.cards.rowCount()
        if count:
            self.setCurrentIndex(self.cards.index(min(max(row, 0), count - 1)))
        return bool(count)

    def choose_in_place(self, row: int) -> None:
        """Choose a card without scrolling to it."""
        bar = self.verticalScrollBar()
        place = bar.value()
        self.choose(row)
        bar.setValue(place)

    def leave(self) -> None:
        """No card is chosen here any more."""
        self.setCurrentIndex(QModelIndex())
        self.clearSelection()

    def startDrag(self, _actions: Qt.DropAction) -> None:
        card = self.current()
        if card is None or not card.may_move:
            return
        held = QMimeData()
        held.setData(MIME, QByteArray(str(card.id).encode()))
        drag = QDrag(self)
        drag.setMimeData(held)
        box = self.visualRect(self.currentIndex())
        drag.setPixmap(self.viewport().grab(box))
        spot = self.viewport().mapFromGlobal(self.cursor().pos()) - box.topLeft()
        drag.setHotSpot(spot if drag.pixmap().rect().contains(spot) else QPoint(0, 0))
        drag.exec(Qt.DropAction.MoveAction)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()
            self.held_over.emit(True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.held_over.emit(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.held_over.emit(False)
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()
            self.dropped.emit(int(bytes(event.mimeData().data(MIME).data())))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_mouse = event.reason() == Qt.FocusReason.MouseFocusReason
        if self.current() is None and not by_mouse:  # a click chooses; nothing may scroll under it
            self.choose(self.indexAt(self.viewport().rect().topLeft() + QPoint(5, 5)).row())
        self.entered.emit()

    def mouseDoubleClickEvent(self, _event: object) -> None:
        if card := self.current():
            self.opened.emit(card)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if is_mouse else self.currentIndex()
        if card := self.cards.card(index):
            spot = event.pos() if is_mouse else self.visualRect(index).center()
            self.menu_asked.emit(card, self.viewport().mapToGlobal(spot))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        card = self.current()
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        side = SIDES.get(Qt.Key(event.key()))
        if side and plain == Qt.KeyboardModifier.ControlModifier and card:
            self.move_asked.emit(card, side)
        elif side and plain == Qt.KeyboardModifier.NoModifier:
            self.beside_asked.emit(side)
        elif event.key() in ENTER and card:
            self.opened.emit(card)
        else:
            super().keyPressEvent(event)
