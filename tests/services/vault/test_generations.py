"""Generations: a crash leaves the old state or the new one, never a mix."""

import os

import pytest

from cims.services.vault.errors import CurrentMissing, Damaged, NoVault
from cims.services.vault.generations import CURRENT, MARKER, DataFolder

VAULT = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def data(tmp_path):
    data = DataFolder(tmp_path / "office")
    data.prepare()
    return data


def finished(data):
    number = data.begin()
    data.finish(number, VAULT, 1, bytes(16))
    return number


def test_an_empty_folder_holds_no_vault(data):
    with pytest.raises(NoVault):
        data.current()
    assert not data.has_vault()


def test_a_finished_generation_is_put_in_force_in_one_step(data):
    first = finished(data)
    data.switch_to(first)
    assert data.current() == first == 1
    assert (data.path / CURRENT).read_bytes() == b"gen-000001\n"
    second = finished(data)
    assert data.current() == 1
    assert data.beyond(1) == (second,)
    data.switch_to(second)
    assert data.current() == 2


def test_an_unfinished_generation_cannot_be_put_in_force(data):
    with pytest.raises(Damaged):
        data.switch_to(data.begin())


def test_the_sweep_takes_what_a_crash_left_and_nothing_else(data):
    data.switch_to(finished(data))
    later = finished(data)
    unfinished = data.begin()
    (data.generation(unfinished) / "cims.db").write_bytes(b"x")
    (data.path / "backup.part").write_bytes(b"x")
    (data.generation(1) / "copy.part").write_bytes(b"x")
    (data.path / "staging" / "unpacked").mkdir(parents=True)
    (data.path / "staging" / "loose").write_bytes(b"x")
    (data.path / "attachments").mkdir()
    gone = data.sweep()
    assert sorted(gone) == [
        "backup.part", "copy.part", "gen-000003", "staging/loose", "staging/unpacked",
    ]  # fmt: skip
    assert data.numbers() == (1, later)
    assert (data.path / "attachments").is_dir()
    assert data.sweep() == ()


def test_the_generation_in_force_is_never_swept_even_without_its_marker(data):
    data.switch_to(finished(data))
    (data.generation(1) / MARKER).unlink()
    data.sweep()
    assert data.numbers() == (1,)


@pytest.mark.parametrize(
    "text", [None, b"", b"gen-000001", b"gen-1\n", b"gen-000009\n", b"\xff\xfe\n", b"../x\n"]
)
def test_a_missing_or_garbled_current_lists_the_complete_generations(data, text):
    data.switch_to(finished(data))
    finished(data)
    if text is None:
        (data.path / CURRENT).unlink()
    else:
        (data.path / CURRENT).write_bytes(text)
    with pytest.raises(CurrentMissing) as caught:
        data.current()
    assert caught.value.generations == (1, 2)
    data.sweep()
    assert data.complete() == (1, 2)


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b'{"generation":2}'])
def test_a_marker_must_name_its_generation_and_vault(data, text):
    number = finished(data)
    data.check_marker(number, VAULT)
    with pytest.raises(Damaged):
        data.check_marker(number, "another vault")
    (data.generation(number) / MARKER).write_bytes(text)
    with pytest.raises(Damaged):
        data.check_marker(number, VAULT)


@pytest.mark.skipif(os.name != "posix", reason="access rights of this kind are POSIX's")
def test_folders_and_files_are_private(data):
    data.switch_to(finished(data))
    assert data.path.stat().st_mode & 0o777 == 0o700
    assert data.generation(1).stat().st_mode & 0o777 == 0o700
    assert (data.path / CURRENT).stat().st_mode & 0o777 == 0o600
