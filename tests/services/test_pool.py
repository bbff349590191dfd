"""Customers in the pool: who sees what of them, who may claim them, and what undo brings back."""

from dataclasses import replace

import pytest

from cims.models.app_user import FieldAccess
from cims.services.contact_points import ContactPointRow
from cims.services.customers import AddressRow
from cims.services.entity import Link
from cims.services.errors import CimsError, NotAllowed, NotFound, NotPossible, ValidationFailed
from cims.services.filters import Condition, Operator
from cims.services.pool_fields import POOL
from cims.services.rights import Action
from cims.services.rules.pool_rules import PoolRules
from cims.ui.ways import RECORDS, hits
from tests.factories import valid

ALL = Condition("name", Operator.FILLED)
PHONE, SECRET = "13355557777", "Zebrafish"


@pytest.fixture
def sales(acting):
    return acting("sales")


@pytest.fixture
def mate(template, write, acting):
    """A second seller, in no team."""
    values = {"username": "mate", "name": "Mate"}

    def hire(office):
        id_ = office.users.add(values)
        office.users.give_role(id_, "sales")
        return id_

    id_ = write(hire)
    return write(lambda office: office.users.actor(id_, session="test"))


@pytest.fixture
def firms(write, sales):
    """Three customers of the seller, the first one with all that must not show."""

    def work(office):
        first = valid(
            "customer",
            name="苏州恒泰智能装备有限公司",
            remarks=SECRET,
            contact_points=(ContactPointRow("mobile", PHONE),),
            addresses=(AddressRow("registered", province="江苏省", city="苏州市", detail=SECRET),),
        )
        ids = [office.customers.add(first)]
        ids += [office.customers.add(valid("customer", name=f"远洋 {n}")) for n in range(2)]
        at = {"customer": Link(ids[0])}
        office.contacts.add(valid("contact", name=f"{SECRET} Wang", **at))
        office.activities.add(valid("activity", content=SECRET, **at))
        office.tasks.add(valid("task", name=SECRET, **at))
        return ids

    return write(work, sales)


@pytest.fixture
def pooled(write, sales, firms):
    write(lambda office: office.customers.return_to_pool(firms, "no_time"), sales)
    return firms


def rule(write, **what):
    write(lambda office: office.pool.set_rules(PoolRules(**what)))


def owner_of(read, id_):
    link = read(lambda office: office.customers.load(id_)).values["owner"]
    return link.id if link else None


def everything_of(office, words=""):
    """All that somebody can read of what the office has, as one text."""
    told = []
    for entity in office.record_types():
        room = office.room(entity.name)
        if office.actor.may(Action.READ, entity.name):
            told += [room.rows(room.listing().ids), room.find(words or SECRET)]
    return repr(told)


def test_whoever_returns_a_customer_sees_it_in_the_pool_only(pooled, read, sales, mate):
    for actor in (sales, mate):
        assert not read(lambda office: office.customers.listing().ids, actor)
        assert set(read(lambda office: office.pool.listing().ids, actor)) == set(pooled)
        with pytest.raises(NotFound):
            read(lambda office: office.customers.load(pooled[0]), actor)
    record = read(lambda office: office.pool.load(pooled[0]), mate)
    assert set(record.values) == set(POOL.by_name)
    assert record.values["pool_reason"] == "no_time" and record.values["former_owner"].text
    assert [(row.province, row.city) for row in record.values["regions"]] == [("江苏省", "苏州市")]


def test_nothing_of_it_shows_before_it_is_claimed(pooled, read, mate):
    told = read(everything_of, mate)
    assert SECRET not in told and PHONE not in told
    for words in (SECRET, PHONE, PHONE[:5], "Wang"):
        assert not read(lambda office, w=words: office.pool.find(w), mate)
        assert not read(lambda office, w=words: office.pool.count(ALL, w), mate)
    with pytest.raises(CimsError):
        read(lambda o: o.pool.count(Condition("remarks", Operator.CONTAINS, SECRET)), mate)
    assert not read(lambda o: o.pool.count(Condition("regions", Operator.CONTAINS, SECRET)), mate)
    facts = read(lambda office: office.pool.facts(pooled[0]), mate)
    assert (facts.contacts, facts.follow_ups, facts.stays) == (1, 1, 1)


