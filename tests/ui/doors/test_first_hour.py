"""The ways in, by keyboard alone, in both languages."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from cims.services.i18n import LANGUAGES, use_language
from cims.services.vault.generations import DataFolder
from cims.ui.contents import Contents
from cims.ui.doors.entry import Place
from cims.ui.doors.first_screen import FirstScreen
from cims.ui.doors.founding_page import FoundingPage
from cims.ui.doors.sheet_page import SheetPage
from cims.ui.doors.unlock_page import UnlockPage
from cims.ui.leaving import Ending
from tests.conftest import PASSWORD
from tests.ui.doors.conftest import Coming, ReadyFiles, Visitor
from tests.ui.walk import problems

TAB, RETURN, ESCAPE = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Escape
MOST_KEYS_BESIDE_TEXT = 6


def fill_in(visitor: Visitor, password: str = PASSWORD) -> SheetPage:
    """Office, name and password, then Return."""
    visitor.until(FoundingPage)
    visitor.write("Hengtai Trading")
    visitor.press(TAB)
    visitor.write("Wang Xiaoyan")
    visitor.press(TAB)
    visitor.write(password)
    visitor.press(RETURN)
    return visitor.until(SheetPage)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_office_is_founded_with_three_answers_and_the_keyboard(
    come_to: Coming, tmp_path: Path, language: str
) -> None:
    use_language(language)
    newcomer = come_to(tmp_path / "new office")
    newcomer.until(FirstScreen)
    newcomer.press(Qt.Key.Key_3)
    sheet = fill_in(newcomer)
    assert problems(newcomer.program.window) == []
    assert len(sheet._sheet.groups) == 9
    sheet.go_on.setFocus()
    newcomer.press(RETURN)
    session = newcomer.until_inside()
    assert session.window.windowTitle() == "CIMS · Hengtai Trading"
    assert session.jobs.actor.name == "Wang Xiaoyan"


def test_return_takes_the_way_in_focus(newcomer: Visitor) -> None:
    newcomer.until(FirstScreen)
    newcomer.press(TAB, TAB, RETURN)
    newcomer.until(FoundingPage)
    newcomer.press(ESCAPE)
    newcomer.until(FirstScreen)


def test_a_file_chosen_at_the_first_screen_waits_for_the_office(
    newcomer: Visitor, files: ReadyFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.answer = tmp_path / "customers.xlsx"
    opened, asked = [], []
    newcomer.program.doors.entered.connect(opened.append)
    real = Contents.join

    def join(self: Contents, *around: Any) -> None:
        real(self, *around)
        self.import_asked.connect(lambda *what: asked.append(what))

    monkeypatch.setattr(Contents, "join", join)
    newcomer.press(Qt.Key.Key_1)
    fill_in(newcomer).go_on.click()
    newcomer.until_inside()
    assert [entered.file for entered in opened] == [files.answer]
    assert asked == [("customer", files.answer)]


def test_currency_and_zone_are_preset(newcomer: Visitor) -> None:
    newcomer.press(Qt.Key.Key_3)
    page = newcomer.until(FoundingPage)
    assert len(page.currency.value()) == 3
    assert "/" in page.zone.value()


def test_a_weak_password_is_refused_with_the_rule(newcomer: Visitor) -> None:
    newcomer.press(Qt.Key.Key_3)
    page = newcomer.until(FoundingPage)
    newcomer.write("Hengtai")
    newcomer.press(TAB)
    newcomer.write("Wang")
    newcomer.press(TAB)
    newcomer.write("short")
    newcomer.press(RETURN)
    assert "15 characters" in page.password.rule()
    page.password.set_password("1234567890 QWERTY")
    newcomer.press(RETURN)
    assert "most common" in page.password.rule()
    assert not DataFolder(newcomer.program.place.folder).has_vault()


def test_a_missing_name_is_pointed_at(newcomer: Visitor) -> None:
    newcomer.press(Qt.Key.Key_3)
    page = newcomer.until(FoundingPage)
    newcomer.write("Hengtai")
    newcomer.press(RETURN)
    assert page.said() == "Fill in “Your name”."
    assert page.name.hasFocus()


def test_a_switch_of_language_and_theme_keeps_what_was_typed(newcomer: Visitor) -> None:
    newcomer.press(Qt.Key.Key_3)
    newcomer.until(FoundingPage)
    newcomer.write("Hengtai")
    newcomer.page.password.set_password(PASSWORD)
    newcomer.program.window.switch_language()
    newcomer.program.window.switch_theme()
    page = newcomer.until(FoundingPage)
    assert page.office.text() == "Hengtai"
    assert page.password.password() == PASSWORD


def test_the_sheet_as_pdf_warns_about_the_disk(
    newcomer: Visitor, files: ReadyFiles, tmp_path: Path
) -> None:
    newcomer.press(Qt.Key.Key_3)
    page = fill_in(newcomer)
    files.answer = tmp_path / "sheet.pdf"
    page.pdf.click()
    assert files.answer.read_bytes().startswith(b"%PDF")
    assert "undoes the protection" in page.said()
    files.answer = tmp_path / "nowhere" / "sheet.pdf"
    page.pdf.click()
    assert "can't be written" in page.said()
    page.go_on.click()
    session = newcomer.until_inside()
    files.answer = tmp_path / "sheet.pdf"

    def sheets() -> list[str]:
        read = session.noticing.read
        return [one.sentence for one in read.matters if "sheet" in one.sentence] if read else []

    newcomer.qtbot.waitUntil(lambda: not session.jobs.is_busy())
    session.noticing.look()
    newcomer.qtbot.waitUntil(lambda: any(str(files.answer) in words for words in sheets()))
    files.answer.unlink()
    session.noticing.look()
    newcomer.qtbot.waitUntil(lambda: not any(str(files.answer) in words for words in sheets()))


def test_the_sample_office_is_shown_with_its_password_and_leaves_nothing_behind(
    newcomer: Visitor,
) -> None:
    newcomer.press(Qt.Key.Key_2)
    page = newcomer.until(UnlockPage)
    folder = newcomer.program.doors.place.folder
    assert page.password.text() == newcomer.program.doors.place.sample_password
    newcomer.press(RETURN)
    session = newcomer.until_inside()
    assert "Sample office" in session.window.windowTitle()
    newcomer.leave(Ending.SIGN_OUT)
    newcomer.until(UnlockPage)
    newcomer.press(ESCAPE)
    newcomer.until(FirstScreen)
    assert not folder.exists()


def test_the_doors_know_a_founded_office(come_to: Coming, vault_folder: Path) -> None:
    visitor = come_to(vault_folder)
    assert isinstance(visitor.page, UnlockPage)
    assert isinstance(visitor.program.place, Place)


def test_the_sample_office_takes_no_other_offices_place(newcomer: Visitor) -> None:
    own = newcomer.program.place.folder
    other = own.with_name(own.name + "-sample")
    other.mkdir()
    (other / "CURRENT").write_bytes(b"gen-000001\n")
    newcomer.press(Qt.Key.Key_2)
    newcomer.until(UnlockPage)
    folder = newcomer.program.doors.place.folder
    assert folder not in (own, other)
    newcomer.press(ESCAPE)
    newcomer.until(FirstScreen)
    assert not folder.exists()
    assert (other / "CURRENT").read_bytes() == b"gen-000001\n"
