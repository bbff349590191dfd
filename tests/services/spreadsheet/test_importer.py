"""Import: what becomes of a row, one sentence each."""

from datetime import date
from pathlib import Path

import pytest

from cims.services.contact_points import ContactPointRow
from cims.services.entity import Link
from cims.services.errors import Cancelled, NotAllowed, NotPossible
from cims.services.i18n import use_language
from cims.services.opening import OpenOffice
from cims.services.reading import Sort
from cims.services.spreadsheet.errors import UnusableFile
from cims.services.spreadsheet.importer import check, run
from cims.services.spreadsheet.map_file import MappedColumn
from cims.services.spreadsheet.modes import Mode
from cims.services.spreadsheet.preview import preview
from cims.services.spreadsheet.problem_book import save_problems
from cims.services.spreadsheet.problems import ProblemKind
from cims.services.spreadsheet.report import ImportOptions
from cims.services.spreadsheet.targets import INTO_REMARKS
from cims.services.spreadsheet.workbook import open_workbook
from tests.conftest import Acting
from tests.services.spreadsheet.lists import listed, stored, take_in

NORTHWIND = Path(__file__).parents[4] / "shared/data/northwind/customers.csv"
NAMES = ("客户编号", "客户名称")


def kinds(report: object) -> list[tuple[int, str, ProblemKind]]:
    return [(p.row, p.column, p.kind) for p in report.problems]  # type: ignore[attr-defined]


@pytest.mark.skipif(not NORTHWIND.exists(), reason="../shared is not beside this clone")
@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_northwind_needs_no_map(opened: OpenOffice, tmp_path: Path, ending: str) -> None:
    path = NORTHWIND
    if ending == ".xlsx":
        import csv

        with NORTHWIND.open(encoding="utf-8") as file:
            headings, *rows = csv.reader(file)
        path = listed(tmp_path / "customers.xlsx", headings, *rows)
    report = take_in(opened, path)
    assert (report.created, report.refused, report.problems) == (91, 0, ())
    with opened.database.read(opened.actor) as office:
        assert office.contacts.count() == 91
        assert len(office.customers.find("mexico")) == 5
        (found,) = office.customers.find("taqueria")
        assert found.values["main_contact"] == "Antonio Moreno"
        (found,) = office.customers.find("0074321")
        assert found.values["code"] == "ALFKI"
    assert stored(opened)["Alfreds Futterkiste"]["addresses"][0].province is None


def test_a_key_that_stands_in_the_file_or_the_vault_is_refused_and_named(
    opened: OpenOffice, tmp_path: Path
) -> None:
    take_in(opened, listed(tmp_path / "a.xlsx", NAMES, ("K1", "恒泰")))
    path = listed(
        tmp_path / "b.xlsx", NAMES, ("K1", "华盛"), ("K2", "中远"), ("K2", "联创"), ("", "金鼎")
    )
    for step in (check, run):
        report = step(opened.database, opened.actor, "customers", path)
        assert kinds(report) == [
            (2, "客户编号", ProblemKind.SAME_KEY_IN_VAULT),
            (4, "客户编号", ProblemKind.SAME_KEY_IN_FILE),
        ]
        assert (report.created, report.refused) == (2, 2)
        assert "恒泰" in report.problems[0].reason
        assert "Wang Xiaoyan" in report.problems[0].reason


def test_without_a_number_the_credit_code_is_the_key(opened: OpenOffice, tmp_path: Path) -> None:
    headings = ("客户名称", "统一社会信用代码")
    code = "91350100M000100Y43"
    take_in(opened, listed(tmp_path / "a.xlsx", headings, ("恒泰", code)))
    report = take_in(opened, listed(tmp_path / "b.xlsx", headings, ("恒泰二", f" {code.lower()}")))
    assert kinds(report) == [(2, "统一社会信用代码", ProblemKind.SAME_KEY_IN_VAULT)]


def test_a_row_that_only_resembles_comes_in_with_a_warning(
    opened: OpenOffice, tmp_path: Path, acting: Acting
) -> None:
    headings = ("客户名称", "电话")
    take_in(opened, listed(tmp_path / "a.xlsx", headings, ("苏州恒泰有限公司", "13812345678")))
    path = listed(
        tmp_path / "b.xlsx",
        headings,
        ("无锡华盛厂", "138 1234 5678"),
        ("苏州恒泰股份有限公司", "0512-62888888"),
        ("重庆中远", "(0512)6288 8888"),
    )
    report = take_in(opened, path, actor=acting("sales"))
    assert (report.created, report.refused) == (3, 0)
    assert kinds(report) == [
        (2, "电话", ProblemKind.RESEMBLES),
        (3, "客户名称", ProblemKind.RESEMBLES),
        (4, "电话", ProblemKind.RESEMBLES),
    ]
    for problem in report.problems[:2]:
        assert "苏州恒泰有限公司" in problem.reason
        assert "Wang Xiaoyan" in problem.reason
    assert "row 3" in report.problems[2].reason


