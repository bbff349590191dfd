"""A card pasted into a new customer: its proposals in the fields, its person in a card above."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from cims.services.contacts import CONTACT, PlaceRow
from cims.services.entity import Link
from cims.services.field_rights import described
from cims.services.i18n import N_, _, listed
from cims.services.pasted_cards import Proposal, proposed
from cims.services.rights import Actor
from cims.ui.records.field_widgets import widget_for
from cims.ui.records.form_plans import FORM_PLANS
from cims.ui.records.form_row import FormRow, group_card, label_words
from cims.ui.widgets import Button, column, row

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.records.form import RecordForm

PASTED = "pasted text"  # among first values: a text to be read as a card
ASKED = ("name", "job_title", "department", "contact_points")
FEWEST_LINES = 2


class PastedContact(QWidget):
    """The contact that is saved together with the new customer; hidden until one was pasted."""

    def __init__(self, form: "RecordForm", actor: Actor) -> None:
        super().__init__()
        self._form, self._read = form, ""
        contact = described(CONTACT, actor)
        self.rows = {
            name: FormRow(CONTACT.field(name), widget_for(CONTACT.field(name), form.place), self)
            for name in ASKED
            if name in contact.by_name and not contact.field(name).read_only
        }
        leave = Button(_("Leave the contact out"), "x")
        leave.clicked.connect(self.forget)
        title = N_("Contact on the card")
        card = group_card(FORM_PLANS["contact"], title, list(self.rows.values()), None)
        self.setLayout(column(card, row(None, leave), spacing=4))
        box = form.rows["name"].widget.focusProxy()
        assert box is not None
        box.installEventFilter(self)
        self.hide()

    @property
    def is_filled(self) -> bool:
        """Whether somebody is to be saved besides."""
        return not self.isHidden()

    def begin(self, values: Mapping[str, Any]) -> None:
        """An empty form, or one that begins with a pasted text; each text is read once."""
        self.forget()
        text = str(values.get(PASTED) or "")
        if text and text != self._read:
            self.take(text)

    def take(self, text: str) -> None:
        """Read a text as a card and enter what it proposes."""
        self._read = text

        def work(office: "Office") -> Proposal:
            return proposed(text, office.beginning.area_code)

        self._form.jobs.read(self, work, self._show)

    def values(self) -> dict[str, Any]:
        """The contact as it is entered now; empty without one."""
        if not self.is_filled:
            return {}
        entered = {name: one.widget.value() for name, one in self.rows.items()}
        return {name: value for name, value in entered.items() if value not in (None, (), "")}

    def errors(self) -> bool:
        """Tell what is wrong beside its field; whether anything is."""
        if not self.is_filled:
            return False
        values = self.values()
        wrong = {**CONTACT.missing(values), **CONTACT.validate(values)}
        for name, one in self.rows.items():
            if problem := one.widget.problem():
                wrong[name] = problem
            one.tell(wrong.get(name, ""))
        return bool(wrong)

    def as_words(self) -> str:
        """The contact as lines of text, for a draft of the customer."""
        if not self.is_filled:
            return ""
        lines = []
        for name, value in self.values().items():
            shown = listed(one.value for one in value) if isinstance(value, tuple) else value
            lines.append(f"{label_words(CONTACT.field(name)).rstrip(' *')}: {shown}")
        return "\n".join((_("Contact on the card"), *lines))

    def forget(self) -> None:
        """Save nobody besides."""
        for one in self.rows.values():
            one.put(() if one.field.many else None)
        self.hide()
        self._form.tell_state()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Several lines pasted into the name are a card."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Paste)
            and self._form.record is None
        ):
            text = QGuiApplication.clipboard().text()
            if sum(bool(line.strip()) for line in text.splitlines()) >= FEWEST_LINES:
                self.take(text)
                return True
        return super().eventFilter(watched, event)

    def _show(self, found: Proposal) -> None:
        self._form.take_values(found.customer)
        for name, one in self.rows.items():
            one.put(found.contact.get(name, () if one.field.many else None))
        self.setVisible(bool(found.contact))
        self._form.tell_state()
        if found.customer.get("name"):
            self._form.focus_save()
        else:
            self._form.focus_first()


def told_in(values: dict[str, Any], beside: PastedContact | None) -> dict[str, Any]:
    """What a draft of the customer keeps: the contact stands in its remarks."""
    words = beside.as_words() if beside is not None else ""
    remarks = "\n".join(filter(None, (values.get("remarks"), words)))
    return {**values, "remarks": remarks} if words else values


def add_with(office: "Office", customer: Mapping[str, Any], contact: Mapping[str, Any]) -> int:
    """Store a customer, and the contact on its card, in the same change set; the customer's id."""
    id_ = office.customers.add(customer)
    if contact:
        link = Link(id_)
        office.contacts.add({**contact, "customer": link, "places": (PlaceRow(link),)})
    return id_
