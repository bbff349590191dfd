"""What papers are found by: their own words, and what stands on their lines."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from sqlalchemy import select

from cims.services import storage
from cims.services.database import among, listed
from cims.services.granted import WIDTH
from cims.services.on_customers import CustomerWork, pieces
from cims.services.rights import Action, Actor, visible
from cims.services.search_words import Document, Made, Texts, document_of
from cims.services.storage import Record, table_of

if TYPE_CHECKING:
    from cims.services.paper_lines import PaperLineService

WORDS = ("code", "customer_reference", "remarks")
OF_LINES = ("name", "model")
REMEMBERED = 10_000  # words of so many products and lines are made once
Said = Mapping[int, Sequence[tuple[str, str | None]]]


class FoundPapers(CustomerWork):
    """Papers that are found by their goods too.

    A room says by which names besides the subject, and by which words, a paper is found.
    """

    _names: ClassVar[tuple[str, ...]] = ("name",)
    _words: ClassVar[tuple[str, ...]] = WORDS
    _made: Made | None = None
    _waiting: set[int] | None = None

    @property
    def _lines(self) -> "PaperLineService":
        """The room of the lines."""
        return cast("PaperLineService", self.office.room(f"{self._whole.name}_line"))

    def _lines_changed(self, ids: Iterable[int]) -> None:
        """Let papers be found by their lines as they are at the end of the unit of work."""
        if self._waiting is None:
            self._waiting = set()
            self._desk.unsettled.append(self._index_waiting)
        self._waiting |= set(ids)

    def _index_waiting(self) -> None:
        """Only what words and scope are made of is read."""
        ids, self._waiting = sorted(self._waiting or ()), None
        unit, names = self._desk.unit, {*self._names, *self._words, "owner", "customer_reference"}
        fields = [self._whole.field(name) for name in sorted(names)]
        for some in pieces(ids):
            self._put(storage.fetch(unit.session, self._whole, Actor.office(), some, fields=fields))

    def _texts(self, record: Record) -> Texts:
        values = record.values
        return Texts(
            tuple(filter(None, [values.get(name) for name in (*self._names, *self._words)])),
            tuple(filter(None, [values.get(name) for name in self._names])),
            tuple(filter(None, (values.get("code"), values.get("customer_reference")))),
        )

    def _all_texts(self, records: list[Record]) -> list[Texts]:
        return self._with_goods(records, Actor.office())

    def _seen_texts(self, records: list[Record]) -> list[Texts]:
        """Lines are words only for who sees them."""
        return self._with_goods(records, self._desk.unit.actor)

    @property
    def _shows_less(self) -> bool:
        actor, lines = self._desk.unit.actor, self._lines
        mine, theirs = (WIDTH[actor.reach(room._whole.name, Action.READ)] for room in (self, lines))
        known = {*self._names, *self._words, "code", "customer_reference"}
        is_hidden = not known.isdisjoint(self._hidden) or "model" in lines._hidden
        return not actor.is_office and (is_hidden or theirs < mine)

    def _documents(self, records: list[Record]) -> list[Document]:
        """The same products and customers stand on many papers: their words are made once."""
        if self._made is None or len(self._made.words) > REMEMBERED:
            self._made = Made()
        documents = []
        for texts in self._all_texts(records):
            self._made.add(Texts(texts.names, texts.names, ()))
            documents.append(document_of(texts, self._made))
        return documents

    def _with_goods(self, records: list[Record], actor: Actor) -> list[Texts]:
        said = self._said([record.id for record in records], actor)
        return [with_goods(self._texts(record), said.get(record.id, ())) for record in records]

    def _said(self, ids: Sequence[int], actor: Actor) -> Said:
        """Names and models on the lines of these papers."""
        lines, found = self._lines, dict[int, list[tuple[str, str | None]]]()
        if not actor.may(Action.READ, lines._whole.name):
            return found
        hidden = () if actor.is_office else lines._hidden
        table = table_of(lines._whole)
        columns = [table.c[name] for name in OF_LINES if name not in hidden]
        query = select(lines._of, *columns).where(among(lines._of))
        seen = visible(query.order_by(lines._of, table.c.position), lines._whole, actor)
        for some in pieces(ids):
            for paper, *words in self._desk.unit.session.execute(seen, {"ids": listed(some)}):
                found.setdefault(paper, []).append((words[0], words[1] if words[1:] else None))
        return found


def with_goods(texts: Texts, said: Sequence[tuple[str, str | None]]) -> Texts:
    """What a paper says, and each of its goods once."""
    names = dict.fromkeys(name for name, _model in said)
    models = dict.fromkeys(model for _name, model in said if model and model not in names)
    own = set(texts.words)
    more = tuple(name for name in names if name not in own)
    return Texts(
        (*texts.words, *more, *(model for model in models if model not in own)),
        (*texts.names, *more),
        texts.numbers,
    )
