"""Rules of contacts: one name, many customers, and birthdays."""

import pytest

from cims.models.contact import BirthdayCalendar
from cims.services.contact_points import ContactPointRow
from cims.services.contacts import PlaceRow
from cims.services.entity import Link
from cims.services.errors import ValidationFailed
from tests.factories import valid


@pytest.fixture
def add(write):
    return lambda **values: write(lambda office: office.contacts.add(values))


@pytest.fixture
def load(read):
    return lambda id_: read(lambda office: office.contacts.load(id_)).values


@pytest.fixture
def firms(write):
    return [
        write(lambda o, n=name: o.customers.add({"name": n})) for name in ("Aurora", "Borealis")
    ]


def test_a_surname_and_a_title_are_a_whole_name(add, load):
    values = load(add(name="张总"))
    assert (values["name"], values["salutation"], values["code"]) == ("张总", "张总", "P000001")
    assert load(add(name="王晓燕", job_title="采购经理"))["salutation"] == "王经理"
    assert load(add(name="Antonio Moreno"))["salutation"] == "Antonio Moreno"


def test_a_contact_belongs_to_several_customers_each_with_a_role(add, load, firms, read):
    first, second = firms
    places = (
        PlaceRow(Link(first), "purchasing", "decides", inactive=True),
        PlaceRow(Link(second), "management"),
    )
    id_ = add(name="Vega", places=places)
    values = load(id_)
    assert values["places"] == places
    assert values["customer"] == Link(second), "the first at which the contact is still active"
    assert values["customer"].text == "Borealis"
    for firm in firms:
        assert read(lambda o, f=firm: o.customers.contacts_of(f)) == [id_]
    assert {r.id for r in read(lambda o: o.customers.find("vega"))} == set(firms)


def test_a_contact_that_moves_leads_to_its_new_customer_only(add, write, read, firms):
    first, second = firms
    id_ = add(name="Vega", customer=Link(first))
    moved = (PlaceRow(Link(second)),)
    write(lambda o: o.contacts.save(o.contacts.load(id_).changed(places=moved)))
    assert [r.id for r in read(lambda o: o.customers.find("vega"))] == [second]
    mains = [read(lambda o, f=f: o.customers.load(f)).values["main_contact"] for f in firms]
    assert mains == [None, "Vega"]


def test_a_contact_needs_a_name_and_no_customer(add, load):
    with pytest.raises(ValidationFailed):
        add(name=" ")
    assert load(add(name="Vega"))["customer"] is None


@pytest.mark.parametrize(
    ("calendar", "year", "month", "day"),
    [
        (BirthdayCalendar.SOLAR, None, 2, 30),
        (BirthdayCalendar.SOLAR, 2023, 2, 29),
        (BirthdayCalendar.SOLAR, None, 13, 1),
        (BirthdayCalendar.LUNAR, None, 8, 31),
        (None, 1990, 4, 31),
    ],
)
def test_a_birthday_that_no_calendar_has_is_refused(add, calendar, year, month, day):
    with pytest.raises(ValidationFailed) as refused:
        add(name="Vega", birthday_calendar=calendar, birthday_year=year, birthday_month=month,
            birthday_day=day)  # fmt: skip
    assert list(refused.value.messages) == ["birthday_day"]


def test_a_birthday_is_refused_on_editing_too(add, write, load):
    id_ = add(name="Vega", birthday_month=4, birthday_day=30)
    with pytest.raises(ValidationFailed):
        write(lambda o: o.contacts.save(o.contacts.load(id_).changed(birthday_day=31)))
    assert load(id_)["birthday_day"] == 30


def test_a_birthday_may_lack_its_year(add, load):
    values = load(add(**valid("contact", birthday_month=2, birthday_day=29)))
    assert (values["birthday_year"], values["birthday_day"]) == (None, 29)


def test_a_contact_is_found_by_nickname_and_job(add, read):
    id_ = add(**valid("contact", name="欧阳锋", job_title="技术总监"))
    for words in ("ouyang", "oyf", "老张", "总监"):
        assert [r.id for r in read(lambda o, w=words: o.contacts.find(w))] == [id_]


def test_a_contact_is_alike_by_phone_anywhere_and_by_name_at_the_same_customer(add, firms, read):
    first, second = firms
    points = (ContactPointRow("mobile", "138 1234 5678"),)
    id_ = add(name="张伟", customer=Link(first), contact_points=points)

    def alike(own=0, **values):
        return [hit.id for hit in read(lambda office: office.contacts.alike(values, own))]

    assert alike(name="李四", contact_points=points) == [id_]
    assert alike(name=" 张伟", places=(PlaceRow(Link(first)),)) == [id_]
    assert alike(name="张伟", customer=Link(first)) == [id_]
    assert alike(name="张伟", customer=Link(second)) == []
    assert alike(name="张伟") == []
    assert alike(name="李四", code="P000001") == [id_]
    assert alike(id_, name="张伟", customer=Link(first), contact_points=points) == []
