"""Sealed values v1: what is published opens for ever, everything else is refused."""

import hmac
import json
import os
import random
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from cims.services.rules.sealed_forms import normal
from cims.services.vault.canon import canon
from cims.services.vault.errors import Damaged, Locked, SealedDamaged
from cims.services.vault.keys import derive
from cims.services.vault.sealed_values import Cell, Sealing, aad, padded

PUBLISHED = json.loads((Path(__file__).parents[2] / "vectors/sealed.json").read_text("utf-8"))
VALUES = {one["name"]: one for one in PUBLISHED["values"]}
REFUSED = {one["why"]: one for one in PUBLISHED["refused"]}
CELL = Cell("contact", "0192f0a0-0000-7000-8000-000000000001", UUID(int=7).bytes)


def cell_of(one):
    return Cell(one["entity"], one["field"], UUID(one["row"]).bytes)


@pytest.fixture(scope="module")
def sealing():
    vk = bytes.fromhex(PUBLISHED["vk"])
    derived = lambda name: derive(vk, PUBLISHED["vault_id"], name)  # noqa: E731
    return Sealing(derived, PUBLISHED["key_epoch"])


def derived_by_hand(name):
    salt = PUBLISHED["vault_id"].encode()
    return HKDF(hashes.SHA512(), 32, salt, name.encode()).derive(bytes.fromhex(PUBLISHED["vk"]))


@pytest.mark.parametrize("name", VALUES)
def test_a_published_value_opens(name, sealing):
    one = VALUES[name]
    assert sealing.open(cell_of(one), bytes.fromhex(one["stored"])).hex() == one["plain"]


@pytest.mark.parametrize("name", VALUES)
def test_a_published_value_follows_its_written_definition(name):
    """Recomputed from docs/format.md."""
    one = VALUES[name]
    plain = bytes.fromhex(one["plain"])
    text = plain + b"\x80"
    text += bytes((32 - len(text) % 32) % 32)
    bound = canon(["cims/field/v1", one["entity"], one["field"], one["row"], one["epoch"]])
    assert (text.hex(), bound.decode()) == (one["padded"], one["aad"])
    key, nonce = derived_by_hand("cims/field/v1"), bytes.fromhex(one["nonce"])
    assert key.hex() == PUBLISHED["field_key"]
    stored = b"\1" + one["epoch"].to_bytes(4, "big") + nonce
    assert (stored + AESGCM(key).encrypt(nonce, text, bound)).hex() == one["stored"]
    assert padded(plain) == text and aad(cell_of(one), one["epoch"]) == bound


@pytest.mark.parametrize("name", [name for name, one in VALUES.items() if "index" in one])
def test_a_published_index_follows_its_written_definition(name, sealing):
    one = VALUES[name]
    key = derived_by_hand(f"cims/bidx/v1|{one['entity']}|{one['field']}")
    assert key.hex() == one["index_key"]
    assert normal(bytes.fromhex(one["plain"]).decode()) == one["normal"]
    made = hmac.new(key, one["normal"].encode(), "sha256").digest()[:16]
    assert made.hex() == one["index"]
    assert sealing.index(one["entity"], one["field"], one["normal"]) == made


@pytest.mark.parametrize("why", REFUSED)
def test_what_does_not_belong_there_is_damage(why, sealing):
    one = REFUSED[why]
    with pytest.raises(Damaged):
        sealing.open(cell_of(one), bytes.fromhex(one["stored"]))


@given(st.binary(max_size=200))
def test_any_bytes_come_back_and_only_their_class_of_length_is_seen(plain):
    key = os.urandom(32)
    sealing = Sealing(lambda name: derive(key, "v", name), 1)
    stored = sealing.seal(CELL, plain)
    assert sealing.open(CELL, stored) == plain
    assert len(stored) == 17 + 32 * (len(plain) // 32 + 1) + 16
    assert sealing.seal(CELL, plain) != stored


def test_no_flipped_bit_goes_unseen(sealing):
    stored = sealing.seal(CELL, b"11010519491231002X")
    for place in range(8 * len(stored)):
        wrong = bytearray(stored)
        wrong[place // 8] ^= 1 << place % 8
        with pytest.raises(SealedDamaged):
            sealing.open(CELL, bytes(wrong))


def test_no_bytes_at_all_make_another_exception(sealing):
    chance = random.Random(11)
    for length in range(200):
        with pytest.raises(SealedDamaged):
            sealing.open(CELL, b"\1\0\0\0\3" + chance.randbytes(length))


def test_what_moves_to_other_keys_opens_by_those_alone_and_garbled_values_do_not_move(sealing):
    fresh = Sealing(lambda name: derive(bytes(32), "v", name), sealing.epoch + 1)
    for plain in (b"", b"11010519491231002X", bytes(31), bytes(32), b"\x80" * 70):
        stored = sealing.seal(CELL, plain)
        ((moved, told),) = sealing.moved(*CELL[:2], [(CELL.row, stored)], fresh)
        assert (told, fresh.open(CELL, moved)) == (plain, plain)
        assert len(moved) == len(stored) and moved[5:17] != stored[5:17]
        with pytest.raises(SealedDamaged):
            sealing.open(CELL, moved)
        cells = [(bytes(16), stored), (CELL.row, moved), (CELL.row, stored)]
        assert [one is None for one in sealing.moved(*CELL[:2], cells, fresh)] == [
            True, True, False,
        ]  # fmt: skip


def test_wiped_keys_are_zeros_and_do_nothing_more():
    key = os.urandom(32)
    made: list[bytearray] = []

    def derived(name: str) -> bytearray:
        made.append(derive(key, "v", name))
        return made[-1]

    sealing = Sealing(derived, 1)
    sealing.index("contact", "f", "X")
    stored = sealing.seal(CELL, b"x")
    sealing.wipe()
    assert len(made) == 2 and not any(any(buffer) for buffer in made)
    assert not sealing._indexes
    for work in (
        lambda: sealing.seal(CELL, b"x"),
        lambda: sealing.open(CELL, stored),
        lambda: sealing.index("contact", "f", "X"),
    ):
        with pytest.raises(Locked):
            work()
