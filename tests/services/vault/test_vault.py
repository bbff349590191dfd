"""The vault as composition roots use it: made, opened, changed, moved on, closed."""

import os
from dataclasses import replace

import pytest

from cims.services.vault import slot_copies
from cims.services.vault.attempts import read_attempts
from cims.services.vault.errors import (
    CurrentMissing,
    Damaged,
    FolderRefused,
    KeyFileMissing,
    NoVault,
    PasswordRefused,
    TooNew,
    UnknownName,
    VaultExists,
    WaitFirst,
    WrongPassword,
    WrongRecoveryText,
)
from cims.services.vault.kdf import lowest
from cims.services.vault.keys import KeySet
from cims.services.vault.policy import KdfPolicy
from cims.services.vault.rotated_slots import Rotation
from cims.services.vault.rotation import slots_of
from cims.services.vault.sealing import seal, slot_secret, tag_of
from cims.services.vault.signing_in import locked_slot
from cims.services.vault.slot_changes import finished_at, new_slot
from cims.services.vault.slots import COPIES, RECOVERY
from cims.services.vault.vault import (
    create_vault,
    open_vault,
    open_with_recovery,
    unlock_names,
)
from tests.faults.parts import (
    ADA,
    PASSWORD,
    build_counter,
    changed,
    commit_seq,
    make_vault,
)
from tests.weak_policy import WEAK

NEW_PASSWORD = "mauve otter trampoline"


def sign_in(folder, clock, password=PASSWORD, username="ada", **more):
    return open_vault(folder, username=username, password=password, policy=WEAK, now=clock, **more)


def test_a_new_vault_is_opened_with_its_password(folder, vault, clock):
    vault.close()
    again = sign_in(folder, clock)
    assert (again.vault_id, again.user_id, again.generation) == (vault.vault_id, ADA, 1)
    assert again.key_names == ("ap", "av", "dbk", "ok", "vk")
    assert again.branch_id == vault.branch_id
    assert again.head_problem == ""
    assert again.check_commit_seq(1).fine
    connection = again.connect(query_only=True)
    assert commit_seq(connection) == 1
    with pytest.raises(Exception, match="readonly"):
        connection.execute("DELETE FROM counter")
    connection.close()
    again.close()


def test_the_names_can_be_listed_without_any_key(folder, vault):
    assert unlock_names(folder) == [(vault.slot.slot_id, "ada")]
    raw = vault.slots.encode()
    assert b"Red Cherry" not in raw


def test_a_wrong_password_is_told_apart_from_a_damaged_file(folder, vault, clock):
    with pytest.raises(WrongPassword, match="password is wrong"):
        sign_in(folder, clock, "not the right one")
    for name in COPIES:
        (vault.path / name).write_bytes(b"{}")
    with pytest.raises(Damaged, match=r"keyslots\.json"):
        sign_in(folder, clock)


def test_a_password_is_one_however_it_is_composed(folder, clock):
    create_vault(
        folder,
        username="ada",
        user_id=ADA,
        password="caf\u00e9 cr\u00e8me im Winter",
        policy=WEAK,
        now=clock,
        build=build_counter,
    )[0].close()
    sign_in(folder, clock, "cafe\u0301 cre\u0300me im Winter").close()
    with pytest.raises(WrongPassword):
        sign_in(folder, clock, "cafe creme im Winter")
    with pytest.raises(WrongPassword):
        sign_in(folder, clock, "\ud800")


def test_an_unknown_name_is_told(folder, vault, clock):
    with pytest.raises(UnknownName, match="Nobody signs in here as eve"):
        sign_in(folder, clock, username="eve")


def test_a_later_format_is_told(folder, vault, clock):
    for name in COPIES:
        (vault.path / name).write_bytes(changed(vault.slots.encode(), lambda f: f.update(v=2)))
    with pytest.raises(TooNew):
        sign_in(folder, clock)


def test_a_folder_without_vault_is_told(tmp_path, clock):
    with pytest.raises(NoVault):
        sign_in(tmp_path, clock)
    with pytest.raises(NoVault):
        unlock_names(tmp_path / "nowhere")


def test_a_missing_current_is_answered_by_picking_a_generation(folder, vault, clock):
    (folder / "CURRENT").unlink()
    with pytest.raises(CurrentMissing, match="1") as caught:
        sign_in(folder, clock)
    picked = sign_in(folder, clock, generation=caught.value.generations[0])
    picked.folder.switch_to(picked.generation)
    picked.close()
    sign_in(folder, clock).close()


