"""People's accounts in database and slot file: every event of the life cycle, and its refusals."""

import json
import uuid
from dataclasses import replace
from types import SimpleNamespace

import pytest

from cims.models.app_user import UserState
from cims.services.accounts import Accounts, OwnPasswordNeeded, Standing, UnfinishedKind
from cims.services.drafts import FormDraft
from cims.services.errors import CimsError, NotAllowed, NotFound, NotPossible
from cims.services.log_entries import LogFilter
from cims.services.opening import open_office
from cims.services.rights import Actor, Right, Rights
from cims.services.vault.errors import (
    Disabled,
    KeyMissing,
    PasswordRefused,
    Tampered,
    UnknownName,
    WrongPassword,
    WrongRecoveryText,
)
from cims.services.vault.keys import OWNER_KEYS
from cims.services.vault.sealing import finished
from cims.services.vault.slots import COPIES
from cims.services.vault.vault import open_vault, open_with_recovery
from tests.conftest import PASSWORD
from tests.looking import audit_verdict
from tests.weak_policy import WEAK

OWN = "mauve otter trampoline"
PLAIN = ("ap", "dbk")
SEES_SEALED = ("ap", "dbk", "vk")
AUDITOR = ("ap", "av", "dbk")


@pytest.fixture
def accounts(opened):
    return Accounts(opened)


@pytest.fixture
def enter(vault_folder, clock):
    """Sign in by name and password; all offices are closed at the end."""
    offices = []

    def come_in(username, password, folder=None):
        vault = open_vault(
            folder or vault_folder, username=username, password=password, policy=WEAK, now=clock
        )
        offices.append(open_office(vault, clock))
        return offices[-1]

    yield come_in
    for office in offices:
        office.close()


def user(office, user_id):
    with office.database.read(Actor.office()) as inside:
        return inside.life_cycle.person(user_id)


def line_of(accounts, username):
    return next(line for line in accounts.slots() if line.username == username)


def unfinished(accounts, username):
    return [each for each in accounts.unfinished() if each.username == username]


def events(office):
    """What the audit trail tells last: (action, what it says), oldest first."""
    connection = office.vault.connect()
    rows = connection.execute(
        "SELECT e.action, d.diff, e.actor FROM audit_entry e LEFT JOIN audit_detail d"
        " ON d.seq = e.seq ORDER BY e.seq"
    ).fetchall()
    connection.close()
    return [(action, json.loads(diff or "{}"), actor) for action, diff, actor in rows]


def told(office, action):
    return [diff for name, diff, _actor in events(office) if name == action]


def test_an_invited_user_signs_in_once_with_the_temporary_password(
    opened, accounts, enter, template
):
    made = accounts.invite("lily", "Lily Li", ["sales"])
    assert len(made.password) >= 15
    assert line_of(accounts, "lily").keys == PLAIN
    person = user(opened, made.user_id)
    assert (person.roles, person.must_change, person.state) == (("sales",), True, UserState.ACTIVE)
    opened.close()
    office = enter("lily", made.password)
    assert office.actor.user_id == made.user_id
    assert not office.actor.may(Right.USERS)
    Accounts(office).change_own_password(made.password, OWN)
    assert told(office, "first password") == [{"user": [None, made.user_id]}]
    office.close()
    with pytest.raises(WrongPassword):
        enter("lily", made.password)
    office = enter("lily", OWN)
    assert not user(office, made.user_id).must_change
    Accounts(office).change_own_password(OWN, OWN + " again")
    assert told(office, "password changed") == [{"user": [None, made.user_id]}]


@pytest.mark.parametrize(
    ("role", "keys"),
    [
        ("administrator", OWNER_KEYS),
        ("auditor", AUDITOR),
        ("finance", SEES_SEALED),
        ("manager", PLAIN),
        ("service", PLAIN),
    ],
)
def test_each_ready_role_brings_exactly_its_keys(opened, accounts, role, keys):
    made = accounts.invite("lily", "Lily Li", [role], own_password=PASSWORD)
    assert line_of(accounts, "lily").keys == keys
    assert user(opened, made.user_id).keys == keys
    owners = [{"user": [None, made.user_id]}] if role == "administrator" else []
    assert told(opened, "owner made") == owners


