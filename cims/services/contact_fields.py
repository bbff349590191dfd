"""What a contact looks like: one description for list, form, import and export."""

from collections.abc import Mapping
from dataclasses import dataclass

from cims.models.contact import BirthdayCalendar, Contact, CustomerContact
from cims.models.customer import Collaborator
from cims.services import contact_points
from cims.services.entity import Entity, Field, Kind, Link, Prefix, Rows, Values
from cims.services.i18n import N_, _
from cims.services.rights import Owned
from cims.services.rules import birthdays, sealed_forms

MOST = 60  # days before a birthday or festival on which it is called to mind


@dataclass(frozen=True)
class PlaceRow:
    """A contact's place at one customer."""

    customer: Link | None = None
    role: str | None = None
    decision_role: str | None = None
    inactive: bool = False


def too_early(days: int) -> str | None:
    """Refuse a number of days before a birthday that is no near day any more."""
    if days <= MOST:
        return None
    return _("A birthday is called to mind at most {most} days before.").format(most=MOST)


FIELDS = (
    Field("name", N_("Full name"), required=True, listed=True, sortable=True, sort_by="name_sort",
          group=N_("Contact"), length=100, synonyms=("name", "名称", "姓名")),
    Field("code", N_("Number"), group=N_("Contact"), sortable=True, length=40),
    Field("salutation", N_("Salutation"), group=N_("Contact"), length=60),
    Field("job_title", N_("Job title"), listed=True, group=N_("Contact"), length=100,
          synonyms=("职务", "职位", "contact title", "title")),
    Field("department", N_("Department"), group=N_("Contact"), length=100),
    Field("places", N_("Customers"), Kind.ROWS, group=N_("Contact"),
          rows=Rows(CustomerContact, "contact_id", PlaceRow, (
              Field("customer", N_("Customer"), Kind.LINK, target="customer", required=True),
              Field("role", N_("Role"), Kind.CHOICE, choices="contact_role"),
              Field("decision_role", N_("Decision role"), Kind.CHOICE, choices="decision_role"),
              Field("inactive", N_("No longer there"), Kind.YES_NO),
          ))),
    Field("customer", N_("Customer"), Kind.LINK, target="customer", listed=True, read_only=True),
    Field("owner", N_("Owner"), Kind.LINK, target="user", group=N_("Contact")),
    contact_points.described("contact_id"),
    Field("main_phone", N_("Phone"), listed=True, read_only=True, shows=("contact_points",)),
    Field("birthday_calendar", N_("Birthday calendar"), Kind.ENUM, enum=BirthdayCalendar,
          group=N_("Birthday")),
    Field("birthday_year", N_("Year of birth"), Kind.WHOLE, group=N_("Birthday")),
    Field("birthday_month", N_("Month of birth"), Kind.WHOLE, group=N_("Birthday")),
    Field("birthday_leap", N_("Leap month"), Kind.YES_NO, group=N_("Birthday")),
    Field("birthday_day", N_("Day of birth"), Kind.WHOLE, group=N_("Birthday")),
    Field("birthday_ahead", N_("Days ahead"), Kind.WHOLE, group=N_("Birthday"), check=too_early,
          synonyms=("提前天数", "生日提前天数", "提前提醒天数", "remind days before")),
    Field("identity_number", N_("Identity number"), Kind.SEALED, group=N_("Sealed"), length=40,
          uuid="0192f0a0-0000-7000-8000-000000000001", sealed_key=sealed_forms.normal,
          warn=sealed_forms.identity_remark,
          synonyms=("身份证", "身份证号", "身份证号码", "证件号", "id number")),
    Field("private_bank_card", N_("Private bank card"), Kind.SEALED, group=N_("Sealed"), length=40,
          uuid="0192f0a0-0000-7000-8000-000000000002", sealed_key=sealed_forms.normal,
          warn=sealed_forms.card_remark, synonyms=("银行卡", "银行卡号", "个人账号", "bank card")),
    Field("remarks", N_("Remarks"), Kind.LONG_TEXT, group=N_("Remarks")),
    Field("created_on", N_("Created"), Kind.DATE, read_only=True, brought=True),
    Field("changed_at", N_("Last change"), Kind.MOMENT, read_only=True),
)  # fmt: skip


def birthday_of(values: Values) -> birthdays.Birthday | None:
    """The birthday in a contact's values; None without month and day."""
    if not values.get("birthday_month") or not values.get("birthday_day"):
        return None
    lunar = values.get("birthday_calendar") is BirthdayCalendar.LUNAR
    return birthdays.Birthday(
        calendar=birthdays.Calendar.LUNAR if lunar else birthdays.Calendar.SOLAR,
        year=values.get("birthday_year"),
        month=values["birthday_month"],
        leap=bool(values.get("birthday_leap")),
        day=values["birthday_day"],
    )


def rule(values: Values) -> Mapping[str, str]:
    """Refuse a birthday that no calendar has."""
    birthday = birthday_of(values)
    message = birthdays.problem(birthday) if birthday else None
    return {"birthday_day": message} if message else {}


CONTACT = Entity(
    "contact",
    "contacts",
    N_("Contact"),
    N_("Contacts"),
    Contact,
    FIELDS,
    Owned(through="customer_id", links=CustomerContact, collaborators=Collaborator),
    series="P{000000}",
    customer_column="customer_id",
    worked_by=(
        "birthday_calendar",
        "birthday_month",
        "birthday_leap",
        "birthday_day",
        "birthday_ahead",
    ),
    prefix=Prefix("name", str.strip),
    rule=rule,
)