def test_a_lost_marker_is_written_again_at_sign_in(folder, vault, clock):
    (vault.path / "complete").unlink()
    sign_in(folder, clock).close()
    assert vault.folder.complete() == (1,)


def test_a_second_vault_is_not_made_over_the_first(folder, vault, clock):
    with pytest.raises(VaultExists):
        make_vault(folder, clock)


def test_a_weak_password_or_unsafe_folder_makes_no_vault(folder, clock, tmp_path):
    for name, password, refusal in (
        ("office", "too short", PasswordRefused),
        ("Dropbox", PASSWORD, FolderRefused),
    ):
        with pytest.raises(refusal):
            create_vault(
                tmp_path / name,
                username="ada",
                user_id=ADA,
                password=password,
                policy=WEAK,
                now=clock,
                build=build_counter,
            )
        assert not (tmp_path / name).exists()


@pytest.mark.parametrize("kind", [RuntimeError, KeyboardInterrupt])
def test_a_vault_that_fails_while_it_is_built_leaves_nothing(folder, clock, kind):
    def fails(vault):
        build_counter(vault)
        raise kind("half way")

    make = {"username": "ada", "user_id": ADA, "password": PASSWORD, "policy": WEAK, "now": clock}
    with pytest.raises(kind):
        create_vault(folder, build=fails, **make)
    assert list(folder.iterdir()) == []
    with pytest.raises(Damaged, match="head"):
        create_vault(folder, build=lambda vault: None, **make)
    assert list(folder.iterdir()) == []
    create_vault(folder, build=build_counter, **make)[0].close()


def test_what_a_killed_creation_left_is_cleared_by_the_next(folder, clock):
    (folder / "gen-000001").mkdir(parents=True)
    (folder / "gen-000001" / "cims.db").write_bytes(b"half")
    vault, _sheet = make_vault(folder, clock)
    assert vault.generation == 1
    vault.close()


def test_a_new_password_replaces_the_old_one(folder, vault, clock):
    seq = vault.slot_seq
    vault.change_password(PASSWORD, NEW_PASSWORD)
    assert vault.slot_seq == seq + 1
    with pytest.raises(WrongPassword):
        sign_in(folder, clock)
    again = sign_in(folder, clock, NEW_PASSWORD)
    assert (again.slot_seq, again.slot_mac) == (vault.slot_seq, vault.slot_mac)
    again.close()


def test_a_password_change_asks_for_the_old_one_and_keeps_the_rules(vault):
    before = vault.slots
    with pytest.raises(WrongPassword):
        vault.change_password("not the right one", NEW_PASSWORD)
    with pytest.raises(PasswordRefused, match="too short"):
        vault.change_password(PASSWORD, "short")
    with pytest.raises(PasswordRefused, match="name"):
        vault.change_password(PASSWORD, "Red Cherry Works Ltd", ["red cherry works ltd"])
    assert vault.slots == before


TYPED_ONCE_MORE = (
    lambda vault, password: vault.refuse_wrong_password(password),
    lambda vault, password: vault.change_password(password, NEW_PASSWORD),
    lambda vault, password: vault.set_factors(password, None, device=False),
    lambda vault, password: slots_of(vault, Rotation(), password),
)


@pytest.mark.parametrize("ask", TYPED_ONCE_MORE)
def test_wrong_own_passwords_make_wait_inside_and_at_the_door(folder, vault, clock, ask):
    waits = []
    for _try in range(4):
        clock.forward(waits[-1] if waits else 0)
        with pytest.raises(WrongPassword) as wrong:
            ask(vault, "not the right one")
        waits.append(wrong.value.seconds)
    assert waits == [0, 0, 1, 2]
    with pytest.raises(WaitFirst, match="in 2 seconds"):
        ask(vault, PASSWORD)
    with pytest.raises(WaitFirst, match="in 2 seconds"):
        sign_in(folder, clock)
    clock.forward(2)
    ask(vault, PASSWORD)
    with pytest.raises(WrongPassword) as wrong:
        vault.refuse_wrong_password("not the right one")
    assert wrong.value.seconds == 0


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_save_that_stops_at_any_step_leaves_a_file_that_opens(
    folder, vault, clock, monkeypatch, step
):
    real, done = slot_copies.replace_durably, []

    def stops(path, raw):
        if len(done) == step:
            raise OSError("no space left")
        done.append(path.name)
        real(path, raw)

    vault.change_password(PASSWORD, "the password between", ())
    (vault.path / COPIES[1]).write_bytes(b"lags")
    monkeypatch.setattr(slot_copies, "replace_durably", stops)
    with pytest.raises(OSError, match="no space"):
        vault.change_password("the password between", NEW_PASSWORD)
    monkeypatch.undo()
    expected = NEW_PASSWORD if step == 2 else "the password between"
    sign_in(folder, clock, expected).close()


