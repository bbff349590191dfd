"""Pictures of the log: python -m tests.ui.pages.audit_log_pictures OUT."""

import sys
import tempfile
from pathlib import Path

from cims.services.audit_words import Group
from cims.services.changes import ChangeKind
from cims.services.contact_points import ContactPointRow
from cims.services.entity import Link
from cims.services.errors import NotAllowed
from cims.services.opening import OpenOffice
from cims.services.spreadsheet.exporter import export
from cims.ui.dialogs.who_saw import WhoSawDialog
from cims.ui.pages.audit_log import AuditLogPage
from cims.ui.theme import Appearance
from tests.ui.album import Album, application, looks, new_office


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
        for prefix in looks(appearance):
            album = Album(out, prefix, office, appearance)
            album.window._commands.run("access.log")
            album.settle()
            page = album.session.contents._settings.page
            assert isinstance(page, AuditLogPage)
            log(album, page)
            dialog = WhoSawDialog(
                album.session.jobs, Link(customer, "苏州恒泰3号装备有限公司"), album.window
            )
            dialog.open()
            album.settle()
            album.take("who-saw", dialog)
            dialog.close()
            album.window._commands.run("access.check")
            album.settle()
            album.take("security-check")
            album.close()
        office.close()
    return 0


def log(album: Album, page: AuditLogPage) -> None:
    """The list, one entry, the verdict, and nothing."""
    album.take("log")
    page.filters.show_group(str(Group.CHANGES))
    album.settle()
    page.list.go_to(0)
    album.take("log-change")
    page.filters.reset()
    page.check()
    album.settle()
    album.take("log-checked")
    page.checker.card.hide()
    page.filters.type.set_value("segment")
    page.filters.type.chosen.emit("segment")
    album.settle()
    album.take("log-empty")


if __name__ == "__main__":
    raise SystemExit(main())
