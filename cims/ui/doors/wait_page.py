"""Long work in front of the door: how far it is, and a way out."""

from PySide6.QtCore import Signal

from cims.services.i18n import _
from cims.ui.doors.door_page import DoorPage
from cims.ui.widgets import Button, column, wrapped


class WaitPage(DoorPage):
    """A title, a bar, Cancel."""

    cancelled = Signal()

    def __init__(self, title: str, *, ends: bool = True) -> None:
        super().__init__(title)
        self.cancel = Button(_("Cancel"), "x")
        self.cancel.clicked.connect(self.cancelled)
        self.cancel.setEnabled(ends)  # Return presses it even while it is hidden
        words = _("This may take a moment.")
        if not ends:
            words = _("This may take a moment. Leave the computer on until it is done.")
        body = column(wrapped(words, role="muted"))
        self.build(body, None, self.cancel, main=self.cancel, back=self.cancel)
        self.cancel.setVisible(ends)
        self.show_bar()

    def focus_first(self) -> None:
        self.cancel.setFocus()
