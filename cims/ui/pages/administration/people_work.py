"""What is done with people's keys and roles: asked in dialogs, done in the writer's turn."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QWidget

from cims.services.accounts import Accounts, OwnPasswordNeeded, Turned
from cims.services.acting import OWNER_KEY
from cims.services.errors import Cancelled
from cims.services.i18n import _
from cims.ui.dialogs.invite import Invitation, InviteDialog
from cims.ui.dialogs.leaver import Afterwards, ask_leaver
from cims.ui.dialogs.own_password import OwnPasswordDialog
from cims.ui.dialogs.roles_and_team import RolesAndTeamDialog
from cims.ui.dialogs.shown_once import ShownOnceDialog
from cims.ui.dialogs.temporary_password import TemporaryPasswordDialog
from cims.ui.pages.administration.key_changes import Failed, KeyChanges, Then, new_sheet_words
from cims.ui.pages.administration.staff import Somebody, Staff

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.services.opening import OpenOffice

T = TypeVar("T")


class PeopleWork(KeyChanges):
    """Dialogs belong to `window`; needs a session."""

    def invite(self, staff: Staff) -> InviteDialog:
        """Ask who shall come in, and show the temporary password."""

        def do(invited: Invitation, then: Then, failed: Failed) -> None:
            def work(accounts: Accounts, own: str | None) -> str:
                made = accounts.invite(
                    invited.username, invited.name, staff.codes(invited.roles), invited.team_id,
                    invited.password, own,
                )  # fmt: skip
                return made.password

            def done(password: str) -> None:
                then()
                self._show_once(invited.name, invited.username, password)

            self._do(dialog, work, done, failed)

        dialog = InviteDialog(staff.roles, staff.teams, do, self._messages, self._window)
        dialog.open()
        return dialog

    def new_password(self, who: Somebody) -> TemporaryPasswordDialog:
        """Give somebody a temporary password: the old one was forgotten, or there was none."""
        name, username = who.line.name, who.line.username

        def do(password: str | None, then: Then, failed: Failed) -> None:
            def done(given: str) -> None:
                then()
                self._show_once(name, username, given)

            self._do(
                dialog,
                lambda accounts, own: accounts.reset(who.line.id, password, own),
                done,
                failed,
            )

        dialog = TemporaryPasswordDialog(name, username, do, self._messages, self._window)
        dialog.open()
        return dialog

    def disable(self, user_id: int, name: str) -> None:
        """Keep somebody out for a while."""
        question = _(
            "Keep {name} out for now? It is a pause: who leaves for good has to be removed."
        ).format(name=name)
        told = _("{name} can't sign in any more.").format(name=name)

        def go() -> None:
            self._do(
                self._window,
                lambda accounts, _own: accounts.disable(user_id),
                lambda _done: self._messages.toast(told),
            )

        self._messages.ask(question, _("Disable"), go, danger=True)

    def enable(self, who: Somebody) -> None:
        """Let somebody in again; a new temporary password is shown if one had to be made."""

        def work(accounts: Accounts, own: str | None) -> str:
            return accounts.enable(who.line.id, own)

        def done(password: str) -> None:
            if password:
                self._show_once(who.line.name, who.line.username, password)
            else:
                told = _("{name} can sign in again, with the same password.")
                self._messages.toast(told.format(name=who.line.name))

        self._do(self._window, work, done)

    def grant(self, who: Somebody) -> None:
        """Hand somebody the keys that the roles need."""
        told = _("{name} has the keys now.").format(name=who.line.name)

        def work(accounts: Accounts, own: str | None) -> None:
            accounts.grant(who.line.id, own or "")

        self._ask_own(
            self._window, work, lambda _done: self._messages.toast(told), self._messages.error
        )

    def take_off_codes(self, who: Somebody) -> None:
        """Ask somebody for no code any more, whose phone is lost."""
        question = _("Ask {name} for no one-time code any more? The password alone opens then.")
        told = _("{name} is asked for no code any more.").format(name=who.line.name)

        def work(office: "OpenOffice") -> None:
            with office.database.write(office.actor) as inside:
                inside.one_time_codes.take_off(who.line.id)

        def go() -> None:
            self._keys.do(self._window, work, lambda _done: self._messages.toast(told))

        self._messages.ask(question.format(name=who.line.name), _("Take off"), go, danger=True)

    def leave(self, user_id: int | None = None) -> None:
        """Hand over what somebody looks after, then disable or remove."""

        def follow(leaver: int, afterwards: Afterwards) -> None:
            def go(name: str) -> None:
                if afterwards is Afterwards.REMOVE:
                    self.remove(leaver, name)
                else:
                    self.disable(leaver, name)

            if afterwards is not Afterwards.NOTHING:
                self._jobs.read(self._window, lambda office: name_of(office, leaver), go)

        ask_leaver(self._jobs, self._messages, follow, self._window, user_id)

    def edit(self, who: Somebody, staff: Staff) -> RolesAndTeamDialog:
        """Ask for name, roles and team; where keys are handed out or lost, for the password too."""

        def do(
            name: str, roles: tuple[int, ...], team: int | None, then: Then, failed: Failed
        ) -> None:
            wanted = staff.codes(roles)

            def work(accounts: Accounts, own: str | None) -> Turned:
                return accounts.set_roles(who.line.id, wanted, own)

            def refused(error: Exception) -> None:
                if isinstance(error, OwnPasswordNeeded):  # keys are lost: everybody gets new ones
                    then()
                    self._change_keys(who, wanted)
                else:
                    failed(error)

            def stored(_done: None) -> None:
                self._do(dialog, work, lambda _turned: then(), refused)

            self._keys.do(dialog, lambda office: store(office, who, name, team), stored, failed)

        dialog = RolesAndTeamDialog(
            who.line.name, staff.roles, who.line.role_ids, staff.teams, who.line.team_id, do,
            self._messages, self._window,
        )  # fmt: skip
        dialog.open()
        return dialog

    def finish(self) -> None:
        """Finish what a crash left half done."""
        told = _("Done. What is left needs your look.")
        self._do(
            self._window,
            lambda accounts, _own: accounts.finish(),
            lambda left: self._messages.toast(told if left else _("Done.")),
        )

    def _change_keys(self, who: Somebody, roles: tuple[str, ...]) -> None:
        """Say what new keys mean, and whether there is a new recovery sheet too."""
        self._jobs.read(
            self._window,
            lambda office: loses_owner_key(office, who.line.id, roles),
            lambda loses: self._ask_to_change_keys(who, roles, loses),
        )

    def _ask_to_change_keys(self, who: Somebody, roles: tuple[str, ...], loses: bool) -> None:
        name = who.line.name
        words = _(
            "With these roles {name} loses a key. So that the old one opens nothing new, the "
            "office gets new keys; that takes a moment, and everybody signs in again."
        ).format(name=name)
        self.ask_maintenance(
            _("{name}: roles and team").format(name=name),
            words,
            _("Save and make new keys"),
            lambda accounts, own, progress: accounts.set_roles(who.line.id, roles, own, progress),
            _("New keys are being made"),
            _("{name} has other roles and the office new keys. Sign in as usual.").format(
                name=name
            ),
            more=new_sheet_words(name) if loses else "",
        )

    def _do(
        self,
        owner: QWidget,
        work: Callable[[Accounts, str | None], T],
        then: Callable[[T], None],
        failed: Failed | None = None,
    ) -> None:
        """Do it in the writer's turn; where keys are handed out, by the own password."""

        def refused(error: Exception) -> None:
            if isinstance(error, OwnPasswordNeeded) and error.granted:
                self._ask_own(owner, work, then, failed or self._messages.error)
            else:
                (failed or self._messages.error)(error)

        self._keys.do(owner, lambda office: work(Accounts(office), None), then, refused)

    def _ask_own(
        self,
        owner: QWidget,
        work: Callable[[Accounts, str | None], T],
        then: Callable[[T], None],
        failed: Failed,
    ) -> None:
        def do(password: str, close: Then, again: Failed) -> None:
            def done(result: T) -> None:
                close()
                then(result)

            self._keys.do(dialog, lambda office: work(Accounts(office), password), done, again)

        words = _(
            "This hands out keys that not everybody holds: to sealed fields, to the audit log or "
            "to managing users."
        )
        dialog = OwnPasswordDialog(
            _("Hand out keys"), words, _("Hand out"), do, self._messages, owner
        )
        dialog.rejected.connect(lambda: failed(Cancelled()))
        dialog.open()

    def _show_once(self, name: str, username: str, password: str) -> None:
        def show(office: str) -> None:
            ShownOnceDialog(name, username, password, office, self._window).open()

        def office_name(office: "Office") -> str:
            return str(office.settings.common("office").get("name", ""))

        self._jobs.read(self._window, office_name, show)


def name_of(office: "Office", user_id: int) -> str:
    """A colleague's name."""
    return str(office.users.load(user_id).values["name"])


def loses_owner_key(office: "Office", user_id: int, roles: Collection[str]) -> bool:
    """Whether somebody is an owner and would be none with these roles."""
    life = office.life_cycle
    return OWNER_KEY in life.person(user_id).keys and OWNER_KEY not in life.keys_needed(roles)


def store(office: "OpenOffice", who: Somebody, name: str, team: int | None) -> None:
    """Store the name and the team where they changed."""
    if (name, team) == (who.line.name, who.line.team_id):
        return
    with office.database.write(office.actor) as inside:
        if name != who.line.name:
            record = inside.users.load(who.line.id)
            inside.users.save(record.changed(name=name))
        if team != who.line.team_id:
            inside.users.join_team(who.line.id, team)
