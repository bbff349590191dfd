"""The verb that shows the whole program without a display."""

from argparse import Namespace

from cims.commands.terminal import Terminal
from cims.services.i18n import _, language, use_language


def tour(terminal: Terminal, given: Namespace) -> int:
    """tour --out DIR: pictures of every page in both languages and themes, and a workbook."""
    from cims.tour import take

    spoken = language()
    taken = take(
        given.out, policy=terminal.policy, clock=terminal.clock, progress=terminal.progress
    )
    use_language(spoken)
    if terminal.json:
        terminal.give(
            {
                "pictures": [str(picture) for picture in taken.pictures],
                "workbook": str(taken.workbook),
                "customers": taken.customers,
                "contacts": taken.contacts,
            }
        )
        return 0
    terminal.show(
        [_("Tour"), str(given.out)],
        [
            [_("Customers"), str(taken.customers)],
            [_("Contacts"), str(taken.contacts)],
            [_("Pictures"), str(len(taken.pictures))],
            [_("Workbook"), taken.workbook.name],
        ],
    )
    return 0
