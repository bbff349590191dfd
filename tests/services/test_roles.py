"""Roles are edited, put back and removed; who has them acts accordingly at the next call."""

from dataclasses import replace

import pytest
from sqlalchemy import insert, select

from cims.models.base import Base
from cims.services.acting import keys_needed
from cims.services.errors import (
    EditConflict,
    NotAllowed,
    NotFound,
    NotPossible,
    SignedOut,
    ValidationFailed,
)
from cims.services.granted import Action, FieldAccess, Granted, Reach, Right, Rights, Taking
from cims.services.i18n import use_language
from cims.services.rights import Actor
from cims.services.role_drafts import RoleDraft
from cims.services.role_words import ACTIONS, SINGLES, explained, of_type
from tests.conftest import ROLES

NIGHT = RoleDraft(
    name="Night shift",
    explained="Answers the phone",
    records={
        ("customer", Action.READ): Reach.ALL,
        ("task", Action.CREATE): Reach.OWN,
        ("user", Action.READ): Reach.ALL,
    },
    single=frozenset({Right.ANNOUNCE}),
    fields={("customer", "remarks"): FieldAccess.HIDDEN},
    caps={Taking.COPY: 20},
)


def coded(read, code):
    return read(lambda office: office.roles.of(office.roles.coded(code)))


def notes(read, action):
    """What the log tells of one action."""

    def work(office):
        entry, detail = (Base.metadata.tables[f"audit_{name}"] for name in ("entry", "detail"))
        query = select(detail.c.diff).join_from(entry, detail, detail.c.seq == entry.c.seq)
        return list(office._desk.unit.session.scalars(query.where(entry.c.action == action)))

    return read(lambda office: work(office.roles))


def test_a_role_is_made_edited_and_told_in_the_log(read, write):
    id_ = write(lambda office: office.roles.save(NIGHT))
    role = read(lambda office: office.roles.of(id_))
    assert role == replace(NIGHT, id=id_, code="night-shift", version=1)
    records = {("customer", Action.READ): Reach.TEAM}
    edited = replace(role, name="Night", records=records)
    assert write(lambda office: office.roles.save(edited)) == id_
    again = read(lambda office: office.roles.of(id_))
    colleagues = {("user", Action.READ): Reach.ALL}  # whose names stand on every record
    assert again == replace(edited, version=2, records=records | colleagues)
    (added,) = notes(read, "role added")
    assert "customer:read=all" in added and "customer.remarks=hidden" in added
    (told,) = notes(read, "role edited")
    assert '"name":["Night shift","Night"]' in told
    assert "customer:read=all" in told and "customer:read=team" in told and "caps" not in told


def test_two_administrators_who_edit_one_role_do_not_overwrite_each_other(read, write):
    mine = theirs = coded(read, "sales")
    write(lambda office: office.roles.save(replace(mine, explained="Sells")))
    with pytest.raises(EditConflict, match="“Sales”"):
        write(lambda office: office.roles.save(replace(theirs, explained="Buys")))
    assert coded(read, "sales").explained == "Sells"


def test_an_edit_that_changes_nothing_writes_nothing(read, write):
    role = coded(read, "sales")
    write(lambda office: office.roles.save(role))
    assert coded(read, "sales") == role and not notes(read, "role edited")


def test_a_ready_role_is_put_back_to_how_it_came(read, write):
    came = coded(read, "sales")
    narrowed = replace(
        came,
        name="Juniors",
        explained="Try",
        records={("customer", Action.READ): Reach.OWN},
        fields={("customer", "needs"): FieldAccess.READ},
        caps={Taking.EXPORT: 3},
    )
    write(lambda office: office.roles.save(narrowed))
    assert not read(lambda office: office.roles.is_as_it_came(came.id))
    write(lambda office: office.roles.put_back(came.id))
    assert coded(read, "sales") == replace(came, version=came.version + 2)
    assert read(lambda office: office.roles.is_as_it_came(came.id))
    copied = write(lambda office: office.roles.copy(came.id, "Like sales"))
    assert read(lambda office: office.roles.of(copied)).records == came.records
    with pytest.raises(NotPossible, match="ready"):
        write(lambda office: office.roles.put_back(copied))
    with pytest.raises(NotPossible, match="stays"):
        write(lambda office: office.roles.delete(came.id))


def test_a_role_in_use_is_removed_only_with_another_in_its_place(read, write, template):
    id_ = write(lambda office: office.roles.save(NIGHT))
    person = template.people["service"]
    write(lambda office: office.users.set_roles(person, [id_]))
    with pytest.raises(NotPossible, match="Night shift.*Service"):
        write(lambda office: office.roles.delete(id_))
    instead = read(lambda office: office.roles.coded("auditor"))
    write(lambda office: office.roles.delete(id_, instead))
    assert read(lambda office: office.users.roles_of(person)) == (instead,)
    with pytest.raises(NotFound):
        read(lambda office: office.roles.of(id_))
    with pytest.raises(NotFound):
        write(lambda office: office.users.set_roles(person, [id_]))


