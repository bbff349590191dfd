"""Pictures of lists, panel, menus and bin: python -m tests.ui.records.pictures OUT."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QPoint
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from cims.models.app_user import UserState
from cims.services.changes import ChangeKind
from cims.services.customers import CUSTOMER
from cims.services.filters import Condition, Group, Operator
from cims.services.i18n import use_language
from cims.services.opening import Founding, OpenOffice, found_office
from cims.services.rights import Actor
from cims.services.spans import Span
from cims.ui.actions import Commands
from cims.ui.jobs import Jobs
from cims.ui.main_window import MainWindow
from cims.ui.messages import Messages
from cims.ui.navigation import Creation, Navigation, Surroundings, Tab
from cims.ui.records.bin_page import BinPage
from cims.ui.records.list_page import ListPage
from cims.ui.theme import Appearance, Density, Mode
from tests.conftest import SetClock
from tests.ui.records.sample_rows import fill
from tests.weak_policy import WEAK

SIZES = ((1280, 720), (1440, 900))
PATIENCE = 10_000
FILTER = Group(
    (
        Condition("lifecycle", Operator.ANY_OF, ("interested", "won")),
        Condition("next_contact_on", Operator.WITHIN, Span.NEXT_30),
        Group(
            (
                Condition("name", Operator.CONTAINS, "有限"),
                Condition("owner", Operator.IS_ME),
            ),
            any=True,
        ),
    )
)


def wait(done: Callable[[], bool]) -> None:
    """Let jobs and timers run until it is so."""
    clock = QElapsedTimer()
    clock.start()
    while not done():
        if clock.elapsed() > PATIENCE:
            raise TimeoutError
        QCoreApplication.processEvents()


def settle(pause: int = 450) -> None:
    """Let what is under way arrive."""
    clock = QElapsedTimer()
    clock.start()
    wait(lambda: clock.elapsed() > pause)


def new_office(folder: Path) -> OpenOffice:
    """An office without any customer."""
    use_language("zh_CN")
    founding = Founding("恒泰贸易", "boss", "王晓燕")
    office, _sheet = found_office(
        folder, founding, "a long enough phrase", policy=WEAK, clock=SetClock()
    )
    return office


def office_in(folder: Path) -> OpenOffice:
    """An office with three colleagues and sixty customers."""
    office = new_office(folder)
    owners = [office.actor.user_id or 0]
    with office.database.write(Actor.office(), ChangeKind.SETUP) as inside:
        for username, name in (("li", "李建国"), ("zhou", "周子涵"), ("grace", "Grace Liu")):
            values = {"username": username, "name": name, "state": UserState.ACTIVE}
            owners.append(inside.users.add(values))
    with office.database.write(office.actor) as inside:
        ids = fill(inside, owners)
    with office.database.write(office.actor) as inside:
        record = inside.customers.load(ids[0])
        inside.customers.save(record.changed(grade="B", remarks="二期改造,年底前定。"))
    return office


def window_on(office: OpenOffice, appearance: Appearance, person: str) -> tuple[MainWindow, Jobs]:
    """The real window with the customer list, the contact list and the bin."""
    messages = Messages()
    jobs = Jobs(office.database, office.actor, messages)
    navigation = Navigation(
        (
            Tab("customers", "Customers", "building-complex", lambda s: ListPage(s, CUSTOMER)),
            Tab("bin", "Recycle bin", "trash", BinPage, at_bottom=True),
        ),
        (),
        (Creation("customer", "New customer", "building-complex"),),
    )
    surroundings = Surroundings(jobs, messages, Commands(lambda _right: True), appearance)
    return MainWindow(navigation, surroundings, lambda _right: True, person), jobs


class Album:
    """Draws one picture after the other into a folder."""

    def __init__(self, out: Path, appearance: Appearance) -> None:
        self._out, self._appearance = out, appearance

    def take(self, window: QWidget, name: str, *over: QWidget) -> None:
        """The window with dialogs and menus over it."""
        settle(60)
        picture = window.grab()
        painter = QPainter(picture)
        for part in over:
            spot = part.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0))
            if isinstance(part, QDialog):
                spare = window.size() - part.size()
                spot = QPoint(spare.width() // 2, spare.height() // 2)
            painter.drawPixmap(spot, part.grab())
        painter.end()
        picture.save(str(self._out / f"{name}.png"))


def customers(album: Album, window: MainWindow, name: str, *, everything: bool) -> None:
    """The list with its panel; with `everything` also builder, columns, states and bin."""
    page = window.documents.pages()[0]
    assert isinstance(page, ListPage)
    wait(lambda: page.panel.content is not None)
    settle()
    album.take(window, f"{name}-list")
    if not everything:
        return
    page.panel.tabs.setCurrentIndex(2)
    page.view.setFocus()
    album.take(window, f"{name}-history")
    page.panel.tabs.setCurrentIndex(1)
    album.take(window, f"{name}-details")
    builder = page.filters.build()
    builder.show_filter(FILTER)
    settle(400)
    album.take(window, f"{name}-filter", builder)
    builder.apply.click()
    settle()
    album.take(window, f"{name}-filtered")
    page.filters.clear()
    settle()
    menu = page.columns.choose()
    album.take(window, f"{name}-columns", menu)
    menu.close()
    context = page.commands.menu()
    context.popup(page.view.viewport().mapToGlobal(QPoint(220, 120)))
    album.take(window, f"{name}-menu", context)
    context.close()
    page.bar.search.setText("没有这样的客户")
    page.bar.search.search_now()
    settle()
    album.take(window, f"{name}-nothing")
    page.bar.search.clear()
    page.bar.search.search_now()
    settle()


def main(out: Path) -> None:
    """All pictures: languages, themes, sizes."""
    out.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    appearance = Appearance(application)
    album = Album(out, appearance)
    with tempfile.TemporaryDirectory() as folder:
        office = office_in(Path(folder) / "office")
        for language in ("zh_CN", "en"):
            for mode in (Mode.LIGHT, Mode.DARK):
                use_language(language)
                appearance.choose(mode=mode)
                window, jobs = window_on(office, appearance, "王晓燕")
                for width, height in SIZES:
                    window.resize(width, height)
                    window.show()
                    name = f"{language}-{mode}-{width}"
                    everything = width == SIZES[0][0] and (
                        language == "zh_CN" or mode is Mode.LIGHT
                    )
                    customers(album, window, name, everything=everything)
                if mode is Mode.LIGHT:
                    compact_and_bin(album, window, jobs, appearance, language)
                window.close()
                jobs.close()
                window.deleteLater()
        office.close()
        empty(album, Path(folder) / "empty", appearance)


def empty(album: Album, folder: Path, appearance: Appearance) -> None:
    """What a new office sees."""
    office = new_office(folder)
    appearance.choose(mode=Mode.LIGHT)
    for language in ("zh_CN", "en"):
        use_language(language)
        window, jobs = window_on(office, appearance, "王晓燕")
        window.resize(*SIZES[0])
        window.show()
        settle(700)
        album.take(window, f"{language}-empty")
        window.close()
        jobs.close()
        window.deleteLater()
    office.close()


def compact_and_bin(
    album: Album, window: MainWindow, jobs: Jobs, appearance: Appearance, language: str
) -> None:
    """Compact rows, then three customers in the bin."""
    appearance.choose(density=Density.COMPACT)
    album.take(window, f"{language}-compact")
    appearance.choose(density=Density.COMFORTABLE)
    page = window.documents.pages()[0]
    assert isinstance(page, ListPage)
    ids = list(page.model.ids[2:5])
    jobs.write(lambda office: office.customers.remove(ids))
    window.show_tab("bin")
    settle(900)
    album.take(window, f"{language}-bin")
    window.show_tab("customers")
    jobs.write(lambda office: office.customers.restore(ids))
    settle()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "pictures"))
