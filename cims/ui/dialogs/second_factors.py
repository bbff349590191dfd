"""What is asked for besides the own password: a key file, a secret of this computer."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QDialog, QLayout, QWidget

from cims.services.i18n import _
from cims.services.second_factors import FactorState
from cims.ui import theme
from cims.ui.widgets import Button, Countdown, PrimaryButton, column, label, row, set_ink, wrapped
from cims.ui.widgets.password_field import PasswordField

KEY_FILES = "CIMS (*.cimskey)"
WIDTH = 440


class AskPlace(Protocol):
    """Who asks where a new file goes."""

    def to_save(
        self, window: QWidget, title: str, name: str, pattern: str, then: Callable[[Path], None]
    ) -> None:
        """Call `then` with the place that was chosen."""


class Take(Protocol):
    """What does the work of the dialog, where it may take its time."""

    def write_key_file(self, dialog: "SecondFactorsDialog", file: Path, made: bytes | None) -> None:
        """Write a new key file, or a copy of one, and tell the dialog."""

    def set_factors(self, dialog: "SecondFactorsDialog", wanted: "Wanted") -> None:
        """Ask for these factors from now on."""


@dataclass(frozen=True)
class Wanted:
    """What shall be asked for from the next sign-in on, and today's password."""

    password: str
    key_file: bytes | None
    device: bool


class SecondFactorsDialog(QDialog):
    """Two boxes with what each is good for, and the own password."""

    def __init__(
        self,
        state: FactorState,
        key_file: bytes | None,
        name: str,
        files: AskPlace,
        take: Take,
        window: QWidget | None,
    ) -> None:
        super().__init__(window)
        self._state, self._made, self._name = state, key_file, name
        self._files, self._take = files, take
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Second factors"))
        self.key_file = QCheckBox(_("Key file"))
        self.key_file.setChecked(state.key_file)
        self.make = Button(_("New key file…"), "key-round")
        self.copy = Button(_("Save a copy…"), "copy")
        self.told = wrapped("", 12, "muted")
        self.device = QCheckBox(_("Secret of this computer"))
        self.device.setChecked(state.device)
        self.device.setEnabled(state.device or not state.no_device)
        self.password = PasswordField(_("Your password"))
        self.problem = wrapped("", 12, "bad")
        self.cancel, self.save_button = Button(_("Cancel"), "x"), PrimaryButton(_("Save"), "check")
        self.save_button.setDefault(True)
        self._countdown = Countdown(self.save_button, _("Save"))
        self._body = QWidget()
        self._body.setLayout(self._laid_out())
        self.setLayout(column(self._body, margins=(20, 16, 20, 16)))
        self._connect()
        self._offer()

    def save(self) -> None:
        """Hand the wish over, or say what is missing."""
        if self.key_file.isChecked() and self._made is None:
            self.refuse(_("Make the key file first."))
            self.make.setFocus()
        elif not self.password.text():
            self.refuse(_("Type your password: it is part of the new key."))
            self.password.setFocus()
        else:
            self.refuse("")
            self._body.setEnabled(False)
            key_file = self._made if self.key_file.isChecked() else None
            self._take.set_factors(
                self, Wanted(self.password.text(), key_file, self.device.isChecked())
            )

    def wait(self, seconds: int) -> None:
        """Keep the button shut after wrong passwords, and count down."""
        self._countdown.start(seconds)

    def refuse(self, sentence: str) -> None:
        """Say why nothing was changed, and let it be tried again."""
        self._body.setEnabled(True)
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self._fit()

    def written(self, file: Path, made: bytes, *, is_copy: bool, same_disk: bool) -> None:
        """A key file, or a copy of it, lies at this place."""
        self._made = made
        words = _("Made {file}. Keep a copy on another stick, in another place.")
        told, ink = (_("Copied to {file}.") if is_copy else words).format(file=file.name), "muted"
        if same_disk:
            told += " " + _("It lies on the disk of the office: whoever steals that has both.")
            ink = "warn"
        self.told.setText(told)
        set_ink(self.told, ink)
        self.refuse("")
        self._offer()

    def _connect(self) -> None:
        self.key_file.toggled.connect(self._offer)
        self.make.clicked.connect(lambda: self._ask_place(_("New key file…"), "", None))
        self.copy.clicked.connect(
            lambda: self._ask_place(_("Save a copy…"), " " + _("(copy)"), self._made)
        )
        self.cancel.clicked.connect(self.reject)
        self.save_button.clicked.connect(self.save)

    def _laid_out(self) -> QLayout:
        state = self._state
        about = _(
            "Besides your password CIMS can ask for something that you have. If it is lost, "
            "the recovery sheet sets a new password."
        )
        of_file = _(
            "64 random bytes on a stick. Whoever has your password but not this file opens "
            "nothing, neither here nor in a backup. Without the file or a copy you don't either."
        )
        of_device = _(
            "Lies in the keyring of this system; you sign in on this computer only. It helps "
            "against a stolen backup, not against a laptop without a system password, and any "
            "program of your system user can read it."
        )
        if state.back_end:
            of_device += " " + _("Keyring: {name}.").format(name=state.back_end)
        refused = wrapped(state.no_device, 12, "warn")
        if not state.no_device or state.device:
            refused.hide()
        head = label(_("Your password"), 12, role="muted")
        head.setBuddy(self.password)
        file_words, device_words = wrapped(of_file, 12, "muted"), wrapped(of_device, 12, "muted")
        words = wrapped(about)
        for each in (words, file_words, device_words, refused, self.told, self.problem):
            each.setMinimumWidth(theme.px(WIDTH))
        return column(
            words,
            self.key_file,
            file_words,
            row(self.make, self.copy, None),
            self.told,
            self.device,
            device_words,
            refused,
            head,
            self.password,
            self.problem,
            row(None, self.cancel, self.save_button),
            spacing=9,
        )

    def _offer(self) -> None:
        wanted = self.key_file.isChecked()
        self.make.setVisible(wanted)
        self.copy.setVisible(wanted and self._made is not None)
        self.told.setVisible(wanted and bool(self.told.text()))
        self.problem.setVisible(bool(self.problem.text()))
        self._fit()

    def _fit(self) -> None:
        """As tall as what is shown now, once the words have found their lines."""
        QTimer.singleShot(0, self, self._grow)

    def _grow(self) -> None:
        self.adjustSize()
        self.resize(self.width(), self.heightForWidth(self.width()))

    def _ask_place(self, title: str, more: str, made: bytes | None) -> None:
        def chosen(file: Path) -> None:
            self._body.setEnabled(False)
            self._take.write_key_file(self, file, made)

        self._files.to_save(self, title, f"CIMS {self._name}{more}.cimskey", KEY_FILES, chosen)
