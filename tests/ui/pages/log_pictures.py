"""Pictures of logging, timeline, tasks, segments: python -m tests.ui.pages.log_pictures OUT."""

import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from cims.services.changes import ChangeKind
from cims.services.entity import Link
from cims.services.opening import OpenOffice
from cims.services.rights import Actor
from cims.ui.records.list_page import ListPage
from cims.ui.records.record_page import RecordPage
from cims.ui.theme import Appearance
from tests.conftest import START
from tests.ui.album import Album, application, looks
from tests.ui.records.pictures import list_of, office_in

FOLLOW_UPS = (
    ("call", "确认二期产线改造预算 ¥286 万,客户要求 11 月 28 日前给出正式报价。@李建国 请准备样机"),
    ("visit", "与采购部张总、设备部刘工确认验收标准与付款节点。\n一、验收标准按合同附件三\n"
              "二、付款 3-6-1\n三、质保金一年\n四、培训两次\n五、备件清单另报"),
    ("wechat", "发了产品资料,对方说下周回复"),
    ("email", "已收到客户盖章版技术协议,归档至合同附件。"),
    ("comment", "@周子涵 上次的报价还有效吗?"),
)  # fmt: skip
CHAT = "张总 2026/11/20 10:23\n样品收到了\n我 2026/11/20 10:25\n好的\n张总 2026/11/21 09:00\n请报价"


def busy_office(folder: Path) -> OpenOffice:
    """An office whose first customer has a timeline, tasks and a segment."""
    office = office_in(folder)

    def everybody_may(inside: Any) -> None:
        for id_ in inside.users.listing().ids:
            if id_ != office.actor.user_id:
                inside.users.give_role(id_, "administrator")

    with office.database.write(Actor.office(), ChangeKind.SETUP) as inside:
        everybody_may(inside)
    with office.database.write(office.actor) as inside:
        inside.settings.set_common("modules", {"shown": ["activities", "tasks", "segments"]})
        work(inside)
    return office


def work(inside: Any) -> None:
    """What was done with the first customer."""
    contact = Link(inside.customers.contacts_of(1)[0])
    for number, (kind, text) in enumerate(FOLLOW_UPS):
        values = {"content": text, "kind": kind, "customer": Link(1), "contact": contact}
        values["happened_at"] = START - timedelta(days=number, hours=number)
        if not number:
            values |= {
                "next_on": date(2026, 11, 28),
                "next_step": "提交正式报价",
                "result": "quote",
            }
        inside.activities.add(values)
    for name, day in (("寄样品给张总", 20), ("准备正式报价", 27)):
        inside.tasks.add({"name": name, "customer": Link(1), "due_on": date(2026, 11, day)})
    inside.segments.put_in(inside.segments.add({"name": "中秋送礼"}), [1, 2, 3])


def logging(album: Album, page: ListPage) -> None:
    """The panel with words, with a chat, with a date that means nothing."""
    panel = album.session.contents.log_panel
    album.window._commands.run("customer.log")
    album.settle()
    panel.body.text.insertPlainText("确认了二期预算,周五前给报价")
    panel.body.fields["next_on"].line.setText("下周三")
    album.settle()
    album.take("log")
    panel.body.put({})
    panel.body.text.insertPlainText(CHAT)
    panel.body.fields["next_on"].line.setText("等他有空")
    album.settle()
    panel.save()
    album.settle()
    album.take("log-chat")
    panel.body.put({})
    panel.leave()
    panel.log(None)
    album.settle()
    album.take("log-nobody")
    panel.leave()
    page.view.setFocus()


def customers(album: Album) -> None:
    """The list with the panel's timeline, its menu, the dialog of a hand-over."""
    page = list_of(album, "customers")
    page.view.go_to(page.model.row_of(1))
    album.settle()
    album.take("list")
    logging(album, page)
    dialog = page.commands.customers.hand_over([1, 2])
    album.settle()
    album.take("hand-over", dialog)
    dialog.reject()

    def menu() -> QMenu:
        made = page.commands.menu()
        made.popup(page.view.viewport().mapToGlobal(QPoint(220, 120)))
        return made

    album.pop("context-menu", menu)


def record(album: Album) -> None:
    """The customer's page: timeline, an answer being written, tasks."""
    album.window.documents.open("customer", 1, "")
    album.settle()
    page = album.window.documents.page
    assert isinstance(page, RecordPage)
    timeline = page.view.timeline
    assert timeline is not None
    page.view.tabs.setCurrentIndex(1)
    album.settle()
    album.take("timeline")
    timeline.show_type("follow-ups")
    album.settle()
    timeline.answer(timeline.model.rows[0])
    album.settle()
    album.take("timeline-answer")
    timeline.comment.clear()
    page.view.tabs.setCurrentIndex(3)
    album.settle()
    album.take("record-tasks")
    album.window.documents.close_current()


def lists(album: Album) -> None:
    """Follow-ups, tasks, segments, and a form of each."""
    for tab, entity in (("activities", "activity"), ("tasks", "task"), ("segments", "segment")):
        list_of(album, tab)
        album.take(tab)
        album.window.documents.open(entity, 1, "")
        album.settle()
        page = album.window.documents.page
        assert isinstance(page, RecordPage)
        page.edit()
        album.settle()
        album.take(f"{entity}-form")
        assert page.form is not None
        page.form.left.emit()
        album.window.documents.close_current()


def main() -> int:
    """Render everything."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    appearance = Appearance(application())
    with tempfile.TemporaryDirectory() as folder:
        office = busy_office(Path(folder) / "office")
        for prefix in looks(appearance):
            album = Album(out, prefix, office, appearance)
            for part in (customers, record, lists):
                part(album)
            album.close()
        office.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
