#!/usr/bin/env python3
"""Open a CIMS vault without CIMS. Written from docs/format.md alone; it only reads.

    python open_vault.py FOLDER                       lists who signs in
    python open_vault.py FOLDER --user NAME           counts all rows (asks for the password)
    python open_vault.py FOLDER --sheet-file FILE     the same by the recovery sheet
    ... --table customer                              its rows as JSON, one a line
    ... --out plain.db                                everything as an unencrypted SQLite file
Needs Python 3.11, cryptography 47 and sqlcipher3. Work on a copy that no CIMS has open."""

import argparse
import hashlib
import hmac
import json
import sys
import unicodedata
from base64 import b64decode
from getpass import getpass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlcipher3 import dbapi2

CANON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
OF_SLOT = ("slot_id", "kind", "user_id", "kdf", "factors", "pub")
FILES = ("--password-file", "--sheet-file", "--key-file", "--device-file", "--out")


def canon(value):
    """Canonical JSON (section 1)."""
    return CANON.encode(value).encode()


def derived(key, vault_id, name):
    """H(k, name) (section 3)."""
    return HKDF(SHA512(), 32, vault_id.encode(), name.encode()).derive(key)


def same(key, message, expected, what):
    """Stop unless a MAC fits."""
    if not hmac.compare_digest(hmac.digest(key, message, "sha256"), b64decode(expected)):
        sys.exit(f"{what} does not fit: changed by somebody without the keys")


def slot_file(generation):
    """Step 2: the copy with a good sum and the highest seq."""
    good = []
    for name in ("keyslots.json", "keyslots.bak.json"):
        try:
            whole = json.loads(raw := (generation / name).read_bytes())
            body = {part: value for part, value in whole.items() if part != "sum"}
            if hashlib.sha256(canon(body)).hexdigest() == whole["sum"]:
                good += [body] if canon(whole) + b"\n" == raw else []
        except (OSError, ValueError, KeyError, AttributeError):
            print(f"{name} is damaged or missing", file=sys.stderr)
    if not good:
        sys.exit("both copies of the slot file are damaged: take them from a backup")
    return max(good, key=lambda body: body["seq"])


def sheet_symbols(text):
    """Step 4 with the sheet: 32 symbols; the ninth group finds typing errors (section 6)."""
    found = "".join(text.upper().split()).translate(str.maketrans("OIL", "011", "-"))
    values = [max(0, SYMBOLS.find(sign)) for sign in found[:32]]
    number = sum(value << 5 * (31 - at) for at, value in enumerate(values))
    check = hashlib.sha256(b"cims/recovery/v1" + number.to_bytes(20, "big")).digest()[:3]
    bits = int.from_bytes(check, "big") >> 4
    if found[32:] != "".join(SYMBOLS[bits >> at & 31] for at in (15, 10, 5, 0)):
        sys.exit("a typing error in the recovery text")
    return found[:32]


def key_of(whole, slot, password, factors):
    """Steps 4 to 6: password and factors to KEK; None when COMMIT says that they are wrong."""
    kdf, salt = slot["kdf"], b64decode(slot["kdf"]["salt"])
    cost = {"iterations": kdf["t"], "lanes": kdf["p"], "memory_cost": kdf["m_kib"]}
    bound = canon([whole["vault_id"], slot["slot_id"]])
    typed = unicodedata.normalize("NFKC", password).encode()
    secret = Argon2id(salt=salt, length=32, ad=bound, **cost).derive(typed)
    for name in slot["factors"]:
        if factors.get(name) is None:
            sys.exit(f"this sign-in needs its second factor: {name}")
        secret += hashlib.sha256(factors[name]).digest()
    info = "cims/kek/v1|" + ",".join(slot["factors"])
    kek = HKDF(SHA512(), 64, salt, info.encode()).derive(secret)
    return kek[:32] if hmac.compare_digest(kek[32:], b64decode(slot["commit"])) else None


