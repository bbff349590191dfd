"""Pictures of lists, panel, menus, dialogs and bin: python -m tests.ui.records.pictures OUT."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog, QMenu

from cims.models.app_user import UserState
from cims.services.changes import ChangeKind
from cims.services.filters import Condition, Group, Operator
from cims.services.i18n import _
from cims.services.opening import OpenOffice
from cims.services.rights import Actor
from cims.services.spans import Span
from cims.services.vault.errors import Damaged
from cims.ui.dialogs.area_code import AreaCodeDialog
from cims.ui.dialogs.shortcut_help import ShortcutHelp
from cims.ui.messages import CrashDialog, crash_report
from cims.ui.records.bin_page import BinPage
from cims.ui.records.list_page import ListPage
from cims.ui.records.record_page import RecordPage
from cims.ui.theme import Appearance, Density
from tests.ui.album import Album, application, looks, new_office, wait
from tests.ui.records.sample_rows import LONG_CHINESE, add_long, fill

NARROW = ((1100, 680), (1190, 900))
FIVE = Group(
    (
        Condition("lifecycle", Operator.ANY_OF, ("interested", "won")),
        Condition("next_contact_on", Operator.WITHIN, Span.NEXT_30),
        Condition("main_phone", Operator.CONTAINS, "138"),
        Group(
            (
                Condition("name", Operator.CONTAINS, "有限"),
                Condition("owner", Operator.IS_ME),
            ),
            any=True,
        ),
    )
)


def office_in(folder: Path) -> OpenOffice:
    """An office with three colleagues, sixty customers and two with long words; two are binned."""
    office = new_office(folder)
    owners = [office.actor.user_id or 0]
    with office.database.write(Actor.office(), ChangeKind.SETUP) as inside:
        for username, name in (("li", "李建国"), ("zhou", "周子涵"), ("grace", "Grace Liu")):
            values = {"username": username, "name": name, "state": UserState.ACTIVE}
            owners.append(inside.users.add(values))
    with office.database.write(office.actor) as inside:
        ids = fill(inside, owners)
        add_long(inside, owners[1])
    with office.database.write(office.actor) as inside:
        record = inside.customers.load(ids[0])
        inside.customers.save(record.changed(grade="B", remarks="二期改造,年底前定。"))
    with office.database.write(office.actor) as inside:
        inside.customers.remove(ids[40:43])
    return office


def lists(album: Album) -> None:
    """Both lists with panel, filter, columns and menus."""
    page = list_of(album, "customers")
    album.take("list")
    page.panel.tabs.setCurrentIndex(1)
    album.take("list-contacts")
    page.panel.tabs.setCurrentIndex(2)
    page.view.go_to(page.model.row_of(1))
    page.panel.tabs.setFocus()
    album.settle()
    album.take("list-details")
    page.panel.tabs.setCurrentIndex(0)
    filters(album, page)
    menus(album, page)
    page.bar.search.setText("没有这样的客户")
    page.bar.search.search_now()
    album.settle()
    album.take("list-nothing")
    page.bar.search.clear()
    page.bar.search.search_now()
    appearance = album.session._appearance
    appearance.choose(density=Density.COMPACT)
    page.panel.tabs.setCurrentIndex(1)
    album.settle()
    album.take("list-compact")
    appearance.choose(density=Density.COMFORTABLE)
    page.panel.tabs.setCurrentIndex(0)
    contacts = list_of(album, "contacts")
    contacts.panel.tabs.setFocus()
    album.take("contacts")
    contacts.panel.tabs.setCurrentIndex(1)
    album.settle()
    album.take("contacts-history")
    contacts.panel.tabs.setCurrentIndex(0)


def list_of(album: Album, tab: str) -> ListPage:
    """A list with its rows and its panel."""
    album.window.show_tab(tab)
    page = album.window.documents.page
    assert isinstance(page, ListPage)
    wait(lambda: page.panel.content is not None)
    album.settle()
    return page


def filters(album: Album, page: ListPage) -> None:
    """The builder with five conditions, the list it gives, and the view it is kept as."""
    builder = page.filters.build()
    builder.show_filter(FIVE)
    album.settle()
    album.take("filter", builder)
    builder.name.clear()
    builder.keep.click()
    album.take("filter-refused", builder)
    builder.apply.click()
    album.settle()
    album.take("list-filtered")
    page.filters.save_view("本月要回访的重点客户", FIVE, shared=False)
    album.settle()
    album.take("list-view")
    view = page.bar.chips.current
    page.bar.chips.choose("all")
    page.filters.remove_view(int(view.removeprefix("view:")))
    album.settle()


def menus(album: Album, page: ListPage) -> None:
    """Columns, more filters, context menu."""
    album.pop("columns", page.columns.choose)
    chips, rows = page.bar.chips, page.view.viewport()
    album.pop("chips-menu", lambda: popped(chips.menu(), chips._more.mapToGlobal(QPoint(0, 34))))
    album.pop(
        "context-menu",
        lambda: popped(page.commands.menu(), rows.mapToGlobal(QPoint(220, 120))),
    )


def popped(menu: QMenu, spot: QPoint) -> QMenu:
    """A menu where it opens."""
    menu.popup(spot)
    return menu


def frame(album: Album) -> None:
    """What opens from the top bar, and dialogs of the whole window."""
    window = album.window
    window.show_tab("customers")
    album.settle()
    top = window.top_bar

    def opened(menu: QMenu, ask: Callable[[], None]) -> QMenu:
        ask()
        return menu

    album.pop("new-menu", lambda: opened(top.new_menu, top.open_new_menu))
    album.pop("user-menu", lambda: opened(top.user_menu, top.open_user_menu))
    album.pop("looks", lambda: popped(top.looks, top.person.mapToGlobal(QPoint(-240, 40))))
    album.pop("bell", album.session.noticing.show_panel)
    window.palette_list.open()
    window.top_bar.field.setText("ht")
    window.top_bar.field.textEdited.emit("ht")
    album.settle()
    album.take("palette")
    window.palette_list.close_list()
    for name, dialog in (
        ("shortcuts", ShortcutHelp(window._commands, window)),
        ("area-code", refused_code(album)),
    ):
        dialog.open()
        album.settle()
        album.take(name, dialog)
        dialog.reject()
    question, stop = _("Work is still running. Stop it?"), _("Stop")
    album.session.messages.ask(question, stop, lambda: None, danger=True)
    album.settle()
    asked = next(one for one in window.findChildren(QDialog) if one.isVisible())
    album.take("question", asked)
    asked.reject()
    crashed(album)


def crashed(album: Album) -> None:
    """What is shown of a fault in the program."""
    dialog = CrashDialog(crash_report(failure()), album.window)
    dialog.open()
    album.settle()
    album.take("crash", dialog)
    dialog.reject()


def failure() -> BaseException:
    """A fault as the program would meet it."""
    try:
        raise KeyError("x")
    except KeyError as error:
        return error


def narrow(album: Album) -> None:
    """The window below 1200 pixels: the rail shows its icons only."""
    page = list_of(album, "customers")
    page.panel.tabs.setFocus()
    album.take("narrow-list", sizes=NARROW)
    for document, name in ((("customer", 1), "narrow-page"), (("customer", 0), "narrow-form")):
        album.window.documents.open(*document, _("New customer"))
        album.settle()
        album.take(name, sizes=NARROW)
        album.window.documents.close_current()
    album.session.contents.import_asked.emit("customer", None)
    album.settle()
    album.take("narrow-import", sizes=NARROW)
    album.window.documents.close_current()


def failing(album: Album) -> None:
    """A list that can't be read."""
    page = list_of(album, "customers")
    page._failed(Damaged("cims.db"))
    album.settle()
    album.take("list-error")


