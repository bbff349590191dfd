"""Lists of enquiries: odd headings, unknown words, doubles in file, leads and customers."""

import pytest
from openpyxl import Workbook

from cims.models.lead import LeadState
from cims.services.changes import ChangeKind
from cims.services.contact_points import ContactPointRow
from cims.services.entity import Link
from cims.services.spreadsheet.importer import check, run
from cims.services.spreadsheet.report import ImportOptions
from tests.factories import valid

HEADINGS = ("序号", "线索名称", "联系人", "电话", "线索来源", "意向产品", "负责人", "状态", "省份",
            "城市", "预计金额", "询盘日期", "备注")  # fmt: skip


@pytest.fixture
def sheet(tmp_path):
    """Write rows below the usual headings; the file's path."""

    def make(*rows, headings=HEADINGS):
        book = Workbook()
        page = book.active
        page.append(["2026年线索登记表"])
        page.append(list(headings))
        for row in rows:
            page.append(list(row))
        path = tmp_path / "线索.xlsx"
        book.save(path)
        return path

    return make


def messy(sheet):
    def line(*cells):
        return (*cells, *[None] * (len(HEADINGS) - len(cells)))

    return sheet(
        line(1, "无锡宏远机械有限公司", "张总", "１３７ 1234 5678", "展会", "离心泵",
             "Wang Xiaoyan", "跟进中", "江苏", "无锡", "8万", "2026-11-20", "要样本"),
        line(2, None, "李工", "138-0000-1111", "抖音直播", "没有的产品", None, "新", None,
             "苏州", None, "2026.11.21"),
        line(3, "无锡市宏远机械", "张总", "13712345678", "网络"),
        line(4, "苏州恒泰智能装备有限公司", None, None, None, None, "不存在"),
        line(5, None, None, "13900000000"),
        line("合计", None, None, None, None, None, None, None, None, None, "8万"),
    )  # fmt: skip


def by_name(read):
    rows = read(lambda o: o.leads.rows(o.leads.listing().ids))
    return {row.values["name"]: row.values for row in rows}


def test_a_messy_list_comes_in_and_says_what_is_doubtful(sheet, opened, write, read):
    write(lambda o: o.products.add({"name": "离心泵"}))
    write(lambda o: o.customers.add(valid("customer", name="苏州恒泰智能装备有限公司")))
    known = (ContactPointRow("mobile", "13800001111"),)
    write(lambda o: o.leads.add(valid("lead", name="旧线索", contact_points=known)))
    path = messy(sheet)
    looked = check(opened.database, opened.actor, "leads", path)
    report = run(opened.database, opened.actor, "leads", path)
    assert (looked.created, looked.refused) == (report.created, report.refused) == (4, 1)
    assert {one.row for one in looked.problems} == {one.row for one in report.problems}
    found = by_name(read)
    first = found["无锡宏远机械有限公司"]
    assert (first["source"], first["state"]) == ("fair", LeadState.WORKING)
    assert (first["province"], first["city"]) == ("江苏省", "无锡市")
    assert (first["amount"], first["product"].text) == (80000, "离心泵")
    assert (str(first["created_on"]), first["contact_name"]) == ("2026-11-20", "张总")
    assert first["owner"] is not None
    second = found["李工"]
    assert (second["name"], second["city"], second["source"]) == ("李工", "苏州市", None)
    assert second["state"] is LeadState.NEW
    assert not any(one.column == "状态" for one in report.problems), "“新” is understood"
    told = {(one.row, one.reason) for one in report.problems}
    assert any(row == 4 and "抖音直播" in words for row, words in told)
    assert any(row == 4 and "没有的产品" in words for row, words in told)
    assert any(row == 4 and "旧线索" in words for row, words in told), "a lead with this phone"
    assert any(row == 5 and "3" in words for row, words in told), "the firm in row 3"
    assert any(row == 6 and "苏州恒泰" in words for row, words in told), "a customer"
    assert any(row == 6 and "不存在" in words for row, words in told)
    assert any(row == 7 for row, _words in told), "a number alone names nobody"


def test_imported_leads_are_shared_out_and_each_colleague_hears_once(sheet, opened, write, read):
    def people(office):
        found = [office.users.add(valid("user")) for _n in range(2)]
        for one in found:
            office.users.give_role(one, "sales")
        members = tuple(map(Link, found))
        office.assignment_rules.add({"name": "Rule", "members": members})
        return found

    made = write(people)
    rows = [(n, f"公司{n}", "张总", None, None, None, None, None) for n in range(1, 601)]
    path = sheet(*rows, headings=HEADINGS[:8])
    report = run(opened.database, opened.actor, "leads", path)
    assert (report.created, report.problems) == (600, ())
    owners = [values["owner"].id for values in by_name(read).values()]
    assert [owners.count(one) for one in made] == [300, 300]
    with opened.database.read(opened.actor) as office:
        theirs = office.users.actor(made[0], session="test")
    (line,) = read(lambda o: o.notices.newest(), theirs)
    assert line.sentence == "Wang Xiaoyan gave you 300 leads"
    write(lambda o: o.undo(report.change_set_id))
    assert read(lambda o: o.leads.count()) == 0


def test_missing_products_and_families_are_made_where_that_is_wanted(sheet, opened, read):
    headings = ("线索名称", "意向产品", "产品类别")
    path = sheet(("甲公司", "新泵", "水泵"), ("乙公司", "新泵", "水泵"), headings=headings)
    options = ImportOptions(create_links=frozenset({"product", "family"}))
    report = run(opened.database, opened.actor, "leads", path, options)
    assert report.created == 2
    assert read(lambda o: (o.products.count(), o.product_families.count())) == (1, 1)
    assert by_name(read)["甲公司"]["product"].text == "新泵"


def test_a_list_of_many_reads_no_owner_into_what_waits(sheet, opened, write, read):
    path = sheet((1, "甲公司", "张总"), headings=HEADINGS[:3])
    with opened.database.write(opened.actor, ChangeKind.IMPORT) as office:
        office.leads.add_many([valid("lead")])
    run(opened.database, opened.actor, "leads", path)
    assert by_name(read)["甲公司"]["owner"] is None