def test_others_customers_never_appear_in_the_pool(firms, read, mate, write):
    assert not read(lambda office: office.pool.listing().ids, mate)
    assert not read(lambda office: office.pool.find("恒泰"), mate)
    assert not read(lambda office: office.pool.holding("name", ["远洋 0"]), mate)
    with pytest.raises(NotFound):
        read(lambda office: office.pool.facts(firms[0]), mate)
    with pytest.raises(NotPossible, match="does not lie in the pool"):
        write(lambda office: office.pool.claim(firms[:1]), mate)


def test_pinyin_finds_it_in_the_pool_and_nowhere_else(pooled, read, mate):
    for words in ("恒泰", "szht", "hengtai", "苏州恒"):
        found = read(lambda office, w=words: office.pool.find(w), mate)
        assert [record.id for record in found] == pooled[:1], words
        assert not read(lambda office, w=words: office.customers.find(w), mate)


def test_whoever_enters_it_anew_hears_that_it_lies_in_the_pool(pooled, read, mate, acting):
    name = {"name": "苏州恒泰智能装备有限公司"}
    (hit,) = read(lambda office: office.customers.alike(name), mate)
    assert (hit.pooled, hit.readable, hit.owner) == (True, False, "")
    assert read(lambda o: [one.detail for one in hits(o, RECORDS, name["name"])], mate) == [
        "In the pool: claim it there"
    ]
    (hit,) = read(lambda office: office.customers.alike(name), acting("service"))
    assert not hit.pooled, "the pool is nothing to who may not see it"


def test_what_a_role_hides_of_customers_it_hides_in_the_pool(pooled, read, mate):
    narrow = replace(
        mate,
        rights=replace(mate.rights, closed={("customer", "grade"): FieldAccess.HIDDEN}),
        rights_seq=None,
    )
    assert read(lambda office: office.pool.load(pooled[0]), narrow).values["grade"] is None
    assert "grade" not in read(lambda office: office.description("pool"), narrow).by_name


def test_hidden_addresses_tell_no_region_in_the_pool(pooled, read, mate):
    assert read(lambda office: office.pool.regions(), mate) == ("江苏省",)
    closed = {("customer", "addresses"): FieldAccess.HIDDEN}
    narrow = replace(mate, rights=replace(mate.rights, closed=closed), rights_seq=None)
    assert not read(lambda office: office.pool.load(pooled[0]), narrow).values["regions"]
    assert read(lambda office: office.pool.regions(), narrow) == ()
    assert not read(lambda office: office.pool.find("江苏省"), narrow)
    assert read(lambda office: office.pool.find("szht"), narrow)
    with pytest.raises(CimsError):
        read(lambda o: o.pool.count(Condition("regions", Operator.CONTAINS, "江苏")), narrow)


def test_without_the_right_there_is_no_pool(pooled, read, write, acting):
    for role in ("service", "finance", "auditor"):
        with pytest.raises(NotAllowed):
            read(lambda office: office.pool.listing(), acting(role))
        with pytest.raises(NotAllowed):
            write(lambda office: office.pool.claim(pooled), acting(role))


def test_a_claimed_customer_is_ones_own_with_people_and_past(pooled, read, write, mate):
    claimed = write(lambda office: office.pool.claim(pooled[:1]), mate)
    assert claimed.ids == tuple(pooled[:1]) and not claimed.left_out
    record = read(lambda office: office.customers.load(pooled[0]), mate)
    assert record.values["remarks"] == SECRET and record.values["owner"] == Link(mate.user_id)
    assert record.values["pooled_on"] is None and record.values["former_owner"] is None
    people = read(lambda office: office.contacts.find(SECRET), mate)
    assert [person.values["owner"] for person in people] == [Link(mate.user_id)]
    assert read(lambda office: office.activities.find(SECRET), mate)
    assert read(lambda office: office.customers.find("szht"), mate)
    assert pooled[0] not in read(lambda office: office.pool.listing().ids, mate)


