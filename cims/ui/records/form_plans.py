"""What the description of a record type leaves open about its form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as part
from datetime import date
from typing import TYPE_CHECKING, Any

from cims.services.activities import ACTIVITY
from cims.services.assignment_rules import ASSIGNMENT_RULE
from cims.services.contacts import CONTACT, birthday_of
from cims.services.customers import CUSTOMER
from cims.services.entity import Entity, Field, Kind
from cims.services.exchange_rates import EXCHANGE_RATE
from cims.services.field_rights import described
from cims.services.i18n import N_, _
from cims.services.lead_fields import LEAD
from cims.services.opportunity_fields import OPPORTUNITY
from cims.services.order_fields import ORDER
from cims.services.paper_fields import LINES
from cims.services.paper_templates.templates import PAPER_TEMPLATE
from cims.services.pipelines import PIPELINE, STAGE
from cims.services.product_families import PRODUCT_FAMILY
from cims.services.products import PRODUCT
from cims.services.quote_fields import QUOTE
from cims.services.quote_rules import LOCKED
from cims.services.rights import Actor, Double
from cims.services.rules import birthdays, companies, people
from cims.services.segments import SEGMENT
from cims.services.target_fields import TARGET
from cims.services.tasks import TASK
from cims.services.tax_rates import TAX_RATE
from cims.ui.records.format import Words

if TYPE_CHECKING:
    from cims.services.office import Office

Values = Mapping[str, Any]
Alike = Callable[["Office", Values, int], Sequence[Double]]
WIDE_KINDS = frozenset({Kind.LONG_TEXT, Kind.ROWS, Kind.LINKS, Kind.TAGS})
WIDE_LENGTH = 200


def nothing_locked(_values: Values) -> frozenset[str]:
    """All that may be entered may be changed."""
    return frozenset()


def sent_locked(values: Values) -> frozenset[str]:
    """What stands in a quote once the customer has it."""
    return frozenset() if values["state"] == "draft" else frozenset({*LOCKED, LINES})


@dataclass(frozen=True)
class FormPlan:
    """Titles, hints and the duplicate check of one form.

    `hints` say in an empty box what the office will put there, `notes` stand at the end of a
    group, `kept` names the fields whose last value is the next new record's first; `went_to` says
    who has a new record that went out of the sight of whoever entered it; `locked` names the
    fields of a stored record that can't be changed any more; what is `only_if` is shown where
    the values say so.
    """

    entity: Entity
    icon: str
    new: str
    edit: str
    alike: Alike
    watched: frozenset[str] = frozenset()
    kept: tuple[str, ...] = ()
    went_to: Callable[["Office", int], str] = lambda office, id_: ""
    only_if: Mapping[str, Callable[[Values], bool]] = part(default_factory=dict)
    hints: Mapping[str, Callable[[Values], str]] = part(default_factory=dict)
    notes: Mapping[str, Callable[[Values, date], str]] = part(default_factory=dict)
    remark: Callable[[Values, Words], Mapping[str, str]] = lambda values, words: {}
    locked: Callable[[Values], frozenset[str]] = nothing_locked

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of the form: all that are entered, and the lines of a paper."""
        entered = self.entity.entered_with.values()
        return tuple(field for field in entered if not field.read_only)

    @property
    def groups(self) -> tuple[tuple[str, tuple[Field, ...]], ...]:
        """The groups in their order with their fields."""
        found: dict[str, list[Field]] = {}
        for field in self.fields:
            found.setdefault(field.group, []).append(field)
        return tuple((group, tuple(fields)) for group, fields in found.items())

    @property
    def abreast(self) -> int:
        """How many short fields stand side by side: of papers more, to leave room for lines."""
        return 2 if self.entity.lines is None else 3

    def is_wide(self, field: Field) -> bool:
        """Whether the field takes the whole width."""
        if self.entity.lines is not None and field.name == self.entity.title:
            return False  # a paper is known by its number and its customer
        is_title = field.name == self.entity.title
        return is_title or field.kind in WIDE_KINDS or field.length >= WIDE_LENGTH


