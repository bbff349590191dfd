"""The key by which names are put in order: Chinese by pinyin, everything else as folded."""

from cims.services.rules import people
from cims.services.rules.folding import fold
from cims.services.rules.readings import usual

LONGEST = 120


def sort_key(name: str, *, person: bool = False) -> str:
    """Pinyin of every character, so that SQL sorts as people do; persons by their surname."""
    folded = fold(name)
    if folded.isascii():
        return folded[:LONGEST]
    if person:
        return people.sort_key(name)[:LONGEST]
    known = usual()
    return "".join([f"{known[sign]} " if sign in known else sign for sign in folded])[:LONGEST]