def test_who_comes_second_hears_who_was_faster(pooled, write, sales, mate, acting):
    write(lambda office: office.pool.claim(pooled[:1]), mate)
    with pytest.raises(NotPossible, match="with Mate by now"):
        write(lambda office: office.pool.claim(pooled[:1]), acting("manager"))
    both = write(lambda office: office.pool.claim(pooled), acting("manager"))
    assert both.ids == tuple(pooled[1:])
    assert "with Mate by now" in both.left_out[0]


def test_nobody_learns_by_number_who_has_a_customer(firms, write, mate):
    with pytest.raises(NotPossible) as refused:
        write(lambda office: office.pool.claim(firms), mate)
    assert "Sales" not in str(refused.value) and "恒泰" not in str(refused.value)


def test_no_more_than_the_cap_is_claimed(pooled, read, write, mate):
    write(lambda office: office.customers.add(valid("customer")), mate)
    rule(write, cap=2)
    claimed = write(lambda office: office.pool.claim(pooled), mate)
    assert len(claimed.ids) == 1 and "2 more would be above your limit." in claimed.left_out
    assert read(lambda office: office.pool.room(), mate).left == 0
    reasons = read(lambda office: office.pool.why_not(pooled), mate)
    assert all("2 is the most" in reason for reason in reasons.values())
    with pytest.raises(NotPossible, match="You look after 2 customers, and 2 is the most"):
        write(lambda office: office.pool.claim(pooled[1:]), mate)


def test_a_day_has_its_own_limit_even_for_who_returns_at_once(pooled, write, mate, clock):
    rule(write, per_day=1)
    write(lambda office: office.pool.claim(pooled), mate)
    write(lambda office: office.customers.return_to_pool(pooled[:1], "other"), mate)
    with pytest.raises(NotPossible, match="the most for one day"):
        write(lambda office: office.pool.claim(pooled[1:2]), mate)
    clock.pass_by(days=1)
    assert write(lambda office: office.pool.claim(pooled[1:2]), mate).ids


def test_what_a_manager_gives_is_no_claim_of_that_day(pooled, read, write, mate, acting):
    rule(write, per_day=1)
    write(lambda office: office.pool.assign(pooled[:2], mate.user_id), acting("manager"))
    assert read(lambda office: office.pool.room(), mate).claimed_today == 0
    assert read(lambda office: office.pool.room(), acting("manager")).claimed_today == 0
    assert write(lambda office: office.pool.claim(pooled[2:]), mate).ids
    assert read(lambda office: office.pool.room(), mate).claimed_today == 1


def test_who_lost_a_customer_waits_and_a_manager_does_not(
    pooled, read, write, sales, acting, clock
):
    rule(write, cooling=30)
    with pytest.raises(NotPossible, match="yours until 2026-11-22"):
        write(lambda office: office.pool.claim(pooled[:1]), sales)
    reasons = read(lambda office: office.pool.why_not(pooled), sales)
    assert set(reasons) == set(pooled) and "from 2026-12-22 on" in reasons[pooled[0]]
    manager = acting("manager")
    write(lambda office: office.pool.claim(pooled[1:2]), manager)
    write(lambda office: office.customers.return_to_pool(pooled[1:2], "other"), manager)
    assert write(lambda office: office.pool.claim(pooled[1:2]), manager).ids
    clock.pass_by(days=29)
    with pytest.raises(NotPossible):
        write(lambda office: office.pool.claim(pooled[:1]), sales)
    clock.pass_by(days=1)
    assert write(lambda office: office.pool.claim(pooled[:1]), sales).ids


