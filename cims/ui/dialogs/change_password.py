"""Another password of one's own: the old one, the new one with its meter."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from cims.services.i18n import _
from cims.ui.dialogs.task_dialog import TaskDialog
from cims.ui.messages import Messages
from cims.ui.widgets import PrimaryButton, column, field_row
from cims.ui.widgets.password_field import NewPassword, PasswordField

Do = Callable[[str, str, Callable[[], None], Callable[[Exception], None]], None]
"""Change the old password into the new one; then call the first, or the second when it failed."""


class ChangePasswordDialog(TaskDialog):
    """The new password is judged while it is typed; the old one when it is used."""

    def __init__(
        self,
        names: Sequence[str],
        do: Do,
        messages: Messages,
        window: QWidget | None,
        *,
        second_factor: bool = False,
    ) -> None:
        words = _(
            "Copies of the office made before today still open with the old password: "
            "if somebody may know it, tell your administrator."
        )
        super().__init__(_("Change password"), words, window, 520)
        self._do, self._messages = do, messages
        self.old = PasswordField(_("Present password"))
        self.new = NewPassword(_("New password"), lambda: names, second_factor=second_factor)
        self.change = PrimaryButton(_("Change password"), "check")
        self.change.clicked.connect(self.enter)
        body = column(field_row(_("Present password"), self.old), self.new, spacing=12)
        self.build(body, self.change)
        self.old.setFocus()

    def enter(self) -> None:
        """Change it, if both are there and the new one is good."""
        if not self.old.text():
            self.say(_("Type the present password first."))
            self.old.setFocus()
        elif not self.new.is_good():
            self.say("")
            self.new.setFocus()
        elif self.new.password() == self.old.text():
            self.say(_("That is the present password. Choose another one."))
            self.new.setFocus()
        else:
            self.wait(is_waiting=True)
            self._do(self.old.text(), self.new.password(), self._changed, self._refused)

    def _changed(self) -> None:
        self._messages.toast(_("Your password is changed."))
        self.done_well()

    def _refused(self, error: Exception) -> None:
        self.refuse(error, self._messages)
        self.old.selectAll()
        self.old.setFocus()
