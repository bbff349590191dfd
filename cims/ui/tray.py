"""The icon beside the system's clock, where there is such a place: it tells of new notices."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from cims.ui.icons import icon

if TYPE_CHECKING:
    from cims.ui.jobs import Jobs

SETTING = "tray"


class Tray(QObject):
    """Each person may switch it off; where the system has no such place nothing happens."""

    pressed = Signal()  # the icon or its message

    def __init__(self, jobs: "Jobs", parent: QObject, *, is_there: bool | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.is_there = QSystemTrayIcon.isSystemTrayAvailable() if is_there is None else is_there
        self.is_on = True
        self._icon: QSystemTrayIcon | None = None

    @property
    def shows(self) -> bool:
        """Whether the icon stands there now."""
        return self._icon is not None

    def start(self) -> None:
        """Read what this person wishes, then appear."""
        if self.is_there:
            self._jobs.read(
                self, lambda o: bool(o.settings.mine(SETTING).get("on", True)), self._use
            )

    def turn(self, on: bool) -> None:
        """Switch it on or off and keep that."""
        self._use(on)
        self._jobs.write(lambda office: office.settings.set_mine(SETTING, {"on": on}))

    def tell(self, words: str) -> None:
        """Show a message at the icon."""
        if self._icon is not None:
            self._icon.showMessage("CIMS", words, icon("logo", "accent"))

    def show_count(self, words: str) -> None:
        """What the icon says when the mouse is over it."""
        if self._icon is not None:
            self._icon.setToolTip(f"CIMS · {words}")

    def close(self) -> None:
        """Go away, with the session."""
        if self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None

    def _activated(self, how: QSystemTrayIcon.ActivationReason) -> None:
        """A click is meant; the right button and the wheel are the system's."""
        if how == QSystemTrayIcon.ActivationReason.Trigger:
            self.pressed.emit()

    def _use(self, on: bool) -> None:
        self.is_on = on
        if not on:
            self.close()
        elif self._icon is None and self.is_there:
            self._icon = QSystemTrayIcon(icon("logo", "accent"), self)
            self._icon.setToolTip("CIMS")
            self._icon.activated.connect(self._activated)
            self._icon.messageClicked.connect(self.pressed)
            self._icon.show()