def test_one_name_with_two_credit_codes_is_two_firms(
    opened: OpenOffice, tmp_path: Path, acting: Acting
) -> None:
    headings = ("客户名称", "统一社会信用代码")
    first, second, third = "91350100M000100Y43", "914403001922038216", "91110000600037341L"
    take_in(opened, listed(tmp_path / "a.xlsx", headings, ("苏州恒泰有限公司", first)))
    rows = (
        ("苏州恒泰股份有限公司", second),
        ("苏州恒泰有限责任公司", f" {third.lower()}"),
        ("苏州恒泰", ""),
        ("无锡华盛厂", ""),
        ("无锡华盛有限公司", second[:-1] + "7"),
    )
    path = listed(tmp_path / "b.xlsx", headings, *rows)
    for actor in (opened.actor, acting("sales")):
        report = check(opened.database, actor, "customers", path)
        resembling = [p for p in report.problems if p.kind is ProblemKind.RESEMBLES]
        assert [(p.row, p.column) for p in resembling] == [(4, "客户名称"), (6, "客户名称")]
        assert "苏州恒泰有限公司" in resembling[0].reason
        assert "row 5" in resembling[1].reason
    inside = listed(tmp_path / "c.xlsx", headings, ("甲厂", first[:-1] + "X"), ("甲厂", second))
    report = check(opened.database, opened.actor, "customers", inside)
    assert ProblemKind.RESEMBLES not in {problem.kind for problem in report.problems}


def test_a_phone_is_recognised_as_the_customers_own_or_as_a_contacts(
    opened: OpenOffice, tmp_path: Path
) -> None:
    person = ("客户名称", "联系人", "手机")
    firm = ("客户名称", "座机")
    take_in(opened, listed(tmp_path / "a.xlsx", person, ("甲厂", "张三", "13812345678")))
    report = take_in(opened, listed(tmp_path / "b.xlsx", firm, ("乙店", "13812345678")))
    assert kinds(report) == [(2, "座机", ProblemKind.RESEMBLES)]
    assert "张三" in report.problems[0].reason
    take_in(opened, listed(tmp_path / "c.xlsx", firm, ("丙社", "0512-62888888")))
    report = take_in(opened, listed(tmp_path / "d.xlsx", person, ("丁馆", "李四", "0512-62888888")))
    assert kinds(report) == [(2, "手机", ProblemKind.RESEMBLES)]
    assert "丙社" in report.problems[0].reason
    rows = (("戊行", "13712345678", "王五", "13712345678"), ("己庄", "", "赵六", "13712345678"))
    both = ("客户名称", "座机", "联系人", "手机")
    report = take_in(opened, listed(tmp_path / "e.xlsx", both, *rows))
    assert kinds(report) == [(3, "手机", ProblemKind.RESEMBLES)]
    assert "row 2" in report.problems[0].reason


def test_links_name_others_by_number_or_name_also_further_down_in_the_file(
    opened: OpenOffice, tmp_path: Path
) -> None:
    headings = (*NAMES, "上级单位", "业务员")
    take_in(opened, listed(tmp_path / "a.xlsx", NAMES, ("K1", "恒泰集团")))
    path = listed(
        tmp_path / "b.xlsx",
        headings,
        ("K2", "恒泰电子", "K1", "sales"),
        ("K3", "恒泰机械", "恒泰集团", "Sales"),
        ("K4", "恒泰物流", "K5", ""),
        ("K5", "恒泰运输", "没有这家", "查无此人"),
    )
    assert kinds(check(opened.database, opened.actor, "customers", path)) == [
        (5, "上级单位", ProblemKind.UNKNOWN_LINK),
        (5, "业务员", ProblemKind.UNKNOWN_OWNER),
    ]
    report = take_in(opened, path)
    assert (report.created, report.refused) == (4, 0)
    found = stored(opened)
    assert found["恒泰电子"]["parent"].text == "恒泰集团"
    assert found["恒泰机械"]["parent"].text == "恒泰集团"
    assert found["恒泰物流"]["parent"].text == "恒泰运输"
    assert found["恒泰运输"]["parent"] is None
    assert found["恒泰电子"]["owner"].text == "Sales"
    assert found["恒泰物流"]["owner"].text == "Wang Xiaoyan"
    assert found["恒泰运输"]["owner"].text == "Wang Xiaoyan"


