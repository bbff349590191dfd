"""A person at a customer as one line of the panel."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from cims.services.entity import Field, Kind
from cims.services.i18n import _
from cims.services.storage import Record
from cims.ui import paint, theme
from cims.ui.records.format import BETWEEN, Words
from cims.ui.widgets import set_tooltip

HEIGHT = 48
ROLE = Field("role", "", Kind.CHOICE, choices="contact_role")


class ContactRow(QAbstractButton):
    """Name, role and phone; double click or Enter opens the contact."""

    opened = Signal(int)

    def __init__(self, record: Record, customer: int, words: Words) -> None:
        super().__init__()
        values = record.values
        place = next(
            (p for p in values["places"] if p.customer and p.customer.id == customer), None
        )
        role = words.text(ROLE, place.role) if place and place.role else ""
        gone = _("no longer there") if place and place.inactive else ""
        self._id, self._name = record.id, values["name"]
        about = (values["job_title"] or role, values["main_phone"], gone)
        self._under = BETWEEN.join(part for part in about if part)
        whole = BETWEEN.join(part for part in (self._name, self._under) if part)
        self.setAccessibleName(whole)
        set_tooltip(self, whole)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(HEIGHT))

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.opened.emit(self._id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self._id)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.underMouse():
            paint.rounded(painter, rect, 8, "subtle")
        side = theme.px(32)
        spot = QRectF(theme.px(4), (rect.height() - side) / 2, side, side)
        paint.avatar(painter, spot, self._name, str(self._id))
        left = side + theme.px(14)
        middle = rect.center().y()
        width = rect.width() - left - theme.px(4)
        first = QRectF(left, middle - theme.px(19), width, theme.px(20))
        second = QRectF(left, middle + theme.px(2), width, theme.px(16))
        paint.text(painter, first, self._name)
        paint.text(painter, second, self._under, size=12, ink="muted")
        if self.hasFocus():
            paint.focus_ring(painter, rect, 8)
