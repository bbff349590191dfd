"""A new customer out of pasted text: business card, e-mail signature, WeChat message."""

import re
from dataclasses import dataclass

from cims.services.rules.addresses import Address, split_address
from cims.services.rules.card_draft import CardDraft
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
from cims.services.rules.card_reach import Reach
from cims.services.rules.card_words import (
    ADDRESS_SAID,
    COMMAS,
    IDLE,
    INTRODUCED,
    INTRODUCED_ENGLISH,
    LABEL,
    OF,
    SEPARATOR,
    SIGNATURE,
    SURNAME_ONLY,
    WIDTHS,
)
from cims.services.rules.phone_numbers import Phone

_LONGEST = 4_000


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


def parse(text: str, home_area: str | None = None) -> CardText:
    """What can be said for sure about the person and the company in a pasted text.

    `home_area` (0512) completes local numbers. Of a mail only what stands below “--” is read, the
    rest becomes the remarks, as does every word that isn't understood but greetings.
    """
    plain = text[:_LONGEST].translate(WIDTHS).replace("\r", "\n")
    draft, reach = CardDraft(), Reach(home_area=home_area or "")
    above, below = _parted(plain)
    for line in below.split("\n"):
        _read(line.strip(" *#>-—=~\t"), draft, reach)
    remarks = [_without_greeting(above), *draft.remarks, text[_LONGEST:]]
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
    marks = list(SIGNATURE.finditer(text))
    if not marks or not text[marks[-1].end() :].strip():
        return "", text
    above, below = text[: marks[-1].start()], text[marks[-1].end() :]
    if not any(sign in below for sign in "@0123456789"):
        return "", text
    if not above.strip() or len(marks) > 1:
        return "", text
    return above, below


def _without_greeting(text: str) -> str:
    """The text without the greeting that stands right above a signature."""
    lines = text.rstrip().split("\n")
    while lines and IDLE.fullmatch(lines[-1].strip()):
        lines.pop()
    return "\n".join(lines)


def _shared_wechat(reach: Reach) -> str:
    """微信同号: the mobile's number."""
    if not reach.shares_wechat:
        return ""
    return next((phone.number for phone in reach.phones if phone.kind == "mobile"), "")


def _read(line: str, draft: CardDraft, reach: Reach) -> None:
    rest = reach.taken_from(line)
    for label, piece in _labelled(rest):
        words = piece.strip(" ,，.、:;；-/")
        if not words:
            continue
        if label:
            _take_labelled(label, words, draft)
            continue
        for part in SEPARATOR.split(piece):
            _take(part.strip(" ,，、:;；-/"), draft)


def _labelled(text: str) -> list[tuple[str, str]]:
    """The text cut before every 地址:, 公司: and so on; what a label doesn't hold has none."""
    marks = list(LABEL.finditer(text))
    if not marks:
        return [("", text)]
    pieces = [("", text[: marks[0].start()])]
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(text)
        value, *others = SEPARATOR.split(text[mark.end() : end].lstrip(" "), maxsplit=1)
        pieces.append((str(mark.lastgroup), value))
        pieces.extend(("", other) for other in others)
    return pieces


def _take_labelled(label: str, words: str, draft: CardDraft) -> None:
    if label == "address":
        place, comma, receiver = words.rpartition("，")
        if comma and receiver.endswith("收") and is_name(receiver[:-1].strip()):
            draft.take_person(Person(name=receiver[:-1].strip()))
            words = place
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


def _take(words: str, draft: CardDraft) -> None:
    """Find out what an unlabelled piece is."""
    if IDLE.fullmatch(words):
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
        pieces = [piece.strip() for piece in COMMAS.split(words)]
        if len(pieces) == 1:
            draft.remarks.append(words)
        elif any(_is_known(piece) for piece in pieces):
            for piece in pieces:
                _take(piece, draft)
        else:
            draft.remarks.append(words)


def _place(words: str) -> str:
    """The address in 地址合肥市…, or nothing."""
    found = ADDRESS_SAID.fullmatch(words)
    place = found["place"] if found else words
    return place if is_address(place) else ""


def _is_known(words: str) -> bool:
    return bool(
        person(words)
        or is_company(words)
        or _place(words)
        or INTRODUCED.fullmatch(words)
        or SURNAME_ONLY.fullmatch(words)
    )


def _take_introduction(words: str, draft: CardDraft) -> bool:
    """我是恒泰的张伟, 恒泰的张总, I'm David from Acme."""
    if found := SURNAME_ONLY.fullmatch(words):
        draft.take_person(Person(name=found["surname"]))
        return True
    if found := INTRODUCED_ENGLISH.fullmatch(words):
        if is_western(found["who"]):
            job = (found["job"] or "").removeprefix("the ").strip()
            draft.take_person(Person(found["who"], job))
            if found["company"]:
                draft.take_company(found["company"].strip(" ,."), not is_company(found["company"]))
            if found["more"]:
                _take(found["more"], draft)
            return True
        return False
    found = INTRODUCED.fullmatch(words)
    who = found["who"] if found else words
    who, *others = COMMAS.split(who, maxsplit=1)
    who = who.strip().removesuffix("的")
    if not _take_of(who, draft) and not (found and _take_plain(who, draft)):
        return False
    for other in others:
        for piece in COMMAS.split(other):
            _take(piece.strip(), draft)
    return True


def _take_of(words: str, draft: CardDraft) -> bool:
    """恒泰的采购王经理."""
    found = OF.fullmatch(words)
    who = person(found["who"]) if found else None
    if found is None or who is None or not (who.name or who.job):
        return False
    draft.take_company(found["company"], not is_company(found["company"]))
    draft.take_person(who)
    return True


def _take_plain(words: str, draft: CardDraft) -> bool:
    """张伟, or 苏州恒泰有限公司, or 恒泰公司张伟 after 我是."""
    if who := person(words):
        draft.take_person(who)
        return True
    if is_company(words):
        draft.take_company(words)
        return True
    return _take_joined(words, draft)


def _take_joined(words: str, draft: CardDraft) -> bool:
    """苏州恒泰有限公司张伟: a company with a person right behind it."""
    for end in re.finditer(r"(?:公司|集团|厂|中心|商行|经营部|医院|大学|学校)\s*", words):
        company, rest = words[: end.end()].strip(), words[end.end() :]
        who = person(rest)
        if who and is_company(company):
            draft.take_company(company)
            draft.take_person(who)
            return True
    return False


def _take_mixed(words: str, draft: CardDraft) -> bool:
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


def _take_parts(parts: list[str], draft: CardDraft) -> bool:
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
