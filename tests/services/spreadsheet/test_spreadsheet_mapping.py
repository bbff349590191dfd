"""Headings find their fields, by guess and by MAP.json."""

import json
from pathlib import Path

import pytest
from reading import CUSTOMER_FIELDS

from cims.services.spreadsheet.errors import UnusableFile
from cims.services.spreadsheet.map_file import MappedColumn, apply_map, read_map
from cims.services.spreadsheet.mapping import TargetField, guess

ORDER_FIELDS = (
    TargetField("code", ("Number", "编号"), "text"),
    TargetField("customer", ("Customer", "客户"), "link"),
    TargetField("owner", ("Owner", "负责人"), "link"),
    TargetField("ordered_on", ("Order date", "订单日期"), "date"),
)


def paths(*headings: str, named: bool = True) -> list[str | None]:
    """The paths of these headings, in a list that also names a contact."""
    columns = dict(enumerate((*headings, "联系人") if named else headings))
    guesses = guess(columns, CUSTOMER_FIELDS, "customers", {"employee": "owner"})
    return [guesses[column].path for column in range(len(headings))]


def test_northwind_needs_no_map() -> None:
    headings = "customerID,companyName,contactName,contactTitle,address,city,region,postalCode"
    assert paths(*headings.split(","), "country", "phone", "fax", named=False) == [
        *("code", "name", "contact.name", "contact.job_title", "address", "city", "province"),
        *("postal_code", "country", "phone 1", "fax"),
    ]


def test_another_types_id_is_the_link() -> None:
    headings = dict(enumerate(["orderID", "customerID", "employee_id", "orderDate"]))
    others = {"customer": "customer", "employee": "owner"}
    guesses = guess(headings, ORDER_FIELDS, "orders", others)
    assert [found.path for found in guesses.values()] == ["code", "customer", "owner", "ordered_on"]


@pytest.mark.parametrize(
    ("heading", "path"),
    [
        *(
            (word, "name")
            for word in ("客户名称", "单位名称", "公司", "往来单位", "抬头", "Name", "名称*")
        ),
        *((word, "code") for word in ("客户编号", "编号", "Customer Code", "ID", "customer_id")),
        *(
            (word, "contact.phone 1")
            for word in ("手机", "电话", "联系方式", "手 机", "Mobile", "联系人 手机")
        ),
        *((word, "phone 1") for word in ("座机", "固话", "办公电话", "Landline")),
        *((word, "credit_code") for word in ("信用代码", "统一社会信用代码（18位）")),
        *((word, "owner") for word in ("业务员", "销售", "负责人", "跟单")),
        *((word, "grade") for word in ("级别", "客户等级", "星级")),
        *((word, None) for word in ("成交金额", "最近联系日期", "???", "xyz")),
        ("contact_name", "contact.name"),
        ("地址(详细)", "address"),
    ],
)
def test_a_heading_finds_its_field(heading: str, path: str | None) -> None:
    columns = {0: heading} if path == "contact.name" else {0: heading, 1: "对接人"}
    assert guess(columns, CUSTOMER_FIELDS, "customers")[0].path == path


def test_numbered_columns_count_up_and_no_other_field_is_given_twice() -> None:
    assert paths("电话1", "电话2", "手机 3") == [
        "contact.phone 1",
        "contact.phone 2",
        "contact.phone 3",
    ]
    assert paths("客户名称", "公司名称") == ["name", None]
    assert paths("公司", "客户名称", "Name") == [None, None, "name"]


def test_without_a_contact_in_the_list_phones_belong_to_the_customer() -> None:
    assert paths("名称", "手机", "电话2", named=False) == ["name", "phone 1", "phone 2"]


def test_a_sure_guess_has_more_confidence_than_a_vague_one() -> None:
    guesses = guess({0: "名称", 1: "固话", 2: "我司地址"}, CUSTOMER_FIELDS, "customers")
    assert guesses[0].confidence > guesses[1].confidence > guesses[2].confidence > 0


def told(tmp_path: Path, content: object) -> dict[str, MappedColumn]:
    path = tmp_path / "map.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return read_map(path)


def test_both_forms_of_a_map_are_read(tmp_path: Path) -> None:
    mapped = told(tmp_path, {"单位": "name", "日期": {"field": "remarks", "format": "%d-%m-%y"}})
    columns = apply_map(mapped, {0: "单 位", 1: "日期", 2: "其他"}, CUSTOMER_FIELDS)
    assert columns == {0: MappedColumn("name"), 1: MappedColumn("remarks", "%d-%m-%y")}


def test_a_map_may_number_a_field_that_takes_several(tmp_path: Path) -> None:
    mapped = told(tmp_path, {"a": "phone 1", "b": "phone 2"})
    assert apply_map(mapped, {0: "a", 1: "b"}, CUSTOMER_FIELDS)[1].field == "phone 2"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "not sound JSON"),
        ("[" * 100_000, "not sound JSON"),
        ('{"a": "name", "a": "code"}', "stands twice"),
        ([], "must hold"),
        ({}, "must hold"),
        ({"a": 3}, "says for “a”"),
        ({"a": {"field": "name", "formatt": "x"}}, "says for “a”"),
        ({"a": {"format": "%d"}}, "says for “a”"),
        ({"a": {"field": "name", "format": "%d-%m"}}, "needs %d"),
        ({"b": "name"}, "heading “b”"),
        ({"a": "nome"}, "field “nome”"),
        ({"a": "name 2"}, "field “name 2”"),
        ({"a": "name", "c": "name"}, "two columns"),
    ],
)
def test_a_wrong_map_is_refused_with_a_sentence(
    tmp_path: Path, content: object, words: str
) -> None:
    with pytest.raises(UnusableFile, match=words):
        apply_map(told(tmp_path, content), {0: "a", 1: "c"}, CUSTOMER_FIELDS)


def test_a_map_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="can't be read"):
        read_map(tmp_path / "none.json")
