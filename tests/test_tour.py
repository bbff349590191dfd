"""The tour that stands in for the window where there is no display."""

import openpyxl
from PySide6.QtGui import QImage

from cims.services import sample
from cims.services.i18n import LANGUAGES
from tests.command_line import cims

__all__ = ["cims"]


def test_the_tour_draws_every_page_in_each_language_and_theme(cims, qapp, tmp_path, monkeypatch):
    monkeypatch.setattr(sample, "CUSTOMERS", 30)
    out = tmp_path / "tour"
    done = cims.bare("tour", "--out", str(out), "--json")
    assert done.status == 0, done.err
    assert done.value["customers"] == 30
    names = {path.stem for path in out.glob("*.png")}
    assert len(names) == len(done.value["pictures"])
    for page in ("customers", "contacts", "customer", "contact", "new-customer"):
        for language in LANGUAGES:
            assert {f"{page}-{language}-light", f"{page}-{language}-dark"} <= names
    places = ("users", "roles", "teams", "log", "check", "office", "emergency")
    assert {f"settings-{place}-zh_CN-light" for place in places} <= names
    light, dark = (QImage(str(out / f"customers-en-{mode}.png")) for mode in ("light", "dark"))
    assert light.width() >= 1000
    assert light.pixelColor(5, 5).lightness() > 150 > dark.pixelColor(5, 5).lightness()
    assert openpyxl.load_workbook(out / "customers.xlsx").active.max_row == 31
