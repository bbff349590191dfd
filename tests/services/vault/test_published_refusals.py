"""Vectors of what opens with factors, waits, or is refused: attacks A1 to A7, malformed files."""

import copy
import hashlib
import hmac
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cims.services.vault import chain
from cims.services.vault.audit_row import AuditRow, detail_digest, evolve, tag_of
from cims.services.vault.auditor_keys import seed_opener
from cims.services.vault.canon import canon
from cims.services.vault.errors import Damaged, Disabled, Tampered, WrongPassword
from cims.services.vault.kdf import Kdf, derive_kek
from cims.services.vault.passwords import password_bytes
from cims.services.vault.policy import STRONG
from cims.services.vault.sealing import owner_check
from cims.services.vault.seams import read_seam
from cims.services.vault.signing_in import open_slot, sign_in
from cims.services.vault.slot_copies import load_copies
from cims.services.vault.slot_reader import read_slot_file
from cims.services.vault.slots import COPIES, sum_of

VECTORS = Path(__file__).parents[2] / "vectors"


def vector(name):
    return json.loads((VECTORS / f"{name}.json").read_text("utf-8"))


def secrets(named):
    return {name: bytes.fromhex(secret) for name, secret in named.items()}


FACTORS = vector("factors")["cases"]


@pytest.mark.parametrize("case", FACTORS, ids=lambda case: case["name"])
def test_factors_enter_the_key_as_published(case):
    kdf = case["kdf"]
    cost = Kdf(kdf["m_kib"], kdf["t"], kdf["p"], bytes.fromhex(b64_hex(kdf["salt"])))
    secret, vault, slot = password_bytes(case["password"]), case["vault_id"], case["slot_id"]
    kek = derive_kek(secret, vault, slot, cost, secrets(case["factors"]))
    assert (kek.key.hex(), kek.commit.hex()) == (case["kek"], case["commit"])


def b64_hex(text):
    import base64

    return base64.b64decode(text).hex()


@pytest.mark.parametrize("case", FACTORS, ids=lambda case: case["name"])
def test_the_published_step_from_argon2_to_the_key_follows_the_format_page(case):
    material = bytes.fromhex(case["argon2"])
    for name in sorted(case["factors"]):
        material += hashlib.sha256(bytes.fromhex(case["factors"][name])).digest()
    salt = bytes.fromhex(b64_hex(case["kdf"]["salt"]))
    derived = HKDF(SHA512(), 64, salt, case["info"].encode()).derive(material)
    assert (derived[:32].hex(), derived[32:].hex()) == (case["kek"], case["commit"])


@pytest.fixture(scope="module")
def waiting():
    return vector("waiting")


def test_a_slot_that_waits_opens_as_published(waiting):
    file = read_slot_file(waiting["file"].encode(), COPIES[0], STRONG)
    assert file.encode() == waiting["file"].encode()
    found = {}
    for slot in file.slots:
        private = waiting["slots"][slot.slot_id]
        kek = derive_kek(
            password_bytes(private["password"]),
            file.vault_id,
            slot.slot_id,
            slot.kdf,
            secrets(private["factors"]),
        )
        assert (kek.key.hex(), kek.commit.hex()) == (private["kek"], private["commit"])
        pair = X25519PrivateKey.from_private_bytes(bytes.fromhex(private["private"]))
        assert pair.public_key().public_bytes_raw() == slot.pub
        opened = open_slot(file, slot, kek)
        assert opened.sa.hex() == private["sa"]
        assert list(opened.keys.names) == private["opens"]
        roots = {**waiting["roots"], "ok_prev": waiting["ok_prev"]}
        assert all(opened.keys[name].hex() == roots[name] for name in opened.keys.names)
        found[slot.username] = slot.waiting
        if "ok" in opened.keys:
            owner_check(file, opened.keys)
    assert found == {"ada": False, "张伟": True, "recovery": False}


def test_both_tags_of_a_waiting_slot_follow_the_format_page(waiting):
    whole = json.loads(waiting["file"])
    slot = next(slot for slot in whole["slots"] if "tag_prev" in slot["sealed"])
    private = waiting["slots"][slot["slot_id"]]
    sealed = {name: slot["sealed"][name] for name in ("epoch", "keys", "ct")}
    parts = ["sealed/v1", whole["vault_id"], slot["slot_id"], slot["kind"], slot["user_id"]]
    text = canon([*parts, slot["pub"], sealed])
    for tag, sa in (("tag", private["sa"]), ("tag_prev", private["sa_prev"])):
        made = hmac.digest(bytes.fromhex(sa), text, "sha256").hex()
        assert made == b64_hex(slot["sealed"][tag])
    name = f"cims/slot-auth/v1|{slot['slot_id']}".encode()
    for root, sa in ((waiting["roots"]["ok"], "sa"), (waiting["ok_prev"], "sa_prev")):
        key = HKDF(SHA512(), 32, whole["vault_id"].encode(), name).derive(bytes.fromhex(root))
        assert key.hex() == private[sa]


ATTACKS = vector("attacks")


def attempted(case, folder):
    """What comes of signing in to these two copies."""
    for name, which in zip(COPIES, case["copies"], strict=True):
        if which is not None:
            (folder / name).write_bytes(ATTACKS["files"][which].encode())
    try:
        copies = load_copies(folder, STRONG)
        signed = sign_in(copies, lambda file: file.slot(case["slot_id"]), case["password"], {})
    except Tampered:
        return "tampered"
    except Damaged:
        return "damaged"
    except WrongPassword:
        return "wrong password"
    except Disabled:
        return "disabled"
    assert signed is not None
    assert signed.keys["dbk"].hex() == ATTACKS["dbk"]
    return "opens"


