"""cims://find?tel=…: what a telephone program or a web page may ask the window for."""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

from cims.services.errors import CimsError
from cims.services.i18n import _

SCHEME, PLACE, FIELD = "cims", "find", "tel"
LONGEST, FEWEST_DIGITS, MOST_DIGITS = 120, 3, 20
NUMBER = re.compile(r"\+?[0-9 ().\-/]+")


class RefusedLink(CimsError):
    """A link that asks for nothing that CIMS does."""


def is_link(word: str) -> bool:
    """Whether a word of the command line is meant as a link."""
    return word.strip().casefold().startswith(f"{SCHEME}:")


def number_asked(link: str) -> str:
    """The number in a link, as it is typed into the find window; RefusedLink for anything else.

    It is empty where the window alone is asked for.

    Links come from outside: only the one form is taken, once decoded, and only a number in it.
    """
    if len(link) > LONGEST or not link.isascii() or not link.isprintable() or " " in link:
        raise refused()
    try:
        parts = urlsplit(link)
    except ValueError:
        raise refused() from None
    if (parts.scheme, parts.netloc.casefold()) != (SCHEME, PLACE) or parts.path not in ("", "/"):
        raise refused()
    if parts.query in ("", f"{FIELD}=") and not parts.fragment:
        return ""
    name, sign, value = parts.query.partition("=")
    if parts.fragment or name != FIELD or not sign or "&" in value or ";" in value:
        raise refused()
    try:
        return whole_number(unquote(value, errors="strict"))
    except UnicodeDecodeError:
        raise refused() from None


def whole_number(text: str) -> str:
    """The text itself when it is a telephone number and nothing else; else RefusedLink."""
    plain = unicodedata.normalize("NFKC", text).strip()
    digits = sum(sign.isdigit() for sign in plain)
    if not NUMBER.fullmatch(plain) or not FEWEST_DIGITS <= digits <= MOST_DIGITS:
        raise refused()
    return plain


def refused() -> RefusedLink:
    """The sentence for whoever sent it."""
    return RefusedLink(
        _("This link is not one of CIMS. It understands {example}.").format(
            example=f"{SCHEME}://{PLACE}?{FIELD}=13812345678"
        )
    )