def test_the_recovery_sheet_opens_everything(folder, vault, clock, sheet):
    recovered = open_with_recovery(folder, sheet.lower(), policy=WEAK, now=clock)
    assert recovered.user_id is None
    assert recovered.key_names == vault.key_names
    assert recovered.sqlcipher_key() == vault.sqlcipher_key()
    recovered.close()


def test_a_sheet_of_another_vault_is_told(folder, vault, clock, tmp_path):
    other, foreign = make_vault(tmp_path / "other", clock)
    other.close()
    with pytest.raises(WrongRecoveryText, match="does not open this vault"):
        open_with_recovery(folder, foreign, policy=WEAK, now=clock)


def test_a_forgotten_password_is_reset_with_the_sheet(folder, vault, clock, sheet):
    recovered = open_with_recovery(folder, sheet, policy=WEAK, now=clock)
    fresh = recovered.reset_password(vault.slot.slot_id, NEW_PASSWORD)
    recovered.close()
    assert unlock_names(folder) == [(fresh, "ada")]
    again = sign_in(folder, clock, NEW_PASSWORD)
    assert again.user_id == ADA
    again.close()
    with pytest.raises(WrongPassword):
        sign_in(folder, clock)


def test_a_new_sheet_replaces_the_one_that_was_never_shown(folder, vault, clock, sheet):
    fresh = vault.replace_recovery_sheet()
    open_with_recovery(folder, fresh, policy=WEAK, now=clock).close()
    with pytest.raises(WrongRecoveryText):
        open_with_recovery(folder, sheet, policy=WEAK, now=clock)


def test_failures_are_noted_and_the_wait_grows_but_ends(folder, vault, clock):
    for _ in range(3):
        with pytest.raises(WrongPassword):
            sign_in(folder, clock, "not the right one")
    with pytest.raises(WaitFirst, match="in 1 second") as caught:
        sign_in(folder, clock)
    assert caught.value.seconds == 1
    clock.forward(1)
    for wait in (2, 4, 8, 16, 32, 60, 60):
        with pytest.raises(WrongPassword):
            sign_in(folder, clock, "not the right one")
        with pytest.raises(WaitFirst) as caught:
            sign_in(folder, clock)
        assert caught.value.seconds == wait
        clock.forward(-86_400)
        with pytest.raises(WaitFirst) as caught:
            sign_in(folder, clock)
        assert caught.value.seconds == wait
        clock.forward(86_400 + wait)
    again = sign_in(folder, clock)
    assert len(again.failed_attempts) == 10
    sign_in(folder, clock).close()
    again.attempts_recorded()
    assert not (folder / "attempts.json").exists()
    again.close()


def test_a_wrong_sheet_is_noted_and_waits_as_a_wrong_password_does(
    folder, vault, clock, sheet, tmp_path
):
    other, foreign = make_vault(tmp_path / "other", clock)
    other.close()
    (slot,) = (slot for slot in vault.slots.slots if slot.kind == RECOVERY)
    for _ in range(3):
        with pytest.raises(WrongRecoveryText):
            open_with_recovery(folder, foreign, policy=WEAK, now=clock)
    assert [a.slot_id for a in read_attempts(folder)] == [slot.slot_id] * 3
    with pytest.raises(WaitFirst, match="recovery texts. Try again in 1 second"):
        open_with_recovery(folder, sheet, policy=WEAK, now=clock)
    sign_in(folder, clock).close()
    clock.forward(1)
    open_with_recovery(folder, sheet, policy=WEAK, now=clock).close()
    assert not any(attempt.open for attempt in read_attempts(folder))


