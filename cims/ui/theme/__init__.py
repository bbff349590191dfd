"""How CIMS looks: tokens, palette, style sheet, type, density and scale."""

from cims.ui.theme.appearance import (
    Appearance,
    Look,
    chart_color,
    chinese_fonts_missing,
    color,
    font,
    has_color,
    is_compact,
    is_dark,
    px,
    row_height,
)
from cims.ui.theme.tokens import CARD_MARGINS, GAP, PAGE_MARGINS, Density, Mode

__all__ = [
    "CARD_MARGINS",
    "GAP",
    "PAGE_MARGINS",
    "Appearance",
    "Density",
    "Look",
    "Mode",
    "chart_color",
    "chinese_fonts_missing",
    "color",
    "font",
    "has_color",
    "is_compact",
    "is_dark",
    "px",
    "row_height",
]
