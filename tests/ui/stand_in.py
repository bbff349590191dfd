"""A small database and pages, so that the frame is tested without a vault."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Event, get_ident
from typing import Any, cast

from cims.services.changes import ChangeKind, Changes
from cims.services.errors import Cancelled
from cims.services.i18n import _
from cims.services.progress import Progress, silent
from cims.services.rights import Actor
from cims.ui.jobs import Jobs
from cims.ui.messages import Messages
from cims.ui.navigation import Creation, DocumentType, Navigation, Surroundings, Tab
from cims.ui.page import Page
from cims.ui.widgets import EmptyState, column


class StandInOffice:
    """Notes what was done; a statement runs until it is let go or interrupted."""

    def __init__(self, database: "StandInDatabase", actor: Actor) -> None:
        self._database, self.actor = database, actor
        self.changes = Changes()
        self.interrupted = Event()
        self.thread = get_ident()

    def add(self, name: str) -> int:
        self._database.pending.append(name)
        number = self._database.change_sets = self._database.change_sets + 1
        self.changes = Changes({"customer": frozenset({number})}, number)
        return number

    def slow_statement(self) -> str:
        self._database.statement_runs.set()
        if self.interrupted.wait(5):
            raise Cancelled
        return "done"

    def undo(self, change_set_id: int) -> "StandInUndone":
        self._database.undone.append(change_set_id)
        return StandInUndone()

    def interrupt(self) -> None:
        self.interrupted.set()


class StandInUndone:
    left: tuple[int, ...] = ()


class StandInDatabase:
    """Commits names into a list, or forgets them when the work fails."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self.pending: list[str] = []
        self.undone: list[int] = []
        self.kinds: list[tuple[ChangeKind, str]] = []
        self.change_sets = self.folded = 0
        self.statement_runs = Event()

    @contextmanager
    def read(self, actor: Actor) -> Iterator[StandInOffice]:
        yield StandInOffice(self, actor)

    @contextmanager
    def write(
        self,
        actor: Actor,
        kind: ChangeKind = ChangeKind.EDIT,
        label: str = "",
        progress: Progress = silent,
    ) -> Iterator[StandInOffice]:
        self.pending = []
        self.kinds.append((kind, label))
        yield StandInOffice(self, actor)
        self.rows += self.pending

    def fold_log(self) -> None:
        self.folded += 1


class StandInPage(Page):
    """A page that can be told to hold changes, and notes its commands."""

    def __init__(self, words: str = "") -> None:
        super().__init__()
        self.changed = False
        self.found = 0
        self.setLayout(column(EmptyState("inbox", words or _("Nothing found"), _("New customer"))))

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {"page.find": self.search}

    def search(self) -> None:
        self.found += 1

    def has_changes(self) -> bool:
        return self.changed


def made_jobs(database: StandInDatabase, messages: Messages) -> Jobs:
    return Jobs(cast(Any, database), Actor.office(), messages)


def _page(_surroundings: Surroundings) -> Page:
    return StandInPage()


def _document(_surroundings: Surroundings, record_id: int) -> Page:
    return StandInPage(f"Record {record_id}")


NAVIGATION = Navigation(
    (
        Tab("settings", "Settings", "settings", _page, at_bottom=True),
        Tab("today", "Today", "layout-dashboard", _page),
        Tab("customers", "Customers", "building-complex", _page, right="customer:read"),
        Tab("contacts", "Contacts", "users", _page),
    ),
    (DocumentType("customer", "building-complex", _document, home="customers"),),
    (
        Creation("customer", "New customer", "building-complex"),
        Creation("contact", "New contact", "user-plus"),
    ),
)
