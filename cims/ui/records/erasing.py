"""Erasing for good: the question that names what goes, and the work once it is answered."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from cims.services.changes import ChangeKind
from cims.services.erasing import Erasure
from cims.services.i18n import N_, _, _n, listed
from cims.services.rights import Action, Right, refusal
from cims.ui.icons import icon
from cims.ui.widgets import doubled

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.ui.jobs import Jobs
    from cims.ui.messages import Messages

WORDS = N_("Erase for good…")
LONGEST = 60


class Erasing(QObject):
    """Belongs to one page."""

    erased = Signal()

    def __init__(self, page: QObject, jobs: "Jobs", messages: "Messages") -> None:
        super().__init__(page)
        self._jobs, self._messages = jobs, messages

    def why_not(self, entity: str) -> str:
        """Why this person can't erase records of this type; empty for who can."""
        actor = self._jobs.actor
        if not actor.may(Right.ERASE):
            return str(refusal(Right.ERASE))
        return "" if actor.may(Action.DELETE, entity) else str(refusal(Action.DELETE))

    def fill(self, menu: QMenu, entity: str, ids: Sequence[int]) -> QAction | None:
        """The entry for these records; none for who may not erase at all."""
        if not self._jobs.actor.may(Right.ERASE):
            return None
        entry = menu.addAction(icon("eraser", "bad"), doubled(_(WORDS)))
        entry.triggered.connect(partial(self.ask, entity, list(ids)))
        why = self.why_not(entity)
        entry.setEnabled(bool(ids) and not why)
        entry.setToolTip(why)
        return entry

    def ask(self, entity: str, ids: Sequence[int], *_checked: bool) -> None:
        """Find out what would go, and ask."""
        chosen = list(ids)
        if why := self.why_not(entity):
            self._messages.toast(why)
        elif not chosen:
            self._messages.toast(_("Choose a record first."))
        else:
            self._jobs.read(
                self,
                lambda office: question(office, entity, chosen),
                lambda words: self._ask(entity, chosen, words),
            )

    def _ask(self, entity: str, ids: list[int], words: str) -> None:
        self._messages.ask(words, _("Erase"), lambda: self._erase(entity, ids), danger=True)

    def _erase(self, entity: str, ids: list[int]) -> None:
        self._jobs.write(
            lambda office: office.erasing.erase(entity, ids),
            owner=self,
            kind=ChangeKind.ERASE,
            then=self._done,
        )

    def _done(self, count: int) -> None:
        words = _n("{n} record erased for good", "{n} records erased for good", count)
        self._messages.toast(words.format(n=f"{count:,}"))
        self.erased.emit()


def question(office: "Office", entity: str, ids: Sequence[int]) -> str:
    """What one is asked before these records go; runs inside a job."""
    found = office.erasing.would_go(entity, ids)
    labels = {one.name: one.label_plural for one in office.whole_types()}
    parts = [_("Erase {names} for good?").format(names=names_in(found))]
    if found.along:
        along = listed(
            _("{kind}: {n}").format(kind=_(labels[name]), n=f"{count:,}")
            for name, count in found.along.items()
        )
        parts.append(_("This goes along: {along}.").format(along=along))
    parts.append(
        _(
            "This can't be undone, not from the recycle bin either. The log keeps that it was "
            "done and by whom, but nothing of what stood there. Backups made before still hold it."
        )
    )
    return "\n\n".join(parts)


def names_in(found: Erasure) -> str:
    """The first names, and how many follow."""
    names = listed(_("“{name}”").format(name=short(name)) for name in found.names)
    rest = found.asked - len(found.names)
    if rest <= 0:
        return names
    words = _n("{names} and {n} other", "{names} and {n} others", rest)
    return words.format(names=names, n=f"{rest:,}")


def short(name: str) -> str:
    """A name, or the beginning of a long text."""
    line = " ".join(name.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
