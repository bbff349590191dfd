"""What the office says of itself on every paper, in each language a paper may have."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from dataclasses import field as part
from typing import Any

from cims.services.i18n import LANGUAGES, N_

SETTING, LOGO, VALIDITY = "letterhead", "logo", "validity_days"
USUAL_VALIDITY = 30  # days
PICTURES = "pictures"  # whether quotes show those of their products; they do unless it is False
SELLER = "on_papers"  # the setting of each colleague: the phone that stands beside their name
TERMS: Mapping[str, str] = {
    "invoice": N_("Kind of invoice"),
    "delivery": N_("Delivery time"),
    "payment": N_("Payment"),
    "freight": N_("Freight"),
    "warranty": N_("Warranty"),
}


@dataclass(frozen=True)
class Letterhead:
    """In one language: who we are, and what usually holds where a paper says nothing else."""

    name: str = ""
    address: str = ""
    phone: str = ""
    mobile: str = ""
    email: str = ""
    website: str = ""
    tax_id: str = ""
    bank: str = ""
    account: str = ""
    terms: Mapping[str, str] = part(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """As it lies in the settings: only what there is."""
        terms = {name: text for name, text in self.terms.items() if text}
        return {name: value for name, value in {**asdict(self), "terms": terms}.items() if value}


NAMES = tuple(one.name for one in fields(Letterhead) if one.name != "terms")


def letterhead(setting: Mapping[str, Any], language: str) -> Letterhead:
    """As the settings hold it for a language."""
    kept = setting.get(language) or {}
    words = {name: str(kept.get(name) or "") for name in NAMES}
    return Letterhead(**words, terms={k: str(v) for k, v in (kept.get("terms") or {}).items()})


def completed(setting: Mapping[str, Any], language: str, office: str) -> Letterhead:
    """The same with what stands in another language only; without any name the office's own."""
    known = [letterhead(setting, one) for one in (language, *LANGUAGES)]
    words = {name: next((v for one in known if (v := getattr(one, name))), "") for name in NAMES}
    return Letterhead(**{**words, "name": words["name"] or office}, terms=known[0].terms)
