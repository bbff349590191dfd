"""Caps and the watermark, set in the settings, bind who takes a list out in the same office."""

from pathlib import Path

from cims.services.entity import Link
from cims.services.granted import Taking
from cims.ui.dialogs.watermark import WatermarkDialog
from cims.ui.leaving import Ending
from cims.ui.records.list_page import ListPage
from tests.conftest import PASSWORD, Template
from tests.ui.doors.conftest import ReadyFiles, Visitor
from tests.ui.pages.test_administration_page import (
    LONG,
    OWN,
    come_in,
    desk,
    dialog,
    roles,
    staffed,
)

__all__ = ["desk", "staffed"]


def cap_at(visitor: Visitor, session, most: int) -> None:
    """Let managers take so many records a day."""
    page = roles(visitor, session, "manager")
    is_capped, box = page.editor.caps[Taking.EXPORT]
    is_capped.setChecked(True)
    box.setValue(most)
    page.save()
    visitor.qtbot.waitUntil(lambda: not page.has_changes(), timeout=LONG)


def exported(visitor: Visitor, session) -> ListPage:
    """Ask for the list of customers as a file."""
    session.window.show_tab("customers")
    page = session.window.documents.page
    assert isinstance(page, ListPage)
    visitor.qtbot.waitUntil(lambda: len(page.model.ids) == 2, timeout=LONG)
    page.export()
    return page


def refusal(visitor: Visitor, session) -> str:
    """What the bar says once something was refused."""
    bar = session.window.message_bar
    visitor.qtbot.waitUntil(bar.isVisible, timeout=LONG)
    return bar.text()


def test_a_cap_and_the_watermark_hold_in_the_window(
    desk: Visitor, template: Template, files: ReadyFiles, tmp_path: Path
) -> None:
    files.answer = tmp_path / "list.csv"
    session = come_in(desk, "boss", PASSWORD)
    owner = Link(template.people["manager"])
    for name in ("Aurora", "Boreas"):
        session.jobs.write(
            lambda office, name=name: office.customers.add({"name": name, "owner": owner})
        )
    cap_at(desk, session, 1)
    session.window._commands.run("office.watermark")
    mark = dialog(desk, session.window, WatermarkDialog)
    mark.box.setChecked(True)
    mark.save()
    desk.qtbot.waitUntil(lambda: not session.jobs.is_busy(), timeout=LONG)
    desk.leave(Ending.SWITCH)

    session = come_in(desk, "manager", OWN)
    exported(desk, session)
    assert "Only 1 more record may be exported today" in refusal(desk, session)
    assert not files.answer.exists()
    desk.leave(Ending.SWITCH)

    session = come_in(desk, "boss", PASSWORD)
    cap_at(desk, session, 2)
    desk.leave(Ending.SWITCH)

    session = come_in(desk, "manager", OWN)
    exported(desk, session)
    desk.qtbot.waitUntil(lambda: "2 rows exported" in session.window.toast.text(), timeout=LONG)
    lines = files.answer.read_text("utf-8-sig").splitlines()
    assert lines[-1].startswith("CIMS · Manager · 2026-")
    assert any(line.startswith("Boreas") for line in lines)
    files.answer = tmp_path / "again.csv"
    exported(desk, session)
    assert "today" in refusal(desk, session)
    assert not files.answer.exists()
