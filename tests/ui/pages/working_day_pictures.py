"""Pictures of what a working day opens besides: python -m tests.ui.pages.working_day_pictures OUT.

Greetings, hand-over with tasks, who calls, texts, pasted cards, announcements, the dashboard's
menus, long names, nothing and faults.
"""

import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from cims.models.contact import BirthdayCalendar
from cims.services.contact_fields import PlaceRow
from cims.services.contact_points import ContactPointRow
from cims.services.entity import Link
from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.opening import OpenOffice
from cims.ui.dialogs.announcements import AnnouncementsDialog
from cims.ui.dialogs.call_key import CallKeyDialog
from cims.ui.dialogs.card_paste import CardPasteDialog
from cims.ui.dialogs.greetings import GreetingsDialog, ask_greetings
from cims.ui.dialogs.templates import TemplatesDialog, ask_templates
from cims.ui.pages.dashboard import DashboardPage
from cims.ui.pages.dashboard.chart_card import ChartCard
from cims.ui.pages.today_page import TodayPage
from cims.ui.records.list_page import ListPage
from cims.ui.records.record_page import RecordPage
from cims.ui.theme import Appearance
from cims.ui.widgets import ListBelow
from tests.ui.album import SIZES, Album, application, looks, new_office
from tests.ui.pages.day_office import busy_office
from tests.ui.records.pictures import list_of

LONG = "苏州工业园区恒泰智能装备与自动化生产线系统集成（集团）股份有限公司驻华南地区第二办事处"
CARD = """张卫东  采购部经理
苏州恒泰智能装备有限公司
手机 138 1234 5678  电话 0512-6288 8888
邮箱 zhang@hengtai.cn
江苏省苏州市工业园区星湖街328号"""


class Key:
    """A key of the system that another program has."""

    words, trouble = "Ctrl+Shift+F8", ""

    def choose(self, wanted: str) -> None:
        raise CimsError(f"{wanted}")


def furnish(office: OpenOffice, customers: list[int]) -> None:
    """Long names, a festival that is near, a wish of one contact."""
    with office.database.write(office.actor) as inside:
        first = inside.customers.load(customers[0])
        inside.customers.save(first.changed(name=LONG, short_name=""))
        born = inside.today + timedelta(days=20)
        inside.contacts.add(
            {
                "name": "欧阳" * 10,
                "places": (PlaceRow(Link(customers[0])),),
                "birthday_calendar": BirthdayCalendar.LUNAR,
                "birthday_month": 10,
                "birthday_day": 15,
                "birthday_ahead": 30,
                "contact_points": (ContactPointRow("mobile", "13912345678"),),
            }
        )
        inside.tasks.add({"name": "准备" + LONG, "due_on": born, "customer": Link(customers[0])})
        wishes = {"ahead": 45, "festivals": ["new_year"], "segments": []}
        inside.settings.set_common("greetings", wishes)
        inside.settings.set_common("modules", {"shown": ["activities", "tasks", "segments"]})


def dialog_of(album: Album, kind: type[QWidget]) -> Any:
    """The dialog that the window has just opened."""
    album.settle()
    return album.window.findChildren(kind)[-1]


def shown_list(album: Album) -> QWidget:
    """The list below a box."""
    album.settle()
    found = [one for one in album.window.findChildren(ListBelow) if one.isVisible()]
    return found[0]


def greetings(album: Album) -> None:
    """My day with a festival, and what the office wishes."""
    album.take("day-festival")
    ask_greetings(album.session.jobs, album.window)
    dialog = dialog_of(album, GreetingsDialog)
    album.take("greetings", dialog)
    dialog.reject()


def dashboard(album: Album) -> None:
    """With menus, an own span and a card that could not be read."""
    today = album.window.documents.page
    assert isinstance(today, TodayPage)
    today.show_part(1)
    album.settle()
    page = today.page
    assert isinstance(page, DashboardPage)
    album.take("dashboard")
    card = page.slots["by_lifecycle"].part
    assert isinstance(card, ChartCard)

    def menu() -> QWidget:
        assert card.shown is not None
        made = page.menu.made(card.chart, card.shown.total)
        made.popup(card.mapToGlobal(QPoint(60, 40)))
        return made

    album.pop("dashboard-menu", menu)
    dialog = page.head.ask_span()
    dialog.last.setText("上周")
    album.settle()
    album.take("dashboard-span", dialog)
    dialog.reject()
    page.arrange(True)
    album.settle()
    album.take("dashboard-arrange")
    page.arrange(False)
    page._failed("customer_makeup", CimsError(_("The figures could not be read.")))
    album.settle()
    album.take("dashboard-fault")
    album.session.messages.cleared.emit()
    today.show_part(0)


