"""The vault under new keys: who opens it then, who does not, and that it is one switch."""

import os
import uuid
from dataclasses import replace

import pytest
from sqlcipher3 import dbapi2

from cims.services.errors import NotPossible
from cims.services.vault import rotation
from cims.services.vault.auditor_keys import seed_opener
from cims.services.vault.chain import AuditRow, Reason, read_seam, seam_text
from cims.services.vault.connection import connect
from cims.services.vault.errors import (
    Damaged,
    Disabled,
    KeyFileMissing,
    KeyMissing,
    NotRotated,
    SlotsOutdated,
    SwitchNotConfirmed,
    Tampered,
    UnknownName,
    WrongPassword,
    WrongRecoveryText,
)
from cims.services.vault.keys import OWNER_KEYS, SQLCIPHER, derive, fresh_keys
from cims.services.vault.rotated_slots import Rotation
from cims.services.vault.rotation import rotate
from cims.services.vault.sealing import NotSealedByUs, finished, owner_check, seal, slot_secret
from cims.services.vault.seams import seal_auditor_key, seal_seed
from cims.services.vault.slots import COPIES
from cims.services.vault.vault import open_by_keys, open_vault, open_with_recovery
from tests.faults.parts import ADA, PASSWORD, commit, commit_seq
from tests.weak_policy import WEAK

FIRST = "handed over on paper"
PLAIN = ("ap", "dbk")
SEES_SEALED = ("ap", "dbk", "vk")
AUDITOR = ("ap", "av", "dbk")
NOW = "2026-11-22T08:00:00Z"


def one_more(fresh, _sheet=""):
    """The event's change in the copy: one commit."""
    connection = fresh.connect()
    commit(fresh, connection)
    connection.close()


ROUTINE = Rotation()


def turned(vault, plan=ROUTINE, password=PASSWORD, change=one_more, **more):
    return rotate(vault, plan, password, change, **more)


def opened(folder, clock, username, password=FIRST, generation=None):
    return open_vault(
        folder, username=username, password=password, policy=WEAK, now=clock, generation=generation
    )


def held(folder, clock, username, password=FIRST):
    vault = opened(folder, clock, username, password)
    vault.close()
    return vault.key_names


@pytest.fixture
def people(vault):
    """Slot ids of everybody: besides ada two owners, an auditor and others."""
    wanted = {"boss": OWNER_KEYS, "audit": AUDITOR, "mgr": SEES_SEALED, "sales": PLAIN, "bo": PLAIN}
    return {
        name: vault.invite(str(uuid.uuid4()), name, FIRST, keys) for name, keys in wanted.items()
    }


def test_everything_is_new_after_a_rotation_and_everybody_still_comes_in(
    folder, vault, clock, people, sheet
):
    old, salt, epoch = vault.copy_of_keys(), vault.db_salt, vault.key_epoch
    done = turned(vault)
    fresh = done.vault
    assert (done.sheet, done.dropped) == ("", ())
    new = fresh.copy_of_keys()
    assert {name for name in OWNER_KEYS if new[name] != old[name]} == {"dbk", "vk"}
    assert fresh.db_salt != salt
    assert (fresh.key_epoch, fresh.generation) == (epoch + 1, 2)
    assert fresh.db_path.read_bytes()[:16] == fresh.db_salt
    fresh.close()
    for name, keys in {"boss": OWNER_KEYS, "audit": AUDITOR, "mgr": SEES_SEALED}.items():
        assert held(folder, clock, name) == keys
    assert held(folder, clock, "ada", PASSWORD) == OWNER_KEYS
    open_with_recovery(folder, sheet, policy=WEAK, now=clock).close()


def test_the_database_is_the_same_under_the_new_key_and_only_under_that(folder, vault, clock):
    before = vault.sqlcipher_key()
    fresh = turned(vault).vault
    connection = fresh.connect()
    assert commit_seq(connection) == 2
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    connection.close()
    for key, salt in ((before, fresh.db_salt), (before, vault.db_salt)):
        with pytest.raises(Damaged):
            connect(fresh.db_path, bytearray(key), salt)
    assert fresh.check_commit_seq(2).fine
    fresh.close()


