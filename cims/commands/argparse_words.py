"""What argparse itself says, in the language shown now: it asks a gettext of its own."""

import argparse

from cims.services.i18n import N_, _, _n

HEADINGS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
)
COMPLAINTS = (
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("expected one argument"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("ignored explicit argument %r"),
)


def speak_as_the_program() -> None:
    """Let argparse look its words up where the program does, not in the system's catalogues."""
    vars(argparse).update(_=_, ngettext=_n)
