"""Who calls? The small find window of one session, and what it leads to in the main window."""

from typing import Any, Protocol

from PySide6.QtCore import QObject
from shiboken6 import delete, isValid

from cims.services.contact_points import ContactPointRow
from cims.services.entity import Link
from cims.services.rules.phones import split
from cims.ui.actions import Commands
from cims.ui.dialogs.call_key import CallKeyDialog, KeyChoice
from cims.ui.dialogs.finder import Finder
from cims.ui.doors.raising import to_front
from cims.ui.jobs import Jobs
from cims.ui.main_window import MainWindow


class Contents(Protocol):
    """What the find window asks of the window's contents."""

    new_asked: Any  # Signal(str, object)

    def log(self, window: MainWindow, customer: Link | None = None) -> None:
        """Write down something about this customer."""


class Finding(QObject):
    """Shows one find window at a time; it goes with the main window."""

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._served: tuple[MainWindow, Contents] | None = None
        self._key: KeyChoice | None = None
        self.finder: Finder | None = None

    def serve(self, window: MainWindow, contents: Contents, commands: Commands) -> None:
        """Lead into this window from now on."""
        self.leave()
        self._served, self._commands = (window, contents), commands
        self._bind_key()
        commands.bind("office.find_caller", self.find)

    def use_key(self, key: KeyChoice) -> None:
        """Let the key that is heard everywhere be chosen in this session."""
        self._key = key
        self._bind_key()

    def _bind_key(self) -> None:
        if self._served is not None and (key := self._key) is not None:
            window = self._served[0]
            self._commands.bind("office.call_key", lambda: CallKeyDialog(key, window).open())

    def find(self, number: str = "") -> None:
        """Ask who has this number, or a number that is typed."""
        if self.finder is None:
            self.finder = Finder(self._jobs)
            self.finder.open_asked.connect(self._open)
            self.finder.log_asked.connect(self._log)
            self.finder.new_asked.connect(self._new)
        self.finder.begin(number)

    def leave(self) -> None:
        """Take the find window away at once, with all that it shows."""
        if self.finder is not None and isValid(self.finder):
            delete(self.finder)
        self.finder = None

    def _open(self, entity: str, id_: int, title: str) -> None:
        window, _contents = self._in_front()
        window.documents.open(entity, id_, title)

    def _log(self, customer: Link) -> None:
        window, contents = self._in_front()
        contents.log(window, customer)

    def _new(self, number: str) -> None:
        _window, contents = self._in_front()
        contents.new_asked.emit("customer", {"contact_points": points_of(number)})

    def _in_front(self) -> tuple[MainWindow, Contents]:
        assert self._served is not None, "serve() comes first"
        to_front(self._served[0])
        return self._served


def points_of(number: str) -> tuple[ContactPointRow, ...]:
    """The number as the first phone of somebody new."""
    found = split(number)
    return (ContactPointRow(str(found[0].kind) if found else "mobile", number),)
