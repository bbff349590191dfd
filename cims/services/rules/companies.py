"""Names of companies: their structure, short names and the form in which doubles are found."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from cims.services.rules.folding import fold
from cims.services.rules.people import looks_like_person
from cims.services.rules.regions import regions, short_region_name

_FORMS = (
    "有限责任公司|股份有限公司|集团有限公司|集团股份有限公司|有限公司|集团公司|"
    "股份公司|总公司|公司|集团|有限合伙企业|合伙企业|个人独资企业|企业|总厂|厂|"
    "经营部|商行|中心|事务所|工作室|商店|门市部|合作社|株式会社"
)
_FORM = re.compile(f"(?:{_FORMS})$")
_LEGAL = re.compile(r"(?:集团)?(?:股份)?有限(?:责任)?公司")
_PARTNERSHIP = re.compile(r"[（(](?:特殊)?(?:普通合伙|有限合伙|个人独资|个体工商户)[）)]$")
_BRANCH = re.compile(
    r"(?:分公司|子公司|办事处|代表处|联络处|门店|分店|分厂|分院|分校|分部|营业部|营业厅|旗舰店|专卖店|分行|支行)$"
)
_BRACKETED = re.compile(r"[（(][^）)]*[）)]")
_NOT_WORD = re.compile(r"[\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ONLY_HAN = re.compile(r"[\u3400-\u9fff]+")
_WESTERN_FORM_WORDS = (
    "ltd limited co company inc incorporated corp corporation llc llp lp plc gmbh ag "
    "kg kgaa ohg ug ev sa sas sarl srl spa sl slu bv nv oy oyj ab as asa aps pty pte "
    "kk sdn bhd sro doo kft zrt lda ltda cia group holding holdings"
)
_WESTERN_FORMS = frozenset(_WESTERN_FORM_WORDS.split())
_ARTICLES = frozenset({"the"})
_PUBLIC = re.compile(
    r"(?:人民政府|政府|委员会|居委会|村委会|管委会|街道办|街道办事处|人民法院|法院|检察院|公安局|派出所|"
    r"[\u3400-\u9fff]{2,}局|[\u3400-\u9fff]{2,}厅|大学|学院|中学|小学|学校|幼儿园|医院|卫生院|卫生室|卫生服务中心|"
    r"研究院|研究所|图书馆|博物馆|体育馆|协会|学会|商会|联合会|基金会|工会|部队|大使馆|领事馆)$"
)
_INDUSTRIES = (
    "智能|科技|技术|机械|机电|电子|电气|电器|电力|电缆|电梯|电商|贸易|商贸|"
    "工贸|外贸|国贸|进出口|自动化|精密|医疗|医药|制药|药业|生物|网络|信息|软件|"
    "数据|数码|通信|通讯|互联|建筑|建设|建材|工程|装饰|装修|园林|物流|货运|"
    "运输|快递|速递|供应链|新材料|材料|新能源|能源|食品|餐饮|酒店|酒业|饮料|"
    "环保|环境|实业|工业|产业|模具|仪器|仪表|设备|器械|装备|五金|塑料|塑胶|"
    "橡胶|化工|化学|化纤|纺织|服装|服饰|鞋业|家具|家居|家电|包装|印刷|印务|"
    "纸业|钢铁|金属|铝业|铜业|汽车|汽配|汽贸|车辆|船舶|航空|航天|轨道|石油|"
    "石化|燃气|矿业|水务|水产|农业|农牧|种业|粮油|畜牧|渔业|林业|地产|房地产|"
    "置业|物业|投资|金融|证券|保险|担保|租赁|资产|咨询|管理|服务|文化|传媒|"
    "广告|传播|影视|教育|培训|旅游|旅行|体育|健康|养老|珠宝|化妆品|日化|日用品|"
    "百货|超市|商业|零售|电信|半导体|芯片|光电|光伏|激光|传感|机器人|仓储|阀门|"
    "泵业|轴承|齿轮|电机|电池|照明|玻璃|陶瓷|水泥|混凝土|木业|安防|消防|保安|"
    "劳务|人力|检测|会计|律师|税务|设计|制造|加工|配件|制品|用品|销售|国际|"
    "控股|重工|动力|液压|冷链|制冷|暖通|净化|办公|文具|图书|出版|玩具|礼品|"
    "花卉|宠物"
)
_INDUSTRY = re.compile(_INDUSTRIES)
_REGION_SUFFIX = re.compile(
    r"^(?:([\u4e00-\u9fff]{2,3})省)?(?:([\u4e00-\u9fff]{2,3}?)市)?(?=[\u4e00-\u9fff]{2})"
)
_LONGEST_NAME = 200
_LONGEST_REGION = 11
_FEWEST_TRADE_NAME = 2
_MOST_TRADE_NAME = 4


class PartyKind(StrEnum):
    """Whether a customer is an organisation or a person."""

    ORGANISATION = "organisation"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class CompanyName:
    """行政区划 + 字号 + 行业 + 组织形式, and the branch after them; any part may be empty."""

    region: str
    trade_name: str
    industry: str
    form: str
    branch: str = ""


def structure(name: str) -> CompanyName:
    """苏州恒泰智能装备有限公司 → 苏州, 恒泰, 智能装备, 有限公司."""
    words = _PARTNERSHIP.sub("", name.strip().replace(" ", ""))
    words, branch = _without_branch(words)
    words = _BRACKETED.sub("", words)
    form = ""
    found = _FORM.search(words)
    if found and found.start() >= _FEWEST_TRADE_NAME:
        form, words = found[0], words[: found.start()]
    region = "".join(_regions_before(words))
    rest = words[len(region) :]
    industry = _INDUSTRY.search(rest, _FEWEST_TRADE_NAME)
    if industry is None:
        return CompanyName(region, rest, "", form, branch)
    return CompanyName(region, rest[: industry.start()], rest[industry.start() :], form, branch)


def _without_branch(name: str) -> tuple[str, str]:
    """…有限公司上海分公司 → …有限公司 and 上海分公司."""
    if not _BRANCH.search(name):
        return name, ""
    legal = max(_LEGAL.finditer(name), key=lambda found: found.end(), default=None)
    if legal is None or legal.end() == len(name):
        return name, ""
    return name[: legal.end()], name[legal.end() :]


@cache
def _region_names() -> dict[str, str]:
    """Provinces, cities and county-level cities, full and short, to the short form."""
    names: dict[str, str] = {}
    for one in regions().values():
        if not one.district or one.district.endswith(("市", "县")):
            short = short_region_name(one.name)
            names[one.name] = names[short] = short
    return names


def _regions_before(name: str) -> list[str]:
    """The regions that the name begins with, as long as enough is left for a trade name."""
    names = _region_names()
    found: list[str] = []
    rest = name
    while True:
        most = min(_LONGEST_REGION, len(rest) - _FEWEST_TRADE_NAME)
        word = next((rest[:end] for end in range(most, 1, -1) if rest[:end] in names), None)
        if word is None:
            return found
        found.append(word)
        rest = rest[len(word) :]


@cache
def _innermost(region: str) -> str:
    """The short form of the last of the regions written one after the other."""
    return _region_names()[_regions_before(region + "xx")[-1]]


def short_name(name: str) -> str:
    """What people call the company: 苏州恒泰智能装备有限公司 → 苏州恒泰.

    Government, schools and hospitals keep their name; a foreign one loses its legal form.
    """
    words = name.strip()
    if not _HAN.search(words):
        return _without_western_form(words)
    if is_public_body(words) or len(words) > _LONGEST_NAME:
        return words
    parts = structure(words)
    region = _innermost(parts.region) if parts.region else ""
    trade = parts.trade_name
    if not parts.industry and parts.form and _ONLY_HAN.fullmatch(trade):
        trade = trade[:_MOST_TRADE_NAME]
    return f"{region}{trade}{parts.branch}" or words


def _without_western_form(name: str) -> str:
    """Acme Trading Co., Ltd. → Acme Trading."""
    words = name.split()
    while len(words) > 1 and _letters(words[-1]) in _WESTERN_FORMS | {"", "&"}:
        words.pop()
    return " ".join(words).rstrip(" ,.")


def _letters(word: str) -> str:
    return _NOT_WORD.sub("", fold(word))


def core_name(name: str) -> str:
    """The form in which two spellings of one company are equal; never shown.

    Folded, without gaps, brackets, legal form and the 省 and 市 of its seat. A branch keeps its
    place and differs from the company and from other branches.
    """
    words = fold(name[:_LONGEST_NAME]).strip()
    if not _HAN.search(words):
        return _western_core(words)
    words = _PARTNERSHIP.sub("", words)
    words = _NOT_WORD.sub("", words)
    if "市" in words or "省" in words:
        words = _REGION_SUFFIX.sub(r"\1\2", words)
    if _BRANCH.search(words):
        return _LEGAL.sub("", words)
    while True:
        found = _FORM.search(words)
        if found is None or found.start() < _FEWEST_TRADE_NAME:
            return words
        words = words[: found.start()]


def _western_core(folded: str) -> str:
    """The words without legal forms at the end and an article at the beginning, joined."""
    joined = folded.replace(".", "").replace("'", "").replace("’", "")
    words = [word for word in _NOT_WORD.split(joined) if word]
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    while len(words) > 1 and words[-1] in _WESTERN_FORMS:
        words.pop()
    return "".join(words)


def is_public_body(name: str) -> bool:
    """Government, school, hospital and the like, which have no company suffix."""
    return bool(_PUBLIC.search(name.strip())) and not _LEGAL.search(name)


def guessed_kind(name: str) -> PartyKind:
    """Person or organisation, by the name alone; organisation when in doubt."""
    words = name.strip()
    if is_public_body(words) or _FORM.search(words) or _BRANCH.search(words):
        return PartyKind.ORGANISATION
    return PartyKind.PERSON if looks_like_person(words) else PartyKind.ORGANISATION
