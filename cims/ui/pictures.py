"""Pictures that people bring: read with care, made small enough to be kept, shown sharp."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter

from cims.services.errors import CimsError, reason_of
from cims.services.i18n import _
from cims.services.rules.picture_files import LONGEST, MOST_BYTES, Picture
from cims.ui.widgets.dropping import file_of

READABLE = frozenset({"png", "jpg", "jpeg", "jfif", "webp", "bmp"})
LARGEST_FILE = 40_000_000  # bytes
MOST_PIXELS = 60_000_000  # a small file may hold a picture that fills the whole memory
QUALITIES = (88, 75, 60, 45)
PATTERN = "*.png *.jpg *.jpeg *.webp *.bmp"
SMALLER = 0.75


def from_file(path: Path) -> bytes:
    """A file's picture as the vault keeps it; CimsError with a sentence where there is none."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            words = _("The file is larger than {size} MB. Make the picture smaller first.")
            raise CimsError(words.format(size=LARGEST_FILE // 1_000_000))
        data = path.read_bytes()
    except OSError as error:
        words = _("“{file}” can't be read: {reason}")
        raise CimsError(words.format(file=path.name, reason=reason_of(error))) from None
    return from_bytes(data)


def from_bytes(data: bytes) -> bytes:
    """The same of what a file held."""
    return as_kept(decoded(data))


def decoded(data: bytes, within: int = LONGEST) -> QImage:
    """The picture that these bytes are, not larger than a square of this side."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    kind = reader.format().toStdString()  # what the bytes are, whatever the file is called
    if kind not in READABLE:
        raise CimsError(_("This is no PNG, JPEG, WebP or BMP picture. Choose another file."))
    size = reader.size()
    if size.width() * size.height() > MOST_PIXELS:
        words = _("The picture has more than {n} million pixels. Make it smaller first.")
        raise CimsError(words.format(n=MOST_PIXELS // 1_000_000))
    if max(size.width(), size.height()) > within:
        reader.setScaledSize(size.scaled(within, within, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise CimsError(_("The picture is damaged. Choose another file."))
    return image


def as_kept(image: QImage) -> bytes:
    """An image as a PNG or JPEG file that fits: drawings stay sharp, photographs get small."""
    if image.isNull():
        raise CimsError(_("There is no picture on the clipboard. Copy one first."))
    image = painted(fitted(image, LONGEST))
    drawn = written(image, "PNG", -1)
    if len(drawn) <= MOST_BYTES // 4:
        return drawn
    flat = painted(image, "white")
    while True:
        for quality in QUALITIES:
            data = written(flat, "JPEG", quality)
            if len(data) <= MOST_BYTES:
                return data
        flat = fitted(flat, int(max(flat.width(), flat.height()) * SMALLER))


def fitted(image: QImage, side: int) -> QImage:
    """The image, scaled down where it is larger than a square of this side."""
    if max(image.width(), image.height()) <= side:
        return image
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    scaled = image.scaled(QSize(side, side), keep, smooth)
    return scaled if not scaled.isNull() else image.scaled(side, 1)


def painted(image: QImage, ground: str = "transparent") -> QImage:
    """The bare pixels on a ground, without what a camera noted beside them."""
    is_open = image.hasAlphaChannel() and ground == "transparent"
    kind = QImage.Format.Format_ARGB32 if is_open else QImage.Format.Format_RGB32
    bare = QImage(image.size(), kind)
    bare.fill(QColor(ground))
    painter = QPainter(bare)
    painter.drawImage(0, 0, image)
    painter.end()
    return bare


def written(image: QImage, kind: str, quality: int) -> bytes:
    """The image as the bytes of a file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind, quality)  # type: ignore[call-overload] # the stubs know bytes only
    return bytes(buffer.data().data())


def small(picture: Picture | None, side: int) -> QImage | None:
    """A kept picture within a square of this side, in device pixels; call it off the UI thread."""
    return None if picture is None else fitted(decoded(picture.data), side)


def held(mime: QMimeData) -> "Path | QImage | None":
    """The picture, or the one file, that is dropped or lies on the clipboard."""
    path = file_of(mime)
    if path is not None:
        return path
    if not mime.hasImage():
        return None
    image = mime.imageData()
    return image if isinstance(image, QImage) else None


def kept(what: "Path | QImage") -> bytes:
    """The same as the vault keeps it; call it off the UI thread."""
    return from_file(what) if isinstance(what, Path) else as_kept(what)
