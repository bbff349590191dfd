"""What a quote and its lines look like: the descriptions for lists, forms, import and export."""

from collections.abc import Mapping
from dataclasses import dataclass

from cims.models.customer import Collaborator
from cims.models.quote import Quote, QuoteLine, QuoteState
from cims.services.entity import Entity, Field, Kind, Values
from cims.services.filters import Condition, Group, Operator
from cims.services.i18n import N_, _
from cims.services.paper_fields import (
    COUNTED,
    ENDING,
    LINE_COUNTED,
    PaperRow,
    amount_fields,
    head_fields,
    line_fields,
    lines_field,
    term_fields,
)
from cims.services.rights import Owned

PAPER, TERMS, RESULT = N_("Quote"), N_("Terms"), N_("Result")
LINE, DAY = N_("Quote line"), N_("Quote date")
OFFERED = (  # what was told to the customer, whatever became of it
    *(QuoteState.SENT, QuoteState.ACCEPTED, QuoteState.REFUSED, QuoteState.EXPIRED),
)
WAITING = (QuoteState.DRAFT, QuoteState.SENT)
DONE = tuple(state for state in QuoteState if state not in WAITING)


@dataclass(frozen=True)
class QuoteLineRow(PaperRow):
    """A line as it is entered with its quote."""

    heading: str | None = None
    optional: bool = False
    gift: bool = False
    delivery: str | None = None


QUOTE_LINES = lines_field(
    QuoteLine,
    "quote",
    QuoteLineRow,
    Field("heading", N_("Group"), length=100),
    Field("optional", N_("Optional"), Kind.YES_NO),
    Field("gift", N_("Gift"), Kind.YES_NO),
    Field("delivery", N_("Delivery time"), length=100),
)


def wrong_days(values: Values) -> Mapping[str, str]:
    """No quote ends before it begins."""
    opened, until = values.get("opened_on"), values.get("valid_until")
    if opened and until and until < opened:
        sentence = _("The quote would end before its own date. Choose a later day.")
        return {"valid_until": sentence}
    return {}


QUOTE = Entity(
    "quote",
    "quotes",
    N_("Quote"),
    N_("Quotes"),
    Quote,
    (
        *head_fields(PAPER, QuoteState, DAY),
        Field("valid_until", N_("Valid until"), Kind.DATE, listed=True, sortable=True,
              group=PAPER),
        Field("opportunity", N_("Opportunity"), Kind.LINK, target="opportunity", group=PAPER),
        *amount_fields(),
        Field("gross_profit", N_("Gross profit"), Kind.MONEY, read_only=True,
              shows=("product.cost", "quote_line.cost")),
        *term_fields(TERMS),
        Field("delivery_terms", N_("Delivery time"), length=200, group=TERMS),
        Field("freight_terms", N_("Who pays the freight"), length=200, group=TERMS),
        Field("warranty_terms", N_("Warranty"), length=200, group=TERMS),
        Field("terms", N_("Terms"), Kind.LONG_TEXT, group=TERMS),
        Field("remarks", N_("Remarks on the paper"), Kind.LONG_TEXT, group=TERMS),
        Field("internal_remarks", N_("Internal remarks"), Kind.LONG_TEXT, group=RESULT),
        Field("sent_on", N_("Sent on"), Kind.DATE, group=RESULT),
        Field("accepted_on", N_("Accepted on"), Kind.DATE, group=RESULT),
        Field("refused_on", N_("Refused on"), Kind.DATE, group=RESULT),
        Field("refused_reason", N_("Why refused"), Kind.CHOICE, choices="lost_reason",
              group=RESULT),
        Field("refused_note", N_("What the customer said"), Kind.LONG_TEXT, group=RESULT),
        Field("revision", N_("Revision"), Kind.WHOLE, read_only=True),
        Field("revision_of", N_("Revision of"), Kind.LINK, target="quote", read_only=True,
              brought=True),
        Field("superseded", N_("Superseded"), Kind.YES_NO, read_only=True),
        *ENDING,
    ),
    Owned(through="customer_id", collaborators=Collaborator),
    series="BJ{yyyy}{mm}-{0000}",
    sort="opened_on",
    newest_first=True,
    customer_column="customer_id",
    worked_by=(
        *("state", "opened_on", "valid_until", "superseded", "revision", "revision_of"),
        *("sent_on", "accepted_on", "refused_on", "refused_reason", "opportunity"),
        *COUNTED,
    ),
    lines=QUOTE_LINES,
    rule=wrong_days,
)  # fmt: skip

QUOTE_LINE = Entity(
    "quote_line",
    "quote_lines",
    N_("Quote line"),
    N_("Quote lines"),
    QuoteLine,
    line_fields(
        Field("quote", N_("Quote"), Kind.LINK, target="quote", required=True, listed=True,
              group=LINE),
        DAY,
        LINE,
        Field("heading", N_("Group"), length=100, group=LINE),
        Field("optional", N_("Optional"), Kind.YES_NO, group=LINE),
        Field("gift", N_("Gift"), Kind.YES_NO, group=LINE),
        Field("cost_amount", N_("Cost of the line"), Kind.MONEY, read_only=True,
              shows=("cost", "product.cost")),
        Field("delivery", N_("Delivery time"), length=100, group=LINE),
        Field("remarks", N_("Remarks"), Kind.LONG_TEXT, group=LINE),
    ),
    Owned(through="customer_id", collaborators=Collaborator),
    sort="opened_on",
    newest_first=True,
    customer_column="customer_id",
    worked_by=(*LINE_COUNTED, "optional", "gift"),
)  # fmt: skip

IS_OFFERED = Condition("state", Operator.ANY_OF, OFFERED)
HOLDS = Condition("superseded", Operator.IS, False)
IS_SENT = Group((Condition("state", Operator.IS, QuoteState.SENT), HOLDS))
IS_WAITING = Group((Condition("state", Operator.ANY_OF, WAITING), HOLDS))
