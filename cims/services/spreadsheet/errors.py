"""Why a list can't be taken in, or written."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cims.services.errors import CimsError, NotPossible, reason_of
from cims.services.i18n import _


class UnusableFile(CimsError):
    """The file as a whole can't be read, or is not safe to read."""


@contextmanager
def refusals_told(path: Path) -> Iterator[None]:
    """Turn what the system says while a file is written into what a person can act on."""
    try:
        yield
    except PermissionError as error:
        raise NotPossible(
            _("{file} can't be written. Close it in other programs, or take another name.").format(
                file=path.name
            )
        ) from error
    except OSError as error:
        raise NotPossible(
            _("{file} can't be written: {reason}.").format(file=path.name, reason=reason_of(error))
        ) from error
