"""Painting ingredients for delegates and self-painted widgets: text, pill, avatar, bar, ring."""

import zlib

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from cims.ui import theme

LEFT = Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignRight
CENTER = Qt.AlignmentFlag.AlignHCenter
NORMAL, MEDIUM, BOLD = QFont.Weight.Normal, QFont.Weight.Medium, QFont.Weight.DemiBold
PILL_HEIGHT = 22


def one_line(words: str) -> str:
    """The words without line breaks and other control characters, as a cell shows them."""
    return " ".join(words.split()) if not words.isprintable() else words


def elided(words: str, face: QFont, width: float) -> str:
    """The words cut with an ellipsis to fit `width` pixels."""
    return QFontMetricsF(face).elidedText(one_line(words), Qt.TextElideMode.ElideRight, width)


def width_of(words: str, size: int = 13, weight: QFont.Weight = NORMAL) -> int:
    """How many pixels the words take on one line."""
    return int(QFontMetricsF(theme.font(size, weight)).horizontalAdvance(words)) + 1


def text(
    painter: QPainter,
    rect: QRectF,
    words: str,
    *,
    size: int = 13,
    weight: QFont.Weight = NORMAL,
    ink: str = "text",
    align: Qt.AlignmentFlag = LEFT,
) -> None:
    """One line of plain text, cut at the end, in the middle of `rect`'s height."""
    face = theme.font(size, weight)
    painter.setFont(face)
    painter.setPen(theme.color(ink))
    line = elided(words, face, rect.width() + 1)
    painter.drawText(rect, align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, line)


def rounded(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: str | QColor,
    line: str | None = None,
    alpha: float = 1.0,
) -> None:
    """A rounded box; `fill` and `line` are tokens, a QColor is taken as it is."""
    ground = QColor(fill) if isinstance(fill, QColor) else theme.color(fill)
    ground.setAlphaF(alpha)
    painter.setPen(QPen(theme.color(line), 1) if line else Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, radius, radius)


def focus_ring(painter: QPainter, rect: QRectF, radius: float) -> None:
    """The two pixels that show where the keyboard is."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("accent"), 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius - 1, radius - 1)


def pill_width(words: str) -> int:
    """How many pixels a pill with these words takes."""
    return width_of(words, 12, MEDIUM) + theme.px(18)


def pill(painter: QPainter, rect: QRectF, words: str, tone: str) -> int:
    """A state in its colour at the left of `rect`; returns the width that it took.

    `tone` is ok, warn, bad, info, accent or muted.
    """
    width = min(pill_width(words), int(rect.width()))
    height = theme.px(PILL_HEIGHT)
    box = QRectF(rect.x(), rect.center().y() - height / 2 + 0.5, width, height)
    rounded(painter, box, height / 2, soft_ground(tone))
    inner = box.adjusted(theme.px(8), 0, -theme.px(8), 0)
    text(painter, inner, words, size=12, weight=MEDIUM, ink=tone, align=CENTER)
    return width


def soft_ground(tone: str) -> str:
    """The token of the pale ground that belongs to a tone."""
    if theme.has_color(f"{tone}soft"):
        return f"{tone}soft"
    return "subtle" if tone == "muted" else "soft"


def initial(name: str) -> str:
    """The one character that stands for a name in an avatar."""
    stripped = name.strip()
    return stripped[0].upper() if stripped else "?"


def avatar(painter: QPainter, rect: QRectF, name: str, key: str = "") -> None:
    """A square with a name's character, always in the same colour for the same key."""
    series = zlib.crc32((key or name).encode("utf-8", "surrogatepass")) % 6
    rounded(painter, rect, rect.width() * 0.28, theme.chart_color(series), alpha=0.16)
    size = 13 if rect.width() < theme.px(40) else 15
    size = 11 if rect.width() < theme.px(28) else size
    text(painter, rect, initial(name), size=size, weight=BOLD, align=CENTER)


def picture(painter: QPainter, rect: QRectF, image: QImage) -> None:
    """The middle of a picture in a rounded square."""
    outline = QPainterPath()
    outline.addRoundedRect(rect, rect.width() * 0.2, rect.width() * 0.2)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipPath(outline)
    side = min(image.width(), image.height())
    part = QRectF(0, 0, side, side)
    part.moveCenter(QRectF(image.rect()).center())
    painter.drawImage(rect, image, part)
    painter.restore()


def bar(painter: QPainter, rect: QRectF, fraction: float, tone: str = "accent") -> None:
    """How much of something is done, from 0 to 1."""
    radius = rect.height() / 2
    rounded(painter, rect, radius, "subtle")
    filled = QRectF(rect)
    filled.setWidth(max(rect.height(), rect.width() * min(1.0, max(0.0, fraction))))
    if fraction > 0:
        rounded(painter, filled, radius, tone)


def badge(painter: QPainter, center: QPointF, count: int) -> None:
    """A small count on a corner; above 99 it reads 99+."""
    words = str(count) if count < 100 else "99+"
    width = max(17, width_of(words, 10, BOLD) + 8)
    box = QRectF(center.x() - width / 2, center.y() - 8.5, width, 17)
    rounded(painter, box, 8.5, "bad")
    text(painter, box, words, size=10, weight=BOLD, ink="surface", align=CENTER)


def row_ground(painter: QPainter, rect: QRect, *, selected: bool, hovered: bool) -> None:
    """The ground of a list's row with the hairline below it."""
    ground = "sel" if selected else "app" if hovered else "surface"
    painter.fillRect(rect, theme.color(ground))
    painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("border"))
