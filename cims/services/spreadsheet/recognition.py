"""Which rows are records that the file or the vault knows already, or resemble one."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from cims.services.customer_fields import CUSTOMER
from cims.services.entity import Entity, Kind
from cims.services.errors import NotPossible
from cims.services.i18n import _
from cims.services.lead_fields import LEAD
from cims.services.rights import Action, Actor, Double
from cims.services.rules import credit_code, phones
from cims.services.spreadsheet.drafts import Draft
from cims.services.spreadsheet.modes import Mode
from cims.services.spreadsheet.problems import ProblemKind
from cims.services.spreadsheet.source import Source
from cims.services.spreadsheet.targets import POINTS

if TYPE_CHECKING:
    from cims.services.customers import CustomerService
    from cims.services.office import Office
    from cims.services.records import RecordService

CODE, CREDIT_CODE = "code", "credit_code"
PHONES = frozenset({"mobile", "landline", "400", "fax", "foreign", "short", "other"})


Keyed = tuple[Draft, list[str]]


class Register:
    """The keys of one type: rows of the file so far, and look-ups in the vault as it was.

    Rows that this import itself has stored are known from the file and not looked for again.
    """

    def __init__(self, room: "RecordService") -> None:
        self._room = room
        self._own_from = room.free_from()
        self._in_file: dict[str, dict[str, int]] = defaultdict(dict)

    def row_with(self, field: str, key: str) -> int | None:
        """The row that brought this key first."""
        return self._in_file[field].get(key)

    def enter(self, field: str, key: str, row: int) -> None:
        """Remember a key that a row brings."""
        self._in_file[field].setdefault(key, row)

    def in_vault(self, field: str, keys: Iterable[str]) -> dict[str, list[Double]]:
        """Records stored before this import that have one of these keys."""
        wanted = set(keys)
        if not wanted or self._own_from == 1:
            return {}
        found = self._room.holding(field, wanted)
        old = {key: [hit for hit in hits if hit.id < self._own_from] for key, hits in found.items()}
        return {key: hits for key, hits in old.items() if hits}


class CreditCodes:
    """Tells firms of one name apart: two credit codes are two firms."""

    def __init__(self, customers: "CustomerService") -> None:
        self._customers = customers
        self._by_row: dict[int, str] = {}
        self._others: set[tuple[int, str]] = set()

    def compare(self, drafts: Sequence[Keyed], known: Mapping[str, Sequence[Double]]) -> None:
        """Note the codes of these rows, and which of the known records have another one."""
        coded = [(draft, keys) for draft, keys in drafts if draft.values.get(CREDIT_CODE)]
        self._by_row |= {draft.number: draft.values[CREDIT_CODE] for draft, _keys in coded}
        self._others = self._customers._coded_otherwise(
            (hit.id, draft.values[CREDIT_CODE])
            for draft, keys in coded
            for key in keys
            for hit in known.get(key, ())
        )

    def differ(self, draft: Draft, hit: Double) -> bool:
        """Whether the row is certainly another firm than the known record."""
        return (hit.id, self._by_row.get(draft.number)) in self._others

    def differ_in_file(self, draft: Draft, row: int) -> bool:
        """Whether two rows are certainly two firms."""
        codes = {self._by_row.get(draft.number), self._by_row.get(row)}
        return len(codes) > 1 and None not in codes


class Recognition:
    """Decides for every row: new, a known record to change, or refused."""

    def __init__(
        self,
        office: "Office",
        actor: Actor,
        source: Source,
        mode: Mode,
        key: str | None,
        area_code: str | None,
    ) -> None:
        self._source, self._mode, self._area_code = source, mode, area_code
        entity = source.entity
        self._room = office.room(entity.name)
        known = keys_of(entity)
        if key is not None and key not in known:
            raise NotPossible(
                _("Records are not recognised by “{field}”. Take one of: {fields}.").format(
                    field=key, fields=", ".join(known)
                )
            )
        self._keys = (key,) if key else entity.keys
        self._records = Register(self._room)
        self._registers = [self._records]
        if source.contact is not None and actor.may(Action.READ, source.contact.name):
            self._registers.append(Register(office.room(source.contact.name)))
        self._named = [self._records]
        if entity.name == LEAD.name and actor.may(Action.READ, CUSTOMER.name):
            self._named.append(Register(office.customers))  # an enquiry may be a customer's
            self._registers += self._named[1:]
        prefix = entity.prefix
        self._core = prefix if prefix and prefix.column != entity.title else None
        self._codes = CreditCodes(office.customers) if CREDIT_CODE in entity.by_name else None

    def recognise(
        self, drafts: Sequence[Draft], complete: Callable[[Draft], None] | None = None
    ) -> None:
        """Find the record of each row; refuse what stands twice in the file or in the vault.

        `complete` makes new records of rows that no record has; a row that it refuses leaves its
        key to those below.
        """
        by_key = [(draft, *self._key_of(draft)) for draft in drafts]
        wanted: dict[str, set[str]] = defaultdict(set)
        for draft, field, key in by_key:
            if key:
                wanted[field].add(key)
            if code := draft.values.get(CODE):
                wanted[CODE].add(code)
        known = {field: self._records.in_vault(field, keys) for field, keys in wanted.items()}
        for draft, field, key in by_key:
            self._settle(draft, field, key, known)
            if complete and not draft.record_id:
                complete(draft)
            if not draft.refused:
                self._enter(draft.number, (field, key), (CODE, draft.values.get(CODE)))

    def _key_of(self, draft: Draft) -> tuple[str, str]:
        for field in self._keys:
            if value := draft.values.get(field):
                return field, str(value)
        return self._keys[0], ""

    def _settle(
        self, draft: Draft, field: str, key: str, known: dict[str, dict[str, list[Double]]]
    ) -> None:
        code = draft.values.get(CODE) or ""
        hits = known.get(field, {}).get(key, [])
        taken = known.get(CODE, {}).get(code, [])
        self._refuse_twice(draft, {(field, key), (CODE, code)})
        if self._mode is not Mode.CREATE and len(hits) > 1:
            draft.complain(
                self._heading(field),
                ProblemKind.NO_SUCH_RECORD,
                _("Several records have “{key}”; it is not clear which one is meant.").format(
                    key=key
                ),
            )
        elif self._mode is not Mode.CREATE and hits:
            draft.record_id = hits[0].id
            if any(hit.id != draft.record_id for hit in taken):
                self._refuse_known(draft, CODE, code, taken[0])
        elif self._mode is Mode.UPDATE:
            self._refuse_unknown(draft, field, key)
        elif hits or taken:
            self._refuse_known(draft, field, key, hits[0]) if hits else self._refuse_known(
                draft, CODE, code, taken[0]
            )

    def _enter(self, row: int, *keys: tuple[str, str | None]) -> None:
        for field, key in keys:
            if key:
                self._records.enter(field, key, row)

    def _refuse_twice(self, draft: Draft, keys: set[tuple[str, str]]) -> None:
        for field, key in sorted(keys):
            if key and (row := self._records.row_with(field, key)) is not None:
                draft.complain(
                    self._heading(field),
                    ProblemKind.SAME_KEY_IN_FILE,
                    _("“{key}” stands already in row {row}.").format(key=key, row=row),
                )
                return

    def _refuse_known(self, draft: Draft, field: str, key: str, hit: Double) -> None:
        draft.complain(
            self._heading(field),
            ProblemKind.SAME_KEY_IN_VAULT,
            _("“{key}” is already {name}, owner: {owner}.").format(
                key=key, name=hit.name, owner=hit.owner or _("nobody")
            ),
        )

    def _refuse_unknown(self, draft: Draft, field: str, key: str) -> None:
        if key:
            kind = ProblemKind.NO_SUCH_RECORD
            reason = _("No record has “{key}”.").format(key=key)
        else:
            kind, reason = ProblemKind.NO_KEY, _("The row has no key to find its record by.")
        draft.complain(self._heading(field), kind, reason)

    def _heading(self, field: str) -> str:
        return self._source.heading_of(field, "tax_id" if field == "credit_code" else field)

    def warn(self, drafts: Sequence[Draft]) -> None:
        """Warn of new rows with the credit code, core name or phone of another; they come in."""
        drafts = [draft for draft in drafts if not draft.refused and not draft.record_id]
        if self._core:
            cores = [(d, [self._core.normal(d.values[self._source.entity.title])]) for d in drafts]
            title, column = self._source.entity.title, self._core.column
            self._warn_of(self._named, column, cores, title, apart=self._codes)
        if self._codes:
            codes = [(d, [d.values[CREDIT_CODE]]) for d in drafts if d.values.get(CREDIT_CODE)]
            self._warn_of([self._records], CREDIT_CODE, codes, CREDIT_CODE, "tax_id")
        own = [(draft, self._phones(draft, draft.values)) for draft in drafts]
        theirs = [(draft, self._phones(draft, draft.contact)) for draft in drafts]
        self._warn_of(self._registers, POINTS, own, "phone", "fax", "contact.phone")
        self._warn_of(self._registers, POINTS, theirs, "contact.phone", "phone")

    def _warn_of(
        self,
        registers: Sequence[Register],
        field: str,
        drafts: Sequence[Keyed],
        *paths: str,
        apart: CreditCodes | None = None,
    ) -> None:
        """All registers are looked through; the first keeps what rows of the file bring."""
        wanted, register = {key for _draft, keys in drafts for key in keys if key}, registers[0]
        known = [each.in_vault(field, wanted) for each in registers]
        if apart:
            apart.compare(drafts, known[0])
        for draft, keys in drafts:
            for key in filter(None, dict.fromkeys(keys)):
                hits = [hit for found in known for hit in found.get(key, ())]
                if apart:
                    hits = [hit for hit in hits if not apart.differ(draft, hit)]
                if hit := next(iter(hits), None):
                    reason = _("Resembles {name}, owner: {owner} (same {what}).").format(
                        name=hit.name, owner=hit.owner or _("nobody"), what=key
                    )
                elif (row := register.row_with(field, key)) not in (None, draft.number):
                    if apart and row and apart.differ_in_file(draft, row):
                        continue
                    reason = _("Resembles row {row} (same {what}).").format(row=row, what=key)
                else:
                    register.enter(field, key, draft.number)
                    continue
                draft.complain(self._source.heading_of(*paths), ProblemKind.RESEMBLES, reason)

    def _phones(self, draft: Draft, part: dict[str, object]) -> list[str]:
        points: Sequence[object] = part.get(POINTS) or ()  # type: ignore[assignment]
        places: Sequence[object] = draft.values.get("addresses") or ()
        country = next((place.country for place in places), None)  # type: ignore[attr-defined]
        return [
            phones.match_key(phone)
            for point in points
            if point.kind in PHONES  # type: ignore[attr-defined]
            for phone in phones.split(point.value, self._area_code, country)  # type: ignore[attr-defined]
        ]


def keys_of(entity: Entity) -> tuple[str, ...]:
    """The fields by which the records of a type can be recognised; whole texts are none."""
    is_name = entity.field(entity.title).kind is Kind.TEXT
    return (*entity.keys, entity.title) if is_name else entity.keys


def normalised(draft: Draft) -> None:
    """Keys as they are stored and compared."""
    if code := draft.values.get("credit_code"):
        draft.values["credit_code"] = credit_code.normalised(str(code)) or None