def test_two_roles_bring_the_keys_of_both(accounts):
    accounts.invite("lily", "Lily Li", ["finance", "auditor"], own_password=PASSWORD)
    assert line_of(accounts, "lily").keys == ("ap", "av", "dbk", "vk")


def test_keys_beyond_those_of_everybody_are_handed_out_by_the_own_password_alone(opened, accounts):
    with pytest.raises(OwnPasswordNeeded, match="hands out keys") as caught:
        accounts.invite("lily", "Lily Li", ["finance"])
    assert caught.value.granted == SEES_SEALED
    with pytest.raises(WrongPassword):
        accounts.invite("lily", "Lily Li", ["finance"], own_password=OWN)
    assert "lily" not in [line.username for line in accounts.slots()]


def test_a_chosen_first_password_keeps_the_rules_and_an_invitation_refused_leaves_nobody(
    opened, accounts
):
    before = accounts.slots()
    for bad in ("too short", "Hengtai Trading", "Lily Li Lily Li"):
        with pytest.raises(PasswordRefused):
            accounts.invite("lily", "Lily Li Lily Li", ["sales"], password=bad)
    with pytest.raises(NotFound, match="no role"):
        accounts.invite("lily", "Lily Li", ["wizard"])
    for taken in ("boss", "sales", "Sales"):
        with pytest.raises(NotPossible, match="user name|signs in as"):
            accounts.invite(taken, "Somebody", ["sales"])
    assert accounts.slots() == before
    assert accounts.invite("lily", "Lily Li", ["sales"], password=OWN).password == OWN


def test_who_forgot_the_password_gets_a_temporary_one_and_the_old_one_opens_nothing(
    opened, accounts, enter
):
    made = accounts.invite("lily", "Lily Li", ["sales"])
    before = line_of(accounts, "lily").slot_id
    temporary = accounts.reset(made.user_id)
    assert line_of(accounts, "lily").slot_id != before
    assert user(opened, made.user_id).must_change
    assert told(opened, "password reset") == [{"user": [None, made.user_id]}]
    opened.close()
    with pytest.raises(WrongPassword):
        enter("lily", made.password)
    assert enter("lily", temporary).actor.user_id == made.user_id


def test_a_user_without_a_slot_is_given_one_by_a_reset(opened, accounts, template, enter):
    assert line_of(accounts, "sales").standing is Standing.NONE
    password = accounts.reset(template.people["sales"])
    assert line_of(accounts, "sales").keys == PLAIN
    with pytest.raises(OwnPasswordNeeded):
        accounts.reset(template.people["finance"])
    accounts.reset(template.people["finance"], own_password=PASSWORD)
    opened.close()
    assert enter("sales", password).actor.user_id == template.people["sales"]


def test_a_disabled_user_stays_out_and_comes_back_with_the_own_password(opened, accounts, enter):
    made = accounts.invite("lily", "Lily Li", ["sales"], password=OWN)
    accounts.disable(made.user_id)
    assert line_of(accounts, "lily").standing is Standing.DISABLED
    with pytest.raises(NotPossible, match="disabled already"):
        accounts.disable(made.user_id)
    with pytest.raises(NotPossible, match="Enable this user first"):
        accounts.reset(made.user_id)
    with pytest.raises(Disabled):
        enter("lily", OWN)
    assert accounts.enable(made.user_id) == ""
    with pytest.raises(NotPossible, match="not disabled"):
        accounts.enable(made.user_id)
    assert [told(opened, name) for name in ("user disabled", "user enabled")] == [
        [{"user": [None, made.user_id]}],
        [{"user": [None, made.user_id]}],
    ]
    opened.close()
    assert enter("lily", OWN).actor.user_id == made.user_id


