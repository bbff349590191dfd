"""Pictures as the vault keeps them: small PNG or JPEG files, told by their own first bytes."""

import struct
from dataclasses import dataclass

from cims.services.errors import NotPossible
from cims.services.i18n import _

PNG, JPEG = "image/png", "image/jpeg"
LONGEST = 1200  # pixels of the longer side
MOST_BYTES = 400_000
PNG_SIGN, JPEG_SIGN = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # JPEG marks without a length
SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # JPEG marks that say the size


@dataclass(frozen=True)
class Picture:
    """A picture as it lies in the vault."""

    data: bytes
    media_type: str
    width: int
    height: int


def picture_of(data: bytes) -> Picture:
    """The picture that these bytes are; NotPossible for what the vault doesn't keep."""
    try:
        if data.startswith(PNG_SIGN):
            media_type, (width, height) = PNG, struct.unpack(">II", data[16:24])
        elif data.startswith(JPEG_SIGN):
            media_type, (width, height) = JPEG, jpeg_size(data)
        else:
            raise NotPossible(_("This is no PNG or JPEG picture. Choose another file."))
    except struct.error:
        raise NotPossible(_("The picture is damaged. Choose another file.")) from None
    if not 0 < max(width, height) <= LONGEST or not min(width, height) or len(data) > MOST_BYTES:
        words = _("The picture is too large: at most {side} pixels and {size} KB are kept.")
        raise NotPossible(words.format(side=f"{LONGEST:,}", size=f"{MOST_BYTES // 1000:,}"))
    return Picture(data, media_type, width, height)


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height from the first frame of a JPEG file; struct.error where there is none."""
    place = 2
    while True:
        sign, mark = struct.unpack(">BB", data[place : place + 2])
        if sign != 0xFF:
            raise struct.error
        if mark in ALONE or mark == 0xFF:
            place += 1 if mark == 0xFF else 2
            continue
        (length,) = struct.unpack(">H", data[place + 2 : place + 4])
        if mark in SIZES:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        place += 2 + length
