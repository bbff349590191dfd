"""How the parts of a pasted card are labelled, parted and introduced."""

import re

from cims.services.rules.card_reach import CUT

WIDTHS = {
    **{number: number - 0xFEE0 for number in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B))},
    **{number: number - 0xFEE0 for number in (*range(0xFF41, 0xFF5B), 0xFF0B, 0xFF0D, 0xFF0E)},
    0xFF20: "@", 0xFF1A: ":", 0xFF5C: "|", 0x3000: "  ", 0xA0: " ", 0x200B: "", 0xFEFF: "",
    0x2022: "|", 0x25CF: "|", 0x25C6: "|", 0x2605: "|", 0xFF0F: "/", ord(CUT): " ",
}  # fmt: skip
_LABELS = {
    "name": "姓名|名字|联系人|业务联系人|收货人|收件人|对接人|称呼|name|contact(?: person)?|attn",
    "company": "公司名称|公司全称|单位名称|企业名称|客户名称|客户|公司|单位|企业|抬头|发票抬头|名称"
    "|company(?: name)?|firm",
    "job": "职务|职位|岗位|头衔|title|position|job title",
    "department": "部门|department|dept",
    "address": "(?:公司|单位|办公|收货|收件|联系|详细|注册|工厂|送货)?(?:地址|所在地)"
    "(?:[、/和及]电话)?"
    "|(?:请)?(?:寄到|寄往|送到|寄)|add(?:ress)?|addr|(?<![A-Za-z])A(?=\\s*:)",
    "remarks": "备注|说明|主营|业务|经营范围|需求|note|remarks",
}
LABEL = re.compile(
    "|".join(
        rf"(?P<{name}>(?<![A-Za-z\u4e00-\u9fff])(?:{words}))" for name, words in _LABELS.items()
    ).join(("(?:", r")\s*(?:[:]|(?<=add)\.\s*:?|(?<=address)\.|(?<=地址)\s+)")),
    re.I,
)
SEPARATOR = re.compile(rf"[|\t{CUT};；。【】\n]+| {{2,}}|\s+/\s+")
COMMAS = re.compile(r"(?:[，、!！]|,(?!\s*(?:Ltd|Inc|LLC|Corp|GmbH)\b))\s*")
IDLE = re.compile(
    r"[\W_]*|[ETMFPWA]|(?:您好|你好|大家好|谢谢|多谢|此致|敬礼|祝好|顺祝商祺|名片|这是我的名片|我的名片|联系方式|联系方式如下|hi|hello"
    r"|(?:best |kind |warm )?regards|thanks?(?: you)?|sincerely|yours (?:sincerely|faithfully)"
    r"|business card|sent from my iphone)[\W_]*",
    re.I,
)
INTRODUCED = re.compile(
    r"(?:(?:您好|你好|hi|hello)[\s,，!！]*)?"
    r"(?:我是|这里是|我?这边是|这是|本人是|我叫|本人|请?联系|请?找)\s*(?P<who>.+)",
    re.I,
)
INTRODUCED_ENGLISH = re.compile(
    r"(?i:(?:(?:hi|hello)[\s,!]*)?(?:i am|i['’]m|my name is|this is))\s+(?P<who>[A-Z][\w'’ .-]+?)"
    r"(?:,?\s+(?P<job>[a-z][a-z ]+?))?"
    r"(?:,?\s+(?:from|of|at|with)\s+(?P<company>.+?)(?:\.\s+(?P<more>.+))?)?"
)
ADDRESS_SAID = re.compile(r"(?:我们?)?(?:公司)?地址(?:是|在|为)?\s*(?P<place>.+)")
OF = re.compile(r"(?P<company>[\u4e00-\u9fffA-Za-z0-9（）()]{2,40})的(?P<who>.{2,16})")
SURNAME_ONLY = re.compile(r"(?:免贵)?(?:我)?姓(?P<surname>[\u4e00-\u9fff]{1,2})")
SIGNATURE = re.compile(r"^\s*(?:--+|—{2,}|_{3,}|={3,}|-{3,})\s*$", re.M)
