"""What the words of a list mean in this office: entries of its lists, colleagues, states."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from cims.services.choices import Choice, spoken
from cims.services.i18n import LANGUAGES, N_, text_in
from cims.services.rights import Action, Actor

if TYPE_CHECKING:
    from cims.services.office import Office

STATE_WORDS: Mapping[str, tuple[str, ...]] = {
    "organisation": (N_("Organisation"), "单位", "企业", "公司", "company"),
    "person": (N_("Person"), "个人", "自然人", "individual"),
    "solar": (N_("Solar calendar"), "公历", "阳历", "新历"),
    "lunar": (N_("Lunar calendar"), "农历", "阴历", "旧历"),
    "active": (N_("Active"),),
    "disabled": (N_("Disabled"),),
    "removed": (N_("Removed"),),
}


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


def state(kind: type[StrEnum], word: str) -> StrEnum | None:
    """The state of the program that a word means in any language."""
    folded = spoken(word)
    for member in kind:
        names = STATE_WORDS.get(str(member), (str(member).capitalize(),))
        labels = {text_in(language, names[0]) for language in LANGUAGES}
        if folded in {spoken(name) for name in (str(member), *labels, *names)}:
            return member
    return None


def colleagues(office: "Office") -> dict[str, int]:
    """Folded user names and full names → ids; a name that two people bear means nobody."""
    users = office.users
    people = users.rows(users.listing().ids, ("username", "name"))
    names: dict[str, set[int]] = {}
    for person in people:
        names.setdefault(str(person.values["name"]).strip().casefold(), set()).add(person.id)
    found = {name: min(ids) for name, ids in names.items() if len(ids) == 1}
    return found | {str(one.values["username"]).strip().casefold(): one.id for one in people}


def named_segments(office: "Office") -> dict[str, int]:
    """Folded names of segments → ids; a name that two of them bear means none."""
    rooms = office.segments
    names: dict[str, set[int]] = {}
    for one in rooms.rows(rooms.listing().ids, ("name",)):
        names.setdefault(str(one.values["name"]).strip().casefold(), set()).add(one.id)
    return {name: min(ids) for name, ids in names.items() if len(ids) == 1}
