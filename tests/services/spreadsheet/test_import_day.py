"""Follow-ups, tasks and segments of an old list: what becomes of a row, and out and in again."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cims.services.entity import Link
from cims.services.filters import Condition, Operator
from cims.services.opening import OpenOffice
from cims.services.reading import Sort
from cims.services.spreadsheet.dates import ColumnDates, DateOrder, parse_moment
from cims.services.spreadsheet.exporter import export
from cims.services.spreadsheet.importer import check, run
from cims.services.spreadsheet.modes import Mode
from cims.services.spreadsheet.moments import moment_of
from cims.services.spreadsheet.problems import Flaw, ProblemKind
from cims.services.spreadsheet.report import ImportOptions
from cims.services.spreadsheet.workbook import open_workbook
from tests.conftest import Acting
from tests.services.spreadsheet.lists import listed, take_in

HEADINGS = ("客户名称", "跟进时间", "跟进方式", "跟进内容", "跟进结果", "下次联系", "跟进人")


@pytest.fixture
def known(write):
    """Two customers with a 王经理 each."""

    def work(office):
        ids = {}
        for code, name, short in (("K1", "苏州恒泰智能装备有限公司", "恒泰"), ("K2", "华盛", None)):
            values = {"code": code, "name": name, "short_name": short}
            ids[code] = office.customers.add(values)
            ids[f"王经理 {code}"] = office.contacts.add(
                {"name": "王经理", "customer": Link(ids[code])}
            )
        return ids

    return write(work)


def all_of(opened: OpenOffice, entity: str) -> list[dict[str, object]]:
    with opened.database.read(opened.actor) as office:
        room = office.room(entity)
        return [dict(record.values) for record in room.rows(sorted(room.listing().ids))]


def customer_now(opened: OpenOffice, id_: int) -> dict[str, object]:
    with opened.database.read(opened.actor) as office:
        return dict(office.customers.load(id_).values)


def test_a_chinese_follow_up_list_needs_no_map(opened, tmp_path, known, template):
    path = listed(
        tmp_path / "跟进.xlsx",
        (*HEADINGS, "联系人", "费用"),
        (
            "K1",
            "2026-11-20 14:30",
            "电话",
            "要报价单",
            "要报价",
            "2026-11-25",
            "boss",
            "王经理",
            "12",
        ),
        (
            "恒泰",
            "2026年11月19日下午3点半",
            "拜访",
            "看车间\n谈价格",
            "意向",
            "",
            "Sales",
            "",
            "30",
        ),
        ("华盛", "2026/11/18", "微信沟通", "发了样本", "", "", "", "王经理", ""),
    )
    report = take_in(opened, path, "activities")
    assert (report.created, report.refused, report.problems) == (3, 0, ())
    first, second, third = all_of(opened, "activities")
    assert first["customer"] == second["customer"] == Link(known["K1"])
    assert first["contact"] == Link(known["王经理 K1"])
    assert third["contact"] == Link(known["王经理 K2"])
    assert (first["kind"], second["kind"], third["kind"]) == ("call", "visit", "wechat")
    assert (first["result"], second["result"]) == ("quote", "interested")
    assert first["happened_at"] == datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
    assert second["happened_at"] == datetime(2026, 11, 19, 7, 30, tzinfo=UTC)
    assert third["happened_at"] == datetime(2026, 11, 18, 4, 0, tzinfo=UTC)  # noon of the office
    assert (third["contacted_on"], third["owner"]) == (
        date(2026, 11, 18),
        Link(opened.actor.user_id),
    )
    assert second["owner"] == Link(template.people["sales"])
    assert second["content"] == "看车间\n谈价格\n费用: 30"
    assert "费用" in report.mentions[-1]


def test_an_english_follow_up_list_needs_no_map(opened, tmp_path, known):
    headings = ("date", "customer", "type", "notes", "next", "by")
    path = listed(
        tmp_path / "calls.csv.xlsx",
        headings,
        ("11/20/2026 2:30 PM", "K1", "call", "Called", "2026-12-01", "boss"),
    )
    report = take_in(opened, path, "activities")
    assert (report.created, report.problems) == (1, ())
    (found,) = all_of(opened, "activities")
    assert found["happened_at"] == datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
    assert (found["content"], found["next_on"]) == ("Called", date(2026, 12, 1))


def test_who_imports_does_not_become_the_author_in_silence(opened, tmp_path, known):
    path = listed(
        tmp_path / "a.xlsx", HEADINGS, ("K1", "2026-11-20", "电话", "谈价", "", "", "赵离职")
    )
    report = take_in(opened, path, "activities")
    (problem,) = report.problems
    assert (problem.row, problem.column, problem.kind) == (2, "跟进人", ProblemKind.UNKNOWN_OWNER)
    (found,) = all_of(opened, "activities")
    assert found["content"] == "谈价\n跟进人: 赵离职"
    assert found["owner"] == Link(opened.actor.user_id)


def test_a_follow_up_with_an_unknown_customer_comes_in_with_a_warning(opened, tmp_path, known):
    path = listed(
        tmp_path / "a.xlsx", HEADINGS, ("没有此户", "2026-11-20", "电话", "谈价", "", "", "")
    )
    for step in (check, run):
        report = step(opened.database, opened.actor, "activities", path)
        assert (report.created, report.refused) == (1, 0)
        (problem,) = report.problems
        assert (problem.column, problem.kind) == ("客户名称", ProblemKind.UNKNOWN_LINK)
    (found,) = all_of(opened, "activities")
    assert found["customer"] is None
    assert found["content"] == "谈价\n客户名称: 没有此户"


def test_a_person_at_another_customer_is_not_taken(opened, tmp_path, known, write):
    write(lambda office: office.contacts.add({"name": "李工", "customer": Link(known["K2"])}))
    path = listed(
        tmp_path / "a.xlsx",
        (*HEADINGS, "联系人"),
        ("K1", "2026-11-20", "电话", "谈价", "", "", "", "李工"),
    )
    report = take_in(opened, path, "activities")
    assert [(p.column, p.kind) for p in report.problems] == [("联系人", ProblemKind.UNKNOWN_LINK)]
    (found,) = all_of(opened, "activities")
    assert (found["contact"], found["content"]) == (None, "谈价\n联系人: 李工")


def test_a_word_of_no_list_is_a_warning_and_a_row_without_content_is_refused(
    opened, tmp_path, known
):
    path = listed(
        tmp_path / "a.xlsx",
        HEADINGS,
        ("K1", "2026-11-20", "传心术", "谈价", "", "", ""),
        ("K1", "待定", "电话", "谈价", "", "", ""),
        ("K1", "2026-11-20", "电话", "", "", "", ""),
    )
    report = take_in(opened, path, "activities")
    assert (report.created, report.refused) == (1, 2)
    kinds = {(p.row, p.column): p.kind for p in report.problems}
    assert kinds[2, "跟进方式"] is ProblemKind.UNKNOWN_WORD
    assert kinds[3, "跟进时间"] is ProblemKind.TIME_UNREAD
    assert kinds[4, "跟进内容"] is ProblemKind.REQUIRED


def test_no_follow_up_is_dated_now_in_silence(opened, tmp_path, known):
    path = listed(
        tmp_path / "a.xlsx",
        HEADINGS,
        ("K1", "下周找他", "电话", "谈价", "", "", ""),
        ("K1", "", "电话", "谈价格", "", "", ""),
    )
    for step in (check, run):
        report = step(opened.database, opened.actor, "activities", path)
        assert (report.created, report.refused) == (1, 1)
        unread, missing = report.problems
        assert unread.reason == (
            "“下周找他” is not a date. Without its time the row stays out; correct the time."
        )
        assert (missing.row, missing.kind) == (3, ProblemKind.NO_TIME)
    bare = listed(tmp_path / "b.xlsx", ("客户名称", "跟进内容"), ("K1", "只有内容"))
    assert "the time of the import" in take_in(opened, bare, "activities").mentions[-1]


def test_an_unreadable_time_leaves_the_time_of_a_known_follow_up(opened, tmp_path, known, write):
    id_ = write(lambda office: office.activities.add({"content": "旧", "code": "A7"}))
    before = all_of(opened, "activities")[0]["happened_at"]
    path = listed(tmp_path / "a.xlsx", ("编号", "跟进时间", "跟进内容"), ("A7", "某日", "新"))
    report = run(opened.database, opened.actor, "activities", path, ImportOptions(mode=Mode.UPDATE))
    assert (report.updated, report.refused) == (1, 0)
    (found,) = all_of(opened, "activities")
    assert (found["content"], found["happened_at"]) == ("新", before)
    assert id_


def test_a_name_that_is_nobody_s_makes_no_follow_up(opened, tmp_path, known):
    path = listed(
        tmp_path / "a.xlsx",
        (*HEADINGS, "费用"),
        ("没有此户", "2026-11-20", "电话", "", "", "", "赵离职", ""),
        ("没有此户", "2026-11-20", "电话", "", "", "", "", "30"),
    )
    report = take_in(opened, path, "activities")
    assert (report.created, report.refused) == (1, 1)
    missing = [p.row for p in report.problems if p.kind is ProblemKind.REQUIRED]
    assert missing == [2]
    (found,) = all_of(opened, "activities")
    assert found["content"].split("\n") == ["费用: 30", "客户名称: 没有此户"]


def test_only_the_newest_follow_up_plans_and_undo_takes_all_of_it_back(
    opened, tmp_path, known, write
):
    def plan(office):
        office.customers.save(
            office.customers.load(known["K2"]).changed(next_contact_on=date(2026, 11, 10))
        )

    write(plan)
    rows = [
        ("K1", "2026-11-20", "电话", "新", "", "2026-12-01", ""),
        *(
            ("K1", f"2025-0{n % 9 + 1}-11", "电话", f"旧 {n}", "", "2025-12-01", "")
            for n in range(600)
        ),
        ("K2", "2026-11-15", "电话", "到期已联系", "", "", ""),
    ]
    report = take_in(opened, listed(tmp_path / "a.xlsx", HEADINGS, *rows), "activities")
    assert report.created == 602
    first, second = customer_now(opened, known["K1"]), customer_now(opened, known["K2"])
    assert (first["last_contact_on"], first["next_contact_on"]) == (
        date(2026, 11, 20),
        date(2026, 12, 1),
    )
    assert (second["last_contact_on"], second["next_contact_on"]) == (date(2026, 11, 15), None)
    older = listed(
        tmp_path / "b.xlsx", HEADINGS, ("K1", "2024-01-01", "电话", "很旧", "", "2024-02-01", "")
    )
    take_in(opened, older, "activities")
    assert customer_now(opened, known["K1"])["next_contact_on"] == date(2026, 12, 1)
    with opened.database.write(opened.actor) as office:
        assert not office.undo(report.change_set_id).left
    first, second = customer_now(opened, known["K1"]), customer_now(opened, known["K2"])
    assert (first["last_contact_on"], first["next_contact_on"]) == (date(2024, 1, 1), None)
    assert (second["last_contact_on"], second["next_contact_on"]) == (None, date(2026, 11, 10))
    assert len(all_of(opened, "activities")) == 1


def test_a_plan_of_the_past_is_no_task_of_who_may_not_change_the_customer(
    opened, tmp_path, known, acting: Acting, write, template
):
    def lend(office):
        record = office.customers.load(known["K1"])
        office.customers.save(record.changed(owner=Link(template.people["manager"])))

    write(lend)
    manager = acting("manager")
    path = listed(
        tmp_path / "a.xlsx",
        HEADINGS,
        ("K1", "2026-11-20", "电话", "谈价", "", "2026-11-21", ""),
        ("K2", "2026-11-20", "电话", "谈价", "", "2026-11-21", ""),
    )
    report = take_in(opened, path, "activities", manager)
    assert report.created == 2
    assert [p.column for p in report.problems] == ["客户名称"]  # K2 is out of sight
    assert all_of(opened, "tasks") == []


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_what_goes_out_of_the_day_comes_in_unchanged(opened, tmp_path, known, write, clock, ending):
    def work(office):
        customer, contact = Link(known["K1"]), Link(known["王经理 K1"])
        office.activities.add(
            {
                "content": '=谈价\n第二行，"引号"',
                "customer": customer,
                "contact": contact,
                "kind": "visit",
                "result": "quote",
                "next_on": date(2026, 12, 1),
                "next_step": "寄样品",
                "happened_at": datetime(2026, 11, 19, 16, 0, 0, 123456, tzinfo=UTC),  # midnight
            }
        )
        office.activities.add({"content": "没有客户的记录"})
        office.tasks.add({"name": "寄样品", "customer": customer, "due_on": date(2026, 12, 1)})
        office.tasks.add({"name": "办完的", "done": True, "remarks": "一\n二"})
        office.segments.add({"name": "华东客户", "remarks": "重点"})
        segment = office.segments.listing().ids[0]
        office.segments.put_in(segment, [known["K1"]])

    write(work)
    for entity, count in (("activities", 2), ("tasks", 2), ("segments", 1), ("customers", 2)):
        path = tmp_path / f"{entity}{ending}"
        with opened.database.write(opened.actor) as office:
            assert export(office, entity, path).rows == count
        before = all_of(opened, entity)
        report = take_in(opened, path, entity, mode=Mode.BOTH)
        assert report.problems == ()
        assert (report.created, report.updated, report.unchanged) == (0, 0, count)
        assert all_of(opened, entity) == before


def test_a_changed_follow_up_is_updated_by_its_number(opened, tmp_path, known):
    headings = ("编号", *HEADINGS)
    row = ("A7", "K1", "2026-11-20 09:10", "电话", "谈价", "", "2026-11-25", "boss")
    take_in(opened, listed(tmp_path / "a.xlsx", headings, row), "activities")
    for mode in (Mode.UPDATE, Mode.BOTH):
        again = take_in(opened, listed(tmp_path / "a.xlsx", headings, row), "activities", mode=mode)
        assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    new = (*row[:2], "2026-11-20", "电话", "谈妥", "", "2026-11-26", "boss")
    report = take_in(
        opened, listed(tmp_path / "b.xlsx", headings, new), "activities", mode=Mode.UPDATE
    )
    assert (report.updated, report.problems) == (1, ())
    (found,) = all_of(opened, "activities")
    assert (found["content"], found["next_on"]) == ("谈妥", date(2026, 11, 26))
    assert found["happened_at"] == datetime(2026, 11, 20, 1, 10, tzinfo=UTC)  # the day says no more


def test_a_list_that_comes_in_twice_is_named_row_by_row(opened, tmp_path, known):
    rows = (
        ("K1", "2026-11-20", "电话", "谈价格", "", "", ""),
        ("K1", "2026-11-20", "微信", "谈价格\n再谈", "", "", ""),
        ("K1", "2026-11-21", "电话", "谈价格", "", "", ""),
    )
    path = listed(tmp_path / "a.xlsx", HEADINGS, *rows)
    first = take_in(opened, path, "activities")
    assert [(p.row, p.kind) for p in first.problems] == [(3, ProblemKind.RESEMBLES)]
    assert "row 2" in first.problems[0].reason
    again = check(opened.database, opened.actor, "activities", path)
    assert [(p.row, p.refused) for p in again.problems] == [(2, False), (3, False), (4, False)]
    assert again.created == 3


def test_a_task_list_comes_in(opened, tmp_path, known, template):
    path = listed(
        tmp_path / "待办.xlsx",
        ("事项", "客户", "负责人", "截止日期", "提醒时间", "完成情况", "备注"),
        ("寄样品", "恒泰", "Sales", "2026-12-01", "2026-11-30", "未完成", "顺丰"),
        ("开票", "K2", "boss", "2026-11-01", "", "已完成", ""),
    )
    report = take_in(opened, path, "tasks")
    assert (report.created, report.problems) == (2, ())
    first, second = all_of(opened, "tasks")
    assert first["customer"] == Link(known["K1"])
    assert (first["owner"], first["done"]) == (Link(template.people["sales"]), False)
    assert first["remind_at"] == datetime(2026, 11, 30, 1, 0, tzinfo=UTC)  # nine in the office
    assert (second["done"], second["done_on"]) == (True, date(2026, 11, 22))


def test_customers_bring_their_next_contact_and_their_segments(opened, tmp_path, write):
    write(lambda office: office.segments.add({"name": "华东客户"}))
    path = listed(
        tmp_path / "a.xlsx",
        ("客户名称", "最近联系日期", "下次联系", "客户群"),
        ("中远", "2026-11-01", "2026-12-01", "华东客户"),
        ("联创", "2026-11-02", "2026-12-02", "没有此群"),
    )
    report = take_in(opened, path, "customers", **{})
    first, second = all_of(opened, "customers")
    assert first["next_contact_on"] == date(2026, 12, 1)
    assert first["remarks"] == "最近联系日期: 2026-11-01"
    assert len(first["segments"]) == 1
    assert second["segments"] == ()
    assert [(p.column, p.kind) for p in report.problems] == [("客户群", ProblemKind.UNKNOWN_LINK)]


def test_a_list_read_aside_brings_times_and_names_of_strangers_too(
    opened, tmp_path, known, monkeypatch
):
    from cims.services.spreadsheet import reader

    monkeypatch.setattr(reader, "WORTH_A_PROCESS", 0)
    path: Path = listed(
        tmp_path / "a.xlsx", HEADINGS, ("K1", "2026-11-20", "电话", "谈价", "", "", "赵离职")
    )
    report = run(opened.database, opened.actor, "activities", path, ImportOptions())
    assert (report.created, len(report.problems)) == (1, 1)
    (found,) = all_of(opened, "activities")
    assert found["content"] == "谈价\n跟进人: 赵离职"
    assert found["happened_at"] == datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "hour", "minute"),
    [
        ("2026-11-20 9:05", 9, 5),
        ("2026/11/20 14:30:15", 14, 30),
        ("2026年11月20日上午9点", 9, 0),
        ("2026年11月20日 下午3点半", 15, 30),
        ("2026-11-20 中午12点", 12, 0),
        ("2026-11-20 中午1点", 13, 0),
        ("2026-11-20 晚上8点20分", 20, 20),
        ("2026-11-20 凌晨12点", 0, 0),
        ("11/20/2026 2:30 PM", 14, 30),
        ("2026-11-20 12:30 am", 0, 30),
        ("２０２６－１１－２０ １４：３０", 14, 30),
        ("20 Nov 2026 16:45", 16, 45),
        ("2026-11-20 (周五) 10:00", 10, 0),
    ],
)
def test_times_are_read_as_people_write_them(written, hour, minute):
    order = DateOrder.MONTH_FIRST if written.startswith("11/") else DateOrder.DAY_FIRST
    found = parse_moment(written, ColumnDates(order))
    assert (found.date(), found.hour, found.minute) == (date(2026, 11, 20), hour, minute)
    assert found.tzinfo is None


@pytest.mark.parametrize("written", ["2026-11-20 25:70", "2026-11-20 12:60", "20/11/2026 8:05:99"])
def test_a_time_that_there_is_not_is_not_taken_for_noon(written):
    with pytest.raises(Flaw, match="is not a date"):
        parse_moment(written, ColumnDates())


def test_a_time_with_its_own_zone_keeps_it():
    for written in ("2026-11-20T06:30:00Z", "2026-11-20T14:30:00+08:00"):
        found = parse_moment(written, ColumnDates())
        assert moment_of("happened_at", found, "Europe/Berlin") == (
            datetime(2026, 11, 20, 6, 30, tzinfo=UTC),
            False,
        )
    with pytest.raises(Flaw):
        parse_moment("2026-13-40T06:30:00Z", ColumnDates())


def test_days_ahead_of_a_birthday_come_in_go_out_and_are_filtered_by(opened, tmp_path, read):
    path = listed(
        tmp_path / "人.xlsx",
        ("姓名", "生日", "提前天数"),
        ("张总", "1976-10-01", "10"),
        ("李工", "1980-02-03", ""),
        ("王经理", "1980-02-03", "90"),
    )
    report = run(opened.database, opened.actor, "contacts", path)
    assert (report.created, report.refused) == (2, 1)
    (problem,) = report.problems
    assert (problem.row, problem.column) == (4, "提前天数")
    assert "at most 60 days" in problem.reason
    ten = Condition("birthday_ahead", Operator.IS, 10)
    (id_,) = read(lambda o: o.contacts.listing(ten).ids)
    assert read(lambda o: o.contacts.load(id_)).values["birthday_ahead"] == 10
    out = tmp_path / "out.xlsx"
    with opened.database.write(opened.actor) as office:
        export(office, "contacts", out, sort=Sort("code"), fields=("name", "birthday_ahead"))
    with open_workbook(out) as workbook:
        rows = [row for _number, row in workbook.sheet().rows()]
    assert [row[:2] for row in rows] == [["Full name", "Days ahead"], ["张总", 10], ["李工", ""]]
