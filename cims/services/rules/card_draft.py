"""What has been found on a pasted card so far: the first of each kind, the rest as remarks."""

import re
from dataclasses import dataclass, field

from cims.services.rules.card_names import Person


@dataclass(slots=True)
class CardDraft:
    """What has been found so far; what is said a second time becomes a remark."""

    name: str = ""
    job: str = ""
    department: str = ""
    company: str = ""
    is_guess: bool = False
    addresses: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def take_company(self, words: str, is_guess: bool = False) -> None:
        """A name that ends as companies do replaces one that was only guessed."""
        if self.company and self.is_guess and not is_guess:
            self._remark_unless_within(self.company, words)
            self.company = ""
        if self.company:
            self._remark_unless_within(words, self.company)
            return
        self.company, self.is_guess = words, is_guess

    def take_person(self, found: Person) -> None:
        for attribute in ("name", "job", "department"):
            words = getattr(found, attribute)
            if words and getattr(self, attribute):
                self._remark_unless_within(words, getattr(self, attribute))
            elif words:
                setattr(self, attribute, words)
        if not found.rest:
            return
        if not self.company and re.fullmatch("[\u4e00-\u9fff]{2,8}", found.rest):
            self.take_company(found.rest, is_guess=True)
        else:
            self.remarks.append(found.rest)

    def take_address(self, words: str) -> None:
        if words not in self.addresses:
            self.addresses.append(words)

    def _remark_unless_within(self, words: str, kept: str) -> None:
        if words not in kept:
            self.remarks.append(words)