def form_plan(entity: str, actor: Actor) -> FormPlan:
    """The plan of a record type's form for who sees the type so."""
    plan = FORM_PLANS[entity]
    seen = described(plan.entity, actor)
    if seen is plan.entity:
        return plan
    open_ones = {field.name for field in seen.fields if not field.read_only}
    hints = {name: hint for name, hint in plan.hints.items() if name in open_ones}
    kept = tuple(name for name in plan.kept if name in open_ones)
    return replace(plan, entity=seen, kept=kept, hints=hints, watched=plan.watched & open_ones)


def nobody_alike(_office: "Office", _values: Values, _id: int) -> Sequence[Double]:
    """Two of these may well be alike."""
    return ()


def given_later(_values: Values) -> str:
    """The hint for a number that the office gives."""
    return _("Given when saved")


def called_after_customer(values: Values) -> str:
    """The subject that an order gets where none is entered."""
    customer = values.get("customer")
    return customer.text if customer else ""


def called_after_both(values: Values) -> str:
    """The name that an opportunity gets where none is entered."""
    links = (values.get("customer"), values.get("product"))
    return " · ".join(link.text for link in links if link)


def unrated(values: Values, words: Words) -> Mapping[str, str]:
    """A currency that no sum can be converted from is kept, and remarked on."""
    currency = str(values.get("currency") or "").strip().upper()
    if not currency or words.rated is None or currency in words.rated:
        return {}
    told = _("There is no exchange rate for {currency}: sums in {base} leave this out until then.")
    return {"currency": told.format(currency=currency, base=words.currency)}


def short_name(values: Values) -> str:
    """The short name that the office makes of the name."""
    return companies.short_name(values["name"]) if values.get("name") else ""


def as_usual(_values: Values) -> str:
    """The hint for a number that the office has chosen for all."""
    return _("As usual here")


def salutation(values: Values) -> str:
    """How one would address the contact."""
    if not values.get("name"):
        return ""
    return people.salutation(values["name"], values.get("job_title") or "")


def called_after_person(values: Values) -> str:
    """The name that a lead gets where only a person is known."""
    return str(values.get("contact_name") or "")


def lead_salutation(values: Values) -> str:
    """How one would address whoever asked."""
    return salutation({**values, "name": values.get("contact_name")})


def given_by_rule(_values: Values) -> str:
    """The hint for an owner that nobody chooses."""
    return _("By the assignment rules")


def lead_went_to(office: "Office", id_: int) -> str:
    """Who was given a new lead that whoever entered it can't see any more."""
    if office.names_of(LEAD.name, [id_]):
        return ""
    gift = office.assigning.given(id_)
    if gift is None or gift.owner is None or gift.rule is None:
        return ""
    words = _("The lead was given to {owner} by the rule “{rule}”.")
    return words.format(owner=gift.owner.text, rule=gift.rule.text)


def birthday(values: Values, today: date) -> str:
    """The birthday as it is written, with the next day on which it is kept."""
    found = birthday_of(values)
    if found is None or birthdays.problem(found):
        return ""
    coming = birthdays.next_dates(found, today)
    words = birthdays.shown(found, today)
    if not coming:
        return words
    return _("{birthday}, next on {date}").format(birthday=words, date=coming[0].isoformat())


def valid_as_usual(_values: Values) -> str:
    """The last day of a quote for which none is entered."""
    return _("As long as usual here")