def test_a_removed_user_opens_nothing_that_is_in_force(opened, accounts, enter, write):
    made = accounts.invite("lily", "Lily Li", ["sales"], password=OWN)
    customer = write(lambda office: office.customers.add({"name": "Kept"}))
    with opened.database.write(Actor(made.user_id, "Lily Li", Rights())) as office:
        office.drafts.keep([FormDraft("customer", customer, 1, {"name": "half typed"})])
    with pytest.raises(WrongPassword):
        accounts.remove(made.user_id, OWN)
    assert opened.is_open
    done = accounts.remove(made.user_id, PASSWORD)
    assert (done.sheet, done.dropped) == ("", ())
    assert done.office is not opened
    assert not opened.is_open
    person = user(done.office, made.user_id)
    assert (person.state, person.roles) == (UserState.REMOVED, ())
    with done.office.database.read(done.office.actor) as office:
        assert office.customers.load(customer).values["name"] == "Kept"
    with done.office.database.read(Actor(made.user_id, "Lily Li", Rights())) as office:
        assert office.drafts.mine() == ()
    assert told(done.office, "user removed") == [{"user": [None, made.user_id]}]
    assert told(done.office, "keys rotated") == [{"epoch": [1, 2], "why": [None, "removed"]}]
    with done.office.database.read(done.office.actor) as office:
        rotated = LogFilter(actions=frozenset({"keys rotated"}))
        facts = office.audit_log.entries(rotated).entries[0].facts
    assert ("Why", "a colleague was removed") in [(fact.label, fact.after) for fact in facts]
    with pytest.raises(NotPossible, match="removed already"):
        Accounts(done.office).remove(made.user_id, PASSWORD)
    done.office.close()
    with pytest.raises(UnknownName):
        enter("lily", OWN)
    again = enter("boss", PASSWORD)
    assert again.warnings == ()
    assert audit_verdict(again).fine
    again.close()


def test_the_audit_trail_tells_who_rotated_and_its_seam_says_why(opened, accounts):
    made = accounts.invite("lily", "Lily Li", ["sales"], password=OWN)
    boss = opened.actor.user_id
    done = accounts.remove(made.user_id, PASSWORD)
    mine = [name for name, _diff, actor in events(done.office) if actor == boss]
    assert mine[-5:] == ["seam", "seam confirmed", "role taken", "user removed", "keys rotated"]
    verdict = audit_verdict(done.office)
    assert verdict.fine
    assert [str(seam.reason) for seam in verdict.seams] == ["new", "rotated"]
    assert verdict.seams[-1].more == {"key_epoch": 2, "why": "removed"}
    done.office.close()


def test_roles_that_need_the_same_keys_change_without_new_keys(opened, accounts):
    made = accounts.invite("lily", "Lily Li", ["sales"])
    assert not accounts.needs_own_password(made.user_id, ["manager", "service"])
    done = accounts.set_roles(made.user_id, ["manager", "service"])
    assert done.office is opened
    assert user(opened, made.user_id).roles == ("manager", "service")
    assert opened.vault.generation == 1


def test_who_gains_a_role_gains_its_keys(opened, accounts, enter):
    made = accounts.invite("lily", "Lily Li", ["sales"], password=OWN)
    roles = ["sales", "finance"]
    assert accounts.needs_own_password(made.user_id, roles)
    with pytest.raises(OwnPasswordNeeded, match="hands out keys"):
        accounts.set_roles(made.user_id, roles)
    assert user(opened, made.user_id).roles == ("sales",)
    assert accounts.set_roles(made.user_id, roles, PASSWORD).office is opened
    assert line_of(accounts, "lily").keys == SEES_SEALED
    opened.close()
    assert enter("lily", OWN).vault.key_names == SEES_SEALED


