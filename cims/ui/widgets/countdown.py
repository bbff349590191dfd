"""A button that stays shut for some seconds and says how many are left."""

from PySide6.QtCore import QObject, QTimer

from cims.services.i18n import _n
from cims.ui.widgets.buttons import Button

SECOND = 1000  # milliseconds


class Countdown(QObject):
    """Belongs to one button; at the end the button has its words again."""

    def __init__(self, button: Button, words: str) -> None:
        super().__init__(button)
        self._button, self._words = button, words
        self.left = 0
        self._ticking = QTimer(self, interval=SECOND)
        self._ticking.timeout.connect(lambda: self.start(self.left - 1))

    def start(self, seconds: int) -> None:
        """Begin anew with so many seconds; 0 opens the button."""
        self.left = max(0, seconds)
        self._button.setEnabled(not self.left)
        if self.left:
            words = _n("Wait {n} second", "Wait {n} seconds", self.left)
            self._button.set_words(words.format(n=self.left))
            self._ticking.start()
        else:
            self._button.set_words(self._words)
            self._ticking.stop()
