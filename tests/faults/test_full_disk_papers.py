"""Papers on a disk that is full: a sentence, nothing half written, nothing lost."""

import os
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtGui import QDrag, QImage
from PySide6.QtPrintSupport import QPrinter

from cims.services.entity import Link
from cims.services.order_fields import LineRow
from cims.services.paper_templates.templates import PaperKind
from cims.ui import handed_out
from cims.ui.pages.administration import AdministrationPage, LetterheadPage
from cims.ui.pages.paper_template import TemplatePage
from cims.ui.records.paper_commands import DragOut
from tests.command_line import cims, furnish
from tests.conftest import Template
from tests.faults.test_full_disk import OLDER, PAGE, fill, make_room, others
from tests.journeys.hands import Hands, hands
from tests.ui.conftest import appearance, collected, collecting, themed
from tests.ui.records.test_paper_commands import asked_for

__all__ = ["appearance", "cims", "collected", "collecting", "furnish", "hands", "themed"]

pytestmark = pytest.mark.qt_log_ignore("does not support", "QPrint", "QPainter", "QPdf")
NUMBER = "S202611-0001"


def an_order(office) -> int:
    customer = office.customers.add({"name": "苏州恒泰有限公司"})
    line = LineRow(name="立式泵", quantity=Decimal(3), unit_price=Decimal("33.33"))
    return office.orders.add({"customer": Link(customer), "lines": (line,)})


@pytest.fixture
def order(write) -> int:
    return write(an_order)


class TestPapersThatLeave:
    """The place that papers are written to is full; the vault lies elsewhere."""

    @pytest.mark.parametrize("form", ["pdf", "docx"])
    def test_a_paper_that_does_not_fit_leaves_the_older_one(
        self, hands: Hands, order: int, small_disk: Path, form: str, monkeypatch
    ) -> None:
        page = hands.record("order", order)
        file = small_disk / f"order.{form}"
        file.write_bytes(OLDER)
        fill(small_disk)
        asked_for(file, monkeypatch)
        page.view.asked.emit({"pdf": "pdf", "docx": "word"}[form])
        bar = hands.session.window.message_bar
        hands.until(lambda: bool(bar.text()))
        assert "can't be written" in bar.text() and "disk" in bar.text()
        assert file.read_bytes() == OLDER
        assert others(small_disk) == [file.name]

    def test_what_is_printed_into_a_file_is_never_called_printed_when_it_is_not(
        self, hands: Hands, order: int, small_disk: Path
    ) -> None:
        page = hands.record("order", order)
        fill(small_disk)
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(small_disk / "order.pdf"))
        commands = page.commands.papers
        commands._read(order, None, lambda paper: commands._send(paper, printer))
        bar = hands.session.window.message_bar
        hands.until(lambda: bool(bar.text()))
        assert "disk" in bar.text() and not others(small_disk)

    def test_nothing_half_written_is_dragged_out(
        self, hands: Hands, order: int, small_disk: Path, monkeypatch
    ) -> None:
        monkeypatch.setattr(handed_out, "folder", lambda: small_disk / "out")
        (small_disk / "out").mkdir()
        dragged: list[object] = []
        monkeypatch.setattr(QDrag, "exec", lambda *_all: dragged.append(1))
        page = hands.record("order", order)
        (handle,) = page.findChildren(DragOut)
        made: list[object] = []
        handle._commands.with_pdf(order, lambda *both: made.append(both))
        hands.until(lambda: bool(made))
        fill(small_disk, spare=PAGE)
        handle._drag(*made[0])
        assert "disk" in hands.session.window.message_bar.text()
        assert not dragged and not others(small_disk)

    @pytest.mark.parametrize("form", ["pdf", "docx", "html"])
    def test_the_command_line_leaves_the_older_one(
        self, cims, furnish, small_disk: Path, form: str, qapp
    ) -> None:
        furnish(an_order)
        file = small_disk / f"order.{form}"
        file.write_bytes(OLDER)
        fill(small_disk)
        done = cims("paper", "order", NUMBER, f"--{form}", str(file))
        assert done.status != 0 and "disk" in done.err and "Traceback" not in done.err
        assert file.read_bytes() == OLDER
        assert others(small_disk) == [file.name]

    def test_a_template_is_exported_whole_or_not_at_all(
        self, hands: Hands, read, small_disk: Path, monkeypatch
    ) -> None:
        known = read(lambda office: office.paper_templates.usable(PaperKind.ORDER)[0])
        hands.session.window.documents.open("paper_template", known.id, "")
        page = hands.page
        assert isinstance(page, TemplatePage)
        hands.settle()
        fill(small_disk)
        asked_for(small_disk / "template.html", monkeypatch)
        page.export()
        bar = hands.session.window.message_bar
        hands.until(lambda: bool(bar.text()))
        assert "can't be written" in bar.text() and not others(small_disk)


class TestTemplatesAndLetterhead:
    """The vault lies on the disk that is full."""

    @pytest.fixture
    def vault_folder(self, template: Template, small_disk: Path) -> Path:
        return Path(shutil.copytree(template.folder, small_disk / "office"))

    def test_a_template_keeps_what_was_typed_until_there_is_room(
        self, hands: Hands, read, small_disk: Path
    ) -> None:
        known = read(lambda office: office.paper_templates.usable(PaperKind.ORDER)[0])
        hands.session.window.documents.open("paper_template", known.id, "")
        page = hands.page
        assert isinstance(page, TemplatePage)
        hands.settle()
        typed = "<p>Dear {{ customer.name }}</p>" + "x" * 100_000
        page.wording.text.setPlainText(typed)
        hands.until(lambda: not page.sample._waiting.isActive())
        hands.settle()
        fill(small_disk)
        page.save()
        bar = hands.session.window.message_bar
        hands.until(lambda: bool(bar.text()))
        assert "disk" in bar.text() and "nothing was changed" in bar.text()
        assert page.wording.words() == typed and page.has_changes()
        make_room(small_disk)
        page.save()
        hands.until(lambda: not page.has_changes())
        kept = read(lambda office: office.paper_templates.load(known.id))
        assert kept.values["content"] == typed

    def test_a_letterhead_with_its_logo_waits_for_room(
        self, hands: Hands, read, small_disk: Path, tmp_path: Path
    ) -> None:
        session = hands.session
        session.contents._show_setting(session.window, "letterhead")
        page = hands.page
        assert isinstance(page, AdministrationPage)
        (head,) = page.findChildren(LetterheadPage)
        hands.settle()
        head.fields["en", "name"].setText("Example Ltd.")
        logo = tmp_path / "logo.png"
        noise = QImage(os.urandom(4 * 200 * 200), 200, 200, QImage.Format.Format_RGB32)
        assert noise.save(str(logo))
        fill(small_disk)
        head.take_logo(logo)
        bar = session.window.message_bar
        hands.until(lambda: bool(bar.text()))
        assert "disk" in bar.text()
        assert head.fields["en", "name"].text() == "Example Ltd." and head.has_changes()
        make_room(small_disk)
        head.take_logo(logo)
        hands.until(head.away.isEnabled)
        head.save()
        hands.until(lambda: not head.has_changes())
        assert read(lambda office: bool(office.papers.logo()))
