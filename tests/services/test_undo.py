"""Taking back a change set: exactly, with the undoer's rights, never over newer work."""

from dataclasses import replace

import pytest

from cims.services.changes import ChangeKind
from cims.services.contact_points import ContactPointRow
from cims.services.contacts import PlaceRow
from cims.services.entity import Link
from cims.services.errors import CimsError, NotAllowed, NotFound, NotPossible
from cims.services.rights import Action, Reach, Rights
from tests.factories import valid

COMPUTED = {"changed_at", "main_contact", "main_phone"}


@pytest.fixture
def change(opened):
    """Run work as one unit; the id of its change set is returned."""

    def run(work, actor=None, kind=ChangeKind.EDIT):
        with opened.database.write(actor or opened.actor, kind) as office:
            work(office)
            return office.changes.change_set_id

    return run


@pytest.fixture
def undo(opened):
    def run(number, actor=None, **more):
        with opened.database.write(actor or opened.actor) as office:
            result = office.undo(number, **more)
            run.last = office.changes.change_set_id
            return result

    return run


def edited(id_, **values):
    def work(office):
        office.customers.save(office.customers.load(id_).changed(**values))

    return work


def entered(record):
    return {name: value for name, value in record.values.items() if name not in COMPUTED}


def test_an_edit_of_every_field_is_taken_back_exactly(write, read, change, undo):
    id_ = write(lambda office: office.customers.add(valid("customer")))
    other = write(lambda office: office.customers.add({"name": "Borealis"}))
    before = read(lambda office: office.customers.load(id_))
    values = valid("customer", name="北极光", parent=Link(other), grade=None, tags=(), remarks=None)
    number = change(edited(id_, **values))
    assert undo(number).undone == 1
    after = read(lambda office: office.customers.load(id_))
    assert entered(after) == entered(before)
    assert after.values["main_phone"] == before.values["main_phone"]
    assert after.version == before.version + 2
    assert read(lambda office: office.customers.count(words="北极光")) == 0


def test_a_rename_that_is_taken_back_leaves_no_former_name(write, read, change, undo):
    id_ = write(lambda office: office.customers.add({"name": "Aurora"}))
    number = change(edited(id_, name="Borealis"))
    undo(number)
    values = read(lambda office: office.customers.load(id_)).values
    assert (values["name"], values["former_names"]) == ("Aurora", ())


def test_a_new_customer_with_contacts_goes_into_the_bin_and_comes_back(
    read, change, undo, write, clock
):
    made = {}

    def create(office):
        made["customer"] = office.customers.add({"name": "Aurora"})
        made["contact"] = office.contacts.add({"name": "Vega", "customer": Link(made["customer"])})
        office.customers.save(office.customers.load(made["customer"]).changed(remarks="new"))

    number = change(create)
    clock.pass_by(hours=1)
    assert undo(number) == undo_result(2)
    assert read(lambda o: (o.customers.count(), o.contacts.count())) == (0, 0)
    assert read(lambda o: (o.customers.count(binned=True), o.contacts.count(binned=True))) == (1, 1)
    undo(undo.last)
    assert read(lambda o: (o.customers.count(), o.contacts.count())) == (1, 1)
    assert read(lambda o: o.customers.load(made["customer"])).values["main_contact"] == "Vega"
    assert read(lambda o: o.customers.count(words="vega")) == 1


def undo_result(undone):
    from cims.services.undo import UndoResult

    return UndoResult(undone, ())


def test_a_removal_brings_back_the_contacts_that_went_along_and_no_others(
    write, read, change, undo, clock
):
    id_ = write(lambda office: office.customers.add({"name": "Aurora"}))
    stays, goes = (
        write(lambda o, n=name: o.contacts.add({"name": n, "customer": Link(id_)}))
        for name in ("Altair", "Vega")
    )
    write(lambda office: office.contacts.remove([stays]))
    clock.pass_by(days=1)
    number = change(lambda office: office.customers.remove([id_]))
    assert read(lambda o: o.contacts.count(binned=True)) == 2
    undo(number)
    assert read(lambda o: [*o.contacts.listing().ids]) == [goes]
    assert read(lambda o: [*o.customers.listing().ids]) == [id_]


