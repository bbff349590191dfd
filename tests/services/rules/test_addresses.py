import pytest

from cims.services.rules.addresses import Address, consignee_line, one_line, split_address
from cims.services.rules.regions import below, find_regions, region, regions


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "江苏省苏州市吴中区东吴北路1号",
            ("320506", "江苏省", "苏州市", "吴中区", "东吴北路1号"),
        ),
        ("浙江省 杭州市 西湖区 文三路", ("330106", "浙江省", "杭州市", "西湖区", "文三路")),
        ("江苏苏州工业园区星湖街", ("320500", "江苏省", "苏州市", "", "工业园区星湖街")),
        ("昆山市玉山镇", ("320583", "江苏省", "苏州市", "昆山市", "玉山镇")),
        ("北京市北京市朝阳区建国路", ("110105", "北京市", "", "朝阳区", "建国路")),
        ("上海市市辖区浦东新区张江路", ("310115", "上海市", "", "浦东新区", "张江路")),
        ("广东省东莞市长安镇", ("441900", "广东省", "东莞市", "", "长安镇")),
        ("湖北省仙桃市干河街道", ("429004", "湖北省", "仙桃市", "", "干河街道")),
        ("香港九龙弥敦道1号", ("810000", "香港特别行政区", "", "", "九龙弥敦道1号")),
        ("北京路100号", (None, "", "", "", "北京路100号")),
        ("朝阳区建国路", (None, "", "", "", "朝阳区建国路")),
        ("Obere Str. 57, Berlin", (None, "", "", "", "Obere Str. 57, Berlin")),
        ("", (None, "", "", "", "")),
    ],
)
def test_an_address_comes_apart(text, parts):
    assert split_address(text) == Address(*parts)


def test_a_municipality_is_written_once():
    assert one_line("上海市", "上海市", "浦东新区", "张江路1号") == "上海市浦东新区张江路1号"
    assert one_line("上海市", "", "浦东新区", "张江路1号") == "上海市浦东新区张江路1号"


def test_the_consignee_stands_before_phone_and_address():
    line = consignee_line("李工", "138 1234 5678", "江苏省", "苏州市", "吴中区", "东吴北路1号")
    assert line == "李工 138 1234 5678 江苏省苏州市吴中区东吴北路1号"
    assert consignee_line("李工", "", "", "", "", "") == "李工"


def test_what_is_split_is_written_back_whole():
    text = "江苏省苏州市吴中区东吴北路1号"
    parts = split_address(text)
    assert one_line(parts.province, parts.city, parts.district, parts.detail) == text


@pytest.mark.parametrize("name", ["东莞市", "中山市", "儋州市", "嘉峪关市", "仙桃市", "济源市"])
def test_cities_without_districts_have_none(name):
    (city,) = [one for one in regions().values() if one.city == name]
    assert below(city.code) == ()


def test_the_table_is_whole():
    assert len(below()) == 34
    for one in regions().values():
        assert len(one.code) == 6
        assert one.name
    assert region("320506").path == "江苏省苏州市吴中区"
    assert region("999999") is None
    assert region(None) is None


def test_combos_find_by_fragment_pinyin_initials_and_code():
    assert find_regions("吴中")[0].code == "320506"
    assert "320500" in [one.code for one in find_regions("szs")]
    assert "320500" in [one.code for one in find_regions("suzhou")]
    assert find_regions("320506")[0].name == "吴中区"
    assert {one.province for one in find_regions("", "110000")} == {"北京市"}
    assert [one.code for one in find_regions("wuzhong", "320500")] == ["320506"]
    assert find_regions("zzzzz") == ()
