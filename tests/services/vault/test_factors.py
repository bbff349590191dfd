"""Second factors: what opens a slot that names them, and what is said when they are missing."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail, null
from keyring.backends.chainer import ChainerBackend

from cims.services.vault import device_secret
from cims.services.vault.device_secret import (
    BACK_ENDS,
    KeyringTrouble,
    back_end_name,
    entry,
    kept_secret,
    read_secret,
)
from cims.services.vault.errors import (
    DeviceSecretMissing,
    KeyFileMissing,
    KeyFileRefused,
    PasswordRefused,
    WrongPassword,
)
from cims.services.vault.factors import (
    brought_from,
    copy_key_file,
    is_on_same_disk,
    new_key_file,
    read_key_file,
)
from cims.services.vault.slots import COPIES
from cims.services.vault.vault import OpenVault, open_vault, open_with_recovery
from tests.fake_keyring import SAFE, FakeKeyring, keyring_named
from tests.faults.parts import PASSWORD, SetClock
from tests.weak_policy import WEAK

STICK = bytes(range(64))


@pytest.fixture
def ring() -> Iterator[FakeKeyring]:
    with keyring_named() as fake:
        yield fake


def sign_in(
    folder: Path, clock: SetClock, password: str = PASSWORD, **more: bytes | bytearray
) -> OpenVault:
    return open_vault(folder, username="ada", password=password, policy=WEAK, now=clock, **more)


def secrets_of(vault: OpenVault) -> bytes:
    return bytes(vault.sqlcipher_key())


# --- key files


def test_a_new_key_file_has_64_random_bytes_that_only_its_owner_reads(tmp_path: Path) -> None:
    file = tmp_path / "stick.cimskey"
    made = new_key_file(file)
    assert len(made) == 64
    assert read_key_file(file) == made
    assert file.stat().st_mode & 0o077 == 0 or os.name == "nt"
    assert new_key_file(tmp_path / "other.cimskey") != made


def test_a_key_file_is_never_written_over_another_file(tmp_path: Path) -> None:
    file = tmp_path / "stick.cimskey"
    made = new_key_file(file)
    for write in (new_key_file, lambda place: copy_key_file(made, place)):
        with pytest.raises(KeyFileRefused, match="already"):
            write(file)
    assert read_key_file(file) == made


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileRefused, match="nowhere"):
        new_key_file(tmp_path / "nowhere" / "stick.cimskey")


@pytest.mark.parametrize("size", [0, 1, 63, 65, 4096])
def test_only_exactly_64_bytes_are_a_key_file(tmp_path: Path, size: int) -> None:
    file = tmp_path / "file"
    file.write_bytes(bytes(size))
    with pytest.raises(KeyFileRefused, match="exactly 64 bytes"):
        read_key_file(file)


def test_a_key_file_that_is_not_there_is_asked_for(tmp_path: Path) -> None:
    for place in (tmp_path / "stick.cimskey", tmp_path):
        with pytest.raises(KeyFileRefused, match="Plug in the stick"):
            read_key_file(place)


def test_what_was_read_from_a_key_file_is_wiped_once_the_vault_is_open(
    folder: Path, vault: OpenVault, clock: SetClock, tmp_path: Path
) -> None:
    file = tmp_path / "stick.cimskey"
    vault.set_factors(PASSWORD, new_key_file(file), device=False)
    vault.close()
    with brought_from(file) as brought:
        assert brought is not None
        again = sign_in(folder, clock, key_file=brought)
    assert brought == bytes(64)
    assert again.key_file == file.read_bytes(), "the session has its own, for changes of password"
    again.close()
    assert again._factors["keyfile"] == bytes(64)
    with brought_from(None) as nothing:
        assert nothing is None


def test_a_key_file_on_the_offices_disk_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "stick.cimskey"
    new_key_file(file)
    assert is_on_same_disk(file, tmp_path)
    assert not is_on_same_disk(file, tmp_path / "gone")


def test_a_slot_with_a_key_file_opens_with_it_only(
    folder: Path, vault: OpenVault, clock: SetClock
) -> None:
    before = secrets_of(vault)
    vault.set_factors(PASSWORD, STICK, device=False)
    vault.close()
    with pytest.raises(KeyFileMissing, match="ada signs in with a password and a key file"):
        sign_in(folder, clock)
    with pytest.raises(WrongPassword, match="or the key file"):
        sign_in(folder, clock, key_file=STICK[::-1])
    again = sign_in(folder, clock, key_file=STICK)
    assert again.slot.factors == ("keyfile",)
    assert again.key_file == STICK
    assert secrets_of(again) == before
    again.close()


def test_a_missing_key_file_is_no_failed_attempt(
    folder: Path, vault: OpenVault, clock: SetClock
) -> None:
    vault.set_factors(PASSWORD, STICK, device=False)
    vault.close()
    for _try in range(5):
        with pytest.raises(KeyFileMissing):
            sign_in(folder, clock)
    sign_in(folder, clock, key_file=STICK).close()


def test_factors_can_be_taken_off_and_change_the_key_pair_each_time(
    folder: Path, vault: OpenVault, clock: SetClock
) -> None:
    seen = {vault.slot.pub}
    for key_file in (STICK, STICK[::-1], None):
        vault.set_factors(PASSWORD, key_file, device=False)
        seen.add(vault.slot.pub)
    assert len(seen) == 4
    assert vault.slot.factors == ()
    vault.close()
    sign_in(folder, clock).close()


def test_factors_are_changed_only_with_todays_password(vault: OpenVault) -> None:
    with pytest.raises(WrongPassword):
        vault.set_factors("not the password of ada", STICK, device=False)
    assert vault.slot.factors == ()


def test_twelve_characters_are_enough_with_a_factor_and_keep_it(
    folder: Path, vault: OpenVault, clock: SetClock
) -> None:
    with pytest.raises(PasswordRefused, match="at least 15"):
        vault.change_password(PASSWORD, "twelve chars")
    vault.set_factors(PASSWORD, STICK, device=False)
    vault.change_password(PASSWORD, "twelve chars")
    with pytest.raises(PasswordRefused, match="Without a second factor"):
        vault.set_factors("twelve chars", None, device=False)
    with pytest.raises(PasswordRefused, match="at least 12"):
        vault.change_password("twelve chars", "eleven char")
    assert vault.slot.factors == ("keyfile",)
    vault.close()
    sign_in(folder, clock, "twelve chars", key_file=STICK).close()


def test_a_copy_that_names_a_factor_by_malice_locks_nobody_out(
    folder: Path, vault: OpenVault, clock: SetClock
) -> None:
    """A stranger writes a newer copy in which ada's slot asks for a key file nobody has."""
    from dataclasses import replace

    whole = vault.slots
    forged = whole.with_slot(replace(vault.slot, factors=("device", "keyfile")))
    (vault.path / COPIES[0]).write_bytes(replace(forged, seq=whole.seq + 9).encode())
    vault.close()
    again = sign_in(folder, clock)
    assert again.mended_copies == COPIES[:1]
    again.close()


