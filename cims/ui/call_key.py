"""The key that asks "Who calls?" from any program: kept per computer, off when it is taken."""

from PySide6.QtCore import QObject, Signal

from cims.services.errors import CimsError
from cims.ui.doors.preferences import Preferences
from cims.ui.hot_key import HotKey, TakenKey, combination


class CallKey(QObject):
    """One per program: it is heard while the office is locked too, which asks to sign in first."""

    pressed = Signal()

    def __init__(self, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._key = HotKey(self)
        self._key.pressed.connect(self.pressed)
        self.trouble, self.is_taken = "", False

    @property
    def words(self) -> str:
        """The key that is in force; empty when none is."""
        return str(self._key.combination or "")

    def begin(self) -> None:
        """Take the key that was chosen; what is in the way is kept in `trouble`."""
        wanted = self._preferences.call_key
        if not wanted:
            return
        try:
            self._key.take(combination(wanted))
        except CimsError as refusal:
            self.trouble, self.is_taken = str(refusal), isinstance(refusal, TakenKey)

    def choose(self, wanted: str) -> None:
        """Take another key, or none, from now on; CimsError leaves the one before."""
        before, chosen = self._key.combination, combination(wanted) if wanted else None
        self._key.release()
        try:
            if chosen is not None:
                self._key.take(chosen)
        except CimsError:
            if before is not None:
                self._key.take(before)
            raise
        self._preferences.call_key = wanted
        self.trouble, self.is_taken = "", False

    def release(self) -> None:
        """Give the key back at the end."""
        self._key.release()
