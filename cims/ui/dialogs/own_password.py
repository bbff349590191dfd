"""One's own password once more, before something that cannot be taken back."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from cims.services.i18n import _
from cims.ui.dialogs.task_dialog import TaskDialog
from cims.ui.messages import Messages
from cims.ui.widgets import Button, DangerButton, PrimaryButton, column, field_row
from cims.ui.widgets.password_field import PasswordField

Do = Callable[[str, Callable[[], None], Callable[[Exception], None]], None]
"""Do it with this password; then call the first when it is done, the second when it failed."""


class OwnPasswordDialog(TaskDialog):
    """Says what will happen, asks for the password, does it; a wrong one can be typed again."""

    def __init__(
        self,
        title: str,
        words: str,
        verb: str,
        do: Do,
        messages: Messages,
        window: QWidget | None,
        *,
        more: QWidget | None = None,
        danger: bool = False,
    ) -> None:
        super().__init__(title, words, window, 520)
        self._do, self._messages = do, messages
        self.password = PasswordField(_("Your own password"))
        make: type[Button] = DangerButton if danger else PrimaryButton
        self.go = make(verb, "check")
        self.go.clicked.connect(self.enter)
        body = column(spacing=12)
        if more is not None:
            body.addWidget(more)
        body.addLayout(field_row(_("Your own password"), self.password))
        self.build(body, self.go)
        self.password.setFocus()

    def enter(self) -> None:
        """Do it, once there is a password."""
        password = self.password.text()
        if not password:
            self.say(_("Type your own password, so that nobody else does this at your desk."))
            self.password.setFocus()
            return
        self.wait(is_waiting=True)
        self._do(password, self.done_well, self._refused)

    def _refused(self, error: Exception) -> None:
        self.refuse(error, self._messages)
        self.password.clear()
        self.password.setFocus()
