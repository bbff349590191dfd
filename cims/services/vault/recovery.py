"""The recovery sheet: 160 random bits that a person can type."""

import hashlib
import os

from cims.services.i18n import _
from cims.services.vault.errors import WrongRecoveryText

SECRET_BYTES = 20
GROUP = 4
GROUPS = 8
SYMBOLS = GROUP * GROUPS

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None})
_CHECKED = b"cims/recovery/v1"


def new_secret() -> bytes:
    """A fresh secret."""
    return os.urandom(SECRET_BYTES)


def sheet_text(secret: bytes) -> str:
    """The secret as it is printed: nine groups of four, the last one to catch typing errors."""
    symbols = symbols_of(secret)
    whole = symbols + _check(secret)
    return "-".join(whole[at : at + GROUP] for at in range(0, len(whole), GROUP))


def symbols_of(secret: bytes) -> str:
    """The 32 symbols that serve as the password of a recovery slot."""
    return _base32(int.from_bytes(secret, "big"), SYMBOLS)


def read_sheet(typed: str) -> str:
    """The 32 symbols of a sheet as somebody typed them.

    Raises WrongRecoveryText, which says whether the length, a sign or the check is wrong.
    """
    text = "".join(typed.upper().split()).translate(_MISREAD)
    strange = sorted({sign for sign in text if sign not in _ALPHABET})
    if strange:
        raise WrongRecoveryText(
            _("The sheet has no such sign: {signs}. Look at it once more.").format(
                signs=" ".join(strange)
            )
        )
    if len(text) != SYMBOLS + GROUP:
        raise WrongRecoveryText(
            _("The sheet has {n} signs, {typed} were typed.").format(
                n=SYMBOLS + GROUP, typed=len(text)
            )
        )
    symbols = text[:SYMBOLS]
    if _check(_secret(symbols)) != text[SYMBOLS:]:
        raise WrongRecoveryText(
            _("There is a typing error in the recovery text. Compare each group with the sheet.")
        )
    return symbols


def same_group(typed: str, sheet: str, number: int) -> bool:
    """Whether group `number` (1 to 9) of the sheet was typed back."""
    text = "".join(typed.upper().split()).translate(_MISREAD)
    return text == sheet.split("-")[number - 1]


def qr_payload(vault_id: str, sheet: str) -> str:
    """What the QR code of a sheet says."""
    return f"CIMS1:{vault_id}:{read_sheet(sheet)}"


def read_qr(payload: str) -> tuple[str, str]:
    """Vault id and 32 symbols of a scanned code; raises WrongRecoveryText."""
    parts = payload.strip().split(":")
    if len(parts) != 3 or parts[0] != "CIMS1" or len(parts[2]) != SYMBOLS:
        raise WrongRecoveryText(_("This is not the code of a CIMS recovery sheet."))
    return parts[1], parts[2]


def _check(secret: bytes) -> str:
    bits = int.from_bytes(hashlib.sha256(_CHECKED + secret).digest()[:3], "big") >> 4
    return _base32(bits, GROUP)


def _secret(symbols: str) -> bytes:
    value = 0
    for sign in symbols:
        value = value << 5 | _ALPHABET.index(sign)
    return value.to_bytes(SECRET_BYTES, "big")


def _base32(value: int, symbols: int) -> str:
    return "".join(_ALPHABET[value >> 5 * at & 31] for at in reversed(range(symbols)))
