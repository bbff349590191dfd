"""The look that the user chose, applied to the whole program and changed while it runs."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from cims.services.i18n import language
from cims.ui.theme.style_sheet import style_sheet
from cims.ui.theme.tokens import (
    CHART_DARK,
    CHART_LIGHT,
    DARK,
    FAMILIES,
    LIGHT,
    ROW_HEIGHT,
    Density,
    Mode,
)

STYLES = Path(__file__).parent.parent.parent / "resources" / "styles"
SMALLEST, LARGEST = 0.9, 1.3
ENGLISH = "en"


@dataclass(frozen=True)
class Look:
    """What a user may choose; kept per user."""

    mode: Mode = Mode.AUTO
    density: Density = Density.COMFORTABLE
    scale: float = 1.0

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Look":
        """Read what lies in the user's settings (asdict(look)); nothing kept is the default."""
        default = asdict(cls())
        parts = {**default, **{name: kept[name] for name in default if name in kept}}
        return cls(Mode(parts["mode"]), Density(parts["density"]), float(parts["scale"]))


@dataclass(frozen=True)
class _Shown:
    """The tokens that everything is painted with now."""

    tokens: dict[str, str]
    chart: tuple[str, ...]
    dark: bool
    density: Density
    scale: float


_shown = _Shown(LIGHT, CHART_LIGHT, False, Density.COMFORTABLE, 1.0)


def color(role: str) -> QColor:
    """A token's colour in the theme that is shown now."""
    return QColor(_shown.tokens[role])


def has_color(role: str) -> bool:
    """Whether a token of this name exists."""
    return role in _shown.tokens


def chart_color(series: int) -> QColor:
    """The colour of a chart's series, counted from 0; six at most are told apart."""
    return QColor(_shown.chart[series % len(_shown.chart)])


def is_dark() -> bool:
    """Whether the dark theme is shown."""
    return _shown.dark


def px(length: float) -> int:
    """A length of the design in the user's scale."""
    return round(length * _shown.scale)


def row_height() -> int:
    """The height of a list's row in the user's density and scale."""
    return px(ROW_HEIGHT[_shown.density])


def is_compact() -> bool:
    """Whether lists show one line per row instead of two."""
    return _shown.density is Density.COMPACT


def font(size: int = 13, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The program's type face; `size` in the design's pixels, 13 is body."""
    face = QFont()
    face.setFamilies(list(FAMILIES))
    face.setPixelSize(px(size))
    face.setWeight(weight)
    face.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    # a Chinese type face alone would draw English quotes as wide as a sign; 0 is said as well,
    # or the program's type face would keep the 1 that it had in English
    face.setFeature(QFont.Tag("pwid"), int(language() == ENGLISH))
    return face


def palette(tokens: dict[str, str]) -> QPalette:
    """Qt's palette made of our tokens, for everything that the style sheet does not name."""
    role = QPalette.ColorRole
    made = QPalette()
    for part, token in {
        role.Window: "app",
        role.WindowText: "text",
        role.Base: "surface",
        role.AlternateBase: "subtle",
        role.Text: "text",
        role.Button: "surface",
        role.ButtonText: "text",
        role.BrightText: "bad",
        role.Highlight: "sel",
        role.HighlightedText: "text",
        role.Link: "accent",
        role.LinkVisited: "accent",
        role.Accent: "fill",
        role.ToolTipBase: "surface",
        role.ToolTipText: "text",
        role.PlaceholderText: "faint",
        role.Light: "surface",
        role.Midlight: "subtle",
        role.Mid: "border",
        role.Dark: "border2",
        role.Shadow: "border2",
    }.items():
        made.setColor(part, QColor(tokens[token]))
    for part in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, part, QColor(tokens["faint"]))
    return made


def contrast_tokens(system: QPalette) -> dict[str, str]:
    """Tokens taken from the system's own palette, for people who asked it for high contrast."""
    role = QPalette.ColorRole
    window, ink = system.color(role.Window).name(), system.color(role.WindowText).name()
    grounds = {"app", "surface", "subtle", "side", "soft", "onfill"}
    tokens = {name: window if name in grounds or name.endswith("soft") else ink for name in LIGHT}
    tokens["sel"] = system.color(role.Window).name()
    return tokens


class Appearance(QObject):
    """Applies a Look to the application and follows the system where the user wants that."""

    changed = Signal()

    def __init__(self, application: QApplication, look: Look | None = None) -> None:
        super().__init__(application)
        self._application = application
        self._look = look or Look()
        self._system_palette = QPalette(application.palette())
        QDir.setSearchPaths("theme", [str(STYLES)])
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._apply()

    @property
    def look(self) -> Look:
        """What is chosen now."""
        return self._look

    def choose(
        self,
        *,
        mode: Mode | None = None,
        density: Density | None = None,
        scale: float | None = None,
    ) -> None:
        """Change the named parts of the look; the scale is kept between 90 and 130 %."""
        look = replace(
            self._look,
            mode=mode or self._look.mode,
            density=density or self._look.density,
            scale=round(min(LARGEST, max(SMALLEST, scale or self._look.scale)), 2),
        )
        if look == self._look:
            return
        self._look = look
        self._apply()
        self.changed.emit()

    def follow_language(self) -> None:
        """Take the type face of the language that is shown from now on."""
        if self._application.font() != font():
            self._application.setFont(font())

    def _apply(self) -> None:
        global _shown
        hints = self._application.styleHints()
        mode = self._look.mode
        scheme = {Mode.DARK: Qt.ColorScheme.Dark, Mode.LIGHT: Qt.ColorScheme.Light}
        if hasattr(hints, "setColorScheme"):  # Qt 6.8 and newer
            hints.setColorScheme(scheme.get(mode, Qt.ColorScheme.Unknown))
        dark = mode is Mode.DARK or (
            mode is Mode.AUTO and hints.colorScheme() == Qt.ColorScheme.Dark
        )
        contrast = _wants_contrast(self._application)
        tokens = contrast_tokens(self._system_palette) if contrast else DARK if dark else LIGHT
        chart = CHART_DARK if dark else CHART_LIGHT
        _shown = _Shown(tokens, chart, dark, self._look.density, self._look.scale)
        sheet = style_sheet(tokens, "dark" if dark else "light", self._look.scale)
        self._dress(
            self._system_palette if contrast else palette(tokens), "" if contrast else sheet
        )

    def _dress(self, colours: QPalette, sheet: str) -> None:
        """Give the application its colours, type face and style sheet, whatever of them is new.

        The old sheet is taken off first: exchanged for another one, Qt would polish every widget
        once for itself and once more for each widget around it.
        """
        self.follow_language()
        is_new = sheet != self._application.styleSheet()
        if is_new:
            self._application.setStyleSheet("")
        self._application.setPalette(colours)
        if is_new:
            self._application.setStyleSheet(sheet)

    def _system_changed(self) -> None:
        if self._look.mode is Mode.AUTO and self._would_change():
            self._apply()
            self.changed.emit()

    def _would_change(self) -> bool:
        scheme = self._application.styleHints().colorScheme()
        return (scheme == Qt.ColorScheme.Dark) != _shown.dark


def chinese_fonts_missing() -> bool:
    """Whether this computer has no type face for Chinese, so that a warning is due at start."""
    return not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)


def _wants_contrast(application: QApplication) -> bool:
    hints = application.styleHints()
    if not hasattr(hints, "accessibility"):  # before Qt 6.10
        return False
    return hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
