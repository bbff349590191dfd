"""Vectors of manifests: one that is vouched for, one of closed files, what is refused."""

import hmac
import json
from pathlib import Path

import pytest

from cims.services.backup.manifest import Kind, NotAManifest, read
from cims.services.vault.canon import b64, canon
from cims.services.vault.head import PLACE, HeadFile, without_chain_keys
from cims.services.vault.keys import derive

VECTORS = Path(__file__).parents[2] / "vectors"
CASE = json.loads((VECTORS / "manifest.json").read_text("utf-8"))
HEAD = json.loads((VECTORS / "head.json").read_text("utf-8"))


def mac_of(text):
    """As docs/format.md defines it: everything but the mac, under H(dbk, cims/backup-mac/v1)."""
    whole = json.loads(text)
    whole.pop("mac")
    return b64(hmac.digest(bytes.fromhex(CASE["key"]), canon(whole), "sha256"))


def test_the_key_is_derived_as_published():
    key = derive(bytes.fromhex(CASE["dbk"]), CASE["vault_id"], "cims/backup-mac/v1")
    assert key.hex() == CASE["key"]


@pytest.mark.parametrize("kind", ["online", "closed"])
def test_a_manifest_is_read_and_written_back_byte_for_byte(kind):
    found = read(CASE[kind].encode())
    assert (found.kind, found.encode()) == (Kind(kind), CASE[kind].encode())


def test_an_online_manifest_is_vouched_for_and_a_closed_one_is_not():
    assert read(CASE["online"].encode()).mac == mac_of(CASE["online"])
    assert read(CASE["closed"].encode()).mac is None


@pytest.mark.parametrize("case", CASE["refused"], ids=lambda case: case["name"])
def test_what_breaks_the_format_is_refused(case):
    text = CASE[case["of"]]
    assert case["old"] in text
    with pytest.raises(NotAManifest):
        read(text.replace(case["old"], case["new"], 1).encode())


@pytest.mark.parametrize("case", CASE["forged"], ids=lambda case: case["name"])
def test_what_was_changed_without_the_key_is_read_but_not_vouched_for(case):
    text = CASE["online"].replace(case["old"], case["new"], 1)
    found = read(text.encode())
    assert text != CASE["online"]
    assert found.mac != mac_of(text)


def test_a8_a_backups_head_holds_no_chain_key(tmp_path):
    """The records of head.json as a closed backup keeps them: genuine, but without the key."""
    raw = b"".join(bytes.fromhex(HEAD[at]).ljust(PLACE, b"\0") for at in ("at_0", "at_4096"))
    kept = without_chain_keys(raw)
    for number in (0, 1):
        start = number * PLACE
        raw = raw[: start + 126] + bytes(60) + raw[start + 186 :]
    assert kept == raw
    (tmp_path / "head.bin").write_bytes(raw)
    file = HeadFile(tmp_path / "head.bin", HEAD["vault_id"], bytes.fromhex(HEAD["dbk"]))
    head, _problem = file.read()
    file.close()
    assert head is not None
    assert head.commit_seq == HEAD["records"][1]["commit_seq"]
    assert head.chain_key is None
