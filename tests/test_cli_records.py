"""list, count, search, undo and the forecast on the command line."""

import json
from datetime import date
from decimal import Decimal

import pytest

from cims.models.contact import BirthdayCalendar
from cims.services.contact_points import ContactPointRow
from cims.services.contacts import PlaceRow
from cims.services.customers import AddressRow
from cims.services.entity import Link
from tests.command_line import cims, furnish
from tests.factories import valid

__all__ = ["cims", "furnish"]

HENGTAI = "苏州恒泰智能装备有限公司"


@pytest.fixture
def filled(furnish, template):
    """Two customers with one contact; the administrator owns the first, sales the second."""

    def work(office):
        hengtai = office.customers.add(
            {
                "name": HENGTAI,
                "code": "K-1",
                "grade": "A",
                "next_contact_on": date(2026, 11, 22),
                "contact_points": (ContactPointRow("mobile", "13812345678"),),
                "addresses": (AddressRow(city="苏州市", detail="星湖街 1 号"),),
                "remarks": "喜欢下午来电",
                "tags": ("重点",),
            }
        )
        ada = office.customers.add(
            {
                "name": "Ada & Söhne",
                "kind": "person",
                "parent": Link(hengtai),
                "owner": Link(template.people["sales"]),
                "collaborators": (Link(template.people["administrator"]),),
            }
        )
        office.contacts.add({"name": "张总", "places": (PlaceRow(Link(hengtai)),)})
        return hengtai, ada

    return furnish(work)


def test_a_list_is_objects_keyed_by_field_name(cims, filled):
    listed = cims("list", "customers", "--json")
    assert listed.status == 0
    ada, hengtai = sorted(listed.value, key=lambda each: each["name"])
    assert hengtai["code"] == "K-1"
    assert hengtai["grade"] == "A"
    assert hengtai["next_contact_on"] == "2026-11-22"
    assert hengtai["contact_points"][0]["value"] == "138 1234 5678"
    assert hengtai["addresses"][0]["city"] == "苏州市"
    assert hengtai["tags"] == ["重点"]
    assert hengtai["owner"] == "Wang Xiaoyan"
    assert hengtai["changed_at"] == "2026-11-22T08:00:00Z"
    assert (ada["parent"], ada["parent_id"]) == (HENGTAI, hengtai["id"])
    assert ada["collaborators"] == ["Wang Xiaoyan"]
    assert ada["parent_id"] in filled


def test_rows_that_link_name_what_they_link_to(cims, filled):
    (contact,) = cims("list", "contacts", "--json").value
    assert contact["customer"] == HENGTAI
    assert contact["places"][0]["customer"] == HENGTAI
    assert contact["places"][0]["customer_id"] == filled[0]


def test_a_list_for_people_is_a_table(cims, filled):
    listed = cims("list", "customers")
    heading, *rows = listed.out.splitlines()
    assert heading.startswith("Number")
    assert len(rows) == 2
    assert any("138 1234 5678" in row and HENGTAI in row for row in rows)


def test_nothing_in_a_list_is_an_empty_list(cims):
    assert cims("list", "customers", "--json").value == []
    assert cims("search", "恒泰", "--json").value == []
    assert cims("search", "  ", "--json").value == []


def test_a_text_that_begins_with_a_dash_is_searched_behind_two_dashes(cims, tmp_path):
    (tmp_path / "a.csv").write_text("客户名称\n-X Supplies\n恒泰\n", "utf-8")
    cims("import", str(tmp_path / "a.csv"), "--into", "customers")
    (hit,) = cims("search", "--json", "--", "-x").value
    assert hit["name"] == "-X Supplies"


