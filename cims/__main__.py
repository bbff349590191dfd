"""python -m cims: without a command the window, with one the command line."""

import sys

from cims.commands.folder import default_folder
from cims.commands.parser import Misused, parsed
from cims.commands.speech import chosen_language
from cims.services.i18n import use_language


def start(words: list[str]) -> int:
    """Open the window when `words` name no command; else do what they say."""
    use_language(chosen_language())
    if window_wanted(words):
        from cims.app import run

        given = parsed(words)
        return run(given.vault or default_folder())
    from cims.cli import main
    from cims.services.vault.hardening import harden_process

    harden_process()
    return main(words)


def window_wanted(words: list[str]) -> bool:
    """Whether the words name no command; what can't be understood is the command line's."""
    try:
        return not parsed(words).verb
    except Misused:
        return False


if __name__ == "__main__":
    sys.exit(start(sys.argv[1:]))
