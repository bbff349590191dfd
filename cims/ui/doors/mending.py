"""When the office can't be opened as it is: a backup, an older state, or without what is lost."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.progress import Progress
from cims.ui.doors import entry
from cims.ui.doors.entry import Entered
from cims.ui.doors.unlock_page import Person

if TYPE_CHECKING:
    from cims.ui.doors.doors import Doors


class Mending:
    """Asks what to do, and does it for the doors."""

    def __init__(self, doors: "Doors") -> None:
        self._doors, self._stage = doors, doors.stage

    def ask_about_loss(self, error: CimsError, go_on: Callable[[], None]) -> None:
        """Continue without saved changes that are missing, or quit."""
        from cims.ui.doors.notice_page import NoticePage, loss_page

        def connect(page: NoticePage) -> None:
            answers = {"quit": self._doors.quit_asked.emit, "continue": go_on}
            page.answered.connect(lambda name: answers[name]())

        self._stage.show(lambda: loss_page(str(error)), connect)

    def refuse(self, error: CimsError) -> None:
        """Say why the office can't be opened, with the ways that are left."""
        from cims.ui.doors.notice_page import NoticePage, refusal_page

        def answered(name: str) -> None:
            if name == "quit":
                self._doors.quit_asked.emit()
            elif name == "restore":
                self.ask_backup()
            else:
                if name.isdigit():
                    entry.take_generation(self._doors.place.folder, int(name))
                self._doors.begin()

        def connect(page: NoticePage) -> None:
            page.answered.connect(answered)

        self._stage.show(lambda: refusal_page(error), connect)

    def ask_backup(self) -> None:
        """Ask for a backup to restore."""
        pattern = _("Backups") + " (*.cimsbak)"
        title = _("Restore from a backup")
        self._doors.files.to_open(self._stage.window, title, pattern, self._show_restore)

    def _show_restore(self, file: Path) -> None:
        from cims.ui.doors.restore_page import RestorePage

        try:
            people = entry.people_in(file)
        except CimsError as error:
            self._stage.page().say(str(error))
            return

        def connect(page: RestorePage) -> None:
            page.back.connect(self._doors.begin)
            page.entered.connect(lambda person, typed: self._restore(file, person, typed))

        name = self._doors.preferences.last_name
        self._stage.show(lambda: RestorePage(file.name, people, name), connect)

    def _restore(
        self, file: Path, person: Person, password: str, *, accept_loss: bool = False
    ) -> None:
        place = self._doors.place
        self._doors.preferences.last_name = person.name

        def work(progress: Progress) -> Entered:
            office = entry.restore(
                place, file, person.name, password, progress, accept_loss=accept_loss
            )
            return entry.entered(place, office)

        def lost(error: CimsError) -> None:
            self.ask_about_loss(
                error, lambda: self._restore(file, person, password, accept_loss=True)
            )

        self._doors.work(work, self._doors.came_in, lost)