def test_count_prints_the_digits_only(cims, filled):
    assert cims("count", "customers").out == "2\n"
    assert cims("count", "customers", "--json").out == "2\n"
    assert cims("count", "customers", "--where", "grade=A").value == 1


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        (f"name={HENGTAI}", 1),
        ("name=恒泰", 0),
        ("code=K-1", 1),
        ("grade=A级", 1),
        ("grade=B", 0),
        ("grade=", 1),
        ("lifecycle=潜在", 2),
        ("lifecycle=Potential", 2),
        ("kind=person", 1),
        ("kind=个人", 1),
        ("kind=Person", 1),
        ("kind=自然人", 1),
        ("owner=boss", 1),
        ("owner=wang xiaoyan", 1),
        ("owner=Sales", 1),
        ("owner=", 0),
        ("collaborators=boss", 1),
        ("parent=K-1", 1),
        (f"parent={HENGTAI}", 1),
        ("parent=", 1),
        ("next_contact_on=2026-11-22", 1),
        ("next_contact_on=today", 1),
        ("next_contact_on=2026-11-23", 0),
        ("tags=重点", 1),
        ("tags=", 1),
        ("remarks=下午", 1),
        ("contact_points=138 1234", 1),
        ("addresses=苏州", 1),
        ("changed_at=2026-11-22", 2),
        ("changed_at=2026-11-22T08:00:00+00:00", 2),
        ("changed_at=2026-11-21", 0),
        ("changed_at=today", 2),
        ("changed_at=This Week", 2),
        ("changed_at=yesterday", 0),
        ("kind=", 0),
        ("contact_points=13812345678", 1),
        ("contact_points=138-1234", 1),
        ("contact_points=mobile", 1),
        ("contact_points=手机", 1),
        ("contact_points=", 1),
        ("credit_code=", 2),
    ],
)
def test_a_condition_is_understood_by_the_kind_of_its_field(cims, filled, condition, count):
    assert cims("count", "customers", "--where", condition).value == count


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        (f"places={HENGTAI}", ["张总", "李工"]),
        ("places=K-1", ["张总", "李工"]),
        ("places=Ada & Söhne", ["李工"]),
        ("places=finance", ["李工"]),
        ("places=财务", ["李工"]),
        ("places=nobody", []),
        ("customer=Ada & Söhne", ["李工"]),
        ("birthday_calendar=", ["张总"]),
        ("birthday_calendar=lunar", ["李工"]),
        ("identity_number=", ["张总", "李工"]),
    ],
)
def test_contacts_are_found_by_each_of_their_customers(cims, filled, furnish, condition, names):
    first, second = filled
    places = (PlaceRow(Link(second), "finance"), PlaceRow(Link(first)))
    furnish(
        lambda office: office.contacts.add(
            {"name": "李工", "places": places, "birthday_calendar": BirthdayCalendar.LUNAR}
        )
    )
    found = cims("list", "contacts", "--where", condition, "--json").value
    assert sorted(contact["name"] for contact in found) == names


def test_several_conditions_must_all_hold(cims, filled):
    both = ("--where", "owner=boss", "--where", "grade=A")
    assert [row["code"] for row in cims("list", "customers", *both, "--json").value] == ["K-1"]
    assert cims("count", "customers", *both, "--where", "kind=person").value == 0


@pytest.mark.parametrize(
    ("condition", "word"),
    [
        ("name", "not a condition"),
        ("colour=red", "no field"),
        ("grade=Z", "not in the list of Grade"),
        ("kind=tree", "not in the list of Kind"),
        ("next_contact_on=soon", "not a date"),
        ("changed_at=soon", "not a time"),
        ("owner=nobody", "neither the number nor the name"),
        ("name=a\ud800b", "broken character"),
    ],
)
def test_a_condition_that_makes_no_sense_is_refused_with_a_sentence(cims, filled, condition, word):
    done = cims("list", "customers", "--where", condition, "--json")
    assert (done.status, done.out) == (2, "")
    assert word in done.err


def test_a_number_too_large_for_a_column_is_refused_with_a_sentence(cims, filled):
    done = cims("count", "contacts", "--where", "birthday_year=99999999999999999999")
    assert done.status == 2
    assert "too large" in done.err


def test_an_unknown_record_type_is_refused_with_the_known_ones(cims):
    done = cims("list", "unicorns")
    assert done.status == 2
    assert "customers, contacts" in done.err


def test_the_limit_ends_a_list(cims, filled):
    assert len(cims("list", "customers", "--limit", "1", "--json").value) == 1
    for limit in ("0", "-1", "x", "9" * 30):
        assert cims("list", "customers", "--limit", limit).status == 2


