import pytest

from cims.services.rules.people import (
    looks_like_person,
    name_readings,
    parse,
    salutation,
    sort_key,
    surname_reading,
)


@pytest.mark.parametrize(
    ("name", "surname", "given", "title"),
    [
        ("张总", "张", "", "总"),
        ("李工", "李", "", "工"),
        ("欧阳锋经理", "欧阳", "锋", "经理"),
        ("王建工", "王", "建工", ""),
        ("小王", "王", "", "小"),
        ("陈 老师", "陈", "", "老师"),
        ("老板娘", "", "老板娘", ""),
        ("王经理（采购）", "王", "", "经理"),
        ("Maria Anders", "", "Maria Anders", ""),
    ],
)
def test_a_name_comes_apart(name, surname, given, title):
    person = parse(name)
    assert (person.surname, person.given, person.title) == (surname, given, title)


@pytest.mark.parametrize(
    ("name", "job", "gender", "said"),
    [
        ("张伟", "总经理", None, "张总"),
        ("李强", "高级工程师", None, "李工"),
        ("王芳", "销售经理", None, "王经理"),
        ("刘洋", "车间主任", None, "刘主任"),
        ("陈静", "老师", None, "陈老师"),
        ("赵敏", "会计", None, "赵会计"),
        ("孙磊", "厂长", None, "孙厂长"),
        ("周军", "师傅", None, "周师傅"),
        ("张总", "", None, "张总"),
        ("欧阳锋", "", "male", "Mr 欧阳"),
        ("王芳", "", "female", "Ms 王"),
        ("王芳", "", None, "王芳"),
        ("老板娘", "", None, "老板娘"),
        ("Maria Anders", "Owner", None, "Maria Anders"),
    ],
)
def test_people_are_addressed_by_surname_and_short_title(name, job, gender, said):
    assert salutation(name, job, gender) == said


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("单雄信", "shan"), ("曾国藩", "zeng"), ("解晓东", "xie"), ("仇英", "qiu"),
        ("查良镛", "zha"), ("区伟", "ou"), ("盖叫天", "ge"), ("翟天", "zhai"), ("缪斌", "miao"),
        ("朴智星", "piao"), ("任远", "ren"), ("华佗", "hua"), ("覃辉", "qin"),
        ("尉迟恭", "yuchi"), ("万俟卨", "moqi"), ("长孙无忌", "zhangsun"), ("Łukasz", ""),
        ("歐陽鋒", "ouyang"),
    ],
)  # fmt: skip
def test_surnames_are_read_as_surnames(name, reading):
    assert surname_reading(name) == reading


def test_search_gets_every_reading_and_sorting_the_surnames():
    assert name_readings("单雄信") == ("shanxiongxin", "danxiongxin")
    assert set(name_readings("覃长乐")) >= {"qinchangle", "tanzhangyue"}
    assert len(name_readings("曾重长乐单行")) <= 16
    names = ["张三", "单雄信", "曾国藩", "欧阳锋", "Łukasz"]
    assert sorted(names, key=sort_key) == ["Łukasz", "欧阳锋", "单雄信", "曾国藩", "张三"]


def test_a_persons_name_is_told_from_a_companys():
    assert looks_like_person("张伟")
    assert looks_like_person("张总")
    assert looks_like_person("诸葛孔明")
    assert not looks_like_person("苏州恒泰")
    assert not looks_like_person("Maria Anders")
