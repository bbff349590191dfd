"""The first page of all: four ways to begin, and in plain words what CIMS is."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from cims.services.i18n import N_, _
from cims.ui import paint, theme
from cims.ui.doors.door_page import WIDE, DoorPage
from cims.ui.icons import paint_icon
from cims.ui.widgets import column, label, row, wrapped

WAYS = (
    (
        "import",
        "file-input",
        N_("Import a customer list"),
        N_("Bring in the Excel or CSV file you work with today."),
    ),
    (
        "sample",
        "building-complex",
        N_("Look at a sample office"),
        N_("Click through 2,000 invented customers, nothing is kept."),
    ),
    ("empty", "plus", N_("Begin empty"), N_("Set up your office and type customers yourself.")),
    (
        "restore",
        "archive-restore",
        N_("Restore from a backup"),
        N_("Go on with an office you already have."),
    ),
)
PROMISES = (
    (
        "monitor",
        N_("One computer, several people who sign in by turns; not two at the same time."),
    ),
    (
        "lock",
        N_("All records lie encrypted on this computer; no server, no subscription, no advert."),
    ),
    ("file-output", N_("Everything can be exported to Excel, at any time, as a whole.")),
)


class FirstScreen(DoorPage):
    """Asks how to begin."""

    chosen = Signal(str)  # import, sample, empty, restore

    def __init__(self) -> None:
        super().__init__(_("Welcome"), width=WIDE)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.px(14))
        self.ways: dict[str, Way] = {}
        for place, (name, icon_name, title, words) in enumerate(WAYS):
            way = Way(f"{place + 1}", icon_name, _(title), _(words), is_first=place == 0)
            way.clicked.connect(lambda _checked=False, name=name: self.chosen.emit(name))
            way.setShortcut(f"{place + 1}")
            self.ways[name] = way
            grid.addWidget(way, place // 2, place % 2)
        promises = [row(_Mark(sign), wrapped(_(words), role="muted")) for sign, words in PROMISES]
        for promise in promises:
            promise.setStretch(1, 1)
        self._fields = inside = QWidget()
        inside.setFixedWidth(theme.px(WIDE))
        heading = label(_("Know your customers. On your own computer."), 20, QFont.Weight.DemiBold)
        asked = label(_("How do you want to begin?"), 14, role="muted")
        told = column(*promises, margins=(4, 10, 4, 0), spacing=8)
        inside.setLayout(column(heading, asked, grid, self._line, self._bar, told, spacing=14))
        self.setLayout(column(None, row(None, inside, None), None, margins=(24, 8, 24, 40)))

    def focus_first(self) -> None:
        self.ways["import"].setFocus()


class Way(QAbstractButton):
    """A large button with a picture, a title and a sentence."""

    def __init__(
        self, number: str, icon_name: str, title: str, words: str, *, is_first: bool
    ) -> None:
        super().__init__()
        self._number, self._icon, self._title, self._words = number, icon_name, title, words
        self._is_first = is_first
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(400), theme.px(104))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        is_hot = self.underMouse() or self.isDown()
        fill = "fill" if self._is_first else "surface"
        if is_hot:
            fill = "fillhover" if self._is_first else "subtle"
        paint.rounded(painter, rect, 10, fill, None if self._is_first else "border")
        side, left = theme.px(44), theme.px(20)
        box = QRectF(left, (self.height() - side) / 2, side, side)
        ink = "onfill" if self._is_first else "accent"
        paint.rounded(painter, box, 12, "fillhover" if self._is_first else "soft")
        inset = theme.px(11)
        inner = box.toRect().adjusted(inset, inset, -inset, -inset)
        paint_icon(painter, inner, self._icon, ink)
        self._paint_words(painter, box.right() + theme.px(16))
        if self.hasFocus():
            ring = QRectF(self.rect())
            paint.focus_ring(painter, ring, 10)
            if self._is_first:
                painter.setPen(theme.color("onfill"))
                painter.drawRoundedRect(ring.adjusted(3, 3, -3, -3), 7, 7)

    def _paint_words(self, painter: QPainter, left: float) -> None:
        width = self.width() - left - theme.px(34)
        title = QRectF(left, theme.px(22), width, theme.px(24))
        ink, quiet = ("onfill", "onfill") if self._is_first else ("text", "muted")
        paint.text(painter, title, self._title, size=15, weight=paint.BOLD, ink=ink)
        below = QRectF(left, title.bottom() + 2, width + theme.px(20), theme.px(40))
        painter.setFont(theme.font(12))
        painter.setPen(theme.color(quiet))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        painter.drawText(below, flags, self._words)
        corner = QRectF(self.width() - theme.px(32), theme.px(10), theme.px(18), theme.px(18))
        paint.text(painter, corner, self._number, size=11, ink=quiet, align=paint.RIGHT)


class _Mark(QWidget):
    """A small picture in front of a sentence."""

    def __init__(self, icon_name: str) -> None:
        super().__init__()
        self._icon = icon_name
        self.setFixedSize(theme.px(18), theme.px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_icon(QPainter(self), self.rect(), self._icon, "accent")