@pytest.mark.parametrize("name", ["", "  ", "sales", "x" * 101])
def test_a_role_needs_a_name_of_its_own(name, write):
    with pytest.raises(ValidationFailed):
        write(lambda office: office.roles.save(replace(NIGHT, name=name)))


def test_nobody_gives_rights_for_what_is_not_there(write):
    for wrong in (
        replace(NIGHT, records={("rocket", Action.READ): Reach.ALL}),
        replace(NIGHT, caps={Taking.COPY: -1}),
    ):
        with pytest.raises((NotFound, ValidationFailed)):
            write(lambda office, wrong=wrong: office.roles.save(wrong))


GARBAGE = [
    ("right:teleport", "all"),
    ("customer:fold", "all"),
    ("customer:read", "galaxy"),
    ("customer", "all"),
    ("", ""),
    (":", "all"),
    ("a:b:c", "own"),
    ("right:users", "own"),
]


def test_a_right_of_a_newer_program_grants_nothing_is_told_and_stays(read, write, opened, template):
    role = coded(read, "auditor")
    table = Base.metadata.tables["role_right"]
    with opened.database.writer.connect() as connection:
        connection.execute(table.delete().where(table.c.right == "customer:read"))
        rows = [{"role_id": role.id, "right": right, "scope": scope} for right, scope in GARBAGE]
        connection.execute(insert(table), rows)
        connection.commit()
    actor = read(lambda office: office.users.actor(template.people["auditor"]))
    assert not actor.may(Action.READ, "customer") and not actor.may(Right.USERS)
    assert actor.may(Action.READ, "contact")
    found = read(lambda office: {line.code: line.unknown for line in office.roles.all()})
    assert found["auditor"] == tuple(sorted(right for right, _scope in GARBAGE))
    assert not found["sales"]
    known = coded(read, "auditor")
    records = {**known.records, ("customer", Action.READ): Reach.OWN}
    write(lambda office: office.roles.save(replace(known, records=records)))
    again = coded(read, "auditor")
    assert again.records == records
    assert set(again.unknown) == {right for right, _scope in GARBAGE} - {"customer:read"}


@pytest.mark.parametrize("right,scope", GARBAGE)
def test_garbage_grants_nothing(right, scope):
    assert Rights.of([(right, scope)]) == Rights()


def test_the_most_open_of_several_roles_decides_about_a_field():
    place, read, edit = ("customer", "needs"), ("customer", Action.READ), ("customer", Action.EDIT)

    def role(*actions, access=None, single=()):
        records = dict.fromkeys(actions, Reach.ALL)
        return Granted(records, frozenset(single), {place: access} if access else {})

    hidden, closed = FieldAccess.HIDDEN, FieldAccess.READ
    for roles, expected in (
        ([role(read, access=hidden)], hidden),
        ([role(read, access=hidden), role(read)], None),
        ([role(read, access=hidden), role(read, access=closed)], closed),
        ([role(read, access=hidden), role(single=[Right.ANNOUNCE])], hidden),
        ([role(read, edit, access=closed), role(read)], closed),
        ([role(read, edit, access=closed), role(read, edit)], None),
        ([role(read, edit), role(read, access=hidden)], None),
    ):
        assert Rights.of_roles(roles).closed.get(place) == expected, roles


def test_no_reach_goes_beyond_that_of_reading():
    both = Rights.of(
        [("customer:read", "own"), ("customer:edit", "all"), ("customer:print", "team"),
         ("customer:create", "own"), ("contact:edit", "all"), ("contact:import", "all")]
    )  # fmt: skip
    assert both.reach("customer", Action.EDIT) is Reach.OWN is both.reach("customer", Action.PRINT)
    assert both.reach("customer", Action.CREATE) is Reach.OWN
    assert both.reach("contact", Action.EDIT) is Reach.NONE
    assert both.reach("contact", Action.IMPORT) is Reach.ALL
    rows = [("customer:read", "own"), ("customer:edit", "all")]
    wider = Rights.of([*rows, ("customer:read", "all")])
    assert wider.reach("customer", Action.EDIT) is Reach.ALL


