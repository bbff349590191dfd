"""All that can be done with a row of a list without a look into the vault."""

from collections.abc import Iterator
from typing import Any

from cims.services import contact_values, customer_values
from cims.services.beginning import Beginning, Ready, enterable, wrong_with
from cims.services.contact_fields import CONTACT
from cims.services.entity import Entity, Kind, nothing_wrong, required
from cims.services.i18n import _
from cims.services.rights import Owned
from cims.services.rules.currencies import currency_code, paid
from cims.services.search_words import Texts
from cims.services.spreadsheet.drafts import Draft, link_to
from cims.services.spreadsheet.modes import Mode
from cims.services.spreadsheet.problems import ProblemKind
from cims.services.spreadsheet.recognition import normalised
from cims.services.spreadsheet.rows import assemble, remarks_of
from cims.services.spreadsheet.source import Source, closed_of
from cims.services.storage import CURRENCY

VALUES = {"customer": customer_values, "contact": contact_values}


class Finishing:
    """Puts rows together, checks them, and completes those that become new records."""

    def __init__(self, source: Source, mode: Mode, told: Beginning) -> None:
        self._source, self._mode, self._told = source, mode, told
        self._entity = source.entity
        self._closed = {name for name, _access in closed_of(source.entity, None)[0]}
        scope = source.entity.scope
        waits = isinstance(scope, Owned) and scope.unowned  # a rule says whose it is
        waits = waits or (told.pools is not None and source.entity.name == "customer")
        self._has_owner = "owner" in source.entity.by_name and not waits
        fields = source.entity.fields
        texts = [field for field in fields if field.kind is Kind.TEXT]
        self._required = list(source.entity.demanded.values())
        self._stamped = [field for field in fields if field.stamped]
        self._fed = {source.layout.headings[column] for column in source.feeding}
        self._warned = [field for field in texts if field.warn is not nothing_wrong]

    def finish(self, draft: Draft) -> None:
        """Turn the pieces of a row into values; without another mode it is a new record."""
        assemble(draft, self._entity, self._source.contact, self._told.area_code)
        normalised(draft)
        self._doubt(draft)
        draft.finished = True
        if self._mode is Mode.CREATE:
            self.begin(draft)

    def begin(self, draft: Draft) -> None:
        """Complete a new record, and refuse it for what it lacks and for what does not fit."""
        self._take_names_for_nothing(draft)
        self._date(draft)
        for field in self._required:
            if field.stand_in and not draft.values.get(field.name):
                draft.values[field.name] = draft.values.get(field.stand_in) or ""
            if not draft.values.get(field.name) and not draft.refused:
                heading = self._source.heading_of(field.name)
                draft.complain(heading, ProblemKind.REQUIRED, required(field))
        if draft.refused:
            return
        if self._has_owner and not draft.values.get("owner") and self._told.user_id:
            draft.values["owner"] = link_to(self._told.user_id)
        draft.values = {n: value for n, value in draft.values.items() if n not in self._closed}
        given = draft.values.get(CURRENCY) or self._told.currency
        round_amounts(self._entity, draft, draft.values, given, self._source)
        kind = VALUES.get(self._entity.name)
        if kind is None:  # its room completes it when it is stored
            values = enterable(self._entity, draft.values)
        else:
            values = kind.begun(kind.entered(draft.values), self._told)
        for name, message in wrong_with(self._entity, values).items():
            heading = self._source.heading_of(name)
            draft.complain(heading, ProblemKind.DOES_NOT_FIT, message)
        if draft.refused:
            return
        draft.values = values if kind is None else Ready(values, kind.derived(values))
        self.begin_contact(draft)

    def _take_names_for_nothing(self, draft: Draft) -> None:
        """Names that are nobody's here are kept in a text, but do not make one."""
        kept_in = remarks_of(self._entity)
        if draft.lines and kept_in in self._entity.demanded:
            names = {f"{heading}: {word}" for heading, word in draft.lines if heading in self._fed}
            if names.issuperset((draft.values.get(kept_in) or "").split("\n")):
                draft.values[kept_in] = ""

    def _date(self, draft: Draft) -> None:
        """What a list tells of the past is not dated now in silence."""
        for field in self._stamped:
            heading = self._source.heading_of(field.name)
            if not heading or draft.values.get(field.name):
                continue
            unread = [one for one in draft.problems if one.column == heading]
            if not unread:
                reason = _("No time is written here; the time of the import was taken.")
                draft.complain(heading, ProblemKind.NO_TIME, reason)
                continue
            draft.problems = [one for one in draft.problems if one not in unread]
            words = _("{problem} Without its time the row stays out; correct the time.")
            reason = words.format(problem=unread[0].reason)
            draft.complain(heading, ProblemKind.TIME_UNREAD, reason)

    def begin_contact(self, draft: Draft) -> None:
        """Complete the contact in the row; one that does not fit is left out, with a warning."""
        contact = self._source.contact
        if not draft.contact or contact is None:
            return
        entered = {"owner": draft.values.get("owner"), **draft.contact}
        values = contact_values.begun(contact_values.entered(entered), self._told)
        if draft.values.get("pooled_on"):
            values["owner"] = None  # whoever claims the customer gets its people
        wrong = wrong_with(contact, values)
        for name, message in wrong.items():
            draft.complain(
                self._source.heading_of(f"contact.{name}"),
                ProblemKind.CONTACT_LEFT_OUT,
                _("The contact was left out: {reason}").format(reason=message),
            )
        draft.contact = {} if wrong else Ready(values, contact_values.derived(values))

    def _doubt(self, draft: Draft) -> None:
        """Name what looks wrong; the row comes in all the same."""
        for field in self._warned:
            if (value := draft.values.get(field.name)) and (message := field.warn(value)):
                heading = self._source.heading_of(field.name, "tax_id")
                draft.complain(heading, ProblemKind.CREDIT_CODE, message)


def round_amounts(
    entity: Entity, draft: Draft, values: dict[str, Any], currency: str | None, source: Source
) -> None:
    """Bring amounts that are finer than their currency to what it can pay, with a warning."""
    for name, told in entity.too_fine({**values, CURRENCY: currency}).items():
        values[name] = paid(values[name], currency_code(str(currency)))
        words = _("{problem} It comes in as {value}.")
        reason = words.format(problem=told, value=f"{values[name]:,f}")
        draft.complain(source.heading_of(name), ProblemKind.ROUNDED, reason)


def texts_of(source: Source, draft: Draft) -> Iterator[Texts]:
    """What the new records of a row will be found by."""
    if not isinstance(draft.values, Ready):
        return
    if source.entity.name == CONTACT.name:
        yield contact_values.texts(draft.values)
        return
    names: list[str] = []
    phones: list[str] = []
    if isinstance(draft.contact, Ready):
        yield contact_values.texts(draft.contact)
        names = [draft.contact["name"]]
        phones = [row.value for row in draft.contact.get("contact_points") or () if row.is_phone]
    yield customer_values.texts(draft.values, names, phones)