def test_an_older_copy_does_not_open_without_the_factor_that_is_new(
    folder: Path, vault: OpenVault, clock: SetClock
) -> None:
    """As after a crash between the two copies: the newer one is in force."""
    before = (vault.path / COPIES[1]).read_bytes()
    vault.set_factors(PASSWORD, STICK, device=False)
    (vault.path / COPIES[1]).write_bytes(before)
    vault.close()
    with pytest.raises(KeyFileMissing):
        sign_in(folder, clock)
    sign_in(folder, clock, key_file=STICK).close()


def test_factors_live_on_in_the_next_generation_and_are_wiped_at_the_end(
    folder: Path, vault: OpenVault
) -> None:
    vault.set_factors(PASSWORD, STICK, device=False)
    fresh = vault.next_generation(lambda copy: copy._continue_head(vault))
    assert vault._factors["keyfile"] == bytes(64)
    assert fresh.key_file == STICK
    fresh.change_password(PASSWORD, "another long phrase")
    fresh.close()
    assert fresh._factors["keyfile"] == bytes(64)


# --- the secret of this computer


def test_the_keyring_keeps_32_bytes_under_the_names_of_the_design(
    vault: OpenVault, ring: FakeKeyring
) -> None:
    vault.set_factors(PASSWORD, None, device=True)
    ((place, kept),) = ring.kept.items()
    assert place == (f"CIMS:{vault.vault_id}", f"device:{vault.slot.slot_id}")
    assert len(kept) == 44
    assert vault.slot.factors == ("device",)
    raw = (vault.path / COPIES[0]).read_text()
    assert kept not in raw
    assert "SecretService" not in raw