def test_a_restoration_is_taken_back(write, read, change, undo, clock):
    id_ = write(lambda office: office.customers.add({"name": "Aurora"}))
    write(lambda office: office.contacts.add({"name": "Vega", "customer": Link(id_)}))
    clock.pass_by(days=1)
    write(lambda office: office.customers.remove([id_]))
    number = change(lambda office: office.customers.restore([id_]))
    undo(number)
    assert read(lambda o: (o.customers.count(), o.contacts.count())) == (0, 0)


def test_what_was_edited_and_removed_in_one_go_is_put_back_whole(write, read, change, undo):
    id_ = write(lambda office: office.customers.add({"name": "Aurora", "remarks": "kept"}))
    before = entered(read(lambda office: office.customers.load(id_)))

    def merge(office):
        office.customers.save(office.customers.load(id_).changed(remarks=None, grade="A"))
        office.customers.remove([id_])

    undo(change(merge))
    assert entered(read(lambda office: office.customers.load(id_))) == before


def test_what_was_made_and_removed_in_one_go_needs_nothing(read, change, undo):
    def come_and_go(office):
        office.customers.remove([office.customers.add({"name": "Aurora"})])

    undo(change(come_and_go))
    assert read(lambda office: office.customers.count()) == 0


def test_several_edits_of_one_record_go_back_to_the_first_state(write, read, change, undo):
    id_ = write(lambda office: office.customers.add({"name": "Aurora", "grade": "A"}))

    def twice(office):
        edited(id_, grade="B")(office)
        edited(id_, grade="C", remarks="x")(office)

    undo(change(twice))
    values = read(lambda office: office.customers.load(id_)).values
    assert (values["grade"], values["remarks"]) == ("A", None)


def test_many_records_are_taken_back_at_once(read, change, undo):
    def many(office):
        office.customers.add_many([{"name": f"Aurora {n}"} for n in range(1200)])

    number = change(many, kind=ChangeKind.IMPORT)
    assert read(lambda office: office.customers.count()) == 1200
    assert undo(number) == undo_result(1200)
    assert read(lambda office: office.customers.count()) == 0
    assert read(lambda office: office.customers.count(words="aurora")) == 0


def test_undoing_the_undo_is_doing_it_again(write, read, change, undo):
    id_ = write(lambda office: office.customers.add({"name": "Aurora"}))
    number = change(edited(id_, grade="A"))
    undo(number)
    undo(undo.last)
    assert read(lambda office: office.customers.load(id_)).values["grade"] == "A"


def test_a_change_is_undone_once_only(write, change, undo):
    id_ = write(lambda office: office.customers.add({"name": "Aurora"}))
    number = change(edited(id_, grade="A"))
    undo(number)
    with pytest.raises(NotPossible):
        undo(number)
    with pytest.raises(NotFound):
        undo(99_999)


def test_a_record_changed_since_is_listed_and_not_overwritten(write, read, change, undo):
    first, second = (
        write(lambda o, n=name: o.customers.add({"name": n})) for name in ("Aurora", "Borealis")
    )

    def both(office):
        for id_ in (first, second):
            edited(id_, grade="A")(office)

    number = change(both, kind=ChangeKind.MASS)
    change(edited(second, remarks="newer"))
    result = undo(number)
    assert result.undone == 1
    assert [(left.entity, left.id) for left in result.left] == [("customer", second)]
    grades = [read(lambda o, i=i: o.customers.load(i)).values["grade"] for i in (first, second)]
    assert grades == [None, "A"]


def test_a_record_changed_since_is_overwritten_when_the_user_says_so(write, read, change, undo):
    id_ = write(lambda office: office.customers.add({"name": "Aurora"}))
    number = change(edited(id_, grade="A"))
    change(edited(id_, remarks="newer"))
    assert undo(number, force=frozenset({id_})) == undo_result(1)
    values = read(lambda office: office.customers.load(id_)).values
    assert (values["grade"], values["remarks"]) == (None, "newer")


def test_nobody_undoes_what_is_out_of_reach(write, read, change, undo, acting):
    sales = acting("sales")
    id_ = write(lambda office: office.customers.add({"name": "Aurora"}))
    numbers = [
        change(edited(id_, grade="A")),
        change(lambda office: office.customers.remove([id_])),
        change(lambda office: office.customers.restore([id_])),
        change(lambda office: office.customers.add({"name": "Borealis"})),
    ]
    before = read(lambda office: office.customers.load(id_))
    for number in numbers:
        with pytest.raises(CimsError):
            undo(number, sales)
    assert read(lambda office: office.customers.load(id_)) == before
    assert read(lambda office: office.customers.count()) == 2


