"""What a customer looks like: the one description for list, form, search, import and export."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cims.models.customer import (
    Address,
    Collaborator,
    Customer,
    CustomerKind,
    CustomerRelation,
    CustomerTag,
    FormerName,
    Identifier,
    InvoiceDetails,
)
from cims.models.segment import CustomerSegment
from cims.services import contact_points
from cims.services.entity import Entity, Field, Kind, Link, Prefix, Rows
from cims.services.i18n import N_, _
from cims.services.rights import Owned
from cims.services.rules import companies, credit_code


@dataclass(frozen=True)
class FormerNameRow:
    """A name the customer had before."""

    name: str = ""


@dataclass(frozen=True)
class AddressRow:
    """A place of a customer."""

    use: str = "registered"
    country: str | None = None
    region_code: str | None = None
    province: str | None = None
    city: str | None = None
    district: str | None = None
    detail: str | None = None
    postal_code: str | None = None
    consignee: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class IdentifierRow:
    """An official number beside the credit code."""

    kind: str = "taxpayer"
    value: str = ""


@dataclass(frozen=True)
class InvoiceRow:
    """One set of invoice details."""

    is_default: bool = True
    title: str = ""
    taxpayer_id: str | None = None
    address: str | None = None
    phone: str | None = None
    bank: str | None = None
    bank_account: str | None = None
    receiver: str | None = None
    receiver_email: str | None = None
    receiver_phone: str | None = None
    invoice_kind: str | None = None
    tax_rate: Decimal | None = None


@dataclass(frozen=True)
class RelationRow:
    """Another customer that this one has to do with."""

    related: Link | None = None
    kind: str | None = None
    note: str | None = None


def one_default(rows: Sequence[InvoiceRow]) -> str | None:
    """Refuse several default sets of invoice details."""
    if sum(row.is_default for row in rows) > 1:
        return _("Only one set of invoice details can be the default. Untick the others.")
    return None


ROWS = "customer_id"
FIELDS = (
    Field("name", N_("Name"), required=True, listed=True, sortable=True, sort_by="name_sort",
          group=N_("Customer"), length=200),
    Field("code", N_("Number"), group=N_("Customer"), sortable=True, length=40,
          synonyms=("客户编号", "编码", "customer no", "customer number", "id")),
    Field("short_name", N_("Short name"), group=N_("Customer"), length=100),
    Field("former_names", N_("Former names"), Kind.ROWS, group=N_("Customer"),
          rows=Rows(FormerName, ROWS, FormerNameRow,
                    (Field("name", N_("Former name"), required=True, length=200),),
                    derive=lambda row: {"core_name": companies.core_name(row.name)})),
    Field("kind", N_("Kind"), Kind.ENUM, enum=CustomerKind, group=N_("Customer")),
    Field("lifecycle", N_("State"), Kind.CHOICE, choices="lifecycle", listed=True, sortable=True,
          group=N_("Customer"), synonyms=("状态", "客户状态", "阶段")),
    Field("grade", N_("Grade"), Kind.CHOICE, choices="grade", listed=True, sortable=True,
          group=N_("Customer")),
    Field("industry", N_("Industry"), Kind.CHOICE, choices="industry", group=N_("Customer")),
    Field("source", N_("Source"), Kind.CHOICE, choices="source", group=N_("Customer")),
    Field("size", N_("Size"), Kind.CHOICE, choices="size", group=N_("Customer")),
    Field("owner", N_("Owner"), Kind.LINK, target="user", listed=True, group=N_("Customer")),
    Field("collaborators", N_("Collaborators"), Kind.LINKS, target="user", group=N_("Customer"),
          rows=Rows(Collaborator, ROWS, link="user_id")),
    Field("tags", N_("Tags"), Kind.TAGS, group=N_("Customer"), length=60,
          rows=Rows(CustomerTag, ROWS, link="tag_id")),
    Field("next_contact_on", N_("Next contact"), Kind.DATE, listed=True, sortable=True,
          group=N_("Customer")),
    Field("next_step", N_("Next step"), group=N_("Customer"), length=200),
    Field("last_contact_on", N_("Last contact"), Kind.DATE, listed=True, sortable=True,
          read_only=True, shows=("activity.happened_at",)),
    Field("segments", N_("Segments"), Kind.LINKS, target="segment", group=N_("Customer"),
          rows=Rows(CustomerSegment, ROWS, link="segment_id")),
    contact_points.described(ROWS),
    Field("website", N_("Website"), group=N_("Reach"), length=200),
    Field("addresses", N_("Addresses"), Kind.ROWS, group=N_("Reach"),
          rows=Rows(Address, ROWS, AddressRow, (
              Field("use", N_("Use"), Kind.CHOICE, choices="address_use", required=True),
              Field("country", N_("Country"), length=60),
              Field("region_code", N_("Region code"), length=6),
              Field("province", N_("Province"), length=60),
              Field("city", N_("City"), length=60),
              Field("district", N_("District"), length=60),
              Field("detail", N_("Street and number"), length=300),
              Field("postal_code", N_("Postal code"), length=20),
              Field("consignee", N_("Consignee"), length=100),
              Field("phone", N_("Phone"), length=60),
          ))),
    Field("credit_code", N_("Unified social credit code"), group=N_("Invoices"), length=40,
          warn=credit_code.problem,
          synonyms=("税号", "纳税人识别号", "信用代码", "统一社会信用代码", "tax id")),
    Field("identifiers", N_("Other official numbers"), Kind.ROWS, group=N_("Invoices"),
          rows=Rows(Identifier, ROWS, IdentifierRow, (
              Field("kind", N_("Kind"), Kind.CHOICE, choices="identifier_kind", required=True),
              Field("value", N_("Number"), required=True, length=60),
          ))),
    Field("invoice_details", N_("Invoice details"), Kind.ROWS, group=N_("Invoices"),
          check=one_default,
          rows=Rows(InvoiceDetails, ROWS, InvoiceRow, (
              Field("title", N_("Name"), required=True, length=200),
              Field("taxpayer_id", N_("Taxpayer ID"), length=40),
              Field("address", N_("Address"), length=300),
              Field("phone", N_("Phone"), length=60),
              Field("bank", N_("Bank"), length=200),
              Field("bank_account", N_("Company bank account"), length=60),
              Field("receiver", N_("Invoice receiver"), length=100),
              Field("receiver_email", N_("Receiver's e-mail"), length=200),
              Field("receiver_phone", N_("Receiver's mobile"), length=60),
              Field("invoice_kind", N_("Invoice kind"), Kind.CHOICE, choices="invoice_kind"),
              Field("tax_rate", N_("Tax rate"), Kind.SHARE),
              Field("is_default", N_("Default"), Kind.YES_NO),
          ))),
    Field("parent", N_("Parent company"), Kind.LINK, target="customer", group=N_("Relations")),
    Field("relations", N_("Related companies"), Kind.ROWS, group=N_("Relations"),
          rows=Rows(CustomerRelation, ROWS, RelationRow, (
              Field("related", N_("Related company"), Kind.LINK, target="customer", required=True),
              Field("kind", N_("Kind"), Kind.CHOICE, choices="relation_kind"),
              Field("note", N_("Note"), length=200),
          ))),
    Field("needs", N_("Needs"), Kind.LONG_TEXT, group=N_("Remarks")),
    Field("preferences", N_("Preferences"), Kind.LONG_TEXT, group=N_("Remarks")),
    Field("remarks", N_("Remarks"), Kind.LONG_TEXT, group=N_("Remarks")),
    Field("main_contact", N_("Main contact"), listed=True, read_only=True,
          shows=("contact.name",)),
    Field("main_phone", N_("Phone"), listed=True, read_only=True,
          shows=("contact_points", "contact.contact_points")),
    Field("created_on", N_("Created"), Kind.DATE, read_only=True, brought=True, sortable=True),
    Field("changed_at", N_("Last change"), Kind.MOMENT, read_only=True),
    Field("owned_since", N_("In these hands since"), Kind.DATE, read_only=True),
    Field("protected_until", N_("Not to the pool before"), Kind.DATE, group=N_("Customer"),
          synonyms=("保护期", "保护至", "保护期至", "protected until")),
    Field("returns_on", N_("Returns to the pool on"), Kind.DATE, read_only=True),
    Field("pooled_on", N_("In the pool since"), Kind.DATE, read_only=True),
    Field("pool_reason", N_("Why in the pool"), Kind.CHOICE, choices="pool_reason",
          read_only=True),
    Field("former_owner", N_("Former owner"), Kind.LINK, target="user", read_only=True),
)  # fmt: skip


CUSTOMER = Entity(
    "customer",
    "customers",
    N_("Customer"),
    N_("Customers"),
    Customer,
    FIELDS,
    Owned(collaborators=Collaborator),
    series="C{000000}",
    keys=("code", "credit_code"),
    customer_column="id",
    worked_by=("next_contact_on", "next_step", "segments", "created_on", "returns_on"),
    prefix=Prefix("core_name", companies.core_name),
)
