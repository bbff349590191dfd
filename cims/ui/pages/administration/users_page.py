"""Users: who may sign in, in which state, with which roles; inviting, new passwords, removing."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from cims.services.accounts import UnfinishedKind
from cims.services.changes import Changes
from cims.services.i18n import _, _n
from cims.ui import theme
from cims.ui.dialogs.effective_rights import ask_effective_rights
from cims.ui.pages.administration.people_table import WHO, PeopleModel, PeopleTable
from cims.ui.pages.administration.people_work import PeopleWork
from cims.ui.pages.administration.person_panel import PersonPanel
from cims.ui.pages.administration.read_page import ReadPage
from cims.ui.pages.administration.staff import KEYLESS, REMOVED, Somebody, Staff, read_staff
from cims.ui.theme.tokens import PAGE_MARGINS
from cims.ui.widgets import (
    Button,
    Card,
    PrimaryButton,
    SearchField,
    column,
    label,
    row,
    set_ink,
    wrapped,
)

if TYPE_CHECKING:
    from cims.ui.navigation import Surroundings


OWN_PASSWORD = "access.change_password"


class UsersPage(ReadPage):
    """The table at the left, the chosen colleague with all that can be done at the right."""

    def __init__(self, around: "Surroundings") -> None:
        super().__init__("users-round", around.messages)
        assert around.keys is not None, "only a session has the vault"
        self._around, self._keys = around, around.keys
        self.work = PeopleWork(around, self)
        self.staff = Staff()
        self.model = PeopleModel(self)
        self.table = PeopleTable(self.model)
        self.panel = PersonPanel()
        self.field = SearchField(_("Search name, role, team"), _("Search colleagues"))
        self.field.setMinimumWidth(theme.px(140))
        self.field.setMaximumWidth(theme.px(300))
        self.field.searched.connect(self._narrow)
        self.field.textChanged.connect(lambda words: None if words else self._narrow(""))
        self.invite_button = PrimaryButton(_("Invite a colleague"), "user-round-plus")
        self.invite_button.clicked.connect(lambda: self.work.invite(self.staff))
        self.invite_button.setEnabled(False)
        self.told = wrapped("", 12, "muted")
        self.half = label("", 12)
        self.finish = Button(_("Finish"), "check")
        self.finish.clicked.connect(self.work.finish)
        self.new_keys = Button(_("New keys…"), "rotate-ccw-key")
        self.new_keys.clicked.connect(self.work.rotate)
        self._lay_out()
        self._connect()
        self.reload()

    def read_again(self) -> None:
        self.reload()

    def reload(self) -> None:
        """Read everybody anew."""
        self._keys.read(self, read_staff, self._show, self.refused)

    def chosen(self) -> Somebody | None:
        """Whose row is chosen."""
        who = self.table.currentIndex().data(WHO)
        return who if isinstance(who, Somebody) else None

    def choose(self, user_id: int) -> None:
        """Go to somebody's row."""
        for place, who in enumerate(self.model.rows):
            if who.line.id == user_id:
                self.table.setCurrentIndex(self.model.index(place, 0))

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {"page.reload": self.reload, "page.find": self.field.setFocus}

    def focus_first(self) -> None:
        self.table.setFocus()

    def _lay_out(self) -> None:
        head = row(self.field, None, self.invite_button, margins=(12, 12, 12, 0))
        head.setStretch(0, 1)
        head.setStretch(1, 0)
        self.half.setWordWrap(True)
        set_ink(self.half, "warn")
        self._half = row(self.half, self.finish, self.new_keys, margins=(12, 0, 12, 0))
        self._half.setStretch(0, 1)
        foot = row(self.told, margins=(14, 0, 14, 10))
        body = column(head, spacing=10)
        body.addLayout(self._half)
        body.addWidget(self.table, 1)
        body.addLayout(foot)
        listed = Card(body)
        both = row(listed, self.panel, spacing=theme.GAP, margins=PAGE_MARGINS)
        both.setStretch(0, 1)
        self.hold(both)
        for part in (self.half, self.finish, self.new_keys):
            part.hide()

    def _connect(self) -> None:
        panel = self.panel
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_chosen())
        self.table.activated.connect(lambda _index: self._with(self._edit))
        self.table.sort_asked.connect(self._sort)
        panel.password_asked.connect(lambda: self._with(self.work.new_password))
        panel.own_password_asked.connect(lambda: self._around.commands.run(OWN_PASSWORD))
        panel.keys_asked.connect(lambda: self._with(self.work.grant))
        panel.codes_asked.connect(lambda: self._with(self.work.take_off_codes))
        panel.edit_asked.connect(lambda: self._with(self._edit))
        panel.rights_asked.connect(lambda: self._with(self._rights))
        panel.enable_asked.connect(lambda: self._with(self.work.enable))
        panel.leaver_asked.connect(lambda: self._with(self._leave))
        panel.disable_asked.connect(
            lambda: self._with(lambda who: self.work.disable(who.line.id, who.line.name))
        )
        panel.remove_asked.connect(
            lambda: self._with(lambda who: self.work.remove(who.line.id, who.line.name))
        )
        self._around.jobs.changed.connect(self._changed)

    def _with(self, do: Callable[[Somebody], object]) -> None:
        who = self.chosen()
        if who is not None:
            do(who)

    def _edit(self, who: Somebody) -> None:
        self.work.edit(who, self.staff)

    def _rights(self, who: Somebody) -> None:
        ask_effective_rights(self._around.jobs, self, who.line.id, who.line.name)

    def _leave(self, who: Somebody) -> None:
        self.work.leave(who.line.id)

    def _narrow(self, words: str) -> None:
        self._turn(lambda: self.model.narrow(words.strip()))

    def _sort(self, column: int) -> None:
        self._turn(lambda: self.model.sort_by(column))

    def _turn(self, change: Callable[[], None]) -> None:
        """List others, or in another order; who is chosen stays chosen."""
        chosen = self.chosen()
        change()
        self._choose_again(chosen.line.id if chosen else 0)

    def _changed(self, changes: Changes) -> None:
        if changes.touches("user") or changes.touches("role") or changes.touches("team"):
            self.reload()

    def _show(self, staff: Staff) -> None:
        chosen = self.chosen()
        self.staff = staff
        self.model.show(staff)
        self.show_content()
        self.invite_button.setEnabled(True)
        self._choose_again(chosen.line.id if chosen else self._around.jobs.actor.user_id or 0)
        self.told.setText(summary(staff))
        self.half.setText("\n".join(one.sentence for one in staff.half_done))
        kinds = {one.kind for one in staff.half_done}
        self.half.setVisible(bool(kinds))
        self.finish.setVisible(bool(kinds - {UnfinishedKind.KEYS_TOO_MANY}))
        self.new_keys.setVisible(UnfinishedKind.KEYS_TOO_MANY in kinds)

    def _choose_again(self, user_id: int) -> None:
        self.choose(user_id)
        if not self.table.currentIndex().isValid() and self.model.rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._show_chosen()

    def _show_chosen(self) -> None:
        self.panel.show_person(self.chosen(), self.staff.words)


def summary(staff: Staff) -> str:
    """How many there are, how many of them can't come in yet, and how many have left."""
    keyless = sum(who.standing is KEYLESS for who in staff.people)
    removed = sum(who.standing is REMOVED for who in staff.people)
    here = len(staff.people) - removed
    parts = [_n("{n} colleague", "{n} colleagues", here).format(n=here)]
    if keyless:
        words = _n(
            "{n} of them has no key yet and cannot sign in: invite again",
            "{n} of them have no key yet and cannot sign in: invite again",
            keyless,
        )
        parts.append(words.format(n=keyless))
    if removed:
        parts.append(_n("{n} removed", "{n} removed", removed).format(n=removed))
    return " · ".join(parts)