def test_a_leaver_opens_the_old_state_and_never_the_new_one(folder, vault, clock, people):
    raw = [(vault.path / name).read_bytes() for name in COPIES]
    fresh = turned(vault, Rotation(leaving=frozenset({people["sales"]}))).vault
    with pytest.raises(UnknownName):
        opened(folder, clock, "sales")
    left = opened(folder, clock, "sales", generation=1)
    stolen = left.copy_of_keys()
    left.close()
    with pytest.raises(Damaged):
        connect(fresh.db_path, left_key(fresh, stolen), fresh.db_salt)
    for name, text in zip(COPIES, raw, strict=True):
        (fresh.path / name).write_bytes(text)
    old_file = opened(folder, clock, "sales")
    with pytest.raises(SlotsOutdated, match=r"keyslots\.json\) is older than the database"):
        old_file.connect()
    old_file.close()
    fresh.close()


def left_key(fresh, stolen):
    return derive(stolen["dbk"], fresh.vault_id, SQLCIPHER)


def test_a4_the_old_slot_and_the_old_password_open_nothing_of_today(folder, vault, clock, people):
    before = vault.slots.slot(people["mgr"])
    session = opened(folder, clock, "mgr")
    session.change_password(FIRST, "mauve otter trampoline")
    session.close()
    vault.close()
    owner = opened(folder, clock, "ada", PASSWORD)
    fresh = turned(owner).vault
    today = fresh.slots.slot(people["mgr"])
    keys = fresh.copy_of_keys()
    old = {"kdf": before.kdf, "commit": before.commit, "priv": before.priv}
    for parts in (old, {**old, "pub": before.pub}):
        file = finished(fresh.slots.with_slot(replace(today, **parts)), keys, NOW)
        for name in COPIES:
            (fresh.path / name).write_bytes(file.encode())
        with pytest.raises((Tampered, WrongPassword)):
            opened(folder, clock, "mgr")
    for name in COPIES:
        (fresh.path / name).write_bytes(fresh.slots.encode())
    again = opened(folder, clock, "mgr", "mauve otter trampoline")
    assert again.copy_of_keys()["dbk"] == keys["dbk"]
    again.close()
    fresh.close()


def test_who_loses_a_key_keeps_the_password_and_the_lost_key_is_new(folder, vault, clock, people):
    session = opened(folder, clock, "audit")
    old = session.copy_of_keys()
    session.close()
    plan = Rotation(keys={people["audit"]: SEES_SEALED, people["mgr"]: PLAIN})
    fresh = turned(vault, plan).vault
    new = fresh.copy_of_keys()
    assert new["av"] != old["av"]
    assert new["ap"] != old["ap"]
    fresh.close()
    assert held(folder, clock, "audit") == SEES_SEALED
    assert held(folder, clock, "mgr") == PLAIN
    assert held(folder, clock, "boss") == OWNER_KEYS


def test_a_key_known_by_somebody_disabled_is_new_when_the_plan_says_so(vault, people):
    vault.disable(people["boss"])
    before = vault.copy_of_keys()
    plan = Rotation(leaving=frozenset({people["boss"]}), lost=frozenset(OWNER_KEYS))
    done = turned(vault, plan)
    after = done.vault.copy_of_keys()
    assert all(before[name] != after[name] for name in OWNER_KEYS)
    assert done.sheet
    assert done.dropped == ()
    done.vault.close()


@pytest.fixture
def left(vault, people):
    """An owner has left: what the rotation brought."""
    vault.disable(people["bo"])
    return turned(vault, Rotation(leaving=frozenset({people["boss"]})))


def test_when_an_owner_leaves_every_key_and_the_sheet_are_new(folder, vault, clock, left, sheet):
    fresh = left.vault
    with pytest.raises(UnknownName):
        opened(folder, clock, "boss")
    with pytest.raises(WrongRecoveryText):
        open_with_recovery(folder, sheet, policy=WEAK, now=clock)
    recovered = open_with_recovery(folder, left.sheet, policy=WEAK, now=clock)
    assert set(recovered.key_names) == {*OWNER_KEYS, "ok_prev"}
    recovered.close()
    assert [slot.username for slot in left.dropped] == ["bo"]
    assert {slot.username for slot in fresh.slots.slots if slot.waiting} == {
        "audit",
        "mgr",
        "sales",
    }
    fresh.close()


