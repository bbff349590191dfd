"""The picture of a product on its page: choose a file, paste, drop, take away."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cims.services.i18n import _
from cims.services.products import PRODUCT
from cims.services.rights import Action
from cims.ui import theme
from cims.ui.file_asker import FileAsker
from cims.ui.pictures import PATTERN, held, kept
from cims.ui.theme.tokens import CONTROL_RADIUS
from cims.ui.widgets import Button, IconButton, column, row, titled_card

if TYPE_CHECKING:
    from cims.ui.jobs import Jobs

HEIGHT = 210


class PictureBox(QWidget):
    """A picture as large as its place allows; without one it says what to do."""

    pasted = Signal()
    removed = Signal()

    def __init__(self, image: QImage | None, words: str) -> None:
        super().__init__()
        self._image, self._words = image, words
        self.setAccessibleName(_("Picture"))
        self.setAccessibleDescription("" if image else words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(280), theme.px(HEIGHT if self._image else HEIGHT // 2))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        line = "accent" if self.hasFocus() else "border2"
        if self._image is None:
            painter.setPen(QPen(theme.color(line), 1.4, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(frame, CONTROL_RADIUS, CONTROL_RADIUS)
            painter.setFont(theme.font(12))
            painter.setPen(theme.color("muted"))
            inside = frame.adjusted(12, 8, -12, -8)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(inside, flags, self._words)
            return
        size = self._image.size().scaled(frame.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRectF(0, 0, size.width(), size.height())
        box.moveCenter(frame.center())
        painter.drawImage(box, self._image)
        if self.hasFocus():
            painter.setPen(QPen(theme.color(line), 2))
            painter.drawRoundedRect(frame, CONTROL_RADIUS, CONTROL_RADIUS)


class ProductPicture(QObject):
    """Changes the picture of the product that a page shows; the page takes drops anywhere."""

    def __init__(self, page: QWidget, jobs: "Jobs") -> None:
        super().__init__(page)
        self._page, self._jobs = page, jobs
        self.files = FileAsker()
        self._id, self._name = 0, ""
        actor = jobs.actor
        is_closed = (PRODUCT.name, "picture") in actor.rights.closed
        self.may_change = actor.may(Action.EDIT, PRODUCT.name) and not is_closed
        page.setAcceptDrops(self.may_change)
        page.installEventFilter(self)

    def card(self, id_: int, name: str, image: QImage | None) -> QWidget:
        """The card with the picture of this product, and what one may do with it."""
        self._id, self._name = id_, name
        invites = _("Drop a picture here, paste one, or choose a file.")
        self.box = PictureBox(image, invites if self.may_change else _("No picture."))
        if not self.may_change:
            return titled_card(_("Picture"), self.box)
        choose = Button(_("Choose…"), "image-up")
        choose.clicked.connect(self.choose)
        paste = Button(_("Paste"), "clipboard-paste")
        paste.clicked.connect(self.paste)
        parts: list[QWidget | None] = [choose, paste, None]
        self.box.pasted.connect(self.paste)
        if image is not None:
            away = IconButton("trash", _("Remove picture"), quiet=True)
            away.clicked.connect(self.take_away)
            self.box.removed.connect(self.take_away)
            parts.append(away)
        return titled_card(_("Picture"), column(self.box, row(*parts), spacing=10))

    def choose(self) -> None:
        """Ask for a file and take its picture."""
        pattern = _("Pictures ({endings})").format(endings=PATTERN)
        self.files.to_open(self._page.window(), _("Choose a picture"), pattern, self.take)

    def paste(self) -> None:
        """Take the picture, or the one file, that lies on the clipboard."""
        self.take(held(QGuiApplication.clipboard().mimeData()) or QImage())

    def take(self, what: "Path | QImage") -> None:
        """Make a picture small enough and store it; Undo brings the one before back."""
        id_, name = self._id, self._name

        def store(data: bytes) -> None:
            self._jobs.write(
                lambda office: office.product_pictures.put(id_, data),
                owner=self._page,
                label=name,
                toast=_("“{name}” has another picture.").format(name=name),
            )

        self._jobs.background(self._page, lambda _report: kept(what), store)

    def take_away(self) -> None:
        """Let the product have none; Undo brings it back."""
        id_, name = self._id, self._name
        self._jobs.write(
            lambda office: office.product_pictures.take_away(id_),
            owner=self._page,
            label=name,
            toast=_("The picture of “{name}” was removed.").format(name=name),
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent | QDropEvent) and self.may_change and self._id:
            what = held(event.mimeData())
            if what is not None:
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    self.take(what)
                return True
        return super().eventFilter(watched, event)