def test_the_slot_opens_on_this_computer_only(
    folder: Path, vault: OpenVault, clock: SetClock, ring: FakeKeyring
) -> None:
    vault.set_factors(PASSWORD, None, device=True)
    vault.close()
    sign_in(folder, clock).close()
    ring.kept.clear()
    with pytest.raises(DeviceSecretMissing, match="recovery sheet"):
        sign_in(folder, clock)


def test_a_secret_of_another_keyring_is_told_apart_from_a_typing_error(
    folder: Path, vault: OpenVault, clock: SetClock, ring: FakeKeyring
) -> None:
    """As with a backup that was made on another computer of the same office."""
    vault.set_factors(PASSWORD, None, device=True)
    place = entry(vault.vault_id, vault.slot.slot_id)
    ring.kept.clear()
    kept_secret(vault.vault_id, vault.slot.slot_id)
    assert place in ring.kept
    vault.close()
    with pytest.raises(WrongPassword, match=r"another state of the office.*recovery sheet"):
        sign_in(folder, clock)


def test_both_factors_are_asked_for(
    folder: Path, vault: OpenVault, clock: SetClock, ring: FakeKeyring
) -> None:
    vault.set_factors(PASSWORD, STICK, device=True)
    vault.close()
    with pytest.raises(KeyFileMissing):
        sign_in(folder, clock)
    again = sign_in(folder, clock, key_file=STICK)
    again.change_password(PASSWORD, "twelve chars")
    again.close()
    ring.kept.clear()
    with pytest.raises(DeviceSecretMissing):
        sign_in(folder, clock, "twelve chars", key_file=STICK)


def test_a_secret_that_is_there_is_never_overwritten(
    folder: Path, vault: OpenVault, clock: SetClock, ring: FakeKeyring
) -> None:
    vault.set_factors(PASSWORD, None, device=True)
    old_backup = (vault.path / COPIES[0]).read_bytes()
    kept = dict(ring.kept)
    vault.set_factors(PASSWORD, None, device=False)
    assert ring.kept == kept, "older backups need it"
    vault.set_factors(PASSWORD, None, device=True)
    assert ring.kept == kept
    for name in COPIES:
        (vault.path / name).write_bytes(old_backup)
    vault.close()
    sign_in(folder, clock).close()


def test_a_damaged_secret_is_neither_used_nor_replaced(vault: OpenVault, ring: FakeKeyring) -> None:
    place = entry(vault.vault_id, vault.slot.slot_id)
    for spoilt in ("", "AAAA", "not base64 at all!", "A" * 43):
        ring.kept[place] = spoilt
        with pytest.raises(KeyringTrouble, match="damaged"):
            vault.set_factors(PASSWORD, None, device=True)
        assert ring.kept[place] == spoilt
    assert vault.slot.factors == ()


def test_a_sheet_opens_without_key_file_and_keyring_and_gives_a_new_slot(
    folder: Path, vault: OpenVault, clock: SetClock, sheet: str, ring: FakeKeyring
) -> None:
    vault.set_factors(PASSWORD, STICK, device=True)
    old = vault.slot.slot_id
    vault.close()
    ring.fault, asked = "raising", ring.asked
    rescued = open_with_recovery(folder, sheet, policy=WEAK, now=clock)
    fresh = rescued.reset_password(old, "a quite new phrase")
    assert ring.asked == asked, "recovery must not wait for a keyring"
    rescued.close()
    again = sign_in(folder, clock, "a quite new phrase")
    assert (again.slot.slot_id, again.slot.factors) == (fresh, ())
    ring.fault = ""
    again.set_factors("a quite new phrase", None, device=True)
    assert len(ring.kept) == 2, "a new secret means a new slot id"
    again.close()


@pytest.mark.parametrize("fault", ["locked", "raising", "full", "forgetting", "halfway"])
def test_a_keyring_that_fails_changes_nothing(
    folder: Path, vault: OpenVault, clock: SetClock, ring: FakeKeyring, fault: str
) -> None:
    before = [(vault.path / name).read_bytes() for name in COPIES]
    ring.fault = fault
    with pytest.raises(KeyringTrouble, match="keyring of this computer"):
        vault.set_factors(PASSWORD, None, device=True)
    assert [(vault.path / name).read_bytes() for name in COPIES] == before
    vault.close()
    sign_in(folder, clock).close()


def test_what_a_keyring_kept_before_it_failed_is_used_at_the_next_try(
    folder: Path, vault: OpenVault, clock: SetClock, ring: FakeKeyring
) -> None:
    ring.fault = "halfway"
    with pytest.raises(KeyringTrouble):
        vault.set_factors(PASSWORD, None, device=True)
    ring.fault = ""
    vault.set_factors(PASSWORD, None, device=True)
    vault.close()
    sign_in(folder, clock).close()


