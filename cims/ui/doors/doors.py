"""Which page of the doors comes when, from the first screen to an open office."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.progress import Progress
from cims.services.vault.errors import (
    Disabled,
    NotEnoughMemory,
    UnknownName,
    WaitFirst,
    WrongPassword,
)
from cims.ui.doors import entry
from cims.ui.doors.door_page import DoorPage
from cims.ui.doors.door_window import DoorWindow
from cims.ui.doors.entry import Place
from cims.ui.doors.files import FileAsker
from cims.ui.doors.preferences import Preferences
from cims.ui.doors.stage import Stage
from cims.ui.doors.unlock_page import Person, UnlockPage

if TYPE_CHECKING:  # each page is loaded when it is first shown
    from cims.services.opening import OpenOffice
    from cims.services.vault.typing_back import TypingBack
    from cims.ui.doors.founding_page import NewOffice
    from cims.ui.doors.sheet import RecoverySheet

T = TypeVar("T")
TABLES = "*.xlsx *.xls *.ods *.csv"
TYPED_AGAIN = (WrongPassword, WaitFirst, UnknownName, Disabled, NotEnoughMemory)


class Elsewhere(Protocol):
    """What the composition root does for the doors: things that need more than a vault."""

    def make_sample(self, progress: Progress) -> Place:
        """Build the sample office and say where it is."""

    def leave_sample(self) -> Place:
        """Remove the sample office; the place of the real one."""


@dataclass(frozen=True)
class Entered:
    """Somebody has come in; `file` is what wants to be imported first."""

    office: "OpenOffice"
    place: Place
    file: Path | None = None


class Doors(QObject):
    """Leads from page to page until somebody has come in."""

    entered = Signal(Entered)
    quit_asked = Signal()

    def __init__(
        self,
        place: Place,
        window: DoorWindow,
        preferences: Preferences,
        elsewhere: Elsewhere,
        files: FileAsker,
    ) -> None:
        super().__init__()
        self.place = place
        self.stage = Stage(window, self)
        self._preferences, self._elsewhere, self._files = preferences, elsewhere, files

    def begin(self, words: str = "") -> None:
        """Show the first screen, or the unlock page where there is a vault."""
        if self.place.has_vault():
            self.show_unlock(words)
            return
        from cims.ui.doors.first_screen import FirstScreen

        def connect(page: FirstScreen) -> None:
            page.chosen.connect(self._begin_by)

        self.stage.show(FirstScreen, connect)

    def show_unlock(self, words: str = "") -> None:
        """Ask who it is."""
        try:
            people = self.place.people()
        except CimsError as error:
            self._refuse(error)
            return
        password = self.place.sample_password
        if self.place.is_sample:
            told = _("This is the sample office; its password is “{password}”.")
            words = words or told.format(password=password)

        def connect(page: UnlockPage) -> None:
            page.entered.connect(self._sign_in)
            page.forgotten.connect(self._show_forgotten)
            page.back.connect(self._leave_sample)
            page.password.setText(password)

        name, wait = self._preferences.last_name, self.place.wait_of
        is_sample = self.place.is_sample
        self.stage.show(lambda: UnlockPage(people, name, wait, words, is_sample=is_sample), connect)

    def _begin_by(self, way: str) -> None:
        if way == "import":
            title = _("Import a customer list")
            pattern = _("Tables") + f" ({TABLES})"
            self._files.to_open(self.stage.window, title, pattern, self._show_founding)
        elif way == "empty":
            self._show_founding(None)
        elif way == "sample":
            title = _("Furnishing the sample office")
            self._wait_for(title, self._elsewhere.make_sample, self._enter_sample)
        else:
            self._ask_backup()

    def _show_founding(self, file: Path | None) -> None:
        from cims.ui.doors.founding_page import FoundingPage

        def connect(page: FoundingPage) -> None:
            page.back.connect(self.begin)
            page.entered.connect(lambda wanted: self._found(wanted, file))

        self.stage.show(lambda: FoundingPage(file.name if file else ""), connect)

    def _found(self, wanted: "NewOffice", file: Path | None) -> None:
        place = self.place
        self._preferences.last_name = wanted.name

        def made(result: "tuple[OpenOffice, RecoverySheet]") -> None:
            office, sheet = result
            self._show_sheet(office, sheet, file)

        self._work(lambda _progress: entry.found(place, wanted), made)

    def _show_sheet(
        self, office: "OpenOffice", sheet: "RecoverySheet", file: Path | None = None
    ) -> None:
        from cims.ui.doors.sheet_page import SheetPage

        def connect(page: SheetPage) -> None:
            page.done.connect(lambda: self.entered.emit(Entered(office, self.place, file)))

        self.stage.show(lambda: SheetPage(sheet, self._files), connect)

    def _sign_in(self, person: Person, password: str, *, accept_loss: bool = False) -> None:
        place = self.place
        if not place.is_sample:
            self._preferences.last_name = person.name

        def work(_progress: Progress) -> "OpenOffice":
            return entry.sign_in(place, person.slot_id, password, accept_loss=accept_loss)

        def lost(error: CimsError) -> None:
            self._ask_about_loss(error, lambda: self._sign_in(person, password, accept_loss=True))

        self._work(work, self._came_in, lost)

    def _came_in(self, office: "OpenOffice") -> None:
        asked = None if self.place.is_sample else entry.demanded(office)
        if asked is None:
            self.entered.emit(Entered(office, self.place))
        else:
            self._ask_to_type_back(office, asked)

    def _ask_to_type_back(self, office: "OpenOffice", asked: "TypingBack") -> None:
        from cims.ui.doors.typing_back_page import TypingBackPage

        def proved() -> None:
            entry.proved(office, asked)
            self.entered.emit(Entered(office, self.place))

        def replace() -> None:
            self._work(
                lambda _progress: entry.new_sheet(office),
                lambda sheet: self._show_sheet(office, sheet),
            )

        def connect(page: TypingBackPage) -> None:
            page.proved.connect(proved)
            page.new_sheet_asked.connect(replace)

        self.stage.show(lambda: TypingBackPage(asked), connect)

    def _show_forgotten(self, person: Person) -> None:
        from cims.ui.doors.forgotten_page import ForgottenPage

        def connect(page: ForgottenPage) -> None:
            page.back.connect(self.begin)
            page.entered.connect(self._reset)

        self.stage.show(lambda: ForgottenPage(person), connect)

    def _reset(self, person: Person, sheet: str, password: str) -> None:
        place = self.place

        def lost(error: CimsError) -> None:
            self.show_unlock()  # the password is set; the question comes with signing in
            self.stage.page().say(str(error), "warn")

        self._work(
            lambda _progress: entry.reset_password(place, person.slot_id, sheet, password),
            self._came_in,
            lost,
        )

    def _ask_about_loss(self, error: CimsError, go_on: Callable[[], None]) -> None:
        from cims.ui.doors.notice_page import NoticePage, loss_page

        def connect(page: NoticePage) -> None:
            answers = {"quit": self.quit_asked.emit, "continue": go_on}
            page.answered.connect(lambda name: answers[name]())

        self.stage.show(lambda: loss_page(str(error)), connect)

    def _refuse(self, error: CimsError) -> None:
        from cims.ui.doors.notice_page import NoticePage, refusal_page

        def answered(name: str) -> None:
            if name == "quit":
                self.quit_asked.emit()
            elif name == "restore":
                self._ask_backup()
            else:
                if name.isdigit():
                    entry.take_generation(self.place.folder, int(name))
                self.begin()

        def connect(page: NoticePage) -> None:
            page.answered.connect(answered)

        self.stage.show(lambda: refusal_page(error), connect)

    def _ask_backup(self) -> None:
        pattern = _("Backups") + " (*.cimsbak)"
        title = _("Restore from a backup")
        self._files.to_open(self.stage.window, title, pattern, self._show_restore)

    def _show_restore(self, file: Path) -> None:
        from cims.ui.doors.restore_page import RestorePage

        try:
            people = entry.people_in(file)
        except CimsError as error:
            self.stage.page().say(str(error))
            return

        def connect(page: RestorePage) -> None:
            page.back.connect(self.begin)
            page.entered.connect(lambda person, typed: self._restore(file, person, typed))

        name = self._preferences.last_name
        self.stage.show(lambda: RestorePage(file.name, people, name), connect)

    def _restore(
        self, file: Path, person: Person, password: str, *, accept_loss: bool = False
    ) -> None:
        place = self.place
        self._preferences.last_name = person.name

        def work(progress: Progress) -> "OpenOffice":
            return entry.restore(
                place, file, person.name, password, progress, accept_loss=accept_loss
            )

        def lost(error: CimsError) -> None:
            self._ask_about_loss(
                error, lambda: self._restore(file, person, password, accept_loss=True)
            )

        self._work(work, self._came_in, lost)

    def _enter_sample(self, place: Place) -> None:
        self.place = place
        self.show_unlock()

    def _leave_sample(self) -> None:
        self.place = self._elsewhere.leave_sample()
        self.begin()

    def _wait_for(
        self, title: str, work: Callable[[Progress], T], then: Callable[[T], None]
    ) -> None:
        def failed(error: Exception) -> None:
            self.begin()
            self._tell(self.stage.page(), error)

        self.stage.wait_for(title, work, then, failed, self.begin)

    def _work(
        self,
        work: Callable[[Progress], T],
        then: Callable[[T], None],
        lost: Callable[[CimsError], None] | None = None,
    ) -> None:
        def failed(page: DoorPage, error: Exception) -> None:
            from cims.services.backup import BackupIncomplete
            from cims.services.opening import ChangesMissing

            if isinstance(error, ChangesMissing | BackupIncomplete) and lost is not None:
                lost(error)
            elif isinstance(page, UnlockPage) and isinstance(error, TYPED_AGAIN):
                page.refuse(str(error))
            elif isinstance(page, UnlockPage) and isinstance(error, CimsError):
                self._refuse(error)
            else:
                self._tell(page, error)

        self.stage.work(work, then, failed)

    def _tell(self, page: DoorPage, error: Exception) -> None:
        if isinstance(error, CimsError):
            page.say(str(error))
        else:
            self.stage.messages.error(error)