def test_a_word_that_no_list_knows_is_a_warning(opened: OpenOffice, tmp_path: Path) -> None:
    path = listed(tmp_path / "a.xlsx", ("客户名称", "级别", "来源"), ("恒泰", "VVIP", "展会"))
    report = take_in(opened, path)
    assert kinds(report) == [(2, "级别", ProblemKind.UNKNOWN_WORD)]
    assert stored(opened)["恒泰"]["grade"] is None
    assert stored(opened)["恒泰"]["source"]


def test_columns_without_a_field_go_into_the_remarks_or_with_a_map_stay_out(
    opened: OpenOffice, tmp_path: Path
) -> None:
    headings = ("客户名称", "成交金额", "备注")
    rows = [(f"恒泰{n}", f"{n},000", "老客户") for n in range(1, 5)]
    path = listed(tmp_path / "a.xlsx", headings, *rows, ("华盛", "待定", ""))
    report = take_in(opened, path)
    assert kinds(report) == [(6, "成交金额", ProblemKind.NOT_AMOUNT)]
    assert stored(opened)["恒泰1"]["remarks"] == "老客户\n成交金额: 1,000"
    assert stored(opened)["华盛"]["remarks"] == "成交金额: 待定"
    told = {"客户名称": MappedColumn("name")}
    mapped = check(opened.database, opened.actor, "customers", path, ImportOptions(mapping=told))
    assert ProblemKind.NOT_AMOUNT not in {problem.kind for problem in mapped.problems}
    assert "Left out: 成交金额, 备注." in mapped.mentions


def test_the_day_on_which_a_customer_was_first_entered_is_brought_along(
    opened: OpenOffice, tmp_path: Path
) -> None:
    headings = (*NAMES, "建档日期")
    rows = (("K1", "恒泰", "2019年3月7日"), ("K2", "华盛", ""), ("K3", "中远", "3月7日"))
    report = take_in(opened, listed(tmp_path / "a.xlsx", headings, *rows))
    assert [(p.row, p.column) for p in report.problems] == [(4, "建档日期")]
    days = {name: values["created_on"] for name, values in stored(opened).items()}
    today = date(2026, 11, 22)
    assert days == {"恒泰": date(2019, 3, 7), "华盛": today, "中远": today}
    with opened.database.read(opened.actor) as office:
        ids = office.customers.listing(sort=Sort("created_on")).ids
        assert office.customers.rows(ids)[0].values["name"] == "恒泰"
    path = listed(tmp_path / "b.xlsx", headings, ("K1", "恒泰", "2020-01-01"))
    report = take_in(opened, path, mode="update")
    assert (report.updated, report.unchanged) == (0, 1)
    people = listed(tmp_path / "c.xlsx", ("姓名", "建档日期"), ("张总", "2018-05-04"))
    take_in(opened, people, "contacts")
    assert stored(opened, "contacts")["张总"]["created_on"] == date(2018, 5, 4)


def test_a_map_says_how_dates_are_written(opened: OpenOffice, tmp_path: Path) -> None:
    path = listed(tmp_path / "a.xlsx", ("公司", "回访"), ("恒泰", "03-04-26"))
    told = {"公司": MappedColumn("name"), "回访": MappedColumn("next_contact_on", "%m-%d-%y")}
    take_in(opened, path, mapping=told)
    assert str(stored(opened)["恒泰"]["next_contact_on"]) == "2026-03-04"


def test_the_assistant_maps_columns_by_their_place(opened: OpenOffice, tmp_path: Path) -> None:
    path = listed(tmp_path / "a.xlsx", ("甲", "乙", "丙"), ("恒泰", "13812345678", "无锡"))
    take_in(opened, path, mapping={0: "name", 1: "phone 1", 2: INTO_REMARKS})
    assert stored(opened)["恒泰"]["contact_points"][0].value == "138 1234 5678"
    assert stored(opened)["恒泰"]["remarks"] == "丙: 无锡"


def test_one_line_makes_a_customer_and_a_contact(opened: OpenOffice, tmp_path: Path) -> None:
    headings = ("客户名称", "联系人", "职务", "手机", "座机", "微信")
    row = ("恒泰", "张伟", "采购经理", "13812345678、13900001111", "0512-62888888转8012", "zw99")
    take_in(opened, listed(tmp_path / "a.xlsx", headings, row))
    customer, contact = stored(opened)["恒泰"], stored(opened, "contacts")["张伟"]
    assert contact["customer"].text == "恒泰"
    assert contact["job_title"] == "采购经理"
    assert [(p.kind, p.value) for p in contact["contact_points"]] == [
        ("mobile", "138 1234 5678"),
        ("mobile", "139 0000 1111"),
        ("wechat", "zw99"),
    ]
    assert customer["contact_points"] == (
        ContactPointRow("landline", "0512-6288 8888", extension="8012"),
    )
    assert customer["main_contact"] == "张伟"


