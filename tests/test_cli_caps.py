"""Daily caps and sealed fields on the command line: the same rules as in the window."""

from dataclasses import replace

from cims.services.audit_words import Group
from cims.services.granted import Taking
from cims.services.log_entries import LogFilter
from cims.services.spreadsheet.workbook import open_workbook
from cims.services.watermark import SETTING
from tests.command_line import cims, furnish
from tests.services.spreadsheet.lists import listed

__all__ = ["cims", "furnish"]

NUMBER = "11010519491231002X"


def test_an_export_counts_and_over_the_cap_nothing_is_written(cims, furnish, tmp_path):
    def work(office):
        role = office.roles.of(office.roles.coded("administrator"))
        office.roles.save(replace(role, caps={Taking.EXPORT: 5}))
        office.customers.add_many([{"name": f"Firm {n}"} for n in range(3)])

    furnish(work)
    assert cims("export", "customers", str(tmp_path / "a.xlsx")).status == 0
    refused = cims("export", "customers", str(tmp_path / "b.xlsx"))
    assert refused.status != 0
    assert "Only 2 more records may be exported today, this is 3" in refused.err
    assert not (tmp_path / "b.xlsx").exists()


def test_an_export_bears_the_watermark_of_the_office(cims, furnish, tmp_path):
    def work(office):
        office.settings.set_common(SETTING, {"on": True})
        office.customers.add({"name": "Firm"})

    furnish(work)
    cims("export", "customers", str(tmp_path / "a.xlsx"))
    with open_workbook(tmp_path / "a.xlsx") as workbook:
        last = [cells for _row, cells in workbook.sheet().rows()][-1]
    assert str(last[0]).startswith("CIMS · Wang Xiaoyan · ")


def test_sealed_fields_come_in_and_are_never_shown(cims, tmp_path):
    path = listed(tmp_path / "a.xlsx", ("Full name", "Identity number"), ("Li Wei", NUMBER))
    brought = cims("import", str(path), "--into", "contacts", "--json")
    assert brought.value["created"] == 1
    shown = cims("list", "contacts", "--json")
    assert shown.value[0]["identity_number"] == "sealed"
    plain = cims("list", "contacts")
    assert NUMBER not in plain.out + shown.out + brought.out
    assert cims("count", "contacts", "--where", "identity_number=").out.strip() == "0"
    wrong = cims("list", "contacts", "--where", f"identity_number={NUMBER}")
    assert wrong.status != 0 and NUMBER not in wrong.err


def test_what_is_listed_and_found_counts_as_copied_and_stands_in_the_log(cims, furnish):
    def work(office):
        role = office.roles.of(office.roles.coded("administrator"))
        office.roles.save(replace(role, caps={Taking.COPY: 5}))
        office.customers.add_many([{"name": f"Firm {n}"} for n in range(3)])

    furnish(work)
    assert len(cims("list", "customers", "--json").value) == 3
    assert len(cims("search", "Firm", "--limit", "1", "--json").value) == 1
    refused = cims("list", "customers", "--json")
    assert refused.status == 2
    assert "Firm" not in refused.out
    assert "Only 1 more record may be copied today, this is 3" in refused.err
    told = furnish(
        lambda office: office.audit_log.entries(LogFilter(groups=frozenset({Group.TAKEN})))
    )
    assert [entry.action for entry in told.entries].count("copy") == 2
