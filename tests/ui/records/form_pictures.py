"""Pictures of forms and record pages, to look at: python -m tests.ui.records.form_pictures OUT."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from cims.services.contact_points import ContactPointRow
from cims.services.contacts import PlaceRow
from cims.services.customers import AddressRow
from cims.services.entity import Link
from cims.services.i18n import LANGUAGES, use_language
from cims.services.opening import Founding, OpenOffice, found_office
from cims.services.rights import Actor
from cims.ui.actions import Commands
from cims.ui.jobs import Jobs
from cims.ui.main_window import MainWindow
from cims.ui.messages import Messages
from cims.ui.navigation import DocumentType, Navigation, Surroundings
from cims.ui.qt_words import use_qt_words
from cims.ui.records.record_page import RecordPage
from cims.ui.theme import Appearance, Mode
from tests.conftest import PASSWORD, SetClock
from tests.factories import valid
from tests.ui.stand_in import NAVIGATION
from tests.weak_policy import WEAK

SIZES = ((1280, 720), (1440, 900))
NAME = "苏州恒泰智能装备有限公司"


def furnished(folder: Path) -> tuple[OpenOffice, int, int]:
    """An office with one rich customer and its contact."""
    founding = Founding("Hengtai Trading", "boss", "王晓燕")
    office, _sheet = found_office(folder, founding, PASSWORD, policy=WEAK, clock=SetClock())
    with office.database.write(office.actor) as inside:
        address = AddressRow(
            "shipping", None, "320506", "江苏省", "苏州市", "吴中区", "星湖街 328 号 5 幢",
            "215000", "李工", "0512-6288 8888",
        )  # fmt: skip
        values = valid("customer", name=NAME, code="C100000", credit_code="91350100M000100Y43")
        values["addresses"] = (*values["addresses"], address)
        customer = inside.customers.add(values)
        places = (PlaceRow(Link(customer), "purchasing", "decides"),)
        contact = inside.contacts.add(valid("contact", name="张卫东", places=places))
        others = (PlaceRow(Link(customer), "technical", None, True),)
        inside.contacts.add(valid("contact", name="李工", places=others))
    return office, customer, contact


def built(appearance: Appearance, office: OpenOffice, actor: Actor) -> tuple[MainWindow, Jobs]:
    """The frame with record pages."""
    messages = Messages()
    jobs = Jobs(office.database, actor, messages)
    commands = Commands(lambda _right: True)
    around = Surroundings(jobs, messages, commands, appearance)
    documents = tuple(
        DocumentType(entity, icon, lambda a, i, entity=entity: RecordPage(a, entity, i))
        for entity, icon in (("customer", "building-complex"), ("contact", "users"))
    )
    navigation = Navigation(NAVIGATION.tabs, documents, NAVIGATION.creations)
    window = MainWindow(navigation, around, lambda _right: True, actor.name)
    return window, jobs


def settled(claim: Callable[[], bool]) -> None:
    """Wait until something is so, five seconds at most."""
    for _step in range(250):
        if claim():
            return
        rest(20)
    raise TimeoutError(claim)


def rest(milliseconds: int) -> None:
    """Let events and workers run (QTest.qWait would keep the workers' threads waiting)."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def shoot(widget: QWidget, path: Path) -> None:
    """Save a picture of a widget as it is painted."""
    rest(50)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    QApplication.processEvents()
    widget.grab().save(str(path))


def opened_page(window: MainWindow, entity: str, id_: int, title: str) -> RecordPage:
    """Open a record and wait until it is read."""
    window.documents.open(entity, id_, title)
    page = window.documents.page
    assert isinstance(page, RecordPage)
    settled(lambda: page.reading is not None)
    return page


def take(appearance: Appearance, where: tuple[OpenOffice, int, int], out: Path, name: str) -> None:
    """All pictures of one theme and language."""
    office, customer, contact = where
    window, jobs = built(appearance, office, office.actor)
    for width, height in SIZES:
        size = f"{width}x{height}"
        window.resize(width, height)
        window.show()
        page = opened_page(window, "customer", customer, NAME)
        shoot(window, out / f"{name}-page-{size}.png")
        page.view.tabs.setCurrentIndex(1)
        shoot(window, out / f"{name}-contacts-{size}.png")
        page.view.tabs.setCurrentIndex(2)
        rest(150)
        shoot(window, out / f"{name}-history-{size}.png")
        page.view.tabs.setCurrentIndex(0)
        page.edit()
        shoot(window, out / f"{name}-edit-{size}.png")
        assert page.form is not None
        page.form._scroll.verticalScrollBar().setValue(620)
        shoot(window, out / f"{name}-edit-below-{size}.png")
        page.form.left.emit()
        new = opened_page(window, "customer", 0, "New")
        shoot(window, out / f"{name}-new-{size}.png")
        doubtful(new)
        rest(600)
        shoot(window, out / f"{name}-warned-{size}.png")
        wrong(new)
        shoot(window, out / f"{name}-wrong-{size}.png")
        assert new.form is not None
        new.form.fill(None)
        window.documents.close_current()
        someone = opened_page(window, "contact", contact, "张卫东")
        shoot(window, out / f"{name}-contact-{size}.png")
        someone.edit()
        shoot(window, out / f"{name}-contact-edit-{size}.png")
        assert someone.form is not None
        someone.form.left.emit()
        window.documents.close_current()
    conflict(window, office, page, customer, out / f"{name}-conflict.png")
    jobs.close()
    window.hide()
    window.deleteLater()


def doubtful(page: RecordPage) -> None:
    """A form that resembles a record and bears a wrong credit code."""
    assert page.form is not None
    page.form.take_values(
        {
            "name": "苏州恒泰智能装备有限责任公司",
            "credit_code": "91330000799655058B",
            "contact_points": (ContactPointRow("mobile", "138 12345"),),
        }
    )


def wrong(page: RecordPage) -> None:
    """A form with what can't be saved."""
    assert page.form is not None
    page.form.rows["name"].widget.set_value("")
    page.form.rows["next_contact_on"].widget.line.setText("有空的时候")
    page.form.save()


def conflict(
    window: MainWindow, office: OpenOffice, page: RecordPage, customer: int, path: Path
) -> None:
    """Two people edit; the second one is asked."""
    page = opened_page(window, "customer", customer, NAME)
    page.edit()
    form = page.form
    assert form is not None
    form.take_values({"remarks": "改为每周二送货", "grade": "B", "website": "hengtai.example"})
    with office.database.write(office.actor) as inside:
        record = inside.customers.load(customer)
        note = f"他人改的备注 {record.version}"
        inside.customers.save(
            record.changed(remarks=note, size="500" if record.version % 2 else "20")
        )
    form.save()
    settled(lambda: form.saving.dialog is not None)
    dialog = form.saving.dialog
    assert isinstance(dialog, QDialog)
    shoot(dialog, path)
    dialog.reject()
    form.left.emit()


def main() -> int:
    """Render everything in both themes and languages."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    appearance = Appearance(application)
    with tempfile.TemporaryDirectory() as folder:
        where = furnished(Path(folder) / "office")
        for language in LANGUAGES:
            use_language(language)
            use_qt_words(language)
            for mode in (Mode.LIGHT, Mode.DARK):
                appearance.choose(mode=mode)
                take(appearance, where, out, f"{mode}-{language}")
        where[0].close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
