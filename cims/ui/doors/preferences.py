"""What this computer remembers before anybody has signed in: language, theme, last name."""

from pathlib import Path

from PySide6.QtCore import QLocale, QSettings

from cims.services.i18n import LANGUAGES
from cims.ui.theme import Look, Mode

LANGUAGE, THEME, LAST_NAME, CALL_KEY = "language", "theme", "last_name", "call_key"
KEY_FILES = "key_files"
USUAL_CALL_KEY = "Ctrl+Shift+F8"


class Preferences:
    """A small plain file outside the vault; it holds nothing about customers."""

    def __init__(self, file: Path) -> None:
        self._kept = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def language(self) -> str:
        """The language of the doors; the system's until somebody chose one."""
        chosen = str(self._kept.value(LANGUAGE, ""))
        return chosen if chosen in LANGUAGES else system_language()

    @language.setter
    def language(self, code: str) -> None:
        self._kept.setValue(LANGUAGE, code)

    @property
    def look(self) -> Look:
        """The look of the doors; the system's theme until somebody chose one."""
        chosen = str(self._kept.value(THEME, ""))
        return Look(mode=Mode(chosen) if chosen in list(Mode) else Mode.AUTO)

    def keep_theme(self, mode: Mode) -> None:
        """Show the doors in this theme from now on."""
        self._kept.setValue(THEME, str(mode))

    @property
    def last_name(self) -> str:
        """Who signed in last, to be offered first."""
        return str(self._kept.value(LAST_NAME, ""))

    @last_name.setter
    def last_name(self, name: str) -> None:
        self._kept.setValue(LAST_NAME, name)

    def key_file(self, slot_id: str) -> Path | None:
        """Where somebody's key file was the last time; what stands in it is never kept."""
        kept = str(self._kept.value(f"{KEY_FILES}/{slot_id}", ""))
        return Path(kept) if kept else None

    def keep_key_file(self, slot_id: str, file: Path) -> None:
        """Remember the place of somebody's key file."""
        self._kept.setValue(f"{KEY_FILES}/{slot_id}", str(file))

    @property
    def call_key(self) -> str:
        """The key that is heard everywhere for "Who calls?"; empty when none is wanted."""
        return str(self._kept.value(CALL_KEY, USUAL_CALL_KEY))

    @call_key.setter
    def call_key(self, keys: str) -> None:
        self._kept.setValue(CALL_KEY, keys)


def system_language() -> str:
    """The language of this computer, as far as CIMS speaks it."""
    return "zh_CN" if QLocale.system().language() == QLocale.Language.Chinese else "en"
