"""The program's log on this computer."""

import logging
from pathlib import Path

LOG_BYTES = 500_000


def keep_log(file: Path) -> None:
    """Write what goes wrong into a small file outside the vault; it holds no user data."""
    from logging.handlers import RotatingFileHandler

    file.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(file, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.getLogger("cims").addHandler(handler)
