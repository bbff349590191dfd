"""The window program: start() up to the unlock window, signed_in() after it; no globals."""

import sys
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal
from PySide6.QtWidgets import QApplication

from cims.services.clock import Clock, system_now
from cims.services.errors import CimsError
from cims.services.i18n import _, language, use_language
from cims.services.vault.hardening import harden_process
from cims.services.vault.instance_lock import Held, Kind
from cims.services.vault.policy import STRONG, KdfPolicy
from cims.ui import handed_out
from cims.ui.collecting import Collecting, collect_all
from cims.ui.doors.door_window import DoorWindow
from cims.ui.doors.doors import Doors
from cims.ui.doors.entry import Entered, Place
from cims.ui.doors.held_folders import HeldFolders
from cims.ui.doors.log_file import keep_log
from cims.ui.doors.preferences import Preferences
from cims.ui.file_asker import FileAsker
from cims.ui.messages import Messages
from cims.ui.qt_classes import make_some
from cims.ui.qt_words import use_qt_words
from cims.ui.theme import Appearance, chinese_fonts_missing

if TYPE_CHECKING:
    from cims.ui.call_key import CallKey
    from cims.ui.doors.raising import Raiser
    from cims.ui.holding import Holding
    from cims.ui.leaving import Ending
    from cims.ui.session import Session

TRY_AGAIN = 1000  # milliseconds, while a backup or a command holds the vault


def run(
    folder: Path,
    *,
    find: str | None = None,
    policy: KdfPolicy = STRONG,
    clock: Clock = system_now,
) -> int:
    """Open the window on the vault in `folder`; the exit status is returned.

    With `find`, a number, the find window opens as soon as somebody is signed in.
    """
    harden_process()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    Collecting(application)
    application.setApplicationName("CIMS")
    application.setQuitOnLastWindowClosed(False)  # no window is shown while an office closes
    settings = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.ConfigLocation))
    program = start(
        Place(folder, policy, clock),
        application,
        Preferences(settings / "CIMS" / "cims.ini"),
        find=find,
    )
    if program is None:
        return 0
    program.left.connect(application.quit)
    sys.excepthook = program.crashed
    keep_log(settings / "CIMS" / "cims.log")
    handed_out.empty()  # after a crash
    QTimer.singleShot(0, load_the_rest)
    status = application.exec()
    program.close()
    return status


def start(
    place: Place,
    application: QApplication,
    preferences: Preferences,
    files: FileAsker | None = None,
    *,
    find: str | None = None,
) -> "Program | None":
    """Show the first door; None when another CIMS has shown its window instead."""
    use_language(preferences.language)
    use_qt_words(preferences.language)
    program = Program(
        place, preferences, Appearance(application, preferences.look), files or FileAsker()
    )
    program.wanted = find
    return program if program.begin() else None


def load_the_rest() -> None:
    """Load the heavy libraries while the user types a password, once Qt's classes are made."""
    if make_some():
        QTimer.singleShot(0, load_the_rest)  # one module in each turn: the window stays quick
    else:
        Thread(target=heavy_imports, name="cims-loading", daemon=True).start()


def heavy_imports() -> None:
    """What an open office needs and an unlock window does not."""
    import cims.services.opening
    import cims.services.vault.vault  # noqa: F401 - loaded here, used after sign-in
    from cims.services.vault.passwords import common_passwords, strength
    from cims.services.warming import warm_up

    warm_up()
    common_passwords()
    strength("warm")
    import cims.ui.contents
    import cims.ui.session  # noqa: F401 - the window's modules, else loaded while it stands still


