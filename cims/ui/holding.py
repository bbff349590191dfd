"""What a session asks of that which its window holds."""

from typing import Any, Protocol

from PySide6.QtCore import QObject

from cims.services.drafts import FormDraft
from cims.services.entity import Link
from cims.services.notices import NoticeLine
from cims.ui.command_palette import RecordSource
from cims.ui.jobs import Jobs
from cims.ui.main_window import MainWindow
from cims.ui.navigation import Navigation, Surroundings


class Holding(Protocol):
    """What a window holds (cims/ui/contents.py)."""

    import_asked: Any  # Signal(str, object)
    new_asked: Any  # Signal(str, object)

    def navigation(self) -> Navigation:
        """Every tab and document, before rights."""

    def join(self, window: MainWindow, around: Surroundings) -> None:
        """Let what the pages ask for happen in this window."""

    def follow(self, before: Any) -> None:
        """Show what the one before showed, in another language."""

    def open_form(self, window: MainWindow, draft: FormDraft) -> object:
        """The page, or the panel, that a draft belongs to."""

    def log(self, window: MainWindow, customer: Link | None = None) -> None:
        """Write down something about this customer."""

    def open_notice(self, window: MainWindow, line: NoticeLine) -> None:
        """Show what a notice is about."""

    def records(self, owner: QObject, jobs: Jobs) -> RecordSource:
        """What answers when somebody types a name into the search at the top."""
