"""What one does with customers of the pool: claim, assign, give back; and with those returned."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from cims.services.customer_care import OpenWork
from cims.services.entity import Link
from cims.services.errors import CimsError
from cims.services.i18n import _, _n
from cims.services.pool import Claimed
from cims.services.pool_fields import POOL
from cims.services.rights import Action, refusal
from cims.ui.icons import icon
from cims.ui.modules import is_off
from cims.ui.records.assign_dialog import AssignDialog
from cims.ui.records.format import Words, item
from cims.ui.records.return_dialog import ReturnDialog
from cims.ui.widgets import doubled

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Jobs
    from cims.ui.messages import Messages

ASKED_ABOVE = 20


class PoolCommands(QObject):
    """Belongs to a list or a page; each step is one change that its toast takes back."""

    def __init__(self, owner: QWidget, jobs: "Jobs", messages: "Messages") -> None:
        super().__init__(owner)
        self._owner, self._jobs, self._messages = owner, jobs, messages
        self.words = Words()
        self.dialog: AssignDialog | ReturnDialog | None = None

    def fill(self, menu: QMenu, ids: Sequence[int]) -> None:
        """The entries for these customers of the pool."""
        entries = (
            ("hand", _("Claim"), self.claim, Action.CLAIM),
            ("arrow-right-left", _("Assign…"), self.assign, Action.ASSIGN),
            ("undo-2", _("Give back to former owner"), self.give_back, Action.ASSIGN),
        )
        for picture, words, run, action in entries:
            entry: QAction = menu.addAction(icon(picture), doubled(words))
            entry.triggered.connect(partial(self._run, run, list(ids)))
            may = self._jobs.actor.may(action, POOL.name)
            entry.setEnabled(may and bool(ids))
            entry.setToolTip("" if may else str(refusal(action)))

    def claim(self, ids: Sequence[int]) -> None:
        """Take these customers, as many as may be; many of them only after a question."""
        if len(ids) <= ASKED_ABOVE:
            self._claim(ids)
            return
        words = _n("Claim {n} customer?", "Claim {n} customers?", len(ids))
        asked = words.format(n=f"{len(ids):,}")
        self._messages.ask(asked, _("Claim"), lambda: self._claim(ids))

    def assign(self, ids: Sequence[int]) -> AssignDialog:
        """Ask to whom these customers go."""
        colleagues = [
            item(Link(id_, name), name)
            for id_, name in sorted(self.words.people.items(), key=lambda pair: pair[1])
        ]
        dialog = AssignDialog(len(ids), colleagues, self._owner.window())
        self.dialog = dialog
        dialog.chosen.connect(partial(self._assign, dialog, list(ids)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def give_back(self, ids: Sequence[int]) -> None:
        """Give these customers to whoever had them before."""
        self._jobs.write(
            lambda office: office.pool.give_back(ids),
            label=_("Give back to former owner"),
            toast=lambda count: _n(
                "{n} customer given back", "{n} customers given back", count
            ).format(n=f"{count:,}"),
        )

    def return_to_pool(self, ids: Sequence[int], then: Callable[[], object] | None = None) -> None:
        """Ask why these customers go into the pool."""
        reasons = [one for one in self.words.choices.get("pool_reason", ()) if not one.retired]
        reasons = [one for one in reasons if not one.meaning]  # the others the office gives itself
        dialog = ReturnDialog(len(ids), reasons, self._owner.window())
        self.dialog = dialog
        dialog.chosen.connect(partial(self._return, dialog, list(ids), then))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

        def read(office: "Office") -> tuple[OpenWork, bool]:
            return office.customers.stays_behind(ids), is_off(office, POOL.name)

        self._jobs.read(dialog, read, lambda found: dialog.tell(*found))

    def _run(self, run: Callable[[Sequence[int]], object], ids: list[int]) -> None:
        run(ids)

    def _claim(self, ids: Sequence[int]) -> None:
        def told(claimed: Claimed) -> str:
            words = _n("{n} customer claimed", "{n} customers claimed", len(claimed.ids))
            said = words.format(n=f"{len(claimed.ids):,}")
            return "\n".join((said, *claimed.left_out[:2]))

        self._jobs.write(lambda office: office.pool.claim(ids), label=_("Claim"), toast=told)

    def _assign(self, dialog: AssignDialog, ids: list[int], colleague: Link) -> None:
        self._jobs.write(
            lambda office: office.pool.assign(ids, colleague.id),
            owner=dialog,
            label=_("Assign"),
            then=lambda _count: dialog.accept(),
            failed=partial(self._failed, dialog),
            toast=lambda count: _n(
                "{n} customer assigned to {name}", "{n} customers assigned to {name}", count
            ).format(n=f"{count:,}", name=colleague.text),
        )

    def _return(
        self,
        dialog: ReturnDialog,
        ids: list[int],
        then: Callable[[], object] | None,
        reason: str,
        note: str,
    ) -> None:
        def done(_count: int) -> None:
            dialog.accept()
            if then is not None:
                then()

        self._jobs.write(
            lambda office: office.customers.return_to_pool(ids, reason, note),
            owner=dialog,
            label=_("Return to pool"),
            then=done,
            failed=partial(self._failed, dialog),
            toast=lambda count: _n(
                "{n} customer returned to the pool", "{n} customers returned to the pool", count
            ).format(n=f"{count:,}"),
        )

    def _failed(self, dialog: AssignDialog | ReturnDialog, error: Exception) -> None:
        if isinstance(error, CimsError):
            dialog.refuse(str(error))
        else:
            self._messages.error(error)


def add_return(menu: QMenu, run: Callable[[], object], *, may: bool) -> QAction:
    """The entry that lets go of customers, for a menu of theirs; disabled without the right."""
    entry = menu.addAction(icon("waves-horizontal"), doubled(_("Return to pool…")))
    entry.triggered.connect(lambda: run())
    entry.setEnabled(may)
    entry.setToolTip("" if may else str(refusal(Action.EDIT)))
    return entry
