"""Pictures of the settings: python -m tests.ui.pages.administration_pictures OUT."""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from cims.services.accounts import Accounts
from cims.services.entity import Entity
from cims.services.granted import FieldAccess
from cims.services.opening import OpenOffice
from cims.services.rights import Actor
from cims.services.sample import colleagues
from cims.services.vault.vault import open_vault
from cims.ui.dialogs.effective_rights import EffectiveRightsDialog
from cims.ui.dialogs.leaver import LeaverDialog
from cims.ui.dialogs.own_password import OwnPasswordDialog
from cims.ui.dialogs.shown_once import ShownOnceDialog
from cims.ui.pages.administration import AdministrationPage, RolesPage, TeamsPage, UsersPage
from cims.ui.theme import Appearance
from tests.conftest import PASSWORD
from tests.ui.album import SIZES, Album, application, looks, new_office
from tests.weak_policy import WEAK


def fill(office: OpenOffice) -> None:
    """Twelve colleagues in three teams: most without a key, some in every other state."""
    with office.database.write(Actor.office()) as inside:
        colleagues(inside)
        inside.users.add_team("华东一组", inside.users.teams()[0].id)
        ids = {line.username: line.id for line in inside.users.people()}
    accounts = Accounts(office)
    for name in ("lijg", "chensy", "zhaomin"):
        accounts.reset(ids[name], "a long enough phrase", PASSWORD)
    accounts.disable(ids["zhaomin"])
    slot = next(slot for slot in office.vault.slots.slots if slot.username == "lijg")
    vault = open_vault(
        office.vault.folder.path,
        slot_id=slot.slot_id,
        password="a long enough phrase",
        policy=WEAK,
        now=office.database.clock,
    )
    vault.close()
    with office.database.write(Actor.office()) as inside:
        inside.roles.copy(3, "区域销售(华东)")


def types_of(office: OpenOffice) -> tuple[Entity, ...]:
    """All record types."""
    with office.database.read(office.actor) as inside:
        return inside.whole_types()


def shoot(out: Path, office: OpenOffice, appearance: Appearance, prefix: str) -> None:
    """Every place of the settings, and its dialogs."""
    album = Album(out, prefix, office, appearance)
    window = album.window
    window.show_tab("settings")
    album.settle()
    page = window.documents.page
    assert isinstance(page, AdministrationPage)
    users = page.page
    assert isinstance(users, UsersPage)
    users.choose(next(who.line.id for who in users.model.rows if who.line.username == "chensy"))
    album.settle()
    album.take("users")
    staff = users.staff
    invite = users.work.invite(staff)
    invite.name.setText("刘晓梅")
    invite.name.textEdited.emit("刘晓梅")
    invite.enter()
    album.settle()
    album.take("users-invite", invite)
    invite.temporary.types.setChecked(True)
    album.settle()
    album.take("users-invite-typed", invite, sizes=SIZES[1:])
    invite.close()
    edit = users.work.edit(users.chosen(), staff)  # type: ignore[arg-type] # one is chosen
    album.settle()
    album.take("users-edit", edit)
    edit.close()
    users.work.remove(5, "赵敏")
    album.settle()
    remove = next(one for one in users.findChildren(OwnPasswordDialog) if one.isVisible())
    album.take("users-remove", remove)
    remove.close()
    fresh = users.work.new_password(users.chosen())  # type: ignore[arg-type] # one is chosen
    fresh.temporary.types.setChecked(True)
    album.settle()
    album.take("users-reset", fresh)
    fresh.close()
    once = ShownOnceDialog("刘晓梅", "liuxm", "tiger-apple-river-74", "恒泰贸易", window)
    once.open()
    album.settle()
    album.take("users-password", once)
    once.close()
    users.work.leave(next(one.line.id for one in staff.people if one.line.username == "chensy"))
    album.settle()
    (leaver,) = (one for one in users.findChildren(LeaverDialog) if one.isVisible())
    album.take("users-leaver", leaver)
    leaver.close()
    rights = EffectiveRightsDialog(album.session.jobs, 3, "陈思远", types_of(office), window)
    rights.open()
    album.settle()
    album.take("users-rights", rights)
    rights.close()
    page.show_part("roles")
    album.settle()
    roles = page.page
    assert isinstance(roles, RolesPage)
    roles.show_role(3)
    album.settle()
    album.take("roles")
    editor = roles.editor
    assert editor is not None
    editor.tabs.setCurrentIndex(1)
    assert editor.fields is not None
    editor.fields.choose(editor.fields.index(1, 0), FieldAccess.HIDDEN)
    editor.fields.choose(editor.fields.index(3, 0), FieldAccess.READ)
    album.settle()
    album.take("roles-fields")
    editor.tabs.setCurrentIndex(2)
    album.settle()
    album.take("roles-single")
    editor.tabs.setCurrentIndex(3)
    album.settle()
    album.take("roles-caps")
    roles.discard.click()
    album.settle()
    page.show_part("teams")
    album.settle()
    teams = page.page
    assert isinstance(teams, TeamsPage)
    album.take("teams")
    team = teams.add()
    album.settle()
    album.take("teams-new", team)
    team.close()
    page.show_part("log")
    album.settle()
    album.take("log")
    page.show_part("check")
    album.settle()
    album.take("check")
    page.show_part("office")
    album.settle()
    album.take("office")
    change = album.session.access.change_password()
    album.settle()
    album.take("change-password", change)
    change.close()
    album.close()


def main() -> int:
    """Draw every look."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    appearance = Appearance(application())
    with tempfile.TemporaryDirectory() as folder:
        office = new_office(Path(folder) / "office")
        fill(office)
        for prefix in looks(appearance):
            shoot(out, office, appearance, prefix)
            if len(sys.argv) > 2:
                break
        office.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
