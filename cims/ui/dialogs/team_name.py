"""The name of a team, and which team it belongs to."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from cims.services.i18n import _
from cims.services.users import TeamLine
from cims.ui.dialogs.role_choice import team_choice
from cims.ui.dialogs.task_dialog import TaskDialog
from cims.ui.messages import Messages
from cims.ui.widgets import PrimaryButton, column, field_row

Do = Callable[[str, int | None, Callable[[], None], Callable[[Exception], None]], None]
"""Store name and the team above; then call the first, or the second when it failed."""


class TeamDialog(TaskDialog):
    """Used for a new team and for one that is renamed or moved."""

    def __init__(
        self,
        title: str,
        teams: Sequence[TeamLine],
        name: str,
        parent_id: int | None,
        do: Do,
        messages: Messages,
        window: QWidget | None,
    ) -> None:
        words = _("A manager of a team sees what its people and those of the teams below it own.")
        super().__init__(title, words, window)
        self._do, self._messages = do, messages
        self.name = QLineEdit(name)
        self.above = team_choice(teams, parent_id)
        save = PrimaryButton(_("Save"), "check")
        save.clicked.connect(self.enter)
        body = column(
            field_row(_("Name"), self.name), field_row(_("Belongs to"), self.above), spacing=12
        )
        self.above.setItemText(0, _("No team above it"))
        self.build(body, save)
        self.name.selectAll()
        self.name.setFocus()

    def enter(self) -> None:
        """Store it."""
        self.wait(is_waiting=True)
        self._do(self.name.text(), self.above.currentData(), self.done_well, self._refused)

    def _refused(self, error: Exception) -> None:
        self.refuse(error, self._messages)
        self.name.setFocus()
