"""When a payment is due: terms of payment as structure, and the words offices use for them."""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cims.services.errors import CimsError
from cims.services.i18n import _

LONGEST_DAYS = 3650
MONTHS, LAST_DAY = 12, 31


class DueFrom(StrEnum):
    """The day from which a term of payment counts."""

    DELIVERY = "delivery"
    RECEIPT = "receipt"
    ACCEPTANCE = "acceptance"
    INVOICE = "invoice"
    INVOICE_RECEIVED = "invoice received"
    ADVANCE = "advance"


@dataclass(frozen=True)
class PaymentTerm:
    """A term of payment: from a day, moved to the end of its month, then months, days, a day."""

    due_from: DueFrom = DueFrom.DELIVERY
    month_end: bool = False
    days: int = 0
    months: int = 0
    on_day: int = 0

    def due_on(self, start: date) -> date:
        """When it is due, counted from this day; days off are not jumped over."""
        day = start
        if self.month_end:
            day = day.replace(day=monthrange(day.year, day.month)[1])
        if self.months or self.on_day:
            day = _moved(day, self.months, self.on_day or day.day)
        return day + timedelta(days=self.days)


def _moved(day: date, months: int, wanted: int) -> date:
    """So many months later, on that day of the month or its last one."""
    years, month = divmod(day.month - 1 + months, MONTHS)
    year = day.year + years
    return date(year, month + 1, min(wanted, monthrange(year, month + 1)[1]))


class NotATerm(CimsError):
    """The text is no term of payment."""


FROM_WORDS = {
    "货到": DueFrom.RECEIPT,
    "到货": DueFrom.RECEIPT,
    "签收": DueFrom.RECEIPT,
    "发货": DueFrom.DELIVERY,
    "验收": DueFrom.ACCEPTANCE,
    "票到": DueFrom.INVOICE_RECEIVED,
    "收票": DueFrom.INVOICE_RECEIVED,
    "开票": DueFrom.INVOICE,
}
ADVANCE = frozenset(
    ("款到发货", "先款后货", "预付", "全款预付", "prepaid", "in advance", "advance")
)
AT_ONCE = frozenset(("现结", "货到付款", "货到即付", "cod", "cash on delivery"))
MONTHLY = re.compile(r"月结(?:(\d{1,4})天?)?")
FROM = re.compile(r"(货到|到货|签收|发货|验收|票到|收票|开票)后?(\d{1,4})天(?:内?付款?|内)?")
NEXT_MONTH = re.compile(r"(次月|隔月|当月)(\d{1,2})[日号](?:付款?)?")
NET = re.compile(r"(?:net|nett)(\d{1,4})(?:days)?|(\d{1,4})(?:days|天)")
LATER = {"当月": 0, "次月": 1, "隔月": 2}


def payment_term(text: str) -> PaymentTerm:
    """The term that was typed: 月结30天, 票到30天, 次月25日付, 款到发货, Net 30."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).casefold())
    spaced = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if plain in ADVANCE or spaced in ADVANCE:
        return PaymentTerm(DueFrom.ADVANCE)
    if plain in AT_ONCE or spaced in AT_ONCE:
        return PaymentTerm(DueFrom.RECEIPT)
    term = _counted(plain)
    if term is None or term.days > LONGEST_DAYS or term.on_day > LAST_DAY:
        sentence = _("“{text}” is no term of payment: write it like 月结30天, 票到30天 or Net 30.")
        raise NotATerm(sentence.format(text=text))
    return term


def _counted(plain: str) -> PaymentTerm | None:
    if found := MONTHLY.fullmatch(plain):
        return PaymentTerm(DueFrom.DELIVERY, month_end=True, days=int(found[1] or 0))
    if found := FROM.fullmatch(plain):
        return PaymentTerm(FROM_WORDS[found[1]], days=int(found[2]))
    if (found := NEXT_MONTH.fullmatch(plain)) and int(found[2]):
        return PaymentTerm(DueFrom.DELIVERY, months=LATER[found[1]], on_day=int(found[2]))
    if found := NET.fullmatch(plain):
        return PaymentTerm(DueFrom.INVOICE, days=int(found[1] or found[2]))
    return None