def test_who_waits_comes_in_with_the_own_password_and_waits_no_more(
    folder, vault, clock, left, people
):
    changed = left.vault.slots.slot(people["mgr"]).pw_changed
    clock.forward(3600)
    assert held(folder, clock, "mgr") == SEES_SEALED
    session = opened(folder, clock, "mgr")
    assert not session.slot.waiting
    assert session.slot.pw_changed == changed
    session.close()
    owner = opened(folder, clock, "ada", PASSWORD)
    owner_check(owner.slots, owner.copy_of_keys())
    assert {slot.username for slot in owner.slots.slots if slot.waiting} == {"audit", "sales"}
    owner.close()


def test_who_has_not_come_since_goes_on_waiting_over_another_rotation(folder, vault, clock, left):
    second = turned(left.vault).vault
    assert {slot.username for slot in second.slots.slots if slot.waiting} == {
        "audit",
        "mgr",
        "sales",
    }
    second.close()
    for name in ("audit", "mgr", "sales"):
        held(folder, clock, name)
    owner = opened(folder, clock, "ada", PASSWORD)
    assert "ok_prev" in owner.key_names
    third = turned(owner).vault
    assert "ok_prev" not in third.key_names
    third.close()


def test_who_still_waits_at_a_second_change_of_the_owner_key_is_invited_again(
    folder, vault, clock, left
):
    held(folder, clock, "mgr")
    owner = opened(folder, clock, "ada", PASSWORD)
    left.vault.close()
    done = turned(owner, Rotation(new_sheet=True))
    assert {slot.username for slot in done.dropped} == {"audit", "sales"}
    done.vault.close()
    assert held(folder, clock, "mgr") == SEES_SEALED
    with pytest.raises(UnknownName):
        opened(folder, clock, "sales")


def test_a_demoted_owner_keeps_the_password_but_vouches_for_nothing(folder, vault, clock, people):
    session = opened(folder, clock, "boss")
    old = session.copy_of_keys()
    session.close()
    done = turned(vault, Rotation(keys={people["boss"]: PLAIN}))
    file, new = done.vault.slots, done.vault.copy_of_keys()
    done.vault.close()
    assert held(folder, clock, "boss") == PLAIN
    evil = fresh_keys()
    mgr = file.slot(people["audit"])
    sa = slot_secret(old["ok"], file.vault_id, mgr.slot_id)
    forged = file.with_slot(seal(file, mgr, evil.only(mgr.keys), sa, sa))
    with pytest.raises(NotSealedByUs):
        owner_check(forged, new)


def test_the_owner_who_left_cannot_seal_to_those_who_came_since(folder, vault, clock, left, people):
    raw = left.vault.folder.generation(1) / COPIES[0]
    assert raw.exists()
    held(folder, clock, "mgr")
    gone = opened(folder, clock, "boss", generation=1)
    evil, ok = fresh_keys(), gone.copy_of_keys()["ok"]
    gone.close()
    file = opened(folder, clock, "mgr").slots
    slot = file.slot(people["mgr"])
    sa = slot_secret(ok, file.vault_id, slot.slot_id)
    forged = finished(
        file.with_slot(seal(file, slot, evil.only(slot.keys), sa)), evil.only(PLAIN), NOW
    )
    for name in COPIES:
        (left.vault.path / name).write_bytes(forged.encode())
    with pytest.raises(Tampered):
        opened(folder, clock, "mgr")
    left.vault.close()


def test_an_office_of_one_keeps_no_previous_owner_key(folder, vault, clock):
    done = turned(vault, Rotation(new_sheet=True))
    assert done.vault.key_names == OWNER_KEYS
    done.vault.close()
    recovered = open_with_recovery(folder, done.sheet, policy=WEAK, now=clock)
    assert recovered.key_names == OWNER_KEYS
    recovered.close()


