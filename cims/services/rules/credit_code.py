"""The unified social credit code of Chinese organisations, GB 32100-2015."""

import unicodedata
from operator import mul

from cims.services.i18n import _

_LENGTH = 18
_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_VALUES = {character: value for value, character in enumerate(_CHARACTERS)}
_LOOKS_LIKE = {"I": "1", "O": "0", "Z": "2", "S": "5", "V": "U"}
_DROPPED = str.maketrans("", "", " \t\r\n\u00a0\u3000\u200b\ufeff-")


def normalised(code: str) -> str:
    """The code in plain capital letters and digits, without spaces."""
    if code.isalnum() and code.isascii():
        return code.upper()
    return unicodedata.normalize("NFKC", code).translate(_DROPPED).upper()


def check_character(body: str) -> str:
    """The eighteenth character that belongs to the first seventeen."""
    total = sum(map(mul, map(_VALUES.__getitem__, body), _WEIGHTS))
    return _CHARACTERS[-total % len(_CHARACTERS)]


def problem(code: str) -> str | None:
    """What looks wrong about the code, as a warning; None when it is right or empty."""
    plain = normalised(code)
    if not plain:
        return None
    for letter, meant in _LOOKS_LIKE.items():
        if letter in plain:
            return _("A credit code has no {letter}: is it {meant}?").format(
                letter=letter, meant=meant
            )
    if len(plain) != _LENGTH:
        return _("A credit code has 18 characters, this one has {count}.").format(count=len(plain))
    strange = next((letter for letter in plain if letter not in _CHARACTERS), None)
    if strange is not None:
        return _("“{letter}” can't stand in a credit code.").format(letter=strange)
    right = check_character(plain[:-1])
    if plain[-1] != right:
        return _("The credit code's last character should be {right}: compare it again.").format(
            right=right
        )
    return None