def test_rights_change_at_the_next_call(read, write, acting, template):
    sales = acting("sales")
    assert read(lambda office: office.actor.may(Action.EXPORT, "customer"), sales) is False
    role = coded(read, "sales")
    wider = replace(role, records={**role.records, ("customer", Action.EXPORT): Reach.OWN})
    write(lambda office: office.roles.save(wider))
    assert read(lambda office: office.actor.may(Action.EXPORT, "customer"), sales)
    write(lambda office: office.users.take_role(template.people["sales"], "sales"))
    with pytest.raises(NotAllowed):
        read(lambda office: office.customers.listing(), sales)
    with pytest.raises(NotAllowed):
        write(lambda office: office.customers.add({"name": "Zenith"}), sales)
    write(lambda office: office.users.give_role(template.people["sales"], "manager"))
    assert read(lambda office: office.actor.may(Right.ANNOUNCE), sales)


def test_a_move_between_teams_counts_at_the_next_call(read, write, acting, template):
    manager, sales = acting("manager"), template.people["sales"]
    assert sales in read(lambda office: office.actor.team, manager)
    write(lambda office: office.users.join_team(sales, None))
    assert sales not in read(lambda office: office.actor.team, manager)


@pytest.mark.parametrize("state", ["disabled", "removed"])
def test_somebody_who_was_sent_away_while_signed_in_gets_a_sentence(
    state, read, write, acting, template
):
    sales = acting("sales")

    def send_away(office):
        office.users.save(office.users.load(template.people["sales"]).changed(state=state))

    write(send_away)
    for work in (read, write):
        with pytest.raises(SignedOut, match="may not sign in any more"):
            work(lambda office: office.customers.count(), sales)


def test_who_may_change_colleagues_only_neither_suspends_nor_renames_a_sign_in(
    read, write, acting, template
):
    sales = template.people["sales"]
    role = coded(read, "finance")
    records = {**role.records, ("user", Action.EDIT): Reach.ALL}
    write(lambda office: office.roles.save(replace(role, records=records)))
    finance = acting("finance")
    for change in ({"state": "disabled"}, {"username": "other"}):
        with pytest.raises(NotAllowed):
            write(lambda o, c=change: o.users.save(o.users.load(sales).changed(**c)), finance)
    write(lambda o: o.users.save(o.users.load(sales).changed(name="Sally")), finance)
    assert read(lambda o: o.users.load(sales)).values["name"] == "Sally"


def test_rights_that_nobody_changed_are_not_worked_out_anew(read, write, acting, monkeypatch):
    from cims.services import acting as module

    sales, counted = acting("sales"), []
    real = module.actor_of
    monkeypatch.setattr(module, "actor_of", lambda *a: counted.append(a) or real(*a))
    for _time in range(3):
        read(lambda office: office.actor, sales)
    assert not counted
    write(lambda office: office.users.add_team("New"))
    first, *others = [read(lambda office: office.actor, sales) for _time in range(3)]
    assert len(counted) == 1 and all(one is first for one in others)


def test_somebody_who_keeps_the_users_is_always_left(read, write, template):
    boss, sales = template.people["administrator"], template.people["sales"]
    role = coded(read, "administrator")
    less = replace(role, single=role.single - {Right.USERS})

    def disable(office):
        office.users.save(office.users.load(boss).changed(state="disabled"))

    attempts = (
        lambda office: office.users.take_role(boss, "administrator"),
        lambda office: office.users.set_roles(boss, []),
        lambda office: office.roles.save(less),
        lambda office: office.users.remove([boss]),
        disable,
    )
    for attempt in attempts:
        with pytest.raises(NotPossible, match="Nobody would be left"):
            write(attempt)

        def go_on(office, attempt=attempt):
            with pytest.raises(NotPossible):
                attempt(office)

        with pytest.raises(NotPossible, match="Nobody would be left"):
            write(go_on)  # whoever catches the refusal leaves no such office behind either
    # a second administrator whose slot lacks the owner's key can't stand in for the first
    write(lambda office: office.users.give_role(sales, "administrator"))
    with pytest.raises(NotPossible):
        write(attempts[0])
    assert read(lambda office: office.actor.may(Right.USERS))


def test_managing_users_comes_to_no_role_whose_people_hold_no_owners_key(
    read, write, opened, template, monkeypatch
):
    role = coded(read, "sales")
    more = replace(role, single=role.single | {Right.USERS})
    uuid = read(lambda office: office.users.load(template.people["sales"]).uuid)
    boss = read(lambda office: office.users.load(template.people["administrator"]).uuid)
    keys = {uuid: frozenset({"ap", "dbk"}), boss: frozenset({"ap", "av", "dbk", "ok", "vk"})}

    def save(office):
        office.roles._desk.slot_keys = lambda: keys
        office.roles.save(more)

    with pytest.raises(NotPossible, match="Without an owner's key: Sales"):
        write(save)
    keys[uuid] = keys[boss]
    write(save)
    assert Right.USERS in coded(read, "sales").single


