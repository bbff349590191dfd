"""Pictures of sealed fields: python -m tests.ui.records.sealed_pictures OUT."""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from cims.services.opening import OpenOffice
from cims.services.rights import Actor
from cims.ui.records.record_page import RecordPage
from cims.ui.records.sealed_value import SealedValue
from cims.ui.theme import Appearance
from tests.factories import valid
from tests.ui.album import Album, application, looks, new_office, wait

NAME = "张卫东"
NUMBER, CARD = "11010519491231002X", "6222 0212 3456 7890 128"


def furnished(folder: Path) -> tuple[OpenOffice, int, Actor]:
    """An office with one contact whose sealed fields are filled, and a manager who sees it."""
    office = new_office(folder)
    with office.database.write(office.actor) as inside:
        values = valid("contact", name=NAME, identity_number=NUMBER, private_bank_card=CARD)
        contact = inside.contacts.add(values)
        manager = inside.users.add({"username": "lina", "name": "李娜"})
        inside.users.give_role(manager, "auditor")
    with office.database.read(office.actor) as inside:
        actor = inside.users.actor(manager, "pictures")
    return office, contact, actor


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
        office, contact, other = furnished(Path(folder) / "office")
        for prefix in looks(appearance):
            for who, take in ((office.actor, of_the_entitled), (other, of_others)):
                album = Album(out, prefix, replace(office, actor=who), appearance)
                take(album, contact)
                album.close()
        office.close()


if __name__ == "__main__":
    main()
