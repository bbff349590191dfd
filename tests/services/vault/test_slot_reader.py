"""The strict reader: exactly what CIMS writes, or Damaged (attack A6)."""

import json

import pytest

from cims.services.vault.canon import canon
from cims.services.vault.errors import Damaged, TooNew
from cims.services.vault.slot_reader import read_slot_file
from cims.services.vault.slots import COPIES
from tests.faults.parts import changed
from tests.weak_policy import WEAK

MALFORMED = {
    "t as float": lambda f: f["slots"][0]["kdf"].update(t=3.5),
    "t as true": lambda f: f["slots"][0]["kdf"].update(t=True),
    "t as text": lambda f: f["slots"][0]["kdf"].update(t="1"),
    "t too high": lambda f: f["slots"][0]["kdf"].update(t=11),
    "t zero": lambda f: f["slots"][0]["kdf"].update(t=0),
    "m below the floor": lambda f: f["slots"][0]["kdf"].update(m_kib=63),
    "m of 4 TiB": lambda f: f["slots"][0]["kdf"].update(m_kib=1 << 32),
    "m times t": lambda f: f["slots"][0]["kdf"].update(m_kib=1024, t=5),
    "five lanes": lambda f: f["slots"][0]["kdf"].update(p=5),
    "alg argon2d": lambda f: f["slots"][0]["kdf"].update(alg="argon2d"),
    "argon2 version": lambda f: f["slots"][0]["kdf"].update(v=16),
    "salt short": lambda f: f["slots"][0]["kdf"].update(salt="QQ=="),
    "salt not base64": lambda f: f["slots"][0]["kdf"].update(salt="!" * 24),
    "salt as list": lambda f: f["slots"][0]["kdf"].update(salt=[]),
    "kdf null": lambda f: f["slots"][0].update(kdf=None),
    "pub short": lambda f: f["slots"][0].update(pub="QQ=="),
    "commit number": lambda f: f["slots"][0].update(commit=7),
    "nonce empty": lambda f: f["slots"][0]["priv"].update(nonce=""),
    "priv longer": lambda f: f["slots"][0]["priv"].update(ct="QUFB"),
    "priv field more": lambda f: f["slots"][0]["priv"].update(x=1),
    "factor unknown": lambda f: f["slots"][0].update(factors=["x"]),
    "factors unsorted": lambda f: f["slots"][0].update(factors=["keyfile", "device"]),
    "factor twice": lambda f: f["slots"][0].update(factors=["device", "device"]),
    "factor as list": lambda f: f["slots"][0].update(factors=[["device"]]),
    "factors as text": lambda f: f["slots"][0].update(factors="device"),
    "recovery with factor": lambda f: f["slots"][1].update(factors=["device"]),
    "recovery with user": lambda f: f["slots"][1].update(user_id=f["slots"][0]["user_id"]),
    "user without user": lambda f: f["slots"][0].update(user_id=None),
    "kind unknown": lambda f: f["slots"][0].update(kind="agent"),
    "kind as list": lambda f: f["slots"][0].update(kind=["user"]),
    "role field": lambda f: f["slots"][0].update(role="owner"),
    "username empty": lambda f: f["slots"][0].update(username=""),
    "username long": lambda f: f["slots"][0].update(username="x" * 65),
    "time without zone": lambda f: f["slots"][0].update(created="2026-11-22T08:00:00"),
    "30 February": lambda f: f.update(updated="2026-02-30T08:00:00Z"),
    "time in other digits": lambda f: f.update(updated="२०२६-11-22T08:00:00Z"),
    "keys empty but sealed": lambda f: f["slots"][0].update(keys=[]),
    "keys but not sealed": lambda f: f["slots"][0].update(sealed=None),
    "key unknown": lambda f: f["slots"][0].update(keys=["ap", "dbk", "zz"]),
    "ok without the rest": lambda f: f["slots"][0].update(keys=["ap", "dbk", "ok"]),
    "keys differ from sealed": lambda f: f["slots"][0]["sealed"].update(keys=["ap", "dbk"]),
    "sealed ct short": lambda f: f["slots"][0]["sealed"].update(ct="QQ=="),
    "sealed epoch zero": lambda f: f["slots"][0]["sealed"].update(epoch=0),
    "sealed tag missing": lambda f: f["slots"][0]["sealed"].pop("tag"),
    "tag_prev without sa": lambda f: f["slots"][0]["sealed"].update(
        tag_prev=f["slots"][0]["sealed"]["tag"]
    ),
    "no slots": lambda f: f.pop("slots"),
    "slots null": lambda f: f.update(slots=None),
    "slots empty": lambda f: f.update(slots=[]),
    "slot as number": lambda f: f.update(slots=[1]),
    "slot twice": lambda f: f["slots"].append(f["slots"][0]),
    "65 slots": lambda f: f.update(slots=f["slots"][:1] * 65),
    "seq text": lambda f: f.update(seq="z"),
    "seq true": lambda f: f.update(seq=True),
    "key_epoch zero": lambda f: f.update(key_epoch=0),
    "version text": lambda f: f.update(v="1"),
    "version true": lambda f: f.update(v=True),
    "version zero": lambda f: f.update(v=0),
    "other format": lambda f: f.update(fmt="cims-backup"),
    "vault id upper case": lambda f: f.update(vault_id=f["vault_id"].upper() + "A"),
    "db null": lambda f: f.update(db=None),
    "db page as text": lambda f: f["db"].update(page="4096"),
    "db path": lambda f: f["db"].update(file="../cims.db"),
    "db salt": lambda f: f["db"].update(salt="zz" * 16),
    "mac short": lambda f: f.update(mac="QQ=="),
    "roster null": lambda f: f.update(roster=None),
    "field more": lambda f: f.update(extra=1),
}


