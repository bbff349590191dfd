"""Every icon that the program names can be drawn, in the theme's colour."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon

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
    light = made.pixmap(QSize(24, 24)).toImage().pixelColor(12, 12)
    assert light == theme.color("text")
    appearance.choose(mode=Mode.DARK)
    assert made.pixmap(QSize(24, 24)).toImage().pixelColor(12, 12) == theme.color("text")
    assert light != theme.color("text")


def test_a_disabled_icon_is_faint() -> None:
    image = icon("plus", "text").pixmap(QSize(24, 24), QIcon.Mode.Disabled).toImage()
    assert image.pixelColor(12, 12) == theme.color("faint")


def test_the_logo_is_our_own_drawing() -> None:
    assert "lucide" not in svg("logo")
    assert re.search(r"currentColor", svg("logo"))