def test_what_only_a_person_has_goes_into_the_remarks_of_a_list_without_persons(
    opened: OpenOffice, tmp_path: Path
) -> None:
    headings = ("客户名称", "职务", "生日", "手机")
    path = listed(tmp_path / "a.xlsx", headings, ("恒泰", "经理", "1980-02-03", "13812345678"))
    report = take_in(opened, path)
    assert (report.created, report.problems) == (1, ())
    assert stored(opened)["恒泰"]["remarks"] == "职务: 经理\n生日: 1980-02-03"
    assert stored(opened)["恒泰"]["main_phone"] == "138 1234 5678"


def test_family_and_given_name_become_one(opened: OpenOffice, tmp_path: Path) -> None:
    headings = ("First Name", "Last Name", "Company", "E-mail Address", "Business Phone")
    rows = (
        ("Maria", "Anders", "Alfreds", "m@alfreds.de", "030-0074321"),
        ("伟", "张", "大华", "", ""),
        ("", "欧阳", "华新", "", ""),
    )
    report = take_in(opened, listed(tmp_path / "a.xlsx", headings, *rows))
    assert (report.created, report.problems, report.mentions) == (3, (), ())
    found = stored(opened)
    assert [found[name]["main_contact"] for name in ("Alfreds", "大华", "华新")] == [
        *("Maria Anders", "张伟", "欧阳"),
    ]
    people = listed(tmp_path / "b.xlsx", ("姓", "名"), ("单", "田芳"))
    assert take_in(opened, people, "contacts").problems == ()
    assert "单田芳" in stored(opened, "contacts")


def test_contacts_find_their_customer_by_number_or_name(opened: OpenOffice, tmp_path: Path) -> None:
    take_in(opened, listed(tmp_path / "a.xlsx", NAMES, ("K1", "恒泰")))
    path = listed(
        tmp_path / "b.xlsx",
        ("姓名", "公司", "手机"),
        ("张伟", "K1", "13812345678"),
        ("李娜", "恒泰", ""),
        ("王总", "华盛", ""),
    )
    report = take_in(opened, path, "contacts")
    assert report.created == 3
    assert kinds(report) == [(4, "公司", ProblemKind.UNKNOWN_LINK)]
    found = stored(opened, "contacts")
    assert found["张伟"]["customer"] == found["李娜"]["customer"] == Link(1)
    assert found["王总"]["customer"] is None


def test_addresses_and_invoice_details_are_put_together(opened: OpenOffice, tmp_path: Path) -> None:
    headings = ("客户名称", "省", "城市", "地址", "收货地址", "开户行", "账号", "税号")
    row = ("恒泰", "江苏", "苏州", "星湖街1号", "上海市浦东新区世纪大道1号", "中国银行", "0123",
           "91350100M000100Y43")  # fmt: skip
    take_in(opened, listed(tmp_path / "a.xlsx", headings, row))
    values = stored(opened)["恒泰"]
    first, second = values["addresses"]
    assert (first.use, first.province, first.city, first.detail) == (
        *("registered", "江苏省", "苏州市", "星湖街1号"),
    )
    assert (second.use, second.district) == ("shipping", "浦东新区")
    (invoice,) = values["invoice_details"]
    assert (invoice.title, invoice.bank, invoice.bank_account) == ("恒泰", "中国银行", "0123")
    assert values["credit_code"] == "91350100M000100Y43"


def test_update_changes_what_the_row_says_and_nothing_else(
    opened: OpenOffice, tmp_path: Path
) -> None:
    headings = (*NAMES, "电话", "级别", "备注")
    take_in(
        opened,
        listed(
            tmp_path / "a.xlsx",
            headings,
            ("K1", "恒泰", "13812345678", "A", "老客户"),
            ("K2", "华盛", "13812345679", "B", ""),
        ),
    )
    path = listed(
        tmp_path / "b.xlsx",
        headings,
        ("K1", "恒泰", "13812345678", "C", ""),
        ("K2", "华盛", "13812345679", "B", ""),
        ("K3", "中远", "", "", ""),
    )
    for step in (check, run):
        report = step(
            opened.database, opened.actor, "customers", path, ImportOptions(mode=Mode.UPDATE)
        )
        assert (report.created, report.updated, report.unchanged, report.refused) == (0, 1, 1, 1)
        assert kinds(report) == [(4, "客户编号", ProblemKind.NO_SUCH_RECORD)]
    assert stored(opened)["恒泰"]["grade"] == "C"
    assert stored(opened)["恒泰"]["remarks"] == "老客户"
    both = take_in(opened, path, mode="both")
    assert (both.created, both.updated, both.unchanged, both.refused) == (1, 0, 2, 0)