FORM_PLANS: Mapping[str, FormPlan] = {
    plan.entity.name: plan
    for plan in (
        FormPlan(
            CUSTOMER,
            "building-complex",
            N_("New customer"),
            N_("Edit customer"),
            lambda office, values, id_: office.customers.alike(values, id_),
            watched=frozenset({"name", "code", "credit_code", "contact_points"}),
            kept=("source",),
            hints={"code": given_later, "short_name": short_name},
        ),
        FormPlan(
            CONTACT,
            "users",
            N_("New contact"),
            N_("Edit contact"),
            lambda office, values, id_: office.contacts.alike(values, id_),
            watched=frozenset(
                {"name", "code", "contact_points", "places"} | {f.name for f in CONTACT.sealed}
            ),
            hints={"code": given_later, "salutation": salutation, "birthday_ahead": as_usual},
            notes={"Birthday": birthday},
        ),
        FormPlan(
            ACTIVITY,
            "notebook-pen",
            N_("New follow-up"),
            N_("Edit follow-up"),
            nobody_alike,
            kept=("kind",),
            hints={"code": given_later},
        ),
        FormPlan(
            TASK,
            "list-todo",
            N_("New task"),
            N_("Edit task"),
            nobody_alike,
            hints={"code": given_later},
        ),
        FormPlan(
            SEGMENT,
            "group",
            N_("New segment"),
            N_("Edit segment"),
            nobody_alike,
            hints={"code": given_later},
        ),
        FormPlan(
            PRODUCT,
            "package",
            N_("New product"),
            N_("Edit product"),
            lambda office, values, id_: office.products.alike(values, id_),
            watched=frozenset({"name", "code", "model"}),
            kept=("family", "unit", "tax_class"),
            hints={"code": given_later, "currency": as_usual},
        ),
        FormPlan(
            PRODUCT_FAMILY,
            "boxes",
            N_("New product family"),
            N_("Edit product family"),
            nobody_alike,
            hints={"code": given_later},
        ),
        FormPlan(
            TAX_RATE,
            "percent",
            N_("New tax rate"),
            N_("Edit tax rate"),
            nobody_alike,
            hints={"code": given_later},
        ),
        FormPlan(
            EXCHANGE_RATE,
            "arrow-left-right",
            N_("New exchange rate"),
            N_("Edit exchange rate"),
            nobody_alike,
            kept=("currency", "units"),
            hints={"code": given_later},
        ),
        FormPlan(
            TARGET,
            "goal",
            N_("New target"),
            N_("Edit target"),
            nobody_alike,
            kept=("owner",),
            hints={"code": given_later, "currency": as_usual},
        ),
        FormPlan(
            OPPORTUNITY,
            "handshake",
            N_("New opportunity"),
            N_("Edit opportunity"),
            nobody_alike,
            kept=("source",),
            hints={"code": given_later, "currency": as_usual, "name": called_after_both},
            remark=unrated,
        ),
        FormPlan(
            LEAD,
            "magnet",
            N_("New lead"),
            N_("Edit lead"),
            lambda office, values, id_: office.leads.alike(values, id_),
            watched=frozenset({"name", "code", "contact_points"}),
            kept=("source",),
            went_to=lead_went_to,
            only_if={"invalid_reason": lambda values: values.get("state") == "invalid"},
            hints={
                "code": given_later,
                "currency": as_usual,
                "name": called_after_person,
                "salutation": lead_salutation,
                "owner": given_by_rule,
            },
        ),
        FormPlan(
            ASSIGNMENT_RULE,
            "split",
            N_("New rule"),
            N_("Edit rule"),
            nobody_alike,
            hints={"code": given_later},
        ),
        FormPlan(
            PIPELINE,
            "workflow",
            N_("New pipeline"),
            N_("Edit pipeline"),
            nobody_alike,
            hints={"code": given_later},
        ),
        FormPlan(
            STAGE,
            "milestone",
            N_("New stage"),
            N_("Edit stage"),
            nobody_alike,
            hints={"code": given_later},
        ),
        FormPlan(
            QUOTE,
            "file-text",
            N_("New quote"),
            N_("Edit quote"),
            nobody_alike,
            kept=("tax_included",),
            hints={
                "code": given_later,
                "currency": as_usual,
                "name": called_after_customer,
                "valid_until": valid_as_usual,
            },
            locked=sent_locked,
        ),
        FormPlan(
            PAPER_TEMPLATE,
            "file-text",
            N_("New template"),
            N_("Edit template"),
            nobody_alike,
            hints={"code": given_later},
        ),
        FormPlan(
            ORDER,
            "receipt-text",
            N_("New order"),
            N_("Edit order"),
            nobody_alike,
            kept=("payment_term", "tax_included"),
            hints={"code": given_later, "currency": as_usual, "name": called_after_customer},
        ),
    )
}
