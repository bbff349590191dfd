"""What somebody changes of the own sign-in: second factors, one-time codes."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject

from cims.services.errors import CimsError
from cims.services.i18n import _
from cims.services.one_time_codes import Answer, Gate
from cims.services.progress import Progress
from cims.services.second_factors import (
    FactorState,
    changed_back_end,
    device_ready,
    factor_state,
    set_factors,
)
from cims.services.vault.errors import wait_after
from cims.services.vault.factors import copy_key_file, is_on_same_disk, new_key_file
from cims.ui.actions import Commands
from cims.ui.dialogs.one_time_codes import OneTimeCodesDialog
from cims.ui.dialogs.second_factors import SecondFactorsDialog, Wanted
from cims.ui.file_asker import FileAsker
from cims.ui.jobs import Jobs
from cims.ui.main_window import MainWindow
from cims.ui.messages import Messages

if TYPE_CHECKING:
    from cims.services.office import Office
    from cims.services.opening import OpenOffice

T = TypeVar("T")


class OwnSignIn(QObject):
    """Shows the dialogs in one session's window and does their work off the UI thread."""

    def __init__(
        self,
        office: "OpenOffice",
        jobs: Jobs,
        messages: Messages,
        files: FileAsker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._office, self._jobs, self._messages, self._files = office, jobs, messages, files
        self._window: MainWindow | None = None

    def serve(self, window: MainWindow, commands: Commands) -> None:
        """Work for this window from now on."""
        self._window = window
        commands.bind("access.factors", self.ask_factors)
        commands.bind("access.one_time_codes", self.ask_codes)

    def look_at_keyring(self) -> None:
        """Warn when the secret of this computer comes from another keyring than before."""
        if not self._office.vault.slot.factors:
            return

        def told(sentence: str) -> None:
            if sentence:
                self._messages.warn(sentence)

        def work(_progress: Progress) -> str:
            office = self._office
            return changed_back_end(office.vault, office.database, office.actor)

        self._jobs.background(self, work, told)

    def ask_factors(self) -> None:
        """See what this computer offers, which may take a keyring its time, then ask."""

        def work(_progress: Progress) -> FactorState:
            office = self._office
            return factor_state(office.vault, office.database, office.actor)

        self._jobs.background(self, work, self._show_factors)

    def _show_factors(self, state: FactorState) -> None:
        vault = self._office.vault
        SecondFactorsDialog(
            state,
            vault.key_file,
            vault.slot.username,
            self._files,
            self,
            self._window,
        ).open()

    def write_key_file(self, dialog: SecondFactorsDialog, file: Path, made: bytes | None) -> None:
        """Write a new key file, or a copy of one: a stick takes its time."""
        office = self._office.vault.folder.path

        def work(_progress: Progress) -> tuple[bytes, bool]:
            if made is None:
                written = new_key_file(file)
            else:
                copy_key_file(written := made, file)
            return written, is_on_same_disk(file, office)

        def done(found: tuple[bytes, bool]) -> None:
            dialog.written(file, found[0], is_copy=made is not None, same_disk=found[1])

        self._jobs.background(dialog, work, done, self._refusing(dialog))

    def set_factors(self, dialog: SecondFactorsDialog, wanted: Wanted) -> None:
        """Ask the keyring while others go on saving; then change the slot in the writer's turn."""
        office, refused = self._office, self._refusing(dialog)

        def ask_keyring(_progress: Progress) -> None:
            if wanted.device:
                device_ready(office.vault, office.database, office.actor)

        def change(_progress: Progress) -> None:
            set_factors(
                office.vault,
                office.database,
                office.actor,
                wanted.password,
                wanted.key_file,
                device=wanted.device,
            )

        def done(_result: None) -> None:
            dialog.accept()
            self._messages.toast(_("Kept. It counts from the next sign-in on."))

        def go_on(_result: None) -> None:
            self._jobs.in_turn(dialog, change, done, refused)

        self._jobs.background(dialog, ask_keyring, go_on, refused)

    def ask_codes(self) -> None:
        """Show the own gate as it is now."""

        def read(office: "Office") -> tuple[Gate, str]:
            return office.one_time_codes.gate(), str(office.settings.common("office")["name"])

        def show(found: tuple[Gate, str]) -> None:
            name = self._office.actor.name
            OneTimeCodesDialog(*found, name, self, self._messages, self._window).open()

        self._jobs.read(self, read, show)

    def turn_on(self, dialog: OneTimeCodesDialog, secret: bytes, code: str) -> None:
        """Ask for codes from now on, and show the printed ones."""
        self._do(
            dialog, lambda office: office.one_time_codes.turn_on(secret, code), dialog.show_codes
        )

    def renew(self, dialog: OneTimeCodesDialog, code: str) -> None:
        """Show new printed codes; the old ones count no more."""

        def done(proof: Answer) -> None:
            if proof.is_open:
                dialog.show_codes(proof.codes)
            else:
                dialog.refuse(proof.sentence)

        self._do(dialog, lambda office: office.one_time_codes.renew(code), done)

    def turn_off(self, dialog: OneTimeCodesDialog, code: str) -> None:
        """Ask for codes no more."""

        def done(proof: Answer) -> None:
            if not proof.is_open:
                dialog.refuse(proof.sentence)
                return
            dialog.accept()
            self._messages.toast(_("One-time codes are off."))

        self._do(dialog, lambda office: office.one_time_codes.turn_off(code), done)

    def _do(
        self,
        dialog: OneTimeCodesDialog,
        work: Callable[["Office"], T],
        then: Callable[[T], None],
    ) -> None:
        self._jobs.write(work, owner=dialog, then=then, failed=self._refusing(dialog))

    def _refusing(
        self, dialog: OneTimeCodesDialog | SecondFactorsDialog
    ) -> Callable[[Exception], None]:
        """What tells a dialog that nothing came of it; a fault of the program is told elsewhere."""

        def failed(error: Exception) -> None:
            dialog.refuse(str(error) if isinstance(error, CimsError) else "")
            if isinstance(dialog, SecondFactorsDialog):
                dialog.wait(wait_after(error))
            if not isinstance(error, CimsError):
                self._messages.error(error)

        return failed