def test_who_loses_a_key_loses_it_by_new_keys_for_all(opened, accounts, enter):
    made = accounts.invite("lily", "Lily Li", ["finance"], password=OWN, own_password=PASSWORD)
    assert accounts.needs_own_password(made.user_id, ["sales"])
    with pytest.raises(OwnPasswordNeeded, match="takes keys away"):
        accounts.set_roles(made.user_id, ["sales"])
    before = opened.vault.copy_of_keys()
    done = accounts.set_roles(made.user_id, ["sales"], PASSWORD)
    assert done.office.vault.generation == 2
    assert done.office.vault.copy_of_keys()["vk"] != before["vk"]
    assert user(done.office, made.user_id).roles == ("sales",)
    done.office.close()
    assert enter("lily", OWN).vault.key_names == PLAIN


def test_an_auditor_who_goes_leaves_a_log_that_todays_key_still_opens(opened, accounts):
    made = accounts.invite("lily", "Lily Li", ["auditor"], password=OWN, own_password=PASSWORD)
    before = opened.vault.ap
    done = accounts.set_roles(made.user_id, ["sales"], PASSWORD)
    assert done.office.vault.ap != before
    verdict = audit_verdict(done.office)
    assert verdict.fine
    assert verdict.seams[-1].more.keys() == {"av", "key_epoch", "why"}
    third = Accounts(done.office).rotate(PASSWORD)
    assert audit_verdict(third.office).fine
    third.office.close()


def test_when_an_owner_leaves_there_is_a_new_sheet_and_the_others_come_in_anew(
    opened, accounts, enter, template, vault_folder, clock
):
    made = accounts.invite(
        "lily", "Lily Li", ["administrator"], password=OWN, own_password=PASSWORD
    )
    accounts.invite("max", "Max Ma", ["sales"], password=OWN + " 2")
    paused = accounts.invite("zoe", "Zoe Zhu", ["sales"], password=OWN + " 3")
    accounts.disable(paused.user_id)
    done = accounts.remove(made.user_id, PASSWORD)
    assert done.sheet
    assert done.dropped == ("zoe",)
    after = Accounts(done.office)
    assert line_of(after, "max").standing is Standing.WAITING
    assert told(done.office, "owner left") == [{"user": [None, made.user_id]}]
    assert told(done.office, "sheet replaced") == [{}]
    temporary = after.enable(paused.user_id)
    assert len(temporary) >= 15
    done.office.close()
    with pytest.raises(WrongRecoveryText):
        open_with_recovery(vault_folder, template.sheet, policy=WEAK, now=clock)
    open_with_recovery(vault_folder, done.sheet, policy=WEAK, now=clock).close()
    max_ = enter("max", OWN + " 2")
    assert not max_.vault.slot.waiting
    max_.close()
    enter("zoe", temporary).close()


def test_a_demoted_owner_works_on_in_the_new_role(opened, accounts, enter):
    made = accounts.invite(
        "lily", "Lily Li", ["administrator"], password=OWN, own_password=PASSWORD
    )
    done = accounts.set_roles(made.user_id, ["manager"], PASSWORD)
    assert done.sheet
    done.office.close()
    office = enter("lily", OWN)
    assert office.vault.key_names == PLAIN
    assert not office.actor.may(Right.USERS)
    with pytest.raises((NotAllowed, KeyMissing)):
        Accounts(office).rotate(OWN)


def test_a_new_sheet_puts_the_old_one_out_of_force(opened, accounts, vault_folder, clock, template):
    done = accounts.replace_sheet(PASSWORD)
    done.office.close()
    with pytest.raises(WrongRecoveryText):
        open_with_recovery(vault_folder, template.sheet, policy=WEAK, now=clock)
    open_with_recovery(vault_folder, done.sheet, policy=WEAK, now=clock).close()


def test_a_sheet_that_was_never_shown_is_replaced_without_new_keys(opened, accounts):
    done = accounts.replace_sheet(PASSWORD, never_shown=True)
    assert done.office is opened
    assert done.sheet
    assert opened.vault.key_epoch == 1
    assert told(opened, "sheet replaced") == [{}]


