"""The contacts of a customer on its page: who, where, by which number."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from cims.services.contacts import CONTACT
from cims.services.i18n import _
from cims.services.rights import Action
from cims.services.storage import Record
from cims.ui import paint, theme
from cims.ui.clipboard import copy_value
from cims.ui.records.format import BETWEEN, Words
from cims.ui.widgets import (
    Avatar,
    Button,
    Card,
    ElidedLabel,
    EmptyState,
    Hairline,
    IconButton,
    Pill,
    column,
    row,
)

if TYPE_CHECKING:
    from cims.ui.jobs import Jobs

NAME_WIDTH = 240


class RecordContacts(QScrollArea):
    """One line per contact; those who are no longer there come last and say so."""

    open_asked = Signal(str, int, str)
    new_asked = Signal()
    copied = Signal(str)

    def __init__(self, jobs: "Jobs") -> None:
        super().__init__()
        self._jobs = jobs
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Contacts"))

    def show_contacts(self, customer_id: int, contacts: tuple[Record, ...], words: Words) -> None:
        """Show the contacts of a customer."""
        body = QWidget()
        body.setProperty("page", True)
        lines = column(spacing=0)
        for number, contact in enumerate(contacts):
            if number:
                lines.addWidget(Hairline())
            lines.addWidget(self._line(customer_id, contact, words))
        if not contacts:
            step = _("New contact") if self._jobs.actor.may(Action.CREATE, CONTACT.name) else ""
            empty = EmptyState("users", _("Nobody is entered here yet."), step)
            empty.pressed.connect(self.new_asked)
            lines.addWidget(empty)
        body.setLayout(column(Card(lines), None, margins=(0, 12, 0, 12)))
        self.setWidget(body)

    def _line(self, customer_id: int, contact: Record, words: Words) -> QWidget:
        values = contact.values
        name = str(values["name"])
        place = next(
            (one for one in values["places"] if one.customer and one.customer.id == customer_id),
            None,
        )
        about = (values["salutation"], values["department"], values["job_title"])
        spoken = BETWEEN.join(part for part in about if part and part != name)
        who = column(
            ElidedLabel(name, weight=paint.MEDIUM), ElidedLabel(spoken, 12, role="muted"), spacing=0
        )
        names = QWidget()
        names.setLayout(who)
        names.setFixedWidth(theme.px(NAME_WIDTH))
        parts: list[QWidget | None] = [Avatar(name, str(contact.id)), names]
        parts += self._pills(place, words)
        parts.append(None)
        if phone := values["main_phone"]:
            copy = IconButton("copy", _("Copy {name}").format(name=phone), quiet=True)
            copy.clicked.connect(partial(self._copy, contact.id, phone))
            parts += [ElidedLabel(phone), copy]
        open_button = Button(_("Open"), "external-link")
        open_button.setAccessibleName(_("Open {name}").format(name=name))
        open_button.clicked.connect(partial(self.open_asked.emit, "contact", contact.id, name))
        line = QWidget()
        line.setLayout(row(*parts, open_button, margins=(14, 8, 12, 8), spacing=10))
        return line

    def _pills(self, place: object, words: Words) -> list[QWidget | None]:
        field = CONTACT.field("places")
        assert field.rows
        columns = {column.name: column for column in field.rows.fields}
        pills: list[QWidget | None] = []
        for name, tone in (("role", "muted"), ("decision_role", "accent")):
            if text := words.text(columns[name], getattr(place, name, None)):
                pills.append(Pill(text, tone))
        if getattr(place, "inactive", False):
            pills.append(Pill(_("No longer there"), "warn"))
        return pills

    def _copy(self, id_: int, phone: str) -> None:
        name = _(CONTACT.field("main_phone").label)
        about = CONTACT.name, id_
        copy_value(self._jobs, self, about, name, phone, partial(self.copied.emit, phone))
