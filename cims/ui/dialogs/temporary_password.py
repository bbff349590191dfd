"""A temporary password: made by the program, or typed by who gives it."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QCheckBox, QWidget

from cims.services.i18n import _
from cims.ui.dialogs.task_dialog import TaskDialog
from cims.ui.messages import Messages
from cims.ui.widgets import PrimaryButton, column, doubled
from cims.ui.widgets.password_field import NewPassword

Do = Callable[[str | None, Callable[[], None], Callable[[Exception], None]], None]
"""Give this password, or one that is made; then call the first, or the second when it failed."""


class TemporaryPassword(QWidget):
    """A box to tick for who wants to type it, and the field for it."""

    def __init__(self, names: Callable[[], Sequence[str]]) -> None:
        super().__init__()
        self.types = QCheckBox(doubled(_("Type the temporary password instead of having it made")))
        self.password = NewPassword(_("Temporary password"), names)
        self.password.hide()
        self.types.toggled.connect(self._type)
        self.setLayout(column(self.types, self.password, spacing=10))
        self.setFocusProxy(self.types)

    def is_good(self) -> bool:
        """Whether it can be given so; a typed one that can't says why and gets the keyboard."""
        if not self.types.isChecked() or self.password.is_good():
            return True
        self.password.setFocus()
        return False

    def given(self) -> str | None:
        """What was typed; None where it is to be made."""
        return self.password.password() if self.types.isChecked() else None

    def _type(self, is_on: bool) -> None:
        self.password.setVisible(is_on)
        if is_on:
            self.password.setFocus()


class TemporaryPasswordDialog(TaskDialog):
    """Another password for a colleague who forgot the own one, or has none yet."""

    def __init__(
        self, name: str, username: str, do: Do, messages: Messages, window: QWidget | None
    ) -> None:
        words = _(
            "It lets {name} in once; then an own one has to be chosen. The present password, if "
            "there is one, opens nothing any more but copies made before."
        ).format(name=name)
        title = _("Temporary password for {name}").format(name=name)
        super().__init__(title, words, window, 520)
        self._do, self._messages = do, messages
        self.temporary = TemporaryPassword(lambda: (name, username))
        self.give = PrimaryButton(_("Give password"), "key-round")
        self.give.clicked.connect(self.enter)
        self.build(column(self.temporary), self.give)
        self.give.setFocus()

    def enter(self) -> None:
        """Give it, unless a typed one is refused."""
        if self.temporary.is_good():
            self.wait(is_waiting=True)
            self._do(self.temporary.given(), self.done_well, self._refused)

    def _refused(self, error: Exception) -> None:
        self.refuse(error, self._messages)
