"""What can be done next with a quote or an order, by its state: the words for its buttons."""

from dataclasses import dataclass, replace

from cims.services.entity import Values
from cims.services.i18n import N_
from cims.services.order_fields import ORDER
from cims.services.quote_fields import QUOTE
from cims.services.rights import Action


@dataclass(frozen=True)
class Step:
    """A step: its word, what its button says (a msgid), the right it takes, in which states."""

    word: str
    text: str
    icon: str
    states: frozenset[str] = frozenset()  # in all where it names none
    action: Action = Action.EDIT
    entity: str = QUOTE.name
    is_main: bool = False
    of_newest: bool = True  # not once a revision has taken the paper's place


DRAFT, SENT, ACCEPTED, REFUSED, EXPIRED = "draft", "sent", "accepted", "refused", "expired"
OPEN, ANSWERED = frozenset({DRAFT, SENT}), frozenset({SENT, ACCEPTED, REFUSED, EXPIRED})
COPY = N_("Copy as new")
ORDERING = "to_order"
QUOTE_STEPS = (
    Step("send", N_("Mark as sent"), "send", frozenset({DRAFT}), is_main=True),
    Step(
        ORDERING,
        N_("Make order"),
        "receipt-text",
        frozenset({DRAFT, SENT, ACCEPTED}),
        Action.CREATE,
        ORDER.name,
    ),
    Step("accept", N_("Customer accepts"), "thumbs-up", OPEN),
    Step("refuse", N_("Customer refuses"), "thumbs-down", frozenset({DRAFT, SENT, ACCEPTED})),
    Step("revise", N_("Revise"), "file-pen-line", ANSWERED, Action.CREATE),
    Step("copy_paper", COPY, "copy-plus", action=Action.CREATE, of_newest=False),
    Step("reopen", N_("Make a draft again"), "undo-2", ANSWERED),
    Step("follow_amount", N_("Opportunity takes the amount"), "handshake", OPEN | {ACCEPTED}),
    Step("void", N_("Void"), "ban", OPEN | ANSWERED),
)
CONFIRMED, CLOSED, VOID = "confirmed", "closed", "void"
IN_FORCE, BEGUN = frozenset({CONFIRMED}), frozenset({DRAFT, CONFIRMED})


def of_order(
    word: str, text: str, picture: str, states: frozenset[str], *, is_main: bool = False
) -> Step:
    """A step of an order, which changes it."""
    return Step(word, text, picture, states, entity=ORDER.name, is_main=is_main)


DELIVER = "deliver"
ORDER_STEPS = (
    of_order("confirm_order", N_("Confirm"), "circle-check", frozenset({DRAFT}), is_main=True),
    of_order(DELIVER, N_("Deliver…"), "truck", IN_FORCE, is_main=True),
    of_order("complete_order", N_("Complete"), "check-check", IN_FORCE),
    of_order("plan_delivery", N_("Plan a delivery…"), "calendar-plus", BEGUN),
    Step("copy_paper", COPY, "copy-plus", action=Action.CREATE, entity=ORDER.name, of_newest=False),
    of_order("take_back", N_("Take goods back…"), "undo-dot", IN_FORCE | {CLOSED}),
    of_order("cancel_part", N_("Cancel a part…"), "scissors", IN_FORCE),
    of_order("reopen_order", N_("Reopen"), "rotate-ccw", frozenset({CLOSED, VOID})),
    of_order("void_order", N_("Void"), "ban", BEGUN),
)
LEAVING, LEFT = frozenset({DELIVER, "plan_delivery", "cancel_part"}), frozenset({"take_back"})
MAIN = {SENT: ORDERING, ACCEPTED: ORDERING, EXPIRED: "revise", REFUSED: "revise"}


def steps_of(kind: str, values: Values, *, has_orders: bool) -> list[Step]:
    """The steps that the state of a paper allows, the likeliest first."""
    if kind == ORDER.name:
        return order_steps(str(values["state"]), str(values["delivery"]))
    state = str(values["state"])
    found = [
        step
        for step in QUOTE_STEPS
        if (not step.states or state in step.states)
        and not (step.of_newest and values.get("superseded"))
        and not (has_orders and step.word not in AFTER_ORDER)
        and not (step.word == "follow_amount" and not values.get("opportunity"))
    ]
    main = MAIN.get(state, "")
    marked = [replace(step, is_main=True) if step.word == main else step for step in found]
    return sorted(marked, key=lambda step: step.word != main)


AFTER_ORDER = frozenset({"copy_paper", "revise", "follow_amount"})  # once it was ordered


def order_steps(state: str, delivery: str) -> list[Step]:
    """The steps of an order: what has left whole leaves no more, what has not can't come back."""
    closed = LEAVING if delivery == "delivered" else frozenset()
    closed |= LEFT if delivery == "undelivered" else frozenset()
    return [
        step
        for step in ORDER_STEPS
        if (not step.states or state in step.states) and step.word not in closed
    ]
