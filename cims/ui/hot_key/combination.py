"""A combination of keys in words (Ctrl+Shift+F8) that every system can be asked for."""

import re
from dataclasses import dataclass

from cims.services.errors import CimsError
from cims.services.i18n import _

MODIFIERS = ("Ctrl", "Alt", "Shift", "Meta")
KEY = re.compile(r"[A-Z0-9]|F([1-9]|1[0-9]|2[0-4])")


@dataclass(frozen=True)
class Combination:
    """Modifiers in the order of MODIFIERS, and a letter, a digit or F1 to F24."""

    modifiers: tuple[str, ...]
    key: str

    def __str__(self) -> str:
        return "+".join((*self.modifiers, self.key))


def combination(words: str) -> Combination:
    """The combination that the words mean; CimsError says which ones can be used."""
    *before, key = [part.strip() for part in words.split("+")]
    named = {part.capitalize() for part in before}
    key = key.upper()
    if not KEY.fullmatch(key) or not named <= set(MODIFIERS) or not named & {"Ctrl", "Alt", "Meta"}:
        raise CimsError(
            _(
                "“{keys}” can't be used everywhere. Take Ctrl or Alt with a letter, a digit or "
                "one of F1 to F24, such as Ctrl+Shift+F8."
            ).format(keys=words)
        )
    return Combination(tuple(one for one in MODIFIERS if one in named), key)
