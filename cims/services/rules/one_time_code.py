"""Codes of six digits that change every 30 seconds (RFC 6238, HMAC-SHA-1), and printed ones."""

import base64
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote

from cims.services.clock import microseconds

STEP = 30  # seconds
DIGITS = 6
DRIFT = 1  # steps to either side: clocks differ, and typing takes its time
SECRET_BYTES = 20
PRINTED = 10
HALF = 5
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None})
PURPOSE = b"cims/one-time-code/v1"


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of one step."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    at = digest[-1] & 0x0F
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_at(moment: datetime) -> int:
    """The number of the step that runs at this moment."""
    return microseconds(moment) // (STEP * 1_000_000)


def step_of(typed: str, secret: bytes, now: datetime, last_step: int) -> int | None:
    """The step whose code was typed, None when it is wrong, too old, or used already."""
    code, middle = plain(typed), step_at(now)
    if not (code.isascii() and code.isdigit() and len(code) == DIGITS):
        return None
    found = None
    for step in range(middle - DRIFT, middle + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step), code) and step > last_step:
            found = step
    return found


def plain(typed: str) -> str:
    """What was typed, in capitals, without blanks and hyphens; full-width signs count too."""
    text = unicodedata.normalize("NFKC", typed).upper()
    return "".join(text.split()).translate({ord("-"): None})


def new_secret() -> bytes:
    """A secret for an app on the phone."""
    return secrets.token_bytes(SECRET_BYTES)


def secret_text(secret: bytes) -> str:
    """The secret in groups of four, for who can't scan a picture."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def address(secret: bytes, office: str, name: str) -> str:
    """What the picture says to the app."""
    issuer = f"CIMS {office}"
    text = base64.b32encode(secret).decode()
    return f"otpauth://totp/{quote(issuer)}:{quote(name)}?secret={text}&issuer={quote(issuer)}"


def printed_codes() -> tuple[str, ...]:
    """Ten codes of 50 random bits, each for one sign-in without the phone."""
    made = ("".join(secrets.choice(SIGNS) for _sign in range(2 * HALF)) for _code in range(PRINTED))
    return tuple(f"{code[:HALF]}-{code[HALF:]}" for code in made)


def hashed(salt: bytes, typed: str) -> str:
    """How a printed code is kept: 50 random bits need no slow hash."""
    text = plain(typed).translate(MISREAD)
    return hashlib.sha256(PURPOSE + salt + text.encode("utf-8", "surrogatepass")).hexdigest()


def without(digests: Iterable[str], used: str) -> list[str]:
    """The printed codes that are left when one is used; all of them when it is none."""
    return [digest for digest in digests if not hmac.compare_digest(digest, used)]
