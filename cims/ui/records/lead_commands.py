"""What can be done with leads: convert, give away, mark as invalid, take up again."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from cims.services.assigning import Gift
from cims.services.converting import Became, Prospect, Wanted
from cims.services.entity import Link
from cims.services.errors import CimsError
from cims.services.i18n import _, _n
from cims.services.lead_fields import LEAD
from cims.services.rights import Action, refusal
from cims.ui.icons import icon
from cims.ui.matching import Item
from cims.ui.records.convert_dialog import ConvertDialog
from cims.ui.records.format import Words, item, spoken
from cims.ui.records.lead_dialogs import Asking, AssignDialog
from cims.ui.records.link_finder import LinkFinder
from cims.ui.widgets import PrimaryButton, doubled

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Jobs
    from cims.ui.messages import Messages

REASONS = "invalid_reason"


class LeadCommands(QObject):
    """Belongs to the list of leads, or to the page of one."""

    log_asked = Signal()
    open_asked = Signal(str, int, str)  # entity, id, title

    def __init__(self, owner: QWidget, jobs: "Jobs", messages: "Messages") -> None:
        super().__init__(owner)
        self._owner, self._jobs, self._messages = owner, jobs, messages
        self._find = LinkFinder(owner, jobs)
        self.dialog: QDialog | None = None

    def fill(self, menu: QMenu, ids: Sequence[int]) -> None:
        """The entries for these leads."""
        actor, one = self._jobs.actor, len(ids) == 1
        may_log = actor.may(Action.CREATE, "activity")
        log = self._entry(menu, "notebook-pen", _("Log follow-up"), self.log_asked.emit)
        log.setEnabled(one and may_log)
        log.setToolTip("" if may_log else str(refusal(Action.CREATE)))
        for name, words, run, fits in (
            ("repeat-2", _("Convert…"), lambda: self.convert(ids[0]), one),
            ("split", _("Assign by rules…"), lambda: self.assign(ids), bool(ids)),
            ("arrow-right-left", _("Hand over…"), lambda: self.hand_over(ids), bool(ids)),
            ("ban", _("Mark as invalid…"), lambda: self.mark_invalid(ids), bool(ids)),
            ("rotate-ccw", _("Take up again"), lambda: self.take_up_again(ids), bool(ids)),
        ):
            entry = self._entry(menu, name, words, run)
            entry.setEnabled(fits and actor.may(Action.EDIT, LEAD.name))
            if not actor.may(Action.EDIT, LEAD.name):
                entry.setToolTip(str(refusal(Action.EDIT)))

    def convert(self, id_: int) -> None:
        """Read what would be made of a lead, and ask."""

        def work(office: "Office") -> tuple[Prospect, Words]:
            return office.converting.prospect(id_), Words.load(office)

        self._jobs.read(self._owner, work, lambda found: self._ask(*found), self._refuse)

    def assign(self, ids: Sequence[int]) -> None:
        """Show what the rules would do with these, and do it when that is wanted."""
        chosen = list(ids)
        self._jobs.read(
            self._owner,
            lambda office: office.assigning.preview(chosen),
            lambda gifts: self._show_gifts(chosen, gifts),
            self._refuse,
        )

    def hand_over(self, ids: Sequence[int]) -> None:
        """Ask to whom they go."""
        self._jobs.read(self._owner, Words.load, partial(self._ask_whom, list(ids)), self._refuse)

    def mark_invalid(self, ids: Sequence[int]) -> None:
        """Ask why nothing comes of them."""
        self._jobs.read(self._owner, Words.load, partial(self._ask_why, list(ids)), self._refuse)

    def take_up_again(self, ids: Sequence[int]) -> None:
        """Work again on what was invalid."""
        chosen = list(ids)
        words = _n("{n} lead taken up again", "{n} leads taken up again", len(ids))
        self._jobs.write(
            lambda office: office.leads.take_up_again(chosen),
            owner=self._owner,
            label=_("Take up again"),
            failed=self._refuse,
            toast=words.format(n=len(ids)),
        )

    def _ask(self, prospect: Prospect, words: Words) -> None:
        dialog = ConvertDialog(
            prospect, words, partial(self._find, "customer"), self._owner.window()
        )
        dialog.chosen.connect(partial(self._convert, dialog, prospect))
        dialog.open_asked.connect(self.open_asked)
        self._open(dialog)

    def _convert(self, dialog: ConvertDialog, prospect: Prospect, wanted: Wanted) -> None:
        id_, name = prospect.lead.id, str(prospect.lead.values["name"])
        dialog.convert.setEnabled(False)

        def failed(error: Exception) -> None:
            dialog.convert.setEnabled(True)
            self._tell(dialog.refuse, error)

        def done(became: Became) -> None:
            dialog.accept()
            self.open_asked.emit("customer", became.customer, wanted.name or name)

        self._jobs.write(
            lambda office: office.converting.convert(id_, wanted),
            owner=dialog,
            label=name,
            then=done,
            failed=failed,
            toast=_("“{name}” was converted.").format(name=name),
        )

    def _show_gifts(self, ids: list[int], gifts: Sequence[Gift]) -> None:
        dialog = AssignDialog(gifts, self._owner.window())
        dialog.accepted.connect(lambda: self._assign(ids))
        self._open(dialog)

    def _assign(self, ids: list[int]) -> None:
        def done(gifts: Sequence[Gift]) -> None:
            left = sum(gift.owner is None for gift in gifts)
            if left:
                words = _n("{n} lead stays unassigned", "{n} leads stay unassigned", left)
                self._messages.warn(words.format(n=left))

        self._jobs.write(
            lambda office: office.assigning.assign(ids),
            owner=self._owner,
            label=_("Assign by rules"),
            then=done,
            failed=self._refuse,
            toast=_("Assigned by the rules."),
        )

    def _ask_whom(self, ids: list[int], words: Words) -> None:
        people = [
            item(Link(id_, name), name)
            for id_, name in sorted(words.people.items(), key=lambda pair: pair[1])
        ]
        title = _n("Hand over {n} lead", "Hand over {n} leads", len(ids)).format(n=len(ids))
        verb = PrimaryButton(_("Hand over"), "arrow-right-left")
        dialog = Asking(title, _("Colleague"), people, verb, self._owner.window())
        told = _n("{n} lead handed over to {name}", "{n} leads handed over to {name}", len(ids))

        def give(colleague: Link) -> None:
            self._write(
                dialog,
                lambda office: office.leads.hand_over(ids, colleague.id),
                _("Hand over"),
                told.format(n=len(ids), name=colleague.text),
            )

        dialog.chosen.connect(give)
        self._open(dialog)

    def _ask_why(self, ids: list[int], words: Words) -> None:
        reasons = [
            Item(one.code, one.label, sound=spoken(one.label))
            for one in words.choices.get(REASONS, ())
            if not one.retired
        ]
        title = _n("Mark {n} lead as invalid", "Mark {n} leads as invalid", len(ids))
        verb = PrimaryButton(_("Mark as invalid"), "ban")
        title = title.format(n=len(ids))
        name, window = _("Why it is invalid"), self._owner.window()
        dialog = Asking(title, name, reasons, verb, window, _("Choose"))
        told = _n("{n} lead marked as invalid", "{n} leads marked as invalid", len(ids))

        def mark(reason: str) -> None:
            self._write(
                dialog,
                lambda office: office.leads.mark_invalid(ids, reason),
                _("Mark as invalid"),
                told.format(n=len(ids)),
            )

        dialog.chosen.connect(mark)
        self._open(dialog)

    def _write(
        self, dialog: Asking, work: Callable[["Office"], int], named: str, toast: str
    ) -> None:
        self._jobs.write(
            work,
            owner=dialog,
            label=named,
            then=lambda _count: dialog.accept(),
            failed=partial(self._tell, dialog.refuse),
            toast=toast,
        )

    def _tell(self, say: Callable[[str], None], error: Exception) -> None:
        if isinstance(error, CimsError):
            say(str(error))
        else:
            self._messages.error(error)

    def _refuse(self, error: Exception) -> None:
        self._tell(self._messages.warn, error)

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _entry(self, menu: QMenu, name: str, words: str, run: Callable[[], None]) -> QAction:
        entry = menu.addAction(icon(name), doubled(words))
        entry.triggered.connect(lambda: run())
        return entry
