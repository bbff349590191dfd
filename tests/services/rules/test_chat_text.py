"""Chats as people paste them."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cims.services.rules.chat_text import by_day, is_chat, split

SUNDAY = datetime.fromisoformat("2026-11-22T16:20")


def pieces(text):
    """Name, moment and text of every piece, for reading."""
    return [
        (piece.name, f"{piece.day or ''} {piece.at or ''}".strip(), piece.text)
        for piece in split(text, SUNDAY)
    ]


@pytest.mark.parametrize(
    "header",
    [
        "张三 2026-11-20 10:23",
        "张三 2026/11/20 10:23:00",
        "张三  2026年11月20日 10:23",
        "张三 2026年11月20日 星期五 上午10:23",
        "张三 11/20 10:23:00",
        "张三 11-20 10:23",
        "张三 11月20日 10:23",
        "张三 星期五 10:23",
        "张三 周五 10:23",
        "张三: 2026-11-20 10:23",
        "张三 (2026-11-20 10:23)",
        "张三（2026-11-20 10:23）：",
        "2026-11-20 10:23 张三",
        "2026年11月20日 10:23 张三",
        "[2026-11-20 10:23:00] 张三:",
        "张三 Nov 20, 2026 10:23 AM",
        "张三 Friday 10:23 AM",
        "张三\u2005 2026-11-20  10：23",
    ],
)
def test_a_line_with_name_and_time_opens_a_piece(header):
    assert pieces(f"{header}\n你好") == [("张三", "2026-11-20 10:23:00", "你好")]


def test_wechat_for_windows_is_split():
    text = "张三 2026-11-20 10:23\n你好\n在吗\n\n李四 2026-11-20 10:25\n在的，请讲\n"
    assert pieces(text) == [
        ("张三", "2026-11-20 10:23:00", "你好\n在吗"),
        ("李四", "2026-11-20 10:25:00", "在的，请讲"),
    ]


def test_a_chat_without_times_is_split_by_names():
    assert pieces("张三:\n你好\n\n李四:\n好的\n谢谢") == [
        ("张三", "", "你好"),
        ("李四", "", "好的\n谢谢"),
    ]
    assert pieces("恒泰-阿强：\n你好\n我：\n好的\n恒泰-阿强：\n再见")[2] == (
        "恒泰-阿强",
        "",
        "再见",
    )


def test_a_merged_forward_in_one_line_each_is_split():
    assert pieces("张三: 报价收到\n李四: 好的\n张三: 下周见") == [
        ("张三", "", "报价收到"),
        ("李四", "", "好的"),
        ("张三", "", "下周见"),
    ]


def test_a_chat_sent_by_mail_takes_its_day_from_the_line_above():
    text = (
        "—————  2026-11-20  —————\n\n\n张三  10:23\n\n你好\n\n恒泰采购小王  10:25\n\n[图片]\n\n"
        "—————  2026-11-21  —————\n\n张三  9:00\n\n早"
    )
    assert pieces(text) == [
        ("张三", "2026-11-20 10:23:00", "你好"),
        ("恒泰采购小王", "2026-11-20 10:25:00", "[图片]"),
        ("张三", "2026-11-21 09:00:00", "早"),
    ]


def test_wecom_names_keep_their_company():
    text = "王经理@恒泰 11/20 10:23:05\n报价发我\n李明 11/20 10:24:00\n好"
    assert [piece[0] for piece in pieces(text)] == ["王经理@恒泰", "李明"]


def test_names_that_are_no_persons_are_taken_where_the_whole_chat_is_so():
    text = "阿强五金 昨天 10:23\n好\n恒泰采购 昨天 10:25\n行"
    assert [piece[0] for piece in pieces(text)] == ["阿强五金", "恒泰采购"]


def test_an_english_chat_is_split():
    text = "Zhang San 10:23 AM\nhello\nLi Si 2:25 PM\nhi"
    assert pieces(text) == [
        ("Zhang San", "2026-11-22 10:23:00", "hello"),
        ("Li Si", "2026-11-22 14:25:00", "hi"),
    ]


def test_a_chat_lies_in_the_past():
    assert pieces("张三 12/25 10:23:05\n好")[0][1] == "2025-12-25 10:23:05"
    assert pieces("张三 昨天 10:23\n好")[0][1] == "2026-11-21 10:23:00"
    assert pieces("张三 18:00\n好")[0][1] == "2026-11-21 18:00:00"


def test_a_time_within_a_message_opens_nothing():
    text = "张三 2026-11-20 10:23\n见面时间 15:30\n改到 11/25 10:30\n地址：工业园"
    assert pieces(text) == [
        ("张三", "2026-11-20 10:23:00", "见面时间 15:30\n改到 11/25 10:30\n地址：工业园")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "客户电话来，说周五 10:30 来厂里看设备",
        "明天下午 14:30\n带样品\n地址：工业园",
        "地址:\n苏州工业园\n电话: 13812345678",
        "见面时间 14:30\n地点 恒泰",
        "见面改到 11/25 10:30\n地点不变",
        "电话：138\n电话：139",
        "http://example.com: 8080\n看一下",
        "报价：\n1. 阀门 3 台\n2. 轴承",
    ],
)
def test_what_is_no_chat_stays_one_piece(text):
    assert pieces(text) == [("", "", text)]
    assert not is_chat(text, SUNDAY)


def test_what_stands_above_the_first_name_is_kept():
    text = "张总和李四的聊天记录\n\n张三 2026-11-20 10:23\n好"
    assert pieces(text)[0] == ("", "", "张总和李四的聊天记录")


def test_an_impossible_time_is_kept_as_text():
    assert pieces("张三 2026-13-45 10:23\n好") == [("张三", "", "张三 2026-13-45 10:23\n好")]


def test_an_empty_text_has_no_pieces():
    assert split(" \n ", SUNDAY) == ()
    assert by_day(()) == ()


def test_the_pieces_of_a_day_become_one_follow_up():
    text = (
        "张三 2026-11-20 10:23\n你好\n李四 2026-11-20 10:25\n在的\n请讲\n张三 2026-11-21 9:00\n早"
    )
    first, second = by_day(split(text, SUNDAY))
    assert first.text == "张三 10:23: 你好\n李四 10:25: 在的\n请讲"
    assert (str(first.day), str(first.at), first.names) == (
        "2026-11-20",
        "10:23:00",
        ("张三", "李四"),
    )
    assert (str(second.day), second.text) == ("2026-11-21", "张三 09:00: 早")


def test_a_text_that_is_no_chat_is_one_follow_up_as_it_is():
    (talk,) = by_day(split("电话沟通\n要报价", SUNDAY))
    assert (talk.day, talk.at, talk.names, talk.text) == (None, None, (), "电话沟通\n要报价")


LINES = st.lists(
    st.sampled_from(
        [
            "张三 2026-11-20 10:23",
            "李四:",
            "张三: 好",
            "——— 2026-11-20 ———",
            "10:23",
            "昨天 10:23",
            "",
        ]
    )
    | st.text(alphabet="好的 你:：/-12:3\n王三张", max_size=14),
    max_size=12,
)


@given(LINES)
def test_nothing_that_was_written_is_lost(lines):
    text = "\n".join(lines)
    found = split(text, SUNDAY)
    kept = "".join(piece.name + piece.text for piece in found)
    for line in lines:
        words = "".join(letter for letter in line if letter in "好的你王")
        assert all(kept.count(sign) >= 1 for sign in words)
    written = sum(text.count(sign) for sign in "好的你")
    assert sum(kept.count(sign) for sign in "好的你") == written


@given(st.text(max_size=80))
def test_no_text_makes_it_fail(text):
    by_day(split(text, SUNDAY))
