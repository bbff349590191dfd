"""What stands at the head of papers is entered once, in both languages."""

import pytest
from PySide6.QtGui import QColor, QImage
from shiboken6 import delete

from cims.services.drafts import FormDraft
from cims.services.paper_templates.letterhead import SELLER, SETTING
from cims.ui.actions import Commands
from cims.ui.dialogs.own_phone import OwnPhoneDialog, ask_own_phone
from cims.ui.file_asker import FileAsker
from cims.ui.jobs import Jobs
from cims.ui.kept_forms import put_back, typed_in
from cims.ui.navigation import Surroundings
from cims.ui.pages.administration import LetterheadPage
from tests.journeys.hands import hands

__all__ = ["hands"]


@pytest.fixture
def jobs(opened, messages):
    made = Jobs(opened.database, opened.actor, messages)
    yield made
    made.close()


@pytest.fixture
def page(qtbot, jobs, messages, appearance):
    around = Surroundings(jobs, messages, Commands(lambda _right: True), appearance)
    made = LetterheadPage(around, FileAsker())
    made.resize(1000, 700)
    made.show()
    qtbot.waitUntil(lambda: made.logo_place.count() == 1)
    yield made
    delete(made)


def setting(read):
    return read(lambda office: office.settings.common(SETTING))


def test_words_terms_and_days_are_kept_for_the_office(page, jobs, qtbot, read):
    assert not page.save_button.isEnabled()
    page.fields["zh_CN", "name"].setText(" 示例贸易有限公司 ")
    page.fields["en", "name"].setText("Example Ltd.")
    page.terms["zh_CN", "payment"].setText("现结")
    page.days.setValue(15)
    page.pictures.setChecked(False)
    assert page.has_changes() and page.save_button.isEnabled()
    page.save()
    qtbot.waitUntil(lambda: bool(setting(read)))
    assert setting(read) == {
        "zh_CN": {"name": "示例贸易有限公司", "terms": {"payment": "现结"}},
        "en": {"name": "Example Ltd."},
        "validity_days": 15,
        "pictures": False,
    }
    qtbot.waitUntil(lambda: not page.has_changes())
    assert page.fields["zh_CN", "name"].text() == "示例贸易有限公司"


def test_a_logo_is_made_small_kept_and_taken_away_without_losing_words(page, qtbot, read, tmp_path):
    file = tmp_path / "logo.bmp"
    image = QImage(3000, 1500, QImage.Format.Format_RGB32)
    image.fill(QColor("#2257D0"))
    assert image.save(str(file))
    page.fields["zh_CN", "name"].setText("typed")
    page.take_logo(file)
    qtbot.waitUntil(lambda: page.away.isEnabled())
    kept = QImage.fromData(read(lambda office: office.papers.logo()))
    assert 0 < kept.width() <= 1200
    assert page.fields["zh_CN", "name"].text() == "typed" and page.has_changes()
    page.take_logo_away()
    qtbot.waitUntil(lambda: not page.away.isEnabled())
    assert read(lambda office: office.papers.logo()) == b""


def test_everybody_keeps_their_own_phone(qtbot, jobs, page, read, opened):
    ask_own_phone(jobs, page)
    qtbot.waitUntil(lambda: bool(page.findChildren(OwnPhoneDialog)))
    dialog = page.findChildren(OwnPhoneDialog)[0]
    dialog.field.setText(" 139 1700 5678 ")
    dialog.save()
    kept = {"phone": "139 1700 5678"}
    qtbot.waitUntil(lambda: read(lambda o: o.settings.mine(SELLER)) == kept)


def test_a_logo_that_undo_brought_back_is_shown_and_kept_with_the_words(
    page, jobs, qtbot, read, tmp_path
):
    file = tmp_path / "logo.png"
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("#2257D0"))
    assert image.save(str(file))
    page.take_logo(file)
    qtbot.waitUntil(lambda: page.away.isEnabled())
    page.take_logo_away()
    qtbot.waitUntil(lambda: not page.away.isEnabled())
    page.fields["en", "name"].setText("typed")
    jobs.undo_last()
    qtbot.waitUntil(lambda: page.away.isEnabled())
    assert page.fields["en", "name"].text() == "typed"
    page.save()
    qtbot.waitUntil(lambda: "en" in setting(read))
    assert read(lambda office: office.papers.logo())


def test_what_was_typed_outlives_a_lock(hands, read, write):
    write(lambda office: office.settings.set_common(SETTING, {"en": {"name": "Kept Ltd."}}))
    window, contents = hands.session.window, hands.session.contents
    contents._show_setting(window, "letterhead")
    (page,) = window.findChildren(LetterheadPage)
    assert page.draft() is None  # nothing is read yet
    hands.settle()
    assert typed_in(window) == []
    page.fields["en", "phone"].setText("555 0100")
    page.days.setValue(45)
    typed = typed_in(window)
    write(lambda office: office.drafts.keep(typed))
    page.fields["en", "phone"].setText("")
    page.days.setValue(30)
    assert not page.has_changes()
    kept = read(lambda office: office.drafts.mine())
    contents._show_setting(window, "office")
    assert put_back(kept, window, contents.open_form) == []
    assert contents.place_of_settings == "letterhead"
    assert page.has_changes() and page.save_button.isEnabled()
    page.save()
    hands.until(lambda: not page.has_changes())
    known = {"en": {"name": "Kept Ltd.", "phone": "555 0100"}, "validity_days": 45}
    assert setting(read) == known


def test_a_letterhead_that_is_still_being_read_takes_what_was_typed(page, jobs, messages):
    around = Surroundings(jobs, messages, Commands(lambda _right: True), page._around.appearance)
    again = LetterheadPage(around, FileAsker())
    draft = FormDraft(SETTING, None, None, {"en": {"name": "Half"}})
    again.take_draft(draft)
    assert again.draft() == draft
    again._show({"en": {"name": "Kept"}}, b"")
    assert again.fields["en", "name"].text() == "Half" and again.has_changes()
    delete(again)
