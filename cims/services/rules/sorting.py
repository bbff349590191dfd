"""The key by which names are put in order: Chinese by pinyin, everything else as folded."""

from cims.services.rules.folding import fold
from cims.services.rules.people import surname_reading
from cims.services.rules.readings import usual

LONGEST = 120


def sort_key(name: str, *, person: bool = False) -> str:
    """Pinyin of every character, so that SQL sorts as people do; a person's by the surname's reading."""
    folded = fold(name)
    if folded.isascii():
        return folded[:LONGEST]
    known = usual()
    key = "".join([known.get(sign, sign) + " " if sign in known else sign for sign in folded])
    if person and (reading := surname_reading(name)):
        first = key.split(" ", 1)
        key = f"{reading} {first[1] if len(first) > 1 else ''}"
    return key[:LONGEST]
