"""Pictures of my day, notices and dialogs: python -m tests.ui.pages.day_pictures OUT."""

import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QWidget

from cims.services.opening import OpenOffice
from cims.ui.dialogs.announcements import AnnouncementsDialog
from cims.ui.dialogs.module_choice import ModulesDialog
from cims.ui.modules import FULL
from cims.ui.pages.my_day import MyDayPage
from cims.ui.pages.my_day.other_day import DayDialog, open_days
from cims.ui.pages.today_page import TodayPage
from cims.ui.theme import Appearance
from tests.ui.album import SIZES, Album, application, looks, new_office
from tests.ui.pages.day_office import busy_office


def my_day(album: Album) -> MyDayPage:
    """The page as it stands in the window."""
    page = album.window.documents.page
    assert isinstance(page, TodayPage)
    assert isinstance(page.page, MyDayPage)
    return page.page


def day(album: Album) -> None:
    """My day, with what opens from it."""
    page = my_day(album)
    assert page.read is not None
    first = page.read.day.day
    page.view.setFocus()
    album.take("day")
    page.entry.line.setFocus()
    page.entry.line.setText("寄样品 后天 #安达")
    page.entry._ask()
    album.settle()
    album.take("day-quick-entry", sizes=SIZES[:1])
    page.entry.line.clear()
    page.entry._typed("")
    spot = page.view.mapToGlobal(page.view.rect().center())
    album.pop("day-postpone", lambda: open_days(page, first, spot, lambda _day: None))
    dialog = DayDialog(first, lambda _day: None, album.window)
    dialog.line.setText("下周三")
    dialog.show()
    album.take("day-other-day", dialog, sizes=SIZES[:1])
    dialog.close()
    page.copy_report()
    album.settle()
    popup = page.findChildren(QWidget, "daily_report")[-1]
    album.take("day-report", popup, sizes=SIZES[1:])
    popup.close()
    today = album.window.documents.page
    assert isinstance(today, TodayPage)
    today.show_part(1)
    album.settle()
    album.take("dashboard")
    today.show_part(0)


def notices(album: Album) -> None:
    """The bell, and the card of the sign-in."""
    noticing = album.session.noticing
    assert noticing.read is not None
    noticing._welcome(noticing.read)
    album.take("away-card", sizes=SIZES[:1])
    album.pop("notices", noticing.show_panel)


def dialogs(album: Album, office: OpenOffice) -> None:
    """What the office decides."""
    around = album.session.jobs, album.session.messages
    announcements = AnnouncementsDialog(*around, album.window)
    announcements.show()
    album.settle()
    album.take("announcements", announcements)
    form = announcements.write()
    album.settle()
    form.save()
    album.settle()
    album.take("announce-wrong", form, sizes=SIZES[:1])
    form.close()
    announcements.close()
    modules = ModulesDialog(frozenset({"tasks"}), lambda _shown: None, album.window)
    modules.show()
    album.take("modules", modules, sizes=SIZES[:1])
    modules.close()


def main() -> int:
    """Draw everything."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    appearance = Appearance(application())
    with tempfile.TemporaryDirectory() as folder:
        empty = new_office(Path(folder) / "empty")
        office = new_office(Path(folder) / "office")
        busy_office(office)
        for prefix in looks(appearance):
            album = Album(out, prefix, empty, appearance)
            album.take("day-empty", sizes=SIZES[:1])
            album.close()
            album = Album(out, prefix, office, appearance)
            day(album)
            notices(album)
            dialogs(album, office)
            album.session._use_modules(FULL)
            album.settle()
            album.window.resize(*SIZES[0])
            album.take("full-mode")
            album.close()
        office.close()
        empty.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
