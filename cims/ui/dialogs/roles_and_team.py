"""Which roles somebody has and which team they are in."""

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from cims.services.i18n import _
from cims.ui.dialogs.role_choice import RoleChoice, team_choice
from cims.ui.dialogs.task_dialog import TaskDialog
from cims.ui.messages import Messages
from cims.ui.widgets import PrimaryButton, column, field_row, label

if TYPE_CHECKING:
    from cims.services.roles import RoleSummary
    from cims.services.users import TeamLine

Do = Callable[
    [str, tuple[int, ...], int | None, Callable[[], None], Callable[[Exception], None]], None
]
"""Store name, roles and team; then call the first, or the second when it failed."""


class RolesAndTeamDialog(TaskDialog):
    """What is changed here holds from the colleague's next click on."""

    def __init__(
        self,
        name: str,
        roles: "Sequence[RoleSummary]",
        held: Collection[int],
        teams: "Sequence[TeamLine]",
        team_id: int | None,
        do: Do,
        messages: Messages,
        window: QWidget | None,
    ) -> None:
        words = _(
            "With several roles the most permissive one wins. What you change holds from the "
            "next click of your colleague on."
        )
        super().__init__(_("{name}: roles and team").format(name=name), words, window, 560)
        self._do, self._messages = do, messages
        self.name = QLineEdit(name)
        self.name.setMaxLength(100)
        self.roles = RoleChoice(roles, held)
        self.team = team_choice(teams, team_id)
        self.save_button = PrimaryButton(_("Save"), "check")
        self.save_button.clicked.connect(self.enter)
        body = column(
            field_row(_("Full name"), self.name),
            field_row(_("Team"), self.team),
            label(_("Roles"), 12, role="muted"),
            self.roles,
            spacing=10,
        )
        self.build(body, self.save_button)

    def enter(self) -> None:
        """Store it."""
        if not self.name.text().strip():
            self.say(_("Fill in “{field}”.").format(field=_("Full name")))
            self.name.setFocus()
            return
        self.wait(is_waiting=True)
        chosen = self.name.text().strip(), self.roles.ticked(), self.team.currentData()
        self._do(*chosen, self.done_well, lambda error: self.refuse(error, self._messages))
