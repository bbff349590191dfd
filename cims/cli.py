"""The command line: the same services as the window, one verb a call."""

import os
import platform
import sys
import tempfile
from argparse import Namespace
from collections.abc import Callable, Sequence
from importlib import import_module
from types import TracebackType
from typing import TextIO

from cims import __version__
from cims.commands.parser import parsed
from cims.commands.speech import chosen_language
from cims.commands.terminal import Terminal
from cims.services.clock import Clock, system_now
from cims.services.errors import Cancelled, CimsError, why
from cims.services.fault_report import fault_report
from cims.services.i18n import _, use_language
from cims.services.vault.policy import STRONG, KdfPolicy

DONE, NOT_DONE = 0, 2
Work = Callable[[Terminal, Namespace], int]


def main(
    words: Sequence[str] | None = None, *, policy: KdfPolicy = STRONG, clock: Clock = system_now
) -> int:
    """Do what the words say; the exit status is returned: 0 done, 1 with remarks, 2 not done."""
    use_language(chosen_language())
    terminal = Terminal(policy, clock)
    faults = Faults(terminal)
    with faults:
        faults.status = obeyed(terminal, sys.argv[1:] if words is None else words)
    return faults.status


def obeyed(terminal: Terminal, words: Sequence[str]) -> int:
    """The exit status of a command; what went wrong has been said."""
    try:
        given = parsed(words)
        if not given.verb:
            raise CimsError(_("Say what to do: “python -m cims --help” lists the commands."))
        terminal.json = given.json
        status = work_of(given)(terminal, given)
        sys.stdout.flush()
        return status
    except SystemExit as ended:  # --help and --version, by argparse
        return ended.code if isinstance(ended.code, int) else DONE
    except CimsError as error:
        terminal.say(str(error))
    except (KeyboardInterrupt, Cancelled):
        terminal.say(_("Stopped. Nothing was changed."))
    except BrokenPipeError:
        silence(sys.stdout)
        return DONE
    except OSError as error:
        silence(sys.stdout)
        terminal.say(why(error))
    return NOT_DONE


def work_of(given: Namespace) -> Work:
    """The function that does a verb; its libraries are loaded only now."""
    module, name = given.work.split(".")
    work: Work = getattr(import_module(f"cims.commands.{module}"), name)
    return work


def silence(stream: TextIO) -> None:
    """Let what can't be written go nowhere, so that the end of the program finds no fault."""
    try:
        stream.flush()
    except OSError:
        redirect(stream)


def redirect(stream: TextIO) -> None:
    """Send a stream to where everything fits."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


class Faults:
    """Turns a fault of the program itself into a sentence and a report without anybody's words."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal, self.status = terminal, NOT_DONE

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        with tempfile.NamedTemporaryFile(
            "w", prefix="cims-fault-", suffix=".txt", delete=False, encoding="utf-8"
        ) as file:
            file.write(report(error))
        self._terminal.say(
            _("CIMS has a fault and did not finish. Send us the report {file}.").format(
                file=file.name
            )
        )
        return True


def report(error: BaseException) -> str:
    """Where in the program it happened, without the error's words, which may quote a record."""
    about = f"CIMS {__version__}, Python {platform.python_version()}, {platform.platform()}"
    return fault_report(error, about) + "\n"
