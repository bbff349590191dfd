"""Phones, e-mail, WeChat and the like cut out of a pasted card or signature."""

import re
from dataclasses import dataclass, field

from cims.services.rules import credit_code, phones
from cims.services.rules.phone_numbers import Phone

CUT = "\u241f"  # stands where something was taken out
_MARK = r"\s*(?:[(（](?:[TMFEOHP]|同微信)[)）])?\s*(?:是|为|is(?= ))?\s*[:.]?\s*"
_EMAIL = re.compile(
    r"(?:(?:电子)?邮箱|电子邮件|邮件|\be-?mail|\bmail|(?<![A-Za-z])E(?=\s*:))?\s*[:.]?\s*"
    r"(?P<email>(?<![\w.+-])[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)",
    re.I | re.A,
)
_SITE = re.compile(
    r"(?:(?:公司)?网址|官网|网站|公司主页|\bweb(?:site)?|\burl|\bhttp|(?<![A-Za-z])W(?=\s*:))?\s*:?\s*"
    r"(?P<site>(?<![\w@.])(?:https?://|www\.)[\w-]+(?:\.[\w-]+)+(?:/[\w\-./?=&%#]*)?"
    r"|(?<![\w@.])[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?:com|cn|net|org|io|de|jp|hk|tw|uk|top|vip)"
    r"(?![\w.])(?:/[\w\-./?=&%#]*)?)",
    re.I | re.A,
)
_CODE_LABEL = r"(?:统一社会信用代码|社会信用代码|信用代码|纳税人识别号|税号|tax (?:id|no\.?)|uscc)"
_CODE = re.compile(
    rf"(?:(?P<label>{_CODE_LABEL})\s*[:(（]?\s*)?(?<![0-9A-Za-z])(?P<code>[0-9A-Za-z]{{18}})(?![0-9A-Za-z])",
    re.I | re.A,
)
_WECHAT = re.compile(
    r"(?:(?<![/、话机])微信号?|微信\s*ID|wechat(?: ?id)?|weixin"
    r"|(?<![A-Za-z])(?:wx|vx|v信)(?![A-Za-z]))"
    r"\s*(?:是|为)?\s*[:.]?\s*(?P<wechat>[A-Za-z][\w-]{4,19}|1[3-9]\d{9})(?![\w])",
    re.I | re.A,
)
_SAME = re.compile(
    r"[(（]?\s*(?:(?:手机|电话)?(?:号)?(?:微信同号|同微信号?|微信同步)|微信\s*[:=]?\s*同(?:手机|电话|号|上)\w?"
    r"|(?:same (?:as|on|with) )?wechat(?: same)?(?=\s*[)）]))\s*[)）]?",
    re.I,
)
_QQ = re.compile(r"(?<![A-Za-z])QQ\s*(?:号码?)?\s*[:.]?\s*(?P<qq>[1-9]\d{4,11})(?!\d)", re.I)
_POSTAL = re.compile(
    r"(?:邮编|邮政编码|\bp\.?c\.?|\bzip(?: code)?|\bpost ?code)\s*[:.]?\s*(?P<postal>\d{6})(?!\d)",
    re.I,
)
_LABEL = (
    r"(?P<label>(?:我的|我|my )?(?:微信\s*[/、]\s*)?"
    r"(?:(?:联系|办公|公司|移动|固定|服务|销售|咨询|客服|订货|总机|直线)?(?:电话|热线)(?:号码)?"
    r"|手机(?:号码?)?|座机|固话|总机|直线|传真(?:号码?)?"
    r"|(?<![A-Za-z])(?:telephone|tel|facsimile|fax|mobile|mob|cell(?:phone)?|phone|direct|office"
    r"|call|whatsapp|[tmpf](?=\s*[.:]|\s+\+?\d)))(?:\s*[/、]?\s*(?:微信|wechat|fax|传真|mobile|tel))?"
    rf"{_MARK})"
)
_EXTENSION = r"(?:\s*(?:转|分机|ext(?:ension)?\.?|#|-|(?<=\d)x)\s*:?\s*\d{1,6})?"
_ONE = (
    r"(?:\(?\+?\s?\(?(?:00)?86\)?[-\s.]*)?1[3-9]\d[-\s.]?\d{4}[-\s.]?\d{4}(?!\d)"
    rf"|(?:\+?\(?(?:00)?86\)?[-\s.]*)?\(?0\d{{2,3}}\)?[-\s]*[2-8]\d{{2,3}}[-\s]?\d{{4}}(?!\d){_EXTENSION}"
    rf"|\+?\(?86\)?[-\s.]+(?:\(0\))?\d{{2,3}}[-\s]+[2-8]\d{{2,3}}[-\s]?\d{{4}}(?!\d){_EXTENSION}"
    r"|[48]00(?:[-\s]?\d){7}(?!\d)"
    r"|\+(?!86)\d{1,3}(?:[\s\-.()]*\d){6,12}(?!\d)"
)
_PHONE = re.compile(
    rf"{_LABEL}?(?<![\dA-Za-z])(?P<number>(?:{_ONE})(?:\s*[/、;；]\s*(?:{_ONE}))*)", re.I | re.A
)
_LABELLED_PHONE = re.compile(
    rf"{_LABEL}(?P<number>\+?[\d(][\d\s()\-]{{4,18}}\d(?:\s*(?:转|分机|ext\.?|x)\s*\d{{1,6}})?)(?!\d)",
    re.I | re.A,
)
_LOCAL = re.compile(r"\s*(?P<label>)(?P<number>[2-8]\d{2,3}[-\s]?\d{4})\s*", re.A)
_FAX = re.compile(r"传真|fax|facsimile|^\s*f\b", re.I)


