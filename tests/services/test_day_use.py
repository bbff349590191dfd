"""Caps of a day: what leaves by export, print and copy is counted, and stopped before it leaves."""

import json
from dataclasses import replace

import pytest

from cims.services.day_use import DayUseService
from cims.services.errors import NotAllowed
from cims.services.granted import Right, Taking
from cims.services.role_drafts import RoleDraft
from cims.services.spreadsheet.exporter import export


@pytest.fixture
def cap(write):
    """Set how many records a day a role takes out in one way."""

    def run(role, taking, most):
        def work(office):
            draft = office.roles.of(office.roles.coded(role))
            caps = {**draft.caps, taking: most}
            caps = {way: number for way, number in caps.items() if number is not None}
            office.roles.save(replace(draft, caps=caps))

        write(work)

    return run


@pytest.fixture
def customers(write, template):
    from cims.services.entity import Link

    owner = Link(template.people["sales"])
    rows = [{"name": f"Firm {n}", "owner": owner} for n in range(10)]
    return write(lambda office: office.customers.add_many(rows))


@pytest.fixture
def take(write, acting):
    def run(ids, taking=Taking.COPY, role="manager"):
        work = lambda o: o.day_use.take(taking, "customers", ids, ["Name"])  # noqa: E731
        return write(work, acting(role))

    return run


def left(read, actor, taking=Taking.COPY):
    return read(lambda office: office.day_use.left(taking), actor)


def test_without_a_cap_anything_may_leave(customers, read, acting, take):
    assert left(read, acting("manager")) is None
    take(customers)
    assert left(read, acting("manager")) is None


def test_what_was_taken_counts_until_the_office_s_day_ends(
    customers, cap, take, read, acting, clock
):
    cap("manager", Taking.COPY, 7)
    take(customers[:5])
    assert left(read, acting("manager")) == 2
    with pytest.raises(NotAllowed, match="Only 2 more records may be copied today, this is 3"):
        take(customers[:3])
    take(customers[:2])
    assert left(read, acting("manager")) == 0
    with pytest.raises(NotAllowed):
        take(customers[:1])
    clock.pass_by(hours=7.9)  # 08:00 UTC is 16:00 in Shanghai
    assert left(read, acting("manager")) == 0
    clock.pass_by(hours=0.2)
    assert left(read, acting("manager")) == 7


def test_ways_and_people_are_counted_apart(customers, cap, take, read, acting):
    cap("manager", Taking.COPY, 5)
    cap("sales", Taking.COPY, 5)
    take(customers[:3], Taking.PRINT)
    take(customers[:4])
    assert left(read, acting("manager")) == 1
    assert left(read, acting("sales")) == 5
    assert left(read, acting("manager"), Taking.EXPORT) is None


def test_the_most_permissive_role_wins(customers, cap, read, acting, write, template):
    cap("manager", Taking.COPY, 5)
    cap("sales", Taking.COPY, 50)
    write(lambda o: o.users.give_role(template.people["manager"], "sales"))
    assert left(read, acting("manager")) == 50
    write(lambda o: o.users.give_role(template.people["manager"], "service"))
    assert left(read, acting("manager")) is None


def test_a_role_about_something_else_lifts_no_cap(cap, read, acting, write, template):
    finance = template.people["finance"]
    cap("finance", Taking.EXPORT, 5)
    write(lambda o: o.users.give_role(finance, "sales"))  # exports nothing
    write(lambda o: o.roles.save(RoleDraft(name="Speaker", single=frozenset({Right.ANNOUNCE}))))
    write(lambda o: o.users.give_role(finance, "speaker"))
    assert left(read, acting("finance"), Taking.EXPORT) == 5
    assert left(read, acting("finance")) is None
    write(lambda o: o.users.give_role(finance, "auditor"))  # takes the log out, without a cap
    assert left(read, acting("finance"), Taking.EXPORT) is None


def test_the_office_itself_has_no_cap(read):
    from cims.services.rights import Actor

    assert left(read, Actor.office()) is None


def test_taking_is_noted_with_type_columns_and_rows(customers, take, opened):
    take(customers[:3], Taking.PRINT)
    connection = opened.vault.connect()
    query = (
        "SELECT diff FROM audit_entry JOIN audit_detail USING (seq)"
        " WHERE action = 'print' ORDER BY seq DESC"
    )
    told = json.loads(connection.execute(query).fetchone()[0])
    connection.close()
    assert told["entity"] == [None, "customer"]
    assert (told["columns"], told["rows"]) == ([None, ["Name"]], [None, 3])
    assert told["records"] == [None, "1-3"]


def test_an_export_over_the_cap_leaves_no_file_and_no_trace(
    customers, cap, write, read, acting, tmp_path
):
    cap("manager", Taking.EXPORT, 15)
    manager = acting("manager")
    out = tmp_path / "out.xlsx"
    write(lambda office: export(office, "customers", out), manager)
    assert left(read, manager, Taking.EXPORT) == 5
    before = out.read_bytes()
    with pytest.raises(NotAllowed, match="Only 5 more records may be exported today, this is 10"):
        write(lambda office: export(office, "customers", out), manager)
    assert out.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("~")] == []
    assert left(read, manager, Taking.EXPORT) == 5
    write(lambda office: export(office, "customers", out, ids=customers[:5]), manager)
    assert left(read, manager, Taking.EXPORT) == 0


def test_every_door_of_the_service_names_a_right():
    assert {name for name in vars(DayUseService) if not name.startswith("_")} == {
        "left",
        "count",
        "take",
    }
