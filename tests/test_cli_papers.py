"""paper on the command line: a quote or an order as a file."""

import subprocess
import sys
from datetime import date
from decimal import Decimal
from io import BytesIO

import pypdfium2
import pytest
from docx import Document

from cims.services.audit_words import Group
from cims.services.entity import Link
from cims.services.log_entries import LogFilter
from cims.services.order_fields import LineRow
from tests.command_line import cims, furnish

__all__ = ["cims", "furnish"]

NUMBER = "S202611-0001"


@pytest.fixture
def order(furnish):
    """An order with one line."""

    def work(office):
        customer = office.customers.add({"name": "苏州恒泰智能装备有限公司", "short_name": "恒泰"})
        line = LineRow(name="立式泵", quantity=Decimal(3), unit_price=Decimal("33.33"))
        return office.orders.add(
            {"customer": Link(customer), "opened_on": date(2026, 11, 21), "lines": (line,)}
        )

    return furnish(work)


def text_of(file):
    with pypdfium2.PdfDocument(file) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


def test_an_order_becomes_a_pdf_a_word_file_and_a_page(cims, order, tmp_path, qapp):
    out = {form: tmp_path / f"order.{form}" for form in ("pdf", "docx", "html")}
    for form, file in out.items():
        done = cims("paper", "order", NUMBER, f"--{form}", str(file))
        assert done.status == 0, done.err
        assert f"恒泰_订单_{NUMBER} is in {file}." in done.err
    assert "人民币玖拾玖元玖角玖分" in text_of(out["pdf"])
    assert "立式泵" in out["html"].read_text("utf-8")
    made = Document(BytesIO(out["docx"].read_bytes()))
    assert NUMBER in made.tables[0].rows[0].cells[1].text


def test_each_paper_is_counted_and_noted(cims, order, furnish, tmp_path, qapp):
    cims("paper", "order", NUMBER, "--html", str(tmp_path / "a.html"))
    taken = LogFilter(groups=frozenset({Group.TAKEN}))
    entries = furnish(lambda office: office.audit_log.entries(taken)).entries
    assert [one.action for one in entries] == ["print"]


def test_a_template_is_chosen_by_its_name(cims, order, tmp_path):
    file = tmp_path / "a.html"
    done = cims("paper", "order", NUMBER, "--html", str(file), "--template", "Order confirmation")
    assert done.status == 0, done.err
    assert "Total incl. tax" in file.read_text("utf-8")
    done = cims("paper", "order", NUMBER, "--html", str(file), "--template", "Ours")
    assert done.status == 2
    assert "There is no template “Ours” for this paper. Known are: M" in done.err


def test_json_is_one_value(cims, order, tmp_path):
    file = tmp_path / "a.html"
    done = cims("paper", "order", NUMBER, "--html", str(file), "--json")
    assert done.value == {"file": str(file), "paper": f"恒泰_订单_{NUMBER}"}


def test_what_is_not_there_and_what_can_not_be_written_are_told(cims, order, tmp_path):
    file = tmp_path / "a.html"
    done = cims("paper", "order", "S-9", "--html", str(file))
    assert (done.status, file.exists()) == (2, False)
    assert "“S-9” is neither the number nor the name" in done.err
    done = cims("paper", "order", NUMBER, "--html", str(tmp_path / "none" / "a.html"))
    assert done.status == 2 and "not there" in done.err
    assert cims("paper", "order", NUMBER, str(file)).status == 2
    assert cims("paper", "letter", NUMBER, "--html", str(file)).status == 2


def test_only_a_pdf_loads_qt(tmp_path):
    code = "import sys, cims.commands.papering; assert 'PySide6' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
    heavy = "{'docx', 'docxtpl', 'jinja2'}"
    code = f"import sys, cims.services.office; assert not {heavy} & {{*sys.modules}}"
    subprocess.run([sys.executable, "-c", code], check=True)
