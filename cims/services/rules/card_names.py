"""What a piece of a pasted card is: a company, a person, a job, a department, an address."""

import re
from dataclasses import dataclass

from cims.services.rules import companies
from cims.services.rules.addresses import split_address
from cims.services.rules.people import looks_like_person

_FIELDS = (
    "高级|资深|首席|中级|初级|助理|区域|大区|全国|海外|国内|华东|华南|华北|华中|西南|西北|东北|销售|采购|技术|"
    "市场|财务|行政|人事|人力资源|人力|项目|产品|客户|研发|生产|质量|品质|品控|外贸|国际|商务|运营|售后|业务|副|常务|执行|联合|"
    "工程|设备|信息|法务|仓库|物流|车间|网络|电气|机械|软件|结构|工艺|服务|渠道|大客户|招商|供应链|投资|董事会|"
    "安全|维修|测试|应用|支持|品牌|媒介|设计|战略|合规|内控|综合|办公室|进出口|跟单|总|部|科|室|区|兼"
)
_JOBS = (
    "总经理|董事长|总裁|总监|经理|主管|总工程师|工程师|总工|主任|厂长|店长|站长|专员|助理|代表|顾问|会计|出纳|"
    "采购员|采购|业务员|销售员|销售|跟单员|跟单|设计师|合伙人|创始人|负责人|法定代表人|法人|院长|所长|校长|教授|"
    "律师|秘书|部长|科长|处长|局长|组长|班长|队长|董事|监事|技术员|文员|内勤|客服|司机|库管|仓管|程序员|开发员|质检员|收银员|架构师|科学家|"
    "执行官|财务官|技术官|运营官|员工|老板|老板娘"
)
_CHINESE_JOB = re.compile(rf"(?:{_FIELDS})*(?:{_JOBS})(?:助理|兼.{{2,8}})?")
_ENGLISH_JOB = re.compile(
    r"(?:[A-Za-z&./\-]+\s+){0,5}(?:manager|director|engineer|ceo|cfo|cto|coo|cmo|president|"
    r"representative|executive|officer|assistant|consultant|buyer|specialist|supervisor|partner|"
    r"founder|owner|coordinator|analyst|accountant|secretary|merchandiser|chairman|lead)"
    r"|(?:head|director|vp|vice president|manager) of [A-Za-z& ]+|vp [A-Za-z& ]+",
    re.I,
)
_DEPARTMENT = re.compile(
    r"(?:[\u4e00-\u9fff]{2,8}(?:部|事业部)|(?:研发|技术|销售|市场|采购|财务|人事|行政|生产|质量|工程|客服|物流|项目|"
    r"运营|售后|营销|商务|信息|培训|服务|设计|客户服务|行政人事|设备|质检|基建|后勤|总务|仓储)+(?:中心|科|处|室|组))"
    r"|[A-Za-z& ]+ (?:department|dept\.?)",
    re.I,
)
_COMPANY_END = re.compile(
    r"(?:公司|集团|厂|合作社|事务所|经营部|商行|门市部|工作室|企业|研究院|研究所|株式会社|[\u4e00-\u9fff]{3}(?:店|酒店|宾馆|超市|银行)|[(（](?:有限合伙|普通合伙)[)）])$"
)
_PLACE = re.compile(
    r"[路街道巷弄]\s*\d|\d\s*(?:号|弄|幢|栋|楼|室|层|座)|(?:路|大道|街道|大街|工业园|工业区|开发区|科技园|产业园|大厦|广场|村|镇)"
)
_ENGLISH_PLACE = re.compile(
    r"\b(?:road|rd|street|st|avenue|ave|boulevard|blvd|lane|building|bldg|floor|room|suite|"
    r"district|strasse|straße|province|industrial park|zone|p\.?o\.? box)\b"
    r"|stra(?:ss|ß)e\b|\bno\.\s*\d",
    re.I,
)
_WESTERN = re.compile(
    r"(?:(?:Mr|Ms|Mrs|Miss|Dr)\.? )?(?:[A-ZÀ-Þ][\w'’\-]*\.?)(?: [A-ZÀ-Þ][\w'’\-]*\.?){1,3}"
)
_POLITE = re.compile(r"^(?:Mr|Ms|Mrs|Miss|Dr)\.? ")


@dataclass(frozen=True, slots=True)
class Person:
    """Who it is and what the person does; either may be empty."""

    name: str = ""
    job: str = ""
    department: str = ""
    rest: str = ""


