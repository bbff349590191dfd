"""When the office can't be opened as it is: a backup, an older state, or without what is lost."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.progress import Progress
from cims.services.vault.errors import CurrentMissing
from cims.ui.doors import bringing_back, entry
from cims.ui.doors.entry import Entered, Place
from cims.ui.doors.unlock_page import Person

if TYPE_CHECKING:
    from cims.services.opening import OpenOffice
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

        folder = self._doors.place.folder

        def told() -> list[str]:
            if not isinstance(error, CurrentMissing):
                return []
            return bringing_back.states(folder, error.generations)

        def answered(name: str) -> None:
            if name == "quit":
                self._doors.quit_asked.emit()
            elif name == "restore":
                self.ask_backup()
            elif name.isdigit():
                self._doors.work(
                    lambda _progress: bringing_back.take_generation(folder, int(name)),
                    lambda _done: self._doors.begin(),
                )
            else:
                self._doors.begin()

        def connect(page: NoticePage) -> None:
            page.answered.connect(answered)

        self._stage.show(lambda: refusal_page(error, told()), connect)

    def ask_backup(self) -> None:
        """Ask for a backup to restore."""
        pattern = _("Backups") + " (*.cimsbak)"
        title = _("Restore from a backup")
        self._doors.files.to_open(self._stage.window, title, pattern, self._look_into)

    def _look_into(self, file: Path) -> None:
        self._doors.work(
            lambda _progress: bringing_back.people_in(file),
            lambda people: self._show_restore(file, people),
        )

    def _show_restore(self, file: Path, people: list[Person]) -> None:
        from cims.ui.doors.restore_page import RestorePage

        doors = self._doors

        def connect(page: RestorePage) -> None:
            page.back.connect(doors.begin)
            page.forgotten.connect(lambda person: self._show_sheet_asked(file, people, person))
            page.entered.connect(
                lambda person, typed, key_file: self._restore(file, person, typed, key_file)
            )

        name, key_files = doors.preferences.last_name, doors.key_files
        self._stage.show(lambda: RestorePage(file.name, people, name, key_files), connect)

    def _show_sheet_asked(self, file: Path, people: list[Person], person: Person) -> None:
        """Without password, key file or keyring: the sheet opens a backup too."""
        from cims.ui.doors.forgotten_page import ForgottenPage

        def restore(_person: Person, sheet: str, password: str) -> None:
            self._restore_by(
                person,
                password,
                lambda place, progress, accept_loss: bringing_back.restore_by_sheet(
                    place,
                    file,
                    person.slot_id,
                    sheet,
                    password,
                    progress,
                    accept_loss=accept_loss,
                ),
            )

        def connect(page: ForgottenPage) -> None:
            page.back.connect(lambda: self._show_restore(file, people))
            page.entered.connect(restore)

        self._stage.show(lambda: ForgottenPage(person), connect)

    def _restore(self, file: Path, person: Person, password: str, key_file: Path | None) -> None:
        self._restore_by(
            person,
            password,
            lambda place, progress, accept_loss: bringing_back.restore(
                place, file, person.name, password, key_file, progress, accept_loss=accept_loss
            ),
        )

    def _restore_by(
        self,
        person: Person,
        password: str,
        restore: "Callable[[Place, Progress, bool], OpenOffice]",
        accept_loss: bool = False,
    ) -> None:
        place = self._doors.place
        self._doors.preferences.last_name = person.name

        def work(progress: Progress) -> Entered:
            return entry.entered(place, restore(place, progress, accept_loss))

        def lost(error: CimsError) -> None:
            self.ask_about_loss(error, lambda: self._restore_by(person, password, restore, True))

        def restored(came: Entered) -> None:
            self._doors.came_in(came, person, password)

        self._doors.work(work, restored, lost, can_stop=True)
