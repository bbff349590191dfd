"""Every icon that the program names can be drawn, in the theme's colour."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon

import cims.ui
from cims.ui import theme
from cims.ui.actions import COMMANDS
from cims.ui.icons import icon, svg
from cims.ui.message_bar import ICONS
from cims.ui.theme import Appearance, Mode

SOURCES = Path(cims.ui.__file__).parent
CALLS = {"icon": 0, "paint_icon": 2, "IconButton": 0, "EmptyState": 0}
BUTTONS = {"Button": 1, "PrimaryButton": 1, "DangerButton": 1, "Tab": 2, "DocumentType": 1}


def named_icons() -> Iterator[tuple[str, str]]:
    """The icon names that stand in calls, with the file."""
    places = {**CALLS, **BUTTONS, "Creation": 2}
    for source in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place = places.get(node.func.id, 99)
            if len(node.args) > place and isinstance(node.args[place], ast.Constant):
                yield str(node.args[place].value), source.name


def center_of(made: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> QColor:
    return made.pixmap(QSize(24, 24), mode).toImage().pixelColor(12, 12)


def is_near(one: QColor, other: QColor) -> bool:
    """Equal but for what smoothing does to an edge."""
    return all(abs(a - b) < 6 for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True))


def test_every_icon_that_is_named_in_the_program_exists() -> None:
    names = {name for name, _file in named_icons()}
    names |= {command.icon for command in COMMANDS} | set(ICONS.values())
    names.discard("")
    assert len(names) > 25
    for name in names:
        assert "<svg" in svg(name)


def test_a_name_that_nobody_drew_is_refused() -> None:
    with pytest.raises(KeyError):
        svg("no-such-icon-anywhere")


def test_an_icon_takes_the_new_colour_when_the_theme_changes(appearance: Appearance) -> None:
    made = icon("plus", "text")
    assert is_near(center_of(made), theme.color("text"))
    appearance.choose(mode=Mode.DARK)
    assert is_near(center_of(made), theme.color("text"))


def test_a_disabled_icon_is_faint() -> None:
    disabled = center_of(icon("plus", "text"), QIcon.Mode.Disabled)
    assert is_near(disabled, theme.color("faint"))
    assert not is_near(disabled, theme.color("text"))


def test_the_logo_is_our_own_drawing() -> None:
    assert "lucide" not in svg("logo")
    assert re.search(r"currentColor", svg("logo"))


def test_an_icon_is_as_sharp_as_the_screen() -> None:
    assert icon("phone").pixmap(QSize(18, 18), 2.0).size() == QSize(36, 36)
