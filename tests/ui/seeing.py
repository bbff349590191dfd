"""How far apart two colours are for people who see all colours, and for those who do not.

CIEDE2000 (Sharma et al. 2005) after the simulation of Machado et al. 2009 at full severity.
"""

from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

from PySide6.QtGui import QColor

Three = tuple[float, float, float]
EYES: dict[str, tuple[Three, Three, Three]] = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
WHITE = (0.95047, 1.0, 1.08883)


def apart(one: str, other: str, eyes: str) -> float:
    """The distance of two colours; below 10 they are easily taken for each other."""
    return distance(lab(one, eyes), lab(other, eyes))


def linear(part: float) -> float:
    """A channel of sRGB as light."""
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def times(matrix: tuple[Three, Three, Three], light: Three) -> Three:
    """A matrix applied to a colour."""
    red, green, blue = (sum(a * b for a, b in zip(row, light, strict=True)) for row in matrix)
    return red, green, blue


def lab(colour: str, eyes: str) -> Three:
    """A colour in CIE Lab as these eyes see it."""
    red, green, blue = (linear(part) for part in QColor(colour).getRgbF()[:3])
    seen = times(EYES[eyes], (red, green, blue))
    clipped = (
        min(1.0, max(0.0, seen[0])),
        min(1.0, max(0.0, seen[1])),
        min(1.0, max(0.0, seen[2])),
    )
    parts = [part / white for part, white in zip(times(XYZ, clipped), WHITE, strict=True)]
    x, y, z = (p ** (1 / 3) if p > 0.008856 else 7.787 * p + 16 / 116 for p in parts)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: Three, other: Three) -> float:
    """CIEDE2000 of two colours in Lab."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    seventh = ((hypot(a1, b1) + hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * sqrt(seventh / (seventh + 25**7))
    c1, c2 = hypot(stretch * a1, b1), hypot(stretch * a2, b2)
    h1, h2 = (degrees(atan2(b, stretch * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180
    middle = (h1 + h2) / 2 if abs(h1 - h2) <= 180 else (h1 + h2 + 360) / 2
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    tint = (
        1
        - 0.17 * cos(radians(middle - 30))
        + 0.24 * cos(radians(2 * middle))
        + 0.32 * cos(radians(3 * middle + 6))
        - 0.20 * cos(radians(4 * middle - 63))
    )
    in_light = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / sqrt(20 + (light - 50) ** 2))
    in_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    in_hue = 2 * sqrt(c1 * c2) * sin(radians(turn / 2)) / (1 + 0.015 * chroma * tint)
    around = 60 * exp(-(((middle - 275) / 25) ** 2))
    blues = -2 * sqrt(chroma**7 / (chroma**7 + 25**7)) * sin(radians(around))
    return sqrt(in_light**2 + in_chroma**2 + in_hue**2 + blues * in_chroma * in_hue)