def test_nobody_does_it_to_the_own_account(opened, accounts):
    me = opened.actor.user_id
    for step in (
        lambda: accounts.remove(me, PASSWORD),
        lambda: accounts.disable(me),
        lambda: accounts.reset(me),
        lambda: accounts.set_roles(me, ["sales"], PASSWORD),
    ):
        with pytest.raises(NotPossible, match="own account"):
            step()
    assert accounts.set_roles(me, ["administrator", "sales"]).office is opened


@pytest.mark.parametrize("role", ["manager", "sales", "service", "finance", "auditor"])
def test_only_who_keeps_the_users_and_holds_the_owner_key_may(opened, accounts, enter, role):
    made = accounts.invite("lily", "Lily Li", [role], password=OWN, own_password=PASSWORD)
    opened.close()
    office = enter("lily", OWN)
    mine = Accounts(office)
    with pytest.raises(NotAllowed):
        mine.invite("eve", "Eve", ["sales"])
    (once,) = told(office, "refused")
    assert once["right"] == [None, "right:users"]
    for step in (
        lambda: mine.reset(1),
        lambda: mine.disable(1),
        lambda: mine.enable(1),
        lambda: mine.remove(1, OWN),
        lambda: mine.set_roles(made.user_id, ["administrator"], OWN),
        lambda: mine.grant(made.user_id, OWN),
        lambda: mine.replace_sheet(OWN),
        lambda: mine.replace_sheet(OWN, never_shown=True),
        lambda: mine.rotate(OWN),
        lambda: mine.finish(),
        lambda: mine.unfinished(),
        lambda: mine.slots(),
    ):
        with pytest.raises((NotAllowed, KeyMissing)):
            step()


def test_who_holds_the_owner_key_without_the_right_may_nothing_either(
    opened, accounts, enter, write
):
    made = accounts.invite(
        "lily", "Lily Li", ["administrator"], password=OWN, own_password=PASSWORD
    )
    sales = write(lambda office: office.roles.coded("sales"), Actor.office())
    write(lambda office: office.users.set_roles(made.user_id, [sales]), Actor.office())
    assert [each.kind for each in unfinished(accounts, "lily")] == [UnfinishedKind.KEYS_TOO_MANY]
    opened.close()
    office = enter("lily", OWN)
    assert "ok" in office.vault.key_names
    mine = Accounts(office)
    for step in (
        lambda: mine.invite("eve", "Eve", ["sales"]),
        lambda: mine.remove(1, OWN),
        lambda: mine.replace_sheet(OWN),
        lambda: mine.replace_sheet(OWN, never_shown=True),
        lambda: mine.rotate(OWN),
        lambda: mine.finish(),
    ):
        with pytest.raises(NotAllowed):
            step()
    assert office.vault.folder.numbers() == (1,)


def test_a_role_given_in_the_database_alone_brings_no_key_and_no_right_over_accounts(
    opened, accounts, enter, write
):
    made = accounts.invite("lily", "Lily Li", ["sales"], password=OWN)
    write(lambda office: office.users.give_role(made.user_id, "administrator"), Actor.office())
    opened.close()
    office = enter("lily", OWN)
    assert office.actor.may(Right.USERS)
    with pytest.raises(KeyMissing):
        Accounts(office).set_roles(made.user_id, ["administrator"], OWN)
    office.close()
    boss = enter("boss", PASSWORD)
    after = Accounts(boss)
    (found,) = unfinished(after, "lily")
    assert found.kind is UnfinishedKind.KEYS_MISSING
    assert found in after.finish()
    assert line_of(after, "lily").keys == PLAIN
    with pytest.raises(OwnPasswordNeeded):
        after.set_roles(made.user_id, ["administrator"])
    after.grant(made.user_id, PASSWORD)
    assert unfinished(after, "lily") == []
    assert line_of(after, "lily").keys == OWNER_KEYS


