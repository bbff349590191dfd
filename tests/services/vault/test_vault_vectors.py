"""The published vectors: what today's code must read for ever, recomputed part by part."""

import hashlib
import hmac
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from cims.services.vault import chain
from cims.services.vault.canon import b64, canon
from cims.services.vault.chain import AuditRow
from cims.services.vault.head import PLACE, HeadFile
from cims.services.vault.kdf import derive_kek
from cims.services.vault.keys import derive
from cims.services.vault.passwords import password_bytes
from cims.services.vault.policy import STRONG
from cims.services.vault.recovery import read_sheet
from cims.services.vault.signing_in import open_slot, sign_in
from cims.services.vault.slot_copies import load_copies
from cims.services.vault.slot_reader import read_slot_file
from cims.services.vault.slots import COPIES

VECTORS = Path(__file__).parents[2] / "vectors"


def vector(name):
    return json.loads((VECTORS / f"{name}.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def slots():
    return vector("slot_file")


@pytest.fixture(scope="module")
def file(slots):
    return read_slot_file(slots["file"].encode(), COPIES[0], STRONG)


@pytest.fixture(scope="module")
def keks(slots, file):
    return {
        slot.slot_id: derive_kek(
            password_bytes(slots["slots"][slot.slot_id]["password"]),
            file.vault_id,
            slot.slot_id,
            slot.kdf,
        )
        for slot in file.slots
    }


def test_the_slot_file_is_written_back_byte_for_byte(slots, file):
    assert file.encode() == slots["file"].encode()


def test_each_slot_derives_opens_and_holds_what_is_published(slots, file, keks):
    for slot in file.slots:
        private = slots["slots"][slot.slot_id]
        kek = keks[slot.slot_id]
        assert (kek.key.hex(), kek.commit.hex()) == (private["kek"], private["commit"])
        pair = X25519PrivateKey.from_private_bytes(bytes.fromhex(private["private"]))
        assert pair.public_key().public_bytes_raw() == slot.pub
        opened = open_slot(file, slot, kek)
        assert opened.sa.hex() == private["sa"]
        found = {name: opened.keys[name].hex() for name in opened.keys.names}
        assert found == {name: slots["roots"][name] for name in slot.keys}


def test_the_derived_keys_are_those_published(slots):
    for case in slots["derived"]:
        key = derive(bytes.fromhex(slots["roots"][case["root"]]), slots["vault_id"], case["name"])
        assert key.hex() == case["key"]


def test_tag_roster_mac_and_sum_follow_their_written_definitions(slots):
    """Recomputed from docs/format.md with the standard library only."""
    whole = json.loads(slots["file"])
    derived = {case["name"]: bytes.fromhex(case["key"]) for case in slots["derived"]}
    vault = whole["vault_id"]
    for slot in whole["slots"]:
        sealed = {name: slot["sealed"][name] for name in ("epoch", "keys", "ct")}
        parts = ["sealed/v1", vault, slot["slot_id"], slot["kind"], slot["user_id"], slot["pub"]]
        sa = bytes.fromhex(slots["slots"][slot["slot_id"]]["sa"])
        tag = hmac.digest(sa, canon([*parts, sealed]), "sha256")
        assert b64(tag) == slot["sealed"]["tag"]
    rows = [[s["slot_id"], s["kind"], s["user_id"], s["keys"]] for s in whole["slots"]]
    roster = canon(["roster/v1", vault, whole["key_epoch"], sorted(rows, key=lambda row: row[0])])
    assert b64(hmac.digest(derived["cims/roster/v1"], roster, "sha256")) == whole["roster"]
    total = whole.pop("sum")
    assert hashlib.sha256(canon(whole)).hexdigest() == total
    mac = whole.pop("mac")
    assert b64(hmac.digest(derived["cims/slotfile-mac/v1"], canon(whole), "sha256")) == mac


@pytest.mark.parametrize("spoilt", [(), (0,), (1,)])
def test_the_sheet_opens_the_file_with_either_copy(slots, tmp_path, spoilt):
    for number, name in enumerate(COPIES):
        raw = slots["file"].encode()
        (tmp_path / name).write_bytes(raw[:-2] if number in spoilt else raw)
    symbols = read_sheet(slots["recovery"]["text"])
    copies = load_copies(tmp_path, STRONG)
    signed = sign_in(copies, lambda file: file.slots[2], symbols, {})
    assert signed.keys["dbk"].hex() == slots["roots"]["dbk"]


def test_the_head_records_are_read_as_published(tmp_path):
    case = vector("head")
    raw = [bytes.fromhex(case[at]).ljust(PLACE, b"\0") for at in ("at_0", "at_4096")]
    expected = case["records"]
    for both, newest in (
        (b"".join(raw), 1),
        (raw[0] + bytes(PLACE), 0),
        (bytes(PLACE) + raw[1], 1),
    ):
        (tmp_path / "head.bin").write_bytes(both)
        head_file = HeadFile(tmp_path / "head.bin", case["vault_id"], bytes.fromhex(case["dbk"]))
        head, problem = head_file.read()
        head_file.close()
        assert problem == ""
        found = {
            name: value.hex()
            if isinstance(value := getattr(head, name), bytes | bytearray)
            else value
            for name in expected[newest]
        }
        assert found == expected[newest]


def audit_rows(case):
    binary = {"record_uuid", "detail", "prev_tag", "tag"}
    for row in case["rows"]:
        yield AuditRow(
            **{
                name: bytes.fromhex(value) if name in binary and value is not None else value
                for name, value in row.items()
            }
        )


def test_the_audit_rows_verify_over_their_seam():
    case = vector("audit")
    rows = list(audit_rows(case))
    av = bytes.fromhex(case["av"])
    verdict = chain.verify(
        rows, case["vault_id"], lambda seam: chain.open_seed(av, case["vault_id"], seam)
    )
    assert verdict.fine
    assert [str(seam.reason) for seam in verdict.seams] == ["new", "head lost"]
    seeds = [chain.open_seed(av, case["vault_id"], seam).hex() for seam in verdict.seams]
    assert seeds == case["seeds"]
    assert chain.evolve(bytes.fromhex(seeds[1])).hex() == case["next_key"]
    detail = case["detail"]
    digest = chain.detail_digest(bytes.fromhex(detail["salt"]), detail["diff"])
    assert digest == rows[detail["seq"] - 1].detail


def test_an_audit_tag_follows_its_written_definition():
    case = vector("audit")
    row = case["rows"][1]
    parts = ["cims/audit/v1", case["vault_id"], case["branch_id"]]
    parts += [value for name, value in row.items() if name != "tag"]
    key = hashlib.sha256(b"cims/audit/evolve" + bytes.fromhex(case["seeds"][0])).digest()
    assert hmac.digest(key, canon(parts), "sha256").hex() == row["tag"]