@pytest.mark.parametrize("case", ATTACKS["cases"], ids=lambda case: case["name"])
def test_each_published_attack_ends_as_published(case, tmp_path):
    assert attempted(case, tmp_path) == case["outcome"]


MALFORMED = vector("malformed")
BASE = vector("slot_file")["file"]


def changed(changes):
    """The base file with these changes and a sum made anew, as anybody can make it."""
    whole = json.loads(BASE)
    whole.pop("sum")
    for change in changes:
        *way, last = change["at"]
        place = whole
        for key in way:
            place = place[key]
        if change.get("drop"):
            del place[last]
        else:
            place[last] = copy.deepcopy(change["value"])
    return canon(whole | {"sum": sum_of(whole)}) + b"\n"


@pytest.mark.parametrize("case", MALFORMED["changed"], ids=lambda case: case["name"])
def test_each_published_malformed_file_is_damage(case):
    assert changed(case["changes"]) != BASE.encode()
    with pytest.raises(Damaged) as caught:
        read_slot_file(changed(case["changes"]), COPIES[0], STRONG)
    assert type(caught.value) is Damaged


@pytest.mark.parametrize("case", MALFORMED["text"], ids=lambda case: case["name"])
def test_each_published_text_that_is_not_canonical_is_damage(case):
    assert case["old"] in BASE
    with pytest.raises(Damaged):
        read_slot_file(BASE.replace(case["old"], case["new"], 1).encode(), COPIES[0], STRONG)


def test_the_base_itself_is_in_order():
    read_slot_file(BASE.encode(), COPIES[0], STRONG)
    assert changed([]) == BASE.encode()


@pytest.fixture(scope="module")
def rotated():
    return vector("audit_rotated")


BINARY = {"record_uuid", "detail", "prev_tag", "tag"}


def row_of(case):
    return AuditRow(
        **{
            name: bytes.fromhex(value) if name in BINARY and value is not None else value
            for name, value in case.items()
        }
    )


def verdict_of(case, rows):
    seams = [read_seam(row) for row in rows if row.seam]
    opener = seed_opener(case["vault_id"], bytes.fromhex(case["av"]), seams)
    return chain.verify(rows, case["vault_id"], opener), [opener(seam).hex() for seam in seams]


def test_the_published_log_verifies_over_a_change_of_the_auditor_key(rotated):
    rows = [row_of(row) for row in rotated["rows"]]
    verdict, seeds = verdict_of(rotated, rows)
    assert verdict.fine
    assert [str(seam.reason) for seam in verdict.seams] == ["new", "rotated"]
    assert seeds == rotated["seeds"]
    key = bytes.fromhex(seeds[1])
    for _row in rows[4:]:
        key = evolve(key)
    assert key.hex() == rotated["next_key"]


def test_an_erased_detail_leaves_the_chain_as_it_is(rotated):
    rows = {row["seq"]: row_of(row) for row in rotated["rows"]}
    kept = {int(seq): detail for seq, detail in rotated["details"].items()}
    assert [seq for seq, row in rows.items() if row.detail is not None] == [2, 3, 4]
    assert kept[2] is None
    for seq in (3, 4):
        detail = kept[seq]
        assert detail_digest(bytes.fromhex(detail["salt"]), detail["diff"]) == rows[seq].detail
    assert kept[4]["diff"]["details"] == [None, "2"]


def test_an_auditor_key_of_another_vault_opens_no_section(rotated):
    rows = [row_of(row) for row in rotated["rows"]]
    other = rotated | {"av": rotated["av_before"]}
    seams = [read_seam(row) for row in rows if row.seam]
    opener = seed_opener(other["vault_id"], bytes.fromhex(other["av"]), seams)
    assert not chain.verify(rows, other["vault_id"], opener).fine


@pytest.mark.parametrize("case", vector("audit_rotated")["refused"], ids=lambda case: case["name"])
def test_each_published_change_of_the_log_is_found(rotated, case):
    rows = [dict(row) for row in rotated["rows"]]
    if case["column"] is None:
        rows = [row for row in rows if row["seq"] != case["seq"]]
    else:
        next(row for row in rows if row["seq"] == case["seq"])[case["column"]] = case["value"]
    found = [row_of(row) for row in rows]
    verdict, _seeds = verdict_of(rotated, [row_of(row) for row in rotated["rows"]])
    assert verdict.fine
    seams = [read_seam(row) for row in found if row.seam]
    opener = seed_opener(rotated["vault_id"], bytes.fromhex(rotated["av"]), seams)
    verdict = chain.verify(found, rotated["vault_id"], opener)
    assert str(verdict.fault) == case["fault"]


def test_the_tags_of_the_published_log_follow_the_format_page(rotated):
    row = row_of(rotated["rows"][0])
    key = bytes.fromhex(rotated["seeds"][0])
    branch = bytes.fromhex(rotated["branch_id"])
    assert tag_of(key, rotated["vault_id"], branch, row) == row.tag
    parts = ["cims/audit/v1", rotated["vault_id"], rotated["branch_id"]]
    parts += [value for name, value in rotated["rows"][0].items() if name != "tag"]
    assert hmac.digest(key, canon(parts), "sha256") == row.tag
