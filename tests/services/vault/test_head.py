"""The head file: the newest good record or an honest no."""

import os
import random

import pytest

from cims.services.vault.head import FILE_BYTES, PLACE, Head, HeadFile

VAULT = "11111111-2222-4333-8444-555555555555"
DBK = bytes(range(32))
BRANCH = os.urandom(16)


def record(commit, rebase=0, key=None):
    return Head(3, rebase, BRANCH, commit, commit * 2, os.urandom(32), 10**15 + commit, key or
                bytearray(os.urandom(32)))  # fmt: skip


@pytest.fixture
def path(tmp_path):
    return tmp_path / "head.bin"


@pytest.fixture
def head_file(path):
    opened = HeadFile(path, VAULT, DBK)
    yield opened
    opened.close()


def reread(path):
    fresh = HeadFile(path, VAULT, DBK)
    try:
        return fresh.read()
    finally:
        fresh.close()


def test_the_newest_record_is_read_back(path, head_file):
    for commit in range(1, 8):
        last = record(commit)
        head_file.write(last)
        assert reread(path) == (last, "")
    assert path.stat().st_size == FILE_BYTES


def test_a_file_that_is_opened_again_keeps_the_record_before(path, head_file):
    first, second, third = record(1), record(2), record(3)
    head_file.write(first)
    head_file.write(second)
    again = HeadFile(path, VAULT, DBK)
    again.read()
    again.write(third)
    again.close()
    raw = bytearray(path.read_bytes())
    raw[:PLACE] = bytes(PLACE)
    path.write_bytes(raw)
    assert reread(path)[0] == second


def test_a_higher_rebase_wins_over_a_higher_commit(path, head_file):
    head_file.write(record(900))
    accepted = record(800, rebase=1)
    head_file.write_both(accepted)
    assert reread(path)[0] == accepted
    for place in (0, PLACE):
        raw = bytearray(path.read_bytes())
        raw[place : place + PLACE] = bytes(PLACE)
        (path.parent / "half.bin").write_bytes(raw)
        assert reread(path.parent / "half.bin")[0] == accepted


def test_a_missing_empty_or_foreign_file_is_told(path, head_file):
    assert reread(path) == (None, "missing")
    path.write_bytes(b"")
    assert reread(path) == (None, "no good record")
    head_file.write(record(1))
    foreign = HeadFile(path, VAULT, bytes(32))
    assert foreign.read() == (None, "no good record")
    foreign.close()


def test_flips_never_give_a_wrong_value(path, head_file):
    records = [record(59), record(60)]
    for each in records:
        head_file.write(each)
    raw, chance, keyless = path.read_bytes(), random.Random(2), 0
    for _ in range(600):
        at = chance.randrange(186) + PLACE * chance.randrange(2)
        flipped = bytearray(raw)
        flipped[at] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        head, problem = reread(path)
        assert head is not None
        if head.chain_key is None:
            keyless += 1
            assert problem == "chain key unreadable"
            assert head.commit_seq == 60
        else:
            assert head in records
    assert keyless


def test_truncations_never_give_a_wrong_value(path, head_file):
    records = [record(59), record(60)]
    for each in records:
        head_file.write(each)
    raw, chance = path.read_bytes(), random.Random(3)
    for _ in range(300):
        path.write_bytes(raw[: chance.randrange(len(raw))])
        assert reread(path)[0] in (None, *records)


def test_a_cut_file_is_made_whole_by_the_next_write_without_losing_its_record(path, head_file):
    head_file.write(record(1))
    path.write_bytes(path.read_bytes()[:300])
    again = HeadFile(path, VAULT, DBK)
    kept, _problem = again.read()
    assert kept is not None
    again.write(record(2))
    again.close()
    assert path.stat().st_size == FILE_BYTES
    assert reread(path)[0].commit_seq == 2


def test_a_record_always_carries_the_next_chain_key(head_file):
    with pytest.raises(ValueError, match="chain key"):
        head_file.write(Head(1, 0, BRANCH, 1, 1, bytes(32), 1, None))


def test_a_later_format_is_no_good_record(path, head_file):
    head_file.write(record(1))
    raw = bytearray(path.read_bytes())
    raw[9] = 2
    path.write_bytes(raw)
    assert reread(path)[0] is None
