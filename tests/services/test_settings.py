"""Settings of the office, and of each of its people for themselves."""

import json

import pytest
from sqlalchemy import func, select

from cims.models.change_set import AuditEntry
from cims.services.audit import entries_of
from cims.services.contact_points import ContactPointRow
from cims.services.errors import NotAllowed
from cims.services.upkeep import run_due


def test_each_user_has_settings_of_their_own(opened, acting):
    for role in ("sales", "manager"):
        with opened.database.write(acting(role)) as office:
            office.settings.set_mine("theme", {"name": role})
    for role in ("sales", "manager"):
        with opened.database.read(acting(role)) as office:
            assert office.settings.mine("theme") == {"name": role}
    with opened.database.read(opened.actor) as office:
        assert office.settings.mine("theme") == {}
        assert office.settings.common("theme") == {}


def test_a_setting_is_replaced_whole(write, read):
    write(lambda office: office.settings.set_mine("layout", {"columns": ["name", "客户"], "n": 1}))
    write(lambda office: office.settings.set_mine("layout", {"columns": []}))
    assert read(lambda office: office.settings.mine("layout")) == {"columns": []}


def test_the_office_is_known_to_everybody_and_set_by_the_administrator(opened, acting, write):
    write(lambda o: o.settings.set_common("office", {**o.settings.common("office"), "x": 1}))
    with opened.database.write(acting("sales")) as office:
        assert office.settings.common("office")["x"] == 1
        assert office.settings.common("office")["zone"] == "Asia/Shanghai"
        with pytest.raises(NotAllowed):
            office.settings.set_common("office", {})


@pytest.fixture
def change(opened):
    """Make settings as one unit; the change set's id."""

    def run(actor=None, **settings):
        with opened.database.write(actor or opened.actor) as office:
            for name, value in settings.items():
                office.settings.set_common(name, value)
            return office.changes.change_set_id

    return run


def audited(office, number):
    return list(entries_of(office.settings._desk.unit, number))


def test_a_setting_of_the_office_is_audited_with_before_and_after(read, change):
    change(week={"first": 1})
    number = change(week={"first": 7})
    [(_seq, action, entity, _id, diff)] = read(lambda office: audited(office, number))
    assert (action, entity) == ("edit", "setting")
    assert json.loads(diff) == {"week": ['{"first": 1}', '{"first": 7}']}
    assert change(week={"first": 7}) is None


def test_a_setting_of_the_office_can_be_undone_by_who_may_make_it(
    opened, read, write, change, acting
):
    first = change(week={"first": 1})
    second = change(week={"first": 7}, colour={"name": "red"})
    with pytest.raises(NotAllowed):
        write(lambda office: office.undo(second), acting("sales"))
    assert [left.entity for left in write(lambda office: office.undo(first)).left] == ["setting"]
    assert read(lambda office: office.newest_change()) == second
    assert write(lambda office: office.undo(second)).undone == 1
    assert read(lambda office: office.settings.common("week")) == {"first": 1}
    assert read(lambda office: office.settings.common("colour")) == {}
    write(lambda office: office.undo(first))
    assert read(lambda office: office.settings.common("week")) == {}


def test_what_the_program_remembers_is_audited_and_nobodys_newest_change(opened, read, write):
    before = read(lambda office: office.newest_change())
    write(lambda office: office.settings.note_common("sheet", {"confirmed": True}))
    steps = run_due(opened.database)
    assert read(lambda office: office.newest_change()) == before

    def noted(office):
        query = select(func.count()).where(AuditEntry.action == "setting")
        return office.settings._desk.unit.session.scalar(query)

    noting = set(steps) - {"forecast"}  # the days of the forecast lie in a table of their own
    assert read(noted) == 1 + len(noting)


def test_an_undone_setting_reaches_the_window_as_a_change(opened, change):
    number = change(week={"first": 1})
    with opened.database.write(opened.actor) as office:
        office.undo(number)
    assert office.changes.touches("setting")


def test_other_settings_changed_since_do_not_stand_in_the_way_of_an_undo(read, write, change):
    change(week={"first": 1})
    first = change(week={"first": 7})
    change(colour={"name": "red"})
    result = write(lambda office: office.undo(first))
    assert (result.undone, result.left) == (1, ())
    assert read(lambda office: office.settings.common("week")) == {"first": 1}
    assert read(lambda office: office.settings.common("colour")) == {"name": "red"}


def test_new_records_take_over_what_was_set_in_the_same_step(write, read):
    def work(office):
        office.settings.set_common(
            "office", {**office.settings.common("office"), "area_code": "0512"}
        )
        points = (ContactPointRow("landline", "62888888"),)
        return office.customers.add({"name": "Aurora", "contact_points": points})

    id_ = write(work)
    assert read(lambda office: office.customers.load(id_)).values["main_phone"] == "0512-6288 8888"


@pytest.mark.parametrize("role", ["administrator", "sales"])
def test_a_tag_that_nobody_bears_any_more_is_not_offered(write, read, acting, role):
    actor = acting(role)
    id_ = write(lambda o: o.customers.add({"name": "Aurora", "tags": ("fair", "tyop")}), actor)
    assert read(lambda office: office.settings.tags(), actor) == ("fair", "tyop")
    write(lambda o: o.customers.save(o.customers.load(id_).changed(tags=("fair",))), actor)
    assert read(lambda office: office.settings.tags(), actor) == ("fair",)
