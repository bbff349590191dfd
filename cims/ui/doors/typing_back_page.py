"""Two groups of the recovery sheet typed back, before the office is shown."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from cims.services.i18n import _
from cims.services.vault.typing_back import TypingBack
from cims.ui.doors.door_page import DoorPage
from cims.ui.widgets import Button, PrimaryButton, field_row, row


class TypingBackPage(DoorPage):
    """Asks for two groups; a sheet that is lost can be replaced here."""

    proved = Signal()
    new_sheet_asked = Signal()

    def __init__(self, asked: TypingBack) -> None:
        words = _(
            "You have worked a while with this office. Take the recovery sheet out and type two "
            "of its groups, so that it is sure to be there when it is needed."
        )
        super().__init__(_("Is the recovery sheet at hand?"), words)
        self._fits: Callable[[str, str], bool] = asked.fits
        self.groups = asked.groups
        self.first, self.second = QLineEdit(), QLineEdit()
        fields = [
            field_row(_("Group {n}").format(n=number), field)
            for number, field in zip(asked.groups, (self.first, self.second), strict=True)
        ]
        confirm = PrimaryButton(_("Confirm"), "check")
        confirm.clicked.connect(self._check)
        lost = Button(_("Make a new sheet"), "rotate-ccw")
        lost.clicked.connect(self.new_sheet_asked)
        self.build(row(*fields, spacing=14), lost, None, confirm, main=confirm)

    def typed(self) -> Mapping[str, Any]:
        return {"first": self.first.text(), "second": self.second.text()}

    def take(self, typed: Mapping[str, Any]) -> None:
        self.first.setText(typed.get("first", ""))
        self.second.setText(typed.get("second", ""))

    def focus_first(self) -> None:
        self.first.setFocus()

    def _check(self) -> None:
        if self._fits(self.first.text(), self.second.text()):
            self.proved.emit()
            return
        self.say(_("That is not what stands on the sheet. Compare the numbers of the groups."))
        self.first.setFocus()
        self.first.selectAll()
