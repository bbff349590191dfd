"""The child of the memory test: opens and closes a vault and counts keys in its own memory.

The keys come masked, so that looking for them does not put them there. Linux only.
"""

import gc
import json
import sys
from pathlib import Path

from cims.services.vault.vault import open_vault
from tests.faults.parts import PASSWORD, SetClock, commit
from tests.weak_policy import WEAK

MASK = bytes(byte ^ 0x5A for byte in range(256))


def masked(raw: bytes) -> bytes:
    """The bytes in a form that stands nowhere else."""
    return raw.translate(MASK)


def copies(keys: dict[str, bytes]) -> dict[str, int]:
    """How often each masked key stands, unmasked, in the writable memory of this process."""
    found = dict.fromkeys(keys, 0)
    with Path("/proc/self/mem").open("rb", 0) as memory:
        for line in Path("/proc/self/maps").read_text().splitlines():
            span, access = line.split()[:2]
            if not access.startswith("rw"):
                continue
            low, high = (int(part, 16) for part in span.split("-"))
            try:
                memory.seek(low)
                part = masked(memory.read(high - low))
            except (OSError, OverflowError):
                continue
            for name, key in keys.items():
                found[name] += part.count(key)
            del part
    return found


def main() -> None:
    """Print what stands in memory while the vault is open, and after it is closed."""
    keys = {name: bytes.fromhex(text) for name, text in json.loads(sys.argv[2]).items()}
    vault = open_vault(
        Path(sys.argv[1]), username="ada", password=PASSWORD, policy=WEAK, now=SetClock()
    )
    connection = vault.connect()
    commit(vault, connection)
    while_open = copies(keys)
    connection.close()
    vault.close()
    del connection
    gc.collect()
    sys.stdout.write(json.dumps([while_open, copies(keys)]))


if __name__ == "__main__":
    main()