@pytest.mark.parametrize("fault", ["locked", "raising"])
def test_a_locked_keyring_is_said_and_counts_as_no_failure(
    folder: Path, vault: OpenVault, clock: SetClock, ring: FakeKeyring, fault: str
) -> None:
    vault.set_factors(PASSWORD, None, device=True)
    vault.close()
    ring.fault = fault
    for _try in range(4):
        with pytest.raises(DeviceSecretMissing, match=r"Unlock it.*recovery sheet"):
            sign_in(folder, clock)
    ring.fault = ""
    sign_in(folder, clock).close()


def test_a_keyring_that_never_answers_is_given_up(
    monkeypatch: pytest.MonkeyPatch, ring: FakeKeyring
) -> None:
    from threading import Event

    never = Event()
    monkeypatch.setattr(device_secret, "PATIENCE", 0.05)
    monkeypatch.setattr(type(ring), "get_password", lambda *_words: never.wait(10))
    with pytest.raises(KeyringTrouble, match="does not answer"):
        read_secret("vault", "slot")
    never.set()


REFUSED = (
    "keyrings.alt.file.PlaintextKeyring",
    "keyrings.alt.file.EncryptedKeyring",
    "keyring.backends.null.Keyring",
    "keyring.backends.fail.Keyring",
    "my.keyring.backends.SecretService.Keyring",
)


@pytest.mark.parametrize("name", REFUSED)
def test_back_ends_outside_the_list_are_refused(name: str) -> None:
    with keyring_named(name) as fake:
        for ask in (back_end_name, lambda: kept_secret("v", "s"), lambda: read_secret("v", "s")):
            with pytest.raises(KeyringTrouble, match="no keyring that keeps secrets safe"):
                ask()
        assert fake.kept == {}


@pytest.mark.parametrize("back_end", [fail.Keyring(), null.Keyring()])
def test_the_back_ends_that_keep_nothing_are_refused(
    back_end: "fail.Keyring | null.Keyring",
) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(back_end)
    try:
        with pytest.raises(KeyringTrouble, match="no keyring"):
            back_end_name()
    finally:
        keyring.set_keyring(before)


@pytest.mark.parametrize(("full_name", "name"), BACK_ENDS.items())
def test_the_back_ends_of_the_systems_are_taken(full_name: str, name: str) -> None:
    with keyring_named(full_name):
        assert back_end_name() == name
        assert kept_secret("vault", "slot") == read_secret("vault", "slot")


def test_of_a_chain_only_a_safe_link_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with keyring_named("keyrings.alt.file.PlaintextKeyring") as plain, keyring_named(SAFE) as safe:
        chain = ChainerBackend()
        monkeypatch.setattr(ChainerBackend, "backends", [plain, safe])
        keyring.set_keyring(chain)
        assert back_end_name() == "SecretService"
        kept_secret("vault", "slot")
        assert plain.kept == {}
        assert len(safe.kept) == 1


def test_a_changed_back_end_leads_to_the_sheet_and_never_to_plain_text(
    folder: Path, vault: OpenVault, clock: SetClock
) -> None:
    with keyring_named("keyring.backends.libsecret.Keyring"):
        vault.set_factors(PASSWORD, None, device=True)
    vault.close()
    for name, reason in ((SAFE, "holds no secret"), (REFUSED[0], "no keyring that keeps secrets")):
        with keyring_named(name) as other:
            with pytest.raises(DeviceSecretMissing, match=f"{reason}.*recovery sheet"):
                sign_in(folder, clock)
            assert other.kept == {}


def test_the_factor_enters_the_key_as_the_format_says(vault: OpenVault, ring: FakeKeyring) -> None:
    """docs/format.md: SHA-256 of each secret behind Argon2's output, in sorted order."""
    from cims.services.vault.kdf import derive_kek
    from cims.services.vault.passwords import password_bytes

    vault.set_factors(PASSWORD, STICK, device=True)
    secret = read_secret(vault.vault_id, vault.slot.slot_id)
    assert hashlib.sha256(secret).digest() != hashlib.sha256(STICK).digest()
    slot = vault.slot
    factors = {"keyfile": STICK, "device": secret}
    kek = derive_kek(password_bytes(PASSWORD), vault.vault_id, slot.slot_id, slot.kdf, factors)
    assert kek.commit == slot.commit
