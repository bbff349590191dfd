"""What happened to a record, as those may read it who see the record."""

from collections.abc import Callable
from typing import Any

import pytest

from cims.services.customers import RelationRow
from cims.services.drafts import FormDraft
from cims.services.entity import Link
from cims.services.errors import NotFound
from cims.services.log_entries import LogFilter
from tests.conftest import START, Acting

Run = Callable[..., Any]


@pytest.fixture
def customer(write: Run, template: Any) -> int:
    values = {"name": "恒泰", "owner": Link(template.people["sales"])}
    return write(lambda office: office.customers.add(values))  # type: ignore[no-any-return]


def history(read: Run, customer: int, actor: Any = None) -> Any:
    return read(lambda office: office.history.history("customer", customer), actor)


def test_an_edit_is_told_field_by_field_newest_first(
    write: Run, read: Run, customer: int, template: Any
) -> None:
    boss = Link(template.people["administrator"])
    write(
        lambda office: office.customers.save(
            office.customers.load(customer).changed(grade="A", owner=boss)
        )
    )
    edit, create = history(read, customer)
    assert (edit.action, edit.by, edit.at, edit.title) == ("edit", "Wang Xiaoyan", START, "")
    changes = {change.field.name: (change.before, change.after) for change in edit.changes}
    assert changes["grade"] == (None, "A")
    assert [link.text for link in changes["owner"]] == ["Sales", "Wang Xiaoyan"]
    assert create.action == "create"


def test_rows_that_point_to_records_bear_their_names_as_far_as_these_are_in_sight(
    write: Run, read: Run, customer: int, acting: Acting
) -> None:
    def relate(office: Any) -> None:
        other = office.customers.add({"name": "远东"})
        related = (RelationRow(Link(other), "dealer"),)
        office.customers.save(office.customers.load(customer).changed(relations=related))
        left = FormDraft("customer", None, None, {"name": "Half", "relations": related})
        office.drafts.keep([left])

    write(relate)
    for actor, name in ((None, "远东"), (acting("sales"), "")):
        (change,) = history(read, customer, actor)[0].changes
        assert [row.related.text for row in change.after] == [name]
    (draft,) = read(lambda office: office.drafts.mine())
    assert draft.values["relations"][0].related.text == "远东"
    told = read(lambda office: office.audit_log.entries(LogFilter(entity="customer")).entries)
    (after,) = [one.after for entry in told for one in entry.changes if one.before == ()]
    assert [row.related.text for row in after] == ["远东"]


def test_contacts_stand_in_the_history_of_their_customer(
    write: Run, read: Run, customer: int
) -> None:
    place = {"name": "张总", "customer": Link(customer)}
    contact = write(lambda office: office.contacts.add(place))
    newest = history(read, customer)[0]
    assert (newest.entity, newest.record_id, newest.title) == ("contact", contact, "张总")


def test_who_may_not_see_the_record_may_not_read_its_history(
    write: Run, read: Run, acting: Acting
) -> None:
    foreign = write(lambda office: office.customers.add({"name": "Not for sales"}))
    with pytest.raises(NotFound):
        history(read, foreign, acting("sales"))


def test_a_contact_that_went_elsewhere_takes_its_history_along(
    write: Run, read: Run, customer: int, acting: Acting
) -> None:
    other = write(lambda office: office.customers.add({"name": "Elsewhere"}))
    contact = write(
        lambda office: office.contacts.add({"name": "张总", "customer": Link(customer)})
    )

    def move(office: Any) -> None:
        record = office.contacts.load(contact)
        place = record.values["places"][0]
        moved = type(place)(Link(other))
        office.contacts.save(record.changed(places=(moved,)))

    write(move)
    seen = {entry.entity for entry in history(read, customer, acting("sales"))}
    assert seen == {"customer"}


def test_the_history_of_a_binned_record_can_still_be_read(
    write: Run, read: Run, customer: int
) -> None:
    write(lambda office: office.customers.remove([customer]))
    assert history(read, customer)[0].action == "remove"


def test_the_bin_knows_who_deleted_and_when(
    write: Run, read: Run, customer: int, acting: Acting
) -> None:
    foreign = write(lambda office: office.customers.add({"name": "Not for sales"}))
    write(lambda office: office.customers.remove([customer, foreign]))
    ids = [customer, foreign]
    removals = read(lambda office: office.history.removals("customer", ids), acting("sales"))
    assert set(removals) == {customer}
    assert (removals[customer].by, removals[customer].at) == ("Wang Xiaoyan", START)
