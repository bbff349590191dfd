"""A new office: its name, yours, a password; currency and zone are preset."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from cims.services.i18n import _
from cims.ui.doors.door_page import MIDDLE, DoorPage
from cims.ui.doors.places import currencies, preset_currency, preset_zone, zones
from cims.ui.widgets import Button, PrimaryButton, SearchCombo, column, field_row, label, row
from cims.ui.widgets.password_field import NewPassword

LONGEST_NAME = 64


@dataclass(frozen=True)
class NewOffice:
    """What was entered for a new office."""

    office: str
    name: str
    password: str
    currency: str
    zone: str


class FoundingPage(DoorPage):
    """Asks only what can't be guessed."""

    entered = Signal(NewOffice)
    back = Signal()

    def __init__(self, file_name: str = "") -> None:
        words = _("Nothing leaves this computer. You can change all but the currency later.")
        super().__init__(_("Set up your office"), words, MIDDLE)
        self.office = QLineEdit()
        self.office.setMaxLength(200)
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.password = NewPassword(
            _("Password"), lambda: (self.office.text().strip(), self.name.text().strip())
        )
        self.currency = SearchCombo(_("Currency"), currencies())
        self.currency.set_value(preset_currency())
        self.zone = SearchCombo(_("Time zone"), zones())
        self.zone.set_value(preset_zone())
        self.set_up = PrimaryButton(_("Set up"), "check")
        self.set_up.clicked.connect(self._enter)
        back = Button(_("Back"), "arrow-left")
        back.clicked.connect(self.back)
        body = column(
            field_row(_("Name of the office"), self.office),
            field_row(
                _("Your name"),
                self.name,
                label(_("You sign in under this name."), 12, role="faint"),
            ),
            self.password,
            row(
                field_row(_("Currency"), self.currency),
                field_row(_("Time zone"), self.zone),
                spacing=14,
            ),
            spacing=14,
        )
        if file_name:
            told = _("Then “{file}” is imported.").format(file=file_name)
            body.addWidget(label(told, 12, role="info"))
        self.build(body, back, None, self.set_up, main=self.set_up, back=back)

    def typed(self) -> Mapping[str, Any]:
        return {
            "office": self.office.text(),
            "name": self.name.text(),
            "password": self.password.password(),
            "currency": self.currency.value(),
            "zone": self.zone.value(),
        }

    def take(self, typed: Mapping[str, Any]) -> None:
        if not typed:
            return
        self.office.setText(typed["office"])
        self.name.setText(typed["name"])
        self.password.set_password(typed["password"])
        self.currency.set_value(typed["currency"])
        self.zone.set_value(typed["zone"])

    def focus_first(self) -> None:
        self.office.setFocus()

    def _enter(self) -> None:
        office, name = self.office.text().strip(), self.name.text().strip()
        wanted = ((self.office, office), (self.name, name))
        for field, text in wanted:
            field.setProperty("wrong", not text)
            field.style().polish(field)
        missing = next((field for field, text in wanted if not text), None)
        if missing is not None:
            self.say(_("Fill in “{field}”.").format(field=missing.accessibleName()))
            missing.setFocus()
        elif not self.password.is_good():
            self.say("")
            self.password.setFocus()
        elif not (self.currency.value() and self.zone.value()):
            self.say(_("Choose currency and time zone from their lists."))
        else:
            self.say("")
            self.entered.emit(
                NewOffice(
                    office,
                    name,
                    self.password.password(),
                    self.currency.value(),
                    self.zone.value(),
                )
            )