def test_update_by_name_and_of_the_contact_beside(opened: OpenOffice, tmp_path: Path) -> None:
    headings = ("客户名称", "联系人", "手机")
    take_in(opened, listed(tmp_path / "a.xlsx", headings, ("恒泰", "张伟", "13812345678")))
    path = listed(tmp_path / "b.xlsx", headings, ("恒泰", "张伟", "13900001111"))
    report = take_in(opened, path, mode="update", key="name")
    assert (report.updated, report.refused) == (1, 0)
    points = stored(opened, "contacts")["张伟"]["contact_points"]
    assert [point.value for point in points] == ["139 0000 1111"]
    path = listed(tmp_path / "c.xlsx", headings, ("恒泰", "李娜", "13900002222"))
    assert take_in(opened, path, mode="update", key="name").updated == 1
    assert set(stored(opened, "contacts")) == {"张伟", "李娜"}


def test_a_key_that_is_none_is_refused(opened: OpenOffice, tmp_path: Path) -> None:
    path = listed(tmp_path / "a.xlsx", NAMES, ("K1", "恒泰"))
    with pytest.raises(NotPossible, match="code, credit_code, name"):
        take_in(opened, path, key="remarks")


def test_the_rights_of_whoever_imports_bind(
    opened: OpenOffice, tmp_path: Path, acting: Acting
) -> None:
    path = listed(tmp_path / "a.xlsx", (*NAMES, "级别"), ("K1", "恒泰", "A"))
    for role in ("service", "finance", "auditor"):
        with pytest.raises(NotAllowed):
            take_in(opened, path, actor=acting(role))
    take_in(opened, path)
    again = listed(tmp_path / "b.xlsx", (*NAMES, "级别"), ("K1", "恒泰", "B"))
    report = take_in(opened, again, actor=acting("sales"), mode="update")
    assert kinds(report) == [(2, "", ProblemKind.NOT_ALLOWED)]
    assert stored(opened)["恒泰"]["grade"] == "A"


def test_a_list_changes_nothing_for_who_may_not_import(
    opened: OpenOffice, tmp_path: Path, acting: Acting
) -> None:
    service = acting("service")
    with opened.database.write(service) as office:
        office.customers.add({"code": "K1", "name": "恒泰"})
    path = listed(tmp_path / "a.xlsx", (*NAMES, "级别"), ("K1", "恒泰", "B"))
    for step in (check, run):
        with pytest.raises(NotAllowed, match="may not import"):
            step(opened.database, service, "customers", path, ImportOptions(mode=Mode.UPDATE))
    assert stored(opened)["恒泰"]["grade"] is None


@pytest.mark.parametrize("role", ["sales", "manager"])
def test_a_row_for_a_colleague_out_of_sight_comes_in_with_its_contact(
    opened: OpenOffice, tmp_path: Path, acting: Acting, role: str
) -> None:
    headings = (*NAMES, "联系人", "手机", "业务员")
    rows = (
        ("K1", "恒泰", "张伟", "13812345678", ""),
        ("K2", "华盛", "李娜", "13900001111", "boss"),
    )
    path = listed(tmp_path / "a.xlsx", headings, *rows)
    for step in (check, run):
        report = step(opened.database, acting(role), "customers", path)
        assert (report.created, report.refused) == (2, 0)
        assert kinds(report) == [(3, "业务员", ProblemKind.OUT_OF_SIGHT)]
    with pytest.raises(NotAllowed), opened.database.write(acting(role)) as office:
        office.undo(report.change_set_id or 0)  # as the check has said
    assert stored(opened)["华盛"]["owner"].text == "Wang Xiaoyan"
    assert stored(opened, "contacts")["李娜"]["customer"].text == "华盛"
    with opened.database.read(acting(role)) as office:
        seen = [room.titles(room.listing().ids) for room in (office.customers, office.contacts)]
    assert [list(names.values()) for names in seen] == [["恒泰"], ["张伟"]]


