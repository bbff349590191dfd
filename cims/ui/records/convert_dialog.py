"""Conversion of a lead: at the left what it says, at the right what will be made of it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from cims.services.converting import Prospect
from cims.services.entity import Link
from cims.services.i18n import _
from cims.services.lead_fields import LEAD
from cims.services.rights import Double
from cims.ui import paint, theme
from cims.ui.records.format import BETWEEN, Words
from cims.ui.widgets import (
    Button,
    Card,
    ElidedLabel,
    PrimaryButton,
    Scrolled,
    SearchCombo,
    column,
    doubled,
    label,
    row,
    set_ink,
    set_tooltip,
    wrapped,
)
from cims.ui.widgets.search_combo import Source

TOLD = (
    *("contact_name", "salutation", "job_title", "contact_points", "source", "owner", "industry"),
    *("province", "city", "product", "family", "amount", "last_contact_on", "next_contact_on"),
    *("next_step", "remarks"),
)
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
SHOWN = 4  # doubles, before these scroll
NEW, OTHER = 0, -2  # beside ids of customers; -1 is Qt's word for none


class ConvertDialog(QDialog):
    """Asks which customer, contact and opportunity a lead becomes; `chosen` carries a Wanted."""

    chosen = Signal(object)
    open_asked = Signal(str, int, str)  # entity, id, title

    def __init__(
        self, prospect: Prospect, words: Words, customers: Source, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._prospect, self._wanted = prospect, prospect.wanted
        values = prospect.lead.values
        self.setWindowTitle(_("Convert lead"))
        self.setMinimumWidth(theme.px(760))
        self.customers = QButtonGroup(self)
        self.name = QLineEdit(self._wanted.name)
        self.name.setAccessibleName(_("Name of the new customer"))
        self.name.setMaxLength(200)
        self.other = SearchCombo(_("Another customer"), source=customers)
        self.other.setPlaceholderText(_("Name, pinyin or number"))
        self.person = QCheckBox()
        self.deal = QCheckBox(doubled(_("Opportunity")))
        self.deal_name = QLineEdit(self._wanted.opportunity)
        self.deal_name.setAccessibleName(_("Name of the opportunity"))
        self.deal_name.setMaxLength(200)
        self.state = wrapped("", 12, "bad")
        self.state.hide()
        self.convert = PrimaryButton(_("Convert"), "repeat-2")
        self.convert.clicked.connect(self.take)
        self._lay_out(str(values["name"]), self._said(words), self._choices())
        self._begin()

    def take(self) -> None:
        """Take the answer, unless something is missing."""
        id_ = self.customers.checkedId()
        other: Link | None = self.other.value()
        if id_ == OTHER and other is None:
            self.refuse(_("Choose the customer to join first."), self.other)
            return
        if id_ == NEW and not self.name.text().strip():
            self.refuse(_("The new customer needs a name."), self.name)
            return
        customer = other.id if id_ == OTHER and other else (id_ or None)
        there = self._people()
        self.chosen.emit(
            replace(
                self._wanted,
                customer=customer,
                name=self.name.text().strip(),
                contact=there[0].id if there and self.person.isChecked() else None,
                with_contact=self.person.isChecked(),
                with_opportunity=self.deal.isChecked(),
                opportunity=self.deal_name.text().strip(),
            )
        )

    def refuse(self, sentence: str, box: QWidget | None = None) -> None:
        """Say why it can't be done; everything stays as it was chosen."""
        self.state.setText(sentence)
        self.state.setVisible(bool(sentence))
        set_ink(self.state, "bad")
        if box is not None:
            box.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in ENTER and plain == Qt.KeyboardModifier.ControlModifier:
            self.take()
        elif event.key() in ENTER:
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def _said(self, words: Words) -> QVBoxLayout:
        """What the lead says, field by field."""
        values = self._prospect.lead.values
        lines: list[QWidget] = []
        known = LEAD.by_name
        for name in TOLD:
            field = known[name]
            shown = words.text(field, values.get(name))
            if name == "contact_points":
                shown = BETWEEN.join(one.value for one in values.get(name) or ())
            if shown:
                lines += [label(_(field.label), 12, role="muted"), wrapped(shown, 13)]
        return column(*lines, None, spacing=3)

    def _choices(self) -> QVBoxLayout:
        """The new customer, those that are there already, and a way to any other."""
        new = self._radio(_("New customer"), NEW)
        parts: list[QWidget] = [new, indented(self.name)]
        if reason := self._prospect.refusals.get("customer"):
            new.setEnabled(False)
            set_tooltip(new, reason)
        if self._prospect.doubles:
            parts.append(label(_("Looks like"), 12, role="warn"))
        doubles = [self._double(hit) for hit in self._prospect.doubles]
        parts += doubles if len(doubles) <= SHOWN else [scrolled(doubles)]
        parts += [self._radio(_("Join another customer"), OTHER), indented(self.other)]
        self.customers.idToggled.connect(self._customer_chosen)
        return column(*parts, spacing=6)

    def _double(self, hit: Double) -> QWidget:
        """A customer that may be joined, a lead, or what is not one's to see."""
        owner = _("Owner: {name}").format(name=hit.owner) if hit.owner else _("Without an owner")
        if not hit.readable:
            told = (hit.name, owner, _("Not yours to see"))
            return wrapped(BETWEEN.join(told), 12, "muted")
        first: QWidget = label(_("Lead"), 12, role="muted")
        if hit.entity == "customer":
            first = self._radio(_("Join"), hit.id, _("Join {name}").format(name=hit.name))
        link = Button(_("Open"), "external-link")
        link.setAccessibleName(_("Open {name}").format(name=hit.name))
        link.clicked.connect(partial(self.open_asked.emit, hit.entity, hit.id, hit.name))
        line = QWidget()
        named = column(ElidedLabel(hit.name), ElidedLabel(owner, 12, role="muted"), spacing=0)
        laid = row(first, named, link, spacing=10)
        laid.setStretch(1, 1)
        line.setLayout(laid)
        return line

    def _radio(self, words: str, id_: int, spoken: str = "") -> QRadioButton:
        button = QRadioButton(doubled(words))
        button.setAccessibleName(spoken or words)
        self.customers.addButton(button)
        self.customers.setId(button, id_)
        return button

    def _lay_out(self, title: str, said: QVBoxLayout, choices: QVBoxLayout) -> None:
        left = column(
            label(_("What the lead says"), 12, role="muted"),
            label(title, 15, paint.BOLD),
            Scrolled(said),
            margins=(14, 12, 14, 12),
        )
        right = column(
            label(_("Customer"), 14, paint.BOLD),
            choices,
            label(_("With it"), 14, paint.BOLD),
            self.person,
            self.deal,
            indented(self.deal_name),
            None,
            margins=(6, 12, 0, 12),
            spacing=8,
        )
        told = _("Follow-ups and tasks of the lead go along. All of it is undone as one change.")
        cancel = Button(_("Cancel"), "x")
        cancel.clicked.connect(self.reject)
        sides = row(Card(left, "subtle"), right, spacing=16)
        sides.setStretch(0, 2)
        sides.setStretch(1, 3)
        foot = row(None, cancel, self.convert)
        self.setLayout(
            column(
                sides,
                wrapped(told, 12, "muted"),
                self.state,
                foot,
                margins=(20, 16, 20, 16),
                spacing=10,
            )
        )

    def _begin(self) -> None:
        """The likeliest answer is chosen: the one customer that is there, else a new one."""
        there = [one for one in self._prospect.doubles if one.entity == "customer"]
        mine = [one for one in there if one.readable]
        chosen = mine[0].id if len(mine) == 1 else NEW
        if "customer" in self._prospect.refusals and chosen == NEW:
            chosen = OTHER
        self.customers.button(chosen).setChecked(True)
        self.deal.setChecked(self._wanted.with_opportunity)
        self.deal_name.setEnabled(self._wanted.with_opportunity)
        self.deal.toggled.connect(self.deal_name.setEnabled)
        for box, entity in ((self.person, "contact"), (self.deal, "opportunity")):
            if reason := self._prospect.refusals.get(entity):
                box.setEnabled(False)
                set_tooltip(box, reason)
        self.person.setChecked(self._wanted.with_contact)
        self.name.textChanged.connect(lambda _text: self._show_person())
        self._customer_chosen(chosen, True)
        self.customers.button(chosen).setFocus()

    def _customer_chosen(self, id_: int, is_on: bool) -> None:
        if not is_on:
            return
        self.name.setEnabled(id_ == NEW)
        self.other.setEnabled(id_ == OTHER)
        self._show_person()
        self.refuse("")

    def _show_person(self) -> None:
        """Say who comes along as a contact: nobody where a new customer is that person."""
        person = str(self._prospect.lead.values.get("contact_name") or "")
        is_self = self.customers.checkedId() == NEW and self.name.text().strip() == person
        self.person.setVisible(bool(person) and not is_self)
        words = _("Contact {name}").format(name=person)
        if self._people():
            words = _("Contact {name}, who is there already").format(name=person)
        self.person.setText(doubled(words))

    def _people(self) -> Sequence[Link]:
        """Contacts of this name at the chosen customer."""
        return self._prospect.people.get(self.customers.checkedId(), ())


def scrolled(lines: Sequence[QWidget]) -> QWidget:
    """Many lines in the place of a few."""
    place = Scrolled(column(*lines, None, spacing=6))
    place.setFixedHeight(theme.px(42) * SHOWN)
    return place


def indented(box: QWidget) -> QWidget:
    """A box that belongs to the choice above it."""
    place = QWidget()
    place.setLayout(row(box, margins=(22, 0, 0, 0)))
    return place
