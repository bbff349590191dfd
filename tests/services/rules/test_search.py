"""Search words against a real FTS5 table, and against a plain reading of what must be found."""

import pytest
import sqlcipher3.dbapi2 as sqlcipher3
from hypothesis import given, settings
from hypothesis import strategies as st

from cims.services.rules.folding import digit_tokens, fold, sound_tokens, text_tokens
from cims.services.rules.readings import readings, split_syllables
from cims.services.rules.search_query import expression

TABLE = (
    "create virtual table hits using fts5(text, sound, digits, scope, content='', "
    "contentless_delete=1, tokenize='ascii')"
)
ROWS = [
    ("苏州恒泰智能装备有限公司", "曾小单", "0512-6288 8888 转 8012"),
    ("重庆长城科技有限公司", "解晓东", "138 1234 5678"),
    ("TCL科技集团", "张总", "400-820-8820"),
    ("Antonio Moreno Taquería", "Antonio Moreno", "(5) 555-3932"),
    ("Alfreds Futterkiste", "Maria Anders", "030-0074321"),
    ("北京華為技術有限公司（上海）", "欧阳锋", "+86 139 0000 1111"),
    ("吕氏绿色食品厂", "吕布", "010-62345678"),
    ("Straße & Søn ＡＢＣ", "Łukasz", "12"),
    ("泰山航运", "", ""),
    ("中国平安保险", "", ""),
]


@pytest.fixture
def table():
    connection = sqlcipher3.connect(":memory:")
    connection.execute(TABLE)
    for number, (name, contact, phone) in enumerate(ROWS):
        tokens = (text_tokens(name, contact), sound_tokens(name, contact), digit_tokens(phone))
        connection.execute(
            "insert into hits(rowid, text, sound, digits, scope) values(?, ?, ?, ?, 'o1')",
            (number, *tokens),
        )
    yield connection
    connection.close()


def found(table, query):
    match = expression(query)
    if match is None:
        return None
    rows = table.execute("select rowid from hits where hits match ? order by rowid", (match,))
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("恒", [0]),
        ("恒泰智", [0]),
        ("泰恒", []),
        ("有限公司", [0, 1, 5]),
        ("szht", [0]),
        ("szh", [0]),
        ("htzn", [0]),
        ("htznzb", [0]),
        ("zhinengzhuangbei", [0]),
        ("suzhouhengtai", [0]),
        ("hengt", [0]),
        ("hengtaizhin", [0]),
        ("zengxiaodan", [0]),
        ("zengxiaoshan", [0]),
        ("cengxiao", [0]),
        ("zxs", [0]),
        ("chongqing", [1]),
        ("zhongqing", [1]),
        ("cqcc", [1]),
        ("zqzc", [1]),
        ("changcheng", [1]),
        ("xiexiaodong", [1]),
        ("tclkj", [2]),
        ("tcl", [2]),
        ("kejijituan", [2]),
        ("zhangz", [2]),
        ("taqueria", [3]),
        ("TAQUERÍA", [3]),
        ("taq", [3]),
        ("moreno ant", [3]),
        ("fut", [4]),
        ("strasse", [7]),
        ("son abc", [7]),
        ("lukasz", [7]),
        ("华为技术", [5]),
        ("華為", [5]),
        ("(上海)", [5]),
        ("lvbu", [6]),
        ("lyubu", [6]),
        ("62888888", [0]),
        ("6288 8888", [0]),
        ("0512-62888888", [0]),
        ("+86 512 6288 8888", [0]),
        ("8012", [0]),
        ("801", [0]),
        ("012", [0]),
        ("13812345678", [1]),
        ("+86 138-1234-5678", [1]),
        ("013812345678", [1]),
        ("5678", [1, 6]),
        ("234567", [1, 6]),
        ("0074321", [4]),
        ("555-3932", [3]),
        ("5553932", [3]),
        ("恒泰 8012", [0]),
        ("恒泰8012", [0]),
        ("恒泰 szht 628", [0]),
        ("恒泰 重庆", []),
        ("恒泰zn", [0]),
        ("shang", [5]),
        ("shanh", [8]),
        ("taishanhang", [8]),
        ("zgpabx", [9]),
        ("pabx", [9]),
    ],
)
def test_a_query_finds_exactly_the_rows_it_should(table, query, rows):
    assert found(table, query) == rows


def test_a_phrase_does_not_reach_from_one_field_into_the_next(table):
    assert found(table, "司曾") == []


@pytest.mark.parametrize("query", ["", "   ", '"', "***", "()", "\0", "\ud800", "-", "‮"])
def test_what_holds_nothing_to_search_is_none(query):
    assert expression(query) is None


@pytest.mark.parametrize(
    "query",
    [
        '"NEAR(恒 泰)" OR * -',
        "text:恒",
        "a\0b",
        "恒\ud800泰",
        "^恒",
        "😀",
        "AND OR NOT",
        "x" * 5000,
        "恒" * 5000,
        "1 2 3 " * 500,
        "xianxianxianxianxianxianxianxian",
        "aeaeaeaeaeaeaeaeaeaeaeaeaeaeaeaeae",
        "مرحبا שלום",
        "ǀ恒",
        "'; drop table hits; --",
    ],
)
def test_hostile_input_is_a_valid_expression(table, query):
    assert isinstance(found(table, query), list)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_a_valid_expression(query):
    connection = sqlcipher3.connect(":memory:")
    connection.execute(TABLE)
    assert found(connection, query) in ([], None)
    connection.close()


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet="苏州恒泰重庆长单行乐曾科技有限公司AB1", min_size=1, max_size=12),
    st.data(),
)
def test_every_piece_of_a_chinese_name_finds_it(name, data):
    connection = sqlcipher3.connect(":memory:")
    connection.execute(TABLE)
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    han = "".join(letter for letter in name[start:end] if not letter.isascii())
    cells = [readings(letter) for letter in han]
    spoken = [data.draw(st.sampled_from(cell)) for cell in cells]
    joined = name[start:end].isascii() or name[start:end] == han
    connection.execute(
        "insert into hits(rowid, text, sound) values(1, ?, ?)",
        (text_tokens(name), sound_tokens(name)),
    )
    if joined and han:
        assert found(connection, han) == [1]
        assert found(connection, "".join(spoken)) == [1]
        assert found(connection, "".join(syllable[0] for syllable in spoken)) == [1]
    connection.close()


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="0123456789", min_size=3, max_size=14), st.data())
def test_every_three_digits_of_a_number_find_it(number, data):
    connection = sqlcipher3.connect(":memory:")
    connection.execute(TABLE)
    connection.execute("insert into hits(rowid, digits) values(1, ?)", (digit_tokens(number),))
    start = data.draw(st.integers(0, len(number) - 3))
    end = data.draw(st.integers(start + 3, len(number)))
    assert found(connection, number[start:end]) == [1]
    connection.close()


def test_folding_is_the_same_twice():
    for text in ("ＡＢＣ（１２３）", "Ｓtraße ÉÈ Łø", "後麵發髮臺灣", "ｶﾞ株式会社"):
        assert fold(fold(text)) == fold(text)


def test_traditional_and_wide_characters_fold():
    assert fold("華為（ＡＢ）") == "华为(ab)"
    assert fold("Müller Æsir") == "muller aesir"


def test_typed_letters_split_into_syllables():
    assert ("heng", "t") in split_syllables("hengt")
    assert {("xian",), ("xi", "an")} <= set(split_syllables("xian"))
    assert split_syllables("qwx") == []
