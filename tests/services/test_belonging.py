"""What hangs on what: collaborators, links to records out of sight, numbers taken meanwhile."""

import pytest

from cims.services.contacts import PlaceRow
from cims.services.entity import Link
from cims.services.errors import NotPossible, ValidationFailed


def customer(name: str, **values):
    return lambda office: office.customers.add({"name": name, **values})


def person(name: str, customer_id: int):
    places = (PlaceRow(Link(customer_id)),)
    return lambda office: office.contacts.add({"name": name, "places": places})


def test_a_collaborator_sees_and_finds_the_contacts_of_the_customer(write, read, acting, template):
    sales = template.people["sales"]
    id_ = write(customer("苏州恒泰有限公司", collaborators=(Link(sales),)))
    contact = write(person("张卫东", id_))
    seen = read(lambda office: list(office.contacts.listing().ids), acting("sales"))
    found = read(lambda office: list(office.contacts.listing(words="zwd").ids), acting("sales"))
    assert (seen, found) == ([contact], [contact])


def test_who_is_no_collaborator_any_more_finds_the_contacts_no_longer(
    write, read, acting, template
):
    sales = template.people["sales"]
    id_ = write(customer("苏州恒泰有限公司", collaborators=(Link(sales),)))
    write(person("张卫东", id_))
    write(
        lambda office: office.customers.save(office.customers.load(id_).changed(collaborators=()))
    )
    assert not read(lambda office: office.contacts.listing().ids, acting("sales"))
    assert not read(lambda office: office.contacts.listing(words="zwd").ids, acting("sales"))


def test_nobody_hangs_a_contact_on_a_customer_out_of_sight(write, acting):
    id_ = write(customer("苏州恒泰有限公司"))
    with pytest.raises(ValidationFailed) as refused:
        write(person("李四", id_), acting("sales"))
    assert list(refused.value.messages) == ["places"]


def test_a_link_to_nothing_is_refused_beside_its_field(write):
    with pytest.raises(ValidationFailed) as refused:
        write(customer("苏州恒泰有限公司", parent=Link(4711)))
    assert list(refused.value.messages) == ["parent"]


def test_a_link_that_was_there_before_stays_though_the_editor_may_not_see_it(
    write, read, acting, template
):
    group = write(customer("恒泰集团"))
    id_ = write(
        customer("苏州恒泰有限公司", parent=Link(group), owner=Link(template.people["sales"]))
    )
    sales = acting("sales")
    record = read(lambda office: office.customers.load(id_), sales)
    assert record.values["parent"] == Link(group)
    assert record.values["parent"].text == ""
    write(lambda office: office.customers.save(record.changed(remarks="called")), sales)
    assert read(lambda office: office.customers.load(id_)).values["parent"] == Link(group)


def test_a_restored_record_whose_number_is_taken_asks_for_a_new_one(write, read):
    id_ = write(customer("苏州恒泰有限公司", code="A-1"))
    write(lambda office: office.customers.remove([id_]))
    other = write(customer("杭州远东有限公司", code="A-1"))
    with pytest.raises(NotPossible):
        write(lambda office: office.customers.restore([id_]))
    write(lambda office: office.customers.restore([id_], renumber=True))
    codes = read(lambda office: [office.customers.load(one).values["code"] for one in (id_, other)])
    assert codes[1] == "A-1"
    assert codes[0] not in ("", "A-1")
    assert read(lambda office: list(office.customers.listing(words=codes[0]).ids)) == [id_]


def test_only_contacts_of_customers_that_are_binned_go_along(write, read, acting, template):
    sales = Link(template.people["sales"])
    own = write(customer("苏州恒泰有限公司", owner=sales))
    foreign = write(customer("杭州远东有限公司"))
    places = (PlaceRow(Link(foreign)),)
    mine = write(lambda o: o.contacts.add({"name": "李四", "places": places, "owner": sales}))
    assert write(lambda o: o.customers.remove([own, foreign]), acting("sales")) == 1
    assert read(lambda office: list(office.contacts.listing().ids)) == [mine]
    assert read(lambda office: list(office.customers.listing().ids)) == [foreign]


def test_contacts_come_back_with_new_numbers_where_theirs_are_taken(write, read):
    id_ = write(customer("苏州恒泰有限公司"))
    places = (PlaceRow(Link(id_)),)
    contact = write(lambda o: o.contacts.add({"name": "张卫东", "code": "P-1", "places": places}))
    write(lambda office: office.customers.remove([id_]))
    other = write(lambda office: office.contacts.add({"name": "李四", "code": "P-1"}))
    with pytest.raises(NotPossible):
        write(lambda office: office.customers.restore([id_]))
    write(lambda office: office.customers.restore([id_], renumber=True))
    codes = read(lambda o: [o.contacts.load(one).values["code"] for one in (contact, other)])
    assert codes[1] == "P-1"
    assert codes[0] not in ("", "P-1")


def test_a_restore_with_a_new_number_can_be_undone(opened, write, read):
    id_ = write(customer("苏州恒泰有限公司", code="A-1"))
    write(lambda office: office.customers.remove([id_]))
    write(customer("杭州远东有限公司", code="A-1"))
    with opened.database.write(opened.actor) as office:
        office.customers.restore([id_], renumber=True)
        number = office.changes.change_set_id
    assert write(lambda office: office.undo(number)).undone == 1
    assert read(lambda office: list(office.customers.listing(binned=True).ids)) == [id_]


def test_colleagues_without_numbers_come_back_too(write, read, template):
    id_ = template.people["sales"]
    write(lambda office: office.users.remove([id_]))
    write(lambda office: office.users.restore([id_], renumber=True))
    assert read(lambda office: office.users.load(id_)).values["username"] == "sales"
