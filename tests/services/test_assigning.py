"""Rules that give leads to colleagues: what they take, to whom they give, what they remember."""

from collections import Counter

import pytest

from cims.models.app_user import UserState
from cims.models.lead import AssignmentMethod, LeadState
from cims.services.assignment_rules import ConditionRow
from cims.services.changes import ChangeKind
from cims.services.entity import Link
from cims.services.errors import NotAllowed
from tests.factories import valid


@pytest.fixture
def people(write):
    """Four colleagues who sell."""

    def make(office):
        found = [office.users.add(valid("user")) for _n in range(4)]
        for one in found:
            office.users.give_role(one, "sales")
        return found

    return write(make)


def rule(write, members, method=AssignmentMethod.IN_TURN, *rows, **values):
    told = {"name": "Rule", "method": method, "members": tuple(map(Link, members))}
    return write(lambda o: o.assignment_rules.add({**told, "conditions": rows, **values}))


def owner(read, id_):
    return read(lambda o: o.leads.load(id_)).values["owner"]


def lead(write, **values):
    return write(lambda o: o.leads.add(valid("lead", **values)))


def test_in_turn_is_fair_over_a_thousand_leads_in_several_units(write, read, people, opened):
    rule(write, people)
    for share in (1, 499, 500):
        with opened.database.write(opened.actor, ChangeKind.IMPORT) as office:
            office.leads.add_many([valid("lead") for _n in range(share)])
    rows = read(lambda o: o.leads.rows(o.leads.listing().ids, ("owner",)))
    assert Counter(row.values["owner"].id for row in rows) == dict.fromkeys(people, 250)


def test_a_rollback_gives_the_turn_back(write, read, people, opened):
    rule(write, people)
    with pytest.raises(ZeroDivisionError), opened.database.write(opened.actor) as office:
        office.leads.add(valid("lead"))
        raise ZeroDivisionError
    assert owner(read, lead(write)) == Link(people[0])


def test_the_least_busy_gets_the_next_and_among_equals_who_waited_longest(
    write, read, people, clock
):
    rule(write, people[:3], AssignmentMethod.LEAST_BUSY)
    first, second, third = people[:3]
    for one in (first, first, second):
        lead(write, owner=Link(one))
    assert owner(read, lead(write)) == Link(third)
    assert owner(read, lead(write)) == Link(second)  # second and third have one each
    assert owner(read, lead(write)) == Link(third)
    done = lead(write, owner=Link(first))
    write(lambda o: o.leads.mark_invalid([done], "no_need"))
    clock.pass_by(minutes=5)
    assert owner(read, lead(write)) == Link(first)  # who got none for the longest time


def test_least_busy_shares_many_at_once_evenly(write, read, people):
    rule(write, people, AssignmentMethod.LEAST_BUSY)
    write(lambda o: o.leads.add_many([valid("lead") for _n in range(100)]))
    rows = read(lambda o: o.leads.rows(o.leads.listing().ids, ("owner",)))
    assert Counter(row.values["owner"].id for row in rows) == dict.fromkeys(people, 25)


def test_who_left_or_may_see_no_leads_is_passed_over(write, read, people):
    stranger = write(lambda o: o.users.add(valid("user")))
    rule(write, [stranger, *people[:2]])
    write(lambda o: o.users.save(o.users.load(people[0]).changed(state=UserState.DISABLED)))
    assert [owner(read, lead(write)).id for _n in range(3)] == [people[1]] * 3


def test_the_first_rule_in_order_that_fits_gives(write, read, people):
    every = rule(write, people[3:], AssignmentMethod.FIXED, position=9)
    east = ConditionRow(province="江苏", city=None), ConditionRow(city="杭州")
    first = rule(write, people[:1], AssignmentMethod.FIXED, *east, position=1)
    for place, who, by in (
        ({"province": "江苏省", "city": "苏州市"}, people[0], first),
        ({"province": None, "city": "杭州"}, people[0], first),
        ({"province": "浙江省", "city": "宁波市"}, people[3], every),
    ):
        id_ = lead(write, **place)
        values = read(lambda o, id_=id_: o.leads.load(id_)).values
        assert (values["owner"], values["rule"]) == (Link(who), Link(by))
    write(lambda o: o.assignment_rules.move(every, -1))
    assert owner(read, lead(write, province="江苏省", city=None)) == Link(people[3])
    order = read(lambda o: [one.id for one in o.assignment_rules._in_order()])
    assert order == [every, first]


