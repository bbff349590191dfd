"""The proof that somebody holds the recovery sheet: two of its groups typed back, later."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from cims.services.vault.recovery import GROUPS

SETTING = "recovery_sheet"
RECORDS_BEFORE = 50
DAYS_BEFORE = timedelta(days=2)  # made on the first day, demanded on the third
_PURPOSE = b"cims/typing-back/v1"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None})


@dataclass(frozen=True)
class TypingBack:
    """Which two groups are asked for, and what tells right from wrong without the sheet.

    The digest is kept where every role can read it: it gives away 40 of the sheet's 160 bits at
    most, which leaves 120.
    """

    made: datetime
    groups: tuple[int, int]
    salt: bytes
    digest: bytes
    confirmed_on: str = ""  # the day, as the command line reads it too

    @classmethod
    def of(cls, sheet: str, made: datetime) -> "TypingBack":
        """Choose two groups of a new sheet."""
        first, second = sorted(secrets.SystemRandom().sample(range(1, GROUPS + 1), 2))
        salt, parts = os.urandom(16), sheet.split("-")
        digest = _digest(salt, parts[first - 1], parts[second - 1])
        return cls(made, (first, second), salt, digest)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "TypingBack | None":
        """What lies in the setting; None when there is nothing."""
        if not kept.get("groups"):
            return None
        first, second = kept["groups"]
        return cls(
            datetime.fromisoformat(kept["made"]),
            (first, second),
            bytes.fromhex(kept["salt"]),
            bytes.fromhex(kept["digest"]),
            kept["confirmed_on"],
        )

    def kept(self) -> dict[str, Any]:
        """As it lies in the setting."""
        return {
            "made": self.made.isoformat(),
            "groups": list(self.groups),
            "salt": self.salt.hex(),
            "digest": self.digest.hex(),
            "confirmed_on": self.confirmed_on,
        }

    def fits(self, first: str, second: str) -> bool:
        """Whether the two groups were typed as they stand on the sheet."""
        return hmac.compare_digest(_digest(self.salt, first, second), self.digest)

    def confirmed(self, now: datetime) -> "TypingBack":
        """The same, proved at this moment."""
        return replace(self, confirmed_on=now.date().isoformat())

    def is_due(self, now: datetime, records: int) -> bool:
        """Whether it can wait no longer: 50 own records, or the third day."""
        waited = now - self.made >= DAYS_BEFORE
        return not self.confirmed_on and (waited or records >= RECORDS_BEFORE)


def _digest(salt: bytes, *groups: str) -> bytes:
    plain = ["".join(group.upper().split()).translate(_MISREAD) for group in groups]
    return hashlib.sha256(_PURPOSE + salt + "-".join(plain).encode()).digest()
