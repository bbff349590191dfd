"""Avatars and pills of a list, drawn once and then only copied: rounded corners cost most."""

import zlib
from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from cims.ui import paint, theme

COLOURS = 6
KEYS = {zlib.crc32(str(number).encode()) % COLOURS: str(number) for number in range(100)}
Look = tuple[str, bool, int, float]


def avatar(painter: QPainter, spot: QRectF, name: str, key: str) -> None:
    """What paint.avatar paints, with the same colour for the same key."""
    same_colour = KEYS[zlib.crc32(key.encode()) % COLOURS]
    pixmap = _avatar(paint.initial(name), same_colour, int(spot.width()), look_of(painter))
    painter.drawPixmap(spot.topLeft().toPoint(), pixmap)


def pill(painter: QPainter, box: QRectF, words: str, tone: str) -> None:
    """What paint.pill paints at the left of the box."""
    width = min(_pill_width(words, look_of(painter)), int(box.width()))
    height = theme.px(paint.PILL_HEIGHT) + 2
    pixmap = _pill(words, tone, width, height, look_of(painter))
    top = round(box.center().y() - height / 2)
    painter.drawPixmap(QPointF(int(box.x()), top), pixmap)


def look_of(painter: QPainter) -> Look:
    """All that a stamp's pixels depend on besides what it shows."""
    ratio = painter.device().devicePixelRatio()
    return theme.color("accent").name(), theme.is_dark(), theme.px(100), ratio


@lru_cache(maxsize=2048)
def _avatar(letter: str, key: str, side: int, look: Look) -> QPixmap:
    square = QRectF(0, 0, side, side)
    return _drawn(side, side, look, lambda on: paint.avatar(on, square, letter, key))


@lru_cache(maxsize=512)
def _pill(words: str, tone: str, width: int, height: int, look: Look) -> QPixmap:
    box = QRectF(0, 0, width, height)
    return _drawn(width, height, look, lambda on: paint.pill(on, box, words, tone))


@lru_cache(maxsize=512)
def _pill_width(words: str, _look: Look) -> int:
    return paint.pill_width(words)


def _drawn(width: int, height: int, look: Look, draw: Callable[[QPainter], object]) -> QPixmap:
    ratio = look[-1]
    pixmap = QPixmap(round(width * ratio), round(height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter)
    painter.end()
    return pixmap
