"""What may become of a quote: which state follows which, and what stands once it was sent."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cims.models.quote import QuoteState
from cims.services.entity import Values
from cims.services.enum_words import enum_word
from cims.services.errors import NotPossible
from cims.services.i18n import _, enumerated

DRAFT, SENT, ACCEPTED = QuoteState.DRAFT, QuoteState.SENT, QuoteState.ACCEPTED
REFUSED, EXPIRED, VOID = QuoteState.REFUSED, QuoteState.EXPIRED, QuoteState.VOID

NEXT: Mapping[QuoteState, frozenset[QuoteState]] = {
    DRAFT: frozenset({SENT, ACCEPTED, REFUSED, VOID}),
    SENT: frozenset({DRAFT, ACCEPTED, REFUSED, EXPIRED, VOID}),
    ACCEPTED: frozenset({DRAFT, REFUSED, VOID}),
    REFUSED: frozenset({DRAFT, ACCEPTED, VOID}),
    EXPIRED: frozenset({DRAFT, REFUSED, VOID}),
    VOID: frozenset(),
}
LOCKED = (  # what the paper says
    *("name", "code", "customer", "opened_on", "valid_until", "currency", "tax_included"),
    *("freight", "rebate", "payment_term", "delivery_terms", "freight_terms"),
    *("warranty_terms", "terms", "remarks"),
)

OUTCOME = ("state", "sent_on", "accepted_on", "refused_on", "refused_reason", "refused_note")


class Unpriced(NotPossible):
    """Lines have no price and are no gifts; who meant them as gifts can say so at once."""


def refuse_unpriced(lines: Sequence[Values], *, is_draft: bool) -> None:
    """What goes to a customer has a price, or is given; only lines of drafts can be marked so."""
    free = [
        _("line {number} “{name}”").format(number=number, name=line["name"])
        for number, line in enumerate(lines, 1)
        if is_unpriced(line)
    ]
    if free:
        sentence = _("Without a price: {lines}. Enter one, or mark what is given as a gift.")
        refused = Unpriced if is_draft else NotPossible
        raise refused(sentence.format(lines=enumerated(free)))


def is_unpriced(line: Values) -> bool:
    """Whether a line has no price and nobody said that it is given."""
    return not line["unit_price"] and not line["gift"]


def refused_step(before: QuoteState, after: QuoteState) -> str:
    """Why a state can't follow another one."""
    if before is VOID:
        return _("A void quote stays void. Copy it as a new one.")
    if before is EXPIRED:
        return _("The quote has expired. Revise it, or reopen it and choose a later day.")
    sentence = _("A quote that is “{before}” can't become “{after}”.")
    return sentence.format(before=enum_word(before), after=enum_word(after))


def days_of(values: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The days of what became of a quote, as far as its state says that they have come."""
    state = values["state"]
    sent = values.get("sent_on") or (today if state in (SENT, ACCEPTED) else None)
    found: dict[str, Any] = {
        "sent_on": None if state is DRAFT else sent,
        "accepted_on": (values.get("accepted_on") or today) if state is ACCEPTED else None,
        "refused_on": (values.get("refused_on") or today) if state is REFUSED else None,
    }
    if state is not REFUSED:
        found |= {"refused_reason": None, "refused_note": None}
    return found
