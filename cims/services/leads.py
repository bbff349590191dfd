"""Leads: enquiries that somebody works on until they become customers, or nothing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from cims.models.lead import LeadState
from cims.services import contact_points, storage
from cims.services.changes import ChangeKind
from cims.services.entity import Link, Values
from cims.services.errors import NotPossible, ValidationFailed
from cims.services.field import required
from cims.services.i18n import _
from cims.services.lead_doubles import KnownLeads
from cims.services.lead_fields import GIFT, LEAD, OPEN_STATES, OUTCOME, located
from cims.services.notice_words import LEADS_GIVEN, SEVERAL
from cims.services.notices import Message
from cims.services.on_customers import CustomerRecords
from cims.services.products import PRODUCT
from cims.services.rights import Action, Actor, Reach, requires
from cims.services.rules import companies, people
from cims.services.rules.sorting import sort_key
from cims.services.search_words import Texts
from cims.services.storage import Record

__all__ = ["LEAD", "LeadService"]

MOST_TOLD = 1_000  # leads that one notice lists; a notice of more opens the whole list
UNHELD = (ChangeKind.IMPORT, ChangeKind.UNDO, ChangeKind.SETUP)


class LeadService(KnownLeads):
    """Enquiries, as far as the actor may see them."""

    entity = LEAD
    _is_converting = False
    _is_told = False  # whoever gives leads away tells of them
    _given: dict[int, list[int]] | None = None

    @requires(Action.EDIT)
    def mark_invalid(self, ids: Sequence[int], reason: str) -> int:
        """Say of leads that nothing comes of them, and why; how many there were."""
        return self._set(ids, state=LeadState.INVALID, invalid_reason=reason, next_contact_on=None)

    @requires(Action.EDIT)
    def take_up_again(self, ids: Sequence[int]) -> int:
        """Work again on leads that were invalid; how many there were."""
        return self._set(ids, state=LeadState.WORKING)

    @requires(Action.EDIT)
    def hand_over(self, ids: Sequence[int], user_id: int) -> int:
        """Give leads to a colleague, who hears of it; how many changed hands."""
        self.office.assigning._refuse_unfit(user_id)
        given = [one.id for one in self.rows(ids) if one.values["owner"] != Link(user_id)]
        return self._set(given, owner=Link(user_id))

    @requires(Action.EDIT)
    def postpone_contact(self, ids: Sequence[int], to: Any) -> None:
        """Plan the next contact for another day; the next step stays."""
        self._set(ids, next_contact_on=to)

    def _set(self, ids: Sequence[int], **values: Any) -> int:
        """Change leads one by one, in the order of `ids`; converted ones are refused."""
        records = self.rows(ids)
        for done, record in enumerate(records):
            self._desk.unit.progress(done, len(records))
            self.save(record.changed(**values))
        return len(records)

    def _begun(self, ids: Sequence[int]) -> None:
        """Whoever was reached is worked on, as far as the actor may say so."""
        if not ids or not self._desk.unit.actor.may(Action.EDIT, LEAD.name):
            return
        for record in self.rows(sorted(self.editable(ids))):
            if record.values["state"] is LeadState.NEW:
                self.save(record.changed(state=LeadState.WORKING))

    def _enterable(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What a lead became is written by its conversion, and taken back by an undo."""
        taken: tuple[str, ...] = OUTCOME if self._is_converting else ()
        if self._desk.unit.kind is ChangeKind.UNDO:
            taken = (*OUTCOME, *GIFT)
        return super()._enterable(values) | {n: values[n] for n in taken if n in values}

    def _prepared(self, values: dict[str, Any], old: Record | None) -> dict[str, Any]:
        values = named(values)
        values["state"] = values.get("state") or LeadState.NEW
        if values["state"] is not LeadState.INVALID:
            values["invalid_reason"] = None
        values["currency"] = (values.get("currency") or self.office.currency).strip().upper()
        values |= located(values)
        before = old.values if old is not None else {}
        if values.get("contact_points") != before.get("contact_points"):
            points = values.get("contact_points") or ()
            values["contact_points"] = contact_points.prepared(points, self._home_area())
        values["main_phone"] = contact_points.first_phone(values.get("contact_points") or ())
        if values.get("product") and values.get("product") != before.get("product"):
            values["family"] = self._family_of(values["product"].id) or values.get("family")
        if old is None:
            values = self._with_owner(values)
        else:
            self._refuse_reopening(old, values)
        is_given = values.get("owner") != before.get("owner")
        if is_given and self._desk.unit.kind is not ChangeKind.UNDO:
            values["assigned_at"] = self._desk.unit.now if values.get("owner") else None
            if old is not None:
                values["rule"] = self.office.assigning._rule_in_use
        return values

    def _with_owner(self, values: dict[str, Any]) -> dict[str, Any]:
        """A new lead without an owner goes by the rules, else to who can work on own leads only."""
        if values.get("owner") or self._desk.unit.kind is ChangeKind.UNDO:
            return values
        actor = self._desk.unit.actor
        if values["state"] in OPEN_STATES and (taken := self.office.assigning._take(values)):
            values["rule"], values["owner"] = taken
        elif actor.user_id and actor.reach(LEAD.name, Action.EDIT) is Reach.OWN:
            values["owner"] = Link(actor.user_id)
        return values

    def _refuse_reopening(self, old: Record, values: Values) -> None:
        """What a converted lead became is not undone by a change of its state."""
        was, kind = old.values["state"], self._desk.unit.kind
        if kind is ChangeKind.UNDO or was is not LeadState.CONVERTED:
            return
        if values["state"] is not LeadState.CONVERTED:
            words = _("“{name}” is converted already. Undo the conversion to work on it as a lead.")
            raise NotPossible(words.format(name=old.values["name"]))

    def _refuse_wrong(self, changed: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        super()._refuse_wrong(changed, values)
        if self._desk.unit.kind in UNHELD:
            return
        messages = {}
        if changed.get("state") is LeadState.CONVERTED and not self._is_converting:
            messages["state"] = _("A lead is converted by “Convert”. Choose another state here.")
        if values["state"] is LeadState.INVALID and not values.get("invalid_reason"):
            messages["invalid_reason"] = required(self._whole.field("invalid_reason"))
        if messages:
            raise ValidationFailed(messages)

    def _derived(self, values: Mapping[str, Any]) -> dict[str, Any]:
        name = values["name"]
        return {"name_sort": sort_key(name), "core_name": companies.core_name(name)}

    def _family_of(self, product_id: int) -> Link | None:
        """The family of a product, whoever asks: by it the rules share leads out."""
        fields = [PRODUCT.field("family")]
        session = self._desk.unit.session
        found = storage.fetch(session, PRODUCT, Actor.office(), [product_id], fields=fields)
        return found[0].values["family"] if found else None

    def _texts(self, record: Record) -> Texts:
        values = record.values
        points = values.get("contact_points") or ()
        names = [values["name"], values.get("contact_name")]
        others = [row.value for row in points if not row.is_phone]
        others += [row.nickname for row in points if row.nickname]
        words = [*names, values.get("code"), values.get("job_title"), *others]
        words += [values.get(name) for name in ("province", "city", "next_step", "remarks")]
        numbers = [row.value for row in points] + [values.get("code") or ""]
        return Texts(
            tuple(filter(None, words)), tuple(filter(None, names)), tuple(filter(None, numbers))
        )

    def _after_insert(self, ids: list[int], rows: list[dict[str, Any]], uuids: list[bytes]) -> None:
        super()._after_insert(ids, rows, uuids)
        for id_, row in zip(ids, rows, strict=True):
            self._note_gift(id_, row)

    def _write(self, old: Record, values: dict[str, Any], changed: Mapping[str, Any]) -> None:
        super()._write(old, values, changed)
        if "owner" in changed:
            for room in self._hanging_rooms():
                room._follow_leads([old.id])
            self._note_gift(old.id, values)
        if "customer" in changed:
            self._move_along(old.id, old.values["customer"], values["customer"])

    def _bin(self, ids: Sequence[int], action: str, *, binned: bool) -> int:
        """Follow-ups and tasks go into the bin and come back with a lead that is no customer."""
        chosen = sorted(self._covered(ids, Action.DELETE, binned))
        unit = self._desk.unit
        old = storage.fetch(unit.session, LEAD, unit.actor, chosen, fields=(), binned=binned)
        done = super()._bin(ids, action, binned=binned)
        for room in self._hanging_rooms():
            if binned:
                room._follow_leads_back(chosen, [one.deleted_at for one in old if one.deleted_at])
            else:
                room._follow_leads_into_bin(chosen)
        return done

    def _move_along(self, id_: int, before: Link | None, after: Link | None) -> None:
        """Follow-ups and tasks go to the customer that a lead became, and come back from it."""
        places = [link.id if link else None for link in (before, after)]
        for room in self._hanging_rooms():
            room._move_with_lead(id_, *places)
        reached = [("customer", place) for place in places if place]
        self.office.activities._show_last_contact(reached)

    def _hanging_rooms(self) -> tuple[CustomerRecords, ...]:
        return self.office.activities, self.office.tasks

    def _note_gift(self, id_: int, values: Values) -> None:
        """Remember to tell a colleague of a lead, once for all of this unit of work."""
        if values.get("owner") is None or self._desk.unit.kind in (
            ChangeKind.UNDO,
            ChangeKind.SETUP,
        ):
            return
        if self._given is None:
            self._given = defaultdict(list)
            self._desk.demands.append(self._tell_of_gifts)
        self._given[values["owner"].id].append(id_)

    def _tell_of_gifts(self) -> None:
        """One notice for each colleague: about the lead, or about exactly these leads."""
        given, self._given = self._given or {}, None
        messages = []
        for owner, ids in given.items():
            only = ids[0] if len(ids) == 1 else None
            told: dict[str, Any] = {} if only else {"count": len(ids)}
            if not only and len(ids) <= MOST_TOLD:
                told[SEVERAL] = ids
            messages.append(Message(owner, LEADS_GIVEN, LEAD.name, only, None, told))
        self.office.notices._send(messages)


def named(values: dict[str, Any]) -> dict[str, Any]:
    """Who asked, as it is stored: a lead is called after the person where no company is known."""
    person = " ".join(str(values.get("contact_name") or "").split())
    values["name"] = " ".join(str(values.get("name") or person).split())
    values["contact_name"] = person or None
    if person and not values.get("salutation"):
        values["salutation"] = people.salutation(person, values.get("job_title") or "") or None
    return values
