"""Icons by name: Lucide's outlines and CIMS's own logo, painted in the theme's colours."""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from cims.ui import theme

OWN = Path(__file__).parent.parent / "resources" / "icons"


def icon(name: str, role: str = "muted") -> QIcon:
    """A Lucide icon, or one of our own, that takes the colour of `role` whenever it is painted."""
    return QIcon(_Engine(name, role))


def paint_icon(painter: QPainter, rect: QRect, name: str, role: str = "muted") -> None:
    """Paint an icon centred in `rect`, for delegates and painted widgets."""
    side = min(rect.width(), rect.height())
    ratio = painter.device().devicePixelRatio()
    left = rect.x() + (rect.width() - side) // 2
    top = rect.y() + (rect.height() - side) // 2
    pixmap = _pixmap(name, theme.color(role).name(), side, ratio)
    painter.drawPixmap(QRect(left, top, side, side), pixmap)


def svg(name: str) -> str:
    """The drawing of an icon; raises KeyError for a name that nobody drew."""
    own = OWN / f"{name}.svg"
    if own.is_file():
        return own.read_text(encoding="utf-8")
    return _lucide(name)


@lru_cache(maxsize=256)
def _lucide(name: str) -> str:
    from lucide.db import get_db_connection  # noqa: PLC0415 - not before something is painted

    with get_db_connection() as drawings:
        query = "SELECT svg FROM icons WHERE name = ?"
        found = drawings.execute(query, (name,)).fetchone() if drawings else None
    if found is None:
        raise KeyError(name)
    return str(found[0]).replace('stroke-width="2"', 'stroke-width="1.75"')


@lru_cache(maxsize=1024)
def _pixmap(name: str, colour: str, side: int, ratio: float) -> QPixmap:
    drawing = svg(name).replace("currentColor", colour)
    pixels = round(side * ratio)
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


class _Engine(QIconEngine):
    """Paints at the moment of showing, so that a theme switch needs no new icons."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name, self._role = name, role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        paint_icon(painter, rect, self._name, self._role_in(mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        side = min(size.width(), size.height())
        return QPixmap(_pixmap(self._name, theme.color(self._role_in(mode)).name(), side, 1.0))

    def scaledPixmap(  # noqa: N802 - Qt's name
        self, size: QSize, mode: QIcon.Mode, _state: QIcon.State, scale: float
    ) -> QPixmap:
        side = min(size.width(), size.height())  # not yet scaled
        return QPixmap(_pixmap(self._name, theme.color(self._role_in(mode)).name(), side, scale))

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._role)

    def _role_in(self, mode: QIcon.Mode) -> str:
        return "faint" if mode is QIcon.Mode.Disabled else self._role