def test_a_change_of_own_and_others_records_is_not_half_undone(
    read, change, undo, acting, template
):
    sales = acting("sales")
    made = {}

    def create(office):
        for owner in ("sales", "administrator"):
            made[owner] = office.customers.add(
                {"name": owner, "owner": Link(template.people[owner])}
            )

    number = change(create)
    with pytest.raises(NotAllowed):
        undo(number, sales)
    assert read(lambda office: office.customers.count()) == 2
    assert undo(number).undone == 2


def test_who_may_add_but_not_remove_cannot_take_back_an_addition(change, undo, acting, read):
    service = acting("service")
    number = change(lambda office: office.customers.add({"name": "Aurora"}), service)
    with pytest.raises(NotAllowed):
        undo(number, service)
    assert read(lambda office: office.customers.count()) == 1


def test_the_office_itself_is_not_undone(undo):
    with pytest.raises(NotPossible):
        undo(1)


def test_a_contact_is_taken_back_with_its_place_and_phone(write, read, change, undo):
    first, second = (
        write(lambda o, n=name: o.customers.add({"name": n})) for name in ("Aurora", "Borealis")
    )
    id_ = write(lambda o: o.contacts.add(valid("contact", customer=Link(first))))
    before = entered(read(lambda o: o.contacts.load(id_)))

    def move(office):
        office.contacts.save(
            office.contacts.load(id_).changed(
                places=(PlaceRow(Link(second), role="finance"),),
                contact_points=(ContactPointRow("mobile", "13900009999"),),
            )
        )

    undo(change(move))
    assert entered(read(lambda o: o.contacts.load(id_))) == before
    assert read(lambda o: o.customers.load(first)).values["main_contact"] == before["name"]
    assert read(lambda o: o.customers.load(second)).values["main_contact"] is None


def test_every_undo_is_itself_in_the_books(write, change, undo, opened):
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from cims.models.base import Base

    id_ = write(lambda office: office.customers.add({"name": "Aurora"}))
    number = change(edited(id_, grade="A"))
    undo(number)
    table = Base.metadata.tables["change_set"]
    with Session(opened.database.readers) as session:
        rows = {row.id: row for row in session.execute(select(table))}
    assert rows[number].undone_by_id == undo.last
    assert (rows[undo.last].reverses_id, rows[undo.last].kind) == (number, ChangeKind.UNDO)


def test_what_an_undo_left_behind_may_be_forced_later(write, read, change, undo):
    first, second = (
        write(lambda o, n=name: o.customers.add({"name": n})) for name in ("Aurora", "Borealis")
    )

    def both(office):
        for id_ in (first, second):
            edited(id_, grade="A")(office)

    number = change(both)
    change(edited(second, remarks="newer"))
    assert undo(number).undone == 1
    change(edited(first, grade="D"))
    assert undo(number, force=frozenset({second})) == undo_result(1)
    grades = [read(lambda o, i=i: o.customers.load(i)).values["grade"] for i in (first, second)]
    assert grades == ["D", None]
    with pytest.raises(NotPossible):
        undo(number)


def test_an_undo_that_leaves_everything_writes_nothing(write, change, undo, opened):
    id_ = write(lambda office: office.customers.add({"name": "Aurora"}))
    number = change(edited(id_, grade="A"))
    change(edited(id_, grade="B"))
    head = opened.vault.head
    assert undo(number).undone == 0
    assert opened.vault.head == head


def test_what_may_be_read_but_not_removed_is_not_half_undone(change, undo, read, template, acting):
    everything = {("customer", action): Reach.ALL for action in Action}
    rights = Rights({**everything, ("customer", Action.DELETE): Reach.OWN})
    clerk = replace(acting("sales"), rights=rights)

    def create(office):
        for owner in ("sales", "administrator"):
            office.customers.add({"name": owner, "owner": Link(template.people[owner])})

    number = change(create)
    with pytest.raises(NotAllowed):
        undo(number, clerk)
    assert read(lambda office: office.customers.count()) == 2