def refused_code(album: Album) -> AreaCodeDialog:
    """The area code with one that does not exist."""
    dialog = AreaCodeDialog("0001", lambda _code: None, album.window)
    dialog.save()
    return dialog


def binned(album: Album) -> None:
    """The recycle bin, its menu, the question before erasing from it, and what a page offers."""
    album.window.show_tab("bin")
    album.settle()
    page = album.window.documents.page
    assert isinstance(page, BinPage)
    album.take("bin")
    page.view.selectAll()
    rows = page.view.viewport()
    album.pop("bin-menu", lambda: popped(page.menu(), rows.mapToGlobal(QPoint(220, 60))))
    page.erase_chosen()
    album.settle()
    asked = next(one for one in album.window.findChildren(QDialog) if one.isVisible())
    album.take("bin-erase", asked)
    asked.reject()
    page.tabs.setCurrentIndex(1)
    album.settle()
    album.take("bin-contacts")
    album.window.documents.open("customer", 1, "")
    album.settle()
    record = album.window.documents.page
    assert isinstance(record, RecordPage)
    more = record.view.buttons["more"]
    spot = QPoint(more.width() - record.view.menu.sizeHint().width(), more.height() + 4)
    album.pop("record-menu", lambda: popped(record.view.menu, more.mapToGlobal(spot)))
    album.window.documents.close_current()


def long_words(album: Album) -> None:
    """A record whose words are as long as they get, with a toast and a message over it."""
    with album.session.jobs._database.read(album.session.jobs.actor) as inside:
        id_ = inside.customers.listing(Condition("name", Operator.IS, LONG_CHINESE)).ids[0]
    album.window.documents.open("customer", id_, LONG_CHINESE)
    album.settle()
    album.session.messages.toast(LONG_CHINESE, lambda: None)
    album.session.messages.warn(LONG_CHINESE)
    album.take("long-record")
    album.session.messages.clear()
    album.window.toast.hide()
    album.window.documents.close_current()


def empty(album: Album) -> None:
    """What a new office sees."""
    for tab in ("customers", "contacts", "bin"):
        album.window.show_tab(tab)
        album.settle()
        album.take(f"empty-{tab}")


def main() -> int:
    """Render everything."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    appearance = Appearance(application())
    with tempfile.TemporaryDirectory() as folder:
        full, new = office_in(Path(folder) / "office"), new_office(Path(folder) / "empty")
        for prefix in looks(appearance):
            album = Album(out, prefix, full, appearance)
            for part in (lists, frame, binned, long_words, narrow, failing):
                part(album)
            album.close()
            album = Album(out, prefix, new, appearance)
            empty(album)
            album.close()
        full.close()
        new.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
