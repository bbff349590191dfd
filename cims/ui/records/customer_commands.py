"""What a list can do with customers besides: log, hand over, put into segments and take out."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from cims.services.entity import Link
from cims.services.errors import CimsError
from cims.services.i18n import _, _n
from cims.services.rights import Action, refusal
from cims.ui.icons import icon
from cims.ui.records.format import Words, item
from cims.ui.records.hand_over_dialog import HandOverDialog
from cims.ui.records.pool_commands import PoolCommands, add_return
from cims.ui.widgets import doubled

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Jobs
    from cims.ui.messages import Messages


class CustomerCommands(QObject):
    """Belongs to the customers' list; `segments` are those that may be chosen."""

    log_asked = Signal()

    def __init__(
        self, owner: QWidget, jobs: "Jobs", messages: "Messages", *, pools: bool = True
    ) -> None:
        super().__init__(owner)
        self._owner, self._jobs, self._messages = owner, jobs, messages
        self.words = Words()
        self.segments: tuple[Link, ...] = ()
        self.festivals: tuple[tuple[str, str], ...] = ()
        self.dialog: HandOverDialog | None = None
        self.pool = PoolCommands(owner, jobs, messages)
        self._pools = pools  # whether the office shows a pool

    def offers(self, command: str) -> bool:
        """Whether a command has a place here: nothing is returned to a pool that nobody sees."""
        return self._pools or command != "customer.to_pool"

    def fill(self, menu: QMenu, ids: Sequence[int]) -> None:
        """The entries for these customers."""
        actor = self._jobs.actor
        log = menu.addAction(icon("notebook-pen"), doubled(_("Log follow-up")))
        log.triggered.connect(lambda: self.log_asked.emit())
        may_log = actor.may(Action.CREATE, "activity")
        log.setEnabled(len(ids) == 1 and may_log)
        log.setToolTip("" if may_log else str(refusal(Action.CREATE)))
        give = menu.addAction(icon("arrow-right-left"), doubled(_("Hand over…")))
        give.triggered.connect(lambda: self.hand_over(ids))
        may_edit = actor.may(Action.EDIT, "customer")
        if self._pools:
            let_go = add_return(menu, lambda: self.pool.return_to_pool(ids), may=may_edit)
            let_go.setEnabled(may_edit and bool(ids))
        for code, name in self.festivals:
            sent = menu.addAction(icon("gift"), doubled(_("Gift sent: {name}").format(name=name)))
            sent.triggered.connect(partial(self._greet, code, name, ids))
            sent.setEnabled(bool(ids) and may_log)
            sent.setToolTip("" if may_log else str(refusal(Action.CREATE)))
        into = menu.addMenu(icon("group"), doubled(_("Add to segment")))
        out = menu.addMenu(icon("ungroup"), doubled(_("Remove from segment")))
        for segment in self.segments:
            put = into.addAction(doubled(segment.text))
            put.triggered.connect(partial(self._put_in, segment, ids))
            take = out.addAction(doubled(segment.text))
            take.triggered.connect(partial(self._take_out, segment, ids))
        into.addSeparator()
        new = into.addAction(icon("plus"), doubled(_("New segment…")))
        new.triggered.connect(lambda: self.ask_new_segment(ids))
        new.setEnabled(actor.may(Action.CREATE, "segment"))
        out.setEnabled(bool(self.segments) and bool(ids))
        into.setEnabled(bool(ids))
        give.setEnabled(bool(ids))
        if not may_edit:
            for entry in (give, into.menuAction(), out.menuAction()):
                entry.setEnabled(False)
                entry.setToolTip(str(refusal(Action.EDIT)))

    def hand_over(self, ids: Sequence[int]) -> HandOverDialog:
        """Ask to whom, and with which note."""
        colleagues = [
            item(Link(id_, name), name)
            for id_, name in sorted(self.words.people.items(), key=lambda pair: pair[1])
            if id_ != self._jobs.actor.user_id
        ]
        self.dialog = dialog = HandOverDialog(len(ids), colleagues, self._owner.window())
        dialog.chosen.connect(partial(self._hand_over, dialog, list(ids)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        self._jobs.read(dialog, lambda o: o.customers.open_work(ids), dialog.offer_work)
        return dialog

    def ask_new_segment(self, ids: Sequence[int]) -> QInputDialog:
        """Make a segment of these customers."""
        dialog = QInputDialog(self._owner.window())
        dialog.setWindowTitle(_("New segment"))
        dialog.setLabelText(_("Name of the segment"))
        dialog.setOkButtonText(_("Save"))
        dialog.setCancelButtonText(_("Cancel"))
        dialog.textValueSelected.connect(partial(self._make_segment, list(ids)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _hand_over(
        self, dialog: HandOverDialog, ids: list[int], colleague: Link, note: str, work: bool
    ) -> None:
        def failed(error: Exception) -> None:
            if isinstance(error, CimsError):
                dialog.refuse(str(error))
            else:
                self._messages.error(error)

        words = _n("{n} customer handed over to {name}", "{n} customers handed over to {name}",
                   len(ids)).format(n=len(ids), name=colleague.text)  # fmt: skip
        self._jobs.write(
            lambda office: office.customers.hand_over(ids, colleague.id, note, work=work),
            owner=dialog,
            label=_("Hand over"),
            then=lambda _count: dialog.accept(),
            failed=failed,
            toast=words,
        )

    def _greet(self, code: str, name: str, ids: Sequence[int]) -> None:
        words = _("Gift sent: {name}").format(name=name)
        self._jobs.write(
            lambda office: office.activities.greet_customers(ids, code), label=words, toast=words
        )

    def _put_in(self, segment: Link, ids: Sequence[int]) -> None:
        words = _("Added to “{segment}”").format(segment=segment.text)
        self._jobs.write(lambda office: office.segments.put_in(segment.id, ids), toast=words)

    def _take_out(self, segment: Link, ids: Sequence[int]) -> None:
        words = _("Removed from “{segment}”").format(segment=segment.text)
        self._jobs.write(lambda office: office.segments.take_out(segment.id, ids), toast=words)

    def _make_segment(self, ids: Sequence[int], name: str) -> None:
        if not name.strip():
            return

        def work(office: "Office") -> int:
            return int(office.segments.put_in(office.segments.add({"name": name}), ids))

        self._jobs.write(work, toast=_("Added to “{segment}”").format(segment=name.strip()))


def segments_of(office: "Office") -> tuple[Link, ...]:
    """All segments by name; runs inside a job."""
    if not office.actor.may(Action.READ, "segment"):
        return ()
    room = office.segments
    rows = room.rows(room.listing().ids, ("name",))
    return tuple(Link(row.id, row.values["name"]) for row in rows)
