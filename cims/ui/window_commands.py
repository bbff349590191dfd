"""What the window itself does for the commands that do not belong to a page."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from cims.services.i18n import LANGUAGES
from cims.services.i18n import language as shown_language
from cims.ui.actions import Command, Commands
from cims.ui.dialogs.shortcut_help import ShortcutHelp
from cims.ui.navigation import Surroundings
from cims.ui.theme import Density, Mode

if TYPE_CHECKING:
    from cims.ui.main_window import MainWindow

LARGER = 0.1


def bind_window(window: "MainWindow", surroundings: Surroundings) -> None:
    """Give every command of the frame its handler; tabs and the New menu become commands too."""
    commands = surroundings.commands
    _bind_places(window, commands)
    handlers: dict[str, Callable[[], object]] = {
        "palette.open": lambda: window.palette_list.open(),
        "document.close": lambda: window.documents.close_current(),
        "document.next": lambda: window.documents.step(1),
        "document.previous": lambda: window.documents.step(-1),
        "help.shortcuts": lambda: ShortcutHelp(commands, window).open(),
        "session.lock": window.lock_asked.emit,
        "session.sign_out": window.sign_out_asked.emit,
        "session.quit": window.close,
        **_looks(window, surroundings),
    }
    if window.navigation.creations:
        handlers["new.menu"] = lambda: window.top_bar.open_new_menu()
    for command_id, handler in handlers.items():
        commands.bind(command_id, handler)
    mark_look(surroundings)


def mark_look(surroundings: Surroundings) -> None:
    """Mark theme, density and language in the menus as they are now."""
    look = surroundings.appearance.look
    surroundings.commands.mark(
        {
            **{f"look.{mode}": mode == look.mode for mode in Mode},
            **{f"look.{density}": density == look.density for density in Density},
            **{f"language.{code}": code == shown_language() for code in LANGUAGES},
        }
    )


def _bind_places(window: "MainWindow", commands: Commands) -> None:
    for index, tab in enumerate(window.navigation.tabs):
        keys = f"Ctrl+{index + 1}" if index < 9 else ""
        command = Command(f"go.{tab.id}", tab.title, tab.icon, keys, tab.right)
        commands.add(command, partial(window.show_tab, tab.id))
    for creation in window.navigation.creations:
        entity = creation.entity
        command = Command(
            f"new.{entity}", creation.title, creation.icon, creation.shortcut, creation.right
        )
        commands.add(command, partial(window.new_asked.emit, entity))


def _looks(window: "MainWindow", surroundings: Surroundings) -> dict[str, Callable[[], object]]:
    appearance = surroundings.appearance

    def choose(**wanted: Any) -> None:
        appearance.choose(**wanted)
        mark_look(surroundings)

    def resize(by: float) -> None:
        appearance.choose(scale=appearance.look.scale + by)
        window.rebuild_asked.emit(shown_language())

    looks: dict[str, Callable[[], object]] = {
        "look.larger": lambda: resize(LARGER),
        "look.smaller": lambda: resize(-LARGER),
    }
    for mode in Mode:
        looks[f"look.{mode}"] = partial(choose, mode=mode)
    for density in Density:
        looks[f"look.{density}"] = partial(choose, density=density)
    for code in LANGUAGES:
        looks[f"language.{code}"] = partial(window.rebuild_asked.emit, code)
    return looks
