"""The words of states that the program itself knows: shown, exported, and understood again."""

from collections.abc import Mapping
from enum import StrEnum

from cims.services.choices import spoken
from cims.services.i18n import LANGUAGES, N_, _, text_in

WORDS: Mapping[str, tuple[str, ...]] = {  # how it is shown, then what is understood besides
    "organisation": (N_("Organisation"), "单位", "企业", "公司", "company"),
    "person": (N_("Person"), "个人", "自然人", "individual"),
    "solar": (N_("Solar calendar"), "公历", "阳历", "新历"),
    "lunar": (N_("Lunar calendar"), "农历", "阴历", "旧历"),
    "active": (N_("Active"),),
    "disabled": (N_("Disabled"),),
    "removed": (N_("Removed"),),
    "draft": (N_("Draft"), "草稿", "未确认"),
    "confirmed": (N_("Confirmed"), "已确认", "执行中", "已签", "有效"),
    "closed": (N_("Completed"), "已完成", "完成", "已结束", "已关闭"),
    "void": (N_("Void"), "作废", "已取消", "取消", "cancelled", "canceled"),
    "undelivered": (N_("Not delivered"), "未发货", "待发货"),
    "partly_delivered": (N_("Partly delivered"), "部分发货"),
    "delivered": (N_("Delivered"), "已发货", "全部发货", "shipped"),
    "sent": (N_("Sent"), "已发送", "已发出", "已报价", "quoted"),
    "accepted": (N_("Accepted"), "已接受", "接受", "已确认", "已成交"),
    "refused": (N_("Refused"), "已拒绝", "拒绝", "未成交", "rejected", "declined"),
    "expired": (N_("Expired"), "已过期", "过期", "失效"),
    "open": (N_("In progress"), "进行中", "未结束", "open"),
    "won": (N_("Won"), "赢单", "成交", "成功"),
    "omitted": (N_("Omitted"), "忽略", "不计入", "omitted"),
    "pipeline": (N_("In the pipeline"), "管线", "跟进", "pipeline"),
    "best_case": (N_("Best case"), "最佳", "乐观", "best case", "upside"),
    "committed": (N_("Committed"), "承诺", "确定", "commit"),
    "lost": (N_("Lost"), "输单", "失败", "lost"),
    "new": (
        *(N_("Incoming"), "新线索", "新", "新建", "未分配", "待分配", "未处理", "待跟进"),
        *("未跟进", "new", "open", "not contacted", "unassigned"),
    ),
    "working": (
        *(N_("Working"), "跟进中", "在跟进", "已联系", "已分配", "处理中", "有意向", "意向"),
        *("contacted", "in process", "in progress", "assigned", "qualified", "nurture"),
    ),
    "converted": (N_("Converted"), "已转化", "已转换", "转化", "已转客户", "已成交", "成交"),
    "invalid": (
        *(N_("Invalid"), "无效", "无效线索", "已作废", "作废", "已关闭", "关闭", "放弃"),
        *("dead", "junk", "unqualified", "closed", "lost"),
    ),
    "fixed": (N_("Always the first"), "固定", "指定"),
    "in_turn": (N_("In turn"), "轮流", "轮询", "round robin"),
    "least_busy": (N_("Least busy"), "最少优先", "least busy"),
    "general": (N_("General taxpayer"), "一般纳税人", "一般"),
    "quote": (N_("Quote"), "报价单", "报价"),
    "order": (N_("Order"), "订单"),
    "zh_CN": (N_("Chinese"), "中文", "简体中文"),
    "en": (N_("English"), "英文", "英语"),
    "html": (N_("For printing and PDF"), "HTML", "网页"),
    "docx": (N_("For Word"), "Word"),
    "small": (N_("Small-scale taxpayer"), "小规模纳税人", "小规模"),
}


def enum_word(value: object) -> str:
    """The word for a state, in the language shown now."""
    code = str(value)
    return _(WORDS[code][0]) if code in WORDS else code


def enum_meant(kind: type[StrEnum], word: str) -> StrEnum | None:
    """The state that a code or a word of any language means."""
    folded = spoken(word)
    for member in kind:
        names = WORDS.get(str(member), (str(member).capitalize(),))
        labels = {text_in(language, names[0]) for language in LANGUAGES}
        if folded in {spoken(name) for name in (str(member), *labels, *names)}:
            return member
    return None
