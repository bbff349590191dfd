"""Tokens, palette and style sheet."""

import re
import sys
from collections import Counter
from itertools import combinations

import pytest
from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from cims.services.i18n import use_language
from cims.ui import theme
from cims.ui.theme import Appearance, Density, Look, Mode
from cims.ui.theme.appearance import STYLES, contrast_tokens
from cims.ui.theme.tokens import CHART_DARK, CHART_LIGHT, DARK, LIGHT
from cims.ui.widgets import column
from tests.ui.seeing import EYES, apart, distance, linear

TEXT_PAIRS = (
    ("text", "surface"),
    ("text", "app"),
    ("text", "sel"),
    ("muted", "surface"),
    ("muted", "app"),
    ("muted", "side"),
    ("muted", "subtle"),
    ("muted", "sel"),
    ("faint", "surface"),
    ("accent", "surface"),
    ("accent", "soft"),
    ("onfill", "fill"),
    ("ok", "oksoft"),
    ("warn", "warnsoft"),
    ("bad", "badsoft"),
    ("info", "infosoft"),
    ("ok", "surface"),
    ("bad", "surface"),
    ("warn", "surface"),
)


def luminance(colour: str) -> float:
    red, green, blue = (linear(value) for value in QColor(colour).getRgbF()[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_every_text_stands_out_from_its_ground(
    tokens: dict[str, str], ink: str, ground: str
) -> None:
    assert contrast(tokens[ink], tokens[ground]) >= 4.5


@pytest.mark.parametrize(
    ("chart", "tokens"), [(CHART_LIGHT, LIGHT), (CHART_DARK, DARK)], ids=["light", "dark"]
)
def test_chart_colours_stand_out_from_the_card_and_differ_for_everybody(
    chart: tuple[str, ...], tokens: dict[str, str]
) -> None:
    assert min(contrast(colour, tokens["surface"]) for colour in chart) >= 3
    for eyes in EYES:
        assert min(apart(one, other, eyes) for one, other in combinations(chart, 2)) >= 10, eyes


def test_distances_are_those_of_the_published_examples() -> None:
    one, other = (50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485)
    assert distance(one, other) == pytest.approx(2.0425, abs=0.0001)
    one, other = (60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387)
    assert distance(one, other) == pytest.approx(1.2644, abs=0.0001)


def test_both_themes_have_the_same_tokens() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_the_arrows_of_the_style_sheet_exist_in_the_tokens_colours(qapp: QApplication) -> None:
    names = set(re.findall(r"theme:([a-z-]+\.svg)", qapp.styleSheet()))
    assert names
    for name in names:
        drawing = (STYLES / name).read_text(encoding="utf-8")
        tokens = DARK if "dark" in name else LIGHT
        assert any(tokens[role] in drawing for role in ("muted", "accent", "onfill"))


def test_the_theme_switches_while_widgets_are_shown(appearance: Appearance, qtbot: object) -> None:
    field = QLineEdit()
    field.ensurePolished()
    appearance.choose(mode=Mode.DARK)
    assert theme.is_dark()
    assert theme.color("surface").name().upper() == DARK["surface"]
    assert field.palette().color(field.backgroundRole()).name().upper() == DARK["surface"]


def test_the_type_face_of_the_program_follows_the_language(
    appearance: Appearance, qapp: QApplication
) -> None:
    appearance.follow_language()
    in_english = qapp.font()
    assert in_english.featureValue(QFont.Tag("pwid")) == 1  # quotes as narrow as letters
    use_language("zh_CN")
    appearance.follow_language()
    assert qapp.font().featureValue(QFont.Tag("pwid")) == 0
    assert qapp.font() == theme.font() != in_english


class Polished(QObject):
    """Counts how often each widget is dressed anew."""

    def __init__(self) -> None:
        super().__init__()
        self.times: Counter[QObject] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.StyleChange:
            self.times[watched] += 1
        return False


def test_a_switch_dresses_no_widget_once_for_each_widget_around_it(
    appearance: Appearance, qapp: QApplication, qtbot: QtBot
) -> None:
    outer = inner = QWidget()
    qtbot.addWidget(outer)
    for _level in range(12):
        inner.setLayout(column(around := QWidget()))
        inner = around
    inner.setLayout(column(QLineEdit()))
    outer.show()
    polished = Polished()
    qapp.installEventFilter(polished)
    appearance.choose(mode=Mode.DARK)
    assert max(polished.times.values()) <= 2  # off with the old sheet, on with the new one
    polished.times.clear()
    appearance.choose(density=Density.COMPACT)
    qapp.removeEventFilter(polished)
    assert not polished.times, "rows change, the sheet does not"


def test_rows_become_compact_and_type_larger(appearance: Appearance) -> None:
    appearance.choose(density=Density.COMPACT, scale=1.2)
    assert theme.row_height() == 43
    assert theme.font(13).pixelSize() == 16
    appearance.choose(scale=9)
    assert appearance.look.scale == 1.3


def test_a_look_is_read_back_from_what_was_kept() -> None:
    assert Look.of({"mode": "dark", "scale": 1.1}) == Look(Mode.DARK, Density.COMFORTABLE, 1.1)
    assert Look.of({}) == Look()


def test_high_contrast_takes_every_token_from_the_system(qapp: QApplication) -> None:
    tokens = contrast_tokens(qapp.palette())
    assert tokens.keys() == LIGHT.keys()
    assert contrast(tokens["text"], tokens["surface"]) > 7


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_painting_does_not_lose_references_to_none(qapp: QApplication) -> None:
    image = QImage(4, 4, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    before = sys.getrefcount(None)
    for _ in range(200):
        painter.setPen(QColor("red"))
        painter.fillRect(QRect(0, 0, 1, 1), QColor("red"))
    after = sys.getrefcount(None)
    painter.end()
    assert after > before - 100