def test_a_typing_error_in_the_sheet_is_no_try(folder, vault, clock, sheet):
    wrong = ("X" if sheet[0] != "X" else "Y") + sheet[1:]
    with pytest.raises(WrongRecoveryText, match="typing error"):
        open_with_recovery(folder, wrong, policy=WEAK, now=clock)
    assert read_attempts(folder) == ()


@pytest.mark.parametrize("text", [b"", b"{}", b"[1]", b"[[1,2]]", b'[["x",[],{}]]', b"\xff"])
def test_a_garbled_list_of_attempts_stops_nobody(folder, vault, clock, text):
    (folder / "attempts.json").write_bytes(text)
    sign_in(folder, clock).close()


def test_the_wait_of_one_user_is_not_that_of_another(folder, vault, clock, sheet):
    for _ in range(3):
        with pytest.raises(WrongPassword):
            sign_in(folder, clock, "not the right one")
    open_with_recovery(folder, sheet, policy=WEAK, now=clock).close()


def test_a_slot_that_waits_for_the_new_owner_key_is_renewed_at_sign_in(folder, vault, clock):
    """The format of a change of ok, by hand: the life cycle around it is another issue's."""
    keys, ok_new, ap = vault.copy_of_keys(), os.urandom(32), vault.ap
    bo = new_slot(
        vault.slots,
        user_id=ADA[:-1] + "9",
        username="bo",
        password=NEW_PASSWORD,
        cost=lowest(WEAK),
        keys=keys,
        names=("ap", "dbk"),
        now=clock(),
    )
    file = replace(vault.slots, slots=(*vault.slots.slots, bo))
    held = KeySet({"ap": ap, "dbk": keys["dbk"]})
    old, new = (slot_secret(ok, file.vault_id, bo.slot_id) for ok in (keys["ok"], ok_new))
    file = finished_at(file.with_slot(seal(file, bo, held, new, old)), held, clock())
    assert file.slot(bo.slot_id).waiting
    for name in COPIES:
        (vault.path / name).write_bytes(file.encode())
    again = sign_in(folder, clock, NEW_PASSWORD, username="bo")
    assert again.key_names == ("ap", "dbk")
    assert not again.slot.waiting
    assert again.slot.sealed.tag == tag_of(again.slots, again.slot, again.slot.sealed, new)
    again.close()
    sign_in(folder, clock, NEW_PASSWORD, username="bo").close()


def test_a_slot_with_a_key_file_opens_with_both_and_keeps_it_over_changes(folder, vault, clock):
    keys, stick = vault.copy_of_keys(), {"keyfile": os.urandom(64)}
    blank = replace(vault.slot, commit=b"")
    sa = slot_secret(keys["ok"], vault.vault_id, blank.slot_id)
    slot, _seconds = locked_slot(vault.slots, blank, PASSWORD, lowest(WEAK), stick, keys, sa)
    file = finished_at(vault.slots.with_slot(slot), keys, clock())
    for name in COPIES:
        (vault.path / name).write_bytes(file.encode())
    with pytest.raises(KeyFileMissing):
        sign_in(folder, clock)
    with pytest.raises(WrongPassword, match="key file is wrong"):
        sign_in(folder, clock, key_file=os.urandom(64))
    key_file = stick["keyfile"]
    again = sign_in(folder, clock, key_file=key_file)
    again.change_password(PASSWORD, "twelve chars")
    again.close()
    better = KdfPolicy(64, 1024, 1, 10, 4, 4096, 256, 0)
    raised = open_vault(
        folder, username="ada", password="twelve chars", policy=better, now=clock, key_file=key_file
    )
    assert raised.parameters_raised
    assert raised.slot.factors == ("keyfile",)
    raised.close()
    with pytest.raises(KeyFileMissing):
        sign_in(folder, clock, "twelve chars")
    sign_in(folder, clock, "twelve chars", key_file=key_file).close()


def test_what_is_bound_by_an_adapter_lies_in_the_file_as_it_was_given(vault):
    connection = vault.connect()
    given = (None, b"\0\xff", b"", True, False)
    (row,) = connection.execute("SELECT ?1, ?2, ?3, ?4, ?5", given)
    assert row == (None, b"\0\xff", b"", 1, 0)
    assert [type(value) for value in row] == [type(None), bytes, bytes, int, int]
    (kinds,) = connection.execute(
        "SELECT " + ", ".join(f"typeof(?{n})" for n in range(1, 6)), given
    )
    assert kinds == ("null", "blob", "blob", "integer", "integer")
    connection.close()