def test_a_check_names_the_links_that_fail_because_a_row_is_out_of_sight(
    opened: OpenOffice, tmp_path: Path, acting: Acting
) -> None:
    path = listed(
        tmp_path / "a.xlsx",
        (*NAMES, "业务员", "上级单位"),
        ("K1", "恒泰", "boss", "K2"),
        ("K2", "华盛", "", "K3"),
        ("K3", "中远", "boss", ""),
        ("K4", "联创", "", "K2"),
    )
    said = [
        kinds(step(opened.database, acting("sales"), "customers", path)) for step in (check, run)
    ]
    assert said[0] == said[1]
    links = [row for row, _column, kind in said[1] if kind is ProblemKind.UNKNOWN_LINK]
    assert links == [2, 3]
    assert stored(opened)["联创"]["parent"].text == "华盛"


def test_undo_takes_the_whole_import_back_also_as_sales(
    opened: OpenOffice, tmp_path: Path, acting: Acting
) -> None:
    sales = acting("sales")
    headings = (*NAMES, "联系人", "上级单位")
    path = listed(
        tmp_path / "a.xlsx", headings, ("K1", "恒泰", "张伟", "K2"), ("K2", "华盛", "李娜", "")
    )
    report = take_in(opened, path, actor=sales)
    assert set(stored(opened)) == {"恒泰", "华盛"}
    with opened.database.write(sales) as office:
        result = office.undo(report.change_set_id or 0)
        assert not result.left
    assert stored(opened) == stored(opened, "contacts") == {}
    again = take_in(opened, path, actor=sales)
    assert (again.created, again.refused) == (2, 0)


def test_cancel_leaves_nothing(opened: OpenOffice, tmp_path: Path) -> None:
    path = listed(tmp_path / "a.xlsx", NAMES, *((f"K{n}", f"恒泰{n}") for n in range(2500)))

    def stop(done: int, total: int) -> None:
        if done >= 2000:
            raise Cancelled

    with pytest.raises(Cancelled):
        run(opened.database, opened.actor, "customers", path, ImportOptions(), stop)
    assert stored(opened) == {}
    assert take_in(opened, path).created == 2500


def test_check_writes_nothing(opened: OpenOffice, tmp_path: Path) -> None:
    path = listed(tmp_path / "a.xlsx", NAMES, ("K1", "恒泰"))
    report = check(opened.database, opened.actor, "customers", path)
    assert (report.created, report.change_set_id) == (1, None)
    assert stored(opened) == {}


def test_numbers_given_by_the_program_jump_over_those_in_the_file(
    opened: OpenOffice, tmp_path: Path
) -> None:
    rows = [("", f"恒泰{n}") for n in range(1200)]
    report = take_in(opened, listed(tmp_path / "a.xlsx", NAMES, *rows, ("C000007", "华盛")))
    assert (report.created, report.refused) == (1201, 0)
    assert stored(opened)["华盛"]["code"] == "C000007"


def test_a_text_too_long_for_its_field_refuses_the_row(opened: OpenOffice, tmp_path: Path) -> None:
    path = listed(tmp_path / "a.xlsx", NAMES, ("K1", "长" * 5000), ("K2", "恒泰"))
    report = take_in(opened, path)
    assert kinds(report) == [(2, "客户名称", ProblemKind.DOES_NOT_FIT)]
    assert list(stored(opened)) == ["恒泰"]


def test_rows_with_problems_are_saved_with_their_cells_and_reasons(
    opened: OpenOffice, tmp_path: Path
) -> None:
    headings = (*NAMES, "级别")
    path = listed(
        tmp_path / "a.xlsx",
        headings,
        ("K1", "恒泰", "VVIP"),
        ("K2", "华盛", "A"),
        ("K1", "=1+1", ""),
    )
    report = take_in(opened, path)
    out = tmp_path / "problems.xlsx"
    assert save_problems(path, report, out) == 2
    with open_workbook(out) as workbook:
        rows = [cells for _number, cells in workbook.sheet().rows()]
    assert rows[0][:3] == list(headings)
    assert [row[:4] for row in rows[1:]] == [["K1", "恒泰", "VVIP", "2"], ["K1", "=1+1", "", "4"]]
    assert "VVIP" in str(rows[1][4])


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_corrected_workbook_of_problems_comes_in_as_the_list_itself(
    opened: OpenOffice, tmp_path: Path, language: str
) -> None:
    path = listed(tmp_path / "a.xlsx", (*NAMES, "级别"), ("K1", "恒泰", "VVIP"), ("K2", "", "A"))
    report = check(opened.database, opened.actor, "customers", path)
    use_language(language)
    save_problems(path, report, tmp_path / "problems.xlsx")
    use_language("en")
    with open_workbook(tmp_path / "problems.xlsx") as workbook:
        headings, first, second = (cells for _number, cells in workbook.sheet().rows())
    corrected = listed(
        tmp_path / "corrected.xlsx",
        headings,
        [*first[:2], "A", *first[3:]],
        [second[0], "华盛", *second[2:]],
    )
    report = take_in(opened, corrected)
    assert (report.created, report.problems) == (2, ())
    assert [record["remarks"] for record in stored(opened).values()] == [None, None]
    save_problems(corrected, check(opened.database, opened.actor, "customers", corrected), path)
    with open_workbook(path) as workbook:
        assert next(iter(workbook.sheet().rows()))[1] == [*NAMES, "级别", "Row", "Reasons"]


