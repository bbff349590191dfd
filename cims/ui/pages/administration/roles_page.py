"""Roles: the list at the left, the chosen role in its editor."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QListWidgetItem

from cims.services.changes import Changes
from cims.services.entity import Entity
from cims.services.errors import CimsError, EditConflict, ValidationFailed
from cims.services.i18n import _, _n
from cims.services.rights import Right
from cims.services.roles import RoleDraft, RoleSummary
from cims.ui import theme
from cims.ui.dialogs.replacement import ask_replacement
from cims.ui.pages.administration.place_list import ID, PlaceList
from cims.ui.pages.administration.read_page import ReadPage
from cims.ui.pages.administration.role_editor import RoleEditor
from cims.ui.role_words import EXPLAINED
from cims.ui.theme.tokens import PAGE_MARGINS
from cims.ui.widgets import (
    Button,
    Card,
    DangerButton,
    PrimaryButton,
    column,
    flowing,
    row,
    set_ink,
    wrapped,
)

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.navigation import Surroundings

WITH_KEYS = frozenset({Right.AUDIT, Right.SEALED})


class RolesPage(ReadPage):
    """Saves with Ctrl+S; leaving a role that was changed asks first."""

    def __init__(self, around: "Surroundings") -> None:
        super().__init__("shield-user", around.messages)
        self._jobs = around.jobs
        self.may_edit = around.jobs.actor.may(Right.USERS)
        self.roles: tuple[RoleSummary, ...] = ()
        self._shown = 0
        self._wanted = 0
        self.list = PlaceList(_("Roles"))
        self.editor: RoleEditor | None = None
        self.save_button = PrimaryButton(_("Save"), "check")
        self.discard = Button(_("Discard"), "undo-2")
        self.copy = Button(_("Copy as new role"), "copy-plus")
        self.put_back = Button(_("As it came"), "rotate-ccw")
        self.delete = DangerButton(_("Delete"), "trash")
        self.line = wrapped("", 12, "muted")
        self.again = Button(_("Show the saved one"), "refresh-cw")
        self.again.hide()
        self._place = column()
        self._lay_out()
        self._connect()
        self.reload()

    def read_again(self) -> None:
        self.reload()

    def reload(self) -> None:
        """Read the list of roles anew; what is being edited stays."""

        def read(office: "Office") -> tuple[tuple[RoleSummary, ...], tuple[Entity, ...]]:
            return office.roles.all(), office.whole_types()

        self._jobs.read(self, read, lambda found: self._show(*found), self.refused)

    def show_role(self, role_id: int, *, over_changes: bool = True) -> None:
        """Read a role and show it; `over_changes` also instead of what is typed meanwhile."""

        def show(found: tuple[RoleDraft, bool]) -> None:
            if over_changes or not self.has_changes():
                self._fill(*found)

        self._jobs.read(
            self,
            lambda office: (office.roles.of(role_id), office.roles.is_as_it_came(role_id)),
            show,
        )

    def save(self) -> None:
        """Store the role as it stands; it holds from everybody's next click on."""
        if self.editor is None or not self.save_button.isEnabled():
            return
        draft = self.editor.draft()
        told = _("The role “{name}” is saved.").format(name=draft.name)
        if draft.people and (draft.single ^ self.editor.shown.single) & WITH_KEYS:
            told += " " + _("Who has it needs other keys: see Users.")

        def saved(role_id: int) -> None:
            self._messages.toast(told)
            self.show_role(role_id)

        self.save_button.setEnabled(False)
        self._jobs.write(
            lambda office: office.roles.save(draft),
            owner=self, label=_("Role"), then=saved, failed=self._not_saved,
        )  # fmt: skip

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {"page.reload": self.reload, "record.save": self.save}

    def has_changes(self) -> bool:
        return self.editor is not None and self.editor.is_changed()

    def focus_first(self) -> None:
        self.list.setFocus()

    def _lay_out(self) -> None:
        listed = Card(column(self.list, margins=(8, 8, 8, 8)))
        foot = row(flowing(self.copy, self.put_back, self.delete), self.discard, self.save_button)
        foot.setStretch(0, 1)
        told = row(self.line, self.again)
        told.setStretch(0, 1)
        inside = column(
            wrapped(_(EXPLAINED), 12, "muted"), self._place, told, foot,
            margins=(16, 14, 16, 14), spacing=10,
        )  # fmt: skip
        inside.setStretch(1, 1)
        both = row(listed, Card(inside), spacing=theme.GAP, margins=PAGE_MARGINS)
        both.setStretch(1, 1)
        self.hold(both)
        for button in (self.save_button, self.discard, self.copy, self.put_back, self.delete):
            button.setVisible(self.may_edit)

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(lambda now, _before: self._chosen(now))
        self.save_button.clicked.connect(self.save)
        self.discard.clicked.connect(self._drop)
        self.again.clicked.connect(self._drop)
        self.copy.clicked.connect(self._copy)
        self.put_back.clicked.connect(self._ask_to_put_back)
        self.delete.clicked.connect(self._ask_to_delete)
        self._jobs.changed.connect(self._changed)

    def _changed(self, changes: Changes) -> None:
        if changes.touches("role") or changes.touches("user"):
            self.reload()

    def _show(self, roles: tuple[RoleSummary, ...], types: tuple[Entity, ...]) -> None:
        if self.editor is None:
            self.editor = RoleEditor(types)
            self.editor.edited.connect(self._mark)
            self._place.addWidget(self.editor)
        self.roles = roles
        at = self._wanted or self._shown
        self.list.blockSignals(True)
        self.list.clear()
        for role in roles:
            people = _n("{n} person", "{n} people", role.people).format(n=role.people)
            item = self.list.add(role.name, note=people, id_=role.id)
            if role.id == at:
                self.list.setCurrentItem(item)
        is_gone = self.list.currentRow() < 0 and self.has_changes()
        if self.list.currentRow() < 0 and not is_gone:
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self.show_content()
        chosen = self.list.currentItem()
        if is_gone:
            gone = _("Somebody deleted this role. Copy what you need, then choose “Discard”.")
            self._say(gone, "bad")
        elif not self.has_changes() and chosen is not None:
            self.show_role(int(chosen.data(ID)), over_changes=False)

    def _drop(self) -> None:
        """Show the saved role instead of what was changed; the first one where it is gone."""
        known = [role.id for role in self.roles]
        self.show_role(self._shown if self._shown in known else known[0])

    def _chosen(self, item: QListWidgetItem | None) -> None:
        """Show the role of a line; a changed one is left only after a question."""
        if item is None or int(item.data(ID)) == self._shown:
            return
        role_id = int(item.data(ID))
        if not self.has_changes():
            self.show_role(role_id)
            return
        question = _("This role is not saved. Show the other one and lose what was changed?")
        self._messages.ask(
            question, _("Discard"), lambda: self.show_role(role_id),
            otherwise=self._stay, danger=True,
        )  # fmt: skip

    def _stay(self) -> None:
        self.list.blockSignals(True)
        for place in range(self.list.count()):
            if self.list.item(place).data(ID) == self._shown:
                self.list.setCurrentRow(place)
        self.list.blockSignals(False)

    def _fill(self, role: RoleDraft, as_it_came: bool) -> None:
        assert self.editor is not None
        self._shown, self._wanted = role.id, 0
        self.editor.show_role(role, is_fixed=not self.may_edit)
        self.put_back.setEnabled(role.ready and not as_it_came)
        self.delete.setEnabled(not role.ready)
        ready = _("A ready role stays, so that there is always one to go back to.")
        self.delete.setToolTip(ready if role.ready else "")
        held = _("Held by {people}.").format(people=_(", ").join(role.people))
        told = held if role.people else _("Nobody has this role.")
        if role.unknown:
            told += " " + _("It also holds rights of a newer CIMS, which are kept and not used.")
        self._say(told)
        self._mark()
        self._stay()

    def _mark(self) -> None:
        is_changed = self.has_changes()
        self.save_button.setEnabled(is_changed and self.may_edit)
        self.discard.setEnabled(is_changed)
        self.copy.setEnabled(not is_changed)

    def _not_saved(self, error: Exception) -> None:
        self._mark()
        if isinstance(error, ValidationFailed):
            self._say(" ".join(error.messages.values()), "bad")
        elif isinstance(error, CimsError):
            self._say(str(error), "bad")
            self.again.setVisible(isinstance(error, EditConflict))
        else:
            self._messages.error(error)

    def _say(self, sentence: str, tone: str = "muted") -> None:
        self.line.setText(sentence)
        set_ink(self.line, tone)
        self.again.hide()

    def _copy(self) -> None:
        role = next(role for role in self.roles if role.id == self._shown)
        taken = {one.name for one in self.roles}
        name = next(
            name
            for n in range(1, len(taken) + 2)
            if (name := _("{name} (copy {n})").format(name=role.name, n=n)) not in taken
        )

        def copied(role_id: int) -> None:
            self._wanted = role_id
            self.reload()

        self._jobs.write(lambda office: office.roles.copy(role.id, name), owner=self, then=copied)

    def _ask_to_put_back(self) -> None:
        question = _("Give this role the name and the rights again with which it came?")
        self._messages.ask(question, _("As it came"), self._put_back)

    def _put_back(self) -> None:
        role_id = self._shown
        self._jobs.write(
            lambda office: office.roles.put_back(role_id),
            owner=self,
            then=lambda _done: self.show_role(role_id),
            failed=self._not_saved,
        )

    def _ask_to_delete(self) -> None:
        role = next(role for role in self.roles if role.id == self._shown)
        if role.people:
            others = [one for one in self.roles if one.id != role.id]
            ask_replacement(role, others, self._delete, self)
            return
        question = _("Delete the role “{name}”?").format(name=role.name)
        self._messages.ask(question, _("Delete"), lambda: self._delete(None), danger=True)

    def _delete(self, instead: int | None) -> None:
        role_id = self._shown

        def deleted(_done: None) -> None:
            self._shown = 0
            self.reload()

        self._jobs.write(
            lambda office: office.roles.delete(role_id, instead),
            owner=self, then=deleted, failed=self._not_saved,
        )  # fmt: skip
