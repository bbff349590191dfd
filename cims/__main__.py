"""python -m cims: without a command the window, with one the command line."""

import os
import sys
from pathlib import Path

from cims.commands.folder import default_folder
from cims.commands.parser import parsed
from cims.commands.speech import chosen_language
from cims.commands.verbs import Misused
from cims.services.i18n import _, use_language
from cims.services.rules.find_links import RefusedLink, is_link, number_asked


def start(words: list[str]) -> int:
    """Open the window when `words` name no command; else do what they say."""
    give_streams()
    use_language(chosen_language())
    find = None
    if len(words) == 1 and is_link(words[0]):  # alone: nobody's link brings options along
        try:
            find, words = number_asked(words[0]), []
        except RefusedLink as refusal:
            sys.stderr.write(f"{refusal}\n")
            return 2
    if window_wanted(words):
        if not has_display():
            told = _("There is no display here. “python -m cims --help” lists the commands.")
            sys.stderr.write(f"{told}\n")
            return 2
        from cims.app import run

        given = parsed(words)
        return run(given.vault or default_folder(), find=find)
    from cims.cli import main
    from cims.services.vault.hardening import harden_process

    harden_process()
    return main(words)


def give_streams() -> None:
    """Let what is said go nowhere where the caller closed a stream, or a window has none."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
            setattr(sys, name, nowhere)


def window_wanted(words: list[str]) -> bool:
    """Whether the words name no command; what can't be understood is the command line's."""
    try:
        return not parsed(words).verb
    except Misused:
        return False


def has_display() -> bool:
    """Whether a window can open here; Qt itself would end the program."""
    named = ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY")
    return sys.platform != "linux" or any(os.environ.get(name) for name in named)


if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # the second process of a long import begins here too
        from multiprocessing import freeze_support

        freeze_support()
    sys.exit(start(sys.argv[1:]))
