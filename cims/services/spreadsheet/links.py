"""Words that name other records become links: by number, else by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cims.services.entity import Entity, Link
from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.spreadsheet.drafts import Draft, Pending
from cims.services.spreadsheet.problems import Problem, ProblemKind

if TYPE_CHECKING:
    from cims.services.office import Office


@dataclass(frozen=True)
class Later:
    """A link to a record of the same file, made when all rows are stored."""

    draft: Draft
    field: str
    pending: Pending


class Links:
    """Resolves the links of all rows, those among the rows themselves at the end."""

    def __init__(self, office: "Office", entity: Entity, words_in_file: set[str]) -> None:
        self._office, self._entity, self._in_file = office, entity, words_in_file
        self._known: dict[tuple[str, str], list[int]] = {}
        self._later: list[Later] = []

    def resolve(self, drafts: Iterable[Draft]) -> None:
        """Put the links in; an optional one that names nothing is a warning."""
        pending = [(draft, one) for draft in drafts for one in draft.pending]
        if not pending:
            return
        self._look_up(one for _draft, one in pending)
        for draft, one in pending:
            ids = self._known[one.entity, one.word]
            field = self._entity.by_name.get(one.put.args[0].args[-1]) if False else None
            if len(ids) == 1:
                one.put(Link(ids[0]))
            elif not ids and one.entity == self._entity.name and one.word in self._in_file:
                self._later.append(Later(draft, field.name if field else "parent", one))
            else:
                self._complain(draft, one, several=len(ids) > 1)