def test_a_key_file_goes_through_every_rotation(folder, vault, clock):
    stick = os.urandom(64)
    vault.set_factors(PASSWORD, stick, device=False)
    first = turned(vault).vault
    assert first.slot.factors == ("keyfile",)
    second = turned(first, Rotation(new_sheet=True)).vault
    second.close()
    with pytest.raises(KeyFileMissing):
        opened(folder, clock, "ada", PASSWORD)
    again = open_vault(
        folder, username="ada", password=PASSWORD, policy=WEAK, now=clock, key_file=stick
    )
    again.close()


def test_only_owners_rotate_and_nobody_takes_the_own_rights_away(folder, vault, clock, people):
    session = opened(folder, clock, "audit")
    with pytest.raises(KeyMissing):
        turned(session, password=FIRST)
    session.close()
    mine = vault.slot.slot_id
    for plan in (Rotation(leaving=frozenset({mine})), Rotation(keys={mine: SEES_SEALED})):
        with pytest.raises(NotPossible, match="own rights"):
            turned(vault, plan)
    assert vault.folder.numbers() == (1,)


def test_a_wrong_own_password_changes_nothing(vault):
    with pytest.raises(WrongPassword):
        turned(vault, password="not the right one")
    assert vault.folder.numbers() == (1,)
    vault.connect().close()


def test_a_slot_that_a_colleague_raised_stops_the_rotation(vault, people):
    raised = replace(vault.slots.slot(people["sales"]), keys=SEES_SEALED)
    vault._file = finished(vault.slots.with_slot(raised), vault.copy_of_keys().only(PLAIN), NOW)
    with pytest.raises(Tampered):
        turned(vault)
    assert vault.folder.numbers() == (1,)


def lose_a_table(fresh, _sheet=""):
    one_more(fresh)
    connection = fresh.connect()
    connection.execute("DROP TABLE counter")
    connection.close()


def lose_a_row(fresh, _sheet=""):
    one_more(fresh)
    connection = fresh.connect()
    connection.execute("DELETE FROM counter")
    connection.close()


def invent_a_row(fresh, _sheet=""):
    one_more(fresh)
    connection = fresh.connect()
    connection.execute("INSERT INTO counter VALUES(9)")
    connection.close()


def spoil_a_page(fresh, _sheet=""):
    one_more(fresh)
    with fresh.db_path.open("r+b") as file:
        file.seek(4096 + 200)
        file.write(b"spoilt")


def forget_the_head(fresh, _sheet=""):
    connection = fresh.connect()
    connection.execute("UPDATE counter SET commit_seq = 2")
    connection.close()


@pytest.mark.parametrize(
    "change", [lose_a_table, lose_a_row, invent_a_row, spoil_a_page, forget_the_head]
)
def test_a_copy_that_is_not_whole_is_never_put_in_force(folder, vault, clock, change):
    with pytest.raises((Damaged, NotRotated)):
        turned(vault, change=change)
    assert vault.folder.numbers() == (1,)
    connection = vault.connect()
    assert commit_seq(connection) == 1
    connection.close()
    vault.close()
    opened(folder, clock, "ada", PASSWORD).close()


def test_a_rotation_that_is_cancelled_leaves_the_old_state(vault):
    def stop(_done, _total):
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        turned(vault, progress=stop)
    assert vault.folder.numbers() == (1,)
    vault.connect().close()


def test_a_disk_too_full_for_the_log_is_named_before_anything_begins(vault, monkeypatch):
    def full(_vault):
        raise dbapi2.OperationalError("database or disk is full")

    monkeypatch.setattr("cims.services.vault.rotation.fold_log", full)
    with pytest.raises(NotRotated, match="disk is full"):
        turned(vault)
    assert vault.folder.numbers() == (1,)


def test_a_disk_that_is_full_leaves_the_old_state_and_is_named(vault, monkeypatch):
    real = type(vault).connect

    def small(self, *args, **how):
        connection = real(self, *args, **how)
        if how.get("create"):
            connection.execute("PRAGMA max_page_count=1")
        return connection

    monkeypatch.setattr(type(vault), "connect", small)
    with pytest.raises(NotRotated, match="disk is full"):
        turned(vault)
    assert vault.folder.numbers() == (1,)
    vault.connect().close()


