"""Who saw a customer: opened, uncovered, exported, printed or copied it, and when."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QDialog, QFrame, QListView, QStackedWidget, QWidget

from cims.services.audit_events import event_of
from cims.services.entity import Link
from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.log_entries import Look
from cims.ui import paint, theme
from cims.ui.icons import paint_icon
from cims.ui.records.format import BETWEEN, Words
from cims.ui.widgets import (
    Button,
    ElidedLabel,
    EmptyState,
    Index,
    RowDelegate,
    column,
    resize_within,
    row,
    wrapped,
)

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Jobs

LOOK = Qt.ItemDataRole.UserRole
ROOT = QModelIndex()
ROW, WHEN = 40, 128
SIZE = (640, 460)
Read = tuple[tuple[Look, ...], Words]


class Looks(QAbstractListModel):
    """Looks, the newest first."""

    def __init__(self, looks: Sequence[Look], words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self.looks, self.words = tuple(looks), words

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.looks)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        look = self.looks[index.row()]
        if role == LOOK:
            return look
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return BETWEEN.join((look.sentence, self.words.moment(look.at, short=True)))
        return None


class LookRows(RowDelegate):
    """An icon, who did what, when."""

    def draw_ground(
        self, painter: QPainter, rect: QRectF, *, is_chosen: bool, is_hovered: bool
    ) -> None:
        paint.row_ground(painter, rect.toRect(), selected=is_chosen, hovered=is_hovered)

    def draw(self, painter: QPainter, rect: QRectF, index: Index, *, is_chosen: bool) -> None:
        look, model = index.data(LOOK), index.model()
        assert isinstance(model, Looks)
        event, side = event_of(look.action), theme.px(18)
        box = QRectF(rect.x() + theme.px(12), rect.center().y() - side / 2, side, side)
        paint_icon(painter, box.toRect(), event.icon, event.tone)
        right, width = rect.right() - theme.px(12), theme.px(WHEN)
        when = QRectF(right - width, rect.y(), width, rect.height())
        told = model.words.moment(look.at, short=True)
        paint.text(painter, when, told, size=12, ink="muted", align=paint.RIGHT)
        left = box.right() + theme.px(10)
        words = QRectF(left, rect.y(), right - width - 8 - left, rect.height())
        paint.text(painter, words, look.sentence)


class WhoSawDialog(QDialog):
    """Reads while it opens; a look at the list itself is none at the customer."""

    def __init__(self, jobs: "Jobs", customer: Link, window: QWidget | None) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Who saw {name}").format(name=customer.text))
        self.list = QListView()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(LookRows(self.list, ROW))
        self.list.setAccessibleName(self.windowTitle())
        self.state = EmptyState("loader", _("Reading…"))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.state)
        self.stack.addWidget(self.list)
        close = Button(_("Close"), "x")
        close.clicked.connect(self.accept)
        about = wrapped(
            _("Opening the whole record counts once a day and person; lists don't."),
            12,
            "muted",
        )
        title = ElidedLabel(self.windowTitle(), 15, paint.BOLD)
        parts = (title, self.stack, about, row(None, close))
        laid = column(*parts, margins=theme.CARD_MARGINS, spacing=12)
        laid.setStretch(1, 1)
        self.setLayout(laid)
        resize_within(self, *SIZE)

        def work(office: "Office") -> Read:
            return office.audit_log.who_saw(customer.id), Words.load(office)

        jobs.read(self, work, self._show, self._failed)

    def _show(self, read: Read) -> None:
        looks, words = read
        if not looks:
            self.state.tell("eye-off", _("Nobody has opened or taken out this customer yet."))
            return
        self.list.setModel(Looks(looks, words, self))
        self.stack.setCurrentWidget(self.list)
        self.list.setFocus()

    def _failed(self, error: Exception) -> None:
        words = str(error) if isinstance(error, CimsError) else _("This could not be read.")
        self.state.tell("circle-alert", words)
