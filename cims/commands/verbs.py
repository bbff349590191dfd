"""How a verb of the command line is described; light to import, as the window asks it too."""

from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from cims.services.errors import CimsError
from cims.services.i18n import _

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Verbs = _SubParsersAction["Parser"]


class Misused(CimsError):
    """The command line is not one that CIMS understands."""


class Parser(ArgumentParser):
    """An ArgumentParser that raises a sentence instead of ending the program."""

    def error(self, message: str) -> NoReturn:
        raise Misused(
            _("This command can't be understood: {reason}. “{program} --help” shows how.").format(
                reason=message, program=self.prog
            )
        )


def common(to: ArgumentParser, default: Any) -> None:
    """The options that every verb has, before the verb or after it."""
    for name, kind, shown, help_ in (
        ("--vault", path, "DIR", _("the data folder")),
        ("--user", str, "NAME", _("who signs in; not needed where only one can")),
        (
            "--password-file",
            path,
            "FILE",
            _("a file whose first line is the password; without it you are asked"),
        ),
        (
            "--key-file",
            path,
            "FILE",
            _("the key file, for who signs in with one besides the password"),
        ),
        (
            "--state",
            positive,
            "N",
            _("which state to open for good, where the file CURRENT is lost"),
        ),
    ):
        to.add_argument(name, type=kind, metavar=shown, default=default, help=help_)


def verb(verbs: "Verbs", name: str, work: str, help_: str) -> ArgumentParser:
    """A verb: the function `work` in this package does it."""
    made = verbs.add_parser(name, help=help_, description=help_, allow_abbrev=False)
    common(made, SUPPRESS)
    made.add_argument(
        "--json", action="store_true", help=_("put one JSON value and nothing else on stdout")
    )
    made.set_defaults(work=work)
    return made


def group(verbs: "Verbs", name: str, help_: str) -> "Verbs":
    """Several verbs behind one word: user add, user list."""
    made = verbs.add_parser(name, help=help_, description=help_, allow_abbrev=False)
    common(made, SUPPRESS)
    return made.add_subparsers(dest="what", metavar="WHAT", required=True)


def path(text: str) -> Path:
    """A file or folder that can have this name."""
    if not text or "\0" in text:
        raise ArgumentTypeError(_("“{text}” is no name of a file or folder").format(text=text))
    return Path(text)


def positive(text: str) -> int:
    """A whole number from 1 that a column can hold."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if not 0 < number < 2**63:
        raise ArgumentTypeError(_("“{text}” is not a whole number from 1").format(text=text))
    return number
