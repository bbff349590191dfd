"""Inviting a colleague: name, user name, roles, team, a first password."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from cims.services.i18n import _
from cims.services.rules.folding import fold
from cims.services.rules.readings import readings
from cims.ui.dialogs.role_choice import RoleChoice, team_choice
from cims.ui.dialogs.task_dialog import TaskDialog
from cims.ui.dialogs.temporary_password import TemporaryPassword
from cims.ui.messages import Messages
from cims.ui.widgets import PrimaryButton, column, field_row, label, row

if TYPE_CHECKING:
    from cims.services.roles import RoleSummary
    from cims.services.users import TeamLine

LONGEST = 64


@dataclass(frozen=True)
class Invitation:
    """Who shall come in; without a password one is made."""

    name: str
    username: str
    roles: tuple[int, ...]
    team_id: int | None
    password: str | None


Do = Callable[[Invitation, Callable[[], None], Callable[[Exception], None]], None]
"""Invite; then call the first, or the second when it failed."""


class InviteDialog(TaskDialog):
    """The user name is proposed from the name until it is typed."""

    def __init__(
        self,
        roles: "Sequence[RoleSummary]",
        teams: "Sequence[TeamLine]",
        do: Do,
        messages: Messages,
        window: QWidget | None,
    ) -> None:
        words = _(
            "A temporary password lets your colleague in once; then an own one has to be chosen, "
            "which nobody else knows."
        )
        super().__init__(_("Invite a colleague"), words, window, 560)
        self._do, self._messages = do, messages
        self.name, self.username = QLineEdit(), QLineEdit()
        self.name.setMaxLength(100)
        self.username.setMaxLength(LONGEST)
        self.name.textEdited.connect(self._propose)
        self.roles = RoleChoice(roles)
        self.team = team_choice(teams, None)
        self.temporary = TemporaryPassword(self._names)
        self.invite = PrimaryButton(_("Invite"), "user-round-plus")
        self.invite.clicked.connect(self.enter)
        names = row(
            field_row(_("Full name"), self.name),
            field_row(_("User name"), self.username),
            spacing=14,
        )
        body = column(
            names,
            field_row(_("Team"), self.team),
            label(_("Roles"), 12, role="muted"),
            self.roles,
            self.temporary,
            spacing=10,
        )
        self.build(body, self.invite)
        self.name.setFocus()

    def enter(self) -> None:
        """Invite, once there are names and a role."""
        for field in (self.name, self.username):
            if not field.text().strip():
                self.say(_("Fill in “{field}”.").format(field=field.accessibleName()))
                field.setFocus()
                return
        if not self.roles.ticked():
            self.say(_("Tick at least one role: without one nothing can be seen."))
            self.roles.setFocus()
            return
        if self.temporary.is_good():
            self.wait(is_waiting=True)
            self._do(self.invitation(), self.done_well, self._refused)

    def invitation(self) -> Invitation:
        """What was entered."""
        return Invitation(
            self.name.text().strip(),
            self.username.text().strip(),
            self.roles.ticked(),
            self.team.currentData(),
            self.temporary.given(),
        )

    def _names(self) -> tuple[str, ...]:
        return self.name.text().strip(), self.username.text().strip()

    def _propose(self, name: str) -> None:
        if not self.username.isModified():
            self.username.setText(username_of(name))

    def _refused(self, error: Exception) -> None:
        self.refuse(error, self._messages)


def username_of(name: str) -> str:
    """A user name as people would make it: 李建国 → lijg, Grace Liu → grace."""
    if name.isascii():
        return name.split()[0].casefold() if name.split() else ""
    sounds = [readings(sign)[:1] for sign in fold(name)]
    found = [sound[0] for sound in sounds if sound]
    return "".join([*found[:1], *(sound[0] for sound in found[1:])])
