"""A customer of the pool beside the list: the little that shows, and the button that claims it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from cims.services.i18n import _, _n, listed
from cims.services.pool import ClaimRoom, PoolFacts
from cims.services.rights import Action, refusal
from cims.services.storage import Record
from cims.ui.records.detail_panel import DetailPanel
from cims.ui.records.panel_content import scrolled
from cims.ui.widgets import Button, PrimaryButton, TabStrip, column, row, set_tooltip, wrapped

if TYPE_CHECKING:
    from cims.services.office import Office


@dataclass(frozen=True)
class Standing:
    """What is asked about the customer that is shown: why it can't be claimed, what there is."""

    refusal: str
    room: ClaimRoom | None
    facts: PoolFacts


def standing(office: "Office", id_: int) -> Standing:
    """Read it; runs inside a job."""
    may = office.actor.may(Action.CLAIM, "pool")
    why = office.pool.why_not([id_]).get(id_, "") if may else str(refusal(Action.CLAIM))
    return Standing(why, office.pool.room() if may else None, office.pool.facts(id_))


class PoolPanel(DetailPanel):
    """Claim is the one action; a sentence below says why it is not possible."""

    claim_asked = Signal()
    assign_asked = Signal()

    def show_chosen(self, count: int) -> None:
        """Say on the button how many customers it claims."""
        words = _("Claim {n}").format(n=f"{count:,}") if count > 1 else _("Claim")
        self.claim.set_words(words)

    def _buttons(self) -> QWidget:
        holder = QWidget()
        self.claim = PrimaryButton(_("Claim"), "hand")
        self.assign = Button(_("Assign…"), "arrow-right-left")
        self.why = wrapped("", 12, "warn")
        self.room = wrapped("", 12, "muted")
        self.held = wrapped("", 12, "muted")
        self.claim.clicked.connect(self.claim_asked)
        self.assign.clicked.connect(self.assign_asked)
        holder.setLayout(
            column(
                row(self.claim, self.assign, None, spacing=6),
                *(self.why, self.held, self.room),
                spacing=6,
            )
        )
        for part in (self.why, self.room, self.held):
            part.hide()
        self.claim.setEnabled(self._may(Action.CLAIM))
        self.assign.setVisible(self._may(Action.ASSIGN))
        return holder

    def _make_tabs(self) -> None:
        """Nothing but the rest of the facts: there is no way to its past from here."""
        self.tabs, self._lists = TabStrip(), QStackedWidget()
        self.tabs.setAccessibleName(_("Parts of the record"))
        self.contacts, self.history = QVBoxLayout(), QVBoxLayout()
        detail = QVBoxLayout()
        detail.addWidget(self.details)
        detail.addStretch(1)
        self._add_tab(_("Details"), scrolled(detail))
        self.tabs.currentChanged.connect(self._lists.setCurrentIndex)

    def _use_buttons(self, record: Record) -> None:
        id_ = record.id
        self._jobs.read(self, lambda office: standing(office, id_), self._show_standing)

    def _show_standing(self, found: Standing) -> None:
        self.claim.setEnabled(not found.refusal)
        set_tooltip(self.claim, found.refusal)
        self.why.setText(found.refusal)
        self.why.setVisible(bool(found.refusal))
        self.held.setText(held_words(found.facts))
        self.held.show()
        words = room_words(found.room) if found.room and not found.refusal else ""
        self.room.setText(words)
        self.room.setVisible(bool(words))


def held_words(facts: PoolFacts) -> str:
    """How much whoever claims it will see."""
    people = _n("{n} contact", "{n} contacts", facts.contacts).format(n=f"{facts.contacts:,}")
    entries = _n("{n} follow-up", "{n} follow-ups", facts.follow_ups)
    told = (people, entries.format(n=f"{facts.follow_ups:,}"))
    return _("Shows once it is claimed: {list}.").format(list=listed(told))


def room_words(room: ClaimRoom) -> str:
    """How far the limits of whoever looks are used up; empty where there are none."""
    parts = []
    if room.cap:
        words = _("You look after {owned} of at most {cap} customers.")
        parts.append(words.format(owned=f"{room.owned:,}", cap=f"{room.cap:,}"))
    if room.per_day:
        words = _("Claimed today: {n} of {most}.")
        parts.append(words.format(n=room.claimed_today, most=room.per_day))
    return " ".join(parts)