def test_a_rule_takes_what_stands_below_its_family(write, read, people):
    above = write(lambda o: o.product_families.add(valid("product_family")))
    below = write(lambda o: o.product_families.add(valid("product_family", parent=Link(above))))
    rule(write, people[:1], AssignmentMethod.FIXED, ConditionRow(family=Link(above)))
    assert owner(read, lead(write, family=Link(below))) == Link(people[0])
    assert owner(read, lead(write)) is None


def test_a_lead_with_an_owner_is_nobody_elses(write, read, people):
    rule(write, people)
    assert owner(read, lead(write, owner=Link(people[3]))) == Link(people[3])
    assert owner(read, lead(write, state=LeadState.INVALID, invalid_reason="no_need")) is None


def test_assign_now_is_previewed_named_told_and_undone(write, read, people, opened, acting):
    ids = [lead(write, province=one, city=None) for one in ("江苏省", "广东省", "江苏省")]
    east = ConditionRow(province="江苏省")
    made = rule(write, people[:2], AssignmentMethod.IN_TURN, east)
    planned = read(lambda o: o.assigning.preview(ids))
    assert [one.owner and one.owner.id for one in planned] == [people[0], None, people[1]]
    assert planned[1].why == "No rule takes it."
    assert read(lambda o: o.assigning.unassigned()) == 3
    with opened.database.write(opened.actor) as office:
        assert office.assigning.assign(ids) == planned
        number = office._desk.audit.change_set()
    values = read(lambda o: o.leads.load(ids[2])).values
    assert (values["owner"].id, values["rule"].id) == (people[1], made)
    history = read(lambda o: o.history.history("lead", ids[2]))
    assert {"owner", "rule"} <= {one.field.name for one in history[0].changes}
    with opened.database.read(opened.actor) as office:
        given = office.users.actor(people[1], session="test")
    (line,) = read(lambda o: o.notices.newest(), given)
    assert (line.entity, line.record_id) == ("lead", ids[2])
    write(lambda o: o.undo(number))
    assert owner(read, ids[0]) is None
    assert read(lambda o: o.leads.load(ids[0])).values["rule"] is None
    write(lambda o: o.assigning.assign(ids[:1]))
    assert owner(read, ids[0]) == Link(people[0])  # after the second comes the first again


def test_a_hand_over_by_hand_is_no_rules(write, read, people):
    rule(write, people)
    id_ = lead(write)
    write(lambda o: o.leads.hand_over([id_], people[3]))
    assert read(lambda o: o.leads.load(id_)).values["rule"] is None


def test_trying_out_says_which_rule_would_take_a_lead_and_moves_nothing(write, read, people):
    made = rule(write, people, AssignmentMethod.IN_TURN, ConditionRow("fair"))
    for _n in range(2):
        gift = read(lambda o: o.assigning.try_out({"source": "fair", "city": "苏州"}))
        assert (gift.rule, gift.owner) == (Link(made), Link(people[0]))
    assert read(lambda o: o.assigning.try_out({"source": "online"})).why == "No rule takes it."
    write(lambda o: [o.users.remove([one]) for one in people])
    why = read(lambda o: o.assigning.try_out({"source": "fair"})).why
    assert why == "“Rule” would take it, but nobody in it can take leads now."


def test_rules_are_written_by_who_leads(write, acting, people):
    for role, may in (("manager", True), ("sales", False), ("service", False)):
        told = {"name": role, "members": (Link(people[0]),)}
        if may:
            write(lambda o, told=told: o.assignment_rules.add(told), acting(role))
            continue
        with pytest.raises(NotAllowed):
            write(lambda o, told=told: o.assignment_rules.add(told), acting(role))


def test_a_rule_knows_regions_and_leaves_empty_rows_out(write, read, people):
    rows = ConditionRow(), ConditionRow(city="苏州")
    id_ = rule(write, people, AssignmentMethod.IN_TURN, *rows)
    values = read(lambda o: o.assignment_rules.load(id_)).values
    assert values["conditions"] == (ConditionRow(province="江苏省", city="苏州市"),)
    assert (values["position"], values["code"]) == (1, "R01")
