"""A forgotten password: the recovery sheet opens the office and a new password is set."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from cims.services.i18n import _
from cims.services.vault.errors import WrongRecoveryText
from cims.services.vault.recovery import read_sheet
from cims.ui.doors.door_page import MIDDLE, DoorPage
from cims.ui.doors.unlock_page import Person
from cims.ui.widgets import Button, PrimaryButton, column, field_row, label
from cims.ui.widgets.password_field import NewPassword

EXAMPLE = "XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX"


class ForgottenPage(DoorPage):
    """Takes the nine groups of the sheet and a new password for one name."""

    entered = Signal(Person, str, str)  # who, sheet, new password
    back = Signal()

    def __init__(self, person: Person) -> None:
        words = _(
            "Type the nine groups of the newest recovery sheet; capitals, blanks and hyphens "
            "do not matter. Without sheet and password nobody can open this office."
        )
        super().__init__(_("New password for {name}").format(name=person.name), words, MIDDLE)
        self._person = person
        self.sheet = QLineEdit()
        self.sheet.setPlaceholderText(EXAMPLE)
        self.sheet.editingFinished.connect(self._look)
        self._note = label("", 12, role="bad")
        self.password = NewPassword(_("New password"), lambda: (person.name,))
        self.set = PrimaryButton(_("Set password"), "check")
        self.set.clicked.connect(self._enter)
        back = Button(_("Back"), "arrow-left")
        back.clicked.connect(self.back)
        sheet = field_row(_("Recovery sheet"), self.sheet, self._note)
        body = column(sheet, self.password, spacing=14)
        self.build(body, back, None, self.set, main=self.set, back=back)

    def typed(self) -> Mapping[str, Any]:
        return {"sheet": self.sheet.text(), "password": self.password.password()}

    def take(self, typed: Mapping[str, Any]) -> None:
        self.sheet.setText(typed.get("sheet", ""))
        self.password.set_password(typed.get("password", ""))

    def focus_first(self) -> None:
        self.sheet.setFocus()

    def _look(self) -> bool:
        """Tell a typing error at once, without deriving a key."""
        try:
            read_sheet(self.sheet.text())
        except WrongRecoveryText as error:
            self._note.setText(str(error) if self.sheet.text().strip() else "")
            return False
        self._note.setText("")
        return True

    def _enter(self) -> None:
        if not self._look():
            self.sheet.setFocus()
        elif not self.password.is_good():
            self.password.setFocus()
        else:
            self.say("")
            self.entered.emit(self._person, self.sheet.text(), self.password.password())
