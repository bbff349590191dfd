"""Pictures of record pages, forms and paper: python -m tests.ui.records.form_pictures OUT."""

import sys
import tempfile
from pathlib import Path

from PySide6.QtPrintSupport import QPrintPreviewDialog
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from cims.services.contact_points import ContactPointRow
from cims.services.contacts import PlaceRow
from cims.services.customers import AddressRow
from cims.services.entity import Link
from cims.services.i18n import _
from cims.services.opening import OpenOffice
from cims.ui.printing.paper import write_pdf
from cims.ui.printing.sheet import document_of
from cims.ui.records.record_page import RecordPage
from cims.ui.records.record_printing import read_sheet
from cims.ui.theme import Appearance
from cims.ui.widgets import SearchCombo
from tests.factories import valid
from tests.ui.album import Album, application, looks, new_office, rest, wait
from tests.ui.records.sample_rows import LONG_CHINESE, LONG_LATIN

NAME = "苏州恒泰智能装备有限公司"


def furnished(folder: Path) -> tuple[OpenOffice, int, int]:
    """An office with one rich customer and its contacts."""
    office = new_office(folder)
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


def opened_page(album: Album, entity: str, id_: int, title: str) -> RecordPage:
    """Open a record and wait until it is read."""
    album.window.documents.open(entity, id_, title)
    page = album.window.documents.page
    assert isinstance(page, RecordPage)
    wait(lambda: page.reading is not None)
    album.settle()
    return page


def pages(album: Album, customer: int, contact: int) -> None:
    """Record pages of both types, tab by tab, and what their buttons open."""
    page = opened_page(album, "customer", customer, NAME)
    for tab, name in enumerate(("page", "page-timeline", "page-contacts", "page-tasks")):
        page.view.tabs.setCurrentIndex(tab)
        page.view.tabs.setFocus()
        album.settle()
        album.take(name)
    page.view.tabs.setCurrentIndex(0)

    def more() -> QMenu:
        page.view.buttons["more"].click()
        return page.view.menu

    album.pop("page-menu", more)
    page.commands.printing.preview(customer)
    album.settle()
    preview = page.findChildren(QPrintPreviewDialog)[0]
    preview.resize(900, 640)
    album.settle()
    album.take("print-preview", preview)
    preview.reject()
    with album.session.jobs._database.read(album.session.jobs.actor) as inside:
        sheet = read_sheet(inside, customer)
        write_pdf(document_of(sheet), sheet.title, album.out / f"{album.prefix}-sheet.pdf")
    opened_page(album, "contact", contact, "张卫东")
    album.take("contact-page")
    album.window.documents.close_current()


def forms(album: Album, customer: int, contact: int) -> None:
    """Forms: filled, further down, empty, doubtful, wrong, long."""
    page = opened_page(album, "customer", customer, NAME)
    page.edit()
    form = page.form
    assert form is not None
    album.settle()
    album.take("form")
    for name, spot in (("form-reach", "contact_points"), ("form-invoices", "credit_code")):
        form._scroll.verticalScrollBar().setValue(form.rows[spot].holder.parentWidget().y())
        album.take(name)
    form.left.emit()
    new = opened_page(album, "customer", 0, _("New customer"))
    assert new.form is not None
    album.take("form-new")
    choosing(album, new)
    doubtful(album, new)
    new.form.fill(None)
    album.window.documents.close_current()
    someone = opened_page(album, "contact", contact, "张卫东")
    someone.edit()
    album.settle()
    album.take("form-contact")
    assert someone.form is not None
    someone.form.left.emit()
    album.window.documents.close_current()


def choosing(album: Album, page: RecordPage) -> None:
    """A box with its list open."""
    assert page.form is not None
    combo = page.form.rows["industry"].widget.findChildren(SearchCombo)[0]
    album.window.activateWindow()

    def opened() -> QWidget:
        combo.setFocus()
        combo._toggle()
        return combo._list

    album.pop("form-choice", opened)
    combo._close()


def doubtful(album: Album, page: RecordPage) -> None:
    """A form that resembles a record, one with doubtful values, one that can't be saved."""
    form = page.form
    assert form is not None
    name = "苏州恒泰智能装备有限责任公司"
    phone = (ContactPointRow("mobile", "138 12345"),)
    form.take_values({"name": name, "contact_points": phone})
    rest(350)  # the form waits longer than others before it asks
    album.settle()
    album.take("form-double")
    form.take_values({"name": LONG_LATIN, "credit_code": "91330000799655058B"})
    album.settle()
    form._scroll.verticalScrollBar().setValue(
        form.rows["credit_code"].holder.parentWidget().y() - 300
    )
    album.take("form-doubtful")
    form.rows["name"].widget.set_value("")
    form.rows["next_contact_on"].widget.line.setText("有空的时候")
    form.save()
    album.settle()
    album.take("form-wrong")
    form.messages.ask(
        _("Leave the form and lose what was typed?"), _("Discard"), lambda: None, danger=True
    )
    album.settle()
    asked = next(one for one in album.window.findChildren(QDialog) if one.isVisible())
    album.take("form-leave", asked)
    asked.reject()


def conflict(album: Album, office: OpenOffice, customer: int) -> None:
    """Two people edit; the second one is asked, also about texts as long as they get."""
    page = opened_page(album, "customer", customer, NAME)
    page.edit()
    form = page.form
    assert form is not None
    form.take_values({"remarks": LONG_CHINESE * 2, "grade": "B", "website": "hengtai.example"})
    with office.database.write(office.actor) as inside:
        record = inside.customers.load(customer)
        note = f"{LONG_LATIN} {record.version}"
        size = "500" if record.version % 2 else "20"
        inside.customers.save(record.changed(remarks=note, size=size))
    form.save()
    wait(lambda: form.saving.dialog is not None)
    album.settle()
    dialog = form.saving.dialog
    assert dialog is not None
    album.take("conflict", dialog)
    dialog.reject()
    form.left.emit()


def main() -> int:
    """Render everything."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    appearance = Appearance(application())
    with tempfile.TemporaryDirectory() as folder:
        office, customer, contact = furnished(Path(folder) / "office")
        for prefix in looks(appearance):
            album = Album(out, prefix, office, appearance)
            pages(album, customer, contact)
            forms(album, customer, contact)
            conflict(album, office, customer)
            album.close()
        office.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
