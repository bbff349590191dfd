"""Calling upon colleagues with @ in a text."""

import re
from collections.abc import Sequence

from cims.services.errors import ValidationFailed
from cims.services.i18n import _
from cims.services.users import Colleague

AT = re.compile(r"(?<![\w.])[@\uff20](?=\S)")  # not the one inside an e-mail address
WORD = re.compile(r"[0-9A-Za-z_]", re.ASCII)


def has_at(text: str) -> bool:
    """Whether the text may call upon anybody."""
    return AT.search(text) is not None


def called_in(text: str, people: Sequence[Colleague], *, asking: bool = True) -> list[Colleague]:
    """Whom the text calls upon, each once; an @ before anything else is plain text.

    No blank is needed after a name: the longest one that fits counts. Somebody who can be asked
    hears of a name that several active colleagues bear; else it calls upon nobody.
    """
    found: dict[int, Colleague] = {}
    for at in AT.finditer(text):
        bearers = named_at(text[at.end() :].casefold(), people)
        if len(bearers) > 1 and asking:
            names = ", ".join(sorted(f"@{person.username}" for person in bearers))
            words = _("Several colleagues are called “{name}”. Write one of {names}.")
            told = words.format(name=bearers[0].name, names=names)
            raise ValidationFailed({"content": told})
        if len(bearers) == 1:
            found[bearers[0].id] = bearers[0]
    return list(found.values())


def named_at(rest: str, people: Sequence[Colleague]) -> list[Colleague]:
    """Who bears the longest name at the beginning of this text; those who left come last."""
    fitting = [
        (len(name), person) for person in people for name in person.folded if begins(rest, name)
    ]
    longest = max((length for length, _person in fitting), default=0)
    bearers = {person.id: person for length, person in fitting if length == longest}
    active = [person for person in bearers.values() if person.is_active]
    return active or list(bearers.values())[:1]


def begins(rest: str, name: str) -> bool:
    """Whether a text begins with this whole name: @li does not call upon @lina."""
    if not name or not rest.startswith(name):
        return False
    goes_on = WORD.match(rest[len(name) : len(name) + 1]) is not None
    return not (goes_on and WORD.match(name[-1]))
