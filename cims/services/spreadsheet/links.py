"""Words that name other records become links: by number, else by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cims.services.entity import Entity, Kind, Link
from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.spreadsheet.drafts import Draft, Pending
from cims.services.spreadsheet.problems import ProblemKind
from cims.services.spreadsheet.rows import rows_of

if TYPE_CHECKING:
    from cims.services.office import Office


@dataclass(frozen=True)
class Later:
    """A link from one row to another of the same file, made when all rows are stored."""

    draft: Draft
    pending: Pending


class Links:
    """Resolves the links of all rows, those between the rows themselves at the end."""

    def __init__(self, office: "Office", entity: Entity, words_in_file: set[str]) -> None:
        self._office, self._entity, self._in_file = office, entity, words_in_file
        self._known: dict[tuple[str, str], list[int]] = {}
        self._later: list[Later] = []

    def resolve(self, drafts: Iterable[Draft]) -> None:
        """Put the links in; an optional one that names nothing is a warning."""
        waiting = [(draft, one) for draft in drafts for one in draft.pending]
        if not waiting:
            return
        self._look_up(one for _draft, one in waiting)
        for draft, one in waiting:
            ids = self._known[one.entity, one.word]
            if len(ids) == 1:
                one.put(Link(ids[0]))
            elif not ids and one.entity == self._entity.name and one.word in self._in_file:
                self._later.append(Later(draft, one))
            else:
                _complain(draft, one, several=len(ids) > 1)

    @property
    def drafts(self) -> list[Draft]:
        """The rows whose links had to wait for the end."""
        return [later.draft for later in self._later]

    def finish(self) -> None:
        """Make the links between rows of the file, as far as their rows came in."""
        room = self._office.room(self._entity.name)
        for later in self._later:
            draft, one = later.draft, later.pending
            if draft.refused or not draft.record_id:
                continue
            ids = room.named([one.word]).get(one.word, [])
            if len(ids) != 1:
                _complain(draft, one, several=len(ids) > 1)
                continue
            one.put(Link(ids[0]))
            name, record = one.field.name, room.load(draft.record_id)
            value = (
                tuple(rows_of(draft, one.field, of_contact=False))
                if one.field.kind is Kind.ROWS
                else draft.values[name]
            )
            try:
                room.save(record.changed(**{name: value}))
            except CimsError as error:
                draft.complain(one.heading, ProblemKind.UNKNOWN_LINK, str(error))

    def _look_up(self, pending: Iterable[Pending]) -> None:
        wanted: dict[str, set[str]] = {}
        for one in pending:
            if (one.entity, one.word) not in self._known:
                wanted.setdefault(one.entity, set()).add(one.word)
        for entity, words in wanted.items():
            found = self._office.room(entity).named(words)
            self._known.update({(entity, word): found.get(word, []) for word in words})


def _complain(draft: Draft, one: Pending, *, several: bool) -> None:
    reason = (
        _("Several records are called “{word}”; write the number instead.")
        if several
        else _("“{word}” is nobody's name or number here.")
    )
    kind = ProblemKind.REQUIRED_LINK if one.required else ProblemKind.UNKNOWN_LINK
    draft.complain(one.heading, kind, reason.format(word=one.word))
