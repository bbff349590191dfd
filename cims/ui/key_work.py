"""Work on people's key slots and their rows together, in the writer's turn or in maintenance."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from cims.services.changes import Changes
from cims.services.progress import Progress
from cims.ui.jobs import Jobs
from cims.ui.messages import Messages

if TYPE_CHECKING:
    from cims.services.accounts import Turned
    from cims.services.opening import OpenOffice

T = TypeVar("T")
PEOPLE = Changes({"user": None, "role": None})


@dataclass(frozen=True)
class Maintenance:
    """Work that makes new keys: the session ends first, afterwards everybody signs in again.

    `title` stands over the bar while it runs, `done` at the door afterwards.
    """

    title: str
    work: "Callable[[OpenOffice, Progress], Turned]"
    done: str


class KeyWork(QObject):
    """What pages and dialogs use; only a session has the vault that it works on."""

    maintenance_asked = Signal(Maintenance)

    def __init__(
        self, office: "OpenOffice", jobs: Jobs, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._office, self._jobs, self._messages = office, jobs, messages

    def do(
        self,
        owner: QObject,
        work: "Callable[[OpenOffice], T]",
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Change something; whatever shows colleagues reads again afterwards, also after a failure.

        `work` opens its own units of work.
        """

        def done(result: T) -> None:
            self._jobs.changed.emit(PEOPLE)
            if isValid(owner):
                then(result)

        def refused(error: Exception) -> None:
            self._jobs.changed.emit(PEOPLE)  # a part of it may stand
            if failed is not None and isValid(owner):
                failed(error)
            else:
                self._messages.error(error)

        self._jobs.in_turn(self._jobs, self._given(work), done, refused)

    def read(
        self,
        owner: QObject,
        work: "Callable[[OpenOffice], T]",
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Look at slots and rows without changing them."""
        self._jobs.in_turn(owner, self._given(work), then, failed, is_work=False)

    def maintain(
        self,
        owner: QObject,
        maintenance: Maintenance,
        password: str,
        then: Callable[[], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Prove the own password while the window still stands, then ask for maintenance."""

        def proved(_done: None) -> None:
            then()
            self.maintenance_asked.emit(maintenance)

        def prove(office: "OpenOffice") -> None:
            office.vault.refuse_wrong_password(password)

        self.read(owner, prove, proved, failed)

    def _given(self, work: "Callable[[OpenOffice], T]") -> Callable[[Progress], T]:
        return lambda _progress: work(self._office)
