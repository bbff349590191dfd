"""A temporary password, shown once: copied for half a minute, or printed."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QWidget

from cims.services.i18n import _
from cims.ui import theme
from cims.ui.clipboard import copy_secret
from cims.ui.printing.paper import show_preview
from cims.ui.printing.sheet import Line, Part, Sheet
from cims.ui.widgets import Button, Card, PrimaryButton, column, label, row, wrapped

MONOSPACE = ["Consolas", "SF Mono", "Menlo", "DejaVu Sans Mono", "monospace"]


class ShownOnceDialog(QDialog):
    """Nothing keeps the password: what is closed here can only be made anew."""

    def __init__(
        self, name: str, username: str, password: str, office: str, window: QWidget | None
    ) -> None:
        super().__init__(window)
        self._name, self._username, self._password = name, username, password
        self._office = office
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Temporary password"))
        self.setFixedWidth(theme.px(500))
        self.words = label(password, 20, QFont.Weight.DemiBold)
        face = self.words.font()
        face.setFamilies(MONOSPACE)
        self.words.setFont(face)
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.words.setAccessibleName(_("Temporary password"))
        self.note = label("", 12, role="muted")
        copy, paper = Button(_("Copy"), "copy"), Button(_("Print"), "printer")
        done = PrimaryButton(_("Done"), "check")
        done.setDefault(True)
        copy.clicked.connect(self.copy)
        paper.clicked.connect(lambda: show_preview(self.sheet(), self))
        done.clicked.connect(self.accept)
        told = _(
            "{name} signs in as “{username}” with this password, once. It is shown only now: "
            "hand it over yourself, not by e-mail. It lets nobody in once an own one is chosen."
        ).format(name=name, username=username)
        card = Card(row(self.words, None, margins=(16, 14, 16, 14)), "app")
        self.setLayout(
            column(
                label(_("Temporary password"), 15, QFont.Weight.DemiBold),
                wrapped(told, role="muted"),
                card,
                self.note,
                row(copy, paper, None, done),
                margins=(24, 20, 24, 20),
                spacing=12,
            )
        )

    def copy(self) -> None:
        """Put it on the clipboard, from where it goes by itself."""
        copy_secret(self._password)
        self.note.setText(_("Copied. The clipboard forgets it in 30 seconds."))

    def sheet(self) -> Sheet:
        """The slip of paper to hand over."""
        lines = (
            Line(_("User name"), self._username),
            Line(_("Temporary password"), self._password),
        )
        foot = _("At the first sign-in an own password is chosen. Destroy this slip afterwards.")
        title = _("Welcome, {name}").format(name=self._name)
        return Sheet(title, self._office, (Part(_("Sign in to CIMS"), lines),), foot)
