"""A backup becomes the office of this computer: whose password opens it?"""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal

from cims.services.i18n import _
from cims.ui.doors.door_page import DoorPage
from cims.ui.doors.password_field import PasswordField
from cims.ui.doors.unlock_page import Names, Person
from cims.ui.widgets import Button, PrimaryButton, column, label


class RestorePage(DoorPage):
    """Names that stand in the backup, and a password of the day it was made."""

    entered = Signal(Person, str)
    back = Signal()

    def __init__(self, file_name: str, people: Sequence[Person], chosen: str) -> None:
        words = _("“{file}” opens with a password of the day it was made.").format(file=file_name)
        super().__init__(_("Restore from a backup"), words)
        self.names = Names(people, chosen)
        self.password = PasswordField(_("Password"))
        self.restore = PrimaryButton(_("Restore"), "archive-restore")
        self.restore.clicked.connect(self._enter)
        back = Button(_("Back"), "arrow-left")
        back.clicked.connect(self.back)
        who, head = label(_("Sign in as"), 12, role="muted"), label(_("Password"), 12, role="muted")
        who.setBuddy(self.names)
        head.setBuddy(self.password)
        fields = column(who, self.names, head, self.password, spacing=6)
        self.build(fields, back, None, self.restore, main=self.restore, back=back)

    def typed(self) -> Mapping[str, Any]:
        return {"row": self.names.currentRow(), "password": self.password.text()}

    def take(self, typed: Mapping[str, Any]) -> None:
        if typed:
            self.names.setCurrentRow(typed["row"])
            self.password.setText(typed["password"])

    def focus_first(self) -> None:
        self.password.setFocus()

    def _enter(self) -> None:
        if self.password.text():
            self.entered.emit(self.names.person(), self.password.text())
        else:
            self.password.setFocus()
