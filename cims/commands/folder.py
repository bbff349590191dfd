"""Where the vault lies when nobody says otherwise."""

import os
import sys
from pathlib import Path

VARIABLE = "CIMS_VAULT"


def default_folder() -> Path:
    """The folder named by CIMS_VAULT, else CIMS in the place where programs keep a user's files."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "CIMS"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "CIMS"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "cims"
