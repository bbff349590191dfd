"""The first sign-in: an own password in the place of the temporary one."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal

from cims.services.i18n import _
from cims.ui.doors.door_page import MIDDLE, DoorPage
from cims.ui.doors.unlock_page import Person
from cims.ui.widgets import Button, PrimaryButton, column
from cims.ui.widgets.password_field import NewPassword


class FirstPasswordPage(DoorPage):
    """Nobody gets in by a password that somebody else knows."""

    entered = Signal(str)  # the new password
    back = Signal()

    def __init__(self, person: Person) -> None:
        words = _(
            "You came in by a temporary password, which somebody else knows. "
            "Choose one of your own: from now on only that one opens the office for you."
        )
        title = _("Welcome, {name}: choose your password").format(name=person.name)
        super().__init__(title, words, MIDDLE)
        self.password = NewPassword(_("New password"), lambda: (person.name,))
        self.set = PrimaryButton(_("Set password and go in"), "check")
        self.set.clicked.connect(self._enter)
        back = Button(_("Back"), "arrow-left")
        back.clicked.connect(self.back)
        body = column(self.password)
        self.build(body, back, None, self.set, main=self.set, back=back)

    def typed(self) -> Mapping[str, Any]:
        return {"password": self.password.password()}

    def take(self, typed: Mapping[str, Any]) -> None:
        if typed:
            self.password.set_password(typed["password"])

    def focus_first(self) -> None:
        self.password.setFocus()

    def _enter(self) -> None:
        if self.password.is_good():
            self.say("")
            self.entered.emit(self.password.password())
        else:
            self.password.setFocus()
