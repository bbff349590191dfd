"""A new customer out of pasted text: business card, e-mail signature, WeChat message."""

import re
from dataclasses import dataclass, field

from cims.services.rules.addresses import Address, split_address
from cims.services.rules.card_names import (
    Person,
    is_address,
    is_company,
    is_department,
    is_job,
    is_name,
    is_western,
    person,
)
from cims.services.rules.card_reach import CUT, Reach
from cims.services.rules.phone_numbers import Phone

_LONGEST = 10_000
_WIDTHS = {
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
_LABEL = re.compile(
    "|".join(
        rf"(?P<{name}>(?<![A-Za-z\u4e00-\u9fff])(?:{words}))" for name, words in _LABELS.items()
    ).join(("(?:", r")\s*(?:[:]|(?<=add)\.\s*:?|(?<=address)\.|(?<=地址)\s+)")),
    re.I,
)
_SEPARATOR = re.compile(rf"[|\t{CUT};；。【】\n]+| {{2,}}|\s+/\s+")
_COMMAS = re.compile(r"(?:[，、!！]|,(?!\s*(?:Ltd|Inc|LLC|Corp|GmbH)\b))\s*")
_IDLE = re.compile(
    r"[\W_]*|[ETMFPWA]|(?:您好|你好|大家好|谢谢|多谢|此致|敬礼|祝好|顺祝商祺|名片|这是我的名片|我的名片|联系方式|联系方式如下|hi|hello"
    r"|(?:best |kind |warm )?regards|thanks?(?: you)?|sincerely|yours (?:sincerely|faithfully)"
    r"|business card|sent from my iphone)[\W_]*",
    re.I,
)
_INTRODUCED = re.compile(
    r"(?:(?:您好|你好|hi|hello)[\s,，!！]*)?"
    r"(?:我是|这里是|我?这边是|这是|本人是|我叫|本人|请?联系|请?找)\s*(?P<who>.+)",
    re.I,
)
_INTRODUCED_ENGLISH = re.compile(
    r"(?i:(?:(?:hi|hello)[\s,!]*)?(?:i am|i['’]m|my name is|this is))\s+(?P<who>[A-Z][\w'’ .-]+?)"
    r"(?:,?\s+(?P<job>[a-z][a-z ]+?))?"
    r"(?:,?\s+(?:from|of|at|with)\s+(?P<company>.+?)(?:\.\s+(?P<more>.+))?)?"
)
_ADDRESS_SAID = re.compile(r"(?:我们?)?(?:公司)?地址(?:是|在|为)?\s*(?P<place>.+)")
_OF = re.compile(r"(?P<company>[\u4e00-\u9fffA-Za-z0-9（）()]{2,40})的(?P<who>.{2,16})")
_SURNAME_ONLY = re.compile(r"(?:免贵)?(?:我)?姓(?P<surname>[\u4e00-\u9fff]{1,2})")
_SIGNATURE = re.compile(r"^\s*(?:--+|—{2,}|_{3,}|={3,}|-{3,})\s*$", re.M)


@dataclass(frozen=True, slots=True)
class CardText:
    """What a pasted text proposes; `remarks` hold all that was not understood."""

    name: str = ""
    job_title: str = ""
    department: str = ""
    company: str = ""
    phones: tuple[Phone, ...] = ()
    emails: tuple[str, ...] = ()
    wechat: str = ""
    qq: str = ""
    website: str = ""
    addresses: tuple[Address, ...] = ()
    postal_code: str = ""
    credit_code: str = ""
    remarks: str = ""


@dataclass(slots=True)
class _Draft:
    """What has been found so far; what is said a second time becomes a remark."""

    name: str = ""
    job: str = ""
    department: str = ""
    company: str = ""
    is_guess: bool = False
    addresses: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def take_company(self, words: str, is_guess: bool = False) -> None:
        """A name that ends as companies do replaces one that was only guessed."""
        if self.company and self.is_guess and not is_guess:
            self._remark_unless_within(self.company, words)
            self.company = ""
        if self.company:
            self._remark_unless_within(words, self.company)
            return
        self.company, self.is_guess = words, is_guess

    def take_person(self, found: Person) -> None:
        for attribute in ("name", "job", "department"):
            words = getattr(found, attribute)
            if words and getattr(self, attribute):
                self._remark_unless_within(words, getattr(self, attribute))
            elif words:
                setattr(self, attribute, words)
        if not found.rest:
            return
        if not self.company and re.fullmatch("[\u4e00-\u9fff]{2,8}", found.rest):
            self.take_company(found.rest, is_guess=True)
        else:
            self.remarks.append(found.rest)

    def take_address(self, words: str) -> None:
        if words not in self.addresses:
            self.addresses.append(words)

    def _remark_unless_within(self, words: str, kept: str) -> None:
        if words not in kept:
            self.remarks.append(words)


def parse(text: str, home_area: str | None = None) -> CardText:
    """What can be said for sure about the person and the company in a pasted text.

    `home_area` (0512) completes local numbers. Of a mail only what stands below “--” is read, the
    rest becomes the remarks, as does every word that isn't understood but greetings.
    """
    plain = text[:_LONGEST].translate(_WIDTHS).replace("\r", "\n")
    draft, reach = _Draft(), Reach(home_area=home_area or "")
    above, below = _parted(plain)
    for line in below.split("\n"):
        _read(line.strip(" *#>-—=~\t"), draft, reach)
    remarks = [above, *draft.remarks, text[_LONGEST:]]
    return CardText(
        name=draft.name,
        job_title=draft.job,
        department=draft.department,
        company=draft.company,
        phones=tuple(reach.phones),
        emails=tuple(reach.emails),
        wechat=reach.wechat or _shared_wechat(reach),
        qq=reach.qq,
        website=reach.website,
        addresses=tuple(split_address(address) for address in draft.addresses),
        postal_code=reach.postal_code,
        credit_code=reach.credit_code,
        remarks="\n".join(part.strip() for part in remarks if part.strip()),
    )


def _parted(text: str) -> tuple[str, str]:
    """What stands above the signature, and the signature; all of it when there is no mark."""
    marks = list(_SIGNATURE.finditer(text))
    if not marks or not text[marks[-1].end() :].strip():
        return "", text
    above, below = text[: marks[-1].start()], text[marks[-1].end() :]
    if not any(sign in below for sign in "@0123456789"):
        return "", text
    if not above.strip() or len(marks) > 1:
        return "", text
    return above, below


def _shared_wechat(reach: Reach) -> str:
    """微信同号: the mobile's number."""
    if not reach.shares_wechat:
        return ""
    return next((phone.number for phone in reach.phones if phone.kind == "mobile"), "")


def _read(line: str, draft: _Draft, reach: Reach) -> None:
    rest = reach.taken_from(line)
    for label, piece in _labelled(rest):
        words = piece.strip(" ,，.、:;；-/")
        if not words:
            continue
        if label:
            _take_labelled(label, words, draft)
            continue
        for part in _SEPARATOR.split(piece):
            _take(part.strip(" ,，、:;；-/"), draft)


def _labelled(text: str) -> list[tuple[str, str]]:
    """The text cut before every 地址:, 公司: and so on; what a label doesn't hold has none."""
    marks = list(_LABEL.finditer(text))
    if not marks:
        return [("", text)]
    pieces = [("", text[: marks[0].start()])]
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(text)
        value, *others = _SEPARATOR.split(text[mark.end() : end].lstrip(" "), maxsplit=1)
        pieces.append((str(mark.lastgroup), value))
        pieces.extend(("", other) for other in others)
    return pieces


def _take_labelled(label: str, words: str, draft: _Draft) -> None:
    if label == "address":
        draft.take_address(words)
    elif label == "company":
        draft.take_company(words)
    elif label == "remarks":
        draft.remarks.append(words)
    elif label == "job":
        draft.take_person(Person(job=words))
    elif label == "department":
        draft.take_person(Person(department=words))
    else:
        draft.take_person(person(words) or Person(name=words))


def _take(words: str, draft: _Draft) -> None:
    """Find out what an unlabelled piece is."""
    if _IDLE.fullmatch(words):
        return
    if draft.addresses and words.endswith("收") and is_name(words[:-1]):
        words = words[:-1]  # 吴丽收 below an address
    if is_job(words) or is_department(words) or is_name(words):
        draft.take_person(person(words) or Person(name=words))
    elif _take_introduction(words, draft):
        return
    elif is_company(words):
        draft.take_company(words)
    elif place := _place(words):
        draft.take_address(place)
    elif not _take_mixed(words, draft):
        pieces = [piece.strip() for piece in _COMMAS.split(words)]
        if len(pieces) == 1:
            draft.remarks.append(words)
        elif any(_is_known(piece) for piece in pieces):
            for piece in pieces:
                _take(piece, draft)
        else:
            draft.remarks.append(words)


def _place(words: str) -> str:
    """The address in 地址合肥市…, or nothing."""
    found = _ADDRESS_SAID.fullmatch(words)
    place = found["place"] if found else words
    return place if is_address(place) else ""


def _is_known(words: str) -> bool:
    return bool(
        person(words)
        or is_company(words)
        or _place(words)
        or _INTRODUCED.fullmatch(words)
        or _SURNAME_ONLY.fullmatch(words)
    )


def _take_introduction(words: str, draft: _Draft) -> bool:
    """我是恒泰的张伟, 恒泰的张总, I'm David from Acme."""
    if found := _SURNAME_ONLY.fullmatch(words):
        draft.take_person(Person(name=found["surname"]))
        return True
    if found := _INTRODUCED_ENGLISH.fullmatch(words):
        if is_western(found["who"]):
            job = (found["job"] or "").removeprefix("the ").strip()
            draft.take_person(Person(found["who"], job))
            if found["company"]:
                draft.take_company(found["company"].strip(" ,."), not is_company(found["company"]))
            if found["more"]:
                _take(found["more"], draft)
            return True
        return False
    found = _INTRODUCED.fullmatch(words)
    who = found["who"] if found else words
    who, *others = _COMMAS.split(who, maxsplit=1)
    who = who.strip().removesuffix("的")
    if not _take_of(who, draft) and not (found and _take_plain(who, draft)):
        return False
    for other in others:
        for piece in _COMMAS.split(other):
            _take(piece.strip(), draft)
    return True


def _take_of(words: str, draft: _Draft) -> bool:
    """恒泰的采购王经理."""
    found = _OF.fullmatch(words)
    who = person(found["who"]) if found else None
    if found is None or who is None or not (who.name or who.job):
        return False
    draft.take_company(found["company"], not is_company(found["company"]))
    draft.take_person(who)
    return True


def _take_plain(words: str, draft: _Draft) -> bool:
    """张伟, or 苏州恒泰有限公司, or 恒泰公司张伟 after 我是."""
    if who := person(words):
        draft.take_person(who)
        return True
    if is_company(words):
        draft.take_company(words)
        return True
    return _take_joined(words, draft)


def _take_joined(words: str, draft: _Draft) -> bool:
    """苏州恒泰有限公司张伟: a company with a person right behind it."""
    for end in re.finditer(r"(?:公司|集团|厂|中心|商行|经营部|医院|大学|学校)\s*", words):
        company, rest = words[: end.end()].strip(), words[end.end() :]
        who = person(rest)
        if who and is_company(company):
            draft.take_company(company)
            draft.take_person(who)
            return True
    return False


def _take_mixed(words: str, draft: _Draft) -> bool:
    """Company, person and address with only gaps between them, or with none."""
    if _take_parts(words.split(" "), draft) or _take_joined(words, draft):
        return True
    if len(words) > 40 or re.search("[。！？!?]", words):
        return False
    found = person(words)
    if found is None:
        return False
    draft.take_person(found)
    return True


def _take_parts(parts: list[str], draft: _Draft) -> bool:
    """Words around one that is a company or an address by itself."""
    is_chinese = any("\u4e00" <= letter <= "\u9fff" for part in parts for letter in part)
    place = next(
        (number for number, part in enumerate(parts) if is_company(part) or _place(part)), None
    )
    if place is None or len(parts) == 1 or not is_chinese:
        return False
    for part in (" ".join(parts[:place]), parts[place], " ".join(parts[place + 1 :])):
        _take(part.strip(), draft)
    return True
