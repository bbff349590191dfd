"""Who came and went stands in the log, and so do wrong passwords and a clock that goes back."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cims.models.base import Base
from cims.services.errors import NotAllowed
from cims.services.opening import open_office
from cims.services.rights import permit
from cims.services.sign_ins import LEFT
from cims.services.users import USER
from cims.services.vault.attempts import read_attempts, seconds_to_wait
from cims.services.vault.errors import WrongPassword, WrongRecoveryText
from cims.services.vault.recovery import sheet_text
from cims.services.vault.vault import open_vault, open_with_recovery
from cims.ui.leaving import Ending
from tests.conftest import PASSWORD
from tests.looking_at_the_log import last_told, noted, told
from tests.weak_policy import WEAK


@pytest.fixture
def come(vault_folder, clock):
    """Sign in to the office by password, as often as one likes."""
    opened = []

    def run(password=PASSWORD):
        vault = open_vault(vault_folder, username="boss", password=password, policy=WEAK, now=clock)
        opened.append(open_office(vault, clock))
        return opened[-1]

    yield run
    for one in opened:
        one.close()


def refused(come, times=1):
    for _ in range(times):
        with pytest.raises(WrongPassword):
            come("not this one, surely")


def test_a_sign_in_stands_in_the_log_with_the_session_that_everything_else_bears(come):
    office = come()
    (row,) = noted(office, "signed in")[-1:]
    assert (row.actor, row.session) == (office.actor.user_id, office.actor.session)
    assert row.change_set is None and row.clock == "ok"
    assert not office.warnings


def test_a_session_that_goes_on_after_maintenance_is_no_sign_in(opened):
    before = len(noted(opened, "signed in"))
    assert not opened.vault.signed_in_by
    assert len(noted(opened, "signed in")) == before


def test_the_recovery_sheet_signs_in_nobody_and_is_told_apart(vault_folder, template, clock):
    vault = open_with_recovery(vault_folder, template.sheet, policy=WEAK, now=clock)
    office = open_office(vault, clock)
    (row,) = noted(office, "signed in by sheet")
    assert row.actor is None and row.session
    office.close()


def test_wrong_own_passwords_inside_stand_in_the_log_at_the_next_sign_in(come):
    office = come()
    with pytest.raises(WrongPassword):
        office.vault.change_password("not this one, surely", "a fresh and longer phrase")
    with pytest.raises(WrongPassword):
        office.vault.refuse_wrong_password("nor this one")
    office.vault.refuse_wrong_password(PASSWORD)
    assert not noted(office, "sign-in failed")
    office.close()
    later = come()
    assert len(noted(later, "sign-in failed")) == 2


def test_a_wrong_sheet_stands_in_the_log_at_the_next_sign_in(come, vault_folder, clock):
    with pytest.raises(WrongRecoveryText):
        open_with_recovery(vault_folder, sheet_text(bytes(20)), policy=WEAK, now=clock)
    office = come()
    (row,) = noted(office, "sheet refused")
    assert told(row)["at"] == int(clock().timestamp() * 1_000_000)
    assert not noted(office, "sign-in failed")


def test_who_was_seen_when_is_known(come, clock):
    come().close()
    clock.pass_by(days=3)
    office = come()
    table = Base.metadata.tables["app_user"]
    with Session(office.database.readers) as session:
        query = select(table.c.last_seen_at, table.c.version).where(
            table.c.id == office.actor.user_id
        )
        seen, version = session.execute(permit(query, USER)).one()
    assert seen == clock() and version == 1


def test_wrong_passwords_are_taken_over_at_the_next_sign_in_once(come, clock, vault_folder):
    refused(come, 2)
    office = come()
    rows = noted(office, "sign-in failed")
    assert [told(row)["username"] for row in rows] == ["boss", "boss"]
    assert {told(row)["at"] for row in rows} == {int(clock().timestamp() * 1_000_000)}
    office.close()
    assert not read_attempts(vault_folder)
    assert len(noted(come(), "sign-in failed")) == 2


def test_a_colleague_who_signs_in_does_not_end_somebodys_waiting(come, clock, vault_folder):
    from cims.services.vault.attempts import note_failure

    for _ in range(4):
        note_failure(vault_folder, "other-slot", clock())
    assert seconds_to_wait(vault_folder, "other-slot", clock()) == 2
    office = come()
    assert len(noted(office, "sign-in failed")) == 4
    assert told(noted(office, "sign-in failed")[0])["username"] is None
    office.close()
    assert seconds_to_wait(vault_folder, "other-slot", clock()) == 2
    assert len(noted(come(), "sign-in failed")) == 4


def test_every_end_of_a_session_has_its_word_in_the_log(opened, write):
    assert {str(ending) for ending in Ending} == set(LEFT)
    for ending in Ending:
        write(lambda office, how=ending: office.sign_ins.left(how))
    assert [row.action for row in noted(opened)][-len(LEFT) :] == [LEFT[e] for e in Ending]


def test_a_clock_set_back_is_said_noted_and_marks_what_is_written(come, clock):
    come().close()
    clock.pass_by(hours=-2)
    office = come()
    assert "06:00" not in office.warnings[0] and "14:00" in office.warnings[0]
    assert "16:00" in office.warnings[0]
    (jump,) = noted(office, "clock set back")
    with office.database.write(office.actor) as inside:
        inside.customers.add({"name": "Aurora"})
    assert jump.clock == noted(office)[-1].clock == "suspect"
    office.close()
    clock.pass_by(hours=3)
    office = come()
    assert not office.warnings and noted(office)[-1].clock == "ok"


def test_five_minutes_are_a_clock_that_was_set_right(come, clock):
    come().close()
    clock.pass_by(minutes=-4)
    office = come()
    assert not office.warnings and noted(office)[-1].clock == "ok"


def test_a_clock_that_ran_ahead_is_confirmed_once_it_is_right(come, clock):
    clock.pass_by(days=400)
    come().close()
    clock.pass_by(days=-400)
    office = come()
    assert office.warnings
    with office.database.write(office.actor) as inside:
        inside.sign_ins.confirm_clock()
    assert noted(office)[-1].clock == "ok"
    office.close()
    assert not come().warnings


def test_a_clock_set_back_while_somebody_works_is_noted_by_upkeep_once(opened, clock, write):
    from cims.services.upkeep import run_due

    write(lambda office: office.customers.add({"name": "Aurora"}))
    run_due(opened.database)
    clock.pass_by(minutes=-30)
    assert "clock set back" in run_due(opened.database)
    assert "clock set back" not in run_due(opened.database)
    assert len(noted(opened, "clock set back")) == 1


def test_what_was_refused_is_noted_after_the_rollback(opened, acting):
    sales = acting("sales")
    with pytest.raises(NotAllowed), opened.database.write(sales) as office:
        office.customers.add({"name": "Rolled back"})
        office.settings.set_common("office", {"name": "Mine"})
    row = noted(opened)[-1]
    assert (row.action, row.actor) == ("refused", sales.user_id)
    assert last_told(opened, "refused") == {
        "door": "SettingService.set_common",
        "right": "right:settings",
    }
    with opened.database.read(opened.actor) as office:
        assert not office.customers.listing().ids


def test_a_refused_read_is_noted_too(opened, acting):
    with pytest.raises(NotAllowed), opened.database.read(acting("sales")) as office:
        office.customers.note_export("list.xlsx", [], 0)
    assert last_told(opened, "refused")["door"] == "CustomerService.note_export"


def test_refusals_do_not_flood_the_log(opened, acting, clock):
    def ask(door="set_common"):
        with pytest.raises(NotAllowed), opened.database.write(acting("sales")) as office:
            getattr(office.settings, door)("office", {})

    for _ in range(50):
        ask()
    ask("note_common")
    assert len(noted(opened, "refused")) == 2
    clock.pass_by(seconds=61)
    ask()
    assert len(noted(opened, "refused")) == 3


def test_a_refused_read_waits_for_no_import(opened, acting):
    with opened.database.write(opened.actor) as office:
        office.customers.add({"name": "Aurora"})
        with pytest.raises(NotAllowed), opened.database.read(acting("sales")) as reading:
            reading.customers.note_export("list.xlsx", [], 0)
        assert not noted(opened, "refused")
    assert len(noted(opened, "refused")) == 1


def test_an_owner_is_told_of_sections_that_nobody_confirmed(come, vault_folder):
    come().close()
    (vault_folder / "gen-000001" / "head.bin").write_bytes(b"lost")
    office = come()
    assert any("waits for you to confirm it" in warning for warning in office.warnings)
    with office.database.write(office.actor) as inside:
        inside.audit_log.confirm_seam(inside.audit_log.seams()[0].seq)
    office.close()
    assert not come().warnings
