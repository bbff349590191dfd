"""Texts to copy into a chat, made from a template with {placeholders}."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cims.services.i18n import _

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}")
_BRACKETS = {"(": ")", "（": "）", "[": "]", "【": "】"}
_ENDS = "。！？!?\n"
_PAUSES = "，；、,;"
_SHORT_WORDS = frozenset({"no", "mr", "ms", "mrs", "dr", "co", "ltd", "st", "inc", "approx"})
_HIDDEN = 0xF0000  # placeholders stand as single private characters while the text is cut up

# The names of the values in the languages of templates; a template may use either.
PLACEHOLDERS = {
    "salutation": "称呼", "date": "日期", "name": "姓名", "order_number": "订单号",
    "carrier": "物流公司", "tracking_number": "快递单号", "count": "笔数", "amount": "金额",
    "number": "单号", "due_date": "到期日", "customers": "家数", "contacts": "次数",
    "new_customers": "新增客户数", "quotes": "报价数", "quoted": "报价金额", "signed": "签单金额",
    "received": "回款金额", "highlights": "重点", "tomorrow": "明日",
}  # fmt: skip
_CODES = {
    **{code: code for code in PLACEHOLDERS},
    **{words: code for code, words in PLACEHOLDERS.items()},
}


@dataclass(frozen=True, slots=True)
class ReadyTemplate:
    """A template that every office begins with, and the values it may use."""

    code: str
    known: tuple[str, ...]
    texts: Mapping[str, str]


READY = (
    ReadyTemplate(
        "shipped",
        ("salutation", "order_number", "date", "carrier", "tracking_number"),
        {
            "zh_CN": (
                "{称呼}您好，贵司订单 {订单号} 已于 {日期} 发出，"
                "{物流公司} 单号 {快递单号}，请注意查收。"
            ),
            "en": (
                "Hello {salutation}, your order {order_number} was sent on {date}, "
                "{carrier} tracking number {tracking_number}, please look out for it."
            ),
        },
    ),
    ReadyTemplate(
        "payment_due",
        ("salutation", "date", "count", "amount", "number", "due_date"),
        {
            "zh_CN": (
                "{称呼}您好，截至 {日期} 贵司尚有 {笔数} 笔货款合计 ¥{金额} 已到期，"
                "最早一笔为 {单号}({到期日})，烦请安排，谢谢。"
            ),
            "en": (
                "Hello {salutation}, as of {date} {count} payments of together ¥{amount} are due, "
                "the first is {number} ({due_date}), please arrange them, thank you."
            ),
        },
    ),
    ReadyTemplate(
        "daily_report",
        (
            "date",
            "name",
            "customers",
            "contacts",
            "new_customers",
            "quotes",
            "quoted",
            "signed",
            "received",
            "highlights",
            "tomorrow",
        ),  # fmt: skip
        {
            "zh_CN": (
                "{日期} {姓名}日报：跟进 {家数} 家 {次数} 次，新增客户 {新增客户数} 家，"
                "报价 {报价数} 份 ¥{报价金额}，签单 ¥{签单金额}，回款 ¥{回款金额}。"
                "重点：{重点}。明日：{明日}。"
            ),
            "en": (
                "{date} {name}, daily report: {customers} customers contacted {contacts} times, "
                "{new_customers} new customers, {quotes} quotes of ¥{quoted}, signed ¥{signed}, "
                "received ¥{received}. Highlights: {highlights}. Tomorrow: {tomorrow}."
            ),
        },
    ),
)


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What a day's report counts; None where the office doesn't keep it (yet)."""

    customers: int
    contacts: int
    new_customers: int | None = None
    quotes: int | None = None
    quoted: Decimal | None = None
    signed: Decimal | None = None
    received: Decimal | None = None


def placeholders(template: str) -> tuple[str, ...]:
    """The codes of the values that a template asks for, each once; unknown names as they are."""
    found = (match[1] for match in _TOKEN.finditer(template) if match[1] is not None)
    return tuple(dict.fromkeys(_code(name) for name in found))


def problem(template: str, known: tuple[str, ...]) -> str | None:
    """What keeps a template from being used; None when it can be. `known` are codes."""
    if not template.strip():
        return _("A template needs a text.")
    if set(_TOKEN.sub("", template)) & set("{}"):
        return _("A curly bracket stands alone: write placeholders like {example}.").replace(
            "{example}", "{" + placeholder_name(known[0], template) + "}" if known else "{…}"
        )
    strange = next((name for name in placeholders(template) if name not in known), None)
    if strange is None:
        return None
    names = ", ".join("{" + placeholder_name(code, template) + "}" for code in known)
    return _("There is no {placeholder} here. There are: {known}").format(
        placeholder="{" + strange + "}", known=names
    )


