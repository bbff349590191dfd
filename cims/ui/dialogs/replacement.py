"""A role in use is deleted: which one its people get instead."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from cims.services.i18n import _, _n
from cims.services.roles import RoleSummary
from cims.ui.dialogs.task_dialog import TaskDialog
from cims.ui.widgets import DangerButton, column, field_row


class ReplacementDialog(TaskDialog):
    """Nobody stays without a role by a deletion."""

    def __init__(
        self,
        role: RoleSummary,
        others: Sequence[RoleSummary],
        take: Callable[[int], None],
        window: QWidget | None,
    ) -> None:
        words = _n(
            "“{name}” is held by {n} person. Choose the role that person gets instead.",
            "“{name}” is held by {n} people. Choose the role they get instead.",
            role.people,
        ).format(name=role.name, n=role.people)
        super().__init__(_("Delete the role"), words, window)
        self._take = take
        self.instead = QComboBox()
        for one in others:
            self.instead.addItem(one.name, one.id)
        go = DangerButton(_("Delete"), "trash")
        go.clicked.connect(self.enter)
        self.build(column(field_row(_("Instead"), self.instead)), go)

    def enter(self) -> None:
        """Hand the choice over."""
        self._take(int(self.instead.currentData()))
        self.accept()


def ask_replacement(
    role: RoleSummary,
    others: Sequence[RoleSummary],
    take: Callable[[int], None],
    window: QWidget | None,
) -> ReplacementDialog:
    """Open the question."""
    dialog = ReplacementDialog(role, others, take, window)
    dialog.open()
    return dialog
