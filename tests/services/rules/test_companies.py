import pytest

from cims.services.rules.companies import (
    CompanyName,
    PartyKind,
    core_name,
    guessed_kind,
    is_public_body,
    short_name,
    structure,
)


def test_a_company_name_has_four_parts():
    assert structure("苏州恒泰智能装备有限公司") == CompanyName(
        "苏州", "恒泰", "智能装备", "有限公司"
    )


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("苏州恒泰智能装备有限公司", "苏州恒泰"),
        ("苏州市恒泰智能装备有限公司", "苏州恒泰"),
        ("江苏省苏州恒泰智能装备股份有限公司", "苏州恒泰"),
        ("苏州恒泰智能装备有限公司上海分公司", "苏州恒泰上海分公司"),
        ("华为技术有限公司", "华为"),
        ("腾讯科技（深圳）有限公司", "腾讯"),
        ("上海立信会计师事务所(特殊普通合伙)", "上海立信"),
        ("昆山华瑞电子有限公司", "昆山华瑞"),
        ("张三经营部", "张三"),
        ("家族👨‍👩‍👧公司", "家族👨‍👩‍👧"),
        ("苏州市人民政府", "苏州市人民政府"),
        ("上海市第一人民医院", "上海市第一人民医院"),
        ("Acme Trading Co., Ltd.", "Acme Trading"),
        ("Müller GmbH & Co. KG", "Müller"),
        ("Alfreds Futterkiste", "Alfreds Futterkiste"),
        ("北京", "北京"),
        ("", ""),
    ],
)
def test_the_short_name_is_region_and_trade_name(name, short):
    assert short_name(name) == short


@pytest.mark.parametrize(
    "other",
    [
        "苏州恒泰智能装备有限责任公司",
        "苏州恒泰智能装备股份有限公司",
        "苏州恒泰智能装备集团有限公司",
        " 苏州 恒泰　智能装备有限公司",
        "蘇州恒泰智能裝備有限公司",
        "苏州市恒泰智能装备有限公司",
        "苏州恒泰智能装备厂",
        "苏州恒泰智能装备经营部（个人独资）",
        "苏州（恒泰）智能装备有限公司",
        "苏州(恒泰)智能装备有限公司",
    ],
)
def test_spellings_of_one_company_are_doubles(other):
    assert core_name(other) == core_name("苏州恒泰智能装备有限公司")


def test_branches_are_no_doubles():
    names = [
        "苏州恒泰智能装备有限公司",
        "苏州恒泰智能装备有限公司上海分公司",
        "苏州恒泰智能装备有限公司北京分公司",
        "苏州恒泰智能装备有限公司上海办事处",
        "苏州恒泰智能装备观前街门店",
    ]
    assert len({core_name(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Trading Co., Ltd.", "ACME Trading"),
        ("Acme, Inc.", "Acme Incorporated"),
        ("Müller GmbH", "Muller GmbH & Co. KG"),
        ("The Cracker Box", "Cracker Box"),
        ("ＡＣＭＥ Ltd", "acme"),
    ],
)
def test_western_forms_fall_away(one, other):
    assert core_name(one) == core_name(other)


def test_different_names_stay_different_and_short_ones_whole():
    assert core_name("苏州恒泰科技有限公司") != core_name("苏州恒泰智能装备有限公司")
    assert core_name("集团公司") != ""
    assert core_name("Ltd") == "ltd"


@pytest.mark.parametrize("name", ["苏州市人民政府", "北京大学", "苏州市第三中学", "园区公安局"])
def test_public_bodies_need_no_company_suffix(name):
    assert is_public_body(name)
    assert guessed_kind(name) is PartyKind.ORGANISATION


def test_persons_and_organisations_are_guessed():
    assert guessed_kind("张伟") is PartyKind.PERSON
    assert guessed_kind("李工") is PartyKind.PERSON
    assert guessed_kind("张三经营部") is PartyKind.ORGANISATION
    assert guessed_kind("Alfreds Futterkiste") is PartyKind.ORGANISATION
    assert not is_public_body("苏州教育学院服务有限公司")
