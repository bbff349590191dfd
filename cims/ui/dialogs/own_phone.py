"""The phone that stands beside one's own name on quotes and orders."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from cims.services.i18n import _
from cims.services.paper_templates.letterhead import SELLER
from cims.ui import theme
from cims.ui.jobs import Jobs
from cims.ui.widgets import Button, PrimaryButton, column, row, wrapped

if TYPE_CHECKING:
    from cims.services.office import Office

LONGEST, WIDE = 40, 360


class OwnPhoneDialog(QDialog):
    """One field; an empty one leaves the name alone."""

    def __init__(self, known: str, take: Callable[[str], None], window: QWidget) -> None:
        super().__init__(window)
        self._take = take
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("My phone on papers…"))
        self.field = QLineEdit(known)
        self.field.setAccessibleName(_("Phone"))
        self.field.setPlaceholderText("138 0000 0000")
        self.field.setMaxLength(LONGEST)
        words = _("It stands beside your name on your quotes and orders.")
        cancel, save = Button(_("Cancel"), "x"), PrimaryButton(_("Save"), "check")
        cancel.clicked.connect(self.reject)
        save.clicked.connect(self.save)
        save.setDefault(True)
        buttons = row(None, cancel, save)
        self.setMinimumWidth(theme.px(WIDE))
        self.setLayout(column(wrapped(words), self.field, buttons, margins=(20, 16, 20, 16)))

    def save(self) -> None:
        """Take the number over as it was typed."""
        self._take(self.field.text().strip())
        self.accept()


def ask_own_phone(jobs: Jobs, window: QWidget) -> None:
    """Read the number that is kept, ask, and keep the answer for the one who is signed in."""

    def keep(phone: str) -> None:
        def work(office: "Office") -> None:
            office.settings.set_mine(SELLER, {"phone": phone} if phone else {})

        jobs.write(work, owner=window)

    def show(known: str) -> None:
        OwnPhoneDialog(known, keep, window).open()

    jobs.read(window, lambda office: str(office.settings.mine(SELLER).get("phone") or ""), show)
