"""Teams: the tree, and the people of the team that is chosen."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from cims.services.changes import Changes
from cims.services.i18n import N_, _
from cims.services.users import PersonLine, TeamLine
from cims.ui import paint, theme
from cims.ui.dialogs.team_name import TeamDialog
from cims.ui.pages.administration.place_list import PlaceList
from cims.ui.pages.administration.read_page import ReadPage
from cims.ui.pages.administration.team_tree import TeamTree
from cims.ui.theme.tokens import PAGE_MARGINS
from cims.ui.widgets import (
    Button,
    Card,
    DangerButton,
    PrimaryButton,
    column,
    flowing,
    label,
    row,
    wrapped,
)

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.navigation import Surroundings

Then = Callable[[], None]
Failed = Callable[[Exception], None]
WIDTH = 300
EXPLAINED = N_(
    "A team decides whose records “team” means: a manager's scope covers the own team and the "
    "teams below it. Who is in which team is set on the page of users."
)


class TeamsPage(ReadPage):
    """Drag a team onto another one, or say in the dialog where it belongs."""

    def __init__(self, around: "Surroundings") -> None:
        super().__init__("network", around.messages)
        self._jobs = around.jobs
        self.teams: tuple[TeamLine, ...] = ()
        self._people: tuple[PersonLine, ...] = ()
        self._wanted: int | None = None
        self._loaded = False
        self.tree, self.people = TeamTree(), PlaceList(_("People of the team"))
        self.people.setFixedWidth(theme.px(WIDTH - 32))
        self.title = label("", 14, paint.BOLD)
        self.new = PrimaryButton(_("New team"), "plus")
        self.edit = Button(_("Rename or move…"), "pencil")
        self.delete = DangerButton(_("Dissolve"), "trash")
        self._lay_out()
        self._connect()
        self.reload()

    def read_again(self) -> None:
        """Also begins the first team, where that is what is offered."""
        if self._loaded:
            self.add()
        else:
            self.reload()

    def reload(self) -> None:
        """Read teams and people anew."""

        def read(office: "Office") -> tuple[tuple[TeamLine, ...], tuple[PersonLine, ...]]:
            return office.users.team_tree(), office.users.people()

        self._jobs.read(self, read, lambda found: self._show(*found), self.refused)

    def add(self) -> TeamDialog:
        """Ask for a new team, below the chosen one unless another is said."""

        def do(name: str, parent: int | None, then: Then, failed: Failed) -> None:
            def added(team_id: int) -> None:
                self._wanted = team_id
                then()
                self.reload()

            self._jobs.write(
                lambda office: office.users.add_team(name, parent),
                owner=dialog, then=added, failed=failed,
            )  # fmt: skip

        chosen = self.tree.chosen()
        dialog = TeamDialog(_("New team"), self.teams, "", chosen, do, self._messages, self)
        dialog.open()
        return dialog

    def change(self) -> TeamDialog | None:
        """Ask for another name or place of the chosen team."""
        team = self._team(self.tree.chosen())
        if team is None:
            return None

        def do(name: str, parent: int | None, then: Then, failed: Failed) -> None:
            def work(office: "Office") -> None:
                if name.strip() != team.name:
                    office.users.rename_team(team.id, name)
                if parent != team.parent_id:
                    office.users.move_team(team.id, parent)

            def stored(_done: None) -> None:
                then()
                self.reload()

            self._jobs.write(work, owner=dialog, then=stored, failed=failed)

        others = [one for one in self.teams if one.id != team.id]
        title = _("Rename or move “{name}”").format(name=team.name)
        dialog = TeamDialog(title, others, team.name, team.parent_id, do, self._messages, self)
        dialog.open()
        return dialog

    def move_team(self, team_id: int, parent: int | None) -> None:
        """Put a team somewhere else, as a drag does."""
        team = self._team(team_id)
        if team is None or team.parent_id == parent:
            return
        before = team.parent_id
        self._wanted = team_id

        def moved(_done: None) -> None:
            self.reload()
            told = _("“{name}” is moved.").format(name=team.name)
            self._messages.toast(told, lambda: self.move_team(team_id, before))

        self._jobs.write(
            lambda office: office.users.move_team(team_id, parent), owner=self, then=moved
        )

    def ask_to_dissolve(self) -> None:
        """Ask before a team goes; its people move up."""
        team = self._team(self.tree.chosen())
        if team is None:
            return
        question = _(
            "Dissolve “{name}”? Its people and the teams below it move up to the team above."
        ).format(name=team.name)

        def dissolve() -> None:
            self._jobs.write(
                lambda office: office.users.delete_team(team.id),
                owner=self,
                then=lambda _done: self.reload(),
            )

        self._messages.ask(question, _("Dissolve"), dissolve, danger=True)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {"page.reload": self.reload}

    def focus_first(self) -> None:
        self.tree.setFocus()

    def _lay_out(self) -> None:
        foot = flowing(self.new, self.edit, self.delete)
        listed = column(
            wrapped(_(EXPLAINED), 12, "muted"), self.tree, foot, margins=(16, 14, 16, 14)
        )
        listed.setStretch(1, 1)
        side = Card(column(self.title, self.people, margins=(16, 14, 16, 14)))
        side.setFixedWidth(theme.px(WIDTH))
        both = row(Card(listed), side, spacing=theme.GAP, margins=PAGE_MARGINS)
        both.setStretch(0, 1)
        self.hold(both)

    def _connect(self) -> None:
        self.new.clicked.connect(self.add)
        self.edit.clicked.connect(self.change)
        self.delete.clicked.connect(self.ask_to_dissolve)
        self.tree.move_asked.connect(self.move_team)
        self.tree.rename_asked.connect(lambda _id: self.change())
        self.tree.delete_asked.connect(lambda _id: self.ask_to_dissolve())
        self.tree.currentItemChanged.connect(lambda *_items: self._show_people())
        self._jobs.changed.connect(self._changed)

    def _changed(self, changes: Changes) -> None:
        if changes.touches("team") or changes.touches("user"):
            self.reload()

    def _team(self, team_id: int | None) -> TeamLine | None:
        return next((team for team in self.teams if team.id == team_id), None)

    def _show(self, teams: tuple[TeamLine, ...], people: tuple[PersonLine, ...]) -> None:
        chosen = self._wanted if self._wanted is not None else self.tree.chosen()
        self.teams, self._people, self._wanted, self._loaded = teams, people, None, True
        if teams:
            self.tree.show_teams(teams, chosen)
            self.show_content()
        else:
            words = _("No team yet. With teams a manager sees what the own people own.")
            self.tell("network", words, _("New team"))
        self._show_people()

    def _show_people(self) -> None:
        team = self._team(self.tree.chosen())
        self.people.clear()
        self.title.setText(team.name if team else "")
        for button in (self.edit, self.delete):
            button.setEnabled(team is not None)
        for one in self._people if team else ():
            if team is not None and one.team_id == team.id and one.state.value != "removed":
                self.people.add(one.name, note=one.username)
