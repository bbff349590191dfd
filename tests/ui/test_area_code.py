"""The office's area code, set in the window."""

from PySide6.QtWidgets import QWidget

from cims.services.contact_points import ContactPointRow
from cims.ui.dialogs.area_code import AreaCodeDialog, ask_area_code
from cims.ui.jobs import Jobs

LONG = 20_000


def test_a_code_set_in_the_window_completes_the_next_phone(qtbot, opened, messages, write, read):
    jobs, window = Jobs(opened.database, opened.actor, messages), QWidget()
    qtbot.addWidget(window)
    ask_area_code(jobs, window)
    qtbot.waitUntil(lambda: bool(window.findChildren(AreaCodeDialog)), timeout=LONG)
    (dialog,) = window.findChildren(AreaCodeDialog)
    dialog.field.setText("0000")
    dialog.save()
    assert "no area code" in dialog.problem.text()
    dialog.field.setText("0512")
    dialog.save()
    known = lambda: read(lambda office: office.settings.common("office")).get("area_code")  # noqa: E731
    qtbot.waitUntil(lambda: known() == "0512", timeout=LONG)
    points = (ContactPointRow("landline", "62888888"),)
    id_ = write(lambda office: office.customers.add({"name": "恒泰", "contact_points": points}))
    (row,) = read(lambda office: office.customers.load(id_)).values["contact_points"]
    assert (row.value, row.note) == ("0512-6288 8888", "area code assumed")
    jobs.close()
