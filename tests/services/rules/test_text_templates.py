"""Texts to copy, made from templates."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cims.services.rules.text_templates import (
    PLACEHOLDERS,
    READY,
    DayFigures,
    daily_values,
    filled,
    placeholders,
    problem,
)

SHIPPED, DUE, DAILY = READY
SENT = {
    "salutation": "张总",
    "order_number": "DD202611-0007",
    "date": "2026-11-20",
    "carrier": "顺丰",
    "tracking_number": "SF123",
}
OWED = {
    "salutation": "王经理",
    "date": "2026-11-22",
    "count": "2",
    "amount": "35,600.00",
    "number": "XS202609-0003",
    "due_date": "2026-10-31",
}


def chinese(template, values):
    return filled(template.texts["zh_CN"], values)


def test_a_shipping_notice_is_made():
    assert chinese(SHIPPED, SENT) == (
        "张总您好，贵司订单 DD202611-0007 已于 2026-11-20 发出，顺丰 单号 SF123，请注意查收。"
    )


def test_a_clause_without_its_value_is_left_out():
    assert chinese(SHIPPED, {**SENT, "tracking_number": None}) == (
        "张总您好，贵司订单 DD202611-0007 已于 2026-11-20 发出，请注意查收。"
    )
    assert chinese(SHIPPED, {**SENT, "salutation": " "}) == (
        "贵司订单 DD202611-0007 已于 2026-11-20 发出，顺丰 单号 SF123，请注意查收。"
    )
    assert chinese(SHIPPED, {}) == "请注意查收。"


def test_no_empty_brackets_are_left():
    assert chinese(DUE, OWED) == (
        "王经理您好，截至 2026-11-22 贵司尚有 2 笔货款合计 ¥35,600.00 已到期，"
        "最早一笔为 XS202609-0003(2026-10-31)，烦请安排，谢谢。"
    )
    assert "最早一笔为 XS202609-0003，烦请" in chinese(DUE, {**OWED, "due_date": ""})
    assert chinese(DUE, {**OWED, "number": None}) == (
        "王经理您好，截至 2026-11-22 贵司尚有 2 笔货款合计 ¥35,600.00 已到期，烦请安排，谢谢。"
    )


def test_the_daily_report_holds_the_figures():
    figures = DayFigures(5, 8, 1, 2, Decimal("35600"), Decimal(0), Decimal("12000.5"))
    values = daily_values(date(2026, 11, 22), "李明", figures, "恒泰要报价。", "拜访恒泰")
    assert chinese(DAILY, values) == (
        "2026-11-22 李明日报：跟进 5 家 8 次，新增客户 1 家，报价 2 份 ¥35,600.00，签单 ¥0.00，"
        "回款 ¥12,000.50。重点：恒泰要报价。明日：拜访恒泰。"
    )


def test_the_daily_report_is_silent_about_what_the_office_does_not_keep():
    values = daily_values(date(2026, 11, 22), "李明", DayFigures(0, 0, new_customers=0))
    assert chinese(DAILY, values) == "2026-11-22 李明日报：跟进 0 家 0 次，新增客户 0 家。"
    assert filled(DAILY.texts["en"], values) == (
        "2026-11-22 李明, daily report: 0 customers contacted 0 times, 0 new customers."
    )


def test_the_head_of_a_report_stays_when_its_first_figure_is_missing():
    template = "{姓名}日报：跟进 {家数} 家，新增 {新增客户数} 家。"
    assert filled(template, {"name": "李明", "new_customers": "2"}) == "李明日报：新增 2 家。"


def test_a_label_goes_with_its_value():
    assert filled("重点：{重点} ；明日：{明日}", {"tomorrow": "开会"}) == "明日：开会"
    assert filled("你好。重点：{重点}。再见！", {}) == "你好。再见！"
    assert filled("第一行\n重点：{重点}\n第三行", {}) == "第一行\n\n第三行"


def test_english_sentences_keep_their_ends():
    text = SHIPPED.texts["en"]
    assert filled(text, {**SENT, "carrier": None}) == (
        "Hello 张总, your order DD202611-0007 was sent on 2026-11-20, please look out for it."
    )
    assert filled("Order No. {number}, 1,000 pieces. Due {due_date}.", {"number": "7"}) == (
        "Order No. 7, 1,000 pieces."
    )


def test_values_are_put_in_as_they_are():
    values = {"name": "A, B。{日期}（）{{", "date": "x"}
    assert filled("{姓名}，{日期}。", values) == "A, B。{日期}（）{{，x。"


def test_doubled_braces_are_written_once():
    assert filled("{{{姓名}}}", {"name": "李明"}) == "{李明}"


def test_a_placeholder_may_be_written_in_either_language():
    assert placeholders("{称呼} {Order number} {order_number} {订单号} {x}") == (
        "salutation",
        "order_number",
        "x",
    )


@pytest.mark.parametrize("ready", READY, ids=lambda ready: ready.code)
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_ready_templates_use_exactly_what_they_know(ready, language):
    text = ready.texts[language]
    assert problem(text, ready.known) is None
    assert set(placeholders(text)) == set(ready.known)
    values = {code: f"<{code}>" for code in ready.known}
    assert all(f"<{code}>" in filled(text, values) for code in ready.known)


def test_an_unknown_placeholder_is_told_with_those_there_are():
    assert problem("{称呼}您好，{手机号}", ("salutation", "date")) == (
        "There is no {手机号} here. There are: {称呼}, {日期}"
    )
    assert problem("Hello {mobile}", ("salutation",)) == (
        "There is no {mobile} here. There are: {salutation}"
    )


@pytest.mark.parametrize("template", ["{称呼", "称呼}", "你好 {称呼}}", "{ {称呼}"])
def test_a_single_bracket_is_told(template):
    assert problem(template, ("salutation",)) == (
        "A curly bracket stands alone: write placeholders like {称呼}."
    )


def test_an_empty_template_is_told():
    assert problem(" \n", ("name",)) == "A template needs a text."


VALUES = st.dictionaries(
    st.sampled_from(sorted(PLACEHOLDERS)), st.none() | st.text(max_size=6), max_size=19
)


@given(st.text(max_size=60), VALUES)
def test_no_template_makes_it_fail(template, values):
    filled(template, values)
    problem(template, ("name",))


@given(st.sampled_from(READY), st.sampled_from(["zh_CN", "en"]), st.data())
def test_whatever_is_missing_the_text_reads_well(ready, language, data):
    given_values = {code: "8" for code in ready.known if data.draw(st.booleans(), label=code)}
    text = filled(ready.texts[language], given_values)
    for bad in ("()", "（）", "，，", ", ,", "，。", ",.", "  ", "{", "}", "：。", ": ."):
        assert bad not in text
    assert not text or text[0] not in "，。：,.: "
    assert not text or text[-1] in "。."
