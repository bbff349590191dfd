"""What the words of a list mean in this office: entries of its lists, colleagues, segments."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cims.services.choices import Choice, spoken
from cims.services.rights import Action, Actor

if TYPE_CHECKING:
    from cims.services.office import Office


class OfficeWords:
    """Read once at the start of an import: its lists and its colleagues.

    `sealed_closed` says why whoever imports may not enter sealed fields; None when they may.
    """

    def __init__(self, office: "Office", actor: Actor) -> None:
        self._choices: Mapping[str, tuple[Choice, ...]] = office.settings.choices()
        self._lists: dict[str, dict[str, str]] = {}
        self._users = colleagues(office)
        may_group = actor.may(Action.READ, "segment")
        self._segments = named_segments(office) if may_group else {}
        self.zone = office.zone
        self.sealed_closed = office.sealed.closed_because()
        self.area_code: str | None = office.settings.common("office").get("area_code")

    def code(self, list_name: str, word: str) -> str | None:
        """The code of the entry that a word means, None when the list knows it not."""
        known = self._lists.get(list_name)
        if known is None:
            known = self._lists[list_name] = {}
            for choice in self._choices.get(list_name, ()):
                for name in (choice.code, *choice.labels.values(), *choice.synonyms):
                    known.setdefault(spoken(name), choice.code)
        return known.get(word) or known.get(spoken(word))

    def user(self, word: str) -> int | None:
        """The colleague with this user name or full name; None for nobody, or for several."""
        return self._users.get(word.strip().casefold())

    def linked(self, target: str, word: str) -> int | None:
        """The colleague or the segment that a word names; None for nobody, or for several."""
        if target == "user":
            return self.user(word)
        return self._segments.get(word.strip().casefold())


def colleagues(office: "Office") -> dict[str, int]:
    """Folded user names and full names → ids; a name that two people bear means nobody."""
    users = office.users
    people = users.rows(users.listing().ids, ("code", "username", "name"))
    names: dict[str, set[int]] = {}
    for person in people:
        names.setdefault(str(person.values["name"]).strip().casefold(), set()).add(person.id)
    found = {name: min(ids) for name, ids in names.items() if len(ids) == 1}
    found |= {code.strip().casefold(): one.id for one in people if (code := one.values["code"])}
    return found | {str(one.values["username"]).strip().casefold(): one.id for one in people}


def named_segments(office: "Office") -> dict[str, int]:
    """Folded names of segments → ids; a name that two of them bear means none."""
    rooms = office.segments
    names: dict[str, set[int]] = {}
    for one in rooms.rows(rooms.listing().ids, ("name",)):
        names.setdefault(str(one.values["name"]).strip().casefold(), set()).add(one.id)
    return {name: min(ids) for name, ids in names.items() if len(ids) == 1}
