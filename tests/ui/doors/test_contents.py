"""The whole window: real lists and forms, and what leads from one to another."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from shiboken6 import isValid

from cims.ui.doors.unlock_page import UnlockPage
from cims.ui.records.list_page import ListPage
from cims.ui.records.record_page import RecordPage
from cims.ui.session import Session
from tests.conftest import PASSWORD, SetClock
from tests.ui.doors.conftest import ReadyFiles, Visitor


def sign_in(visitor: Visitor) -> Session:
    visitor.until(UnlockPage)
    visitor.write(PASSWORD)
    visitor.press(Qt.Key.Key_Return)
    session: Session = visitor.until_inside()
    return session


def form_of(visitor: Visitor, session: Session) -> Any:
    """The form of the record that is shown, once it is there."""
    page = session.window.documents.page
    assert isinstance(page, RecordPage)
    visitor.qtbot.waitUntil(lambda: page.form is not None)
    return page.form


def test_a_new_customer_half_typed_comes_back_after_the_lock(at_home: Visitor) -> None:
    session = sign_in(at_home)
    session.window.new_asked.emit("customer")
    form_of(at_home, session).take_values({"name": "Hengtai half typed"})
    at_home.leave()
    session = sign_in(at_home)
    form = form_of(at_home, session)
    assert form.values()["name"] == "Hengtai half typed"
    form.save()
    at_home.qtbot.waitUntil(lambda: names(session, at_home) == ["Hengtai half typed"])
    at_home.leave()
    session = sign_in(at_home)
    assert [d.title for d in session.window.documents.documents()] == ["Hengtai half typed"]


def names(session: Session, visitor: Visitor) -> list[str]:
    found: list[list[str]] = []
    session.jobs.read(
        session,
        lambda office: list(office.customers.titles(office.customers.listing().ids).values()),
        found.append,
    )
    visitor.qtbot.waitUntil(lambda: bool(found))
    return found[0]


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_list_is_exported_as_shown(
    at_home: Visitor, files: ReadyFiles, tmp_path: Path, ending: str
) -> None:
    session = sign_in(at_home)
    saved: list[int] = []
    session.jobs.write(lambda office: office.customers.add({"name": "Ada"}), then=saved.append)
    at_home.qtbot.waitUntil(lambda: bool(saved))
    page = session.window.documents.page
    assert isinstance(page, ListPage)
    at_home.qtbot.waitUntil(lambda: len(page.model.ids) == 1)
    files.answer = tmp_path / f"list{ending}"
    page.export()
    at_home.qtbot.waitUntil(lambda: "1 row exported" in session.window.toast.text())
    assert files.answer.stat().st_size > 0


def test_the_search_at_the_top_finds_records(at_home: Visitor) -> None:
    session = sign_in(at_home)
    saved: list[int] = []
    session.jobs.write(
        lambda office: office.customers.add({"name": "苏州恒泰智能装备有限公司"}), then=saved.append
    )
    at_home.qtbot.waitUntil(lambda: bool(saved))
    found: list[Any] = []
    session.contents.records(session, session.jobs)("szht", found.append)
    at_home.qtbot.waitUntil(lambda: bool(found))
    assert [hit.id for hit in found[0]] == saved


def test_ctrl_z_brings_back_what_was_deleted_and_the_palette_hears_pinyin(
    at_home: Visitor,
) -> None:
    session = sign_in(at_home)
    saved: list[int] = []
    session.jobs.write(lambda office: office.customers.add({"name": "Ada"}), then=saved.append)
    at_home.qtbot.waitUntil(lambda: bool(saved))
    session.jobs.write(lambda office: office.customers.remove(saved), then=saved.append)
    at_home.qtbot.waitUntil(lambda: len(saved) == 2)
    at_home.qtbot.waitUntil(lambda: not session.jobs.is_busy())
    session.window._commands.run("edit.undo")
    at_home.qtbot.waitUntil(lambda: session.window.toast.text() == "Undone.")
    assert names(session, at_home) == ["Ada"]
    old = session.window
    session.rebuild("zh_CN")
    at_home.qtbot.waitUntil(lambda: not isValid(old))
    palette, field = session.window.palette_list, session.window.top_bar.field
    palette.open()
    field.setText("ljbf")
    field.textEdited.emit("ljbf")
    assert palette.entries() == ["立即备份…"]


def test_a_new_day_is_known_to_the_list_without_a_key(at_home: Visitor, clock: SetClock) -> None:
    session = sign_in(at_home)
    page = session.window.documents.page
    assert isinstance(page, ListPage)
    at_home.qtbot.waitUntil(lambda: page.words.today.year == clock().year)
    before = page.words.today
    clock.pass_by(days=1)
    session.upkeep.due.emit()
    at_home.qtbot.waitUntil(lambda: (page.words.today - before).days == 1)


def test_a_new_form_shows_what_the_office_would_put_there(at_home: Visitor) -> None:
    session = sign_in(at_home)
    session.window.new_asked.emit("customer")
    form = form_of(at_home, session)
    assert form.rows["owner"].widget.combo.text() == "Wang Xiaoyan"
    assert form.rows["lifecycle"].widget.combo.text() == "Potential"
    assert form.rows["kind"].widget.combo.text() == "Organisation"
    assert not form.has_changes()