class Program(QObject):
    """The window in front of the vault, the lock on it, and whoever is signed in."""

    left = Signal()

    def __init__(
        self,
        place: Place,
        preferences: Preferences,
        appearance: Appearance,
        files: FileAsker,
    ) -> None:
        super().__init__()
        self.place = place
        self._preferences, self._appearance, self._files = preferences, appearance, files
        self.window = DoorWindow(preferences, appearance)
        self.window.closing.connect(self._leave)
        self._folders = HeldFolders(place)
        self.doors = Doors(place, self.window, preferences, self._folders, files)
        self.doors.entered.connect(self.signed_in)
        self.doors.quit_asked.connect(self.window.close)
        self.session: Session | None = None
        self._messages = Messages(self.window)
        self._raiser: Raiser | None = None
        self.wanted: str | None = None  # the number to find once somebody is signed in
        self._call_key: CallKey | None = None
        self._waiting = QTimer(self, singleShot=True, interval=TRY_AGAIN)
        self._waiting.timeout.connect(self.begin)

    def begin(self) -> bool:
        """Take the lock and show the door; False when another window was raised instead."""
        try:
            self._folders.take()
        except Held as held:
            from cims.ui.doors.raising import raise_other

            if raise_other(self.place.folder, self.wanted):
                return False
            self._say_who_holds(held)
        except CimsError as refused:
            self._notice(str(refused))
        else:
            self.doors.begin(self._said_of_caller())
            QTimer.singleShot(0, self, self._listen)
            if chinese_fonts_missing() and self.window.page is not None:
                self.window.page.say(_("This computer has no Chinese font. Install one."), "warn")
        self.window.show()
        return True

    def to_front(self) -> None:
        """Show the window that is in use now."""
        from cims.ui.doors.raising import to_front

        session = self.session
        to_front(self.window if session is None or session.is_over else session.window)

    def asked(self, number: str | None) -> None:
        """Another start: show the window, and who has a number; whoever is out signs in first."""
        if number is not None:
            self.find(number)
        else:
            self.to_front()

    def find(self, number: str = "") -> None:
        """Show who has this number, or let one be typed; signing in comes first."""
        session = self.session
        if session is not None and not session.is_over:
            session.find(number)
            return
        self.wanted = number
        self.to_front()
        if self.window.page is not None:
            self.window.page.say(self._said_of_caller())

    def signed_in(self, entered: Entered) -> None:
        """Leave the door and open the office."""
        from cims.ui.session import Session

        title = f"CIMS · {entered.kept.office}"
        if entered.place.is_sample:
            title = _("CIMS · Sample office: nothing is kept")
        self.session = Session(
            entered.office,
            entered.kept,
            lambda: contents(self._files),
            self._appearance,
            title,
        )
        self.session.ended.connect(self._signed_out)
        self.session.start()
        if entered.file is not None:
            self.session.import_file(entered.file)
        if self.session.access.remember_sheets(self.doors.saved_sheets):
            self.doors.saved_sheets = []
        self.window.hide()
        if self.wanted is not None:
            self.session.find(self.wanted)
            self.wanted = None
        if self._call_key is not None:
            self.session.finding.use_key(self._call_key)
            if self._call_key.is_taken:
                self.session.messages.warn(self._call_key.trouble)

    def close(self) -> None:
        """Wait for the threads and let the next one in."""
        self.doors.close()
        if self.doors.place.is_sample:
            self._folders.leave_sample(self.doors.place)
        if self._raiser is not None:
            self._raiser.close()
        if self._call_key is not None:
            self._call_key.release()
        self._folders.release()

    def _listen(self) -> None:
        """Hear of other starts, once the window stands."""
        from cims.ui.doors.raising import Raiser

        self._raiser = Raiser(self.place.folder, self)
        self._raiser.asked.connect(self.asked)
        from cims.ui.call_key import CallKey

        self._call_key = CallKey(self._preferences, self)
        self._call_key.pressed.connect(self.find)
        self._call_key.begin()

    def _said_of_caller(self) -> str:
        """What the door says while somebody's number waits."""
        return _("Sign in to see who calls.") if self.wanted is not None else ""

    def _signed_out(self, ending: "Ending") -> None:
        assert self.session is not None
        (trouble, access), self.session = (self.session.trouble, self.session.access), None
        self._preferences.language = language()
        self._preferences.keep_theme(self._appearance.look.mode)
        self._appearance.choose(scale=1.0)
        if ending == "quit" and not trouble:
            self.window.close()
            return
        self.doors.next_name = access.next_person if ending == "switch" else ""
        if ending == "maintenance" and access.maintenance is not None and not trouble:
            self.doors.maintaining.begin(access.office, access.maintenance)
        else:
            told = _("Locked. What you had typed is kept.") if ending.locks else ""
            self.doors.begin(trouble or told)
        self.window.show()
        QTimer.singleShot(0, self, collect_all)

    def _leave(self) -> None:
        if self.session is None:
            self.left.emit()

    def _say_who_holds(self, held: Held) -> None:
        """Wait with a sentence for a backup or a command; a window elsewhere needs its user."""
        self._notice(str(held))
        if held.holder is not None and held.holder.kind is not Kind.WINDOW:
            self._waiting.start()

    def _notice(self, sentence: str) -> None:
        from cims.ui.doors.notice_page import Answer, NoticePage, quit_answer

        def make() -> NoticePage:
            title = _("This office can't be opened")
            again = Answer("again", _("Try again"), "refresh-cw")
            page = NoticePage(title, sentence, (quit_answer(), again))
            page.answered.connect(answered)
            return page

        def answered(name: str) -> None:
            if name == "quit":
                self.window.close()
            else:
                self.begin()

        self.window.show_page(make)

    def crashed(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Whatever nobody expected: into the log, and to the user as a report."""
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self._messages.error(error)


def contents(files: FileAsker) -> "Holding":
    """What the window holds."""
    from cims.ui.contents import Contents

    return Contents(files)