@pytest.mark.parametrize(("entity", "title"), [("customers", "客户名称"), ("tasks", "待办事项")])
def test_numbers_of_lines_are_no_numbers_of_records(
    opened: OpenOffice, tmp_path: Path, entity: str, title: str
) -> None:
    for step, name in enumerate(("恒泰", "华盛")):
        path = listed(tmp_path / f"{step}.xlsx", ("序号", title), ("1", name))
        report = take_in(opened, path, entity)
        assert (report.created, report.mentions) == (1, ("Left out: 序号.",))
    assert {record["remarks"] for record in stored(opened, entity).values()} == {None}


def test_a_list_without_a_column_that_is_needed_says_so_once(
    opened: OpenOffice, tmp_path: Path
) -> None:
    path = listed(tmp_path / "a.xlsx", ("客户编号", "电话"), ("K1", "13812345678"))
    said = "No column gives “Name”, which every new record needs: choose one for it."
    assert check(opened.database, opened.actor, "customers", path).mentions == (said,)
    options = ImportOptions(mode=Mode.UPDATE)
    assert check(opened.database, opened.actor, "customers", path, options).mentions == ()


def test_the_preview_shows_guesses_sheets_and_first_rows(
    opened: OpenOffice, tmp_path: Path
) -> None:
    headings = (*NAMES, "成交金额", "下次联系", "建档日期")
    row = ("K1", "恒泰", "1万", "03-04-26", "2026-11-22")
    path = listed(tmp_path / "a.xlsx", headings, row)
    with opened.database.read(opened.actor) as office:
        shown = preview(office, "customers", path)
    fields = {0: "code", 1: "name", 2: INTO_REMARKS, 3: "next_contact_on", 4: "created_on"}
    assert shown.fields == fields
    assert shown.guesses[0].confidence > 0.8
    assert list(shown.dates) == [3]  # the other column can be read one way only
    assert not shown.dates[3].certain
    assert [cells for _row, cells in shown.rows] == [list(row)]
    assert "contact.phone" in {choice.path for choice in shown.choosable}


def test_consignee_and_phone_in_an_address_get_their_own_cells_and_are_found(
    opened: OpenOffice, tmp_path: Path
) -> None:
    text = "浙江省杭州市西湖区文三路 90 号 王先生 13800138000"
    report = take_in(opened, listed(tmp_path / "a.xlsx", ("客户名称", "收货地址"), ("恒泰", text)))
    assert (report.created, report.problems) == (1, ())
    (row,) = stored(opened)["恒泰"]["addresses"]
    assert (row.district, row.detail) == ("西湖区", "文三路 90 号")
    assert (row.consignee, row.phone) == ("王先生", "138 0013 8000")
    with opened.database.read(opened.actor) as office:
        assert [found.values["name"] for found in office.customers.find("0013800")] == ["恒泰"]


def test_columns_of_their_own_leave_the_address_as_it_is(
    opened: OpenOffice, tmp_path: Path
) -> None:
    headings = ("客户名称", "Place", "For")
    told = {"客户名称": "name", "Place": "addresses.detail", "For": "addresses.consignee"}
    mapping = {heading: MappedColumn(field) for heading, field in told.items()}
    text = "文三路 90 号 王先生 13800138000"
    path = listed(tmp_path / "a.xlsx", headings, ("恒泰", text, "李工"))
    take_in(opened, path, mapping=mapping)
    (row,) = stored(opened)["恒泰"]["addresses"]
    assert (row.detail, row.consignee, row.phone) == (text, "李工", None)


def test_a_collaborator_whom_nobody_knows_is_named_and_nobody_takes_the_place(
    opened: OpenOffice, tmp_path: Path
) -> None:
    path = listed(tmp_path / "list.xlsx", ("客户名称", "collaborators"), ("恒泰", "boss;查无此人"))
    report = take_in(opened, path)
    assert [problem.reason for problem in report.problems] == [
        "“查无此人” is nobody's name or number here."
    ]
    values = stored(opened)["恒泰"]
    assert [link.text for link in values["collaborators"]] == ["Wang Xiaoyan"]


