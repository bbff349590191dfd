"""The texts that can be copied: ready ones in their wording here, and those that were added."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cims.services.i18n import N_, _, language
from cims.services.rules.text_templates import READY, filled, placeholder_name, problem

SETTING, REPORT = "templates", "daily_report"
ADDED = "follow_up:"  # before the name of a text that is no ready one
OF_CUSTOMER = ("salutation", "date", "name")  # what a text about a customer can be filled with
NAMES = {
    "shipped": N_("Shipping notice"),
    "payment_due": N_("Payment reminder"),
    REPORT: N_("Daily report"),
}
SAMPLES = {
    "en": {"salutation": "Mr Zhang", "name": "Li Ming", "carrier": "SF Express"}
    | {"highlights": "Hengtai wants a quote", "tomorrow": "visit Huasheng"},
    "zh_CN": {"salutation": "张总", "name": "李明", "carrier": "顺丰速运"}
    | {"highlights": "恒泰要报价", "tomorrow": "拜访华盛"},
}
FIGURES = {
    "order_number": "SO202611-0023", "tracking_number": "SF1234567890", "count": "3",
    "amount": "12,000.00", "number": "SO202610-0007", "customers": "6", "contacts": "9",
    "new_customers": "2", "quotes": "1", "quoted": "35,600.00", "signed": "20,000.00",
    "received": "8,000.00",
}  # fmt: skip


@dataclass(frozen=True)
class TextTemplate:
    """One text: the key of its setting, its name, its wording, what it may be filled with."""

    key: str
    name: str
    text: str
    known: tuple[str, ...]
    is_ready: bool

    @property
    def problem(self) -> str | None:
        """What keeps it from being used."""
        return problem(self.text, self.known)


def texts_of(*kept: Mapping[str, str]) -> Iterator[TextTemplate]:
    """All texts; the first of the settings that words one decides."""
    for ready in READY:
        usual = ready.texts.get(language()) or ready.texts["en"]
        text = next((str(one[ready.code]) for one in kept if one.get(ready.code)), usual)
        yield TextTemplate(ready.code, _(NAMES[ready.code]), text, ready.known, is_ready=True)
    added = dict.fromkeys(key for one in kept for key in one if key.startswith(ADDED))
    for key in added:
        if text := next((str(one[key]) for one in kept if one.get(key)), ""):
            yield added_text(key.removeprefix(ADDED), text)


def added_text(name: str, text: str) -> TextTemplate:
    """A text that the office, or somebody, added."""
    return TextTemplate(ADDED + name, name, text, OF_CUSTOMER, is_ready=False)


def previewed(text: str, today: date) -> str:
    """The text with sample values, in the language in which it is written."""
    is_chinese = any("\u4e00" <= sign <= "\u9fff" for sign in text)
    day = today.isoformat()
    samples = {**FIGURES, **SAMPLES["zh_CN" if is_chinese else "en"], "date": day, "due_date": day}
    return filled(text, samples)


def shown_placeholders(template: TextTemplate) -> str:
    """The placeholders that may stand in a text, in its language."""
    names = (placeholder_name(code, template.text) for code in template.known)
    return " ".join("{" + name + "}" for name in names)
