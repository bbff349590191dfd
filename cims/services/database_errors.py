"""What SQLite says of a stopped statement, a full disk or a value too large, as sentences."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError

from cims.services.errors import Cancelled, CimsError
from cims.services.i18n import _
from cims.services.vault.connection import refuse_damage
from cims.services.vault.slots import DATABASE_FILE


@contextmanager
def understood(*, writes: bool = False) -> Iterator[None]:
    """Turn what SQLite says of a stopped statement or a full disk into what a person can act on."""
    try:
        yield
    except UnicodeEncodeError:
        raise CimsError(_("A text holds a broken character. Type it again.")) from None
    except OverflowError:
        raise CimsError(_("A number is too large to be kept or compared.")) from None
    except DatabaseError as error:
        text = str(error.orig)
        if text == "interrupted":
            raise Cancelled from None
        if writes and "disk I/O error" in text:
            raise CimsError(
                _(
                    "The disk did not take the change; nothing was changed. See whether it is full "
                    "or failing, make a backup, and try again."
                )
            ) from None
        if "disk is full" in text:
            raise CimsError(
                _("The disk is full; nothing was changed. Free some space and try again.")
            ) from None
        if "readonly" in text:
            raise CimsError(
                _("The data folder is read-only; nothing was changed. Allow writing to it.")
            ) from None
        refuse_damage(error.orig, DATABASE_FILE)
        raise