@pytest.fixture
def raw(vault):
    return vault.slots.encode()


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_file_is_damaged_and_nothing_else(raw, name):
    if name == "t as float":
        broken = raw.replace(b'"t":1,', b'"t":1.0,', 1)
    else:
        broken = changed(raw, MALFORMED[name])
    with pytest.raises(Damaged) as caught:
        read_slot_file(broken, COPIES[1], WEAK)
    assert caught.value.name == COPIES[1]


ANYTHING = (None, True, False, 0, 1, 2**53 - 1, "", "x", "QQ==", [], {}, [None], [[]], {"a": 1})


def places(value, path=()):
    """Every place inside a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in inside:
        yield (*path, key)
        if isinstance(part, dict | list):
            yield from places(part, (*path, key))


def test_anything_in_any_place_is_damaged_or_still_of_the_right_kind(raw):
    for path in list(places(json.loads(raw))):
        if path == ("sum",):
            continue
        for thing in ANYTHING:

            def put(whole, path=path, thing=thing):
                inside = whole
                for key in path[:-1]:
                    inside = inside[key]
                inside[path[-1]] = thing

            broken = changed(raw, put)
            try:
                read = read_slot_file(broken, COPIES[0], WEAK)
            except (Damaged, TooNew):
                continue
            assert read.encode() == broken


def test_the_file_that_was_written_is_read_back_as_the_same_value(vault, raw):
    assert read_slot_file(raw, COPIES[0], WEAK) == vault.slots


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: b"",
        lambda raw: b"\n",
        lambda raw: b"null\n",
        lambda raw: b"[]\n",
        lambda raw: b'{"sum":1}\n',
        lambda raw: raw[:-1],
        lambda raw: raw + b"\n",
        lambda raw: b" " + raw,
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: raw.decode().encode("utf-16"),
        lambda raw: raw.replace(b'"seq":', b'"seq":1,"seq":', 1),
        lambda raw: json.dumps(json.loads(raw), indent=1).encode() + b"\n",
        lambda raw: b"[" * 200_000,
        lambda raw: raw[:-2] + b',"pad":"' + b"x" * 300_000 + b'"}\n',
        lambda raw: b"\0" * len(raw),
    ],
)
def test_bytes_that_are_no_slot_file_are_damaged(raw, spoil):
    with pytest.raises(Damaged):
        read_slot_file(spoil(raw), COPIES[0], WEAK)


def test_a_file_of_a_later_release_is_told_apart_from_damage(raw):
    later = changed(raw, lambda f: f.update(v=2, unheard_of={"of": 1}))
    with pytest.raises(TooNew, match="newer CIMS"):
        read_slot_file(later, COPIES[0], WEAK)


def test_a_wrong_sum_is_damage_even_with_a_later_version(raw):
    whole = json.loads(raw) | {"v": 2}
    with pytest.raises(Damaged):
        read_slot_file(canon(whole) + b"\n", COPIES[0], WEAK)