def placeholder_name(code: str, template: str) -> str:
    """The value's name in the language in which the template is written."""
    is_chinese = re.search("[\u4e00-\u9fff]", template) is not None
    return PLACEHOLDERS.get(code, code) if is_chinese else code


def filled(template: str, values: Mapping[str, str | None]) -> str:
    """The text with the values, by code, put in.

    A clause with a value that is missing (None or blank) is left out, and brackets that lose
    theirs; the sentence keeps its end. Zero is a value. {{ and }} are written as { and }.
    """
    hidden: dict[str, str | None] = {}

    def hide(match: re.Match[str]) -> str:
        sign = chr(_HIDDEN + len(hidden))
        if match[1] is None:
            hidden[sign] = match[0][0]
        else:
            value = values.get(_code(match[1]))
            hidden[sign] = value.strip() if value and value.strip() else None
        return sign

    plain = "".join(sign for sign in template if ord(sign) < _HIDDEN)
    cut = _without_empty_brackets(_TOKEN.sub(hide, plain), hidden)
    text = "".join(_kept(sentence, hidden) for sentence in _sentences(cut)).strip()
    return "".join(hidden.get(sign, sign) or "" for sign in text)


def daily_values(
    day: date, name: str, figures: DayFigures, highlights: str = "", tomorrow: str = ""
) -> dict[str, str | None]:
    """The values of the daily report; dates and amounts as papers show them."""
    return {
        "date": day.isoformat(),
        "name": name,
        "customers": str(figures.customers),
        "contacts": str(figures.contacts),
        "new_customers": _counted(figures.new_customers),
        "quotes": _counted(figures.quotes),
        "quoted": _money(figures.quoted),
        "signed": _money(figures.signed),
        "received": _money(figures.received),
        "highlights": _without_end(highlights),
        "tomorrow": _without_end(tomorrow),
    }


def _counted(count: int | None) -> str | None:
    return None if count is None else str(count)


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:,.2f}"


def _without_end(text: str) -> str:
    """The words without the full stop that the template brings."""
    return text.strip().rstrip("。.；;")


def _code(name: str) -> str:
    plain = name.strip()
    return _CODES.get(plain, _CODES.get(plain.casefold().replace(" ", "_"), plain))


def _is_missing(text: str, hidden: Mapping[str, str | None]) -> bool:
    return any(sign in hidden and hidden[sign] is None for sign in text)


def _without_empty_brackets(text: str, hidden: Mapping[str, str | None]) -> str:
    """Drop (…) whose value is missing, with the gap before it; the innermost first."""
    for opening, closing in _BRACKETS.items():
        opened, closed = re.escape(opening), re.escape(closing)
        pair = re.compile(rf"[ ]?{opened}[^{opened}{closed}\n]*{closed}")
        while found := next((m for m in pair.finditer(text) if _is_missing(m[0], hidden)), None):
            text = text[: found.start()] + text[found.end() :]
    return text


def _sentences(text: str) -> list[str]:
    """The text cut behind the end of every sentence."""
    ends = [place + 1 for place in range(len(text)) if _ends_at(text, place)]
    return [text[begin:end] for begin, end in zip([0, *ends], [*ends, len(text)], strict=True)]


def _ends_at(text: str, place: int) -> bool:
    """A sentence ends here; the dot of 1.5 and of No. ends none."""
    if text[place] in _ENDS:
        return True
    if text[place] != "." or text[place + 1 : place + 2] not in ("", " ", "\n"):
        return False
    word = re.search(r"[A-Za-z]*$", text[:place])
    return word is None or word[0].casefold() not in _SHORT_WORDS


def _kept(sentence: str, hidden: Mapping[str, str | None]) -> str:
    """The sentence without the clauses that miss a value; nothing when none is left."""
    words = sentence.rstrip("".join((_ENDS, ".")))
    end = sentence[len(words) :]
    clauses = _clauses(words, hidden)
    kept = [clause for clause in clauses if not _is_missing(clause, hidden)]
    if kept == clauses:
        return sentence
    if not kept:
        return "\n" if "\n" in end else ""
    first = clauses[0][: len(clauses[0]) - len(clauses[0].lstrip())]
    whole = first + "".join(kept).lstrip()
    return whole.rstrip(_PAUSES + " :：") + end


def _clauses(words: str, hidden: Mapping[str, str | None]) -> list[str]:
    """The parts between commas; 重点： belongs to what follows, {姓名}日报： stands for itself."""
    clauses: list[str] = []
    begin = 0
    for place, sign in enumerate(words):
        is_pause = (
            sign in _PAUSES and not words[place - 1 : place + 2].replace(sign, "").isdecimal()
        )
        is_head = sign in ":：" and any(letter in hidden for letter in words[begin:place])
        if is_pause or is_head:
            clauses.append(words[begin : place + 1])
            begin = place + 1
    return [*clauses, words[begin:]] if words[begin:].strip() else clauses
