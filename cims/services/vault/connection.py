"""The one way to open the encrypted database file (design: connection recipe)."""

import os
import sqlite3
import sys
from pathlib import Path
from typing import cast

from sqlcipher3 import dbapi2

from cims.services.vault.errors import Damaged
from cims.services.vault.files import open_private
from cims.services.vault.keys import wipe

Connection = sqlite3.Connection

READER_CACHE_KIB = 32768
WRITER_CACHE_KIB = 65536
BUSY_SECONDS = 10
LOG_PAGES = 10_000  # the log is folded in pauses; a save that had to do it would take 10 ms more
DAMAGE = ("malformed", "not a database", "disk I/O error")

_HEX_DIGITS = b"0123456789abcdef"
_FIRST = ("cipher_log_level=NONE", "cipher_compatibility=4", "cipher_memory_security=OFF")
_THEN = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "secure_delete=ON",
    f"wal_autocheckpoint={LOG_PAGES}",
)
_MACOS = ("fullfsync=ON", "checkpoint_fullfsync=ON")

# Without an adapter the driver asks each of these values for one, by way of two AttributeErrors:
# to bind None took ten times as long.
dbapi2.register_adapter(type(None), {}.get)
dbapi2.register_adapter(bytes, bytearray)
dbapi2.register_adapter(bool, int)


def connect(
    path: Path,
    key: bytearray,
    salt: bytes,
    *,
    query_only: bool = False,
    cache_kib: int = READER_CACHE_KIB,
    check_same_thread: bool = False,
    create: bool = False,
) -> Connection:
    """Open the database with its raw key and header salt, in autocommit.

    The object is sqlcipher3's; it has the interface of sqlite3. A missing or empty file is
    Damaged unless `create`; so is one whose first page the key does not open. The caller
    keeps `key`; what is made of it here is wiped.
    """
    if not create and not (path.exists() and path.stat().st_size):
        raise Damaged(path.name, "missing or empty")
    if create:
        os.close(open_private(path))
    opened = dbapi2.connect(
        str(path),
        isolation_level=None,
        check_same_thread=check_same_thread,
        timeout=BUSY_SECONDS,
    )
    try:
        _unlock(opened, key, salt)
        pragmas = (*_FIRST, *_THEN, *(_MACOS if sys.platform == "darwin" else ()))
        for pragma in (*pragmas, f"cache_size=-{cache_kib}"):
            opened.execute(f"PRAGMA {pragma}")
        if query_only:
            opened.execute("PRAGMA query_only=ON")
    except dbapi2.DatabaseError as error:
        opened.close()
        refuse_damage(error, path.name)
        raise
    return cast(Connection, opened)


def refuse_damage(error: BaseException | None, name: str) -> None:
    """Raise Damaged when this error of the driver says that the file is not whole."""
    if any(words in str(error) for words in DAMAGE):
        raise Damaged(name, str(error)) from error


def _unlock(opened: dbapi2.Connection, key: bytearray, salt: bytes) -> None:
    """Hand over x'<key><salt>' without any part of the key in a str."""
    literal = bytearray(b"x'")
    for byte in (*key, *salt):
        literal.append(_HEX_DIGITS[byte >> 4])
        literal.append(_HEX_DIGITS[byte & 15])
    literal += b"'"
    try:
        opened.set_key(literal)
    finally:
        wipe(literal)