def test_the_keys_follow_from_the_rights():
    def keys(*rights):
        return keys_needed(Rights(single=frozenset(rights)))

    assert keys() == {"ap", "dbk"}
    assert keys(Right.SEALED) == {"ap", "dbk", "vk"}
    assert keys(Right.AUDIT) == {"ap", "av", "dbk"}
    assert keys(Right.USERS) == {"ap", "av", "dbk", "ok", "vk"}


def test_teams_are_renamed_moved_and_dissolved(read, write, template):
    def grow(office):
        north = office.users.add_team("North")
        return north, office.users.add_team("Field", north)

    north, field = write(grow)
    write(lambda office: office.users.join_team(template.people["service"], field))
    write(lambda office: office.users.rename_team(field, " Road  crew "))
    with pytest.raises(NotPossible, match="below itself"):
        write(lambda office: office.users.move_team(north, field))
    with pytest.raises(NotPossible, match="below itself"):
        write(lambda office: office.users.move_team(north, north))
    for wrong in ("", "north", "x" * 101):
        with pytest.raises(ValidationFailed):
            write(lambda office, wrong=wrong: office.users.rename_team(field, wrong))
    write(lambda office: office.users.delete_team(north))
    tree = {line.name: line for line in read(lambda office: office.users.team_tree())}
    assert tree["Road crew"].parent_id is None and tree["Road crew"].people == 1
    write(lambda office: office.users.delete_team(field))
    people = {line.id: line for line in read(lambda office: office.users.people())}
    assert people[template.people["service"]].team_id is None
    for action in ("team added", "team renamed", "team removed", "team joined"):
        assert notes(read, action)


def test_people_are_listed_with_their_roles(read, template):
    found = {line.username: line for line in read(lambda office: office.users.people())}
    role = read(lambda office: office.roles.coded("finance"))
    assert (
        found["finance"].role_ids == (role,) and found["finance"].id == template.people["finance"]
    )
    assert len(found["boss"].uuid) == 16 and found["sales"].last_seen_at is None


def test_only_who_keeps_the_users_or_reads_the_log_sees_roles(read, write, acting):
    for role in ("manager", "sales", "service", "finance"):
        for work in (lambda o: o.roles.all(), lambda o: o.roles.of(1)):
            with pytest.raises(NotAllowed):
                read(work, acting(role))
    auditor = acting("auditor")
    assert len(read(lambda office: office.roles.all(), auditor)) == 6
    for work in (
        lambda office: office.roles.save(NIGHT),
        lambda office: office.roles.copy(1, "Mine"),
        lambda office: office.roles.put_back(1),
        lambda office: office.roles.delete(1),
        lambda office: office.users.people(),
        lambda office: office.users.set_roles(1, [1]),
        lambda office: office.users.delete_team(1),
    ):
        with pytest.raises(NotAllowed):
            write(work, auditor)


def test_an_actor_that_nobody_worked_out_keeps_its_rights(read, write):
    nobody = Actor(4711, "Nobody", Rights.of([("customer:read", "all")]))
    write(lambda office: office.users.add_team("New"))
    assert read(lambda office: office.customers.count(), nobody) == 0


def test_a_role_is_told_in_plain_words(read):
    whole = read(lambda office: office.whole_types())
    sales = explained(coded(read, "sales"), whole)
    assert sales[0] == "Customers: see, edit, delete, print (own); create, import"
    assert "Segments: see, edit (all); create" in sales and "Colleagues: see (all)" in sales
    service = explained(coded(read, "service"), whole)
    assert service[0] == "Customers: see, print (all); edit (own); create"
    assert "Sees sealed fields." in explained(coded(read, "finance"), whole)
    told = explained(replace(NIGHT, unknown=("right:teleport",)), whole)
    assert "Customers: hidden are Remarks" in told
    assert "Copies at most 20 records a day." in told
    assert told[-1] == "Not known to this CIMS, so it gives nothing: right:teleport."
    assert explained(RoleDraft(), whole) == []
    use_language("zh_CN")
    assert explained(coded(read, "sales"), whole)[0].startswith("客户")


@pytest.mark.parametrize("code", ROLES)
def test_every_right_of_a_ready_role_is_in_its_words(code, read):
    role = coded(read, code)
    told = " ".join(explained(role, read(lambda office: office.whole_types())))
    for right in role.single:
        assert SINGLES[right] in told
    for entity, action in role.records:
        line = of_type(role, next(e for e in read(lambda o: o.whole_types()) if e.name == entity))
        assert ACTIONS[action] in line


def test_the_last_keeper_is_not_paused_by_the_life_cycle_either(write, template):
    boss = template.people["administrator"]
    with pytest.raises(NotPossible, match="Nobody would be left"):
        write(lambda office: office.life_cycle.disable(boss))
    write(lambda office: office.life_cycle.disable(template.people["sales"]))
