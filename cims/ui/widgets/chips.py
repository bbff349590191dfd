"""Small marks: filter chips with counts, state pills, avatars."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from cims.ui import paint, theme
from cims.ui.theme.tokens import CHIP


class Chip(QAbstractButton):
    """A saved filter that is on or off, with how many rows it holds."""

    def __init__(self, words: str, count: int | None = None) -> None:
        super().__init__()
        self._words = words
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_count(count)

    def set_count(self, count: int | None) -> None:
        """Show how many rows it holds now; None while that is being counted."""
        self._shown = self._words if count is None else f"{self._words} {_short(count)}"
        self.setAccessibleName(self._shown)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = paint.width_of(self._shown, 13, paint.BOLD) + theme.px(26)
        return QSize(width, theme.px(CHIP))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        is_on = self.isChecked()
        radius = rect.height() / 2
        fill = "soft" if is_on else "subtle" if self.underMouse() else "surface"
        paint.rounded(painter, rect, radius, fill, "accent" if is_on else "border2")
        weight = paint.BOLD if is_on else paint.NORMAL
        ink = "accent" if is_on else "text" if self.underMouse() else "muted"
        ink = ink if self.isEnabled() else "faint"
        paint.text(painter, rect, self._shown, weight=weight, ink=ink, align=paint.CENTER)
        if self.hasFocus():
            paint.focus_ring(painter, QRectF(self.rect()), self.height() / 2)


class Pill(QWidget):
    """A state in its colour; `tone` is ok, warn, bad, info, accent or muted."""

    def __init__(self, words: str, tone: str = "muted") -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(words, tone)

    def show_state(self, words: str, tone: str) -> None:
        """Show another state."""
        self._words, self._tone = words, tone
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(paint.pill_width(self._words), theme.px(paint.PILL_HEIGHT) + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint.pill(painter, QRectF(self.rect()), self._words, self._tone)


class Avatar(QWidget):
    """A name's first character on the colour that belongs to `key`."""

    def __init__(self, name: str, key: str = "", side: int = 32) -> None:
        super().__init__()
        self.setFixedSize(theme.px(side), theme.px(side))
        self.show_name(name, key)

    def show_name(self, name: str, key: str = "") -> None:
        """Stand for somebody else."""
        self._name, self._key, self._picture = name, key or name, QImage()
        self.setAccessibleName(name)
        self.update()

    def show_picture(self, picture: QImage | None) -> None:
        """Show a picture in the place of the first character; None or an empty one shows none."""
        self._picture = picture or QImage()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._picture.isNull():
            paint.picture(painter, QRectF(self.rect()), self._picture)
            return
        paint.avatar(painter, QRectF(self.rect()), self._name, self._key)


def _short(count: int) -> str:
    return "10,000+" if count > 10_000 else f"{count:,}"