def test_the_wait_outlasts_a_colleague_between(pooled, write, sales, mate):
    rule(write, cooling=30)
    write(lambda office: office.pool.claim(pooled[:1]), mate)
    write(lambda office: office.customers.return_to_pool(pooled[:1], "other"), mate)
    with pytest.raises(NotPossible, match="It was yours"):
        write(lambda office: office.pool.claim(pooled[:1]), sales)


def test_only_the_owner_or_a_manager_returns_and_says_why(
    firms, read, write, mate, acting, template
):
    with pytest.raises(NotPossible):
        write(lambda office: office.customers.return_to_pool(firms, "other"), mate)
    with pytest.raises(ValidationFailed, match="reason"):
        write(lambda office: office.customers.return_to_pool(firms, ""), acting("sales"))
    write(
        lambda o: o.customers.save(
            o.customers.load(firms[0]).changed(collaborators=(Link(mate.user_id),))
        )
    )
    with pytest.raises(NotAllowed, match="Only Sales decides"):
        write(lambda office: office.customers.return_to_pool(firms[:1], "other"), mate)
    manager = acting("manager")
    assert write(lambda o: o.customers.return_to_pool(firms, "no_need", "先放一放"), manager) == 3
    assert not read(lambda office: office.customers.listing().ids, mate), "helpers help no more"
    notices = read(lambda office: office.notices.newest(), acting("sales"))
    assert notices[0].sentence == (
        "Manager returned 3 customers that you looked after to the pool."
    )
    assert notices[0].entity == "pool" and set(notices[0].where.ids) == set(firms)


def test_open_work_stays_with_whoever_has_it(pooled, read, sales):
    (task,) = read(lambda office: office.tasks.find(SECRET), sales)
    assert task.values["owner"] == Link(sales.user_id)
    assert task.values["customer"].text == "", "but it names the customer no more"


def test_a_manager_gives_customers_of_the_pool_away(pooled, read, write, mate, acting, template):
    manager = acting("manager")
    assert write(lambda office: office.pool.assign(pooled[:2], mate.user_id), manager) == 2
    assert owner_of(read, pooled[0]) == mate.user_id
    notice = read(lambda office: office.notices.newest(), mate)[0]
    assert notice.sentence == "Manager handed 2 customers over to you"
    assert write(lambda office: office.pool.give_back(pooled[2:]), manager) == 1
    assert owner_of(read, pooled[2]) == template.people["sales"]
    with pytest.raises(NotAllowed):
        write(lambda office: office.pool.assign(pooled[:1], mate.user_id), mate)


def test_undo_brings_a_returned_customer_back_with_its_people(firms, read, write, sales, opened):
    with opened.database.write(sales) as office:
        office.customers.return_to_pool(firms, "no_time")
        changes = office.changes.change_set_id or office._unit.change_set_id
    done = write(lambda office: office.undo(changes), sales)
    assert (done.undone, done.left) == (3, ())
    assert set(read(lambda office: office.customers.listing().ids, sales)) == set(firms)
    (person,) = read(lambda office: office.contacts.find(SECRET), sales)
    assert person.values["owner"] == Link(sales.user_id)
    assert not read(lambda office: office.pool.listing().ids, sales)
    rule(write, cooling=30)
    write(lambda office: office.customers.return_to_pool(firms[:1], "no_time"), sales)
    assert read(lambda office: office.pool.facts(firms[0]), sales).stays == 1


def test_undo_of_a_claim_lets_it_lie_where_it_lay(pooled, read, write, mate, sales, opened, acting):
    rule(write, per_day=1)
    with opened.database.write(mate) as office:
        office.pool.claim(pooled[:1])
        changes = office._unit.change_set_id
    with pytest.raises(NotAllowed, match="A colleague made this change"):
        write(lambda office: office.undo(changes), sales)
    assert write(lambda office: office.undo(changes), mate).undone == 1
    record = read(lambda office: office.pool.load(pooled[0]), mate)
    assert record.values["pool_reason"] == "no_time"
    assert record.values["former_owner"] == Link(sales.user_id)
    assert write(lambda office: office.pool.claim(pooled[1:2]), mate).ids, "it counts no more"
    assert write(lambda office: office.pool.assign(pooled[:1], mate.user_id), acting("manager"))


