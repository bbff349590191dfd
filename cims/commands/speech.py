"""Which language the sentences of a command have."""

import locale
import os
from collections.abc import Mapping

VARIABLES = ("CIMS_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
CHINESE = ("zh", "chinese")


def chosen_language(variables: Mapping[str, str] = os.environ) -> str:
    """zh_CN where the first variable that is set, else the system, says Chinese; else en."""
    named = next((variables[name] for name in VARIABLES if variables.get(name)), None)
    word = named or locale.getlocale()[0] or ""
    return "zh_CN" if word.casefold().startswith(CHINESE) else "en"
