"""Pictures of the log: python -m tests.ui.pages.audit_log_pictures OUT."""

import sys
import tempfile
from pathlib import Path

from cims.services.audit_events import Group
from cims.services.changes import ChangeKind
from cims.services.contact_points import ContactPointRow
from cims.services.entity import Link
from cims.services.errors import NotAllowed
from cims.services.opening import OpenOffice
from cims.services.spreadsheet.exporter import export
from cims.ui.actions import Commands
from cims.ui.dialogs.who_saw import WhoSawDialog
from cims.ui.jobs import Jobs
from cims.ui.messages import Messages
from cims.ui.navigation import Surroundings
from cims.ui.pages.audit_log import AuditLogPage
from cims.ui.theme import Appearance
from tests.ui.album import SIZES, application, looks, new_office, settle
from tests.ui.doors.conftest import ReadyFiles

SIDE, TOP = 208, 96  # what the window keeps for itself


def worked(office: OpenOffice, folder: Path) -> int:
    """A day's work, some of which the log tells."""

    def write(work, kind=ChangeKind.EDIT):
        with office.database.write(office.actor, kind) as inside:
            return work(inside)

    ids = write(lambda o: o.customers.add_many(
        [{"name": f"苏州恒泰{n}号装备有限公司", "grade": "B"} for n in range(40)]
    ), ChangeKind.IMPORT)  # fmt: skip
    write(lambda o: o.customers.note_import("客户表.xlsx", 40, 0))
    for name in ("李建国", "赵敏"):
        write(lambda o, n=name: o.users.add({"username": n, "name": n, "state": "active"}))
    write(lambda o: o.users.give_role(2, "sales"))
    write(lambda o: o.history.note_view(ids[3]))
    phone = (ContactPointRow("mobile", "13812345678"),)
    write(lambda o: o.contacts.add(
        {"name": "张卫东", "customer": Link(ids[3]), "contact_points": phone}
    ))  # fmt: skip
    write(lambda o: o.customers.remove([ids[7]]))
    write(lambda o: export(o, "customers", folder / "客户.xlsx"))
    try:
        with office.database.write(office.actor) as inside:
            raise refused(inside)
    except NotAllowed:
        pass
    write(lambda o: o.sign_ins.left("idle"))
    write(lambda o: o.customers.save(o.customers.load(ids[3]).changed(
        grade="A", remarks="老客户，每月至少联系一次", contact_points=phone
    )))  # fmt: skip
    return ids[3]


def refused(_office: object) -> NotAllowed:
    found = NotAllowed("")
    found.door, found.right = "CustomerService.remove", "delete"
    return found


def main() -> int:
    """Draw everything."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    appearance = Appearance(application())
    with tempfile.TemporaryDirectory() as folder:
        office = new_office(Path(folder) / "office")
        customer = worked(office, Path(folder))
        messages = Messages()
        jobs = Jobs(office.database, office.actor, messages)
        around = Surroundings(jobs, messages, Commands(lambda _right: True), appearance)
        for prefix in looks(appearance):
            for width, height in SIZES:
                page = AuditLogPage(around, ReadyFiles())
                page.resize(width - SIDE, height - TOP)
                page.show()

                def take(name, page=page, width=width, height=height, prefix=prefix):
                    settle(jobs)
                    page.grab().save(str(out / f"{prefix}-{name}-{width}x{height}.png"))

                page.filters.show_group("changes")
                settle(jobs)
                page.list.go_to(0)
                take("log-change")
                page.filters.reset()
                take("log")
                page.check()
                take("log-checked")
                page.checker.card.hide()
                page.filters.show_group(str(Group.TAKEN))
                take("log-taken")
                page.filters.reset()
                settle(jobs)
                page.list.go_to(1)
                take("log-entry")
                page.filters.type.set_value("segment")
                page.filters.type.chosen.emit("segment")
                take("log-empty")
                page.deleteLater()
            dialog = WhoSawDialog(jobs, Link(customer, "苏州恒泰3号装备有限公司"), None)
            dialog.open()
            settle(jobs)
            dialog.grab().save(str(out / f"{prefix}-who-saw.png"))
            dialog.close()
        jobs.close()
        office.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
