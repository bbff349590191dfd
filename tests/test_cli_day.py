"""Follow-ups and tasks on the command line."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from cims.services.entity import Link
from tests.command_line import cims, furnish

__all__ = ["cims", "furnish"]


@pytest.fixture
def worked(furnish):
    """A customer with follow-ups of this and of last month, and two tasks."""

    def work(office):
        values = {"name": "苏州恒泰智能装备有限公司", "short_name": "恒泰"}
        customer = Link(office.customers.add(values))
        for day, content in ((20, "谈价格\n还有交期"), (2, "寄样品")):
            at = datetime(2026, 11 if day == 20 else 10, day, 4, tzinfo=UTC)
            office.activities.add({"content": content, "customer": customer, "happened_at": at})
        office.tasks.add({"name": "开票", "customer": customer, "due_on": date(2026, 12, 1)})
        office.tasks.add({"name": "收款", "done": True})

    return furnish(work)


def test_follow_ups_of_a_month_and_open_tasks_are_listed(cims, worked):
    found = cims(
        *("list", "activities", "--where", "customer=恒泰", "--where", "contacted_on=last_month"),
        "--json",
    )
    (one,) = found.value
    assert (one["name"], one["contacted_on"], one["kind"]) == ("寄样品", "2026-10-02", "call")
    assert one["customer"] == "苏州恒泰智能装备有限公司"
    assert [
        each["name"] for each in cims("list", "tasks", "--where", "done=no", "--json").value
    ] == ["开票"]
    assert cims("count", "activities", "--where", "contacted_on=this month").value == 1


def test_a_table_shows_the_first_line_of_a_follow_up(cims, worked):
    out = cims("list", "activities").out
    assert "谈价格" in out
    assert "还有交期" not in out


def test_times_in_a_table_are_those_of_the_office(cims, worked):
    told = next(one for one in cims("list", "activities", "--json").value if one["happened_at"])
    moment = datetime.fromisoformat(told["happened_at"]).astimezone(ZoneInfo("Asia/Shanghai"))
    assert f"{moment:%Y-%m-%d %H:%M}" in cims("list", "activities").out


def test_search_finds_follow_ups_and_tasks_after_customers(cims, worked):
    hits = cims("search", "样品", "--json").value
    assert [(hit["entity"], hit["name"]) for hit in hits] == [("activities", "寄样品")]
    assert hits[0]["contacted_on"] == "2026-10-02"
    hits = cims("search", "开票", "--json").value
    assert [(hit["entity"], hit["due_on"]) for hit in hits] == [("tasks", "2026-12-01")]
    assert "开票" in cims("search", "开票").out


def test_search_finds_leads_by_pinyin_and_by_number(cims, furnish):
    furnish(
        lambda office: office.leads.add({"name": "宁波蓝海科技有限公司", "contact_name": "张总"})
    )
    for words in ("nblh", "E000001", "张总"):
        (hit,) = cims("search", words, "--json").value
        assert (hit["entity"], hit["name"]) == ("leads", "宁波蓝海科技有限公司")


@pytest.mark.parametrize("entity", ["activities", "tasks"])
def test_what_is_exported_comes_in_unchanged_and_an_import_is_undone(
    cims, worked, tmp_path, entity
):
    path = str(tmp_path / "out.csv")
    assert cims("export", entity, path, "--json").value["rows"] == 2
    again = cims("import", path, "--into", entity, "--mode", "both", "--json")
    assert (again.status, again.value["unchanged"], again.value["problems"]) == (0, 2, [])
    new = tmp_path / "new.csv"
    new.write_text("内容,客户\n再联系,恒泰\n没人,无此户\n", encoding="utf-8")
    done = cims("import", str(new), "--into", entity, "--json")
    assert (done.status, done.value["created"]) == (1, 2)
    assert [(p["row"], p["refused"]) for p in done.value["problems"]] == [(3, False)]
    assert cims("count", entity).value == 4
    assert cims("undo", str(done.value["change_set"])).status == 0
    assert cims("count", entity).value == 2