@pytest.mark.parametrize("words", ["恒泰", "szht", "13812345678", "8123", "星湖", "张总", "K-1"])
def test_search_finds_the_customer(cims, filled, words):
    hits = cims("search", words, "--json").value
    first = hits[0]
    assert (first["entity"], first["id"], first["code"]) == ("customers", filled[0], "K-1")
    assert first["name"] == HENGTAI


def test_search_finds_contacts_after_customers(cims, filled):
    hits = cims("search", "张总", "--json").value
    assert [hit["entity"] for hit in hits] == ["customers", "contacts"]
    assert hits[1]["customer"] == HENGTAI
    assert len(cims("search", "张总", "--limit", "1", "--json").value) == 1


@pytest.mark.parametrize(
    "words", ["'", '"', "*", "a OR b", "NEAR(a b)", "(", "-x", "<b>&", "\U0001f600", "x" * 5000]
)
def test_any_text_can_be_searched_for(cims, filled, words):
    done = cims("search", "--json", "--", words)
    assert done.status == 0
    assert isinstance(done.value, list)


def test_a_broken_character_is_refused(cims):
    done = cims("search", "a\udc80b", "--json")
    assert done.status == 2
    assert "broken character" in done.err


def test_undo_takes_back_the_newest_change_and_then_the_one_before(cims, furnish):
    first = furnish(lambda office: office.customers.add({"name": "One"}))
    furnish(lambda office: office.customers.save(office.customers.load(first).changed(name="Uno")))
    assert cims("undo").status == 0
    assert [row["name"] for row in cims("list", "customers", "--json").value] == ["One"]
    done = cims("undo", "--json")
    assert done.value["undone"] == 1
    assert cims("count", "customers").value == 0
    nothing = cims("undo")
    assert nothing.status == 2
    assert "no change of yours" in nothing.err


def test_undo_of_a_number_leaves_what_was_changed_since(cims, furnish):
    def two(office):
        return office.customers.add({"name": "One"}), office.customers.add({"name": "Two"})

    one, _two = furnish(two)
    number = furnish(lambda office: office.newest_change())
    furnish(lambda office: office.customers.save(office.customers.load(one).changed(name="Uno")))
    done = cims("undo", str(number), "--json")
    assert done.status == 1
    assert done.value["change_set"] == number
    assert done.value["left"] == [{"entity": "customers", "id": one, "name": "Uno"}]
    assert [row["name"] for row in cims("list", "customers", "--json").value] == ["Uno"]


def test_a_setting_changed_since_is_named_by_an_undo(cims, furnish):
    def newest(office):
        return office.newest_change()

    furnish(lambda office: office.settings.set_common("week", {"first": 1}))
    number = furnish(newest)
    furnish(lambda office: office.settings.set_common("week", {"first": 7}))
    done = cims("undo", str(number), "--json")
    assert done.status == 1
    assert done.value["left"] == [{"entity": "setting", "id": 0, "name": "Settings"}]
    assert cims("undo", "--json").value["undone"] == 1


def test_the_setting_up_of_the_office_cannot_be_undone(cims):
    done = cims("undo", "1")
    assert done.status == 2
    assert "setting up" in done.err
    assert cims("count", "users").status == 0


def test_undo_of_a_change_that_never_was_is_refused(cims):
    done = cims("undo", "99999")
    assert done.status == 2
    assert "no such change" in done.err


def test_the_forecast_tells_each_month_and_apart_what_has_no_rate(cims, furnish):
    def fill(office):
        stage = next(s for s in office.stages.of() if s.values["code"] == "negotiation")
        for amount, currency in (("1000", "CNY"), ("70", "USD")):
            values = valid("opportunity", stage=Link(stage.id), close_on=date(2026, 12, 1))
            office.opportunities.add({**values, "amount": Decimal(amount), "currency": currency})

    furnish(fill)
    rows = json.loads(cims("report", "forecast", "--json").out)
    assert [row["month"] for row in rows[:12]] == [f"2026-{n:02}" for n in range(1, 13)]
    december, apart = rows[11], rows[12]
    assert (december["currency"], december["committed"], december["weighted"]) == (
        "CNY",
        "1000.00",
        "800.00",
    )
    assert (apart["month"], apart["currency"], apart["committed"]) == ("2026-12", "USD", "70.00")
    assert len(rows) == 13
    assert "2026-12" in cims("report", "forecast").out