def calls(album: Album) -> None:
    """Who calls: several, nobody, the key."""
    album.session.finding.find("138")
    album.settle()
    finder = album.session.finding.finder
    assert finder is not None
    album.take("finder", finder)
    finder.field.setText("13999999999")
    finder._typed("13999999999")
    album.settle()
    album.take("finder-nobody", finder, sizes=SIZES[:1])
    finder.close()
    dialog = CallKeyDialog(Key(), album.window)
    dialog.show()
    album.take("call-key", dialog, sizes=SIZES[:1])
    dialog.close()


def texts(album: Album) -> None:
    """Templates, and a customer out of a card's text."""
    ask_templates(album.session.jobs, album.window)
    album.settle()
    dialog = dialog_of(album, TemplatesDialog)
    album.take("templates", dialog)
    dialog.close()
    QGuiApplication.clipboard().setText(CARD)
    album.window._commands.run("new.from_text")
    album.settle()
    paste = dialog_of(album, CardPasteDialog)
    album.take("card-paste", paste, sizes=SIZES[:1])
    paste.read.click()
    album.settle()
    album.take("card-pasted")
    album.window.documents.close_current()


def announcing(album: Album) -> None:
    """An announcement with its receipts, and one being written."""
    dialog = AnnouncementsDialog(album.session.jobs, album.session.messages, album.window)
    dialog.show()
    album.settle()
    form = dialog.write()
    form.title.setText("放假通知 " + LONG)
    form.text.setPlainText("元旦放假三天\n1月4日上班")
    album.settle()
    album.take("announcing", form)
    form.close()
    dialog.close()


def customers(album: Album, ids: list[int]) -> None:
    """Long names in list, panel, record, log; a hand-over with open tasks."""
    page = list_of(album, "customers")
    assert isinstance(page, ListPage)
    page.view.go_to(page.model.row_of(ids[0]))
    album.settle()
    album.take("long-list")
    dialog = page.commands.customers.hand_over(ids[:2])
    album.settle()
    album.take("hand-over-tasks", dialog)
    dialog.reject()
    album.session.contents.log(album.window)
    album.settle()
    line = album.session.contents.log_panel.body.fields["next_on"].findChild(QLineEdit)
    assert line is not None

    def days() -> QWidget:
        album.window.activateWindow()
        album.settle()
        line.setFocus()
        line.setText("下周")
        line.textEdited.emit("下周")
        return shown_list(album)

    album.pop("long-log", days)
    line.clear()
    album.session.contents.log_panel.leave()
    album.window.documents.open("customer", ids[0], "")
    album.settle()
    record = album.window.documents.page
    assert isinstance(record, RecordPage)
    timeline = record.view.timeline
    assert timeline is not None
    record.view.tabs.setCurrentIndex(1)

    def colleagues() -> QWidget:
        album.window.activateWindow()
        album.settle()
        timeline.comment.text.clear()
        timeline.comment.text.setFocus()
        QTest.keyClicks(timeline.comment.text, "@")
        return shown_list(album)

    album.pop("comment-mention", colleagues)
    timeline.comment.clear()
    album.window.documents.close_current()


def nothing(album: Album) -> None:
    """An office without anything."""
    album.session._use_modules(frozenset({"activities", "tasks", "segments"}))
    album.settle()
    for tab in ("activities", "tasks", "segments"):
        album.window.show_tab(tab)
        album.settle()
        album.take(f"empty-{tab}", sizes=SIZES[:1])
    album.window.show_tab("today")
    album.settle()
    today = album.window.documents.page
    assert isinstance(today, TodayPage)
    today.show_part(1)
    album.settle()
    album.take("empty-dashboard")


def main() -> int:
    """Draw everything."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    appearance = Appearance(application())
    with tempfile.TemporaryDirectory() as folder:
        empty = new_office(Path(folder) / "empty")
        office = new_office(Path(folder) / "office")
        ids = busy_office(office)
        furnish(office, ids)
        for prefix in looks(appearance):
            album = Album(out, prefix, empty, appearance)
            nothing(album)
            album.close()
            album = Album(out, prefix, office, appearance)
            greetings(album)
            dashboard(album)
            calls(album)
            texts(album)
            announcing(album)
            customers(album, ids)
            album.close()
        office.close()
        empty.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
