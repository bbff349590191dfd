"""What gives the whole office new keys: somebody is removed, a sheet replaced, once a year."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from cims.services.accounts import Accounts, Turned, backups_with
from cims.services.acting import OWNER_KEY
from cims.services.handing_over import Holdings
from cims.services.i18n import _, _n, listed
from cims.services.rights import Right
from cims.ui.dialogs.leaver import parts_of
from cims.ui.dialogs.own_password import OwnPasswordDialog
from cims.ui.key_work import KeyWork, Maintenance
from cims.ui.widgets import wrapped

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.services.progress import Progress
    from cims.ui.navigation import Surroundings

Then = Callable[[], None]
Failed = Callable[[Exception], None]


class KeyChanges:
    """Each asks for the own password; with the right one the session ends and the work is done."""

    def __init__(self, around: "Surroundings", window: QWidget) -> None:
        assert around.keys is not None, "only a session has the vault"
        self._keys: KeyWork = around.keys
        self._jobs, self._messages, self._window = around.jobs, around.messages, window

    def remove(self, user_id: int, name: str) -> None:
        """See what follows, ask for the own password, then make new keys without this person."""
        self._jobs.read(
            self._window,
            lambda office: what_follows(office, user_id),
            lambda follows: self._ask_to_remove(user_id, name, follows),
        )

    def _ask_to_remove(self, user_id: int, name: str, follows: "Follows") -> None:
        words = _(
            "The office gets new keys that {name} does not have. The old password then opens "
            "neither the office nor a backup made from now on. It can't be undone: later there "
            "is only a new invitation."
        ).format(name=name)
        limits = _(
            "What nobody can do: copies and backups that {name} already has stay readable with "
            "the old password, for ever. Take back drives and paper, and make a new backup. "
            "Records keep the name; hand them over before or after."
        ).format(name=name)
        self.ask_maintenance(
            _("Remove {name}").format(name=name),
            words,
            _("Remove"),
            lambda accounts, own, progress: accounts.remove(user_id, own, progress),
            _("New keys are being made without {name}").format(name=name),
            _("{name} is removed and the office has new keys. Sign in as usual.").format(name=name),
            more="\n\n".join((*follows.sentences(name), limits)),
            danger=True,
        )

    def rotate(self) -> OwnPasswordDialog:
        """Ask for the own password, then make new keys for everybody."""
        words = _(
            "The office gets new keys; everybody goes on with the same password. Do this when "
            "keys may have been seen, or once a year."
        )
        limits = _("Copies and backups made before keep the old keys: nothing can change that.")
        return self.ask_maintenance(
            _("New keys"),
            words,
            _("Make new keys"),
            lambda accounts, own, progress: accounts.rotate(own, progress),
            _("New keys are being made"),
            _("The office has new keys. Sign in as usual."),
            more=limits,
        )

    def replace_sheet(self) -> OwnPasswordDialog:
        """Ask for the own password, then make new keys and another recovery sheet."""
        words = _(
            "The present recovery sheet will open neither the office nor a backup made from now "
            "on. A new one is shown, to be printed at once; keep paper at hand."
        )
        limits = _(
            "The office also gets new owner's keys. Copies and backups made before still open "
            "with the old sheet: keep or destroy it together with them."
        )
        return self.ask_maintenance(
            _("Replace the recovery sheet"),
            words,
            _("Replace"),
            lambda accounts, own, progress: accounts.replace_sheet(own, progress),
            _("A new recovery sheet is being made"),
            _("The recovery sheet is replaced. Sign in as usual."),
            more=limits,
        )

    def ask_maintenance(
        self,
        title: str,
        words: str,
        verb: str,
        work: "Callable[[Accounts, str, Progress], Turned]",
        running: str,
        done: str,
        *,
        more: str = "",
        danger: bool = False,
    ) -> OwnPasswordDialog:
        """Ask for the own password; with the right one the session ends and the work is done."""

        def do(password: str, then: Then, failed: Failed) -> None:
            wanted = Maintenance(
                running,
                lambda office, progress: work(Accounts(office), password, progress),
                done,
            )
            self._keys.maintain(dialog, wanted, password, then, failed)

        told = wrapped(more, 12, "muted") if more else None
        dialog = OwnPasswordDialog(
            title, words, verb, do, self._messages, self._window, more=told, danger=danger
        )
        dialog.open()
        return dialog


@dataclass(frozen=True)
class Follows:
    """What stays behind when somebody is removed."""

    held: Holdings
    backups: tuple[str, ...]  # within reach, which the old password opens, the newest last
    is_owner: bool = False

    def sentences(self, name: str) -> list[str]:
        """The same for a person to read."""
        told = []
        if self.is_owner:
            told.append(new_sheet_words(name))
        if not self.held.nothing:
            words = _("{name} still looks after {list}; “Colleague leaves…” hands that over.")
            told.append(words.format(name=name, list=listed(parts_of(self.held))))
        if self.backups:
            words = _n(
                "{n} backup within reach still opens with the old password of {name}: {file}.",
                "{n} backups within reach still open with the old password of {name}, the newest "
                "is {file}.",
                len(self.backups),
            )
            told.append(words.format(n=len(self.backups), name=name, file=self.backups[-1]))
        return told


def what_follows(office: "Office", user_id: int) -> Follows:
    """What somebody looks after, and which backups stay open, if whoever asks may know."""
    folders = office.backup_log.places() if office.actor.may(Right.AUDIT) else ()
    person = office.life_cycle.person(user_id)
    backups = tuple(file.name for file in backups_with(folders, person.uuid))
    return Follows(office.handing_over.holdings(user_id), backups, OWNER_KEY in person.keys)


def new_sheet_words(name: str) -> str:
    """What happens to the recovery sheet where somebody loses the owner's key."""
    return _(
        "{name} manages users and may know the recovery sheet: a new one is shown, to be printed "
        "at once; keep paper at hand. The present one opens nothing new any more."
    ).format(name=name)
