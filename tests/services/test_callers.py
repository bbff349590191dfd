"""Who calls: digits back to the customer, without a leak of colleagues' customers."""

from datetime import date

import pytest

from cims.services.contact_points import ContactPointRow
from cims.services.entity import Link
from cims.services.errors import CimsError
from tests.factories import valid

MOBILE, DESK = "13812345678", "0512-62888888"


@pytest.fixture
def customer(write, acting):
    """A customer of the sales person's, with a desk phone and a person there."""

    def make(office):
        points = (ContactPointRow("landline", DESK),)
        id_ = office.customers.add(valid("customer", name="苏州恒泰", contact_points=points))
        person = {
            "name": "张总",
            "customer": Link(id_),
            "contact_points": (ContactPointRow("mobile", MOBILE),),
        }
        office.contacts.add(person)
        office.tasks.add({"name": "寄样", "customer": Link(id_)})
        office.activities.add({"content": "打了电话", "customer": Link(id_)})
        return id_

    return write(make, acting("sales"))


def find(read, actor, digits):
    return read(lambda office: office.callers.find(digits), actor)


@pytest.mark.parametrize(
    "digits", ["5678", "13812345678", "138 1234", "１３８１２", "013812345678"]
)
def test_the_digits_of_a_mobile_lead_to_the_person_and_the_customer(read, acting, customer, digits):
    (hit,) = find(read, acting("sales"), digits).hits
    assert (hit.contact.text, hit.customer, hit.owner) == ("张总", Link(customer), "Sales")
    assert hit.phone == "138 1234 5678"
    assert hit.last_contact_on == date(2026, 11, 22)
    assert hit.open_tasks == 1


@pytest.mark.parametrize("digits", ["62888888", "051262888888", "8888", "0512-6288 8888"])
def test_a_desk_phone_leads_to_the_customer(read, acting, customer, digits):
    (hit,) = find(read, acting("sales"), digits).hits
    assert (hit.customer.text, hit.contact) == ("苏州恒泰", None)


def test_of_a_colleagues_customer_only_a_whole_number_tells(write, read, acting, customer):
    other = acting("manager")
    foreign = acting("sales")
    hidden = write(
        lambda o: o.customers.add(
            {"name": "无锡机械", "contact_points": (ContactPointRow("mobile", "13900001111"),)}
        )
    )
    assert find(read, foreign, "1111").hits == ()
    assert find(read, foreign, "1111").others == ()
    found = find(read, foreign, "139 0000 1111")
    assert found.hits == ()
    assert [(one.name, one.owner) for one in found.others] == [("无锡机械", "Wang Xiaoyan")]
    assert find(read, other, "13812345678").others == ()
    assert find(read, acting("administrator"), "1111").hits[0].customer == Link(hidden)


def test_a_code_is_no_phone(read, acting, customer):
    assert find(read, acting("sales"), "000001").hits == ()


@pytest.mark.parametrize("digits", ["", "12", "ab", "-"])
def test_too_few_digits_are_asked_for(read, acting, digits):
    with pytest.raises(CimsError, match="at least three digits"):
        find(read, acting("sales"), digits)


def test_what_is_done_is_not_among_the_open_tasks(write, read, acting, customer):
    done = {"name": "开票", "customer": Link(customer), "done": True}
    write(lambda office: office.tasks.add(done), acting("sales"))
    assert find(read, acting("sales"), MOBILE).hits[0].open_tasks == 1


def test_of_a_customer_that_went_elsewhere_nothing_is_told_beside_ones_own_contact(
    write, read, acting, customer
):
    boss = acting("administrator")
    write(lambda office: office.customers.hand_over([customer], boss.user_id), acting("manager"))
    (hit,) = find(read, acting("sales"), MOBILE).hits
    assert hit.contact.text == "张总"
    assert (hit.customer, hit.owner, hit.open_tasks) == (None, "", 0)
    assert (hit.last_contact_on, hit.next_contact_on) == (None, None)