def test_nothing_is_rotated_while_another_connection_works(vault):
    busy = vault.connect()
    busy.execute("BEGIN")
    busy.execute("SELECT * FROM counter").fetchall()
    writer = vault.connect()
    commit(vault, writer)
    writer.execute("PRAGMA busy_timeout=10")
    busy_message = pytest.raises(NotPossible, match="still in use")
    with busy_message:
        turned(vault)
    busy.close()
    writer.close()
    assert vault.folder.numbers() == (1,)


def test_a_switch_that_the_disk_did_not_confirm_ends_the_session(vault, monkeypatch):
    data = type(vault.folder)
    real = data.switch_to

    def unsure(self, number):
        real(self, number)
        raise OSError("I/O error")

    monkeypatch.setattr(data, "switch_to", unsure)
    with pytest.raises(SwitchNotConfirmed, match="Sign in again"):
        turned(vault)
    assert vault.folder.current() == 2
    with pytest.raises(Exception, match="locked"):
        vault.connect()


def test_the_session_before_is_closed_and_the_files_before_stay(folder, vault, clock):
    fresh = turned(vault).vault
    with pytest.raises(Exception, match="locked"):
        vault.connect()
    before = opened(folder, clock, "ada", PASSWORD, generation=1)
    connection = before.connect(query_only=True)
    assert commit_seq(connection) == 1
    connection.close()
    before.close()
    fresh.close()


def test_todays_auditor_key_opens_the_seeds_of_all_keys_before():
    vault_id, branch = str(uuid.uuid4()), os.urandom(16)
    pairs = [fresh_keys() for _ in range(3)]
    seeds, seams, last = [], [], None
    for number, keys in enumerate((pairs[0], pairs[0], pairs[1], pairs[2]), 1):
        seed, place = os.urandom(32), (vault_id, branch, number, number * 10)
        reason = Reason.NEW if number == 1 else Reason.ROTATED
        more = {"key_epoch": number}
        if last is not None and last is not keys:
            more["av"] = seal_auditor_key(keys["ap"], *place, last["av"])
        text = seam_text(reason, branch, seal_seed(keys["ap"], *place, seed), more)
        row = AuditRow(
            number * 10, number, 0, "ok", None, None, None, "seam",
            None, None, None, None, None, text, b"", b"",
        )  # fmt: skip
        seeds.append(seed)
        seams.append(read_seam(row))
        last = keys
    opener = seed_opener(vault_id, pairs[2]["av"], seams)
    assert [opener(seam) for seam in seams] == seeds
    outdated = seed_opener(vault_id, pairs[1]["av"], seams)
    with pytest.raises(NotSealedByUs):
        outdated(seams[3])
    with pytest.raises(NotSealedByUs):
        outdated(seams[0])


def test_the_keys_of_before_open_no_session_of_the_new_generation(folder, vault, clock):
    keys = vault.copy_of_keys()
    turned(vault).vault.close()
    with pytest.raises(Damaged):
        open_by_keys(folder, keys, policy=WEAK, now=clock)
    open_by_keys(folder, keys, policy=WEAK, now=clock, generation=1).close()


def test_a_disabled_user_stays_disabled_and_can_come_back_after_a_rotation(
    folder, vault, clock, people
):
    vault.disable(people["bo"])
    fresh = turned(vault).vault
    with pytest.raises(Disabled):
        opened(folder, clock, "bo")
    fresh.enable(people["bo"], PLAIN)
    fresh.close()
    assert held(folder, clock, "bo") == PLAIN


def test_the_progress_of_the_copy_is_told(vault, monkeypatch):
    monkeypatch.setattr(rotation, "PAGES_AT_ONCE", 1)
    told = []
    turned(vault, progress=lambda done, total: told.append((done, total))).vault.close()
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > 1


def test_ada_is_still_the_same_person(vault):
    fresh = turned(vault).vault
    assert fresh.user_id == ADA
    fresh.close()
