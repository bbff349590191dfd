"""Pictures of sealed fields: python -m tests.ui.records.sealed_pictures OUT."""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from PySide6.QtPrintSupport import QPrintPreviewDialog

from cims.services.opening import OpenOffice
from cims.services.rights import Actor
from cims.services.watermark import SETTING
from cims.ui.dialogs.watermark import WatermarkDialog, ask_watermark
from cims.ui.records.list_page import ListPage
from cims.ui.records.record_page import RecordPage
from cims.ui.records.sealed_value import SealedValue
from cims.ui.theme import Appearance
from tests.factories import valid
from tests.ui.album import Album, application, looks, new_office, wait

NAME, FIRM = "张卫东", "苏州恒泰智能装备有限公司"
NUMBER, CARD = "11010519491231002X", "6222 0212 3456 7890 128"


def furnished(folder: Path) -> tuple[OpenOffice, int, int, Actor]:
    """An office with a customer, a contact whose sealed fields are filled, and an auditor."""
    office = new_office(folder)
    with office.database.write(office.actor) as inside:
        values = valid("contact", name=NAME, identity_number=NUMBER, private_bank_card=CARD)
        contact = inside.contacts.add(values)
        customer = inside.customers.add(valid("customer", name=FIRM))
        inside.settings.set_common(SETTING, {"on": True})
        auditor = inside.users.add({"username": "lina", "name": "李娜"})
        inside.users.give_role(auditor, "auditor")
    with office.database.read(office.actor) as inside:
        actor = inside.users.actor(auditor, "pictures")
    return office, contact, customer, actor


def opened_page(album: Album, id_: int) -> RecordPage:
    """Open the contact and wait until it is read."""
    album.window.documents.open("contact", id_, NAME)
    page = album.window.documents.page
    assert isinstance(page, RecordPage)
    wait(lambda: page.reading is not None)
    album.settle()
    return page


def of_the_entitled(album: Album, contact: int) -> None:
    """Masked, revealed, the form with masked, typed and emptied values."""
    page = opened_page(album, contact)
    album.take("sealed-page")
    for value in page.findChildren(SealedValue):
        value.reveal.click()
    album.settle()
    album.take("sealed-revealed")
    page.edit()
    assert page.form is not None
    album.settle()
    page.form._scroll.verticalScrollBar().setValue(9999)
    album.settle()
    album.take("sealed-form")
    form = page.form
    form.rows["identity_number"].widget.line.setText(NUMBER[:-1] + "1")
    form.rows["private_bank_card"].widget.empty.click()
    album.settle()
    form._scroll.verticalScrollBar().setValue(9999)
    album.settle()
    album.take("sealed-form-typed")


def beside_the_list(album: Album, contact: int) -> None:
    """The panel's details, and the dialog that turns the watermark on."""
    album.window.show_tab("contacts")
    album.settle()
    (page,) = (one for one in album.window.findChildren(ListPage) if one.isVisible())
    page.view.go_to(page.model.row_of(contact))
    album.settle()
    album.take("sealed-panel")
    ask_watermark(album.session.jobs, album.window)
    album.settle()
    (dialog,) = album.window.findChildren(WatermarkDialog)
    album.take("watermark", dialog)
    dialog.reject()


def paper(album: Album, customer: int) -> None:
    """The preview of a sheet with its watermark."""
    album.window.documents.open("customer", customer, FIRM)
    page = album.window.documents.page
    assert isinstance(page, RecordPage)
    wait(lambda: page.reading is not None)
    page.commands.printing.preview(customer)
    album.settle()
    (preview,) = page.findChildren(QPrintPreviewDialog)
    preview.resize(900, 640)
    album.settle()
    album.take("watermark-paper", preview)
    preview.reject()


def of_others(album: Album, contact: int) -> None:
    """Locked, on the page and in the form."""
    page = opened_page(album, contact)
    album.take("sealed-locked")
    page.edit()
    assert page.form is not None
    album.settle()
    page.form._scroll.verticalScrollBar().setValue(9999)
    album.settle()
    album.take("sealed-locked-form")


def main() -> None:
    """Take all pictures in every look."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    app = application()
    appearance = Appearance(app)
    with tempfile.TemporaryDirectory() as folder:
        office, contact, customer, other = furnished(Path(folder) / "office")
        for prefix in looks(appearance):
            for who, take, id_ in (
                (office.actor, of_the_entitled, contact),
                (office.actor, beside_the_list, contact),
                (office.actor, paper, customer),
                (other, of_others, contact),
            ):
                album = Album(out, prefix, replace(office, actor=who), appearance)
                take(album, id_)
                album.close()
        office.close()


if __name__ == "__main__":
    main()