def test_undo_leaves_a_customer_that_somebody_has_claimed(firms, write, sales, mate, opened):
    with opened.database.write(sales) as office:
        office.customers.return_to_pool(firms, "no_time")
        changes = office._unit.change_set_id
    write(lambda office: office.pool.claim(firms[:1]), mate)
    done = write(lambda office: office.undo(changes), sales)
    assert done.undone == 2 and [one.id for one in done.left] == firms[:1]


def test_no_force_takes_a_customer_from_whoever_has_claimed_it(
    firms, read, write, sales, mate, opened
):
    with opened.database.write(sales) as office:
        office.customers.return_to_pool(firms, "no_time")
        changes = office._unit.change_set_id
    write(lambda office: office.pool.claim(firms[:1]), mate)
    done = write(lambda office: office.undo(changes, force=frozenset(firms)), sales)
    assert done.undone == 2 and [one.id for one in done.left] == firms[:1]
    assert owner_of(read, firms[0]) == mate.user_id


def test_a_claim_that_is_undone_and_redone_counts(pooled, read, write, mate, opened):
    rule(write, per_day=1)
    with opened.database.write(mate) as office:
        office.pool.claim(pooled[:1])
        change = office._unit.change_set_id
    for _again in range(2):
        with opened.database.write(mate) as office:
            office.undo(change)
            change = office._unit.change_set_id
    assert owner_of(read, pooled[0]) == mate.user_id
    assert read(lambda office: office.pool.room(), mate).claimed_today == 1
    with pytest.raises(NotPossible, match="the most for one day"):
        write(lambda office: office.pool.claim(pooled[1:2]), mate)


def test_a_return_that_is_undone_and_redone_has_its_wait(firms, read, write, sales, mate, opened):
    rule(write, cooling=30)
    with opened.database.write(sales) as office:
        office.customers.return_to_pool(firms[:1], "no_time")
        change = office._unit.change_set_id
    for _again in range(2):
        with opened.database.write(sales) as office:
            office.undo(change)
            change = office._unit.change_set_id
    assert read(lambda office: office.pool.facts(firms[0]), mate).stays == 1
    with pytest.raises(NotPossible, match="It was yours"):
        write(lambda office: office.pool.claim(firms[:1]), sales)


def test_an_owner_given_in_the_form_takes_it_out_of_the_pool(pooled, read, write, mate, template):
    write(
        lambda o: o.customers.save(
            o.customers.load(pooled[0]).changed(owner=Link(mate.user_id), grade="B")
        )
    )
    values = read(lambda office: office.customers.load(pooled[0]), mate).values
    assert values["grade"] == "B" and values["pooled_on"] is None
    write(lambda office: office.customers.hand_over(pooled[1:2], mate.user_id))
    assert pooled[1] not in read(lambda office: office.pool.listing().ids, mate)
    assert write(lambda office: office.customers.drift()) == 0


def test_the_index_knows_the_pool(pooled, read, write):
    assert write(lambda office: office.customers.drift()) == 0
    write(lambda office: office.pool.reindex())
    assert write(lambda office: office.customers.drift()) == 0


def test_wrong_rules_are_refused_in_words(write):
    for wrong in ({"cap": -1}, {"notice": 0}, {"contact": {"won": 99999}}):
        with pytest.raises(ValidationFailed, match="type a number"):
            rule(write, **wrong)


def test_a_role_can_t_be_given_what_the_pool_has_not(write):
    def give(office):
        role = office.roles.of(office.roles.coded("sales"))
        records = {**role.records, ("pool", Action.DELETE): next(iter(role.records.values()))}
        office.roles.save(replace(role, records=records))

    with pytest.raises(NotPossible, match="there is no right to “delete”"):
        write(give)
