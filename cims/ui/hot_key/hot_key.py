"""Asks this system for a key, and says when it is pressed."""

from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from cims.services.i18n import _
from cims.ui.hot_key.combination import Combination
from cims.ui.hot_key.refusals import NoKeys


class Grip(Protocol):
    """A key that is held; `release` gives it back."""

    def release(self) -> None: ...


class HotKey(QObject):
    """One key of the whole system; none until `take`."""

    pressed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._grip: Grip | None = None
        self.combination: Combination | None = None

    def take(self, wanted: Combination) -> None:
        """Hear of this key from now on; TakenKey or NoKeys when that is not possible."""
        self.release()
        platform = QGuiApplication.platformName()
        if platform == "windows":
            from cims.ui.hot_key.windows import WindowsGrip

            self._grip = WindowsGrip(wanted, self.pressed.emit)
        elif platform == "xcb":
            from cims.ui.hot_key.x11 import X11Grip

            self._grip = X11Grip(wanted, self.pressed.emit)
        else:
            raise NoKeys(
                _(
                    "This system gives its keys to no program. Bind cims://find to a key in the "
                    "system's own settings."
                )
            )
        self.combination = wanted

    def release(self) -> None:
        """Give the key back."""
        if self._grip is not None:
            self._grip.release()
        self._grip, self.combination = None, None