def test_the_own_new_password_has_to_be_new_and_needs_the_old_one(opened, accounts):
    with pytest.raises(PasswordRefused, match="is the old one"):
        accounts.change_own_password(PASSWORD, PASSWORD)
    with pytest.raises(WrongPassword):
        accounts.change_own_password(OWN, OWN + " again")
    with pytest.raises(PasswordRefused):
        accounts.change_own_password(PASSWORD, "short")


def test_the_sheet_is_no_account(vault_folder, clock, template):
    vault = open_with_recovery(vault_folder, template.sheet, policy=WEAK, now=clock)
    office = open_office(vault, clock)
    accounts = Accounts(office)
    with pytest.raises(NotPossible, match="own password first"):
        accounts.change_own_password(template.sheet, OWN)
    with pytest.raises(NotPossible, match="last administrator"):
        accounts.disable(template.people["administrator"])
    with pytest.raises(KeyMissing):
        accounts.rotate(template.sheet)
    office.close()


def put_back(office, raw):
    for name, text in zip(COPIES, raw, strict=True):
        (office.vault.path / name).write_bytes(text)


def test_a_crash_between_the_database_and_the_slot_file_is_found_and_put_right(
    opened, accounts, enter, template
):
    """The slot file is put back to what it was before each step, as if the save had not come."""
    for user_id in template.people.values():
        if user_id != opened.actor.user_id:
            accounts.reset(user_id, own_password=PASSWORD)
    lily = accounts.invite("lily", "Lily Li", ["sales"], password=OWN)
    file = opened.vault.slots
    steps = {
        UnfinishedKind.NO_SLOT: lambda: accounts.invite("max", "Max Ma", ["sales"]),
        UnfinishedKind.NOT_DISABLED: lambda: accounts.disable(lily.user_id),
        UnfinishedKind.KEYS_MISSING: lambda: accounts.set_roles(
            template.people["sales"], ["finance"], PASSWORD
        ),
    }
    for step in steps.values():
        step()
    opened.vault._save(file)
    found = {each.kind: each for each in accounts.unfinished()}
    assert found.keys() == {*steps, UnfinishedKind.OLDER_FILE}
    assert all(each.username in each.sentence for each in found.values())
    left = accounts.finish()
    assert {each.kind for each in left} == {UnfinishedKind.NO_SLOT, UnfinishedKind.KEYS_MISSING}
    assert line_of(accounts, "lily").standing is Standing.DISABLED
    accounts.reset(found[UnfinishedKind.NO_SLOT].user_id)
    accounts.grant(template.people["sales"], PASSWORD)
    assert accounts.unfinished() == ()


def test_a_slot_of_nobody_and_a_changed_name_are_found_and_put_right(opened, accounts):
    lily = accounts.invite("lily", "Lily Li", ["sales"], password=OWN)
    stray = opened.vault.invite(str(uuid.uuid4()), "stray", OWN + " 2", PLAIN)
    opened.vault.rename(line_of(accounts, "lily").slot_id, "lilian")
    kinds = {each.kind for each in accounts.unfinished()}
    assert {UnfinishedKind.UNKNOWN_SLOT, UnfinishedKind.OTHER_NAME} <= kinds
    accounts.finish()
    assert opened.vault.slots.slot(stray).sealed is None
    slot_id = line_of(accounts, "lily").slot_id
    assert opened.vault.slots.slot(slot_id).username == "lily"
    assert user(opened, lily.user_id).username == "lily"
    done = accounts.rotate(PASSWORD)
    assert done.office.vault.slots.slot(stray) is None
    done.office.close()


