"""Rules for new passwords, and the one form in which every password enters the KDF."""

import secrets
import unicodedata
from collections.abc import Sequence
from functools import cache

from cims.services.i18n import _
from cims.services.vault.errors import PasswordRefused

SHORTEST_ALONE = 15
SHORTEST_WITH_FACTOR = 12
LONGEST_BYTES = 1024
METER_CHARACTERS = 64
TEMPORARY_GROUPS = 4

_READ_OUT = "abcdefghjkmnpqrstvwxyz0123456789"


def password_bytes(password: str) -> bytearray:
    """The password as the KDF takes it: NFKC in UTF-8, blanks kept.

    Raises PasswordRefused for lone surrogates, which have no UTF-8.
    """
    try:
        return bytearray(unicodedata.normalize("NFKC", password).encode())
    except UnicodeEncodeError as error:
        raise PasswordRefused(
            _("The password contains a character that cannot be stored. Choose another one.")
        ) from error


def check_password(password: str, names: Sequence[str] = (), second_factor: bool = False) -> None:
    """Raise PasswordRefused unless this may become a password; `names` are office and users."""
    raw = password_bytes(password)
    text = raw.decode()
    if any(unicodedata.category(character) == "Cn" for character in text):
        raise PasswordRefused(
            _("The password contains a character that cannot be stored. Choose another one.")
        )
    if len(raw) > LONGEST_BYTES:
        raise PasswordRefused(
            _("The password is too long. Use at most {n} bytes.").format(n=LONGEST_BYTES)
        )
    shortest = SHORTEST_WITH_FACTOR if second_factor else SHORTEST_ALONE
    if len(text) < shortest:
        raise PasswordRefused(
            _(
                "The password is too short. Use at least {n} characters; "
                "four or more words that do not belong together are good."
            ).format(n=shortest)
        )
    if _folded(text) in common_passwords():
        raise PasswordRefused(_("This password is among the most common ones. Choose another."))
    if _folded(text) in {_folded(unicodedata.normalize("NFKC", name)) for name in names}:
        raise PasswordRefused(_("The password must not be a name. Choose another."))


def temporary_password() -> str:
    """A password for the first sign-in: 80 random bits, easy to read out and to type."""
    signs = "".join(secrets.choice(_READ_OUT) for _sign in range(4 * TEMPORARY_GROUPS))
    return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))


def refuse_short_alone(password: str, *, second_factor: bool) -> None:
    """Raise PasswordRefused for one that was long enough only with the factor that goes."""
    if not second_factor and len(password_bytes(password).decode()) < SHORTEST_ALONE:
        raise PasswordRefused(
            _(
                "Without a second factor a password needs at least {n} characters. "
                "Choose a longer password first."
            ).format(n=SHORTEST_ALONE)
        )


def strength(password: str) -> int:
    """How hard the password is to guess, from 0 to 4, for the meter while it is typed."""
    from zxcvbn import zxcvbn

    text = unicodedata.normalize("NFKC", password)[:METER_CHARACTERS]
    return int(zxcvbn(text)["score"]) if text.strip() else 0


@cache
def common_passwords() -> frozenset[str]:
    """The blocklist, folded: 30,000 passwords that people really choose."""
    from zxcvbn.frequency_lists import (
        FREQUENCY_LISTS,
    )

    return frozenset(_folded(word) for word in FREQUENCY_LISTS["passwords"])


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()
