"""A disk that is full: a sentence, nothing lost, and everything goes on once there is room."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from cims.services.backup import check, make
from cims.services.backup.errors import BackupRefused
from cims.services.opening import OpenOffice
from cims.services.vault.generations import DataFolder
from cims.services.vault.recovery import sheet_text
from cims.ui.charts import taking
from cims.ui.charts.bars import Bars
from cims.ui.doors.first_screen import FirstScreen
from cims.ui.doors.founding_page import FoundingPage
from cims.ui.doors.restore_page import RestorePage
from cims.ui.doors.sheet import RecoverySheet, save_pdf
from cims.ui.exporting import export_to
from cims.ui.pages.importing import ImportPage
from cims.ui.records.list_commands import ExportRequest
from cims.ui.records.record_page import RecordPage
from tests.conftest import PASSWORD, SetClock, Template
from tests.journeys.hands import CTRL, LONG, Hands, hands
from tests.ui.conftest import appearance, collected, collecting, themed
from tests.ui.doors.conftest import Coming, ReadyFiles, Visitor, come_to, files, preferences

__all__ = ["appearance", "collected", "collecting", "come_to", "files", "hands", "preferences"]
__all__ += ["themed"]

pytestmark = pytest.mark.qt_log_ignore("does not support")
BALLAST, PAGE = "ballast", 4096
OLDER = b"what stood there before"
SHEET = RecoverySheet("Hengtai", "1f0c2e9a", "2026-11-22", sheet_text(bytes(range(20))))


def fill(disk: Path, spare: int = 0) -> None:
    """Take all room on the disk but for some bytes."""
    file = (disk / BALLAST).open("ab", buffering=0)
    with file:
        try:
            while True:
                file.write(bytes(PAGE))
        except OSError:
            file.truncate(file.tell() - spare)


def make_room(disk: Path) -> None:
    """Give all of it back."""
    (disk / BALLAST).unlink()


def others(disk: Path) -> list[str]:
    """What lies there beside the ballast."""
    return sorted(file.name for file in disk.iterdir() if file.name != BALLAST)


@pytest.fixture
def office_on(template: Template, small_disk: Path) -> Path:
    return Path(shutil.copytree(template.folder, small_disk / "office"))


class TestTheOfficeItself:
    """The vault lies on the disk that is full."""

    @pytest.fixture
    def vault_folder(self, office_on: Path) -> Path:
        return office_on

    def test_a_form_keeps_what_was_typed_until_there_is_room(
        self, hands: Hands, small_disk: Path
    ) -> None:
        window = hands.session.window
        window.documents.open("customer", 0, "New customer")
        page = hands.page
        assert isinstance(page, RecordPage)
        hands.until(lambda: page.form is not None)
        hands.settle()
        fill(small_disk)
        page.form.take_values({"name": "Aurora Ltd", "remarks": "x" * 50_000})
        page.form.save()
        hands.until(lambda: bool(window.message_bar.text()))
        assert "disk" in window.message_bar.text()
        assert "nothing was changed" in window.message_bar.text()
        assert page.form.values()["name"] == "Aurora Ltd"
        assert hands.session._state is not None
        make_room(small_disk)
        hands.press(Qt.Key.Key_S, CTRL)
        hands.until(lambda: "Aurora Ltd" in window.toast.text())
        assert names(hands) == ["Aurora Ltd"]

    def test_an_import_writes_nothing_and_can_be_begun_again(
        self, hands: Hands, small_disk: Path, tmp_path: Path
    ) -> None:
        rows = [f"Customer {number},{'long remark ' * 40}" for number in range(400)]
        table = tmp_path / "list.csv"
        table.write_text("\n".join(["Name,Remarks", *rows]), encoding="utf-8")
        hands.session.contents.import_asked.emit("customer", table)
        page = hands.page
        assert isinstance(page, ImportPage)
        hands.until(page.run.check.isEnabled)
        page.check()
        hands.until(page.run.bring.isEnabled)
        fill(small_disk, spare=100_000)
        page.bring_in()
        bar = hands.session.window.message_bar
        hands.until(lambda: bool(bar.text()) and not page.is_importing())
        assert "disk" in bar.text()
        assert page.run.bring.isEnabled()
        assert names(hands) == []
        make_room(small_disk)
        page.bring_in()
        hands.until(lambda: page.summary.isVisible() and not page.is_importing())
        assert len(names(hands)) == len(rows)


class TestWhatIsHandedOut:
    """A list, a paper, a picture, a backup go to the disk that is full."""

    @pytest.mark.parametrize("ending", ["xlsx", "csv"])
    def test_a_list_that_does_not_fit_leaves_the_older_one(
        self, hands: Hands, small_disk: Path, ending: str
    ) -> None:
        hands.session.jobs.write(
            lambda office: office.customers.add_many(
                [{"name": f"Customer {n}", "remarks": os.urandom(200).hex()} for n in range(300)]
            )
        )
        hands.settle()
        file = small_disk / f"list.{ending}"
        file.write_bytes(OLDER)
        fill(small_disk)
        window = hands.session.window
        window.show_tab("customers")
        hands.settle()
        page = hands.page
        fields = tuple(page.entity.field(name) for name in ("name", "remarks"))
        request = ExportRequest(page.entity, page.feed.query, page.model.ids, fields)
        export_to(page._surroundings, request, file)
        hands.until(lambda: bool(window.message_bar.text()))
        assert f"list.{ending} can't be written" in window.message_bar.text()
        assert file.read_bytes() == OLDER
        assert others(small_disk) == [file.name]

    @pytest.mark.usefixtures("themed")
    def test_a_recovery_sheet_is_never_called_saved_when_it_is_not(self, small_disk: Path) -> None:
        file = small_disk / "sheet.pdf"
        file.write_bytes(OLDER)
        fill(small_disk)
        with pytest.raises(OSError, match="No space left"):
            save_pdf(SHEET, file)
        assert file.read_bytes() == OLDER
        assert others(small_disk) == ["sheet.pdf"]
        make_room(small_disk)
        file.unlink()
        save_pdf(SHEET, file)
        assert file.read_bytes().startswith(b"%PDF")
        assert os.name == "nt" or file.stat().st_mode & 0o077 == 0

    @pytest.mark.usefixtures("themed")
    def test_a_picture_of_a_chart_leaves_the_older_one(self, small_disk: Path) -> None:
        chart = Bars("Grades")
        file = small_disk / "chart.png"
        file.write_bytes(OLDER)
        fill(small_disk)
        with pytest.raises(taking.NotWritten):
            taking.save(chart, file)
        assert file.read_bytes() == OLDER
        assert others(small_disk) == ["chart.png"]

    @pytest.mark.parametrize("share", [0, 2])
    def test_a_backup_leaves_the_older_one(
        self, opened: OpenOffice, clock: SetClock, small_disk: Path, share: int
    ) -> None:
        file = small_disk / "office.cimsbak"
        make(opened, file, clock)
        before = file.read_bytes()
        fill(small_disk, spare=share and len(before) // share)
        with pytest.raises(BackupRefused, match="Make room"):
            make(opened, file, clock)
        assert file.read_bytes() == before
        assert others(small_disk) == [file.name]
        check(file)


class TestTheDoors:
    """A new office, or one that comes back, on a disk that is full."""

    def test_a_new_office_is_refused_and_leaves_nothing(
        self, come_to: Coming, small_disk: Path
    ) -> None:
        folder = small_disk / "office"
        visitor = come_to(folder)
        fill(small_disk, spare=100_000)
        visitor.until(FirstScreen).ways["empty"].click()
        page = visitor.until(FoundingPage)
        page.office.setText("Hengtai")
        page.name.setText("Wang")
        page.password.set_password(PASSWORD)
        page.set_up.click()
        told(visitor)
        assert "disk" in page.said().lower()
        assert not DataFolder(folder).has_vault()
        make_room(small_disk)
        page.set_up.click()
        visitor.qtbot.waitUntil(lambda: visitor.page is not page, timeout=LONG)
        assert DataFolder(folder).has_vault()

    def test_a_backup_comes_back_once_there_is_room(
        self,
        opened: OpenOffice,
        clock: SetClock,
        come_to: Coming,
        files: ReadyFiles,
        small_disk: Path,
        tmp_path: Path,
    ) -> None:
        files.answer = tmp_path / "office.cimsbak"
        make(opened, files.answer, clock)
        folder = small_disk / "office"
        visitor = come_to(folder)
        fill(small_disk, spare=100_000)
        visitor.until(FirstScreen).ways["restore"].click()
        page = visitor.until(RestorePage)
        visitor.write(PASSWORD)
        visitor.press(Qt.Key.Key_Return)
        told(visitor)
        assert "Make room" in page.said()
        assert not DataFolder(folder).has_vault()
        make_room(small_disk)
        page.password.setText(PASSWORD)
        page.restore.click()
        visitor.until_inside()


def told(visitor: Visitor) -> None:
    """Wait until the page says something."""
    visitor.qtbot.waitUntil(lambda: bool(visitor.page.said()), timeout=LONG)


def names(hands: Hands) -> list[str]:
    """The customers that the office holds."""
    found: list[list[str]] = []
    read: Callable[..., object] = hands.session.jobs.read
    read(
        hands.session,
        lambda office: [
            record.values["name"]
            for record in office.customers.rows(office.customers.listing().ids, ("name",))
        ],
        found.append,
    )
    hands.until(lambda: bool(found))
    return found[0]
