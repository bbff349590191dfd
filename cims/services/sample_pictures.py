"""Pictures of what the sample office sells, drawn here: discs and boxes on a tinted ground."""

import zlib
from collections.abc import Mapping, Sequence
from struct import pack

from cims.services.rules.picture_files import PNG_SIGN

WIDE, HIGH = 480, 360
Shape = tuple[str, tuple[int, int, int, int], int]
"""Disc (middle, radius, hole) or box (left, top, right, bottom), and its shade from 0 to 3."""

SHADES = (0x2F4858, 0x5B7C99, 0xA9BCD0, 0xF5F7FA)
GROUNDS = (0xE8EEF6, 0xEAF3EC, 0xF7EFE3, 0xF1ECF6)
BASE: tuple[Shape, ...] = (("box", (90, 286, 390, 304), 0),)
PUMP: tuple[Shape, ...] = (
    *BASE,
    ("box", (70, 150, 200, 190), 2),
    ("box", (190, 60, 226, 180), 2),
    ("box", (180, 56, 236, 72), 0),
    ("disc", (208, 204, 84, 0), 1),
    ("disc", (208, 204, 52, 30), 3),
    ("box", (292, 160, 410, 250), 0),
    ("box", (306, 170, 396, 180), 2),
    ("box", (306, 200, 396, 210), 2),
    ("box", (306, 230, 396, 240), 2),
)
CABINET: tuple[Shape, ...] = (
    ("box", (140, 46, 340, 310), 1),
    ("box", (152, 58, 328, 298), 2),
    ("box", (176, 82, 304, 140), 0),
    ("box", (186, 92, 294, 130), 3),
    *(("disc", (190 + 50 * n, 180, 14, 0), n) for n in range(3)),
    ("box", (310, 190, 318, 230), 0),
    ("box", (160, 310, 190, 326), 0),
    ("box", (290, 310, 320, 326), 0),
)
PART: tuple[Shape, ...] = (
    ("disc", (240, 180, 126, 92), 1),
    ("disc", (240, 180, 92, 78), 2),
    ("disc", (240, 180, 78, 44), 0),
    *(("disc", (240 + x, 180 + y, 12, 0), 3) for x, y in ((61, 0), (-61, 0), (0, 61), (0, -61))),
)
VALVE: tuple[Shape, ...] = (
    ("box", (60, 150, 96, 250), 0),
    ("box", (384, 150, 420, 250), 0),
    ("box", (96, 170, 384, 230), 2),
    ("disc", (240, 200, 70, 0), 1),
    ("box", (230, 90, 250, 150), 0),
    ("disc", (240, 82, 44, 30), 0),
)
GAUGE: tuple[Shape, ...] = (
    ("box", (222, 240, 258, 330), 0),
    ("disc", (240, 150, 110, 0), 0),
    ("disc", (240, 150, 96, 0), 3),
    ("box", (236, 80, 244, 156), 1),
    ("disc", (240, 150, 14, 0), 1),
)
DRAWN: Mapping[str, Sequence[Shape]] = {
    "CDL-32-20": PUMP,
    "ISG65-160": PUMP,
    "WQ50-15": PUMP,
    "CQB40-25": PUMP,
    "VFD-15kW": CABINET,
    "VFD-7.5": CABINET,
    "S7-1214": CABINET,
    "PT-124": GAUGE,
    "H76X-DN65": VALVE,
    "KXT-DN80": PART,
    "6308-2Z": PART,
}


def drawn(model: str, number: int) -> bytes | None:
    """The picture of a model as a PNG file, on the ground that is this number's turn."""
    if model not in DRAWN:
        return None
    rows = [bytearray(three(GROUNDS[number % len(GROUNDS)]) * WIDE) for _row in range(HIGH)]
    for kind, place, shade in DRAWN[model]:
        for y, first, last in spans(kind, place):
            rows[y][3 * first : 3 * last] = three(SHADES[shade]) * (last - first)
    return png([bytes(row) for row in rows], WIDE)


def spans(kind: str, place: tuple[int, int, int, int]) -> list[tuple[int, int, int]]:
    """The (row, first, last) of pixels that a shape covers."""
    if kind == "box":
        left, top, right, bottom = place
        return [(y, left, right) for y in range(top, bottom)]
    x, y, radius, hole = place
    found = []
    for down in range(-radius, radius):
        outer = round((radius**2 - down**2) ** 0.5)
        inner = round((hole**2 - down**2) ** 0.5) if abs(down) < hole else 0
        found.append((y + down, x - outer, x - inner))
        found.append((y + down, x + inner, x + outer))
    return found


def three(colour: int) -> bytes:
    """Red, green and blue."""
    return colour.to_bytes(3, "big")


def png(rows: Sequence[bytes], width: int) -> bytes:
    """Rows of RGB pixels as a PNG file (RFC 2083)."""
    head = pack(">IIBBBBB", width, len(rows), 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    parts = ((b"IHDR", head), (b"IDAT", pixels), (b"IEND", b""))
    return PNG_SIGN + b"".join(
        pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