def keys_of(whole, slot, kek):
    """Steps 7 to 10: private key and sa, tag, key set, mac."""
    bound = {name: whole[name] for name in ("fmt", "v", "vault_id")}
    bound |= {name: slot[name] for name in OF_SLOT}
    nonce, locked = (b64decode(slot["priv"][name]) for name in ("nonce", "ct"))
    try:
        plain = AESGCM(kek).decrypt(nonce, locked, canon(bound))
    except InvalidTag:
        sys.exit("priv does not fit: the slot was changed")
    private, sa, sealed = plain[:32], plain[32:], slot["sealed"]
    if sealed is None or sealed["epoch"] != whole["key_epoch"]:
        sys.exit("no keys of today are sealed to this slot: the user is disabled")
    vault, slot_id, set_ = whole["vault_id"], slot["slot_id"], ("epoch", "keys", "ct")
    parts = ["sealed/v1", vault, slot_id, slot["kind"], slot["user_id"], slot["pub"]]
    tagged = canon([*parts, {name: sealed[name] for name in set_}])
    same(sa, tagged, sealed.get("tag_prev", sealed["tag"]), "tag")
    info = canon(["cims/seal/v1", vault, slot_id, sealed["epoch"], sealed["keys"]])
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    own = X25519PrivateKey.from_private_bytes(private)
    opened = json.loads(suite.decrypt(b64decode(sealed["ct"]), own, info))
    keys = {name: b64decode(text) for name, text in opened.items()}
    if "tag_prev" in sealed:  # the owner key changed: the new sa came with the keys
        same(keys["sa"], tagged, sealed["tag"], "tag")
    body = canon({name: value for name, value in whole.items() if name != "mac"})
    same(derived(keys["dbk"], vault, "cims/slotfile-mac/v1"), body, whole["mac"], "mac")
    return keys


def head_of(generation, whole, keys):
    """commit_seq of the newest genuine record of head.bin (section 7), 0 without one."""
    key, file = derived(keys["dbk"], whole["vault_id"], "cims/head-mac/v1"), generation / "head.bin"
    found, raw = [(0, 0)], file.read_bytes() if file.exists() else b""
    for record in (raw[:4096], raw[4096:8192]):
        if hmac.compare_digest(hmac.digest(key, record[:94], "sha256"), record[94:126]):
            rebase, commit_seq = record[18:22], record[38:46]
            found.append((int.from_bytes(rebase, "big"), int.from_bytes(commit_seq, "big")))
    return max(found)[1]


def connected(generation, whole, keys):
    """Step 11: raw key and salt."""
    connection = dbapi2.connect((generation / "cims.db").as_uri() + "?mode=ro", uri=True)
    raw = derived(keys["dbk"], whole["vault_id"], "cims/sqlcipher/v1").hex()
    connection.set_key(bytearray(f"x'{raw}{whole['db']['salt']}'".encode()))
    connection.execute("PRAGMA cipher_compatibility = 4")
    return connection


def signed_in(given, whole):
    """Steps 3 to 10: pick the slot, derive, open."""
    kind = "recovery" if given.sheet_file else "user"
    slots = [slot for slot in whole["slots"] if slot["kind"] == kind]
    if given.sheet_file:
        password = sheet_symbols(given.sheet_file.read_text("utf-8-sig").strip().split("\n")[-1])
    else:
        slots = [slot for slot in slots if slot["username"] == given.user]
        typed = given.password_file.read_text("utf-8-sig") if given.password_file else getpass()
        password = typed.split("\n")[0].rstrip("\r")
    factors = {"keyfile": given.key_file.read_bytes() if given.key_file else None}
    factors["device"] = b64decode(given.device_file.read_text()) if given.device_file else None
    for slot in slots:
        if kek := key_of(whole, slot, password, factors):
            return keys_of(whole, slot, kek)
    sys.exit("wrong password, key file or sheet, or nobody of this name")


def main():
    """Open the vault that the words name, and show what they ask for."""
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("folder", type=Path)
    for option in ("--user", "--table", *FILES):
        words.add_argument(option, type=Path if option in FILES else str)
    given = words.parse_args()
    generation = (given.folder / (given.folder / "CURRENT").read_text().strip()).resolve()  # step 1
    whole = slot_file(generation)
    if given.user is None and given.sheet_file is None:
        for slot in whole["slots"]:
            state = "disabled" if slot["sealed"] is None else "open"
            print(slot["kind"], slot["username"], state, *slot["factors"])
        return
    keys = signed_in(given, whole)
    connection = connected(generation, whole, keys)
    here = connection.execute("SELECT commit_seq FROM vault_state").fetchone()[0]
    missing = head_of(generation, whole, keys) - here  # step 12
    if missing > 0:
        print(f"{missing} saved changes are missing", file=sys.stderr)
    if given.table:
        connection.row_factory = dbapi2.Row
        for row in connection.execute('SELECT * FROM "' + given.table.replace('"', '""') + '"'):
            print(json.dumps(dict(row), ensure_ascii=False, default=bytes.hex))
    elif given.out:
        given.out.touch(exist_ok=False)
        connection.execute("ATTACH ? AS plain KEY ''", (str(given.out),))
        connection.execute("SELECT sqlcipher_export('plain')")
    else:
        all_ = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        own = sorted(name for (name,) in all_ if not name.startswith(("search_", "sqlite_")))
        rows = {n: connection.execute("SELECT count(*) FROM " + n).fetchone()[0] for n in own}
        print(json.dumps({"keys": sorted(keys), "rows": rows}))
    connection.close()


if __name__ == "__main__":
    main()
