"""A code from the phone, asked for after the password and before the office is shown."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit

from cims.services.i18n import _
from cims.ui.doors.door_page import DoorPage
from cims.ui.widgets import Button, Countdown, PrimaryButton, column, field_row

LONGEST = 180_000  # milliseconds: the office lies open behind this page
TYPED = 24


class GatePage(DoorPage):
    """One field for six digits or a printed code; wrong ones make wait."""

    answered = Signal(str)
    back = Signal()

    def __init__(self, name: str, wait: int = 0) -> None:
        words = _(
            "Type the six digits that your phone shows now, or one of the printed codes. Without "
            "both, an administrator or the recovery sheet takes this question off."
        )
        super().__init__(_("Code for {name}").format(name=name), words)
        self.code = QLineEdit()
        self.code.setMaxLength(TYPED)
        self.code.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.go_on = PrimaryButton(_("Go in"), "log-in")
        self.go_on.clicked.connect(self._answer)
        leave = Button(_("Back"), "arrow-left")
        leave.clicked.connect(self.back)
        body = column(field_row(_("One-time code"), self.code))
        self.build(body, leave, None, self.go_on, main=self.go_on, back=leave)
        self._countdown = Countdown(self.go_on, _("Go in"))
        self._leaving = QTimer(self, singleShot=True, interval=LONGEST)
        self._leaving.timeout.connect(self.back)
        self._leaving.start()
        self._countdown.start(wait)

    def typed(self) -> Mapping[str, Any]:
        return {"code": self.code.text(), "wait": self._countdown.left}

    def take(self, typed: Mapping[str, Any]) -> None:
        if typed:
            self.code.setText(typed["code"])
            self._countdown.start(typed["wait"])

    def focus_first(self) -> None:
        self.code.setFocus()

    def refuse(self, sentence: str, wait: int) -> None:
        """Say why the gate stays shut, and count down until the next try."""
        self.code.clear()
        self.say(sentence)
        self._countdown.start(wait)
        self.code.setFocus()

    def _answer(self) -> None:
        if self.code.text().strip():
            self._leaving.start()
            self.answered.emit(self.code.text())
        else:
            self.code.setFocus()
