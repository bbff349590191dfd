"""A text as a square that a phone reads."""

from PySide6.QtGui import QImage


def qr_of(text: str, pixels_a_module: int = 4) -> QImage:
    """The QR code of a text, black on white with the margin that scanners want."""
    import segno

    code = segno.make(text, error="m", micro=False)
    rows = [bytearray(line) for line in code.matrix_iter(scale=pixels_a_module, border=4)]
    image = QImage(len(rows[0]), len(rows), QImage.Format.Format_RGB32)
    for y, line in enumerate(rows):
        for x, is_dark in enumerate(line):
            image.setPixel(x, y, 0xFF000000 if is_dark else 0xFFFFFFFF)
    return image
