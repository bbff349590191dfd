"""What the board says in words: amounts at a glance, a card as it is read aloud."""

from collections.abc import Iterator
from datetime import date

from cims.services.boards import Card, Lane, NextContact, Part
from cims.services.enum_words import enum_word
from cims.services.i18n import N_, _, _n
from cims.ui.charts.numbers import exact
from cims.ui.records.amounts import at_a_glance
from cims.ui.records.format import BETWEEN, day, money, number

PARTS = {
    Part.ALL: N_("All"),
    Part.MINE: N_("My opportunities"),
    Part.MONTH: N_("Close this month"),
    Part.STALLED: N_("Stalled"),
}
CONTACTS = {
    NextContact.NONE: N_("No next contact is planned"),
    NextContact.PAST: N_("The next contact is overdue"),
    NextContact.PLANNED: N_("The next contact is planned"),
}


def sums_of(lane: Lane) -> str:
    """What a lane comes to."""
    return at_a_glance((one.amount for one in lane.sums if one.amount), is_narrow=True)


def weighted_of(lane: Lane) -> str:
    """What an open lane comes to by its probabilities; empty for a closed one."""
    if not lane.is_open:
        return ""
    told = at_a_glance((one.weighted for one in lane.sums if one.weighted), is_narrow=True)
    return _("Weighted {amounts}").format(amounts=told) if told else ""


def in_stage(card: Card) -> str:
    """For how long the card has been where it is."""
    words = _n("{n} day in this stage", "{n} days in this stage", card.days)
    return words.format(n=exact(card.days))


def customer_of(card: Card) -> str:
    """The customer's name, as far as it may be seen."""
    if card.customer is None:
        return _("No customer")
    return card.customer.text or _("A customer that you may not open")


def percent(card: Card) -> str:
    """How probable it is."""
    return f"{number(card.probability * 100)}%"


def due(card: Card, today: date) -> str:
    """When it was closed, else is expected to, without the year of today."""
    when = card.closed_on or card.close_on
    return day(when, today) if when else ""


def parts_of(card: Card) -> Iterator[str]:
    """Everything that a card says, one thing after the other."""
    yield card.name
    yield customer_of(card)
    if card.amount is not None:
        yield money(card.amount, card.amount.currency)
    yield _("Win probability {percent}").format(percent=percent(card))
    if not card.closed_on:
        yield _("Forecast: {category}").format(category=enum_word(card.forecast))
    if card.owner and card.owner.text:
        yield _("Owner: {name}").format(name=card.owner.text)
    if card.closed_on:
        yield _("Closed on {day}").format(day=day(card.closed_on))
    elif card.close_on:
        words = _("Late: was to close on {day}") if card.is_late else _("Closes on {day}")
        yield words.format(day=day(card.close_on))
    yield f"{_('Stalled')}{BETWEEN}{in_stage(card)}" if card.is_stalled else in_stage(card)
    if card.contact is not None:
        yield _(CONTACTS[card.contact])


def spoken(card: Card) -> str:
    """A card as a screen reader says it."""
    return ", ".join(parts_of(card))


def told(card: Card) -> str:
    """A card as its tooltip says it, a line for each thing."""
    return "\n".join(parts_of(card))
