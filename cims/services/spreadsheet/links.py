"""Words that name other records become links: by number, else by name, else by short name."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cims.services.customer_values import WRONG_LINKS
from cims.services.entity import Field, Kind, Link
from cims.services.errors import CimsError
from cims.services.filters import Condition, Group, Operator
from cims.services.i18n import _
from cims.services.progress import in_chunks
from cims.services.service import CHUNK
from cims.services.spreadsheet.circles import Circles, node_of
from cims.services.spreadsheet.drafts import Draft, Pending, names_nothing, placing
from cims.services.spreadsheet.problems import ProblemKind
from cims.services.spreadsheet.rows import rows_of
from cims.services.spreadsheet.source import Source

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.services.records import RecordService

NONE_YET = 0  # the id of a record that an import would make
ASKED_AT_ONCE = 100  # short names; each is a condition of its own
CUSTOMER, CONTACT, SHORT_NAME = "customer", "contact", "short_name"


@dataclass(frozen=True)
class Later:
    """A link from one row to another of the same file, made when all rows are stored."""

    draft: Draft
    pending: Pending


class Links:
    """Resolves the links of all rows, those between the rows themselves at the end."""

    def __init__(self, office: "Office", source: Source, circles: Circles, *, writes: bool) -> None:
        self._office, self._source = office, source
        self._circles, self._writes = circles, writes
        self._entity = source.entity
        self._known: dict[tuple[str, str], list[int]] = {}
        self._later: list[Later] = []
        self._places: dict[int, set[Link]] = {}

    def resolve(self, drafts: Iterable[Draft]) -> None:
        """Put the links in; an optional one that names nothing is a warning."""
        waiting = [(draft, one) for draft in drafts for one in draft.pending]
        if not waiting:
            return
        waiting.sort(key=lambda pair: self._described(pair[1]).target == CONTACT)
        self._look_up(one for _draft, one in waiting)
        for draft, one in waiting:
            entity = self._described(one).target
            ids = self._known[entity, one.word]
            if entity == CONTACT:
                ids = self._at_customer(draft, ids)
            if len(ids) == 1:
                self._put(draft, one, ids[0])
            elif not ids and entity == self._entity.name and one.word in self._source.words_in_file:
                self._later.append(Later(draft, one))
            else:
                self._complain(draft, one, several=len(ids) > 1)

    @property
    def drafts(self) -> list[Draft]:
        """The rows whose links had to wait for the end."""
        return [later.draft for later in self._later]

    def finish(self) -> None:
        """Make the links between rows of the file, as far as their rows came in.

        A check only names those that could not be made.
        """
        room = self._office.room(self._entity.name)
        for later in self._later:
            draft, one = later.draft, later.pending
            if draft.refused:
                continue
            if draft.is_out_of_sight:
                self._complain(draft, one, several=False)
                continue
            ids = self._circles.rows_called(one.word)
            if self._writes:
                ids = room.named([one.word]).get(one.word, [])
            if len(ids) != 1:
                self._complain(draft, one, several=len(ids) > 1)
                continue
            self._put(draft, one, ids[0])
            self._make(room, draft, one)

    def _make(self, room: "RecordService", draft: Draft, one: Pending) -> None:
        field = self._source.targets[one.path].field
        value = (
            tuple(rows_of(draft, field, of_contact=False))
            if field.kind is Kind.ROWS
            else draft.values[field.name]
        )
        if self._circles.wrong_links(node_of(draft), {field.name: value}):
            draft.complain(one.heading, ProblemKind.UNKNOWN_LINK, _(WRONG_LINKS[field.name]))
            draft.values.pop(field.name, None)
            return
        if not self._writes:
            self._circles.put(draft)
            return
        try:
            room.save(room.load(draft.record_id).changed(**{field.name: value}))
        except CimsError as error:
            draft.complain(one.heading, ProblemKind.UNKNOWN_LINK, str(error))

    def _described(self, one: Pending) -> Field:
        return self._source.targets[one.path].described

    def _put(self, draft: Draft, one: Pending, id_: int) -> None:
        target = self._source.targets[one.path]
        placing(target, one.number, one.heading)(draft, Link(id_))

    def _look_up(self, pending: Iterable[Pending]) -> None:
        wanted: dict[str, set[str]] = {}
        may_be_made: dict[str, set[str]] = {}
        for one in pending:
            entity = self._described(one).target
            if (entity, one.word) not in self._known:
                wanted.setdefault(entity, set()).add(one.word)
                if one.path in self._source.options.create_links:
                    may_be_made.setdefault(entity, set()).add(one.word)
        for entity, words in wanted.items():
            found = self._office.room(entity).named(words)
            if entity == CUSTOMER:
                found |= self._called_short(words - found.keys())
            missing = may_be_made.get(entity, set()) - found.keys()
            if entity == self._entity.name:
                missing -= self._source.words_in_file
            found |= self._made(entity, sorted(missing))
            for word in words:
                rows = self._circles.rows_called(word) if entity == self._entity.name else []
                self._known[entity, word] = [*found.get(word, ()), *rows]
            if entity == CONTACT:
                self._learn_places([id_ for ids in found.values() for id_ in ids])

    def _made(self, entity: str, names: list[str]) -> dict[str, list[int]]:
        """New records of these names, as the importer's rights allow; a check makes none."""
        if not names:
            return {}
        room = self._office.room(entity)
        ids = [NONE_YET] * len(names)
        if self._writes:
            ids = room.add_many([{room.entity.title: name} for name in names])
        return {name: [id_] for name, id_ in zip(names, ids, strict=True)}

    def _called_short(self, words: set[str]) -> dict[str, list[int]]:
        """Customers by their short names."""
        room, found = self._office.customers, dict[str, list[int]]()
        for some in in_chunks(sorted(words), ASKED_AT_ONCE):
            ids = room.listing(any_of(some)).ids
            for record in room.rows(ids, (SHORT_NAME,)):
                found.setdefault(record.values[SHORT_NAME], []).append(record.id)
        return found

    def _learn_places(self, contacts: list[int]) -> None:
        """Where these contacts are, for rows that name one beside a customer."""
        for some in in_chunks(contacts, CHUNK):
            for record in self._office.contacts.rows(some, ("places",)):
                self._places[record.id] = {place.customer for place in record.values["places"]}

    def _at_customer(self, draft: Draft, ids: list[int]) -> list[int]:
        """Those of these contacts who are at the customer of the row, if it names one."""
        customer = draft.values.get(CUSTOMER)
        if customer is None:
            return ids
        return [id_ for id_ in ids if customer in self._places.get(id_, ())]

    def _complain(self, draft: Draft, one: Pending, *, several: bool) -> None:
        reason = names_nothing(one.word)
        if several:
            words = _("Several records are called “{word}”; write the number instead.")
            reason = words.format(word=one.word)
        if self._source.keeps_words:
            draft.lines.append((one.heading, one.word))
        field = self._source.targets[one.path].field
        if field.entitles:
            draft.values[self._entity.title] = draft.values.get(self._entity.title) or one.word
        required = field.required and not field.filled
        kind = ProblemKind.REQUIRED_LINK if required else ProblemKind.UNKNOWN_LINK
        draft.complain(one.heading, kind, reason)


def any_of(short_names: Iterable[str]) -> Group:
    """Customers that have one of these short names."""
    return Group(tuple(Condition(SHORT_NAME, Operator.IS, name) for name in short_names), any=True)
