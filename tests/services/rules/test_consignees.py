"""Consignee and phone are taken out of an address, and nothing else is."""

import pytest

from cims.services.rules.addresses import consignee_line
from cims.services.rules.consignees import Delivery, split_delivery

MOBILE = "138 0013 8000"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("浙江省杭州市西湖区文三路 90 号 王先生 13800138000",
         ("浙江省杭州市西湖区文三路 90 号", "王先生", MOBILE)),
        ("文三路90号，王先生，138 0013 8000", ("文三路90号", "王先生", MOBILE)),
        ("文三路90号（王先生收）电话：13800138000", ("文三路90号", "王先生", MOBILE)),
        ("文三路90号 13800138000 李工收", ("文三路90号", "李工", MOBILE)),
        ("文三路90号13800138000", ("文三路90号", "", MOBILE)),
        ("王先生 13800138000 文三路 90 号", ("文三路 90 号", "王先生", MOBILE)),
        ("13800138000 王先生 文三路90号", ("文三路90号", "王先生", MOBILE)),
        ("文三路90号 收货人：王小明 电话 13800138000", ("文三路90号", "王小明", MOBILE)),
        ("文三路90号 联系电话：0571-88888888", ("文三路90号", "", "0571-8888 8888")),
        ("文三路90号 王经理 ０５７１－８８８８８８８８",
         ("文三路90号", "王经理", "0571-8888 8888")),
        ("文三路90号 王经理 +86 138-0013-8000", ("文三路90号", "王经理", MOBILE)),
        ("文三路90号 13800138000/13900139000",
         ("文三路90号", "", "138 0013 8000 / 139 0013 9000")),
        ("东吴北路1号 欧阳修经理 13800138000", ("东吴北路1号", "欧阳修经理", MOBILE)),
        ("星湖街 方正路 13800138000", ("星湖街 方正路", "", MOBILE)),
        ("建国路 88 号 1203 室 010-8589 1234", ("建国路 88 号 1203 室", "", "010-8589 1234")),
    ],
)  # fmt: skip
def test_the_person_and_the_phone_come_out_of_an_address(text, parts):
    assert split_delivery(text) == Delivery(*parts)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "文三路 90 号",
        "文三路 90 号 王先生",
        "文三路 90 号 1380013800012 室",
        "文三路 90 号 13800138000 3 楼",
        "文三路 13800138000 90 号 13900139000",
        "1 Main Street 2001-5555555 B",
        "Obere Str. 57, 12209 Berlin 030-0074321",
        "A13800138000",
        "文三路 90 号 13800138000/13900139000/13700137000",
        "13800138000",
    ],
)
def test_what_is_not_clear_stays_as_it_was_written(text):
    assert split_delivery(text) == Delivery(text)


def test_the_line_for_the_courier_comes_apart_again():
    line = consignee_line("李工", MOBILE, "江苏省", "苏州市", "吴中区", "东吴北路1号")
    assert split_delivery(line) == Delivery("江苏省苏州市吴中区东吴北路1号", "李工", MOBILE)
