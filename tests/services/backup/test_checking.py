"""What can be seen of a backup without a password: nothing is damaged without being noticed."""

import random
import zlib

import pytest

from cims.services.backup import BackupDamaged, check, people_of, read_manifest
from cims.services.backup import manifest as manifests
from cims.services.backup.anchors import reachable
from cims.services.backup.container import Source, write_container
from cims.services.backup.errors import BackupTooNew, NoBackup
from cims.services.vault.canon import canon, read_canon

FLIPS = 400


def test_no_flipped_bit_goes_undetected(copied):
    whole, chance = copied.file.read_bytes(), random.Random(5)
    ends = len(whole) - 700
    places = [chance.randrange(len(whole)) for _n in range(FLIPS // 4)]
    places += [chance.randrange(3000) for _n in range(FLIPS // 4)]
    places += [chance.randrange(ends, len(whole)) for _n in range(FLIPS // 2)]
    with copied.file.open("r+b") as file:
        for at in places:
            put(file, at, whole[at] ^ 1 << chance.randrange(8))
            with pytest.raises(BackupDamaged):
                check(copied.file)
            put(file, at, whole[at])
    check(copied.file)


@pytest.mark.parametrize("length", [0, 1, 30, 61, 500, 5000, -1, -22])
def test_no_cut_goes_undetected(copied, length):
    whole = copied.file.read_bytes()
    copied.file.write_bytes(whole[:length])
    with pytest.raises(BackupDamaged):
        check(copied.file)


def test_nothing_may_follow_the_end(copied):
    with copied.file.open("ab") as file:
        file.write(b"\0")
    with pytest.raises(BackupDamaged, match="directory"):
        check(copied.file)


def test_the_damaged_part_is_named(copied):
    at = copied.file.read_bytes().index(b"CIMS backup / ")
    with copied.file.open("r+b") as file:
        put(file, at, ord("K"))
    with pytest.raises(BackupDamaged, match=r"office\.cimsbak.*README\.txt"):
        check(copied.file)


def test_people_of_a_backup_are_those_who_can_open_it(copied, template):
    assert people_of(copied.file) == [(template.slot_id, "boss")]


def test_a_backup_of_a_newer_cims_is_told_apart_from_a_damaged_one(copied, tmp_path):
    with pytest.raises(BackupTooNew):
        check(forged(copied, tmp_path, v=2))


def test_a_backup_of_a_newer_cims_keeps_nobody_from_checking_the_log(copied, tmp_path):
    newer = forged(copied, tmp_path, v=2)
    assert reachable(None, [newer]).unusable == ("forged.cimsbak can't be read.",)


@pytest.mark.parametrize(
    "change",
    [
        {"extra": 1},
        {"kind": "other"},
        {"vault_id": "x"},
        {"commit_seq": -1},
        {"commit_seq": True},
        {"schema": None},
        {"mac": None},
        {"rows": {"A; DROP": 1}},
        {"members": []},
        {"members": [{"name": "../evil", "size": 1, "sha256": "0" * 64}]},
        {"pool": [{"sha256": "0" * 64, "size": 1}]},
    ],
    ids=str,
)
def test_a_strange_manifest_is_refused(copied, tmp_path, change):
    with pytest.raises(BackupDamaged, match="manifest"):
        read_manifest(forged(copied, tmp_path, **change))


def test_members_in_another_order_are_refused(copied, tmp_path):
    members = read_canon(copied.manifest.encode())["members"]
    with pytest.raises(BackupDamaged, match="manifest"):
        read_manifest(forged(copied, tmp_path, members=members[::-1]))


def test_a_manifest_reads_back_as_it_was_written(copied):
    assert manifests.read(copied.manifest.encode()) == copied.manifest


@pytest.mark.parametrize(
    "content", [b"", "客户名称,电话\n恒泰,138\n".encode(), b"PK\3\4" + bytes(5000)]
)
def test_a_file_of_another_kind_is_said_to_be_no_backup(tmp_path, content):
    file = tmp_path / "customers.csv"
    file.write_bytes(content)
    for look in (check, people_of, read_manifest):
        with pytest.raises(BackupDamaged, match="customers.csv is no CIMS backup") as refusal:
            look(file)
        assert type(refusal.value) is NoBackup


@pytest.mark.parametrize("at", [0, 5, 26, 31, 45, 120])
def test_a_backup_with_a_damaged_beginning_is_still_told_as_one(copied, at):
    with copied.file.open("r+b") as file:
        put(file, at, copied.file.read_bytes()[at] ^ 1)
    with pytest.raises(BackupDamaged, match="damaged") as refusal:
        check(copied.file)
    assert type(refusal.value) is BackupDamaged


def forged(copied, folder, **change):
    """A container whose sums are right around a manifest that is not."""
    try:
        text = canon(read_canon(copied.manifest.encode()) | change)
    except ValueError:
        text = copied.manifest.encode().replace(b'"commit_seq":', b'"commit_seq":-')
    out = folder / "forged.cimsbak"
    with out.open("w+b") as file:
        write_container(
            file, [Source("README.txt", 1, lambda: [b"x"])], lambda _members: text, lambda *_: None
        )
    assert zlib.crc32(text) == int.from_bytes(out.read_bytes()[14:18], "little")
    return out


def put(file, at, byte):
    file.seek(at)
    file.write(bytes([byte]))
    file.flush()
