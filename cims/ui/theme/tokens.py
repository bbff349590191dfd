"""The design tokens: every colour, size and type face that CIMS paints with."""

from enum import StrEnum

LIGHT = {
    "app": "#F4F6F9",
    "surface": "#FFFFFF",
    "subtle": "#EEF1F5",
    "side": "#FAFBFC",
    "border": "#E1E5EB",
    "border2": "#C9D0DA",
    "field": "#8A94A5",
    "text": "#1A1F29",
    "muted": "#566173",
    "faint": "#697384",
    "accent": "#2257D0",
    "fill": "#2257D0",
    "fillhover": "#1B49B3",
    "onfill": "#FFFFFF",
    "soft": "#E7EEFC",
    "sel": "#E7EEFC",
    "ok": "#0F7146",
    "oksoft": "#E0F3E9",
    "warn": "#8F5200",
    "warnsoft": "#FCF0DA",
    "bad": "#B3261E",
    "badsoft": "#FBE6E4",
    "info": "#0B6A8A",
    "infosoft": "#E0F2F8",
}
DARK = {
    "app": "#13161B",
    "surface": "#1B1F26",
    "subtle": "#262B35",
    "side": "#171A20",
    "border": "#2D333E",
    "border2": "#454E5D",
    "field": "#737E90",
    "text": "#E8EBF1",
    "muted": "#A6AFBD",
    "faint": "#8790A0",
    "accent": "#85A9FF",
    "fill": "#3F6DE0",
    "fillhover": "#3461D2",
    "onfill": "#FFFFFF",
    "soft": "#212D4A",
    "sel": "#243255",
    "ok": "#63CF9B",
    "oksoft": "#17352A",
    "warn": "#EDB45A",
    "warnsoft": "#3A2C14",
    "bad": "#FF8A80",
    "badsoft": "#40211F",
    "info": "#68C5E6",
    "infosoft": "#14323E",
}
CHART_LIGHT = ("#2257D0", "#CD7C22", "#008660", "#673766", "#039DDC", "#AC2D27")
CHART_DARK = ("#6E9BFF", "#FDAE5C", "#359B77", "#B2449E", "#6DD4FC", "#EE593A")

FAMILIES = (
    "Segoe UI",
    "Microsoft YaHei UI",
    "SF Pro Text",
    "PingFang SC",
    "Inter",
    "Noto Sans CJK SC",
    "Noto Sans SC",
)

CONTROL_RADIUS, CARD_RADIUS = 8, 10
CONTROL, CHIP, ENTRY, TOP_BAR, HEADER = 34, 30, 36, 56, 36
RAIL, NARROW_RAIL, NARROW_BELOW = 180, 56, 1200
PAGE_MARGINS = (20, 16, 20, 16)
CARD_MARGINS = (16, 12, 16, 12)
GAP = 16


class Mode(StrEnum):
    """Which theme the user asked for."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class Density(StrEnum):
    """How much room a row of a list has."""

    COMFORTABLE = "comfortable"
    COMPACT = "compact"


ROW_HEIGHT = {Density.COMFORTABLE: 52, Density.COMPACT: 36}