def is_company(text: str) -> bool:
    """The words end as names of companies and public bodies do."""
    words = text.strip()
    if not 4 <= len(words) <= 80 or re.search("[。！？!?]", words):
        return False
    if not re.search("[\u4e00-\u9fff]", words):
        if is_job(words.partition(",")[0]):
            return False
        return companies.short_name(words) != words.rstrip(" ,.") and words[0].isalnum()
    if re.search("[，,]|[\u4e00-\u9fff] +[\u4e00-\u9fff]", words) or _DEPARTMENT.fullmatch(words):
        return False
    if _COMPANY_END.search(words):
        return True
    if is_address(words):
        return False
    parts = companies.structure(words)
    is_regional = bool(parts.region and parts.industry) and len(words) <= 12
    is_regional = is_regional and words[-1] not in "部科处室组"
    return is_regional or bool(parts.form or parts.branch) or companies.is_public_body(words)


def is_address(text: str) -> bool:
    """The words name a place by region, street and number."""
    words = text.strip()
    if len(words) < 5 or _COMPANY_END.search(words):
        return False
    if not re.search("[\u4e00-\u9fff]", words):
        has_number = any(letter.isdigit() for letter in words)
        return bool(_ENGLISH_PLACE.search(words)) and has_number
    if re.search("[。！？，,]", words):
        return False
    region = split_address(words).region_code
    has_digit = any(letter.isdigit() for letter in words)
    if region:
        return bool(_PLACE.search(words))
    return has_digit and bool(
        re.search(r"[路街道巷弄园区村镇].{0,20}\d+\s*(?:号|弄|幢|栋|楼|室|#)", words)
    )


def is_job(text: str) -> bool:
    words = text.strip()
    return bool(_CHINESE_JOB.fullmatch(words) or _ENGLISH_JOB.fullmatch(words))


def is_department(text: str) -> bool:
    return _DEPARTMENT.fullmatch(text.strip()) is not None


def is_name(text: str) -> bool:
    """A Chinese name, with a title or without, or a Western one."""
    words = text.strip()
    if is_job(words) or is_department(words):
        return False
    return looks_like_person(words) or is_western(words)


def is_western(text: str) -> bool:
    words = text.strip()
    return _WESTERN.fullmatch(words) is not None and not is_company(words) and not is_job(words)


def person(text: str) -> Person | None:
    """Name, job and department of 张伟 销售经理, 采购部王经理, David Lee, Sales Manager."""
    words = text.strip(" ,，。.!！:：;；-")
    if is_job(words):
        return Person(job=words)
    if is_department(words):
        return Person(department=words)
    if is_name(words):
        return Person(_POLITE.sub("", words))
    joined = words.replace(" ", "")
    if len(joined) in (2, 3) and looks_like_person(joined):
        return Person(joined)
    office, mark, name = words.partition(":")
    if mark and is_name(name):
        if is_job(office):
            return Person(name.strip(), office.strip())
        if is_department(office):
            return Person(name.strip(), department=office.strip())
    return _attached(words) or _listed(words)


def _attached(words: str) -> Person | None:
    """张伟销售经理, 销售经理张伟, 采购部王经理."""
    if not re.fullmatch("[\u4e00-\u9fff]{4,16}", words):
        return None
    for place in range(2, len(words) - 1):
        before, after = words[:place], words[place:]
        if is_job(before) and is_name(after):
            return Person(after, before)
        if is_department(before) and (is_name(after) or is_job(after)):
            return Person(after if is_name(after) else "", "" if is_name(after) else after, before)
        if place <= 4 and looks_like_person(before) and is_job(after) and len(after) > 2:
            return Person(before, after)
    return None


def _listed(words: str) -> Person | None:
    """The parts between gaps, commas and brackets, if one of them is a name or a job."""
    name = job = department = ""
    rest: list[str] = []
    for part in _parts(words):
        found = person(part) if part != words else None
        if (
            found is None
            or found.rest
            or (found.name and name)
            or (found.job and job)
            or (found.department and department)
        ):
            rest.append(part)
        else:
            name, job = found.name or name, found.job or job
            department = found.department or department
    if not (name or job):
        return None
    return Person(name, job, department, " ".join(rest))


def _parts(words: str) -> list[str]:
    """Parts with English words kept together."""
    if re.search("[\u4e00-\u9fff]", words):
        pieces = re.split(
            r"[\s/|,，、()（）·\-]+(?![A-Za-z]+[\s)）]*$)|(?<=[\u4e00-\u9fff])\s+", words
        )
        pieces = [piece.strip(" ()（）,，/|") for piece in pieces if piece]
    else:
        pieces = [piece.strip() for piece in re.split(r"\s*[,/|()\-–]\s+|[()]", words)]
    return [piece for piece in pieces if piece]