@dataclass(slots=True)
class Reach:
    """How somebody is reached, filled while lines are read."""

    phones: list[Phone] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    wechat: str = ""
    qq: str = ""
    website: str = ""
    credit_code: str = ""
    postal_code: str = ""
    home_area: str = ""
    shares_wechat: bool = False

    def taken_from(self, line: str) -> str:
        """Keep what the line holds, and give back the rest with CUT in its place."""
        line = _EMAIL.sub(self._email, line)
        line = _SITE.sub(self._site, line)
        line = _CODE.sub(self._code, line)
        line = _SAME.sub(self._same, line)
        line = _WECHAT.sub(self._wechat, line)
        line = _QQ.sub(self._qq, line)
        line = _POSTAL.sub(self._postal, line)
        line = _PHONE.sub(self._phone, line)
        line = _LABELLED_PHONE.sub(self._phone, line)
        local = _LOCAL.fullmatch(line) if self.home_area else None
        return self._phone(local) if local else line

    def _email(self, found: re.Match[str]) -> str:
        if found["email"] not in self.emails:
            self.emails.append(found["email"])
        return CUT

    def _site(self, found: re.Match[str]) -> str:
        if self.website and self.website != found["site"]:
            return found[0]
        self.website = found["site"]
        return CUT

    def _code(self, found: re.Match[str]) -> str:
        is_sure = found["label"] or (
            not found["code"].isdecimal() and credit_code.problem(found["code"]) is None
        )
        if self.credit_code or not is_sure:
            return found[0]
        self.credit_code = credit_code.normalised(found["code"])
        return CUT

    def _same(self, _found: re.Match[str]) -> str:
        self.shares_wechat = True
        return CUT

    def _wechat(self, found: re.Match[str]) -> str:
        if self.wechat and self.wechat != found["wechat"]:
            return found[0]
        self.wechat = found["wechat"]
        return CUT

    def _qq(self, found: re.Match[str]) -> str:
        if self.qq and self.qq != found["qq"]:
            return found[0]
        self.qq = found["qq"]
        return CUT

    def _postal(self, found: re.Match[str]) -> str:
        if self.postal_code and self.postal_code != found["postal"]:
            return found[0]
        self.postal_code = found["postal"]
        return CUT

    def _phone(self, found: re.Match[str]) -> str:
        label = found["label"] or ""
        self.shares_wechat = self.shares_wechat or bool(re.search("微信|wechat", label, re.I))
        fax = "传真" if _FAX.search(label) and not re.search("电话|tel", label, re.I) else ""
        number = found["number"].removeprefix("(+").replace("+86)", "+86 ")
        for phone in phones.split(f"{fax}{number}", self.home_area or None):
            if phone not in self.phones:
                self.phones.append(phone)
        return CUT