PARENTS = (*NAMES, "上级单位")


def check_and_run(opened: OpenOffice, path: Path, **options: object) -> list[tuple[int, str, str]]:
    """What both say of the rows; they say the same."""
    chosen = ImportOptions(**options)  # type: ignore[arg-type]
    said = [
        [(one.row, one.column, one.reason) for one in step.problems]
        for step in (
            check(opened.database, opened.actor, "customers", path, chosen),
            run(opened.database, opened.actor, "customers", path, chosen),
        )
    ]
    assert said[0] == said[1]
    return said[1]


def test_a_refused_row_leaves_its_key_to_a_good_one(opened: OpenOffice, tmp_path: Path) -> None:
    rows = (("K1", ""), ("K1", "恒泰"), ("K1", "恒泰二"))
    for mode in (Mode.CREATE, Mode.BOTH):
        path = listed(tmp_path / f"{mode}.xlsx", NAMES, *rows)
        report = check(opened.database, opened.actor, "customers", path, ImportOptions(mode=mode))
        assert (report.created, report.refused) == (1, 2)
        assert [(row, kind) for row, _column, kind in kinds(report)] == [
            (2, ProblemKind.REQUIRED),
            (4, ProblemKind.SAME_KEY_IN_FILE),
        ]


def test_an_unknown_owner_of_a_known_record_changes_nobody(
    opened: OpenOffice, tmp_path: Path
) -> None:
    headings = (*NAMES, "业务员")
    take_in(opened, listed(tmp_path / "a.xlsx", headings, ("K1", "恒泰", "sales")))
    path = listed(
        tmp_path / "b.xlsx", headings, ("K1", "恒泰", "查无此人"), ("K2", "华盛", "查无此人")
    )
    report = take_in(opened, path, mode=Mode.BOTH)
    assert [problem.reason for problem in report.problems] == [
        "“查无此人” is no colleague here; the owner stays.",
        "“查无此人” is no colleague here; a new record belongs to whoever imports.",
    ]
    owners = {name: values["owner"].text for name, values in stored(opened).items()}
    assert owners == {"恒泰": "Sales", "华盛": "Wang Xiaoyan"}


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_a_check_names_the_circles_that_the_import_warns_of(
    opened: OpenOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr("cims.services.spreadsheet.reader.BATCH", batch)
    path = listed(
        tmp_path / "a.xlsx",
        PARENTS,
        ("K1", "恒泰", "K3"),
        ("K2", "华盛", "恒泰"),
        ("K3", "中远", "K2"),
        ("K4", "联创", "K4"),
        ("K5", "", "K1"),
        ("K6", "金鼎", "K5"),
    )
    said = check_and_run(opened, path)
    below = [row for row, _column, reason in said if "is below this one" in reason]
    assert len(below) == 2 and 5 in below
    assert (7, "上级单位", "“K5” is nobody's name or number here.") in said


def test_a_circle_through_known_customers_is_a_warning_and_stops_nothing(
    opened: OpenOffice, tmp_path: Path
) -> None:
    rows = (("K1", "恒泰", ""), ("K2", "华盛", "K1"), ("K3", "中远", ""))
    take_in(opened, listed(tmp_path / "a.xlsx", PARENTS, *rows))
    path = listed(
        tmp_path / "b.xlsx",
        PARENTS,
        ("K1", "恒泰", "K2"),
        ("K3", "中远", "N1"),
        ("N1", "新厂", "K2"),
        ("K2", "华盛", "K3"),
    )
    said = check_and_run(opened, path, mode=Mode.BOTH)
    assert [(row, column) for row, column, _reason in said] == [(2, "上级单位"), (3, "上级单位")]
    found = stored(opened)
    assert found["恒泰"]["parent"] is None
    assert found["华盛"]["parent"].text == "中远"


def test_a_list_of_too_many_columns_is_refused_and_many_names_are_cut_short(
    opened: OpenOffice, tmp_path: Path
) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("名称," + ",".join(f"列{n}" for n in range(16_384)) + "\n恒泰\n", "utf-8")
    with pytest.raises(UnusableFile, match=r"16,385 columns, at most 16,384"):
        check(opened.database, opened.actor, "customers", path)
    path.write_text("名称," + ",".join(f"列{n}" for n in range(30)) + "\n恒泰\n", "utf-8")
    (said,) = check(opened.database, opened.actor, "customers", path).mentions
    assert said.endswith("列18, 列19 and 10 others.")
