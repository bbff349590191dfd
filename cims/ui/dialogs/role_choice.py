"""Roles to tick, each with the sentence that says what it is for."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox

from cims.services.i18n import _
from cims.ui import theme
from cims.ui.widgets import Scrolled, column, doubled, wrapped

if TYPE_CHECKING:
    from cims.services.roles import RoleSummary
    from cims.services.users import TeamLine

INDENT, LOWEST, HIGHEST = 26, 96, 250


class RoleChoice(Scrolled):
    """Several may be ticked: the most permissive of them wins."""

    changed = Signal()

    def __init__(self, roles: "Sequence[RoleSummary]", ticked: Collection[int] = ()) -> None:
        super().__init__()
        self.setAccessibleName(_("Roles"))
        self.boxes: dict[int, QCheckBox] = {}
        body = column(margins=(0, 0, 8, 0), spacing=2)
        for role in roles:
            box = self.boxes[role.id] = QCheckBox(doubled(role.name))
            box.setChecked(role.id in ticked)
            box.toggled.connect(self.changed)
            told = wrapped(role.explained, 12, "muted")
            told.setContentsMargins(theme.px(INDENT), 0, 0, 6)
            body.addWidget(box)
            body.addWidget(told)
        body.addStretch(1)
        self.hold(body)
        self.setMinimumHeight(theme.px(LOWEST))
        self.setMaximumHeight(theme.px(HIGHEST))

    def ticked(self) -> tuple[int, ...]:
        """The ids of the roles that are ticked."""
        return tuple(id_ for id_, box in self.boxes.items() if box.isChecked())


def team_choice(teams: "Sequence[TeamLine]", chosen: int | None) -> QComboBox:
    """Teams by name, those below others indented; the first entry is none."""
    box = QComboBox()
    box.setAccessibleName(_("Team"))
    box.addItem(_("No team"), None)
    for team, depth in in_order(teams):
        box.addItem("    " * depth + team.name, team.id)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    return box


def in_order(teams: "Sequence[TeamLine]") -> "list[tuple[TeamLine, int]]":
    """Every team below the one it belongs to, with how deep it lies."""
    found: list[tuple[TeamLine, int]] = []

    def take(parent: int | None, depth: int) -> None:
        for team in teams:
            if team.parent_id == parent:
                found.append((team, depth))
                take(team.id, depth + 1)

    take(None, 0)
    return found