def test_what_cannot_be_put_right_stops_nothing_else_and_stays_in_the_list(opened, accounts):
    accounts.invite("lily", "Lily Li", ["sales"], password=OWN)
    max_ = accounts.invite("max", "Max Ma", ["sales"], password=OWN + " 2")
    accounts.disable(max_.user_id)
    opened.vault.enable(line_of(accounts, "max").slot_id, PLAIN)
    opened.vault.rename(line_of(accounts, "lily").slot_id, "between")
    opened.vault.rename(line_of(accounts, "max").slot_id, "lily")
    left = [each for each in accounts.finish() if each.kind is not UnfinishedKind.NO_SLOT]
    assert [(each.kind, each.username) for each in left] == [(UnfinishedKind.OTHER_NAME, "lily")]
    assert line_of(accounts, "max").standing is Standing.DISABLED
    assert unfinished(accounts, "lily") == left
    accounts.finish()
    assert unfinished(accounts, "lily") == []


def test_a_routine_rotation_takes_the_keys_that_roles_no_longer_need(opened, accounts):
    accounts.invite("lily", "Lily Li", ["sales"], password=OWN)
    slot_id = line_of(accounts, "lily").slot_id
    opened.vault.keys_gained(slot_id, ("av", "vk"))
    assert UnfinishedKind.KEYS_TOO_MANY in {each.kind for each in accounts.unfinished()}
    before = opened.vault.ap
    done = accounts.rotate(PASSWORD)
    assert line_of(Accounts(done.office), "lily").keys == PLAIN
    assert done.office.vault.ap != before
    done.office.close()


def test_an_older_slot_file_that_was_put_back_is_told_at_every_sign_in(opened, accounts, enter):
    lily = accounts.invite("lily", "Lily Li", ["sales"], password=OWN)
    raw = [(opened.vault.path / name).read_bytes() for name in COPIES]
    accounts.disable(lily.user_id)
    opened.close()
    put_back(opened, raw)
    boss = enter("boss", PASSWORD)
    assert any("older list" in warning for warning in boss.warnings)
    after = Accounts(boss)
    assert [each.kind for each in after.unfinished()][0] is UnfinishedKind.OLDER_FILE
    after.finish()
    assert UnfinishedKind.OLDER_FILE not in {each.kind for each in after.unfinished()}
    boss.close()
    with pytest.raises(Disabled):
        enter("lily", OWN)
    assert enter("boss", PASSWORD).warnings == ()


def test_a_password_changed_elsewhere_is_no_older_file(opened, accounts, enter):
    accounts.change_own_password(PASSWORD, OWN)
    opened.vault.change_password(OWN, PASSWORD)
    opened.close()
    office = enter("boss", PASSWORD)
    assert office.warnings == ()
    assert Accounts(office).unfinished()[0].kind is not UnfinishedKind.OLDER_FILE
    office.close()
    assert enter("boss", PASSWORD).warnings == ()


def test_a_slot_that_a_colleague_raised_stops_every_change_before_the_database(
    opened, accounts, enter
):
    lily = accounts.invite("lily", "Lily Li", ["sales"], password=OWN)
    vault = opened.vault
    slot = vault.slots.slot(line_of(accounts, "lily").slot_id)
    keys = vault.copy_of_keys().only(PLAIN)
    vault._file = finished(
        vault.slots.with_slot(replace(slot, keys=SEES_SEALED)), keys, "2026-11-22T08:00:00Z"
    )
    before = events(opened)
    for step in (
        lambda: accounts.invite("max", "Max Ma", ["sales"]),
        lambda: accounts.reset(lily.user_id),
        lambda: accounts.disable(lily.user_id),
        lambda: accounts.remove(lily.user_id, PASSWORD),
        lambda: accounts.rotate(PASSWORD),
    ):
        with pytest.raises(Tampered):
            step()
    assert events(opened) == before
    assert opened.vault.folder.numbers() == (1,)


