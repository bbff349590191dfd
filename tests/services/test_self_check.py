"""The check of the office's safety says what it finds in plain sentences, with what to do."""

import pytest

from cims.models.app_user import UserState
from cims.services.backup import make
from cims.services.errors import NotAllowed
from cims.services.i18n import use_language
from cims.services.self_findings import Grade
from cims.services.spreadsheet.exporter import export
from cims.services.vault.attempts import Attempt
from cims.services.vault.slots import RECOVERY
from cims.ui.actions import COMMANDS

GHOST = "0f0a4a4e-98a5-4c39-a4c7-64ad2f1c1f01"


@pytest.fixture
def found(read):
    """The findings by id."""

    def run(actor=None):
        return {one.id: one for one in read(lambda o: o.self_check.look(), actor).findings}

    return run


def test_a_new_office_is_told_what_is_missing_the_worst_first(read, found):
    check = read(lambda o: o.self_check.look())
    grades = [one.grade for one in check.findings]
    order = list(Grade)
    assert grades == sorted(grades, key=order.index)
    assert found()["sheet"].grade is Grade.BAD and found()["backup"].grade is Grade.BAD
    assert found()["backup"].sentence == "There is no backup of this office yet."
    assert check.worse_than(Grade.WARN) == 2


def test_every_command_that_is_advised_exists_and_every_finding_speaks_both_languages(found):
    known = {command.id for command in COMMANDS}
    english = found()
    assert {one.command for one in english.values()} <= known | {""}
    use_language("zh_CN")
    for id_, one in found().items():
        assert one.sentence != english[id_].sentence


def test_only_who_keeps_users_or_reads_the_log_looks(found, acting):
    assert found(acting("auditor"))
    for role in ("sales", "manager", "service", "finance"):
        with pytest.raises(NotAllowed):
            found(acting(role))


def test_idle_accounts_are_named(opened, found, clock, write):
    clock.pass_by(days=30)
    assert found()["idle"].grade is Grade.OK
    clock.pass_by(days=31)
    idle = found()["idle"]
    assert idle.grade is Grade.WARN and "Auditor" in idle.sentence
    assert idle.command == "access.users"


def test_the_only_keeper_of_users_and_too_many_are_told(found, write, template):
    assert found()["keepers"].grade is Grade.INFO
    write(lambda o: o.users.give_role(template.people["manager"], "administrator"))
    assert found()["keepers"].grade is Grade.OK
    for role in ("sales", "service"):
        write(lambda o, r=role: o.users.give_role(template.people[r], "administrator"))
    keepers = found()["keepers"]
    assert keepers.grade is Grade.WARN and "4 persons keep users" in keepers.sentence


def test_people_without_a_key_and_keys_without_a_person_are_found(opened, found, write, template):
    assert found()["without slot"].sentence.startswith("5 persons have no key")
    write(lambda o: o.users.save(
        o.users.load(template.people["sales"]).changed(state=UserState.DISABLED)
    ))  # fmt: skip
    assert found()["without slot"].sentence.startswith("4 persons")
    assert "stranger" not in found()
    opened.vault.invite(GHOST, "ghost", "a long phrase for a ghost", ("ap", "dbk"))
    assert found()["stranger"].grade is Grade.BAD
    assert "ghost" in found()["stranger"].sentence


def test_wide_rights_without_a_second_factor_are_told(found):
    assert "by password alone: " in found()["factors"].sentence
    assert "Finance" in found()["factors"].sentence


def test_old_passwords_are_told_without_forcing_a_change(found, clock):
    assert found()["passwords"].grade is Grade.OK
    clock.pass_by(days=800)
    old = found()["passwords"]
    assert old.grade is Grade.INFO and "need not be changed" in old.advice


def test_a_backup_grows_old(opened, found, clock, tmp_path):
    make(opened, tmp_path / "out.cimsbak", clock)
    assert found()["backup"].grade is Grade.OK
    clock.pass_by(days=3)
    assert found()["backup"].grade is Grade.WARN
    clock.pass_by(days=5)
    assert (found()["backup"].grade, found()["backup"].command) == (Grade.BAD, "office.backup")


def test_who_took_out_how_much_is_counted_for_thirty_days(
    opened, read, found, write, clock, tmp_path
):
    write(lambda o: o.customers.add_many([{"name": f"A{n}"} for n in range(600)]))
    for number in range(2):
        with opened.database.write(opened.actor) as office:
            export(office, "customers", tmp_path / f"{number}.csv")
    (taken,) = read(lambda o: o.self_check.look()).taken
    assert (taken.name, taken.times, taken.records) == ("Wang Xiaoyan", 2, 1200)
    much = found()["taken"]
    assert much.grade is Grade.WARN and "Wang Xiaoyan (1,200)" in much.sentence
    clock.pass_by(days=31)
    assert not read(lambda o: o.self_check.look()).taken and found()["taken"].grade is Grade.OK


def test_the_log_should_be_checked_once_a_month(read, found, write, clock):
    assert found()["log"].grade is Grade.INFO
    check = read(lambda o: o.audit_log.verify())
    write(lambda o: o.audit_log.note_check(check))
    assert found()["log"].grade is Grade.OK
    clock.pass_by(days=31)
    assert found()["log"].grade is Grade.INFO


def test_a_section_that_nobody_confirmed_is_bad(opened, vault_folder, reopen):
    opened.close()
    (vault_folder / "gen-000001" / "head.bin").write_bytes(b"lost")
    office = reopen(vault_folder)
    with office.database.read(office.actor) as inside:
        found = {one.id: one for one in inside.self_check.look().findings}
    assert found["log"].grade is Grade.BAD and "waits for an owner" in found["log"].sentence


def test_wrong_passwords_and_refusals_are_counted(opened, found, write, acting):
    assert "attempts" not in found()
    slots = opened.vault.slots
    sheet = next(slot.slot_id for slot in slots.slots if slot.kind == RECOVERY)
    many = [Attempt(1_000 + n, slots.slots[0].slot_id) for n in range(24)]
    many.append(Attempt(2_000, sheet))
    write(lambda o: o.sign_ins.signed_in("password", many, slots))
    told = found()["attempts"]
    assert told.grade is Grade.WARN and "recovery sheets 25" in told.sentence


def test_earlier_states_that_are_kept_are_told(opened, found):
    assert "generations" not in found()
    (opened.vault.folder.path / "gen-000000").mkdir()
    assert found()["generations"].sentence.startswith("1 earlier state")
