"""Pictures of every door in both languages and themes: python -m tests.ui.doors.pictures OUT."""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from cims.services.backup.errors import NoBackup
from cims.services.i18n import LANGUAGES, _, use_language
from cims.services.one_time_codes import wrong_code
from cims.services.opening import ChangesMissing
from cims.services.vault.errors import CurrentMissing, Damaged, TooNew, WrongPassword
from cims.services.vault.head_finding import Finding, HeadFinding
from cims.services.vault.recovery import sheet_text
from cims.services.vault.typing_back import TypingBack
from cims.ui.doors.door_page import DoorPage
from cims.ui.doors.door_window import DoorWindow
from cims.ui.doors.first_password_page import FirstPasswordPage
from cims.ui.doors.first_screen import FirstScreen
from cims.ui.doors.forgotten_page import ForgottenPage
from cims.ui.doors.founding_page import FoundingPage
from cims.ui.doors.gate_page import GatePage
from cims.ui.doors.key_file_row import KeyFiles
from cims.ui.doors.notice_page import loss_page, refusal_page
from cims.ui.doors.preferences import Preferences
from cims.ui.doors.restore_page import RestorePage
from cims.ui.doors.sheet import RecoverySheet, save_pdf
from cims.ui.doors.sheet_page import SheetPage
from cims.ui.doors.typing_back_page import TypingBackPage
from cims.ui.doors.unlock_page import Person, UnlockPage
from cims.ui.doors.wait_page import WaitPage
from cims.ui.file_asker import FileAsker
from cims.ui.qt_words import use_qt_words
from cims.ui.theme import Appearance, Mode

SIZES = ((1280, 720), (1440, 900))
SECRET = sheet_text(bytes(range(20)))
SHEET = RecoverySheet(
    "苏州恒泰智能装备有限公司", "1f0c2e9a-7d1b-4a57-9c7e-0a4d2b6f8e31", "2026-11-22", SECRET
)
PEOPLE = [
    Person("1", "王晓燕"),
    Person("2", "李建国"),
    Person("3", "Grace Liu", needs_key_file=True),
]
KEY_FILES = KeyFiles(Preferences(Path(os.devnull)), FileAsker())


def founding() -> FoundingPage:
    page = FoundingPage("客户表.xlsx")
    page.office.setText("苏州恒泰智能装备有限公司")
    page.name.setText("王晓燕")
    page.password.set_password("four words are")
    page.password.judge()
    return page


def refused() -> UnlockPage:
    page = UnlockPage(PEOPLE, "王晓燕", lambda _person: 8, KEY_FILES)
    page.refuse(str(WrongPassword()))
    return page


def forgotten() -> ForgottenPage:
    page = ForgottenPage(PEOPLE[0])
    page.sheet.setText("0123-4567")
    page._look()
    return page


def with_key_file() -> UnlockPage:
    page = UnlockPage(PEOPLE, "Grace Liu", lambda _person: 0, KEY_FILES)
    page.key_file.use(Path("/media/stick/grace.cimskey"))
    return page


def without_key_file() -> UnlockPage:
    page = UnlockPage(PEOPLE, "Grace Liu", lambda _person: 0, KEY_FILES)
    page.password.setText("twelve chars")
    page.enter()
    return page


def gate() -> GatePage:
    page = GatePage("王晓燕")
    page.refuse(wrong_code(), 8)
    return page


def first_password() -> FirstPasswordPage:
    page = FirstPasswordPage(PEOPLE[1])
    page.password.set_password("four words are")
    page.password.judge()
    return page


def waiting() -> DoorPage:
    page = WaitPage(_("Furnishing the sample office"))
    page.show_progress(800, 2000)
    return page


def restoring() -> RestorePage:
    return RestorePage("CIMS-1f0c2e9a-20261122.cimsbak", PEOPLE, "王晓燕", KEY_FILES)


def not_a_backup() -> FirstScreen:
    page = FirstScreen()
    page.say(str(NoBackup(Path("客户表.xlsx"))))
    return page


def not_restored() -> RestorePage:
    page = restoring()
    page.refuse(str(WrongPassword()))
    return page


def states() -> list[str]:
    words = _("State {n} was last written on {moment}.")
    moments = {3: "2026-11-20 17:42", 4: "2026-11-22 09:15"}
    return [words.format(n=number, moment=moment) for number, moment in moments.items()]


def lost() -> DoorPage:
    finding = HeadFinding(Finding.CHANGES_MISSING, 3, datetime(2026, 11, 22, 8, 41, tzinfo=UTC))
    evidence = Path("D:/CIMS/evidence/20261122T084500Z")
    return loss_page(str(ChangesMissing(finding, evidence, "Asia/Shanghai")))


def under_way() -> RestorePage:
    page = restoring()
    page.wait(is_waiting=True, can_stop=True)
    page.show_progress(63, 120)
    return page


def weak() -> FoundingPage:
    page = FoundingPage()
    page.password.set_password("short")
    page.office.setText("恒泰")
    page.name.setText("王晓燕")
    page.set_up.click()
    return page


PAGES: dict[str, Callable[[], DoorPage]] = {
    "first": FirstScreen,
    "first-refused": not_a_backup,
    "founding": founding,
    "founding-weak": weak,
    "sheet": lambda: SheetPage(SHEET, FileAsker()),
    "typing-back": lambda: TypingBackPage(
        TypingBack.of(SECRET, datetime(2026, 11, 22, tzinfo=UTC))
    ),
    "unlock": lambda: UnlockPage(PEOPLE, "李建国", lambda _person: 0, KEY_FILES),
    "unlock-key-file": with_key_file,
    "unlock-no-key-file": without_key_file,
    "gate": gate,
    "refused": refused,
    "forgotten": forgotten,
    "waiting": waiting,
    "first-password": first_password,
    "maintenance": lambda: WaitPage(_("New keys are being made"), ends=False),
    "restoring": restoring,
    "restoring-refused": not_restored,
    "restoring-runs": under_way,
    "loss": lost,
    "refused-file": lambda: refusal_page(Damaged("keyslots.json")),
    "refused-newer": lambda: refusal_page(TooNew("cims.db")),
    "refused-states": lambda: refusal_page(CurrentMissing((3, 4)), states()),
}


def shoot(window: DoorWindow, file: Path) -> None:
    """Save the window as it is painted."""
    for _round in range(2):  # the scroll area settles in the second one
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        QApplication.processEvents()
    window.grab().save(str(file))


def main() -> int:
    """Render every door."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    appearance = Appearance(application)
    with TemporaryDirectory() as folder:
        window = DoorWindow(Preferences(Path(folder) / "cims.ini"), appearance)
        for code in LANGUAGES:
            use_language(code)
            use_qt_words(code)
            save_pdf(SHEET, out / f"sheet-{code}.pdf")
            for mode in (Mode.LIGHT, Mode.DARK):
                appearance.choose(mode=mode)
                for name, make in PAGES.items():
                    window.show_page(make)
                    for width, height in SIZES:
                        window.resize(width, height)
                        window.show()
                        shoot(window, out / f"{mode}-{code}-{name}-{width}x{height}.png")
        window.deleteLater()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