def test_a_rotation_that_fails_leaves_the_office_as_it_was(opened, accounts, write, monkeypatch):
    lily = accounts.invite("lily", "Lily Li", ["sales"], password=OWN)

    def fails(_self, _user_id):
        raise NotPossible("half way")

    monkeypatch.setattr("cims.services.life_cycle.LifeCycleService.close", fails)
    with pytest.raises(NotPossible, match="half way"):
        accounts.remove(lily.user_id, PASSWORD)
    assert opened.is_open
    assert opened.vault.folder.numbers() == (1,)
    write(lambda office: office.customers.add({"name": "Later"}))
    assert user(opened, lily.user_id).state is UserState.ACTIVE


def test_without_room_for_a_copy_the_refusal_speaks_of_new_keys(
    opened, accounts, write, monkeypatch
):
    full = SimpleNamespace(free=1 << 20)
    monkeypatch.setattr("cims.services.opening.shutil.disk_usage", lambda _place: full)
    with pytest.raises(CimsError, match="New keys are given to a copy") as caught:
        accounts.rotate(PASSWORD)
    assert "newer" not in str(caught.value) and opened.vault.folder.numbers() == (1,)
    write(lambda office: office.customers.add({"name": "Later"}))


def test_the_work_goes_on_after_a_rotation_and_search_agrees(opened, accounts, write, enter):
    write(lambda office: office.customers.add({"name": "Before"}))
    done = accounts.rotate(PASSWORD)
    with done.office.database.write(done.office.actor) as office:
        office.customers.add({"name": "After"})
    with done.office.database.read(done.office.actor) as office:
        assert office.customers.count(words="before") == office.customers.count(words="after") == 1
    assert audit_verdict(done.office).fine
    done.office.close()
    assert enter("boss", PASSWORD).warnings == ()


def test_sealed_values_open_after_a_rotation_and_nothing_else_opens_them(opened, accounts, write):
    number = "11010519491231002X"
    id_ = write(lambda o: o.contacts.add({"name": "Li Wei", "identity_number": number}))
    before, old = stored(opened), opened.vault.sealing
    done = accounts.rotate(PASSWORD)
    assert done.damaged == ()
    assert stored(done.office) != before
    with done.office.database.write(done.office.actor) as office:
        assert office.sealed.reveal("contact", id_, "identity_number") == number
        assert office.contacts.count(words=number) == 0
    assert old is not None
    done.office.close()


def test_the_log_verifies_as_whole_after_every_kind_of_rotation(opened, accounts, write):
    write(lambda o: o.contacts.add({"name": "Li", "identity_number": "11010519491231002X"}))
    lily = accounts.invite("lily", "Lily Li", ["auditor"], password=OWN, own_password=PASSWORD)
    steps = (
        lambda a: a.rotate(PASSWORD),
        lambda a: a.set_roles(lily.user_id, ["administrator"], PASSWORD),
        lambda a: a.replace_sheet(PASSWORD),
        lambda a: a.remove(lily.user_id, PASSWORD),
    )
    office = opened
    for number, step in enumerate(steps, 1):
        office = step(Accounts(office)).office
        with office.database.write(office.actor) as inside:
            inside.contacts.add({"name": f"Later {number}", "identity_number": "X" + "1" * 17})
        with office.database.read(office.actor) as inside:
            check = inside.audit_log.verify()
        assert (check.outcome, check.problems) == ("whole", ())
    office.close()


def stored(office):
    connection = office.vault.connect()
    (row,) = connection.execute("SELECT identity_number, identity_number_key FROM contact")
    connection.close()
    return row


def test_a_garbled_sealed_value_stops_no_rotation_and_is_named(opened, accounts, write):
    id_ = write(lambda o: o.contacts.add({"name": "Li", "identity_number": "11010519491231002X"}))
    connection = opened.vault.connect()
    connection.execute("UPDATE contact SET identity_number = x'01000000010203'")
    connection.close()
    done = accounts.rotate(PASSWORD)
    assert done.damaged == (("contact", "identity_number", id_),)
    assert told(done.office, "keys rotated")[0]["damaged"] == [None, 1]
    done.office.close()
