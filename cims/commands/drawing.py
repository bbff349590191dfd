"""What a command draws with Qt; imported only by verbs that draw."""

import sys
from collections.abc import Sequence

import segno
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)

DOTS_PER_INCH = 144
MARGIN_MM = 20
HEADING_PT, TEXT_PT, SECRET_PT = 18, 11, 15
GAP = 24
MODULE = 6
TALLEST = 10_000


def sheet_pdf(paragraphs: Sequence[str], secret: str, code: str) -> bytes:
    """One A4 page: heading, paragraphs, the secret in large signs, and its QR code."""
    application = drawing_application()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DOTS_PER_INCH)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM),
            QPageLayout.Unit.Millimeter,
        )
    )
    writer.setTitle(paragraphs[0])
    painter = QPainter(writer)
    top = 0
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    for number, text in enumerate((*paragraphs, secret)):
        font = QFont(fixed if text is secret else application.font())
        font.setPointSize(HEADING_PT if not number else SECRET_PT if text is secret else TEXT_PT)
        painter.setFont(font)
        top = written(painter, text, top) + GAP
    draw_code(painter, code, top)
    painter.end()
    return bytes(buffer.data().data())


def drawing_application() -> QGuiApplication:
    """The application that fonts need; no window opens and no display is asked for."""
    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    platform = ["-platform", "offscreen"] if sys.platform.startswith("linux") else []
    return QGuiApplication([sys.argv[0] or "cims", *platform])


def written(painter: QPainter, text: str, top: int) -> int:
    """Write a paragraph over the whole width; the y below it."""
    box = QRect(0, top, painter.viewport().width(), TALLEST)
    flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    return painter.drawText(box, flags, text).bottom()


def draw_code(painter: QPainter, code: str, top: int) -> None:
    """The QR code as squares, sharp on every printer."""
    for row, line in enumerate(segno.make_qr(code, error="m").matrix):
        for column, dark in enumerate(line):
            if dark:
                x, y = column * MODULE, top + row * MODULE
                painter.fillRect(x, y, MODULE, MODULE, QColor(Qt.GlobalColor.black))
