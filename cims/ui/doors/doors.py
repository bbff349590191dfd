"""Which page of the doors comes when, from the first screen to an open office."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from cims.services.errors import CimsError, sentence_of
from cims.services.i18n import _
from cims.services.progress import Progress
from cims.services.vault.errors import (
    Disabled,
    FactorMissing,
    KeyFileRefused,
    NotEnoughMemory,
    UnknownName,
    WaitFirst,
    WrongPassword,
)
from cims.ui.doors import entry
from cims.ui.doors.asking import Asking
from cims.ui.doors.door_page import DoorPage
from cims.ui.doors.door_window import DoorWindow
from cims.ui.doors.entry import Entered, Place
from cims.ui.doors.key_file_row import KeyFiles
from cims.ui.doors.maintaining import Maintaining
from cims.ui.doors.mending import Mending
from cims.ui.doors.preferences import Preferences
from cims.ui.doors.stage import Stage
from cims.ui.doors.unlock_page import Person, PersonPage, UnlockPage
from cims.ui.file_asker import FileAsker

if TYPE_CHECKING:  # each page is loaded when it is first shown
    from cims.ui.doors.founding_page import NewOffice
    from cims.ui.doors.sheet import RecoverySheet

T = TypeVar("T")
TABLES = "*.xlsx *.xls *.ods *.csv"
TYPED_AGAIN = (WrongPassword, WaitFirst, UnknownName, Disabled, NotEnoughMemory)
FACTOR_ASKED_AGAIN = (FactorMissing, KeyFileRefused)  # the password may be right: it stays


class Elsewhere(Protocol):
    """What is done for the doors by who holds the data folders."""

    def make_sample(self, progress: Progress) -> Place:
        """Build the sample office and say where it is."""

    def leave_sample(self, sample: Place) -> Place:
        """Remove the sample office; the place of the real one."""


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
        self.preferences, self.files = preferences, files
        self.key_files = KeyFiles(preferences, files)
        self._elsewhere = elsewhere
        self._mending, self._asking = Mending(self), Asking(self)
        self.maintaining = Maintaining(self)
        self.next_name = ""  # whom the one who left has called to the desk
        self.saved_sheets: list[Path] = []  # files, until somebody is in who can be reminded

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
            self._mending.refuse(error)
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

        name, wait = self.next_name or self.preferences.last_name, self.place.wait_of
        key_files, is_sample = self.key_files, self.place.is_sample
        self.stage.show(
            lambda: UnlockPage(people, name, wait, key_files, words, is_sample=is_sample), connect
        )

    def _begin_by(self, way: str) -> None:
        if way == "import":
            title = _("Import a customer list")
            pattern = _("Tables") + f" ({TABLES})"
            self.files.to_open(self.stage.window, title, pattern, self._show_founding)
        elif way == "empty":
            self._show_founding(None)
        elif way == "sample":
            title = _("Furnishing the sample office")
            self._wait_for(title, self._elsewhere.make_sample, self._enter_sample)
        else:
            self._mending.ask_backup()

    def _show_founding(self, file: Path | None) -> None:
        from cims.ui.doors.founding_page import FoundingPage

        def connect(page: FoundingPage) -> None:
            page.back.connect(self.begin)
            page.entered.connect(lambda wanted: self._found(wanted, file))

        self.stage.show(lambda: FoundingPage(file.name if file else ""), connect)

    def _found(self, wanted: "NewOffice", file: Path | None) -> None:
        place = self.place
        self.preferences.last_name = wanted.name

        def work(_progress: Progress) -> "tuple[Entered, RecoverySheet]":
            office, sheet = entry.found(place, wanted)
            return entry.entered(place, office), sheet

        def made(result: "tuple[Entered, RecoverySheet]") -> None:
            came, sheet = result
            self._asking.hold(replace(came, file=file))
            self.show_sheet(sheet, self._asking.let_in)

        self.work(work, made)

    def show_sheet(self, sheet: "RecoverySheet", then: Callable[[], None]) -> None:
        """Show a new recovery sheet before going on."""
        from cims.ui.doors.sheet_page import SheetPage

        def connect(page: SheetPage) -> None:
            page.done.connect(then)
            page.saved.connect(self.saved_sheets.append)

        self.stage.show(lambda: SheetPage(sheet, self.files), connect)

    def _sign_in(
        self, person: Person, password: str, key_file: Path | None, *, accept_loss: bool = False
    ) -> None:
        place, self.next_name = self.place, ""
        if not place.is_sample:
            self.preferences.last_name = person.name

        def work(_progress: Progress) -> Entered:
            office = entry.sign_in(
                place, person.slot_id, password, key_file, accept_loss=accept_loss
            )
            return entry.entered(place, office)

        def lost(error: CimsError) -> None:
            self._mending.ask_about_loss(
                error, lambda: self._sign_in(person, password, key_file, accept_loss=True)
            )

        self.work(work, lambda came: self.came_in(came, person, password), lost)

    def came_in(self, came: Entered, person: Person, password: str) -> None:
        """Open the office, unless something is asked for first; `password` is what opened it."""
        self._asking.come(came, person, password)

    def close(self) -> None:
        """Wait for what runs; an office that nobody came into is closed."""
        self.stage.close()
        self._asking.close()

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

        def work(_progress: Progress) -> Entered:
            office = entry.reset_password(place, person.slot_id, sheet, password)
            return entry.entered(place, office)

        self.work(work, lambda came: self.came_in(came, person, password), lost)

    def _enter_sample(self, place: Place) -> None:
        self.place = place
        self.show_unlock()

    def _leave_sample(self) -> None:
        self.place = self._elsewhere.leave_sample(self.place)
        self.begin()

    def _wait_for(
        self, title: str, work: Callable[[Progress], T], then: Callable[[T], None]
    ) -> None:
        def failed(error: Exception) -> None:
            self.begin()
            self.tell(error)

        self.stage.wait_for(title, work, then, failed, self.begin)

    def work(
        self,
        work: Callable[[Progress], T],
        then: Callable[[T], None],
        lost: Callable[[CimsError], None] | None = None,
        *,
        can_stop: bool = False,
    ) -> None:
        """Do work while the page waits; `lost` hears of saved changes that are missing."""

        def failed(page: DoorPage, error: Exception) -> None:
            from cims.services.backup import BackupIncomplete
            from cims.services.opening import ChangesMissing

            if isinstance(error, ChangesMissing | BackupIncomplete) and lost is not None:
                lost(error)
            elif isinstance(page, PersonPage) and isinstance(error, TYPED_AGAIN):
                page.refuse(str(error))
            elif isinstance(error, FACTOR_ASKED_AGAIN):
                self._tell(page, error)
            elif isinstance(page, UnlockPage) and isinstance(error, CimsError):
                self._mending.refuse(error)
            else:
                self._tell(page, error)

        self.stage.work(work, then, failed, can_stop=can_stop)

    def tell(self, error: Exception) -> None:
        """Say on the page that is shown what went wrong."""
        self._tell(self.stage.page(), error)

    def _tell(self, page: DoorPage, error: Exception) -> None:
        if sentence := sentence_of(error):
            page.say(sentence)
        else:
            self.stage.messages.error(error)
